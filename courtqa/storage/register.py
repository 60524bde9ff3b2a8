"""The register of numbers, kept in the docket's own database: next number, once, never taken back."""

from __future__ import annotations

import sqlite3
from datetime import date

from courtqa.errors import NumberTaken, UnknownName
from courtqa.notices import Entry, Number
from courtqa.storage.sqlite import SqliteStore

__all__ = ["NumberRegister"]

COLUMNS = "series, court, year, seq, total, notice_id, model_digest, given_on, void, void_reason"
HELD = f"SELECT {COLUMNS} FROM number WHERE notice_id = ?"  # noqa: S608 - no value is spliced in
OF = f"SELECT {COLUMNS} FROM number WHERE court = ? AND series = ? AND year = ? AND seq = ?"  # noqa: S608
ALL = f"""SELECT {COLUMNS} FROM number WHERE series = coalesce(?, series) AND year = coalesce(?, year)
ORDER BY series, court, year, seq"""  # noqa: S608
NEXT = """
SELECT coalesce(max(seq) FILTER (WHERE year = ?), 0) + 1, coalesce(max(total), 0) + 1 FROM number
WHERE court = ? AND series = ?"""
GIVE = """
INSERT INTO number (series, court, year, seq, total, notice_id, model_digest, given_on, void, void_reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '')"""
VOID = """
UPDATE number SET void = 1, void_reason = ?, voided_on = ?
WHERE court = ? AND series = ? AND year = ? AND seq = ? AND NOT void"""


class NumberRegister:
    """Gives the numbers of notices, without a gap however many ask at once.

    A number that was given stays: it can be voided, not removed, moved or given again. SQLite itself refuses
    that to anyone (``triggers.py``).
    """

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def assign(
        self, *, series: str, court: str, year: int, notice_id: str, model_digest: str, on: date
    ) -> Number:
        """The next number of the series, or the one this notice already holds.

        A notice that comes back with another digest raises ``NumberTaken``.
        """

        def work(held: sqlite3.Connection) -> Number:
            known = held.execute(HELD, (notice_id,)).fetchone()
            if known is not None:
                entry = _entry(known)
                if entry.model_digest != model_digest:
                    raise NumberTaken(notice_id, entry.model_digest, model_digest)
                return entry.number
            seq, total = held.execute(NEXT, (year, court, series)).fetchone()
            held.execute(GIVE, (series, court, year, seq, total, notice_id, model_digest, on.isoformat()))
            return Number(series, court, year, seq, total)

        return self._store.immediate(work)

    def void(self, number: Number, *, reason: str, on: date) -> Entry:
        """The entry, now void. The number is never given again; voiding it twice changes nothing."""
        place = (number.court, number.series, number.year, number.seq)

        def work(held: sqlite3.Connection) -> Entry:
            held.execute(VOID, (reason, on.isoformat(), *place))
            row = held.execute(OF, place).fetchone()
            if row is None:
                raise UnknownName("number", f"{number.series} {number.year} {number.seq}", ())
            return _entry(row)

        return self._store.immediate(work)

    def entries(self, series: str | None = None, year: int | None = None) -> tuple[Entry, ...]:
        """The lines of the register, by series, court, year and number."""
        return self._store.immediate(lambda held: tuple(map(_entry, held.execute(ALL, (series, year)))))


def _entry(row: tuple[str, str, int, int, int, str, str, str, int, str]) -> Entry:
    series, court, year, seq, total, notice_id, model_digest, given_on, void, void_reason = row
    return Entry(
        number=Number(series, court, year, seq, total),
        notice_id=notice_id,
        model_digest=model_digest,
        on=date.fromisoformat(given_on),
        void=bool(void),
        void_reason=void_reason,
    )
