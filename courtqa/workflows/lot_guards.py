"""Guards about whom a lot may fall on: never again on somebody who was taken off the case."""

from __future__ import annotations

from courtqa.policy import Offer
from courtqa.text import Text
from courtqa.workflows.allocation import read_roster
from courtqa.workflows.guards import Facts, FieldName, PersonsField, guard, person_id

__all__ = ["OFFERS"]


@guard
def lot_among_others(facts: Facts, *, roster: FieldName, out: PersonsField) -> bool | Text:
    """Nobody on whom the lot could fall was taken off the case, is recused from it or is a party to it.

    Those taken off stand in the field ``out``. They may be on the roster, marked as recused or absent.
    """
    try:
        eligible = [one.id for one in read_roster(facts.data.get(roster)) if one.eligible]
    except ValueError as error:
        return Text(zh="候选名册无法读取", en=str(error))
    barred = {
        facts.person(person) for person in (*_listed(facts, out), *facts.recused, *facts.subject.persons)
    }
    found = [one for one in eligible if facts.person(one) in barred]
    return not found or Text(
        zh=f"{'、'.join(found)} 已不得承办本案，在候选名册中须标明回避（recused: true）",
        en=f"{', '.join(found)} may no longer have this case: the roster must say recused: true there",
    )


@guard
def nobody_eligible(facts: Facts, *, roster: FieldName) -> bool | Text:
    """Everybody on the roster is absent or recused."""
    try:
        eligible = [one.id for one in read_roster(facts.data.get(roster)) if one.eligible]
    except ValueError as error:
        return Text(zh="候选名册无法读取", en=str(error))
    return not eligible or Text(
        zh=f"名册中 {'、'.join(eligible)} 可以参加抽签，应当抽签",
        en=f"the lot can fall on {', '.join(eligible)}, as the roster stands: draw",
    )


@guard
def adds_to_list(facts: Facts, *, listed: PersonsField, one: FieldName) -> bool | Text:
    """The list names everybody it named before, and the person in the other field."""
    wanted = [*_before(facts, listed), *_before(facts, one)]
    held = {facts.person(person) for person in _listed(facts, listed)}
    missing = [person for person in dict.fromkeys(wanted) if facts.person(person) not in held]
    return not missing or Text(
        zh=f"“{listed}”须写明此前各位及原承办人，尚缺 {'、'.join(missing)}",
        en=f"{listed} must name everybody it named before and who had the case last; "
        f"{', '.join(missing)} is not there",
    )


@guard
def not_among(facts: Facts, *, one: FieldName, listed: FieldName) -> bool | Text:
    """The person in the field is none of those whom the other field names."""
    persons = _listed(facts, one)
    barred = {facts.person(person) for person in _before(facts, listed)}
    found = [person for person in persons if facts.person(person) in barred]
    return not found or Text(
        zh=f"“{one}”不得为“{listed}”所列之人：{'、'.join(found)}",
        en=f"{one} may not be anyone named in {listed}: {', '.join(found)} is",
    )


def _listed(facts: Facts, field: str) -> list[str]:
    return _persons(facts.data.get(field))


def _before(facts: Facts, field: str) -> list[str]:
    return _persons(facts.before.get(field))


def _persons(found: object) -> list[str]:
    entries = found if isinstance(found, list | tuple) else () if found is None else (found,)
    return [person_id(entry) for entry in entries]


OFFERS: tuple[Offer, ...] = (adds_to_list, lot_among_others, nobody_eligible, not_among)
