"""The clock goes back, summer time, leap days, month ends, unknown years: legal days are civil dates in the zone."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from courtqa.errors import CalendarUnknown, Refused
from courtqa.storage import Docket, verify_file
from courtqa.workflows.calendar import WorkCalendar, calendar_of
from courtqa.workflows.deadlines import due_on
from faults.court import OFFICER, START, policy, scratch, subject
from faults.figure import Figure

__all__ = ["run"]

MOMENTS = 2_000
ZONE = ZoneInfo("Asia/Shanghai")


def run(scale: float, seed: int) -> Figure:
    """Record with a clock that jumps; ask for deadlines at awkward days."""
    chance, moments = random.Random(seed), max(40, round(MOMENTS * scale))
    backwards, behind, wrong_days = _jumping(chance, moments)
    days, wrong_ends = _awkward()
    years, guessed = _unknown_years()
    return Figure(
        "the clock goes back, DST (Shanghai had it 1986–1991), leap day, month end, unknown years",
        "legal days are civil dates in the court's zone; recorded time never decreases; an unknown calendar year is an error",
        {"steps back of the clock": backwards, "awkward days": days, "years no calendar knows": years},
        {
            "recorded times that decrease": behind,
            "legal days off": wrong_days,
            "deadlines off": wrong_ends,
            "guessed years": guessed,
        },
    )


def _jumping(chance: random.Random, moments: int) -> tuple[int, int, int]:
    """A docket whose clock jumps back and forth by up to a minute; the trail must not."""
    backwards = wrong = 0
    now = START
    with scratch() as folder:
        file = Path(folder) / "court.db"
        with Docket(file, policy=policy(), clock=lambda: now) as docket:
            review = docket.open("review", subject=subject("clock"), by=OFFICER, at=now)
            for number in range(moments // 10):
                step = timedelta(seconds=chance.randrange(-60, 90))
                backwards += step < timedelta(0)
                now += step
                try:
                    review = docket.record(review.id, "annotate", by=OFFICER, data={"report": str(number)})
                except Refused:  # a step before the day of the last: refused, not re-dated
                    continue
            events = list(docket.trail(review.id))
        faults = len(verify_file(file).faults)
    behind = sum(one.recorded_at > other.recorded_at for one, other in pairwise(events))
    wrong += sum(event.effective_on > event.recorded_at.astimezone(ZONE).date() for event in events)
    return backwards, behind + faults, wrong


def _awkward() -> tuple[int, int]:
    """Ends of months, leap days and the hours that summer time took, each against arithmetic by hand."""
    calendar = calendar_of(policy(), "prc")
    assert calendar is not None
    cases = [
        (date(2008, 1, 31), 1, "month", date(2008, 2, 29)),
        (date(2007, 1, 31), 1, "month", date(2007, 2, 28)),
        (date(2008, 2, 29), 12, "month", date(2009, 2, 28)),
        (date(2007, 8, 31), 6, "month", date(2008, 2, 29)),
        (date(2007, 11, 30), 3, "month", date(2008, 2, 29)),
        (date(2008, 2, 28), 1, "calendar_day", date(2008, 2, 29)),
        (date(2007, 12, 31), 1, "calendar_day", date(2008, 1, 1)),
    ]
    wrong = sum(
        due_on(calendar, start=start, budget=budget, unit=unit, roll="none").day != end
        for start, budget, unit, end in cases
    )
    hours = [datetime(1986, 5, 4, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 24 * 365 * 6, 7)]
    wrong += sum(
        moment.astimezone(ZONE).date() - (moment + timedelta(hours=offset(moment))).date() != timedelta(0)
        for moment in hours
    )
    return len(cases) + len(hours), wrong


def offset(moment: datetime) -> int:
    """Hours ahead of UTC by the published table of summer time, without the zone database."""
    summer = {
        1986: (date(1986, 5, 4), date(1986, 9, 14)),
        1987: (date(1987, 4, 12), date(1987, 9, 13)),
        1988: (date(1988, 4, 17), date(1988, 9, 11)),
        1989: (date(1989, 4, 16), date(1989, 9, 17)),
        1990: (date(1990, 4, 15), date(1990, 9, 16)),
        1991: (date(1991, 4, 14), date(1991, 9, 15)),
    }
    local = moment + timedelta(hours=8)
    first, last = summer.get(local.year, (date.max, date.min))
    if first is date.max:
        return 8
    began = datetime(first.year, first.month, first.day, 2, tzinfo=UTC) - timedelta(hours=8)
    ended = datetime(last.year, last.month, last.day, 2, tzinfo=UTC) - timedelta(hours=9)
    return 9 if began <= moment < ended else 8


def _unknown_years() -> tuple[int, int]:
    calendar = calendar_of(policy(), "prc")
    assert isinstance(calendar, WorkCalendar)
    years = [*range(1995, calendar.first_year), *range(calendar.last_year + 1, calendar.last_year + 20)]
    guessed = 0
    for year in years:
        try:
            calendar.add_workdays(date(year, 6, 1), 5)
            guessed += 1
        except CalendarUnknown:
            pass
    return len(years), guessed
