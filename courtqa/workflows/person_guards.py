"""Guards about the persons who act, sit or are named."""

from __future__ import annotations

from collections.abc import Mapping

from courtqa.policy import Offer
from courtqa.text import Text
from courtqa.workflows.guards import CountedField, Facts, FieldName, PersonsField, RoleName, guard, person_id
from courtqa.workflows.organisation import Role

__all__ = ["OFFERS"]


@guard
def external_majority(
    facts: Facts, *, members: PersonsField, external: PersonsField | None = None
) -> bool | Text:
    """More than half of the members come from outside the court.

    They are those listed in the ``external`` field or, without one, those whose entry names an external role. None
    of them may hold an office of the court on that day, as far as the register knows.
    """
    entries = facts.data.get(members)
    seated = {person_id(entry): entry for entry in entries} if isinstance(entries, list | tuple) else {}
    if external is not None:
        named = facts.data.get(external)
        outside = {person_id(entry) for entry in named} if isinstance(named, list | tuple) else set()
        outside &= seated.keys()
    else:
        named, outside = None, {one for one, entry in seated.items() if _external(entry, facts.roles)}
    ours = [
        one
        for one in dict.fromkeys(map(person_id, named) if isinstance(named, list | tuple) else outside)
        if _of_the_court(facts, one)
    ]
    if ours:
        return Text(
            zh=f"{'、'.join(ours)} 系本院人员，不得列为院外人员",
            en=f"{', '.join(ours)} holds an office of the court and is not from outside",
        )
    count = len(outside)
    return 2 * count > len(seated) or Text(
        zh=f"“{members}”中院外人员须过半数：共 {len(seated)} 人，院外 {count} 人",
        en=f"more than half of {members} must come from outside the court: {count} of {len(seated)} do",
    )


def _external(entry: object, roles: Mapping[str, Role]) -> bool:
    role = roles.get(str(entry.get("role"))) if isinstance(entry, Mapping) else None
    return role is not None and role.external


def _holds(facts: Facts, person: str, role: str) -> bool:
    """Whether the register knows the person in this office on that day."""
    held = facts.offices(facts.person(person)) or ()
    return any(tenure.role == role and tenure.holds(facts.on) for tenure in held)


def _of_the_court(facts: Facts, person: str) -> bool:
    """Whether the person holds an office that is not one of outsiders."""
    held = facts.offices(facts.person(person)) or ()
    return any(
        tenure.holds(facts.on) and not (tenure.role in facts.roles and facts.roles[tenure.role].external)
        for tenure in held
    )


@guard
def half_at_least(facts: Facts, *, members: PersonsField, role: RoleName) -> bool | Text:
    """At least half of the members are of this role, as their entries say; of a bare id the register says it."""
    entries = facts.data.get(members)
    seated = {person_id(entry): entry for entry in entries} if isinstance(entries, list | tuple) else {}
    count = sum(
        entry.get("role") == role if isinstance(entry, Mapping) else _holds(facts, one, role)
        for one, entry in seated.items()
    )
    title = facts.roles[role].title if role in facts.roles else Text(zh=role, en=role)
    return (bool(seated) and 2 * count >= len(seated)) or Text(
        zh=f"“{members}”中{title.zh}不得少于半数：共 {len(seated)} 人，{title.zh} {count} 人",
        en=f"at least half of {members} must be {title.en}: {count} of {len(seated)} are",
    )


@guard
def majority_of(
    facts: Facts, *, majority: CountedField, minority: CountedField, members: PersonsField
) -> bool | Text:
    """The votes of both sides are those of all who sit, and those of the majority are more."""
    won, lost, entries = (facts.data.get(name) for name in (majority, minority, members))
    seats = len({person_id(entry) for entry in entries}) if isinstance(entries, list | tuple) else 0
    if isinstance(won, int) and isinstance(lost, int) and 0 <= lost < won and won + lost == seats:
        return True
    return Text(
        zh=f"“{majority}”须多于“{minority}”，合计须为“{members}”的 {seats} 人，现为 {won} 和 {lost}",
        en=f"{majority} must be more than {minority}, together the {seats} of {members}; they are {won} and {lost}",
    )


@guard
def by_person_concerned(facts: Facts) -> bool | Text:
    """Whoever takes the step is a person the proceeding is about: no one answers for another."""
    return facts.person(facts.by) in map(facts.person, facts.subject.persons) or Text(
        zh="本步骤只能由本人办理", en="only a person the proceeding is about may do this"
    )


@guard
def nobody_concerned(facts: Facts, *, field: FieldName) -> bool | Text:
    """The field names no person the proceeding is about."""
    return _named(facts, field).isdisjoint(map(facts.person, facts.subject.persons)) or Text(
        zh=f"“{field}”不得是当事人本人", en=f"{field} may not be a person the proceeding is about"
    )


@guard
def by_named(facts: Facts, *, field: FieldName) -> bool | Text:
    """Whoever takes the step stands in this field of persons."""
    return facts.person(facts.by) in _named(facts, field) or Text(
        zh=f"本步骤只能由“{field}”所列人员办理", en=f"only those named in {field} may do this"
    )


@guard
def not_by_named(facts: Facts, *, field: FieldName) -> bool | Text:
    """Nobody behind the step stands in this field of persons."""
    return facts.behind.isdisjoint(_named(facts, field)) or Text(
        zh=f"“{field}”所列人员不得办理本步骤", en=f"those named in {field} may not do this"
    )


def _named(facts: Facts, field: str) -> set[str]:
    found = facts.data.get(field)
    entries = found if isinstance(found, list | tuple) else () if found is None else (found,)
    return {facts.person(person_id(entry)) for entry in entries}


OFFERS: tuple[Offer, ...] = (
    by_named,
    by_person_concerned,
    external_majority,
    half_at_least,
    majority_of,
    nobody_concerned,
    not_by_named,
)
