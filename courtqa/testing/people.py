"""A cast for any workflow: enough people for every role, with their doubles, strangers and machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from attrs import frozen

from courtqa.workflows import Actor, Plan, Subject, Tenure

__all__ = ["Cast", "cast_of"]

DOUBLES = 4  # holders of each role in each unit: enough for duties kept apart and for approvals
SEATS = 24  # persons who may sit on panels without ever acting


@frozen
class Cast:
    """Who may appear in a proceeding of one workflow, and what it is about."""

    subject: Subject
    actors: tuple[Actor, ...]
    holders: Mapping[str, tuple[Actor, ...]]  # by role, the persons concerned among them
    concerned: tuple[Actor, ...]  # they are the persons the proceeding is about
    strangers: tuple[Actor, ...]  # nobody of them may take any step
    seats: tuple[str, ...]  # ids to list in fields of persons

    def of(self, roles: Iterable[str]) -> tuple[Actor, ...]:
        """Everybody who holds one of the roles."""
        return tuple(dict.fromkeys(actor for role in roles for actor in self.holders.get(role, ())))


def cast_of(plan: Plan, *, on: date) -> Cast:
    """The people of a workflow on that day: holders of each role in and outside the unit concerned.

    A person concerned stands for each role that a step leaves to the person whom the proceeding is about.
    """
    workflow = plan.workflow
    own = _own_unit(plan)
    roles = sorted({role for one in workflow.transitions for role in one.by} | set(workflow.open_by))
    involved = sorted({role for one in workflow.transitions if not one.not_subject for role in one.by})
    holders: dict[str, list[Actor]] = {role: [] for role in roles}
    concerned = []
    for role in involved:
        actor = _actor(plan, f"{role}-concerned", role, _home(plan, role, own))
        concerned.append(actor)
        holders[role].append(actor)
    for role in roles:
        for unit in _homes(plan, role, own):
            for number in range(1, DOUBLES + 1):
                holders[role].append(_actor(plan, f"{role}-{unit or 'outside'}-{number}", role, unit))
    subject = Subject(workflow.subject, "matter-1", own, tuple(actor.id for actor in concerned))
    return Cast(
        subject,
        tuple(actor for held in holders.values() for actor in held),
        {role: tuple(held) for role, held in holders.items()},
        tuple(concerned),
        _strangers(plan, roles, own, on),
        tuple(f"seat-{number}" for number in range(1, SEATS + 1)),
    )


def _own_unit(plan: Plan) -> str | None:
    """A unit in which as many roles as possible can be held that act for their own unit."""
    wanted = [role for one in plan.workflow.transitions if one.unit == "own" for role in one.by]
    units = [unit for unit in plan.units if all(unit != other.parent for other in plan.units.values())]
    units = units or list(plan.units)
    return max(units, key=lambda unit: sum(_fits(plan, role, unit) for role in wanted), default=None)


def _fits(plan: Plan, role: str, unit: str) -> bool:
    known = plan.roles.get(role)
    return known is None or not known.held_in or plan.units[unit].kind in known.held_in


def _home(plan: Plan, role: str, own: str | None) -> str | None:
    return _homes(plan, role, own)[0]


def _homes(plan: Plan, role: str, own: str | None) -> list[str | None]:
    """The unit concerned, where the role can be held there, and another one."""
    possible = [unit for unit in plan.units if _fits(plan, role, unit)]
    near = [own] if own in possible else []
    far = [unit for unit in possible if unit != own][:1]
    return [*near, *far] or [None]


def _actor(plan: Plan, id: str, role: str, unit: str | None, tenure: Tenure | None = None) -> Actor:
    known = plan.roles.get(role)
    kind = "machine" if known is not None and known.machine else "human"
    return Actor(id, id, (tenure or Tenure(role, unit),), "machine" if kind == "machine" else "human")


def _strangers(plan: Plan, roles: list[str], own: str | None, on: date) -> tuple[Actor, ...]:
    """Someone without any role, someone whose time is over, and someone whose time has not come."""
    found = [Actor("nobody", "nobody")]
    for role in roles:
        unit = _home(plan, role, own)
        before, after = Tenure(role, unit, until=on), Tenure(role, unit, since=on + timedelta(36_500))
        found.append(_actor(plan, f"{role}-retired", role, unit, before))
        found.append(_actor(plan, f"{role}-to-be", role, unit, after))
    return tuple(found)
