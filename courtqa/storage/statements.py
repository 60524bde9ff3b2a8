"""The statements of the hot path, each prepared once on the held connection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from courtqa.storage.beside import BesideStatements
from courtqa.storage.bulk import sqlite_rows
from courtqa.storage.lists import ListStatements
from courtqa.storage.people import PeopleStatements
from courtqa.storage.remembering import Remembered
from courtqa.storage.serving import ServingStatements
from courtqa.workflows import (
    Actor,
    Armed,
    Current,
    Denial,
    Entry,
    Keyring,
    Kin,
    Message,
    Proceeding,
    Recorded,
    Sealed,
    canonical,
    clocks_of,
    instant,
    kin_of,
    snapshot,
    tenures,
    unseal,
)

__all__ = ["SqliteTransaction"]

CURRENT = "SELECT snapshot, head, recorded_at FROM proceeding WHERE court = ? AND id = ?"
RECORDED = "SELECT proceeding, seq, request FROM event WHERE court = ? AND proceeding = ? AND idem = ?"
OPENED = """
SELECT event.proceeding, event.seq, event.request FROM proceeding
JOIN event ON event.court = proceeding.court AND event.proceeding = proceeding.id AND event.seq = 1
WHERE proceeding.court = ? AND proceeding.open_key = ?"""
EVENTS = "SELECT body, prev, hash FROM event WHERE court = ? AND proceeding = ? AND seq <= ? ORDER BY seq"
SERIAL = "SELECT coalesce(max(serial), 0) + 1 FROM proceeding WHERE court = ? AND workflow = ? AND year = ?"
DIRECTORY_HEAD = "SELECT seq, hash FROM directory WHERE court = ? ORDER BY seq DESC LIMIT 1"
STEP = """
UPDATE proceeding SET state = ?, version = ?, closed = ?, unit = ?, head = ?, recorded_at = ?, snapshot = ?,
    edition = ?, definition = ?
WHERE court = ? AND id = ? AND version = ?"""
NEW = """
INSERT INTO proceeding (court, id, workflow, edition, definition, state, version, closed, unit, opened_on, year,
    serial, open_key, parent, head, recorded_at, snapshot)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
EVENT = """
INSERT INTO event (court, proceeding, seq, idem, request, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
DIRECTORY = """
INSERT INTO directory (court, seq, kind, proceeding, at, event, body, prev, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
CLOCK = """
INSERT INTO deadline (court, proceeding, clock, due, remind_on, status, reminded) VALUES (?, ?, ?, ?, ?, ?, 0)
ON CONFLICT (court, proceeding, clock) DO UPDATE SET
    reminded = CASE WHEN remind_on IS excluded.remind_on THEN reminded ELSE 0 END,
    due = excluded.due, remind_on = excluded.remind_on, status = excluded.status"""
NO_CLOCK = "DELETE FROM deadline WHERE court = ? AND proceeding = ? AND clock = ?"
MESSAGE = """
INSERT INTO outbox (key, court, proceeding, seq, topic, payload) VALUES (?, ?, ?, ?, ?, ?)"""
REMINDED = """
UPDATE deadline SET reminded = 1
WHERE court = ? AND proceeding = ? AND clock = ? AND remind_on = ? AND status = 'running' AND reminded = 0"""
SENT = "UPDATE outbox SET sent_at = ? WHERE court = ? AND key = ? AND sent_at IS NULL"
REFUSED = """
SELECT 1 FROM refusal WHERE court = ? AND proceeding = ? AND event = ? AND by = ? AND codes = ? AND at >= ?
LIMIT 1"""
KIN = """
SELECT id, workflow, state, parent FROM proceeding
WHERE court = ? AND (id = ? OR parent = ? OR parent = ?) AND id <> ? ORDER BY id"""
ACTOR = """
INSERT INTO actor (court, id, name, kind, tenures) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (court, id) DO UPDATE SET name = excluded.name, kind = excluded.kind, tenures = excluded.tenures
WHERE NOT enrolled
    AND (name IS NOT excluded.name OR kind IS NOT excluded.kind OR tenures IS NOT excluded.tenures)"""


class SqliteTransaction(ListStatements, PeopleStatements, BesideStatements, ServingStatements):
    """One ``BEGIN IMMEDIATE`` transaction of one court."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        court: str,
        remembered: Remembered,
        keys: Keyring | None = None,
    ) -> None:
        self._execute = self._beside = self._serve = connection.execute
        self._connection = connection
        self._court = court
        self._remembered = remembered
        self._keys = keys

    def current(self, proceeding: str, *, key: str | None = None) -> Current | None:  # noqa: ARG002
        """The proceeding as it stands."""
        row = self._execute(CURRENT, (self._court, proceeding)).fetchone()
        return None if row is None else self._remembered.read(self._court, proceeding, row)

    def recorded(self, proceeding: str, key: str) -> Recorded | None:
        """The event of the proceeding that the key stands for."""
        row = self._execute(RECORDED, (self._court, proceeding, key)).fetchone()
        return None if row is None else Recorded(*row)

    def opened(self, key: str) -> Recorded | None:
        """The opening that the key stands for."""
        row = self._execute(OPENED, (self._court, key)).fetchone()
        return None if row is None else Recorded(*row)

    def events(self, proceeding: str, *, upto: int) -> tuple[Sealed, ...]:
        """The first ``upto`` events of the proceeding."""
        return tuple(unseal(*row) for row in self._execute(EVENTS, (self._court, proceeding, upto)))

    def next_serial(self, workflow: str, year: int) -> int:
        """The next running number of a workflow's proceedings in a year."""
        return int(self._execute(SERIAL, (self._court, workflow, year)).fetchone()[0])

    def directory_head(self) -> tuple[int, str] | None:
        """The number and the seal of the directory's last line."""
        row: tuple[int, str] | None = self._execute(DIRECTORY_HEAD, (self._court,)).fetchone()
        return row

    def write(self, entry: Entry) -> bool:
        """Write all of it. False: the proceeding has moved on since ``before``, nothing was written."""
        sealed, event, after = entry.sealed, entry.sealed.event, entry.after
        moving = (
            after.state,
            after.version,
            after.closed,
            after.subject.unit,
            sealed.hash,
            instant(event.recorded_at),
            snapshot(after),
        )
        self._remembered.keep(
            self._court, after.id, moving[-1], Current(after, sealed.hash, event.recorded_at)
        )
        where = (self._court, after.id)
        edition = (after.edition.isoformat(), after.definition)
        if entry.before is None:
            self._open(entry, moving)
        elif self._execute(STEP, (*moving, *edition, *where, entry.before.version)).rowcount != 1:
            return False
        self._execute(
            EVENT,
            (*where, event.seq, event.idem or None, event.request, sealed.body, sealed.prev, sealed.hash),
        )
        for line in entry.listed:
            self._execute(
                DIRECTORY,
                (
                    self._court,
                    line.seq,
                    line.kind,
                    line.proceeding,
                    line.at,
                    line.event,
                    line.body,
                    line.prev,
                    line.hash,
                ),
            )
        self._clocks(entry)
        for message in entry.outbox:
            self._post(message)
        if (by := entry.by) is not None:
            self._execute(ACTOR, (self._court, by.id, by.name, by.kind, tenures(by)))
        if entry.marks or entry.personal or entry.forgotten:
            self.write_beside(entry)
        return True

    def currents(self, proceedings: Iterable[str]) -> dict[str, Current]:
        """Each of those proceedings that is there, as it stands."""
        found = ((name, self.current(name)) for name in proceedings)
        return {name: current for name, current in found if current is not None}

    def write_all(self, entries: Sequence[Entry]) -> None:
        """Write all of all of them, in order; ``Conflict`` if a proceeding has moved on meanwhile."""
        self._remembered.keep_all(self._court, sqlite_rows(self._connection, self._court, entries))
        actors: dict[str, Actor] = {}
        for entry in entries:
            self._clocks(entry)
            if entry.marks or entry.personal or entry.forgotten:
                self.write_beside(entry)
            if entry.by is not None:
                actors[entry.by.id] = entry.by
        for by in actors.values():
            self._execute(ACTOR, (self._court, by.id, by.name, by.kind, tenures(by)))

    def _open(self, entry: Entry, moving: tuple[Any, ...]) -> None:
        after = entry.after
        state, version, closed, unit, head, recorded_at, text = moving
        self._execute(
            NEW,
            (
                self._court,
                after.id,
                after.workflow,
                after.edition.isoformat(),
                after.definition,
                state,
                version,
                closed,
                unit,
                after.opened_on.isoformat(),
                after.opened_on.year,
                entry.serial,
                entry.key,
                after.parent,
                head,
                recorded_at,
                text,
            ),
        )

    def _clocks(self, entry: Entry) -> None:
        if entry.before is not None and entry.before.clocks == entry.after.clocks:
            return
        before = {} if entry.before is None else clocks_of(entry.before)
        after = clocks_of(entry.after)
        where = (self._court, entry.after.id)
        for name in before.keys() - after.keys():
            self._execute(NO_CLOCK, (*where, name))
        for name, row in after.items():
            if before.get(name) != row:
                self._execute(CLOCK, (*where, name, row["due"], row["remind_on"], row["status"]))

    def _post(self, message: Message) -> None:
        self._execute(
            MESSAGE,
            (
                message.key,
                self._court,
                message.proceeding,
                message.seq,
                message.topic,
                canonical(message.payload),
            ),
        )

    def reminded(self, armed: Armed, message: Message) -> bool:
        """Put the reminder into the outbox. False: it was there already."""
        if armed.remind_on is None:
            return False
        row = (self._court, armed.proceeding, armed.clock, armed.remind_on.isoformat())
        if self._execute(REMINDED, row).rowcount != 1:
            return False
        self._post(message)
        return True

    def kin(self, proceeding: Proceeding) -> tuple[Kin, ...]:
        """The parent, the children, and the other children of the parent, as they stand."""
        me, parent = proceeding.id, proceeding.parent
        rows = self._execute(KIN, (self._court, parent, parent, me, me))
        return tuple(kin_of(proceeding, *row) for row in rows)

    def refused(self, denial: Denial, *, since: datetime) -> bool:
        """Whether the same refusal was logged since then."""
        codes = json.dumps(denial.codes)
        same = (self._court, denial.proceeding, denial.event, denial.by, codes, instant(since))
        return self.denied(*same[1:]) or self._execute(REFUSED, same).fetchone() is not None

    def refuse(self, denial: Denial) -> None:
        """Log a refusal."""
        words = (denial.proceeding, denial.event, denial.by, json.dumps(denial.codes), denial.zh, denial.en)
        self.deny((*words, instant(denial.at)))

    def sent(self, key: str, *, at: datetime) -> bool:
        """Mark a message as sent. False: it already was, or there is none."""
        return bool(self._execute(SENT, (instant(at), self._court, key)).rowcount == 1)
