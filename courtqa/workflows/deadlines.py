"""On which day a time budget ends, and why."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta

from attrs import frozen

from courtqa.errors import CalendarUnknown
from courtqa.text import Text
from courtqa.workflows.calendar import WorkCalendar
from courtqa.workflows.definition import Roll
from courtqa.workflows.ledger import TimeUnit

__all__ = ["NOTHING", "Due", "TimeUnit", "add_months", "due_on", "remind_on", "spoken", "units"]

UNITS: dict[TimeUnit, Text] = {
    "calendar_day": Text(zh="日", en="calendar days"),
    "working_day": Text(zh="个工作日", en="working days"),
    "month": Text(zh="个月", en="months"),
}
ONE: dict[TimeUnit, Text] = {
    "calendar_day": Text(zh="日", en="calendar day"),
    "working_day": Text(zh="个工作日", en="working day"),
    "month": Text(zh="个月", en="month"),
}
REASON = Text(
    zh="自{start}起算（当日不计入），{budget}{unit}{more}{excluded}于{nominal}届满{month_end}{rolled}",
    en="{budget} {unit} from {start}, which is not counted,{more}{excluded} {end} on {nominal}{month_end}{rolled}",
)
SAME_DAY = Text(zh="{start}当日届满", en="it ends on {start} itself")
EXCLUDED = Text(zh="，扣除中止的{days}{unit}{periods}，", en=" less {days} {unit} suspended{periods},")
MONTH_END = Text(zh="（该月没有{day}日，以月末为最后一日）", en=", the last of a month that has no day {day}")
NOTHING = Text(zh="", en="")
ROLLED = Text(
    zh="；该日为休息日，顺延至{day}",
    en=", a rest day, and so {roll} to {day}, the next working day",
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
    periods: Text = NOTHING,
    more: Text = NOTHING,
) -> Due:
    """The last day of ``budget`` units from ``start``, which is not counted.

    ``excluded`` is time during which the budget stood still: working days for a budget in working days,
    else calendar days. Months end on the corresponding day, or on the month's last (Civil Code arts. 200–204).
    ``periods`` and ``more`` say when it stood still and who added to it, for the sentence only. Raises `CalendarUnknown` where a working day is asked for that the calendar does not know.
    """
    if unit == "working_day":
        nominal = _known(calendar, start).add_workdays(start, budget + excluded)
    elif unit == "month":
        nominal = add_months(start, budget) + timedelta(excluded)
    else:
        nominal = start + timedelta(budget + excluded)
    day = _known(calendar, nominal).next_workday(nominal) if roll == "next_workday" else nominal
    facts: dict[str, object] = {
        "start": start,
        "budget": budget,
        "unit": units(budget, unit),
        "nominal": nominal,
    }
    facts["more"] = more
    facts["end"] = "ends" if budget == 1 else "end"
    facts["excluded"] = NOTHING
    if excluded:
        standstill = units(excluded, "working_day" if unit == "working_day" else "calendar_day")
        facts["excluded"] = spoken(EXCLUDED, days=excluded, unit=standstill, periods=periods)
    clamped = unit == "month" and add_months(start, budget).day != start.day
    facts["month_end"] = spoken(MONTH_END, day=start.day) if clamped and not excluded else NOTHING
    facts["rolled"] = (
        spoken(ROLLED, day=day, roll="rolls" if budget == 1 else "roll") if day != nominal else NOTHING
    )
    at_once = not budget and not excluded and day == start and more == NOTHING
    return Due(day, spoken(SAME_DAY, start=start) if at_once else spoken(REASON, **facts), nominal)


def units(count: int, unit: TimeUnit) -> Text:
    """The unit, as it is said of so many.

    >>> units(1, "calendar_day").en, units(10, "working_day").en
    ('calendar day', 'working days')
    """
    return (ONE if count == 1 else UNITS)[unit]


def spoken(frame: Text, **facts: object) -> Text:
    """The sentence, with facts that are texts put in their own language."""
    zh = {name: fact.zh if isinstance(fact, Text) else fact for name, fact in facts.items()}
    en = {name: fact.en if isinstance(fact, Text) else fact for name, fact in facts.items()}
    return Text(zh=frame.zh.format(**zh), en=frame.en.format(**en))


def _known(calendar: WorkCalendar | None, day: date) -> WorkCalendar:
    if calendar is None:
        raise CalendarUnknown(day)
    return calendar


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
