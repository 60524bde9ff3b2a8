"""Proceedings that depend on each other: what a step opens, what it waits for, what it needs beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from attrs import frozen

from courtqa.errors import CourtqaError
from courtqa.text import Text
from courtqa.workflows.definition import Awaits, Milestone, Opening, Transition
from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Child, Kin, Proceeding, Reason

__all__ = [
    "Wanted",
    "beside",
    "child_rows",
    "doomed",
    "kin_of",
    "milestone_in_words",
    "milestone_reasons",
    "waiting_reasons",
    "wanted",
]

Relation = Literal["parent", "child", "sibling"]
RELATIONS = {
    "parent": Text(zh="上级程序", en="the parent"),
    "child": Text(zh="所立案卷", en="what it opened"),
    "sibling": Text(zh="并列程序", en="a sibling"),
}


@frozen
class Wanted:
    """One child that a step is to open: under which id, and for which entry of a list."""

    opening: Opening
    id: str
    entry: object = None


def wanted(
    plan: Plan, opens: Iterable[Opening], parent: Proceeding, data: Mapping[str, object], *, day: date
) -> Iterator[Wanted]:
    """The children that the parent's next step opens. Raises NotInForce where their number has no value."""
    for opening in opens:
        stem = f"{parent.id}-{opening.workflow}-{parent.version + 1}"
        if opening.for_each is not None:
            entries = data.get(opening.for_each)
            listed = entries if isinstance(entries, list | tuple) else ()
            for place, entry in enumerate(listed, 1):
                yield Wanted(opening, f"{stem}-{place}", entry)
        elif opening.times == 1:
            yield Wanted(opening, stem)
        else:
            for place in range(1, _number(plan, opening.times, day) + 1):
                yield Wanted(opening, f"{stem}-{place}")


def kin_of(proceeding: Proceeding, id: str, workflow: str, state: str, parent: str | None) -> Kin:
    """What another proceeding is to this one."""
    relation: Relation = "child" if parent == proceeding.id else "sibling"
    return Kin("parent" if id == proceeding.parent else relation, id, workflow, state)


def child_rows(children: Iterable[Wanted]) -> list[dict[str, object]]:
    """The children as the event that opens them names them, in JSON's types."""
    rows: list[dict[str, object]] = []
    for one in children:
        row: dict[str, object] = {"id": one.id, "workflow": one.opening.workflow}
        if one.opening.dependent:
            row["dependent"] = True
        rows.append(row)
    return rows


def doomed(transition: Transition | None, proceeding: Proceeding, *, closes: bool) -> tuple[str, ...]:
    """The open children that a step cancels: those it names, and at the close those that depend on it."""
    named = () if transition is None else transition.cancels
    return tuple(
        child.id
        for child in proceeding.children
        if child.open and (child.workflow in named or (closes and child.dependent))
    )


def waiting_reasons(plan: Plan, way: Way, proceeding: Proceeding, *, day: date) -> Iterator[Reason]:
    """Why what the step waits for is not done. Raises NotInForce where a number has no value."""
    for one in way.transition.awaits:
        children = [
            child for child in proceeding.children if child.workflow in one.of and not child.cancelled
        ]
        done = sum(_counts(child, one) for child in children)
        needed = _needed(plan, one, len(children), day)
        if done < needed:
            facts = {"workflows": _awaited(plan, one, day), "done": done, "needed": needed}
            yield reason("children_not_done", way.rule, **facts)


def _counts(child: Child, one: Awaits) -> bool:
    return child.ended is not None and (not one.ends or child.ended in one.ends)


def _needed(plan: Plan, one: Awaits, opened: int, day: date) -> int:
    if one.how == "all":
        return opened
    return 1 if one.how == "one" else _number(plan, one.how, day)


def _number(plan: Plan, amount: int | str, day: date) -> int:
    value = plan.number(amount, day) if isinstance(amount, str) else amount
    assert isinstance(value, int), amount
    return value


def beside(way: Way, kin: Iterable[Kin], children: Iterable[Child] = ()) -> Kin | None:
    """The proceeding nearby on whose state the step may rest. ``children`` are those opened, in that order."""
    wanted = way.transition.during
    if wanted is None:
        return None
    near = [one for one in kin if (one.relation, one.workflow) == (wanted.of, wanted.workflow)]
    if wanted.of == "child":
        order = {child.id: place for place, child in enumerate(children)}
        gone = {child.id for child in children if child.cancelled}
        near = sorted(
            (one for one in near if one.id not in gone), key=lambda one: (order.get(one.id, 0), one.id)
        )
    if wanted.which == "last":
        near = near[-1:]
    resting = [one for one in near if one.state in wanted.states]
    if wanted.which == "all" and len(resting) < len(near):
        return None
    return next(iter(resting), None)


def milestone_in_words(plan: Plan, wanted: Milestone) -> Text:
    """When a step may be taken that rests on a proceeding nearby."""
    relation, titles = RELATIONS[wanted.of], _titles(plan, (wanted.workflow,), date.max)
    states = _states(plan, wanted.workflow, wanted.states, date.max)
    return Text(
        zh=f"仅在{relation.zh}“{titles.zh}”处于“{states.zh}”时",
        en=f"only while {relation.en}, {titles.en}, is {states.en}",
    )


def milestone_reasons(
    plan: Plan, way: Way, proceeding: Proceeding, kin: Iterable[Kin], *, day: date
) -> Iterator[Reason]:
    """Why the step may not be taken now: nothing nearby rests where it must."""
    wanted = way.transition.during
    if wanted is not None and beside(way, kin, proceeding.children) is None:
        facts = {"relation": RELATIONS[wanted.of], "workflow": _titles(plan, (wanted.workflow,), day)}
        yield reason(
            "outside_milestone", way.rule, states=_states(plan, wanted.workflow, wanted.states, day), **facts
        )


def _titles(plan: Plan, names: tuple[str, ...], day: date) -> Text:
    found = [_of(plan, name, day) for name in names]
    titles = [
        Text(zh=name, en=name) if other is None else other.workflow.title
        for name, other in zip(names, found, strict=True)
    ]
    return Text(zh="、".join(one.zh for one in titles), en=" or ".join(one.en for one in titles))


def _awaited(plan: Plan, one: Awaits, day: date) -> Text:
    """What the step waits for, with the ends that count where not every end does."""
    titles = _titles(plan, one.of, day)
    if not one.ends or len(one.of) > 1:
        return titles
    ends = _states(plan, one.of[0], one.ends, day)
    return Text(zh=f"{titles.zh}以“{ends.zh}”", en=f"{titles.en} ({ends.en})")


def _states(plan: Plan, name: str, states: tuple[str, ...], day: date) -> Text:
    other = _of(plan, name, day)
    if other is None:
        return Text(zh="、".join(states), en=" or ".join(states))
    return other.titles("states", states)


def _of(plan: Plan, name: str, day: date) -> Plan | None:
    try:
        return None if plan.child is None else plan.child(name, day)
    except CourtqaError:
        return None
