"""Counts of a log by group: how many cases, ended, late, open, and how long they took."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction
from statistics import median

from attrs import frozen

from courtqa.workflows.mining.log import EventLog, LogCase

__all__ = ["Tally", "tally"]

MICROSECOND, DAY = timedelta(microseconds=1), 86_400_000_000


@frozen
class Tally:
    """The cases of one group. ``median_days`` is exact, from start to end of those that ended; 86,400 s a day."""

    group: tuple[str, ...]
    cases: int
    events: int
    ended: int
    late: int
    median_days: Fraction | None

    @property
    def open(self) -> int:
        """Those still open."""
        return self.cases - self.ended

    @property
    def ended_share(self) -> Fraction:
        """Of all, those that ended."""
        return Fraction(self.ended, self.cases)


def tally(log: EventLog, by: str | Sequence[str] = ()) -> tuple[Tally, ...]:
    """The counts by attributes of the cases, the largest group first. ``year`` is the year of the start, local time.

    Without ``by`` it is one row for the whole log.
    """
    keys = [_key(name) for name in ((by,) if isinstance(by, str) else by)]
    groups: dict[tuple[str, ...], list[LogCase]] = {}
    for case in log.cases:
        groups.setdefault(tuple(key(case) for key in keys), []).append(case)
    rows = [_row(group, cases) for group, cases in groups.items()]
    return tuple(sorted(rows, key=lambda row: (-row.cases, row.group)))


def _key(name: str) -> Callable[[LogCase], str]:
    if name == "year":
        return lambda case: "" if case.started_at is None else str(case.started_at.year)
    return lambda case: str(case.attributes.get(name, ""))


def _row(group: tuple[str, ...], cases: Sequence[LogCase]) -> Tally:
    took = [
        Fraction((case.ended_at - case.started_at) // MICROSECOND, DAY)
        for case in cases
        if case.ended_at is not None and case.started_at is not None
    ]
    return Tally(
        group=group,
        cases=len(cases),
        events=sum(len(case.events) for case in cases),
        ended=sum(case.ended_at is not None for case in cases),
        late=sum(case.late for case in cases),
        median_days=Fraction(median(took)) if took else None,
    )
