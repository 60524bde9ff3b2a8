from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtqa.errors import CalendarUnknown
from courtqa.workflows import WorkCalendar, add_months, due_on
from courtqa.workflows import clockwork as clocks
from courtqa.workflows.calendar import chinesecalendar
from courtqa.workflows.deadlines import TimeUnit

# Recomputed with the official notices (chinesecalendar 1.11.0).
VECTORS: list[tuple[str, int, TimeUnit, str, str, str]] = [
    ("2025-09-18", 15, "calendar_day", "next_workday", "2025-10-03", "2025-10-09"),
    ("2025-01-14", 15, "calendar_day", "next_workday", "2025-01-29", "2025-02-05"),
    ("2024-04-21", 10, "calendar_day", "next_workday", "2024-05-01", "2024-05-06"),
    ("2025-03-03", 60, "calendar_day", "next_workday", "2025-05-02", "2025-05-06"),
    ("2025-12-02", 30, "calendar_day", "next_workday", "2026-01-01", "2026-01-04"),
    ("2025-09-26", 5, "working_day", "none", "2025-10-10", "2025-10-10"),
    ("2025-09-30", 2, "working_day", "none", "2025-10-10", "2025-10-10"),
    ("2025-01-24", 5, "working_day", "none", "2025-02-07", "2025-02-07"),
    ("2009-09-30", 2, "working_day", "none", "2009-10-10", "2009-10-10"),
    ("2008-09-26", 2, "working_day", "none", "2008-09-28", "2008-09-28"),
    ("2025-04-30", 5, "working_day", "none", "2025-05-12", "2025-05-12"),
    ("2024-08-31", 6, "month", "none", "2025-02-28", "2025-02-28"),
    ("2024-11-30", 3, "month", "none", "2025-02-28", "2025-02-28"),
    ("2025-04-01", 6, "month", "next_workday", "2025-10-01", "2025-10-09"),
    ("2025-07-05", 3, "month", "next_workday", "2025-10-05", "2025-10-09"),
    ("2009-09-30", 3, "calendar_day", "none", "2009-10-03", "2009-10-03"),
]


@pytest.mark.parametrize(("start", "budget", "unit", "roll", "nominal", "day"), VECTORS)
def test_a_time_budget_ends_on_the_day_the_law_says(
    calendar: WorkCalendar, start: str, budget: int, unit: TimeUnit, roll: str, nominal: str, day: str
) -> None:
    due = due_on(calendar, start=date.fromisoformat(start), budget=budget, unit=unit, roll=roll)  # type: ignore[arg-type]

    assert (due.nominal.isoformat(), due.day.isoformat()) == (nominal, day)


def test_the_reason_says_in_both_languages_why_the_day_is_the_day(calendar: WorkCalendar) -> None:
    due = due_on(calendar, start=date(2025, 9, 18), budget=15, unit="calendar_day", roll="next_workday")

    assert (
        due.reason.zh
        == "自2025-09-18起算（当日不计入），15日于2025-10-03届满；该日为休息日，顺延至2025-10-09"
    )
    assert due.reason.en == (
        "15 calendar days from 2025-09-18, which is not counted, end on 2025-10-03, a rest day, "
        "and so roll to 2025-10-09, the next working day"
    )


def test_a_limit_that_ends_beyond_the_official_notices_is_refused(calendar: WorkCalendar) -> None:
    with pytest.raises(CalendarUnknown) as refused:
        due_on(calendar, start=date(2026, 12, 30), budget=5, unit="working_day")

    assert refused.value.day == date(2027, 1, 1)


def test_calendar_days_without_a_roll_need_no_calendar() -> None:
    assert due_on(None, start=date(2030, 1, 1), budget=10, unit="calendar_day").day == date(2030, 1, 11)


def test_working_days_without_a_calendar_are_refused() -> None:
    with pytest.raises(CalendarUnknown):
        due_on(None, start=date(2030, 1, 1), budget=10, unit="working_day")


@given(start=st.dates(date(2007, 1, 1), date(2040, 1, 1)), count=st.integers(1, 120))
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(start: date, count: int) -> None:
    end = add_months(start, count)

    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count
    assert end.day == start.day or (
        end.day < start.day and (end.toordinal() + 1) == add_months(end.replace(day=1), 1).toordinal()
    )


@given(start=st.dates(date(2007, 1, 1), date(2026, 1, 1)), budget=st.integers(1, 60))
def test_a_working_day_limit_has_just_so_many_working_days_in_it(start: date, budget: int) -> None:
    calendar = CALENDAR

    end = due_on(calendar, start=start, budget=budget, unit="working_day").day

    counted = [
        day
        for day in map(date.fromordinal, range(start.toordinal() + 1, end.toordinal() + 1))
        if calendar.is_workday(day)
    ]
    assert len(counted) == budget
    assert counted[-1] == end


@given(
    start=st.dates(date(2007, 1, 1), date(2024, 1, 1)),
    unit=st.sampled_from(["calendar_day", "working_day", "month"]),
    budget=st.integers(1, 12),
    before=st.integers(0, 5),
    stood=st.integers(0, 90),
)
def test_a_suspended_clock_has_as_much_time_left_as_when_it_stopped(
    start: date, unit: TimeUnit, budget: int, before: int, stood: int
) -> None:
    clock = clocks.start("limit", CALENDAR, on=start, budget=budget, unit=unit, roll="none")
    stopped_on = min(date.fromordinal(start.toordinal() + before), clock.due)
    resumed_on = date.fromordinal(stopped_on.toordinal() + stood)

    resumed = clocks.resume(clocks.suspend(clock, on=stopped_on), CALENDAR, on=resumed_on, roll="none")

    if unit == "working_day":
        left = CALENDAR.workdays_between(stopped_on, clock.due)
        assert CALENDAR.workdays_between(resumed_on, resumed.due) == left
    else:
        assert resumed.due - resumed_on == clock.due - stopped_on


def test_an_extension_adds_units_to_the_whole_budget(calendar: WorkCalendar) -> None:
    clock = clocks.start("limit", calendar, on=date(2025, 1, 31), budget=1, unit="month", roll="none")

    extended = clocks.extend(clock, calendar, by=1, roll="none")

    assert (clock.due, extended.due) == (date(2025, 2, 28), date(2025, 3, 31))


@pytest.mark.parametrize(
    ("unit", "ahead", "day"),
    [("working_day", 2, "2025-09-29"), ("calendar_day", 3, "2025-10-06"), ("month", 1, "2025-09-18")],
)
def test_a_reminder_comes_ahead_but_never_before_the_start(
    calendar: WorkCalendar, unit: TimeUnit, ahead: int, day: str
) -> None:
    clock = clocks.start(
        "limit",
        calendar,
        on=date(2025, 9, 18),
        budget=15,
        unit="calendar_day",
        roll="next_workday",
        remind=(ahead, unit),
    )

    assert clock.due == date(2025, 10, 9)
    assert clock.remind_on == date.fromisoformat(day)


CALENDAR = WorkCalendar(chinesecalendar, first_year=2007, last_year=2026)
