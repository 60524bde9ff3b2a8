"""What one proceeding's step does to another: its end is told, it is cancelled, it goes on by itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from courtqa.workflows.authority import CLOCK
from courtqa.workflows.data import request_digest
from courtqa.workflows.family import doomed
from courtqa.workflows.fold import apply
from courtqa.workflows.plan import Plan
from courtqa.workflows.recording import completion
from courtqa.workflows.records import Event, Kin, Proceeding, Refusal, Step
from courtqa.workflows.weighing import Request, overtaken, weigh

__all__ = ["CANCELLED", "CHILD_CLOSED", "cancellation", "onward", "told"]

CANCELLED = "cancelled"  # its parent did away with it
CHILD_CLOSED = "child_closed"  # the parent is told that a child has ended


def told(plan: Plan, parent: Proceeding, child: Proceeding, end: Event, *, at: datetime) -> Step:
    """The parent's event that its child has ended with the event ``end``. No step of the parent's own."""
    row = {"id": child.id, "workflow": child.workflow, "state": child.state}
    event = _event(plan, parent, end, kind="child", name=CHILD_CLOSED, at=at, payload={"ended": [row]})
    return Step(event, apply(parent, event))


def cancellation(plan: Plan, child: Proceeding, cause: Event, *, at: datetime) -> Step:
    """The end of a child by the step ``cause`` of its parent; what depends on the child ends with it."""
    ended = doomed(None, child, closes=True)
    payload: dict[str, object] = {
        "closed": True,
        "cancelled_by": {"proceeding": cause.proceeding, "seq": cause.seq},
    }
    if child.clocks:
        payload["clocks"] = []
    if child.approvals:
        payload["approvals"] = []
    if ended:
        payload["cancelled_children"] = list(ended)
    target = plan.workflow.cancelled or child.state
    event = _event(
        plan, child, cause, kind="cancelled", name=CANCELLED, at=at, payload=payload, target=target
    )
    after = apply(child, event)
    message = {"topic": "closed", "proceeding": after.id, "state": after.state, "parent": after.parent}
    return Step(event, after, (), (message,), ended)


def onward(
    plan: Plan, proceeding: Proceeding, *, on: date, at: datetime, kin: tuple[Kin, ...] = ()
) -> Step | Refusal | None:
    """The step that the proceeding takes by itself, because what it waited for is done; nothing if it waits on.

    The first in the order of the definition whose conditions hold; a refusal if something else is in its way.
    """
    today = plan.day_of(at)
    day = max(on, proceeding.history[-1].on)
    for event in plan.from_state[proceeding.state]:
        for way in plan.table[proceeding.state, event]:
            if not (way.transition.clock and way.transition.awaits):
                continue
            request = Request(event, CLOCK, at, today, day, {}, kin=kin)
            weighed = weigh(plan, way, proceeding, request)
            waits = any(why.code in {"children_not_done", "outside_milestone"} for why in weighed.reasons)
            if waits or not weighed.holds or any(overtaken(plan, proceeding, request)):
                continue
            if weighed.reasons:
                return Refusal(proceeding.id, event, CLOCK.id, weighed.reasons)
            return completion(plan, proceeding, request, weighed)
    return None


def _event(
    plan: Plan,
    proceeding: Proceeding,
    cause: Event,
    *,
    kind: Literal["child", "cancelled"],
    name: str,
    at: datetime,
    payload: dict[str, object],
    target: str | None = None,
) -> Event:
    """An event that another proceeding's event brings about: by the same person, on the same day."""
    return Event(
        proceeding=proceeding.id,
        court=proceeding.court,
        seq=proceeding.version + 1,
        kind=kind,
        transition=name,
        source=proceeding.state,
        target=target or proceeding.state,
        actor=cause.actor,
        roles=cause.roles,
        recorded_at=at,
        effective_on=max(cause.effective_on, proceeding.history[-1].on),
        definition=plan.definition,
        policy=plan.policy,
        calendar=plan.calendar_digest,
        idem="",
        request=request_digest(proceeding.id, name, data={"cause": cause.proceeding}, by=cause.actor),
        payload=payload,
        on_behalf_of=cause.on_behalf_of,
    )
