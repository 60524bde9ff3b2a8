"""What a docket asks of the place that keeps it. ``courtqa.storage`` answers; any other store may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol, TypeVar

from courtqa.workflows.attesting.checkpoints import KeptNote
from courtqa.workflows.attesting.marks import Keyring, Mark
from courtqa.workflows.personal import Personal
from courtqa.workflows.personnel import Delegation, Personnel, Persons, Relation
from courtqa.workflows.records import Actor, Kin, Proceeding
from courtqa.workflows.sealing import Sealed
from courtqa.workflows.stored import (
    Armed,
    Current,
    Denial,
    Entry,
    Message,
    NumberLine,
    Query,
    Recorded,
)

__all__ = [
    "Armed",
    "Audit",
    "Current",
    "Denial",
    "Entry",
    "Message",
    "NumberLine",
    "Query",
    "Recorded",
    "Store",
    "Transaction",
]

T = TypeVar("T")


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

    def currents(self, proceedings: Iterable[str]) -> Mapping[str, Current]:
        """Each of those proceedings that is there, as it stands until this is over."""
        ...

    def write_all(self, entries: Sequence[Entry]) -> None:
        """Write all of all of them, in order; ``Conflict`` if a proceeding has moved on meanwhile."""
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

    def mark(self, marks: Iterable[Mark], tips: Iterable[Mark]) -> None:
        """Marks over seals that are there already, and over where chains end."""
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

    def claim(self, due: date, *, after: Armed | None = None, most: int) -> tuple[Armed, ...]:
        """So many running clocks due by that day, behind ``after``, of proceedings that nobody else works on."""
        ...

    def take(self, *, at: datetime, until: datetime, most: int) -> tuple[Message, ...]:
        """So many messages to be sent that are in nobody's hands: in the caller's until then."""
        ...

    def failed(self, key: str, *, retry_at: datetime, why: str) -> bool:
        """Note why a message could not be sent; it rests until then. False: it was sent, or there is none."""
        ...

    def numbered(self, notice_id: str) -> NumberLine | None:
        """The line of the register that a notice holds."""
        ...

    def give_number(self, series: str, year: int, notice_id: str, model_digest: str, on: date) -> NumberLine:
        """The next number of the series, without a gap, whoever asks at the same time."""
        ...

    def void_number(self, series: str, year: int, seq: int, *, reason: str, on: date) -> NumberLine | None:
        """The line, now void; None if there is none of that number."""
        ...


class Audit(Protocol):
    """Everything stored, as raw as it lies: any column may hold anything. Reading changes nothing."""

    def events(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, seq, idem, request, body, prev, hash), in order of the first three."""
        ...

    def proceedings(self) -> Iterator[Sequence[object]]:
        """(court, id) and the columns of ``inventory.COLUMNS``."""
        ...

    def deadlines(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, clock, due, remind_on, status, reminded)."""
        ...

    def directory(self) -> Iterator[Sequence[object]]:
        """(court, seq, kind, proceeding, at, event, body, prev, hash), in order of the first two."""
        ...

    def messages(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, seq, key, topic, payload) of the outbox."""
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

    def rows_of(self, name: str) -> Iterator[Sequence[object]]:
        """(court, …) of each row under the seal of a list, ``@people``, ``@refusals`` or ``@register``, in its order."""
        ...

    def actors(self) -> Iterator[Sequence[object]]:
        """(court, id, name, kind, tenures) of all who acted."""
        ...

    def damage(self) -> Iterator[str]:
        """What the database itself finds wrong with its file."""
        ...

    def misshapen(self) -> Iterator[str]:
        """What of its tables and triggers is not as it was laid, or holds values of another type."""
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

    def numbers(self) -> tuple[NumberLine, ...]:
        """The register of numbers, by series, court, year and number."""
        ...

    def personal(self, court: str, proceeding: str) -> Mapping[str, Personal]:
        """The values about persons of a proceeding, by the commitments that stand for them."""
        ...

    def marked(self, court: str) -> bool:
        """Whether the trail of the court is marked with keys."""
        ...

    def mark_with(self, court: str, keys: Keyring) -> None:
        """Mark with these keys whatever is sealed there from now on: the lists beside the trail."""
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
