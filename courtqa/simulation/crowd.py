"""The people of an imagined court, for any workflow: someone for every role, in every unit that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from courtqa.simulation.draws import Chance
from courtqa.workflows import Actor, Plan, Transition

__all__ = ["Crowd", "concerned", "crowd", "one_of"]

_UNITS = 4  # in which the imagined matters arise


@frozen
class Crowd:
    """Everyone who may act, by role; the units in which matters arise; and who may be concerned by one."""

    by_role: Mapping[str, tuple[Actor, ...]]
    units: tuple[str | None, ...]

    @property
    def people(self) -> tuple[Actor, ...]:
        """Everyone, once."""
        return tuple(dict.fromkeys(actor for actors in self.by_role.values() for actor in actors))

    def for_step(self, one: Transition, unit: str | None) -> tuple[Actor, ...]:
        """Those who hold a role of the step where the step asks for it."""
        holders = [actor for role in one.by for actor in self.by_role.get(role, ())]
        if one.unit == "own":
            holders = [actor for actor in holders if actor.tenures[0].unit == unit]
        elif one.unit == "other":
            holders = [actor for actor in holders if actor.tenures[0].unit != unit]
        return tuple(holders)


def crowd(plan: Plan, *, staff: int) -> Crowd:
    """``staff`` persons for each role of the workflow, in each of a few units where the role may be held."""
    units = _arising(plan)
    return Crowd({role: tuple(_holders(plan, role, units, staff)) for role in sorted(_roles(plan))}, units)


def _roles(plan: Plan) -> set[str]:
    workflow = plan.workflow
    named = {role for one in workflow.transitions for role in one.by} | set(workflow.open_by)
    seated = {one.quorum.role for one in workflow.transitions if one.quorum and one.quorum.role}
    external = {name for name, role in plan.roles.items() if role.external and not role.machine}
    return named | seated | external


def _arising(plan: Plan) -> tuple[str | None, ...]:
    """Units of the kind in which the steps of "own unit" can be taken; any units where none is asked for."""
    wanted = [
        set(plan.roles[role].held_in)
        for one in plan.workflow.transitions
        if one.unit == "own"
        for role in one.by
        if role in plan.roles and plan.roles[role].held_in
    ]
    kinds = set.intersection(*wanted) if wanted else set()
    fitting = [name for name, unit in plan.units.items() if not kinds or unit.kind in kinds]
    return tuple(fitting[:_UNITS]) or (None,)


def _holders(plan: Plan, role: str, units: Iterable[str | None], staff: int) -> Iterator[Actor]:
    known = plan.roles.get(role)
    machine = known is not None and known.machine
    places: list[str | None] = list(units)
    if known is not None and known.held_in:
        fitting: list[str | None] = [name for name, unit in plan.units.items() if unit.kind in known.held_in]
        places = [place for place in places if place in fitting] + [
            each for each in fitting if each not in places
        ][:2]
    else:
        places += [name for name in plan.units if name not in places][:2]
    for place in places or [None]:
        for number in range(1, staff + 1):
            name = f"{role}_{place or 'court'}_{number}"
            made = Actor.of(name, name, role, unit=place)
            yield Actor(made.id, made.name, made.tenures, "machine") if machine else made


def concerned(plan: Plan, name: str, unit: str | None) -> Actor:
    """A person whom a matter is about, with the roles by which the workflow lets such a person act."""
    roles = [
        role
        for one in plan.workflow.transitions
        if not one.not_subject or any(call.guard == "by_person_concerned" for call in one.when)
        for role in one.by
    ]
    return Actor.of(name, name, *dict.fromkeys(roles), unit=unit)


def one_of(people: Sequence[Actor], chance: Chance) -> Actor:
    """One of them, by lot."""
    return people[int(chance.rng.integers(len(people)))]
