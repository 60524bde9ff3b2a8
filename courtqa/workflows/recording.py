"""The event that records a step, and the proceeding after it: the same that the event folds to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from courtqa.workflows.authority import roles_used
from courtqa.workflows.data import request_digest
from courtqa.workflows.definition import Opening
from courtqa.workflows.fold import apply, approval_rows, clock_rows
from courtqa.workflows.opening import open_child
from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Approval, Clock, Event, Proceeding, Reason, Refusal, Step
from courtqa.workflows.timekeeping import late
from courtqa.workflows.weighing import Request, Weighed

__all__ = ["LAPSED", "RECUSED", "approval", "completion", "recusal", "unanswered_lapse"]

LAPSED = "lapsed"  # a deadline passed and no step was bound to it
RECUSED = "recused"


def completion(
    plan: Plan,
    proceeding: Proceeding,
    request: Request,
    chosen: Weighed,
    *,
    approved_by: Iterable[str] = (),
    lapsed: str | None = None,
) -> Step | Refusal:
    """The step itself, with the openings of its children."""
    way, transition = chosen.way, chosen.way.transition
    closed = plan.workflow.states[way.target].final
    payload: dict[str, object] = {}
    if chosen.data:
        payload["data"] = dict(chosen.data)
    if chosen.clocks != proceeding.clocks:
        payload["clocks"] = clock_rows(chosen.clocks)
    missed = [name for name in late(proceeding, request.on) if name != lapsed]
    if missed:
        payload["late"] = missed
    if lapsed is not None:
        payload["deadline"] = lapsed
    if approved := list(approved_by):
        payload["approved_by"] = approved
    pending = _still_pending(proceeding, way)
    if pending != proceeding.approvals:
        payload["approvals"] = approval_rows(pending)
    if closed:
        payload["closed"] = True
    event = _event(
        plan,
        proceeding,
        request,
        kind="step" if lapsed is None else "lapse",
        payload=payload,
        way=way,
    )
    after = apply(proceeding, event)
    children = _children(plan, after, request, transition.opens)
    if isinstance(children, Refusal):
        return Refusal(proceeding.id, request.event, request.by.id, children.reasons)
    return Step(event, after, children, tuple(_messages(after, children)))


def _still_pending(proceeding: Proceeding, way: Way) -> tuple[Approval, ...]:
    if way.source != way.target:
        return ()
    return tuple(given for given in proceeding.approvals if given.event != way.transition.event)


def _children(
    plan: Plan, after: Proceeding, request: Request, opens: Iterable[Opening]
) -> tuple[Step, ...] | Refusal:
    steps: list[Step] = []
    reasons: list[Reason] = []
    for opening in opens:
        assert plan.child is not None, "a plan that opens children needs its policy"
        step = open_child(
            plan.child(opening.workflow, request.on),
            parent=after,
            data={name: after.data[name] for name in opening.carry if name in after.data},
            by=request.by,
            at=request.at,
            on=request.on,
            idem=request.idem,
        )
        if isinstance(step, Refusal):
            reasons += step.reasons
        else:
            steps.append(step)
    return Refusal(after.id, request.event, request.by.id, tuple(reasons)) if reasons else tuple(steps)


def _messages(after: Proceeding, children: Iterable[Step]) -> Iterable[Mapping[str, object]]:
    for child in children:
        yield {
            "topic": "opened",
            "proceeding": child.after.id,
            "workflow": child.after.workflow,
            "parent": after.id,
        }
    if after.closed:
        yield {"topic": "closed", "proceeding": after.id, "state": after.state, "parent": after.parent}


def approval(plan: Plan, proceeding: Proceeding, request: Request, way: Way) -> Step | Refusal | None:
    """One person's consent to a step that needs several; nothing when it is the last that was needed.

    Whoever changes their mind about the request is counted for the newer one only.
    """
    event, by = request.event, request.by.id
    shared = request_digest(proceeding.id, event, data=request.data)
    same = [given for given in proceeding.approvals if given.event == event and given.request == shared]
    if any(given.by == by for given in same):
        why = reason("already_approved", way.rule, actor=request.by.name)
        return Refusal(proceeding.id, event, by, (why,))
    if len(same) + 1 >= way.transition.approvals:
        return None
    others = [given for given in proceeding.approvals if (given.event, given.by) != (event, by)]
    payload: dict[str, object] = {"approvals": approval_rows([*others, Approval(event, by, shared)])}
    recorded = _event(plan, proceeding, request, kind="approval", payload=payload, way=way)
    return Step(recorded, apply(proceeding, recorded))


def approvers(proceeding: Proceeding, request: Request) -> tuple[str, ...]:
    """Who has already consented to this very request."""
    shared = request_digest(proceeding.id, request.event, data=request.data)
    return tuple(
        given.by for given in proceeding.approvals if given.event == request.event and given.request == shared
    )


def unanswered_lapse(plan: Plan, proceeding: Proceeding, request: Request, clocks: tuple[Clock, ...]) -> Step:
    """A lapse to which no step is bound: the deadline is marked, the state stays."""
    payload: dict[str, object] = {"clocks": clock_rows(clocks), "deadline": request.event}
    event = _event(plan, proceeding, request, kind="lapse", payload=payload, name=LAPSED)
    return Step(event, apply(proceeding, event))


def recusal(plan: Plan, proceeding: Proceeding, request: Request, person: str) -> Step:
    """A person taken out of the proceeding. What they did in it before is named, not undone."""
    payload: dict[str, object] = {"recused": [*proceeding.recused, person]}
    acts = [done.seq for done in proceeding.history if done.by == person]
    if acts:
        payload["earlier_acts"] = acts
    pending = [given for given in proceeding.approvals if given.by != person]
    if len(pending) != len(proceeding.approvals):
        payload["approvals"] = approval_rows(pending)
    event = _event(plan, proceeding, request, kind="recusal", payload=payload, name=RECUSED)
    return Step(event, apply(proceeding, event))


def _event(
    plan: Plan,
    proceeding: Proceeding,
    request: Request,
    *,
    kind: Literal["step", "approval", "lapse", "recusal"],
    payload: Mapping[str, object],
    way: Way | None = None,
    name: str | None = None,
) -> Event:
    stays = way is None or kind == "approval"
    on: date = request.on
    return Event(
        proceeding=proceeding.id,
        court=proceeding.court,
        seq=proceeding.version + 1,
        kind=kind,
        transition=name or request.event,
        source=proceeding.state,
        target=proceeding.state if stays or way is None else way.target,
        actor=request.by.id,
        roles=request.by.roles(request.today) if way is None else _used(plan, way, request),
        recorded_at=request.at,
        effective_on=on,
        definition=plan.definition,
        policy=plan.policy,
        calendar=plan.calendar_digest,
        idem=request.idem,
        request=request_digest(
            proceeding.id,
            request.event,
            data=request.data,
            by=request.by.id,
            on=request.stated_on,
            reason=request.reason,
        ),
        reason=request.reason,
        payload=payload,
    )


def _used(plan: Plan, way: Way, request: Request) -> tuple[str, ...]:
    return ("clock",) if way.transition.clock else roles_used(plan, way.roles, by=request.by, on=request.on)
