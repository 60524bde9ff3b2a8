"""What a workflow is: states, transitions, who may, by when. Frozen; read from a pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import Factory, field, frozen

from courtqa.text import Text

__all__ = [
    "AppliesBy",
    "Awaits",
    "CellType",
    "Choice",
    "Column",
    "Deadline",
    "Exclusion",
    "Extension",
    "Field",
    "FieldType",
    "GuardCall",
    "Milestone",
    "Opening",
    "Pending",
    "Quorum",
    "Roll",
    "State",
    "Transition",
    "UnitRule",
    "Workflow",
]

AppliesBy = Literal["filing", "event", "period_end", "breach", "issue"]
Pending = Literal["keep", "migrate"]
UnitRule = Literal["own", "other", "any"]
Roll = Literal["none", "next_workday"]
FieldType = Literal[
    "text",
    "texts",
    "choice",
    "date",
    "integer",
    "decimal",
    "yes_no",
    "person",
    "persons",
    "unit",
    "records",
    "sha256",
    "name",
]
CellType = Literal["text", "date", "integer", "decimal", "yes_no", "person"]


@frozen
class Choice:
    """One value that a choice field may hold."""

    title: Text


@frozen
class Column:
    """One thing that every row of a records field says."""

    title: Text
    type: CellType = "text"


@frozen
class Field:
    """One typed datum that events bring and the proceeding keeps."""

    title: Text
    type: FieldType
    choices: Mapping[str, Choice] = Factory(dict)
    personal: bool = False
    columns: Mapping[str, Column] = Factory(dict)  # of records: what each row says, in this order
    of: str = ""  # of a name: the folder of the packs whose names it may hold, such as notices
    outside: bool = False  # of persons: parties, guests and witnesses, whom the docket need not know
    slips: bool = True  # of those: whether an id that is nearly a known one is taken, or refused as a slip


@frozen
class Deadline:
    """A time budget. Its length and unit stand in the series named by ``budget``."""

    title: Text
    budget: str
    starts: str = "entering"  # "entering" the state, or the name of a date field
    roll: Roll = "none"
    remind: str | None = None  # a series: how long before expiry to remind
    lapse: str | None = None  # the event that the clock then fires; none: only marked late
    not_counted_in: tuple[str, ...] = ()  # states: the time spent there does not count
    met_by_opening: bool = False  # it is for the opening itself: kept where that came in time
    waits: bool = False  # the time is the person's: a step that has to wait until it is over is not late
    note: str | None = None


@frozen
class State:
    """A place where a proceeding rests: who owns it, and by when it must move on."""

    title: Text
    owner: tuple[str, ...] = ()
    deadline: str | None = None
    final: bool = False
    adverse: bool = False  # standing is reduced while here
    note: str | None = None


@frozen
class GuardCall:
    """A guard by name, with its parameters. Never an expression, never a dotted path."""

    guard: str
    params: Mapping[str, object] = Factory(dict)


@frozen
class Quorum:
    """How many distinct persons of a body must stand behind the step.

    ``members`` names the ``persons`` field that lists who sat.
    """

    members: str
    role: str | None = None
    at_least: str | None = None  # a series: the least number
    more_than_half_of: str | None = None  # a series: the size of the body
    odd: bool = False


@frozen
class Opening:
    """Child proceedings that the step opens, in the same transaction."""

    workflow: str
    carry: tuple[str, ...] = ()
    times: int | str = 1  # how many: a number, or a series
    for_each: str | None = None  # a list field: one child for each of its entries
    into: str | None = None  # the child's field that takes the entry; none: the entry is what it is about
    about: str | None = None  # a text field: the id of what it is about; none: what its parent is about
    unit: str | None = None  # a unit field: the unit of what it is about
    persons: str | None = None  # a persons field: those concerned, who may not act on it
    dependent: bool = False  # cancelled when its parent closes


@frozen
class Awaits:
    """Children that the step waits for: those of some workflows, until enough of them are closed.

    ``how`` is ``one``, ``all`` (those that were opened, be it none), a number, or a series. ``ends`` names the
    final states that count; none: any. A child that was cancelled is neither counted nor waited for.
    """

    of: tuple[str, ...]
    how: int | str = "all"
    ends: tuple[str, ...] = field(default=(), metadata={"key": "in"})


@frozen
class Milestone:
    """A proceeding nearby, and the states in which it must rest while the step is taken.

    Cancelled children don't count. ``last`` is for children only.
    """

    of: Literal["parent", "child", "sibling"]
    workflow: str
    states: tuple[str, ...] = field(metadata={"key": "in"})
    which: Literal["any", "all", "last"] = "any"  # of several; the last is the one opened last


@frozen
class Extension:
    """More time for a running deadline, by the length in a series."""

    deadline: str
    by: str
    at_most: int = 1
    length: str | None = None  # an integer field: how much of ``by`` is granted; none: all of it


@frozen
class Exclusion:
    """Days, named by two fields and both included, that a running deadline does not count."""

    deadline: str
    since: str = field(metadata={"key": "from"})
    until: str = field(metadata={"key": "to"})


@frozen
class Transition:
    """A step: from where, to where, by whom, on what conditions.

    ``to`` is left out where the step leaves the state as it is.
    """

    event: str
    title: Text
    source: tuple[str, ...] = field(metadata={"key": "from"})
    to: str | None = None
    by: tuple[str, ...] = ()
    clock: bool = False  # fired by a lapsed deadline, or by the end of what it awaits; never by a person
    unit: UnitRule = "any"  # against the unit that the proceeding is about
    level: tuple[str, ...] = ()  # of the unit, or of the court it belongs to, in which the office is held
    delegable: bool | None = None  # whether it may be done on behalf of another; unsaid: unless adverse
    not_same_as: tuple[str, ...] = ()  # no one who did one of these events
    not_same_as_parent: tuple[str, ...] = ()  # nor who did, or sat on, these in what opened it
    same_as: tuple[str, ...] = ()  # only someone who did one of these events
    not_subject: bool = True  # no one whom the proceeding is about
    approvals: int = 1  # distinct persons on the same request
    quorum: Quorum | None = None
    requires: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    when: tuple[GuardCall, ...] = ()
    unless: tuple[GuardCall, ...] = ()
    sets: Mapping[str, object] = Factory(dict)  # fields the step sets by itself
    suspends: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    extends: Extension | None = None
    excludes: Exclusion | None = None
    opens: tuple[Opening, ...] = ()
    awaits: tuple[Awaits, ...] = ()  # with ``clock``: taken by itself as soon as they are done
    cancels: tuple[str, ...] = ()  # workflows whose open children the step cancels
    during: Milestone | None = field(default=None, metadata={"key": "while"})
    adverse: bool = False
    after: tuple[str, ...] = ()  # events that must have happened before (a hearing, a notice)
    remedy: str | None = None  # the workflow or event by which the person may have it reviewed
    authority: Text | None = None  # the rule the step stands on, quoted in refusals and trail
    note: str | None = None


@frozen
class Workflow:
    """A definition. Immutable, dated, hashed; a proceeding pins the edition it was opened under."""

    name: str
    since: date
    title: Text
    subject: Literal["case", "person", "unit", "petition", "notice", "matter"]
    initial: str
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    fields: Mapping[str, Field] = Factory(dict)
    deadlines: Mapping[str, Deadline] = Factory(dict)
    applies_by: AppliesBy = "filing"
    pending: Pending = "keep"
    open_by: tuple[str, ...] = ()  # roles that may open one
    migrate_by: tuple[str, ...] = ()  # roles of which two persons may move what is under way to this edition
    open_requires: tuple[str, ...] = ()
    open_allows: tuple[str, ...] = ()
    calendar: str | None = None  # None: the only calendar of the policy
    cancelled: str | None = None  # the final state of one that its parent cancels
