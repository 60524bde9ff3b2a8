"""Dockets in memory, without any database: gone with the process. What the contract of stores is held against first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from courtqa.storage.memory_court import CourtHeld, MemoryTransaction
from courtqa.storage.memory_lists import rows_held, seal_changed
from courtqa.workflows import (
    UNMARKED,
    Actor,
    Armed,
    Audit,
    Denial,
    Keyring,
    Kin,
    Message,
    NumberLine,
    Personal,
    Personnel,
    Proceeding,
    Query,
    Sealed,
    Transaction,
    canonical,
    instant,
    snapshot,
    tenures,
)

__all__ = ["MemoryStore"]

T = TypeVar("T")


class MemoryStore:
    """Dockets in memory. One transaction at a time, from however many threads."""

    where = "memory:"
    writers = 1  # at a time

    def __init__(self) -> None:
        self._courts: dict[str, CourtHeld] = {}
        self._keys: dict[str, Keyring] = {}
        self._lock = threading.Lock()

    def transact(self, court: str, work: Callable[[Transaction], T]) -> T:
        """What ``work`` returns; what it wrote stands from then on, or not at all."""
        with self._lock:
            transaction = MemoryTransaction(self._court(court).copied(), court)
            result = work(transaction)
            seal_changed(self._court(court), transaction.held, court, self._keys.get(court))
            self._courts[court] = transaction.held
            return result

    def _court(self, court: str) -> CourtHeld:
        return self._courts.get(court) or CourtHeld()

    def proceeding(self, court: str, id: str) -> Proceeding | None:
        """The proceeding as it stands."""
        found = self._court(court).current.get(id)
        return None if found is None else found.proceeding

    def proceedings(self, court: str, query: Query) -> tuple[Proceeding, ...]:
        """The proceedings that the query asks for, in order of opening."""
        held = self._court(court)

        def order(one: Proceeding) -> tuple[date, str, int, str]:
            return one.opened_on, one.workflow, held.serial_of.get(one.id, 0), one.id

        found = (each.proceeding for each in held.current.values())
        return tuple(sorted((one for one in found if _wanted(query, one)), key=order))

    def kin(self, court: str, proceeding: Proceeding) -> tuple[Kin, ...]:
        """The parent, the children, and the other children of the parent, as they stand."""
        return self._court(court).kin(proceeding)

    def editions(self, court: str) -> tuple[tuple[str, date, str], ...]:
        """(workflow, edition, definition) of everything that is open."""
        found = (each.proceeding for each in self._court(court).current.values())
        return tuple(sorted({(one.workflow, one.edition, one.definition) for one in found if not one.closed}))

    def armed(
        self, court: str, *, due: date | None = None, remind: date | None = None, lapsed: bool = False
    ) -> tuple[Armed, ...]:
        """The running clocks due up to and including a day, or to be reminded of by a day."""
        wanted = {"running", "lapsed"} if lapsed else {"running"}
        found = [
            armed
            for armed, status in self._court(court).clocks.values()
            if status in wanted
            and (due is None or armed.due <= due)
            and (
                remind is None
                or (armed.remind_on is not None and armed.remind_on <= remind and not armed.reminded)
            )
        ]
        return tuple(sorted(found, key=lambda armed: (armed.due, armed.proceeding, armed.clock)))

    def trail(self, court: str, proceeding: str) -> tuple[Sealed, ...]:
        """The sealed events of a proceeding."""
        return self._court(court).events.get(proceeding, ())

    def actors(self, court: str, id: str | None = None) -> tuple[Actor, ...]:
        """Those who acted or are enrolled, by id."""
        known = self._court(court).actors
        return tuple(known[each] for each in sorted(known) if id in (None, each))

    def persons(self, court: str) -> Personnel:
        """The people of the court: offices of those enrolled, relations, delegations."""
        return self._court(court).personnel()

    def refusals(self, court: str, proceeding: str | None) -> tuple[Denial, ...]:
        """The log of refusals, oldest first."""
        return tuple(d for d in self._court(court).refusals if proceeding in (None, d.proceeding))

    def outbox(self, court: str, *, sent: bool) -> tuple[Message, ...]:
        """The messages still to be sent, or those sent, oldest first."""
        return tuple(m for m in self._court(court).outbox.values() if (m.sent_at is not None) is sent)

    def numbers(self) -> tuple[NumberLine, ...]:
        """The register of numbers, by series, court, year and number."""
        lines = (line for held in self._courts.values() for line in held.numbers)
        return tuple(sorted(lines, key=lambda line: (line.series, line.court, line.year, line.seq)))

    def personal(self, court: str, proceeding: str) -> Mapping[str, Personal]:
        """The values about persons of a proceeding, by the commitments that stand for them."""
        return self._court(court).personal.get(proceeding, {})

    def marked(self, court: str) -> bool:
        """Whether the trail of the court is marked with keys."""
        return any(tip.key != UNMARKED for tip in self._court(court).tips.values())

    def mark_with(self, court: str, keys: Keyring) -> None:
        """Mark with these keys whatever is sealed there from now on: the lists beside the trail."""
        self._keys[court] = keys

    def scrub(self) -> bool:
        """Nothing to do: what was removed is gone."""
        return True

    @contextmanager
    def audit(self) -> Iterator[Audit]:
        """Everything of every court, as of one moment."""
        yield MemoryAudit(dict(sorted(self._courts.items())))

    def close(self) -> None:
        """Nothing: it is gone with the process."""


class MemoryAudit:
    """All that lies in memory, in the rows that a database would have."""

    def __init__(self, courts: Mapping[str, CourtHeld]) -> None:
        self._courts = courts

    def events(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, seq, idem, request, body, prev, hash), in order of the first three."""
        for court, held in self._courts.items():
            for name in sorted(held.events):
                for one in held.events[name]:
                    e = one.event
                    yield _raw(court, name, e.seq, e.idem or None, e.request, one.body, one.prev, one.hash)

    def proceedings(self) -> Iterator[Sequence[object]]:
        """(court, id) and the columns of ``inventory.COLUMNS``."""
        for court, held in self._courts.items():
            keys = {known.proceeding: key for key, known in held.opened.items()}
            for name in sorted(held.current):
                now = held.current[name]
                p = now.proceeding
                resting = (p.workflow, p.definition, p.state, p.version, int(p.closed), now.head)
                told = (instant(now.recorded_at), snapshot(p), p.edition.isoformat(), p.subject.unit)
                yield _raw(court, name, *resting, *told, p.opened_on.isoformat(), p.parent, keys.get(name))

    def deadlines(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, clock, due, remind_on, status, reminded)."""
        for court, held in self._courts.items():
            for (name, clock), (armed, status) in sorted(held.clocks.items()):
                remind = None if armed.remind_on is None else armed.remind_on.isoformat()
                yield _raw(court, name, clock, armed.due.isoformat(), remind, status, int(armed.reminded))

    def directory(self) -> Iterator[Sequence[object]]:
        """(court, seq, kind, proceeding, at, event, body, prev, hash), in order of the first two."""
        for court, held in self._courts.items():
            for one in held.directory:
                yield _raw(
                    court, one.seq, one.kind, one.proceeding, one.at, one.event, one.body, one.prev, one.hash
                )

    def messages(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, seq, key, topic, payload) of the outbox."""
        for court, held in self._courts.items():
            for one in held.outbox.values():
                yield _raw(court, one.proceeding, one.seq, one.key, one.topic, canonical(one.payload))

    def marks(self, court: str, chain: str) -> Iterator[Sequence[object]]:
        """(seq, key, mark) of one chain, in order of the first two."""
        held = self._courts.get(court) or CourtHeld()
        found = ((one.seq, one.key, one.mark) for one in held.marks if one.chain == chain)
        return (_raw(*one) for one in sorted(found))

    def tips(self) -> Iterator[Sequence[object]]:
        """(court, chain, seq, key, mark)."""
        for court, held in self._courts.items():
            for chain, one in sorted(held.tips.items()):
                yield _raw(court, chain, one.seq, one.key, one.mark)

    def personal(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, commitment, seq, field, salt, value)."""
        for court, held in self._courts.items():
            for name, kept in sorted(held.personal.items()):
                for one in kept.values():
                    yield _raw(court, name, one.commitment, one.seq, one.field, one.salt, one.value)

    def checkpoints(self) -> Iterator[Sequence[object]]:
        """(court, number, note, heads), in order of the first two."""
        for court, held in self._courts.items():
            for one in held.checkpoints:
                yield _raw(court, one.number, one.note, one.heads)

    def ends(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, version, head, recorded_at) of every proceeding, as its row says."""
        for court, held in self._courts.items():
            for name, now in sorted(held.current.items()):
                yield _raw(court, name, now.proceeding.version, now.head, instant(now.recorded_at))

    def rows_of(self, name: str) -> Iterator[Sequence[object]]:
        """(court, …) of each row under the seal of a list, in its order."""
        for court, held in self._courts.items():
            yield from (_raw(court, *row) for row in rows_held(held, name))

    def actors(self) -> Iterator[Sequence[object]]:
        """(court, id, name, kind, tenures) of all who acted."""
        for court, held in self._courts.items():
            for one in held.actors.values():
                yield _raw(court, one.id, one.name, one.kind, tenures(one))

    def damage(self) -> Iterator[str]:
        """None: nothing lies on a disk."""
        return iter(())

    def misshapen(self) -> Iterator[str]:
        """None: there are no tables."""
        return iter(())


def _raw(*values: object) -> tuple[object, ...]:
    return tuple(value.encode() if isinstance(value, str) else value for value in values)


def _wanted(query: Query, one: Proceeding) -> bool:
    place = (one.workflow, one.definition, one.state)
    return (
        query.closed in (None, one.closed)
        and query.workflow in (None, one.workflow)
        and query.state in (None, one.state)
        and (query.ids is None or one.id in query.ids)
        and (query.states is None or place in query.states)
    )
