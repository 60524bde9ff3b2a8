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
    way, opens = chosen.way, chosen.way.transition.opens
    children: tuple[Wanted, ...] = ()
    if opens:
        data = {**proceeding.data, **chosen.data}
        try:
            children = tuple(wanted(plan, opens, proceeding, data, day=request.on))
        except NotInForce as error:
            why = reason("series_not_in_force", way.rule, why=error.text)
            return Refusal(proceeding.id, request.event, request.by.id, (why,))
    ended = doomed(way.transition, proceeding, closes=way.closes) if proceeding.children else ()
    payload = _changed(proceeding, chosen)
    if proceeding.clocks or approvals or lapsed is not None:
        payload |= _signed(plan, proceeding, request, approvals=approvals, lapsed=lapsed)
    if request.on_behalf_of is not None or fallen:
        payload |= _noted(chosen, fallen)
    if children or ended or way.transition.during is not None:
        payload |= _family(proceeding, request, way, children, ended=ended)
    kind: Literal["step", "lapse"] = "step" if lapsed is None else "lapse"
    event = _event(plan, proceeding, request, kind=kind, payload=payload, chosen=chosen)
    after = apply(proceeding, event)
    opened = _children(plan, after, request, children) if children else ()
    if isinstance(opened, Refusal):
        return Refusal(proceeding.id, request.event, request.by.id, opened.reasons)
    return Step(event, after, opened, tuple(_messages(after, opened)) if opened or way.closes else (), ended)


def _changed(proceeding: Proceeding, chosen: Weighed) -> dict[str, object]:
    """What the step changes in the proceeding itself: data, deadlines, open consents, and whether it ends."""
    changed: dict[str, object] = {}
    if chosen.data:
        changed["data"] = chosen.data
    if chosen.clocks != proceeding.clocks:
        changed["clocks"] = clock_rows(chosen.clocks)
    if proceeding.approvals:
        pending = _still_pending(proceeding, chosen.way)
        if pending != proceeding.approvals:
            changed["approvals"] = approval_rows(pending)
    if chosen.way.closes:
        changed["closed"] = True
    return changed


def _signed(
    plan: Plan, proceeding: Proceeding, request: Request, *, approvals: Sequence[Approval], lapsed: str | None
) -> dict[str, object]:
    """Who stands behind the step beside whoever brings it, and which deadlines it missed or answers."""
    signed: dict[str, object] = {}
    missed = [name for name in late(plan, proceeding, request.on) if name != lapsed]
    if missed:
        signed["late"] = missed
    if lapsed is not None:
        signed["deadline"] = lapsed
    if approvals:
        signed["approved_by"] = [given.by for given in approvals]
        if any(given.on_behalf_of for given in approvals):
            signed["approved_on_behalf_of"] = [given.on_behalf_of for given in approvals]
    return signed


def _family(
    proceeding: Proceeding, request: Request, way: Way, children: Sequence[Wanted], *, ended: Sequence[str]
) -> dict[str, object]:
    """The children that the step opens and cancels, and the proceeding nearby on whose state it rests."""
    told: dict[str, object] = {}
    if children:
        told["children"] = child_rows(children)
    if ended:
        told["cancelled_children"] = list(ended)
    near = beside(way, request.kin, proceeding.children)
    if near is not None:
        told["milestone"] = {"proceeding": near.id, "state": near.state}
    return told


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
    way = None if chosen is None or kind == "approval" else chosen.way
    principal = None if request.on_behalf_of is None else request.on_behalf_of.id
    digest = request.digest or request_digest(
        proceeding.id,
        request.event,
        data=request.data,
        by=request.by.id,
        on=request.stated_on,
        reason=request.reason,
        on_behalf_of=principal,
    )
    return Event(
        proceeding.id,
        proceeding.court,
        proceeding.version + 1,
        kind,
        name or request.event,
        proceeding.state,
        proceeding.state if way is None else way.target,
        request.by.id,
        _roles(request, chosen),
        request.at,
        request.on,
        plan.definition,
        plan.policy,
        plan.calendar_digest,
        request.idem,
        digest,
        request.reason,
        payload,
        principal,
    )


def _roles(request: Request, chosen: Weighed | None) -> tuple[str, ...]:
    """The roles that the event names: those in which the step was taken, else all that are held."""
    if chosen is None:
        return request.by.roles(request.today)
    return ("clock",) if chosen.way.transition.clock else chosen.asked.roles
