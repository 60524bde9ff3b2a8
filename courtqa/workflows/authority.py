"""Who may take a step: roles in tenure, units, separation of duties, recusal, quorum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from courtqa.text import Text
from courtqa.workflows.definition import Quorum
from courtqa.workflows.guards import person_id
from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Actor, Proceeding, Reason, Tenure

__all__ = ["CLOCK", "authority_reasons", "office_reasons", "person_reasons", "quorum_reasons", "roles_used"]

CLOCK = Actor("clock", "clock", (Tenure("clock"),), kind="machine")


def authority_reasons(
    plan: Plan, way: Way, proceeding: Proceeding, *, by: Actor, days: Sequence[date]
) -> Iterator[Reason]:
    """Every reason why this person may not take the step, on the days it takes effect and is recorded."""
    yield from office_reasons(plan, way.roles, by=by, days=days, rule=way.rule)
    if way.transition.unit != "any":
        yield from _unit_reasons(plan, way, proceeding, by=by, on=days[0])
    yield from person_reasons(way, proceeding, by=by)
    if way.adverse and by.kind == "machine":
        yield reason("machine_may_not", way.rule)


def office_reasons(
    plan: Plan,
    roles: frozenset[str],
    *,
    by: Actor,
    days: Sequence[date],
    rule: str | None,
    missing: str = "role_missing",
) -> Iterator[Reason]:
    """Why the actor holds none of the roles, at all or on these days."""
    held = [tenure for tenure in by.tenures if tenure.role in roles and _counts(plan, tenure, by)]
    if not held:
        yield reason(missing, rule, roles=plan.titles("roles", roles), actor=by.name)
        return
    for day in sorted(set(days)):
        if not any(tenure.holds(day) for tenure in held):
            yield reason("not_in_tenure", rule, actor=by.name, on=day, roles=plan.titles("roles", roles))


def roles_used(plan: Plan, roles: frozenset[str], *, by: Actor, on: date) -> tuple[str, ...]:
    """The roles by which the actor is competent on that day, sorted."""
    return tuple(
        sorted({t.role for t in by.tenures if t.role in roles and t.holds(on) and _counts(plan, t, by)})
    )


def _counts(plan: Plan, tenure: Tenure, by: Actor) -> bool:
    """Whether the role may be held there, and by such an actor."""
    role = plan.roles.get(tenure.role)
    if role is None:
        return True
    if role.machine and by.kind != "machine":
        return False
    unit = None if tenure.unit is None else plan.units.get(tenure.unit)
    return not role.held_in or unit is None or unit.kind in role.held_in


def _unit_reasons(plan: Plan, way: Way, proceeding: Proceeding, *, by: Actor, on: date) -> Iterator[Reason]:
    unit = proceeding.subject.unit
    if way.transition.unit == "own":
        serving = {u for role in way.roles for u in by.units(on, role)}
        fits = unit in serving
    else:
        serving = set(by.units(on))
        fits = unit not in serving
    if unit is None or not fits:
        rule = (
            Text(zh="本单位", en="that very unit")
            if way.transition.unit == "own"
            else Text(zh="其他单位", en="another unit")
        )
        yield reason(
            "wrong_unit",
            way.rule,
            rule=rule,
            actor=by.name,
            units=_unit_titles(plan, serving),
            unit=_unit_titles(plan, [] if unit is None else [unit]),
        )


def _unit_titles(plan: Plan, ids: Iterable[str]) -> Text:
    texts = [plan.units[unit].title if unit in plan.units else Text(zh=unit, en=unit) for unit in sorted(ids)]
    return Text(
        zh="、".join(text.zh for text in texts) or "（无）",
        en=", ".join(text.en for text in texts) or "(none)",
    )


def person_reasons(way: Way, proceeding: Proceeding, *, by: Actor) -> Iterator[Reason]:
    """Why this very person is kept from the step: a party to it, recused, or bound by an earlier act."""
    transition = way.transition
    if transition.not_subject and by.id in proceeding.subject.persons:
        yield reason("subject_of_it", way.rule, actor=by.name)
    if by.id in proceeding.recused:
        yield reason("recused", way.rule, actor=by.name)
    if transition.not_same_as:
        acted = {done.event for done in proceeding.history if done.by == by.id}
        acted |= {given.event for given in proceeding.approvals if given.by == by.id}
        for event in transition.not_same_as:
            if event in acted:
                yield reason("same_person", way.rule, actor=by.name, event=event)
    if transition.same_as and not any(
        done.by == by.id and done.event in transition.same_as for done in proceeding.history
    ):
        yield reason("not_same_person", way.rule, actor=by.name, events=", ".join(transition.same_as))


def quorum_reasons(
    plan: Plan, way: Way, proceeding: Proceeding, data: Mapping[str, object], *, on: date
) -> Iterator[Reason]:
    """Why those who sat cannot carry the step. Raises NotInForce where its series has no value."""
    quorum = way.transition.quorum
    if quorum is None or not isinstance(data.get(quorum.members), list | tuple):
        return
    entries = data[quorum.members]
    assert isinstance(entries, list | tuple)
    seated = {person_id(entry): entry for entry in entries}
    acted = {(done.by, done.event) for done in proceeding.history}
    for person in sorted(seated):
        for event in way.transition.not_same_as:
            if (person, event) in acted:
                yield reason("same_person", way.rule, actor=person, event=event)
        if person in proceeding.recused:
            yield reason("recused", way.rule, actor=person)
        if way.transition.not_subject and person in proceeding.subject.persons:
            yield reason("subject_of_it", way.rule, actor=person)
    for why in _shortfalls(plan, quorum, entries, seated, on):
        yield reason("no_quorum", way.rule, why=why)


def _shortfalls(
    plan: Plan, quorum: Quorum, entries: Sequence[object], seated: Mapping[str, object], on: date
) -> Iterator[Text]:
    count = len(seated)
    if count != len(entries):
        yield Text(zh=f"“{quorum.members}”中有重复人员", en=f"someone stands twice in {quorum.members}")
    if quorum.role is not None:
        strangers = sorted(
            person
            for person, entry in seated.items()
            if isinstance(entry, Mapping) and entry.get("role", quorum.role) != quorum.role
        )
        if strangers:
            title = plan.titles("roles", (quorum.role,))
            listed = ", ".join(strangers)
            yield Text(zh=f"{listed} 不是{title.zh}", en=f"{listed}: not {title.en}")
    if quorum.at_least is not None:
        least = _whole(plan.number(quorum.at_least, on))
        if count < least:
            yield Text(zh=f"至少须 {least} 人，现 {count} 人", en=f"at least {least} must sit, {count} did")
    if quorum.more_than_half_of is not None:
        size = _whole(plan.number(quorum.more_than_half_of, on))
        if 2 * count <= size:
            yield Text(
                zh=f"须超过 {size} 人的半数到会，现 {count} 人",
                en=f"more than half of {size} must sit, {count} did",
            )
    if quorum.odd and count % 2 == 0:
        yield Text(zh=f"人数须为单数，现 {count} 人", en=f"an odd number must sit, {count} did")


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
