"""What every workflow promises, whatever happens: told from the definition alone, apart from the engine.

A promise is a function that yields a sentence for each breach. They are what a generated machine checks after
every step; a test of one's own may ask them too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from courtqa.workflows import (
    Actor,
    Event,
    Plan,
    Proceeding,
    Refusal,
    Step,
    Transition,
    canonical,
    fold,
)

__all__ = ["record_promises", "refusal_promises", "step_promises", "time_promises"]


def step_promises(plan: Plan, before: Proceeding, step: Step, *, by: Actor) -> Iterator[str]:
    """No event leaves the definition, and nobody acts without authority or before those concerned were heard."""
    event, after, workflow = step.event, step.after, plan.workflow
    if after.state not in workflow.states:
        yield f"{event.transition} led to {after.state!r}, which is no state"
        return
    if after.closed is not workflow.states[after.state].final:
        yield f"closed is {after.closed} in {after.state!r}"
    if event.source != before.state or event.target != after.state:
        yield f"the event says {event.source} → {event.target}, it led {before.state} → {after.state}"
    if event.kind in {"step", "approval", "lapse"} and event.transition != "lapsed":
        yield from _written(plan, before, event, by)
    elif after.state != before.state:
        yield f"{event.kind} moved {before.state} → {after.state}"


def _written(plan: Plan, before: Proceeding, event: Event, by: Actor) -> Iterator[str]:
    """Whether some transition of the definition allows the step; else what speaks against the nearest one."""
    target = None if event.kind == "approval" else event.target
    known = [
        one
        for one in plan.workflow.transitions
        if one.event == event.transition
        and before.state in one.source
        and (target is None or target == (one.to or before.state))
        and one.clock is (event.kind == "lapse")
    ]
    if before.closed or not known:
        yield f"no step {event.transition!r} leads from {before.state!r} to {event.target!r}"
        return
    yield from min((list(_breaches(plan, one, before, event, by)) for one in known), key=len)


def _breaches(plan: Plan, one: Transition, before: Proceeding, event: Event, by: Actor) -> Iterator[str]:
    happened = {done.event for done in before.history}
    for earlier in one.after:
        if earlier not in happened:
            yield f"{one.event} came before {earlier}"
    if one.clock:
        if _adverse(plan, one):
            yield f"the clock took the adverse step {one.event}"
        return
    yield from _authority(plan, one, before, event, by)
    brought = event.payload.get("data", {})
    if event.kind == "step" and isinstance(brought, dict):
        for name in one.requires:
            if brought.get(name) is None:
                yield f"{one.event} came without {name}"
        if one.quorum is not None:
            seated = brought.get(one.quorum.members) or []
            yield from _seats(plan, one, seated, event.effective_on)


def _authority(plan: Plan, one: Transition, before: Proceeding, event: Event, by: Actor) -> Iterator[str]:
    day = event.effective_on
    held = [tenure for tenure in by.tenures if tenure.role in one.by and tenure.holds(day)]
    if not held:
        yield f"{by.id} took {one.event} on {day} without holding {' or '.join(one.by)}"
    units = {tenure.unit for tenure in held}
    if one.unit == "own" and before.subject.unit not in units:
        yield f"{by.id} of {units} took {one.event} for {before.subject.unit}"
    if one.unit == "other" and before.subject.unit in by.units(day):
        yield f"{by.id} took {one.event} for the unit he or she serves in"
    if one.not_subject and by.id in before.subject.persons:
        yield f"{by.id} took {one.event}, which is about {by.id}"
    if by.id in before.recused:
        yield f"{by.id} took {one.event} after the recusal"
    did = {done.event for done in before.history if done.by == by.id}
    if did & set(one.not_same_as):
        yield f"{by.id} took {one.event} after {', '.join(sorted(did & set(one.not_same_as)))}"
    if one.same_as and not did & set(one.same_as):
        yield f"{by.id} took {one.event} without having done {' or '.join(one.same_as)}"
    if _adverse(plan, one) and by.kind == "machine":
        yield f"the machine {by.id} took the adverse step {one.event}"
    if event.kind == "step" and one.approvals > 1:
        consents = event.payload.get("approved_by", [])
        persons = {by.id, *(consents if isinstance(consents, list) else ())}
        if len(persons) < one.approvals:
            yield f"{one.event} was taken by {len(persons)} of {one.approvals} persons"


def _seats(plan: Plan, one: Transition, seated: Sequence[object], on: date) -> Iterator[str]:
    quorum = one.quorum
    assert quorum is not None
    persons = {str(seat["id"]) if isinstance(seat, dict) else str(seat) for seat in seated}
    if quorum.odd and len(persons) % 2 == 0:
        yield f"{one.event} was carried by {len(persons)}, an even number"
    if len(persons) < len(seated):
        yield f"{one.event} counted somebody twice"
    del plan, on


def _adverse(plan: Plan, one: Transition) -> bool:
    return one.adverse or (one.to is not None and plan.workflow.states[one.to].adverse)


def time_promises(plan: Plan, after: Proceeding) -> Iterator[str]:
    """No deadline ends before it began, and none runs once the proceeding is over."""
    if after.closed and after.clocks:
        yield f"{', '.join(clock.name for clock in after.clocks)} still runs in {after.state!r}"
    for clock in after.clocks:
        if clock.due < clock.started_on:
            yield f"{clock.name} ends on {clock.due}, before it begins on {clock.started_on}"
        if clock.remind_on is not None and not clock.started_on <= clock.remind_on <= clock.due:
            yield f"{clock.name} reminds on {clock.remind_on}, outside {clock.started_on} to {clock.due}"
        starts = plan.workflow.deadlines[clock.name].starts
        anchor = after.data.get(starts)
        if starts != "entering" and isinstance(anchor, str) and clock.due < date.fromisoformat(anchor):
            yield f"{clock.name} ends on {clock.due}, before {starts} on {anchor}"


def record_promises(events: Sequence[Event], proceeding: Proceeding) -> Iterator[str]:
    """The record is complete: it counts every event once, in order of days, and replays to the same."""
    if [event.seq for event in events] != list(range(1, len(events) + 1)):
        yield f"the events are numbered {[event.seq for event in events]}"
    if proceeding.version != len(events):
        yield f"version {proceeding.version} after {len(events)} events"
    days = [event.effective_on for event in events]
    if days != sorted(days):
        yield f"the days go back: {', '.join(map(str, days))}"
    silent = {event.seq for event in events if event.kind == "approval"}
    told = {done.seq for done in proceeding.history}
    if told != {event.seq for event in events} - silent:
        yield f"the history tells of {sorted(told)}"
    if fold(events) != proceeding:
        yield "replaying the events gives another proceeding"
    if fold(map(_stored, events)) != proceeding:
        yield "replaying the events as stored gives another proceeding"


def _stored(event: Event) -> Event:
    from attrs import evolve

    return evolve(event, payload=json.loads(canonical(dict(event.payload))))


def refusal_promises(before: str, after: str, refusal: Refusal, again: Step | Refusal) -> Iterator[str]:
    """A refused event leaves no trace, says why, and is refused again. ``before`` and ``after`` are snapshots."""
    if before != after:
        yield f"the refusal of {refusal.event} changed the proceeding"
    if not refusal.reasons:
        yield f"{refusal.event} was refused without a reason"
    yield from _unsaid(refusal)
    if again != refusal:
        yield f"asked again, {refusal.event} came out otherwise"


def _unsaid(refusal: Refusal) -> Iterable[str]:
    for why in refusal.reasons:
        if not (why.code and why.text.zh and why.text.en):
            yield f"the reason {why.code!r} has no sentence"
