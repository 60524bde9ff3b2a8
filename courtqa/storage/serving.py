"""What a transaction does for workers and for the register of numbers, in statements that any SQL database takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from courtqa.workflows import REGISTER, Armed, Message, NumberLine, instant

__all__ = ["NUMBERS", "ServingStatements", "number_of"]

COLUMNS = "series, court, year, seq, total, notice_id, model_digest, given_on, void, void_reason"
HELD = f"SELECT {COLUMNS} FROM number WHERE court = ? AND notice_id = ?"  # noqa: S608 - no value is spliced in
OF = f"SELECT {COLUMNS} FROM number WHERE court = ? AND series = ? AND year = ? AND seq = ?"  # noqa: S608
NUMBERS = f"SELECT {COLUMNS} FROM number ORDER BY series, court, year, seq"  # noqa: S608
NEXT = """
SELECT coalesce(max(seq) FILTER (WHERE year = ?), 0) + 1, coalesce(max(total), 0) + 1 FROM number
WHERE court = ? AND series = ?"""
GIVE = """
INSERT INTO number (series, court, year, seq, total, notice_id, model_digest, given_on, void, void_reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, FALSE, '')"""
VOID = """
UPDATE number SET void = TRUE, void_reason = ?, voided_on = ?
WHERE court = ? AND series = ? AND year = ? AND seq = ? AND NOT void"""
CLAIM = """
SELECT d.proceeding, d.clock, d.due, d.remind_on, d.reminded FROM deadline d
JOIN proceeding p ON p.court = d.court AND p.id = d.proceeding
WHERE d.court = ? AND d.status = 'running' AND d.due <= ? AND (d.due, d.proceeding, d.clock) > (?, ?, ?)
ORDER BY d.due, d.proceeding, d.clock LIMIT ?"""
TAKE = """
WITH taken AS MATERIALIZED (
    SELECT id FROM outbox WHERE court = ? AND sent_at IS NULL AND (retry_at IS NULL OR retry_at <= ?)
    ORDER BY id LIMIT ?{skip})
UPDATE outbox SET attempts = attempts + 1, retry_at = ? WHERE court = ? AND id IN (SELECT id FROM taken)
RETURNING id, key, proceeding, seq, topic, payload, attempts"""
FAILED = "UPDATE outbox SET retry_at = ?, failure = ? WHERE court = ? AND key = ? AND sent_at IS NULL"
FIRST = date.min


class ServingStatements:
    """It needs ``_serve`` (statement with ``?``, values) -> cursor, and ``_court``; ``_numbering`` holds the register."""

    _serve: Callable[..., Any]
    _court: str
    _skip_proceedings = ""  # a lock on both, and SKIP LOCKED, where others may write at the same time
    _skip = ""
    touch: Callable[[str], None]

    def _numbering(self) -> None:
        """Keep everybody else from giving numbers meanwhile."""

    def numbered(self, notice_id: str) -> NumberLine | None:
        """The line of the register that a notice holds."""
        row = self._serve(HELD, (self._court, notice_id)).fetchone()
        return None if row is None else number_of(row)

    def give_number(self, series: str, year: int, notice_id: str, model_digest: str, on: date) -> NumberLine:
        """The next number of the series, without a gap, whoever asks at the same time."""
        self._numbering()
        known = self.numbered(notice_id)  # somebody may have been first
        if known is not None:
            return known
        seq, total = self._serve(NEXT, (year, self._court, series)).fetchone()
        given = (series, self._court, year, seq, total, notice_id, model_digest)
        self._serve(GIVE, (*given, on.isoformat()))
        self.touch(REGISTER)
        return NumberLine(*given, on)

    def void_number(self, series: str, year: int, seq: int, *, reason: str, on: date) -> NumberLine | None:
        """The line, now void; None if there is none of that number."""
        place = (self._court, series, year, seq)
        self._numbering()
        if self._serve(VOID, (reason, on.isoformat(), *place)).rowcount > 0:
            self.touch(REGISTER)
        row = self._serve(OF, place).fetchone()
        return None if row is None else number_of(row)

    def claim(self, due: date, *, after: Armed | None = None, most: int) -> tuple[Armed, ...]:
        """So many running clocks due by that day, behind ``after``, of proceedings that nobody else works on."""
        place = ("", "", "") if after is None else (after.due.isoformat(), after.proceeding, after.clock)
        first = place[0] or FIRST.isoformat()
        values = (self._court, due.isoformat(), first, *place[1:], most)
        rows = self._serve(CLAIM + self._skip_proceedings, values).fetchall()
        return tuple(_armed(*row) for row in rows)

    def take(self, *, at: datetime, until: datetime, most: int) -> tuple[Message, ...]:
        """So many messages to be sent that are in nobody's hands: in the caller's until then."""
        values = (self._court, instant(at), most, instant(until), self._court)
        rows = self._serve(TAKE.format(skip=self._skip), values).fetchall()
        return tuple(
            Message(key, proceeding, seq, topic, json.loads(payload), attempts=attempts)
            for _, key, proceeding, seq, topic, payload, attempts in sorted(rows)
        )

    def failed(self, key: str, *, retry_at: datetime, why: str) -> bool:
        """Note why a message could not be sent; it rests until then. False: it was sent, or there is none."""
        plain = why.replace("\0", "\\x00").encode(errors="backslashreplace").decode()
        return bool(self._serve(FAILED, (instant(retry_at), plain, self._court, key)).rowcount == 1)


def _armed(proceeding: str, clock: str, due: Any, remind_on: Any, reminded: object) -> Armed:
    return Armed(proceeding, clock, _day(due), None if remind_on is None else _day(remind_on), bool(reminded))


def number_of(row: tuple[Any, ...]) -> NumberLine:
    """The line of the register that a row holds."""
    series, court, year, seq, total, notice_id, model_digest, given_on, void, void_reason = row
    day, voided = _day(given_on), bool(void)
    return NumberLine(series, court, year, seq, total, notice_id, model_digest, day, voided, void_reason)


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
