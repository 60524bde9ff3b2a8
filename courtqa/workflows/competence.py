"""Whether those who may take a step can exist: its level has units, and what harms or the clock does isn't lent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from courtqa.policy import Complaint, Lookup
from courtqa.workflows.definition import Transition, Workflow
from courtqa.workflows.due_process import is_adverse
from courtqa.workflows.naming import Path, misnamed
from courtqa.workflows.organisation import Role, Unit, levels_of

__all__ = ["competence"]


def competence(workflow: Workflow, lookup: Lookup) -> Iterator[Complaint]:
    """Levels that no unit has or no holder reaches, and powers lent that nobody may lend."""
    units: dict[str, Unit] = _newest(lookup, "units", "units")
    roles: dict[str, Role] = _newest(lookup, "roles", "roles")
    levels = levels_of(units)
    for index, one in enumerate(workflow.transitions):
        path: Path = ("transitions", index)
        if one.clock:
            yield from _of_the_clock(one, path)
            continue
        for place, level in enumerate(one.level):
            yield from misnamed((*path, "level", place), level, "level", sorted(set(levels.values())))
        if one.level and set(one.level) <= set(levels.values()):
            yield from _out_of_reach(one, path, units=units, roles=roles, levels=levels)
        if one.delegable and is_adverse(workflow, one):
            found = f"the adverse step {one.event!r} that may be delegated"
            yield Complaint((*path, "delegable"), found, "no `delegable`: nobody lends the power to harm")


def _of_the_clock(one: Transition, path: Path) -> Iterator[Complaint]:
    for key in ("level", "delegable"):
        if getattr(one, key):
            found = f"`{key}` for {one.event!r}, which the clock does"
            yield Complaint((*path, key), found, "a step that people take")


def _out_of_reach(
    one: Transition,
    path: Path,
    *,
    units: Mapping[str, Unit],
    roles: Mapping[str, Role],
    levels: Mapping[str, str],
) -> Iterator[Complaint]:
    """A role that is held only in units of other levels."""
    for name in one.by:
        kinds = roles[name].held_in if name in roles else ()
        reached = {levels.get(unit) for unit, each in units.items() if each.kind in kinds}
        if kinds and reached.isdisjoint(one.level):
            found = f"the level {', '.join(one.level)}, at which no {name!r} serves"
            met = ", ".join(sorted(level for level in reached if level)) or "a role held at that level"
            yield Complaint((*path, "level"), found, met)


def _newest(lookup: Lookup, kind: str, attribute: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in lookup.names(kind):
        found.update(getattr(lookup.editions(kind, name)[-1].value, attribute))
    return found
