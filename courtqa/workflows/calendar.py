"""Which days are working days: official notices, a court's own edits, and no guessing."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date, timedelta
from functools import cached_property

from attrs import Factory, frozen

from courtqa.errors import CalendarUnknown
from courtqa.policy import Complaint, Lookup, Offer, Policy
from courtqa.text import Text

__all__ = [
    "CalendarRules",
    "DaySource",
    "LocalDay",
    "WorkCalendar",
    "calendar_of",
    "check_calendar",
    "chinesecalendar",
]

# Given first and last year: the days off on weekdays, and the working days on weekends.
DaySource = Callable[[int, int], tuple[Set[date], Set[date]]]


@frozen
class LocalDay:
    """Why a court's day differs from the official notice."""

    reason: Text


@frozen
class CalendarRules:
    """A calendars edition: where the days come from, how far they reach, what differs here."""

    source: str
    first_year: int
    last_year: int
    days_off: Mapping[date, LocalDay] = Factory(dict)
    work_days: Mapping[date, LocalDay] = Factory(dict)


def chinesecalendar(first_year: int, last_year: int) -> tuple[Set[date], Set[date]]:
    """Days off and make-up working days by the State Council's notices (package chinesecalendar)."""
    from chinese_calendar import constants

    def within(days: Iterable[date]) -> frozenset[date]:
        return frozenset(day for day in days if first_year <= day.year <= last_year)

    return within(constants.holidays), within(constants.workdays)


class WorkCalendar:
    """Working days of whole years. Days are counted from a table made on first use.

    Raises `CalendarUnknown` for every day outside its years.
    """

    def __init__(
        self,
        source: DaySource,
        *,
        first_year: int,
        last_year: int,
        days_off: Iterable[date] = (),
        work_days: Iterable[date] = (),
        reasons: Mapping[date, Text] | None = None,
        title: Text | None = None,
    ) -> None:
        self.title = title  # of the edition; none for a calendar that stands in no policy
        self.reasons: Mapping[date, Text] = reasons or {}  # why the court's own days differ
        self.first_year, self.last_year = first_year, last_year
        self._source = source
        self._edits = frozenset(days_off), frozenset(work_days)
        self._first = date(first_year, 1, 1).toordinal()
        self._last = date(last_year, 12, 31).toordinal()

    @classmethod
    def of(cls, rules: CalendarRules, source: DaySource, *, title: Text | None = None) -> WorkCalendar:
        """The calendar that a calendars edition describes, under its title."""
        return cls(
            source,
            first_year=rules.first_year,
            last_year=rules.last_year,
            days_off=rules.days_off,
            work_days=rules.work_days,
            reasons={day: local.reason for day, local in {**rules.days_off, **rules.work_days}.items()},
            title=title,
        )

    @cached_property
    def _working(self) -> list[int]:
        """The ordinals of all working days, ascending."""
        off, on = self._source(self.first_year, self.last_year)
        local_off, local_on = self._edits
        rest = {day.toordinal() for day in (off - local_on) | local_off}
        work = {day.toordinal() for day in (on - local_off) | local_on}
        # date.toordinal() % 7 is 1 on Mondays, 6 on Saturdays and 0 on Sundays.
        return [
            day
            for day in range(self._first, self._last + 1)
            if day in work or (1 <= day % 7 <= 5 and day not in rest)
        ]

    @cached_property
    def _set(self) -> frozenset[int]:
        return frozenset(self._working)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the years covered and every working day in them."""
        content = f"{self.first_year}-{self.last_year}:" + ",".join(map(str, self._working))
        return hashlib.sha256(content.encode()).hexdigest()

    def _ordinal(self, day: date) -> int:
        ordinal = day.toordinal()
        if not self._first <= ordinal <= self._last:
            raise CalendarUnknown(day, self.first_year, self.last_year)
        return ordinal

    def is_workday(self, day: date) -> bool:
        """Whether courts work on that day."""
        return self._ordinal(day) in self._set

    def next_workday(self, day: date) -> date:
        """That day if it is a working day, else the first working day after it."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def add_workdays(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``, which is not counted; before it when ``n`` is negative."""
        after = bisect_right(self._working, self._ordinal(day))
        if n < 0 and self._working[after - 1 : after] == [day.toordinal()]:
            after -= 1
        index = after + n - 1 if n > 0 else after + n
        if n == 0:
            return day
        if index < 0:
            raise CalendarUnknown(
                date.fromordinal(self._first) - timedelta(1), self.first_year, self.last_year
            )
        if index >= len(self._working):
            raise CalendarUnknown(
                date.fromordinal(self._last) + timedelta(1), self.first_year, self.last_year
            )
        return date.fromordinal(self._working[index])

    def workdays_between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``."""
        low = bisect_right(self._working, self._ordinal(start))
        return max(0, bisect_right(self._working, self._ordinal(end)) - low)


_calendars: dict[tuple[str, str], WorkCalendar] = {}


def calendar_of(policy: Policy, name: str | None) -> WorkCalendar | None:
    """The calendar of that name, or the only one. Its newest edition: a calendar is a table of days."""
    names = policy.names("calendars")
    name = name or (names[0] if len(names) == 1 else None)
    if name is None:
        return None
    key = (policy.digest, name)
    if key not in _calendars:
        edition = policy.editions("calendars", name)[-1]
        offer = policy.offer("calendar_source", edition.value.source)
        _calendars[key] = WorkCalendar.of(edition.value, offer.function, title=edition.title)
    return _calendars[key]


def check_calendar(value: CalendarRules, lookup: Lookup) -> Iterable[Complaint]:
    """The faults of a calendars edition: an unknown source, years the wrong way round, bad days."""
    if lookup.offer("calendar_source", value.source) is None:
        known = ", ".join(sorted(offer.name for offer in lookup.offers("calendar_source")))
        yield Complaint(("source",), f"the unknown calendar source {value.source!r}", f"one of {known}")
    if value.last_year < value.first_year:
        yield Complaint(("last_year",), str(value.last_year), f"{value.first_year} or later")
    for key, days in (("days_off", value.days_off), ("work_days", value.work_days)):
        for day in days:
            if not value.first_year <= day.year <= value.last_year:
                expected = f"a day in {value.first_year} to {value.last_year}"
                yield Complaint((key, day.isoformat()), day.isoformat(), expected)
    for day in sorted(value.work_days.keys() & value.days_off.keys()):
        found = f"{day.isoformat()}, which is also in days_off"
        yield Complaint(("work_days", day.isoformat()), found, "a day in one of the two lists")


SOURCE = Offer(
    kind="calendar_source",
    name="chinesecalendar",
    params={},
    function=chinesecalendar,
    doc="Days off and make-up working days by the State Council's notices.",
)
