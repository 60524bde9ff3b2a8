"""What persons under a proceeding would lose if it went on under another edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from courtqa.errors import CalendarUnknown, NotInForce
from courtqa.workflows.deadlines import due_on
from courtqa.workflows.definition import Transition
from courtqa.workflows.diagram import newest_day
from courtqa.workflows.due_process import is_adverse
from courtqa.workflows.graph import reachable
from courtqa.workflows.objections import objection
from courtqa.workflows.plan import Plan
from courtqa.workflows.records import Reason

__all__ = ["losses"]


def losses(old: Plan, new: Plan, source: str, target: str, *, on: date | None = None) -> Iterator[Reason]:
    """Every reason why proceedings in ``source`` may not go on in ``target`` of the new edition."""
    before, after = _ahead(old, source), _ahead(new, target)
    yield from _hearings(old, new, before, after)
    yield from _own_steps(before, after)
    yield from _deadline(old, new, source, target, on)
    yield from _facts(old, new, after)


def _ahead(plan: Plan, state: str) -> tuple[Transition, ...]:
    """The steps that may still come from that state."""
    steps: dict[str, set[str]] = {name: set() for name in plan.workflow.states}
    for one in plan.workflow.transitions:
        for origin in one.source:
            steps[origin].add(one.to or origin)
    met = reachable(steps, state)
    return tuple(one for one in plan.workflow.transitions if met & set(one.source))


def _hearings(
    old: Plan, new: Plan, before: tuple[Transition, ...], after: tuple[Transition, ...]
) -> Iterator[Reason]:
    """Adverse steps: what had to come before must still, the remedy stays, and none is new."""
    known = {one.event: one for one in before if is_adverse(old.workflow, one)}
    possible = {one.event for one in after} | {one.event for one in old.workflow.transitions}
    for one in after:
        if not is_adverse(new.workflow, one):
            continue
        was = known.get(one.event)
        if was is None:
            yield objection("adverse_step_added", event=one.title)
            continue
        for hearing in was.after:
            if hearing not in one.after:
                yield objection("hearing_dropped", event=one.title, hearing=old.event_title(hearing))
        for hearing in one.after:
            if hearing not in possible:
                yield objection("never_heard", event=one.title, hearing=new.event_title(hearing))
        if was.remedy is not None and one.remedy != was.remedy:
            yield objection("remedy_dropped", event=one.title, remedy=was.remedy)


def _own_steps(before: tuple[Transition, ...], after: tuple[Transition, ...]) -> Iterator[Reason]:
    """Steps that belong to the person concerned: to answer, to object, to ask for a review."""
    left = {one.event for one in after if _own(one)}
    for one in before:
        if _own(one) and one.event not in left:
            yield objection("step_of_the_person_dropped", event=one.title)


def _own(one: Transition) -> bool:
    return not one.clock and (
        not one.not_subject or any(call.guard == "by_person_concerned" for call in one.when)
    )


def _deadline(old: Plan, new: Plan, source: str, target: str, on: date | None) -> Iterator[Reason]:
    """The deadline of the state: it may not go, nor be shorter, whatever it is called."""
    was, now = old.workflow.states[source], new.workflow.states[target]
    if was.deadline is None or now.final:
        return
    if now.deadline is None:
        title = old.workflow.deadlines[was.deadline].title
        yield objection("deadline_dropped", state=was.title, deadline=title)
        return
    start = on or max(newest_day(old), newest_day(new))
    try:
        ends = [
            due_on(
                plan.calendar,
                start=start,
                budget=_whole(plan.number(plan.workflow.deadlines[name].budget, day)),
                unit=plan.unit_of(plan.workflow.deadlines[name].budget),  # type: ignore[arg-type]
            ).day
            for plan, name, day in (
                (old, was.deadline, _held(old, new, start)),
                (new, now.deadline, start),
            )
        ]
    except (NotInForce, CalendarUnknown):
        return  # nothing can be said in advance; each proceeding is held to its own last day
    if ends[1] < ends[0]:
        days = [(end - start).days for end in ends]
        yield objection("deadline_shortened", state=was.title, before=days[0], after=days[1], on=start)


def _held(old: Plan, new: Plan, start: date) -> date:
    """A day on which the old lengths held: the last before the new edition."""
    last = new.workflow.since - timedelta(1)
    return max(old.workflow.since, last) if last < start else start


def _whole(value: object) -> int:
    assert isinstance(value, int), value
    return value


def _facts(old: Plan, new: Plan, after: tuple[Transition, ...]) -> Iterator[Reason]:
    """Conditions that look at what the old edition never asked for and no step ahead brings."""
    fields, known = new.workflow.fields, old.workflow.fields
    brought = {name for one in after for name in (*one.requires, *one.allows, *one.sets)}
    for one in after:
        for call in one.when:
            for value in call.params.values():
                if isinstance(value, str) and value in fields and value not in known and value not in brought:
                    yield objection("missing_facts", event=one.title, field=fields[value].title)
