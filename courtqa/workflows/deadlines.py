"""On which day a time budget ends, and why."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from typing import Literal

from attrs import evolve, frozen

from courtqa.errors import CalendarUnknown
from courtqa.text import Text
from courtqa.workflows.calendar import WorkCalendar
from courtqa.workflows.definition import Roll
from courtqa.workflows.records import Clock

__all__ = ["Due", "TimeUnit", "add_months", "due_on", "extend", "remind_on", "resume", "start", "suspend"]

TimeUnit = Literal["calendar_day", "working_day", "month"]

UNITS: dict[TimeUnit, Text] = {
    "calendar_day": Text(zh="日", en="calendar days"),
    "working_day": Text(zh="个工作日", en="working days"),
    "month": Text(zh="个月", en="months"),
}
REASON = Text(
    zh="自{start}起算（当日不计入），{budget}{unit}{excluded}于{nominal}届满{rolled}",
    en="{budget} {unit} from {start}, which is not counted,{excluded} end on {nominal}{rolled}",
)
EXCLUDED = Text(zh="，扣除中止的{days}{unit}，", en=" less {days} {unit} suspended,")
ROLLED = Text(
    zh="；该日为休息日，顺延至{day}",
    en=", a rest day, and so roll to {day}, the next working day",
)


@frozen
class Due:
    """The last day of a time budget. ``nominal`` is the day before any roll."""

    day: date
    reason: Text
    nominal: date


def add_months(start: date, count: int) -> date:
    """The corresponding day ``count`` months on, or that month's last day.

    >>> add_months(date(2024, 8, 31), 6)
    datetime.date(2025, 2, 28)
    """
    index = start.year * 12 + start.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def due_on(
    calendar: WorkCalendar | None,
    *,
    start: date,
    budget: int,
    unit: TimeUnit,
    roll: Roll = "none",
    excluded: int = 0,
) -> Due:
    """The last day of ``budget`` units from ``start``, which is not counted.

    ``excluded`` is time during which the budget stood still: working days for a budget in working days,
    else calendar days. Months end on the corresponding day, or on the month's last (Civil Code arts. 200–204).
    Raises `CalendarUnknown` where a working day is asked for that the calendar does not know.
    """
    if unit == "working_day":
        nominal = _known(calendar, start).add_workdays(start, budget + excluded)
    elif unit == "month":
        nominal = add_months(start, budget) + timedelta(excluded)
    else:
        nominal = start + timedelta(budget + excluded)
    day = _known(calendar, nominal).next_workday(nominal) if roll == "next_workday" else nominal
    why = _reason(start, budget=budget, unit=unit, excluded=excluded, nominal=nominal, day=day)
    return Due(day, why, nominal)


def _known(calendar: WorkCalendar | None, day: date) -> WorkCalendar:
    if calendar is None:
        raise CalendarUnknown(day)
    return calendar


def _reason(start: date, *, budget: int, unit: TimeUnit, excluded: int, nominal: date, day: date) -> Text:
    standstill = UNITS["working_day" if unit == "working_day" else "calendar_day"]
    without = {
        lang: EXCLUDED.to(lang).format(days=excluded, unit=standstill.to(lang)) if excluded else ""
        for lang in ("zh", "en")
    }
    rolled = {lang: ROLLED.to(lang).format(day=day) if day != nominal else "" for lang in ("zh", "en")}
    return Text(
        **{
            lang: REASON.to(lang).format(
                start=start,
                budget=budget,
                unit=UNITS[unit].to(lang),
                excluded=without[lang],
                nominal=nominal,
                rolled=rolled[lang],
            )
            for lang in ("zh", "en")
        }
    )


def remind_on(
    calendar: WorkCalendar | None, *, due: date, started_on: date, ahead: int, unit: TimeUnit
) -> date:
    """The day to remind: ``ahead`` units before ``due``, but not before the clock started."""
    if unit == "working_day":
        day = _known(calendar, due).add_workdays(due, -ahead)
    elif unit == "month":
        day = add_months(due, -ahead)
    else:
        day = due - timedelta(ahead)
    return max(day, started_on)


def start(
    name: str,
    calendar: WorkCalendar | None,
    *,
    on: date,
    budget: int,
    unit: TimeUnit,
    roll: Roll,
    remind: tuple[int, TimeUnit] | None = None,
) -> Clock:
    """A clock that starts to run on that day."""
    clock = Clock(name, unit, budget, on, on, Text(zh="", en=""))
    return _project(clock, calendar, roll, remind)


def suspend(clock: Clock, *, on: date) -> Clock:
    """The clock, standing still after that day."""
    return evolve(clock, suspended_on=on)


def resume(
    clock: Clock,
    calendar: WorkCalendar | None,
    *,
    on: date,
    roll: Roll,
    remind: tuple[int, TimeUnit] | None = None,
) -> Clock:
    """The clock, running again after that day; its last day moves by the time it stood still."""
    since = clock.suspended_on
    if since is None:
        return clock
    if clock.unit == "working_day":
        stood = _known(calendar, on).workdays_between(since, on)
    else:
        stood = (on - since).days
    clock = evolve(clock, suspended_on=None, suspended_days=clock.suspended_days + stood)
    return _project(clock, calendar, roll, remind)


def extend(
    clock: Clock,
    calendar: WorkCalendar | None,
    *,
    by: int,
    roll: Roll,
    remind: tuple[int, TimeUnit] | None = None,
) -> Clock:
    """The clock with ``by`` more of its own units."""
    clock = evolve(clock, budget=clock.budget + by, extensions=clock.extensions + 1)
    return _project(clock, calendar, roll, remind)


def _project(
    clock: Clock, calendar: WorkCalendar | None, roll: Roll, remind: tuple[int, TimeUnit] | None
) -> Clock:
    due = due_on(
        calendar,
        start=clock.started_on,
        budget=clock.budget,
        unit=clock.unit,
        roll=roll,
        excluded=clock.suspended_days,
    )
    ahead = None
    if remind is not None:
        ahead = remind_on(calendar, due=due.day, started_on=clock.started_on, ahead=remind[0], unit=remind[1])
    return evolve(clock, due=due.day, reason=due.reason, remind_on=ahead)
