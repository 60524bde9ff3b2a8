"""Last days of time budgets, as the official notices of days off make them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from courtqa.simulation.published.data import DAYS
from courtqa.simulation.published.number import Published, from_source
from courtqa.workflows import WorkCalendar, due_on

__all__ = ["DEADLINES"]

_TEST = "tests/workflows/test_deadlines.py::test_a_time_budget_ends_on_the_day_the_law_says"
_UNITS = {"calendar_day": "calendar days", "working_day": "working days", "month": "months"}


@cache
def _calendar() -> WorkCalendar:
    """The working days of all the years for which there are notices."""
    from courtqa.kinds import offers

    source = next(offer.function for offer in offers() if offer.name == "chinesecalendar")
    return WorkCalendar(source, first_year=2007, last_year=2026)


def _due(start: str, budget: int, unit: str, roll: str) -> Callable[[], str]:
    def ours() -> str:
        due = due_on(_calendar(), start=date.fromisoformat(start), budget=budget, unit=unit, roll=roll)  # type: ignore[arg-type]
        return due.day.isoformat()

    return ours


DEADLINES: tuple[Published, ...] = from_source(
    "State Council notices of days off (chinesecalendar 1.11.0)",
    _TEST,
    *(
        (
            f"{start} + {budget} {_UNITS[unit]}{', rolled to a working day' if roll != 'none' else ''}",
            day,
            _due(start, budget, unit, roll),
        )
        for start, budget, unit, roll, day in DAYS
    ),
)
