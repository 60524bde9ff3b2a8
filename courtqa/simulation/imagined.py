"""Data that a step might bring: of the right type, and near what its conditions ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from courtqa.errors import CourtqaError
from courtqa.simulation.crowd import Crowd
from courtqa.simulation.draws import Chance
from courtqa.workflows import GuardCall, Plan, Transition

__all__ = ["imagined", "needed"]

_HEED = 0.85  # how often a value is chosen with an eye on the condition that asks for it


def imagined(
    plan: Plan,
    names: Sequence[str],
    *,
    crowd: Crowd,
    chance: Chance,
    on: date,
    one: Transition | None = None,
    held: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """A value for each of the fields, by lot; ``held`` is what is on file. Nothing says that the step will take them."""
    found = {name: _value(plan, name, one, crowd=crowd, chance=chance, on=on) for name in names}
    for call in () if one is None else one.when:
        members, external = (str(call.params.get(name)) for name in ("members", "external"))
        if call.guard == "external_majority" and {members, external} <= found.keys():
            found[external] = found[members] = _outsiders(plan, crowd, chance)
        found |= {
            name: value for name, value in _counted(call, found, held or {}, on).items() if name in found
        }
    return found


def _counted(
    call: GuardCall, found: Mapping[str, object], held: Mapping[str, object], on: date
) -> dict[str, object]:
    """What conditions that add up, count, list or follow month after month would take."""
    field = str(call.params.get("field"))
    if call.guard == "adds_up_to":
        first, *others = (str(call.params[name]) for name in ("first", "second", "third"))
        return {first: call.params["amount"], **dict.fromkeys(others, 0)}
    if call.guard == "majority_of":
        entries = held.get(str(call.params["members"]))
        seats = len(entries) if isinstance(entries, list | tuple) else 0
        return {str(call.params["majority"]): seats - seats // 2, str(call.params["minority"]): seats // 2}
    if call.guard == "next_month":
        was = held.get(field)
        year, month = map(int, str(was).split("-")) if was else (on.year - 1, 12)
        return {field: f"{year + month // 12:04d}-{month % 12 + 1:02d}"}
    if call.guard == "month_ends":
        months = call.params["months"]
        month = months[0] if isinstance(months, tuple) else 3
        late = date(on.year, month, 28) + timedelta(4)
        return {field: late - timedelta(late.day)}
    if call.guard == "of_year":
        value, wanted = found.get(field), held.get(str(call.params["year"]))
        if isinstance(wanted, int) and isinstance(value, date):
            return {field: value.replace(year=wanted)}
        return {field: f"{wanted}{value[4:]}"} if isinstance(value, str) else {}
    if call.guard == "adds_to_list":
        listed, last = held.get(str(call.params["listed"])), held.get(str(call.params["one"]))
        before = list(listed) if isinstance(listed, list | tuple) else []
        return {str(call.params["listed"]): list(dict.fromkeys([*before, *([last] if last else [])]))}
    if call.guard == "not_more_than":
        number, limit = found.get(field), {**held, **found}.get(str(call.params["than"]))
        return {field: min(number, limit)} if isinstance(number, int) and isinstance(limit, int) else {}
    return {}


def _outsiders(plan: Plan, crowd: Crowd, chance: Chance) -> list[object]:
    """Some people from outside, an odd number of them."""
    people = [
        actor.id
        for role, known in plan.roles.items()
        if known.external
        for actor in crowd.by_role.get(role, ())
    ]
    count = 3 + 2 * int(chance.rng.integers(0, 3))
    return [people[int(at)] for at in chance.rng.permutation(len(people))[:count]]


def _value(
    plan: Plan, name: str, one: Transition | None, *, crowd: Crowd, chance: Chance, on: date
) -> object:
    field = plan.workflow.fields[name]
    calls = [] if one is None else [call for call in one.when if call.params.get("field") == name]
    rng = chance.rng
    if field.type in {"choice", "yes_no"}:
        return _choice(tuple(field.choices) or (True, False), calls, one, name, chance)
    if field.type == "date":
        return on + timedelta(_ahead(plan, calls, on, chance))
    if one is None and _is_year(plan, name):
        return on.year
    if field.type in {"integer", "decimal"}:
        number = _number(plan, calls, on) + int(rng.integers(0, 4))
        return number if field.type == "integer" else Decimal(number)
    if field.type == "texts":
        return [f"{field.title.zh} {number}" for number in range(1, 2 + int(rng.integers(0, 3)))]
    if field.type == "sha256":
        return rng.bytes(32).hex()
    if field.type in {"unit", "name"}:
        units = list(plan.listed.get(field.of, {}) if field.of else plan.units) or [field.title.zh]
        return units[int(rng.integers(len(units)))]
    if field.type in {"person", "persons"}:
        people = _people(plan, name, one, crowd, chance)
        return people if field.type == "persons" else people[0]
    return field.title.zh


def _is_year(plan: Plan, name: str) -> bool:
    """Whether later steps hold their days or months against this field."""
    calls = (call for one in plan.workflow.transitions for call in one.when)
    return any(call.guard == "of_year" and call.params["year"] == name for call in calls)


def _choice(
    values: tuple[object, ...], calls: Sequence[GuardCall], one: Transition | None, name: str, chance: Chance
) -> object:
    wished = [value for call in calls for value in _wished(call)]
    barred = (
        []
        if one is None
        else [v for call in one.unless if call.params.get("field") == name for v in _wished(call)]
    )
    heeded = [value for value in values if (value in wished or not wished) and value not in barred]
    pool = heeded if heeded and chance.rng.random() < _HEED else list(values)
    return pool[int(chance.rng.integers(len(pool)))]


def _wished(call: GuardCall) -> tuple[object, ...]:
    if call.guard == "field_is":
        return (call.params["value"],)
    values = call.params.get("values", ())
    return values if call.guard == "field_in" and isinstance(values, tuple) else ()


def _ahead(plan: Plan, calls: Sequence[GuardCall], on: date, chance: Chance) -> int:
    least = max((needed(plan, c.params["at_least"], on) for c in calls if c.guard == "days_ahead"), default=0)
    return least + int(chance.rng.integers(0, 4)) if least else 0


def _number(plan: Plan, calls: Sequence[GuardCall], on: date) -> int:
    return max((needed(plan, c.params["amount"], on) for c in calls if c.guard == "at_least"), default=0)


def needed(plan: Plan, given: object, on: date) -> int:
    """The number that a condition asks for: given, or of the series named; 0 where there is none yet."""
    if not isinstance(given, str):
        return int(str(given))
    try:
        return int(str(plan.number(given, on)))
    except (CourtqaError, ValueError):
        return 0


def _people(plan: Plan, name: str, one: Transition | None, crowd: Crowd, chance: Chance) -> list[object]:
    """Persons of the role that the quorum asks for; with a majority from outside where the step asks for it."""
    quorum = None if one is None or one.quorum is None or one.quorum.members != name else one.quorum
    role = None if quorum is None else quorum.role
    count = (
        1 + 2 * int(chance.rng.integers(1, 6)) if quorum is not None else 1 + int(chance.rng.integers(0, 3))
    )
    outside = one is not None and any(call.guard == "external_majority" for call in one.when)
    if outside:
        external = [each for each, known in plan.roles.items() if known.external and crowd.by_role.get(each)]
        if external:
            role = external[int(chance.rng.integers(len(external)))]
    holders = crowd.by_role.get(role or "", ()) or crowd.people
    some = chance.rng.permutation(len(holders))[:count]
    chosen: list[object] = [holders[int(index)].id for index in some]
    return [{"id": each, "role": role} for each in chosen] if outside else chosen
