"""A deadline's ledger: what it was given, when it stood still, who lengthened it, and why its day is the day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from courtqa.text import Lang, Text
from courtqa.workflows.definition import Roll
from courtqa.workflows.drafting import drafted

__all__ = ["Clock", "Grant", "Move", "Standstill", "TimeUnit"]

TimeUnit = Literal["calendar_day", "working_day", "month"]

STANDING = Text(zh="；自{since}次日起停止计算，尚未恢复", en="; it stands still since {since}")
LAPSED = Text(zh="；已届满", en="; it has lapsed")


@frozen
class Standstill:
    """Days that do not count: those after ``since``, up to and including ``until``."""

    since: date
    until: date
    kind: Literal["suspended", "excluded"]
    event: str = ""  # the step by which it began
    seq: int = 0  # and its number in the trail


@frozen
class Grant:
    """An extension: how much, when, by which step, and who approved it."""

    by: int  # in the clock's own unit
    on: date
    event: str
    seq: int
    approved_by: tuple[str, ...] = ()


@frozen
class Move:
    """The last day, moved (or held) because the calendar was edited."""

    on: date
    before: date
    after: date
    reason: Text
    held: bool = False  # the edit would have shortened a window that a party was told of


@drafted
@frozen(weakref_slot=False)
class Clock:
    """A running deadline: its budget, what did not count, what was added, and why the day is the day."""

    name: str
    unit: TimeUnit
    budget: int  # extensions included
    started_on: date
    due: date
    reason: Text
    remind_on: date | None = None
    suspended_on: date | None = None
    suspended_days: int = 0
    extensions: int = 0
    lapsed: bool = False
    roll: Roll = "none"
    excluding: bool = False  # it stands still because of the state, not by a step that suspends it
    stopped_by: int = 0  # the number of the step since which it stands still
    stood: tuple[Standstill, ...] = ()
    grants: tuple[Grant, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def not_before(self) -> date | None:
        """The last day that an edit of the calendar may not take away."""
        return max((move.after for move in self.moves if move.held), default=None)

    def explain(self, lang: Lang = "en") -> str:
        """One sentence: why the last day is this day, and whether it still runs."""
        said = self.reason.to(lang)
        if self.suspended_on is not None:
            said += STANDING.to(lang).format(since=self.suspended_on)
        return said + (LAPSED.to(lang) if self.lapsed else "")
