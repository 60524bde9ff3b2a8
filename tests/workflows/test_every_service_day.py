"""Every service day of 2007 to 2026, against a calculation of its own from the official notices."""

from __future__ import annotations

import calendar as civil
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from courtqa.errors import CalendarUnknown
from courtqa.workflows import WorkCalendar, due_on
from courtqa.workflows.deadlines import TimeUnit

FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)
BUDGETS: list[tuple[int, TimeUnit]] = [
    *((days, "calendar_day") for days in (5, 7, 10, 15, 30, 60)),
    *((months, "month") for months in (3, 6)),
    *((days, "working_day") for days in (5, 10)),
]


@pytest.fixture(scope="module")
def works(workdays_data: Path) -> dict[date, bool]:
    """Whether each day is worked: Monday to Friday, unless a notice says otherwise. Keyed by day, not by file."""
    told: dict[date, bool] = {}
    for file in sorted((workdays_data / "notices").glob("*.json")):
        for day in json.loads(file.read_text(encoding="utf-8"))["days"]:
            told[date.fromisoformat(day["date"])] = not day["isOffDay"]
    return {day: told.get(day, day.isoweekday() <= 5) for day in _days()}


def _days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += timedelta(1)


def _plain_end(start: date, budget: int, unit: str, works: dict[date, bool]) -> date | None:
    """The end as a clerk with a wall calendar finds it: day by day. Nothing: the calendar has no such day."""
    if unit == "month":
        year, month = start.year, start.month
        for _ in range(budget):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        last = civil.monthrange(year, month)[1]
        return date(year, month, min(start.day, last))
    day = start
    while budget:
        day += timedelta(1)
        if unit == "working_day":
            if day not in works:
                return None
            budget -= works[day]
        else:
            budget -= 1
    return day


def _rolled(day: date | None, works: dict[date, bool]) -> date | None:
    while day is not None and not works.get(day, True):
        day += timedelta(1)
    return day if day in works else None


@pytest.mark.parametrize(("budget", "unit"), BUDGETS)
def test_every_service_day_ends_on_the_day_that_the_notices_give(
    calendar: WorkCalendar, works: dict[date, bool], budget: int, unit: TimeUnit
) -> None:
    wrong: list[tuple[date, str, date | None, date | None]] = []
    for start in _days():
        plain = _plain_end(start, budget, unit, works)
        for roll, expected in (("none", plain), ("next_workday", _rolled(plain, works))):
            try:
                found: date | None = due_on(calendar, start=start, budget=budget, unit=unit, roll=roll).day  # type: ignore[arg-type]
            except CalendarUnknown:
                found = None
            if found != expected:
                wrong.append((start, roll, found, expected))

    assert wrong == []
