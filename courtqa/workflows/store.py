"""What a docket asks of the place that keeps it. ``courtqa.storage`` answers; any other store may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from attrs import Factory, frozen

from courtqa.workflows.attesting.checkpoints import KeptNote
from courtqa.workflows.attesting.marks import Mark
from courtqa.workflows.personal import Personal
from courtqa.workflows.personnel import Delegation, Personnel, Persons, Relation
from courtqa.workflows.records import Actor, Kin, Proceeding
from courtqa.workflows.sealing import Listed, Sealed

__all__ = [
    "Armed",
    "Audit",
    "Current",
    "Denial",
    "Entry",
    "Message",
    "Query",
    "Recorded",
    "Store",
    "Transaction",
]

T = TypeVar("T")


@frozen
class Current:
    """A proceeding as it stands, with the seal and the moment of its last event."""

    proceeding: Proceeding
    head: str
    recorded_at: datetime
    kept: Proceeding | None = None  # as it is stored, where values about persons lie outside the chain
    kin: tuple[Kin, ...] = ()  # the proceedings nearby, where a step may depend on them


@frozen
class Recorded:
    """An event that an idempotency key already stands for."""

    proceeding: str
    seq: int
    request: str


@frozen
class Message:
    """Something to be done outside, after the commit. Its key makes a second delivery harmless."""

    key: str
    proceeding: str
    seq: int
    topic: str
    payload: Mapping[str, Any] = Factory(dict)
    sent_at: datetime | None = None


@frozen
class Denial:
    """A step that was refused, and the codes why. Kept in a log of its own, never in the trail."""

    proceeding: str
    event: str
    by: str
    codes: tuple[str, ...]
    zh: str
    en: str
    at: datetime


@frozen
class Armed:
    """A running clock of some proceeding."""

    proceeding: str
    clock: str
    due: date
    remind_on: date | None = None
    reminded: bool = False


@frozen
class Entry:
    """All that one event changes, to be written together or not at all."""

    sealed: Sealed
    before: Proceeding | None
    after: Proceeding
    by: Actor | None = None  # who acted, with name and offices: kept beside the trail, never in it
    listed: tuple[Listed, ...] = ()
    outbox: tuple[Message, ...] = ()
    key: str | None = None  # the idempotency key of an opening
    serial: int | None = None  # the running number inside workflow and year, of an opening
    marks: tuple[Mark, ...] = ()  # by keys from outside, over the seals; only ever added to
    tips: tuple[
        Mark, ...
    ] = ()  # the same over where the chains end now; each takes the place of the last one
    personal: tuple[Personal, ...] = ()  # values about persons, outside the chain
    forgotten: tuple[str, ...] = ()  # commitments of this proceeding whose values are removed


@frozen
class Query:
    """Which proceedings to list; ``None`` asks for all."""

    workflow: str | None = None
    states: tuple[tuple[str, str, str], ...] | None = None  # (workflow, definition, state)
    state: str | None = None
    closed: bool | None = None
    ids: tuple[str, ...] | None = None


class Transaction(Protocol):
    """One transaction that holds the right to write. It commits when the work returns."""

    def current(self, proceeding: str, *, key: str | None = None) -> Current | None:
        """The proceeding as it stands. ``recorded`` may be asked next for ``key``: a store may look both up at once."""
        ...

    def recorded(self, proceeding: str, key: str) -> Recorded | None:
        """The event of the proceeding that the key stands for."""
        ...

    def opened(self, key: str) -> Recorded | None:
        """The opening that the key stands for."""
        ...

    def events(self, proceeding: str, *, upto: int) -> Iterable[Sealed]:
        """The first ``upto`` events of the proceeding."""
        ...

    def next_serial(self, workflow: str, year: int) -> int:
        """The next running number of a workflow's proceedings in a year."""
        ...

    def directory_head(self) -> tuple[int, str] | None:
        """The number and the seal of the directory's last line."""
        ...

    def write(self, entry: Entry) -> bool:
        """Write all of it. False: the proceeding has moved on since ``before``, nothing was written."""
        ...

    def reminded(self, armed: Armed, message: Message) -> bool:
        """Put the reminder into the outbox. False: it was there already."""
        ...

    def kin(self, proceeding: Proceeding) -> tuple[Kin, ...]:
        """The parent, the children, and the other children of the parent, as they stand."""
        ...

    def persons(self) -> Persons:
        """The people of the court as this transaction sees them: offices, relations, delegations."""
        ...

    def enrol(self, actor: Actor) -> bool:
        """Make somebody known, with their offices. False: they stand so already."""
        ...

    def relate(self, relation: Relation) -> Relation:
        """The relation as it is now kept, under an id of its own."""
        ...

    def delegate(self, delegation: Delegation) -> Delegation:
        """The delegation as it is now kept, under an id of its own."""
        ...

    def end(self, id: str, *, until: date, by: str) -> bool:
        """Let the relation or delegation of that id be over on ``until``. False: there is none that still holds."""
        ...

    def personal(self, proceeding: str) -> Mapping[str, Personal]:
        """The values about persons of a proceeding, by the commitments that stand for them."""
        ...

    def checkpoint(self, kept: KeptNote) -> None:
        """Keep a checkpoint; ``Conflict`` if its number is taken."""
        ...

    def refused(self, denial: Denial, *, since: datetime) -> bool:
        """Whether the same refusal was logged since then."""
        ...

    def refuse(self, denial: Denial) -> None:
        """Log a refusal."""
        ...

    def sent(self, key: str, *, at: datetime) -> bool:
        """Mark a message as sent. False: it already was, or there is none."""
        ...


class Audit(Protocol):
    """Everything stored, as raw as it lies: any column may hold anything. Reading changes nothing."""

    def events(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, seq, idem, request, body, prev, hash), in order of the first three."""
        ...

    def proceedings(self) -> Iterator[Sequence[object]]:
        """(court, id) and the columns of ``verify.COLUMNS``, in order of the first two."""
        ...

    def deadlines(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, clock, due, remind_on, status)."""
        ...

    def directory(self) -> Iterator[Sequence[object]]:
        """(court, seq, kind, proceeding, at, event, body, prev, hash), in order of the first two."""
        ...

    def messages(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, seq, key) of the outbox."""
        ...

    def marks(self, court: str, chain: str) -> Iterator[Sequence[object]]:
        """(seq, key, mark) of one chain, in order of the first two."""
        ...

    def tips(self) -> Iterator[Sequence[object]]:
        """(court, chain, seq, key, mark)."""
        ...

    def personal(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, commitment, seq, field, salt, value)."""
        ...

    def checkpoints(self) -> Iterator[Sequence[object]]:
        """(court, number, note, heads), in order of the first two."""
        ...

    def ends(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, version, head, recorded_at) of every proceeding, as its row says."""
        ...

    def damage(self) -> Iterator[str]:
        """What the database itself finds wrong with its file."""
        ...


class Store(Protocol):
    """The place that keeps dockets: one or several courts, safe for many threads and processes."""

    @property
    def where(self) -> str:
        """Where it is, for messages."""
        ...

    def transact(self, court: str, work: Callable[[Transaction], T]) -> T:
        """What ``work`` returns, committed and durable. ``work`` may be called again if others were first."""
        ...

    def proceeding(self, court: str, id: str) -> Proceeding | None:
        """The proceeding as it stands."""
        ...

    def proceedings(self, court: str, query: Query) -> tuple[Proceeding, ...]:
        """The proceedings that the query asks for, in order of opening."""
        ...

    def kin(self, court: str, proceeding: Proceeding) -> tuple[Kin, ...]:
        """The parent, the children, and the other children of the parent, as they stand."""
        ...

    def editions(self, court: str) -> tuple[tuple[str, date, str], ...]:
        """(workflow, edition, definition) of everything that is open."""
        ...

    def armed(
        self, court: str, *, due: date | None = None, remind: date | None = None, lapsed: bool = False
    ) -> tuple[Armed, ...]:
        """The running clocks due up to and including a day, or to be reminded of by a day.

        With ``lapsed`` also those whose lapse was recorded while the proceeding still rests where it was.
        """
        ...

    def trail(self, court: str, proceeding: str) -> tuple[Sealed, ...]:
        """The sealed events of a proceeding."""
        ...

    def actors(self, court: str, id: str | None = None) -> tuple[Actor, ...]:
        """Those who acted, by id, each with the name and the offices they last acted with."""
        ...

    def persons(self, court: str) -> Personnel:
        """The people of the court: offices of those enrolled, relations, delegations."""
        ...

    def refusals(self, court: str, proceeding: str | None) -> tuple[Denial, ...]:
        """The log of refusals, oldest first."""
        ...

    def outbox(self, court: str, *, sent: bool) -> tuple[Message, ...]:
        """The messages still to be sent, or those sent, oldest first."""
        ...

    def personal(self, court: str, proceeding: str) -> Mapping[str, Personal]:
        """The values about persons of a proceeding, by the commitments that stand for them."""
        ...

    def marked(self, court: str) -> bool:
        """Whether the trail of the court is marked with keys."""
        ...

    def scrub(self) -> bool:
        """Let nothing that was removed lie about in the files. False: not now, somebody is still reading."""
        ...

    def audit(self) -> AbstractContextManager[Audit]:
        """Everything of every court, read-only, as of one moment."""
        ...

    def close(self) -> None:
        """Let go of the connections."""
        ...
