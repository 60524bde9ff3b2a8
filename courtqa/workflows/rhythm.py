"""Appointments that recur, and whether they were kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from fractions import Fraction

from attrs import frozen

from courtqa.workflows.calendar import WorkCalendar

__all__ = ["Kept", "kept", "recurring"]

WEEK = 7


@frozen
class Kept:
    """Which planned days were kept, which were missed, and what came besides."""

    planned: tuple[date, ...]
    held: tuple[date, ...]
    missed: tuple[date, ...]
    besides: tuple[date, ...]

    @property
    def share(self) -> Fraction | None:
        """Held against planned; nothing where nothing was planned."""
        return Fraction(len(self.held), len(self.planned)) if self.planned else None


def recurring(
    calendar: WorkCalendar, *, first: date, last: date, weeks: int, weekday: int
) -> tuple[date, ...]:
    """The days planned from ``first`` to ``last``: every so many weeks on a weekday (1 is Monday).

    A rest day gives way to the next working day of the same week, Sunday the last; a week without one has no
    appointment. Raises `CalendarUnknown` for days that the calendar does not know, ValueError for less than a week.
    """
    if weeks < 1 or not 1 <= weekday <= WEEK:
        raise ValueError(f"no rhythm of {weeks} weeks on weekday {weekday}")
    days: list[date] = []
    monday = first - timedelta(first.isoweekday() - 1)
    if monday + timedelta(weekday - 1) < first:
        monday += timedelta(WEEK)
    while monday <= last:
        day = monday + timedelta(weekday - 1)
        sunday = monday + timedelta(WEEK - 1)
        while day <= sunday and not calendar.is_workday(day):
            day += timedelta(1)
        if day <= sunday and first <= day <= last:
            days.append(day)
        monday += timedelta(WEEK * weeks)
    return tuple(days)


def kept(planned: Iterable[date], held: Collection[date]) -> Kept:
    """What became of the days planned. A day held counts for the planned day itself only."""
    days = tuple(sorted(set(planned)))
    return Kept(
        planned=days,
        held=tuple(day for day in days if day in held),
        missed=tuple(day for day in days if day not in held),
        besides=tuple(sorted(set(held) - set(days))),
    )
