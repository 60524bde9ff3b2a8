"""The records a workflow writes: who acts, what is under way, what happened, what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from attrs import Factory, frozen

from courtqa.refusal import Reason, Refusal
from courtqa.workflows.drafting import drafted
from courtqa.workflows.ledger import Clock

__all__ = [
    "Actor",
    "Approval",
    "Child",
    "Clock",
    "Done",
    "Event",
    "Kin",
    "Person",
    "Proceeding",
    "Reason",
    "Refusal",
    "Step",
    "Subject",
    "Tenure",
]


@frozen
class Tenure:
    """A role held in a unit, from a day until (not including) another."""

    role: str
    unit: str | None = None
    since: date = date.min
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the role is held on that day."""
        return self.since <= on and (self.until is None or on < self.until)


@frozen(cache_hash=True)
class Actor:
    """Who acts. A machine may keep time and file, never decide about a person."""

    id: str
    name: str
    tenures: tuple[Tenure, ...] = ()
    kind: Literal["human", "machine"] = "human"

    @classmethod
    def of(cls, id: str, name: str, *roles: str, unit: str | None = None, since: date = date.min) -> Actor:
        """An actor who holds ``roles`` in one unit.

        >>> Actor.of("liu", "刘某", "division_chief", unit="civil_1").roles(date(2008, 1, 1))
        ('division_chief',)
        """
        return cls(id, name, tuple(Tenure(role, unit, since) for role in roles))

    def roles(self, on: date) -> tuple[str, ...]:
        """The roles held on that day."""
        return tuple(tenure.role for tenure in self.tenures if tenure.holds(on))

    def units(self, on: date, role: str | None = None) -> tuple[str, ...]:
        """The units served in on that day (in ``role``, when one is named)."""
        return tuple(
            tenure.unit
            for tenure in self.tenures
            if tenure.holds(on) and tenure.unit is not None and role in (None, tenure.role)
        )


@frozen
class Person:
    """Someone a proceeding is about or that it names."""

    id: str
    name: str


@frozen
class Subject:
    """What a proceeding is about: the case or matter, its unit, and the persons concerned."""

    kind: str
    id: str
    unit: str | None = None
    persons: tuple[str, ...] = ()  # ids; they may not act on it where ``not_subject`` holds
    title: str = ""


@drafted
@frozen(weakref_slot=False)
class Done:
    """One step of the history, as far as later checks need it."""

    seq: int
    event: str
    by: str
    on: date
    late: bool = False
    on_behalf_of: str | None = None  # whose power it was


@frozen
class Approval:
    """One person's consent to a step that needs several."""

    event: str
    by: str
    request: str  # sha256 of the canonical request
    on_behalf_of: str | None = None
    until: date | None = None  # the day on which the offices it rests on were to end


@frozen
class Child:
    """A proceeding that another opened, as its parent knows it."""

    id: str
    workflow: str
    dependent: bool = False
    ended: str | None = None  # the final state in which it closed
    cancelled: bool = False

    @property
    def open(self) -> bool:
        """Whether it is still under way."""
        return self.ended is None and not self.cancelled


@frozen
class Kin:
    """A proceeding nearby, as it stands: the parent, a child, or another child of the parent."""

    relation: Literal["parent", "child", "sibling"]
    id: str
    workflow: str
    state: str
    record: Proceeding | None = None  # the whole of it, where a step asks who did what there


@drafted
@frozen(weakref_slot=False)
class Proceeding:
    """One running workflow, as folded from its events."""

    id: str
    court: str
    workflow: str
    edition: date
    definition: str  # sha256 of the workflow edition
    policy: str  # sha256 of the whole policy
    subject: Subject
    state: str
    version: int
    opened_on: date
    data: Mapping[str, object] = Factory(dict)
    history: tuple[Done, ...] = ()
    clocks: tuple[Clock, ...] = ()
    approvals: tuple[Approval, ...] = ()
    recused: tuple[str, ...] = ()
    flagged: tuple[int, ...] = ()  # earlier steps of persons recused since, to be looked at again
    parent: str | None = None
    closed: bool = False
    children: tuple[Child, ...] = ()


@drafted
@frozen(weakref_slot=False)
class Event:
    """One recorded step, as sealed in the trail."""

    proceeding: str
    court: str
    seq: int
    kind: Literal[
        "opened",
        "step",
        "approval",
        "lapse",
        "recusal",
        "upheld",
        "refusal",
        "reminder",
        "recalendared",
        "migrated",
        "child",
        "cancelled",
        "erased",
        "exported",
        "consulted",
    ]
    transition: str
    source: str | None
    target: str
    actor: str
    roles: tuple[str, ...]
    recorded_at: datetime
    effective_on: date
    definition: str
    policy: str
    calendar: str
    idem: str
    request: str
    reason: str = ""
    payload: Mapping[str, object] = Factory(dict)
    on_behalf_of: str | None = None  # whose power a delegate used


@drafted
@frozen(weakref_slot=False)
class Step:
    """What ``decide`` allows: the event to record and the proceeding after it.

    ``opens`` holds the opening steps of the children, ``cancels`` those to cancel, for the same transaction.
    """

    event: Event
    after: Proceeding
    opens: tuple[Step, ...] = ()
    outbox: tuple[Mapping[str, object], ...] = ()
    cancels: tuple[str, ...] = ()  # the ids of the children to cancel, in the same transaction
