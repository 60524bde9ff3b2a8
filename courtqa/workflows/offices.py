"""Whether the office is there: a role in tenure on every day that counts, in the right unit and at its level.

Each check narrows the last: unit and level are those of the very office by which the step is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from courtqa.text import Text
from courtqa.workflows.concerning import concerns
from courtqa.workflows.plan import Plan
from courtqa.workflows.question import Question
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Actor, Reason, Tenure
from courtqa.workflows.seats import Seat, roles_on

__all__ = [
    "at_the_level",
    "holds_a_role",
    "in_tenure",
    "in_the_unit",
    "opening_offices",
    "roles_used",
]

Office = Seat | Question  # one's own, or one that somebody else acts for
OWN = Text(zh="本单位", en="that very unit")
OTHER = Text(zh="其他单位", en="another unit")


def holds_a_role(asked: Office) -> Iterator[Reason]:
    """One of the roles is held at all, where it may be held."""
    if not asked.offices:
        roles = asked.plan.titles("roles", asked.way.roles)
        yield reason("role_missing", asked.way.rule, roles=roles, actor=asked.holder.name)


def in_tenure(asked: Office) -> Iterator[Reason]:
    """The role is held on every day that counts."""
    if asked.offices:
        for day in _missed(asked.offices, asked.days):
            roles = asked.plan.titles("roles", asked.way.roles)
            facts = {"actor": asked.holder.name, "on": day, "roles": roles}
            yield reason("not_in_tenure", asked.way.rule, **facts)


@concerns(lambda way, _: way.transition.unit != "any")
def in_the_unit(asked: Office) -> Iterator[Reason]:
    """The office is in the unit that the proceeding is about; or no one behind the step serves there."""
    unit = asked.unit
    if asked.way.transition.unit == "own":
        if unit is None or not _everywhere(asked, lambda tenure: tenure.unit == unit):
            held = asked.offices or asked.holder.tenures
            serving = {t.unit for t in held if t.unit is not None and t.holds(asked.days[0])}
            yield _wrong_unit(asked, OWN, asked.holder, serving)
        return
    for person in asked.behind:
        serving = {t.unit for t in person.tenures if t.unit is not None and any(map(t.holds, asked.days))}
        if unit is None or unit in serving:
            yield _wrong_unit(asked, OTHER, person, serving)


@concerns(lambda way, _: bool(way.transition.level))
def at_the_level(asked: Office) -> Iterator[Reason]:
    """The office is held in a unit or court of the level that the step asks for."""
    wanted = asked.way.transition.level
    levels, unit = asked.plan.levels, asked.unit
    own = asked.way.transition.unit == "own"

    def fits(tenure: Tenure) -> bool:
        return levels.get(tenure.unit or "") in wanted and (not own or tenure.unit == unit)

    if not _everywhere(asked, fits):
        words = ", ".join(wanted)
        yield reason("wrong_level", asked.way.rule, actor=asked.holder.name, levels=words)


def _everywhere(asked: Office, fits: object) -> bool:
    """Whether on every day an office of that kind is held."""
    assert callable(fits)
    fitting = [tenure for tenure in asked.offices if fits(tenure)]
    return all(any(tenure.holds(day) for tenure in fitting) for day in asked.days)


def _missed(offices: Iterable[Tenure], days: Iterable[date]) -> list[date]:
    return [day for day in sorted(set(days)) if not any(tenure.holds(day) for tenure in offices)]


def _wrong_unit(asked: Office, rule: Text, actor: Actor, serving: Iterable[str]) -> Reason:
    unit = asked.unit
    return reason(
        "wrong_unit",
        asked.way.rule,
        rule=rule,
        actor=actor.name,
        units=_unit_titles(asked.plan, serving),
        unit=_unit_titles(asked.plan, [] if unit is None else [unit]),
    )


def _unit_titles(plan: Plan, ids: Iterable[str]) -> Text:
    texts = [plan.units[unit].title if unit in plan.units else Text(zh=unit, en=unit) for unit in sorted(ids)]
    return Text(
        zh="、".join(text.zh for text in texts) or "（无）",
        en=", ".join(text.en for text in texts) or "(none)",
    )


def opening_offices(plan: Plan, *, by: Actor, days: Iterable[date]) -> Iterator[Reason]:
    """Why the actor holds none of the offices that may open a proceeding, at all or on these days."""
    roles = frozenset(plan.workflow.open_by)
    titles, held = plan.titles("roles", roles), plan.competent(roles, by)
    if not held:
        yield reason("not_open_by", plan.rule, roles=titles, actor=by.name)
        return
    for day in _missed(held, days):
        yield reason("not_in_tenure", plan.rule, actor=by.name, on=day, roles=titles)


def roles_used(plan: Plan, roles: frozenset[str], *, by: Actor, on: date) -> tuple[str, ...]:
    """The roles by which the actor is competent on that day, sorted."""
    return roles_on(plan.competent(roles, by), on)
