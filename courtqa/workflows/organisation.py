"""The court as a policy describes it: its units and the roles people hold in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import Factory, field, frozen

from courtqa.policy import Complaint, Lookup
from courtqa.text import Text

__all__ = ["Organisation", "Role", "Roles", "Unit", "check_organisation", "check_roles", "levels_of"]


@frozen
class Unit:
    """A court, a division or a department."""

    title: Text
    kind: str
    parent: str | None = None
    line: str | None = None
    level: str | None = None
    note: str | None = None


@frozen
class Organisation:
    """The units of a court and of the courts below it."""

    court: str
    units: Mapping[str, Unit]

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The ids of the units of that kind, as listed."""
        return tuple(name for name, unit in self.units.items() if unit.kind == kind)


@frozen
class Role:
    """What a person may be in a unit. ``body``: a committee; ``external``: not of the court.

    ``recuses``: may take others out of a proceeding. Each may declare their own recusal, and a party may ask for one.
    """

    title: Text
    held_in: tuple[str, ...] = field(default=(), metadata={"key": "in"})
    body: bool = False
    external: bool = False
    machine: bool = False
    recuses: bool = False
    note: str | None = None


@frozen
class Roles:
    """The roles that workflows name."""

    roles: Mapping[str, Role] = Factory(dict)


def levels_of(units: Mapping[str, Unit]) -> dict[str, str]:
    """The level of each unit: its own, or that of the nearest unit above that has one."""
    found: dict[str, str] = {}
    for name in units:
        here, met = name, {name}
        while (unit := units.get(here)) is not None:
            if unit.level is not None:
                found[name] = unit.level
                break
            if unit.parent is None or unit.parent in met:
                break
            here = unit.parent
            met.add(here)
    return found


def check_organisation(value: Organisation, lookup: Lookup) -> Iterable[Complaint]:
    """The faults of a units edition: an unknown court, an unknown parent, a circle of parents."""
    del lookup
    if value.court not in value.units:
        yield Complaint(("court",), f"the unknown unit {value.court!r}", "one of `units`")
    for unit_id, unit in value.units.items():
        if unit.parent is None:
            continue
        if unit.parent not in value.units:
            yield Complaint(
                ("units", unit_id, "parent"), f"the unknown unit {unit.parent!r}", "one of `units`"
            )
        elif _circular(unit_id, value.units):
            yield Complaint(("units", unit_id, "parent"), "a circle of parents", "a tree of units")


def _circular(start: str, units: Mapping[str, Unit]) -> bool:
    seen: set[str] = set()
    here: str | None = start
    while here is not None and here in units:
        if here in seen:
            return True
        seen.add(here)
        here = units[here].parent
    return False


def check_roles(value: Roles, lookup: Lookup) -> Iterable[Complaint]:
    """The faults of a roles edition: a role held in a kind of unit that no unit has."""
    kinds = {
        unit.kind
        for name in lookup.names("units")
        for edition in lookup.editions("units", name)
        for unit in edition.value.units.values()
    }
    for role_id, role in value.roles.items():
        for index, kind in enumerate(role.held_in):
            if kinds and kind not in kinds:
                known = ", ".join(sorted(kinds))
                yield Complaint(
                    ("roles", role_id, "in", index), f"the unknown kind of unit {kind!r}", f"one of {known}"
                )
