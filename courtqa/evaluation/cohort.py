"""Two clocks: what befalls a case is counted on its own day, or in the cohort of the day the case was closed. Never both.

A cohort is followed: last year's closings have had a year longer to be reversed than this year's, so two cohorts may be
compared only at the same age. EVALUATION: "Index by event date or by closure cohort, never mixed".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from courtqa.evaluation.conditions import Condition, Fault
from courtqa.evaluation.periods import Period
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation.indicator import Indicator, Term

__all__ = ["CLOCKS", "Clock", "Cohort", "clock_of", "clocks_of", "ripe_on"]

Clock = Literal["event", "cohort"]
CLOCKS: Mapping[Clock, Text] = {
    "event": Text(zh="按事件发生日统计", en="counted on the day of the event"),
    "cohort": Text(zh="按结案批次跟踪统计", en="followed from the cohort of closings"),
}

LATER: Mapping[str, str] = {
    "appealed_on": "appealed_on",
    "appeal_decided_on": "appeal_decided_on",
    "appeal_outcome": "appeal_decided_on",
    "reversal_cause": "appeal_decided_on",
    "petitioned_on": "petitioned_on",
    "petition_well_founded": "petitioned_on",
    "retrial_on": "retrial_on",
    "protested_on": "protested_on",
    "compensated_on": "compensated_on",
    "exposed_on": "exposed_on",
}
"""The columns of what befalls a case after it was closed, and the day on which it does."""


@frozen
class Cohort:
    """How a cohort is followed: what befell its cases on ``event`` counts if it came within so many days of ``at``."""

    event: str
    within_days: int

    def faults(self) -> Iterator[Fault]:
        """What is wrong with it, if anything: found, expected."""
        if self.event not in set(LATER.values()):
            yield f"event: {self.event}", f"one of {', '.join(sorted(set(LATER.values())))}"
        if self.within_days < 1:
            yield f"within_days: {self.within_days}", "at least 1"

    def within(self, at: str) -> Condition:
        """That the event came after ``at``, and in time."""
        return Condition(days=(at, self.event), at_least=0, at_most=self.within_days)


def clock_of(term: Term) -> Clock | None:
    """By which clock a term counts what befalls cases; None where it counts nothing of the kind."""
    if term.table != "cases" or term.at is None:
        return None
    if term.at in LATER:
        return "event"
    return "cohort" if set(LATER) & term.columns else None


def clocks_of(indicator: Indicator) -> frozenset[Clock]:
    """The clocks of all its terms; more than one is a fault."""
    found: Iterable[Clock | None] = map(clock_of, (*indicator.numerator, *indicator.denominator))
    return frozenset(clock for clock in found if clock is not None)


def ripe_on(indicator: Indicator, period: Period) -> date | None:
    """The day from which the last case of the period has been followed for its whole time; None without a cohort."""
    cohort = indicator.cohort
    return None if cohort is None else period.last + timedelta(days=cohort.within_days)
