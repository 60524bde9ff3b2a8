"""By whose office, which way, in which unit, on which days: what is found out about it once is remembered.

Nothing of it changes, neither the person's offices as brought along or registered nor the edition, so that the answer
of the same morning holds for every proceeding of the unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from attrs import Factory, frozen

from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.records import Actor, Reason, Tenure

__all__ = ["Seat", "roles_on", "seat_of"]

Check = Callable[..., Iterable[Reason]]
Answer = tuple[tuple[Reason, ...], tuple[Check, ...]]  # what checks of office say; the checks left to ask
MOST = 1 << 12  # seats that a plan remembers, some megabytes; then it begins anew


@frozen(eq=False)
class Seat:
    """The office of somebody who acts for themselves."""

    plan: Plan
    way: Way
    holder: Actor
    days: tuple[date, ...]
    unit: str | None
    offices: tuple[Tenure, ...]  # that make competent for the step, past and future ones too
    roles: tuple[str, ...]  # held on the day of effect, as the event names them
    answers: dict[tuple[Check, ...], Answer] = Factory(dict)  # once found

    @property
    def behind(self) -> tuple[Actor, ...]:
        """Whoever acts for themselves, alone."""
        return (self.holder,)


def seat_of(plan: Plan, way: Way, holder: Actor, days: tuple[date, ...], unit: str | None) -> Seat:
    """The one seat of this holder for this way, unit and days."""
    key = (way, holder, days, unit)
    try:
        found = plan.seats.get(key)
    except TypeError:  # offices that were brought as a list have no hash
        return _seat(plan, way, holder, days, unit)
    if found is None:
        if len(plan.seats) >= MOST:
            plan.seats.clear()
        found = plan.seats[key] = _seat(plan, way, holder, days, unit)
    return found


def _seat(plan: Plan, way: Way, holder: Actor, days: tuple[date, ...], unit: str | None) -> Seat:
    offices = plan.competent(way.roles, holder)
    return Seat(plan, way, holder, days, unit, offices, roles_on(offices, days[0]))


def roles_on(offices: Iterable[Tenure], day: date) -> tuple[str, ...]:
    """The roles held on that day, sorted."""
    return tuple(sorted({tenure.role for tenure in offices if tenure.holds(day)}))
