"""Working-day arithmetic: the last day of 90 working days, from every day of 2008 to 2025."""

from __future__ import annotations

from datetime import date, timedelta

import holidays

import courtqa
from benchmarks.goals import at_least
from benchmarks.side_by_side import interleaved, ratio, show
from courtqa.workflows.calendar import calendar_of

AHEAD = 90
DAYS = [date(2008, 1, 1) + timedelta(offset) for offset in range(0, 365 * 18, 7)]


def main() -> None:
    calendar = calendar_of(courtqa.load_policy("harbin"), "prc")
    assert calendar is not None
    peer = holidays.country_holidays("CN", years=range(2007, 2027))

    def ours() -> object:
        return [calendar.add_workdays(day, AHEAD) for day in DAYS]

    def theirs() -> object:
        return [peer.get_nth_working_day(day, AHEAD) for day in DAYS]

    agree = sum(one == other for one, other in zip(ours(), theirs(), strict=True))
    timings = interleaved({"courtqa": ours, "holidays": theirs}, rounds=3)
    show(
        f"{AHEAD} working days ahead, from {len(DAYS)} days ({agree} answers alike; the peer lacks some make-up days)",
        timings,
        ours="courtqa",
        goal="at most 0.01 of holidays (100 times)",
    )
    times = ratio(timings, "holidays", "courtqa", busy=True)
    at_least("working-day arithmetic", "holidays", times, 100, size=f"{AHEAD} days ahead of {len(DAYS)} days")
