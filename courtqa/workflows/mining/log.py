"""An event log: cases, what happened in each and when. What process mining calls a log, a court calls its past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from attrs import Factory, field, frozen

from courtqa.text import Text

__all__ = ["EventLog", "LogCase", "LogEvent", "LogNames", "Rejected", "Value"]

Value = str | int | float | bool | datetime


@frozen
class LogNames:
    """Which attributes of a log hold what the library asks for. The defaults are those of XES and of its export."""

    case: str = "concept:name"
    activity: str = "concept:name"
    at: str = "time:timestamp"
    person: str = "org:resource"
    unit: str = "org:group"
    started: str = "startdate"
    ended: str = "enddate"
    due: str = "deadline"


@frozen
class LogEvent:
    """One event: what, when (with the offset from UTC of that day), by whom."""

    activity: str
    at: datetime
    person: str | None = None
    unit: str | None = None
    attributes: Mapping[str, Value] = Factory(dict)


@frozen
class LogCase:
    """One case with its events, in the order of the log. No end: it is still open."""

    id: str
    events: tuple[LogEvent, ...]
    started_at: datetime | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    attributes: Mapping[str, Value] = Factory(dict)

    @property
    def variant(self) -> tuple[str, ...]:
        """The activities, in order."""
        return tuple(event.activity for event in self.events)

    @property
    def late(self) -> bool:
        """Whether it ended after its deadline. One still open has not ended."""
        return self.ended_at is not None and self.due_at is not None and self.ended_at > self.due_at


@frozen
class Rejected:
    """Something that could not be taken over, and where it stands."""

    line: int
    text: Text


@frozen(slots=False)
class EventLog:
    """A population of cases, with what was rejected on the way in and what had no place here."""

    cases: tuple[LogCase, ...]
    source: str = ""
    sha256: str = ""
    rejected: tuple[Rejected, ...] = ()
    left_out: Mapping[str, int] = field(factory=dict)  # nested and listed attributes, by key

    @cached_property
    def activities(self) -> Counter[str]:
        """How often each activity happened."""
        return Counter(event.activity for case in self.cases for event in case.events)

    @cached_property
    def variants(self) -> Counter[tuple[str, ...]]:
        """How many cases went each way."""
        return Counter(case.variant for case in self.cases)

    @property
    def events(self) -> int:
        """How many events there are."""
        return self.activities.total()

    @property
    def late(self) -> tuple[LogCase, ...]:
        """The cases that ended after their deadline."""
        return tuple(case for case in self.cases if case.late)

    @property
    def open(self) -> tuple[LogCase, ...]:
        """The cases without an end."""
        return tuple(case for case in self.cases if case.ended_at is None)
