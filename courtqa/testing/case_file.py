"""A worked case of a pack, as written: who acts, what happens when, and what the law makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from attrs import Factory, field, frozen

from courtqa.policy import Reference
from courtqa.text import Text

__all__ = ["About", "Beside", "Case", "ChildEnds", "End", "Expected", "Opening", "StepOfCase", "Who"]


@frozen
class Who:
    """A person of the case, the roles held in one unit, and from when until when."""

    name: str
    roles: tuple[str, ...] = ()
    unit: str | None = None
    since: date | None = None
    until: date | None = None


@frozen
class About:
    """What the proceeding is about. ``persons`` are keys of the case's people, or other ids."""

    id: str
    unit: str | None = None
    persons: tuple[str, ...] = ()
    title: str = ""


@frozen
class Expected:
    """What must come out of one step. What is left out is not looked at.

    ``refused`` are the codes of all reasons. A step that does not say so must not be refused.
    """

    state: str | None = None
    refused: tuple[str, ...] = ()
    due: Mapping[str, date] = Factory(dict)  # running deadlines and their last days
    late: bool | None = None  # whether a deadline had passed
    opens: tuple[str, ...] | None = None  # the workflows of the children that the step opens
    about: tuple[About, ...] | None = None  # what those children are about
    data: Mapping[str, Any] = Factory(dict)


@frozen
class Opening:
    """How the proceeding is opened. ``at`` is a day, or a day and an hour, where the court sits.

    With ``in_force: false`` the case shows that the procedure was not yet, or no longer, the law on that day.
    """

    by: str
    at: str
    subject: About
    data: Mapping[str, Any] = Factory(dict)
    expect: Expected = Factory(Expected)
    in_force: bool = True


@frozen
class Beside:
    """Another proceeding that stays in one state while the case is played: the parent, or a sibling.

    Of a parent the case may say who did which of its steps, and what it holds: who sat on one.
    """

    of: Literal["parent", "sibling"]
    workflow: str
    state: str
    did: Mapping[str, tuple[str, ...]] = Factory(dict)
    data: Mapping[str, Any] = Factory(dict)


@frozen
class ChildEnds:
    """Children that close, those opened first before the others: how many, and in which final state."""

    workflow: str
    state: str
    times: int = 1


@frozen
class ChildRests:
    """The child of that workflow opened last, and the state to which its own people have brought it."""

    workflow: str
    state: str


@frozen
class StepOfCase:
    """One thing that happens: an event, a deadline that lapses, a person who is recused, a child that moves or ends."""

    at: str
    event: str | None = None
    lapse: str | None = None
    recuse: str | None = None
    child_ends: ChildEnds | None = None
    child_rests: ChildRests | None = None
    by: str | None = None
    on: date | None = None
    data: Mapping[str, Any] = Factory(dict)
    reason: str = ""
    expect: Expected = Factory(Expected)


@frozen
class End:
    """How it all ends. ``history`` lists every event taken, the opening left out."""

    state: str
    closed: bool | None = None
    history: tuple[str, ...] | None = None
    data: Mapping[str, Any] = Factory(dict)


@frozen
class Case:
    """One worked case."""

    title: Text
    workflow: str
    opened: Opening
    people: Mapping[str, Who]
    steps: tuple[StepOfCase, ...] = ()
    end: End | None = field(default=None, metadata={"key": "finally"})
    reference: Reference | None = None
    note: str | None = None
    beside: tuple[Beside, ...] = ()
