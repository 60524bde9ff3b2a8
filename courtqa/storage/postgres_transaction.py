"""One transaction on PostgreSQL: read, decide, then all that changes in one statement, which locks and checks the version.

The first try reads without a lock and writes with the version it read: nothing is written if somebody was first, and
the work is done again under the row's lock. Whatever spans more than one statement is one transaction from there on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from courtqa.errors import Overtaken
from courtqa.storage import postgres_statements as sql
from courtqa.storage.beside import BesideStatements
from courtqa.storage.bulk import postgres_rows
from courtqa.storage.lists import ListStatements
from courtqa.storage.people import PeopleStatements
from courtqa.storage.postgres_people import Kept, KnownPeople, read_people
from courtqa.storage.postgres_writing import clocks_written, written
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
    Persons,
    Proceeding,
    Recorded,
    Sealed,
    canonical,
    instant,
    kin_of,
    tenures,
    unseal,
)

if TYPE_CHECKING:
    import psycopg

__all__ = ["PostgresTransaction", "lock_number"]


def lock_number(purpose: str, court: str) -> int:
    """The number of the lock that stands for something of a court."""
    return int.from_bytes(blake2b(f"{purpose}\0{court}".encode(), digest_size=8).digest(), signed=True)


class PostgresTransaction(ListStatements, PeopleStatements, BesideStatements, ServingStatements):
    """One transaction of one court, begun when it must be."""

    _skip_proceedings = " FOR UPDATE OF p, d SKIP LOCKED"  # the clock too: else one lapsed meanwhile is found
    _skip = " FOR UPDATE SKIP LOCKED"

    def __init__(
        self,
        cursor: psycopg.Cursor[Any],
        court: str,
        remembered: Remembered,
        *,
        locking: bool = False,
        begun: bool = False,
        people: Kept | None = None,
        keys: Keyring | None = None,
    ) -> None:
        self._cursor = cursor
        self._court = court
        self._remembered = remembered
        self._locking = locking
        self._begun = begun
        self._waiting: tuple[str, dict[str, Any]] | None = None
        self._known: dict[tuple[str, str], Recorded | None] = {}
        self._directory: tuple[tuple[int, str] | None] | None = None  # the head, once its lock is held
        self._people_locked = False
        self._counted: tuple[str | None] | None = None  # the changes of the people so far
        self._people: Kept = {} if people is None else people
        self._keys = keys
        self.committing = False
        self.seals: list[tuple[str, int, str]] = []  # what is being written: proceeding, seq, hash

    # -- the course of a transaction

    def commit(self) -> None:
        """Make it durable; ``Overtaken`` if somebody was first."""
        self.seal_lists()
        self.committing = True
        if self._begun:
            self._cursor.execute("COMMIT")
        elif self._waiting is not None:
            statement, values = self._waiting
            self._waiting = None
            if self._cursor.execute(statement, values, prepare=True).rowcount != 1:
                raise Overtaken(str(values["id"]))

    def rollback(self) -> None:
        """Undo it, if the connection still lives."""
        connection = self._cursor.connection
        if self._begun and not connection.closed and connection.info.transaction_status != 0:
            self._cursor.execute("ROLLBACK")

    def _begin(self, lock: str = "") -> None:
        """Be in a transaction; ``lock`` is a call to make with it, in the same round."""
        if not self._begun:
            self._cursor.execute(f"BEGIN; {lock}" if lock else "BEGIN", prepare=False)
            self._begun = True
        elif lock:
            self._cursor.execute(lock, prepare=False)
        if self._waiting is not None:
            statement, values = self._waiting
            self._waiting = None
            if self._cursor.execute(statement, values, prepare=True).rowcount != 1:
                raise Overtaken(str(values["id"]))

    def _ask(self, statement: str, values: tuple[object, ...]) -> psycopg.Cursor[Any]:
        if self._waiting is not None or self._locking:
            self._begin()
        return self._cursor.execute(statement, values, prepare=True)

    def _change(self, statement: str, values: tuple[object, ...]) -> psycopg.Cursor[Any]:
        self._begin()
        return self._cursor.execute(statement, values, prepare=True)

    # -- reading

    def current(self, proceeding: str, *, key: str | None = None) -> Current | None:
        """The proceeding as it stands; what ``key`` stands for in it is looked up along the way."""
        if self._waiting is not None or self._locking:
            self._begin()
        statement = f"{sql.CURRENT} FOR UPDATE OF p" if self._begun else sql.CURRENT
        row = self._cursor.execute(statement, (key, self._court, proceeding), prepare=True).fetchone()
        if row is None:
            return None
        self._counted = self._counted or (row[5],)
        if key is not None:
            known = None if row[3] is None else Recorded(proceeding, row[3], row[4])
            self._known[proceeding, key] = known
        return self._remembered.read(self._court, proceeding, row[:3])

    def recorded(self, proceeding: str, key: str) -> Recorded | None:
        """The event of the proceeding that the key stands for."""
        if (proceeding, key) in self._known:
            return self._known.pop((proceeding, key))
        row = self._ask(sql.RECORDED, (self._court, proceeding, key)).fetchone()
        return None if row is None else Recorded(*row)

    def opened(self, key: str) -> Recorded | None:
        """The opening that the key stands for."""
        row = self._ask(sql.OPENED, (self._court, key)).fetchone()
        return None if row is None else Recorded(*row)

    def events(self, proceeding: str, *, upto: int) -> tuple[Sealed, ...]:
        """The first ``upto`` events of the proceeding."""
        rows = self._ask(sql.EVENTS, (self._court, proceeding, upto)).fetchall()
        return tuple(unseal(*row) for row in rows)

    def next_serial(self, workflow: str, year: int) -> int:
        """The next running number of a workflow's proceedings in a year; nobody else gets one meanwhile."""
        self._lock_directory()
        row = self._change(sql.SERIAL, (self._court, workflow, year, self._court)).fetchone()
        assert row is not None
        self._directory = (None if row[1] is None else (row[1], row[2]),)
        return int(row[0])

    def directory_head(self) -> tuple[int, str] | None:
        """The number and the seal of the directory's last line; nobody else adds to it meanwhile."""
        if self._directory is None:
            self._lock_directory()
            row = self._change(sql.DIRECTORY_HEAD, (self._court,)).fetchone()
            self._directory = (row,)
        return self._directory[0]

    def _lock_directory(self) -> None:
        if self._directory is None:
            self._begin(f"SELECT pg_advisory_xact_lock({lock_number('directory', self._court)})")

    def kin(self, proceeding: Proceeding) -> tuple[Kin, ...]:
        """The parent, the children, and the other children of the parent, as they stand until this is over."""
        me, parent = proceeding.id, proceeding.parent
        rows = self._change(sql.KIN, (self._court, parent, parent, me, me)).fetchall()
        return tuple(kin_of(proceeding, *row) for row in rows)

    def refused(self, denial: Denial, *, since: datetime) -> bool:
        """Whether the same refusal was logged since then."""
        codes = json.dumps(denial.codes)
        same = (self._court, denial.proceeding, denial.event, denial.by, codes, instant(since))
        return self.denied(*same[1:]) or self._ask(sql.REFUSED, same).fetchone() is not None

    # -- people: a decision waits for whoever changes them, and they for it

    def persons(self) -> Persons:
        """The people of the court as this transaction sees them."""
        if self._counted is None:
            row = self._ask(sql.PEOPLE, (self._court,)).fetchone()
            self._counted = (None if row is None else row[0],)
        kept = self._people.get(self._court)
        if kept is None or kept[0] != self._counted[0]:
            kept = self._people[self._court] = read_people(self._ask_people, self._court)
        return KnownPeople(kept[1], self._ask_people, self._court)

    def _ask_people(self, statement: str, values: tuple[object, ...]) -> psycopg.Cursor[Any]:
        if not self._people_locked:
            self._begin(f"SELECT pg_advisory_xact_lock_shared({lock_number('people', self._court)})")
            self._people_locked = True
        return self._cursor.execute(statement.replace("?", "%s"), values, prepare=True)

    def _execute(self, statement: str, values: tuple[object, ...]) -> psycopg.Cursor[Any]:
        """A change of the people."""
        self._begin(f"SELECT pg_advisory_xact_lock({lock_number('people', self._court)})")
        self._counted, self._people = None, {}  # what is not committed is for nobody else to know
        return self._cursor.execute(statement.replace("?", "%s"), values, prepare=True)

    # -- writing

    def write(self, entry: Entry) -> bool:
        """Write all of it. False: the proceeding has moved on since ``before``, nothing was written."""
        statement, values = written(entry, self._court)
        after = entry.after
        self.seals.append((after.id, entry.sealed.event.seq, entry.sealed.hash))
        current = Current(after, entry.sealed.hash, entry.sealed.event.recorded_at)
        self._remembered.keep(self._court, after.id, values["snapshot"], current)
        if entry.listed:
            self._directory = ((entry.listed[-1].seq, entry.listed[-1].hash),)
        beside = entry.marks or entry.personal or entry.forgotten
        if entry.before is not None and not (beside or self._locking or self._begun or self._waiting):
            self._waiting = statement, values  # what may be the only statement is its own transaction
            return True
        self._begin()
        if self._cursor.execute(statement, values, prepare=True).rowcount != 1:
            if entry.before is not None and not self._locking:
                raise Overtaken(str(values["id"]))
            return False
        if beside:
            self.write_beside(entry)
        return True

    def _serve(self, statement: str, values: tuple[object, ...]) -> psycopg.Cursor[Any]:
        return self._change(statement.replace("?", "%s"), values)

    def _numbering(self) -> None:
        self._begin(f"SELECT pg_advisory_xact_lock({lock_number('number', self._court)})")

    def _beside(self, statement: str, values: tuple[object, ...]) -> psycopg.Cursor[Any]:
        return self._change(statement.replace("?", "%s"), values)

    def currents(self, proceedings: Iterable[str]) -> dict[str, Current]:
        """Each of those proceedings that is there, as it stands until this is over."""
        names = list(proceedings)
        rows = self._change(sql.CURRENTS, (self._court, names)).fetchall() if names else ()
        return {name: self._remembered.read(self._court, name, (*row,)) for name, *row in rows}

    def write_all(self, entries: Sequence[Entry]) -> None:
        """Write all of all of them, in order; ``Conflict`` if a proceeding has moved on meanwhile."""
        self._begin()
        self._remembered.keep_all(self._court, postgres_rows(self._cursor, self._court, entries))
        actors: dict[str, Actor] = {}
        for entry in entries:
            self.seals.append((entry.after.id, entry.sealed.event.seq, entry.sealed.hash))
            if (changed := clocks_written(entry, self._court)) is not None:
                self._cursor.execute(*changed, prepare=True)
            if entry.marks or entry.personal or entry.forgotten:
                self.write_beside(entry)
            if entry.by is not None:
                actors[entry.by.id] = entry.by
        for by in actors.values():
            values = (self._court, by.id, by.name, by.kind, tenures(by))
            self._cursor.execute(sql.ACTED, values, prepare=True)

    def reminded(self, armed: Armed, message: Message) -> bool:
        """Put the reminder into the outbox. False: it was there already."""
        if armed.remind_on is None:
            return False
        row = (self._court, armed.proceeding, armed.clock, armed.remind_on)
        if self._change(sql.REMINDED, row).rowcount != 1:
            return False
        posted = (message.key, self._court, message.proceeding, message.seq, message.topic)
        self._change(sql.POST, (*posted, canonical(message.payload)))
        return True

    def refuse(self, denial: Denial) -> None:
        """Log a refusal."""
        words = (denial.proceeding, denial.event, denial.by, json.dumps(denial.codes), denial.zh, denial.en)
        first, *rest = (word.replace("\0", "\\x00") for word in words)  # no text of PostgreSQL holds a NUL
        event, by, codes, zh, en = rest
        self.deny((first, event, by, codes, zh, en, instant(denial.at)))

    def _listing(self) -> None:
        self._begin(f"SELECT pg_advisory_xact_lock({lock_number('lists', self._court)})")

    def sent(self, key: str, *, at: datetime) -> bool:
        """Mark a message as sent. False: it already was, or there is none."""
        return self._change(sql.SENT, (instant(at), self._court, key)).rowcount == 1
