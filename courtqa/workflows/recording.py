"""The event that records a step, and the proceeding after it: the same that the event folds to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from courtqa.errors import NotInForce
from courtqa.workflows.data import request_digest
from courtqa.workflows.family import Wanted, beside, child_rows, doomed, wanted
from courtqa.workflows.fold import apply, approval_rows
from courtqa.workflows.ledger_rows import clock_rows
from courtqa.workflows.opening import open_child
from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.question import Question
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Approval, Clock, Event, Proceeding, Reason, Refusal, Step
from courtqa.workflows.timekeeping import late
from courtqa.workflows.weighing import Request, Weighed

__all__ = [
    "LAPSED",
    "RECUSED",
    "UPHELD",
    "approval",
    "completion",
    "consultation",
    "erasure",
    "exported",
    "recusal",
    "unanswered_lapse",
    "upholding",
]

LAPSED = "lapsed"  # a deadline passed and no step was bound to it
RECUSED = "recused"
UPHELD = "upheld"  # a flagged step stands


def completion(
    plan: Plan,
    proceeding: Proceeding,
    request: Request,
    chosen: Weighed,
    *,
    approvals: Sequence[Approval] = (),
    fallen: Sequence[Approval] = (),
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
    missed = [name for name in late(plan, proceeding, request.on) if name != lapsed]
    if missed:
        payload["late"] = missed
    if lapsed is not None:
        payload["deadline"] = lapsed
    if approvals:
        payload["approved_by"] = [given.by for given in approvals]
        if any(given.on_behalf_of for given in approvals):
            payload["approved_on_behalf_of"] = [given.on_behalf_of for given in approvals]
    payload.update(_noted(chosen, fallen))
    pending = _still_pending(proceeding, way)
    if pending != proceeding.approvals:
        payload["approvals"] = approval_rows(pending)
    if closed:
        payload["closed"] = True
    try:
        chosen_children = tuple(
            wanted(plan, transition.opens, proceeding, {**proceeding.data, **chosen.data}, day=request.on)
        )
    except NotInForce as error:
        why = reason("series_not_in_force", way.rule, why=error.text)
        return Refusal(proceeding.id, request.event, request.by.id, (why,))
    ended = doomed(transition, proceeding, closes=closed)
    near = beside(way, request.kin, proceeding.children)
    told = {
        "children": child_rows(chosen_children),
        "cancelled_children": list(ended),
        "milestone": None if near is None else {"proceeding": near.id, "state": near.state},
    }
    payload |= {name: value for name, value in told.items() if value}
    event = _event(
        plan,
        proceeding,
        request,
        kind="step" if lapsed is None else "lapse",
        payload=payload,
        chosen=chosen,
    )
    after = apply(proceeding, event)
    children = _children(plan, after, request, chosen_children)
    if isinstance(children, Refusal):
        return Refusal(proceeding.id, request.event, request.by.id, children.reasons)
    return Step(event, after, children, tuple(_messages(after, children)), ended)


def _still_pending(proceeding: Proceeding, way: Way) -> tuple[Approval, ...]:
    if way.source != way.target:
        return ()
    return tuple(given for given in proceeding.approvals if given.event != way.transition.event)


def _children(
    plan: Plan, after: Proceeding, request: Request, children: Iterable[Wanted]
) -> tuple[Step, ...] | Refusal:
    steps: list[Step] = []
    reasons: list[Reason] = []
    for one in children:
        assert plan.child is not None, "a plan that opens children needs its policy"
        step = open_child(
            plan.child(one.opening.workflow, request.on),
            one.opening,
            parent=after,
            id=one.id,
            entry=one.entry,
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


def approval(
    plan: Plan, proceeding: Proceeding, request: Request, chosen: Weighed, *, fallen: Sequence[Approval]
) -> Step:
    """One person's consent to a step that needs several.

    Whoever changes their mind about the request is counted for the newer one only.
    """
    asked = chosen.asked
    behind = {person for _, person in asked.people}
    others = [
        given
        for given in proceeding.approvals
        if given not in fallen
        and (given.event != request.event or asked.persons.person(given.by) not in behind)
    ]
    principal = None if request.on_behalf_of is None else request.on_behalf_of.id
    until = None if asked.persons.offices(asked.people[-1][1]) is not None else _until(asked)
    given = Approval(request.event, request.by.id, asked.request, principal, until)
    payload: dict[str, object] = {"approvals": approval_rows([*others, given]), **_noted(chosen, fallen)}
    recorded = _event(plan, proceeding, request, kind="approval", payload=payload, chosen=chosen)
    return Step(recorded, apply(proceeding, recorded))


def _until(asked: Question) -> date | None:
    """The day on which the last of the offices behind the step is to end, as far as anyone knows today."""
    ends = [tenure.until for tenure in asked.offices if tenure.holds(asked.days[-1])]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _noted(chosen: Weighed, fallen: Sequence[Approval]) -> dict[str, object]:
    """What the event says of the delegation it rests on, and of consents that count no longer."""
    noted: dict[str, object] = {}
    references = [lent.reference for lent in chosen.asked.lent if lent.reference]
    if references:
        noted["delegation"] = references[0]
    if fallen:
        noted["fallen_approvals"] = [given.by for given in fallen]
    return noted


def unanswered_lapse(plan: Plan, proceeding: Proceeding, request: Request, clocks: tuple[Clock, ...]) -> Step:
    """A lapse to which no step is bound: the deadline is marked, the state stays."""
    payload: dict[str, object] = {"clocks": clock_rows(clocks), "deadline": request.event}
    event = _event(plan, proceeding, request, kind="lapse", payload=payload, name=LAPSED)
    return Step(event, apply(proceeding, event))


def recusal(plan: Plan, proceeding: Proceeding, request: Request, person: str) -> Step:
    """A person taken out of the proceeding. What they did in it before is named, not undone."""
    payload: dict[str, object] = {"recused": [*proceeding.recused, person]}
    natural = request.persons.person
    out = natural(person)
    acts = [
        done.seq
        for done in proceeding.history
        if out in {natural(account) for account in (done.by, done.on_behalf_of) if account is not None}
    ]
    if acts:
        payload["earlier_acts"] = sorted(set(acts))
    pending = [
        given
        for given in proceeding.approvals
        if out not in {natural(account) for account in (given.by, given.on_behalf_of) if account is not None}
    ]
    if len(pending) != len(proceeding.approvals):
        payload["approvals"] = approval_rows(pending)
    event = _event(plan, proceeding, request, kind="recusal", payload=payload, name=RECUSED)
    return Step(event, apply(proceeding, event))


def upholding(plan: Plan, proceeding: Proceeding, request: Request, seq: int) -> Step:
    """A flagged step looked at again and left standing."""
    event = _event(plan, proceeding, request, kind="upheld", payload={"upheld": [seq]}, name=UPHELD)
    return Step(event, apply(proceeding, event))


def erasure(
    plan: Plan, proceeding: Proceeding, request: Request, rows: Sequence[Mapping[str, object]]
) -> Step:
    """Values about a person forgotten: which, and who asked why. The state stays."""
    event = _event(plan, proceeding, request, kind="erased", payload={"erased": list(rows)}, name="erased")
    return Step(event, apply(proceeding, event))


def consultation(plan: Plan, proceeding: Proceeding, request: Request) -> Step:
    """A sealed record looked at: by whom, for what. The state stays."""
    told = {"consulted": {"purpose": request.reason}}
    event = _event(plan, proceeding, request, kind="consulted", payload=told, name="consulted")
    return Step(event, apply(proceeding, event))


def exported(plan: Plan, proceeding: Proceeding, request: Request, record: Mapping[str, object]) -> Step:
    """Data handed on: what, to whom, for what. The state stays."""
    event = _event(
        plan, proceeding, request, kind="exported", payload={"exported": dict(record)}, name="exported"
    )
    return Step(event, apply(proceeding, event))


def _event(
    plan: Plan,
    proceeding: Proceeding,
    request: Request,
    *,
    kind: Literal["step", "approval", "lapse", "recusal", "upheld", "erased", "exported", "consulted"],
    payload: Mapping[str, object],
    chosen: Weighed | None = None,
    name: str | None = None,
) -> Event:
    way = None if chosen is None else chosen.way
    stays = way is None or kind == "approval"
    on: date = request.on
    principal = None if request.on_behalf_of is None else request.on_behalf_of.id
    return Event(
        proceeding=proceeding.id,
        court=proceeding.court,
        seq=proceeding.version + 1,
        kind=kind,
        transition=name or request.event,
        source=proceeding.state,
        target=proceeding.state if stays or way is None else way.target,
        actor=request.by.id,
        roles=request.by.roles(request.today) if chosen is None else _used(chosen, request),
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
            on_behalf_of=principal,
        ),
        reason=request.reason,
        payload=payload,
        on_behalf_of=principal,
    )


def _used(chosen: Weighed, request: Request) -> tuple[str, ...]:
    if chosen.way.transition.clock:
        return ("clock",)
    return tuple(sorted({tenure.role for tenure in chosen.asked.offices if tenure.holds(request.on)}))
