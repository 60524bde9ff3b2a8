"""What may be done in a proceeding, and why the rest may not. Pure: nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from attrs import frozen

from courtqa.text import Text
from courtqa.workflows.authority import CLOCK, failed, known_actor, standing
from courtqa.workflows.personnel import NOBODY, Persons
from courtqa.workflows.plan import Plan
from courtqa.workflows.reasons import reason as why
from courtqa.workflows.recording import approval, completion, unanswered_lapse
from courtqa.workflows.records import Actor, Kin, Proceeding, Reason, Refusal, Step
from courtqa.workflows.timekeeping import lapse_day, marked_lapsed
from courtqa.workflows.weighing import Request, choose, manner, ways_of, weigh

__all__ = ["Allowed", "allowed", "decide", "lapse"]


@frozen
class Allowed:
    """A step that the present state knows: open to this person now, or refused and why."""

    event: str
    title: Text
    refusal: Refusal | None
    requires: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.refusal is None


def decide(
    plan: Plan,
    proceeding: Proceeding,
    event: str,
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    data: Mapping[str, object] | None = None,
    reason: str = "",
    idem: str = "",
    on_behalf_of: Actor | None = None,
    persons: Persons = NOBODY,
    kin: tuple[Kin, ...] = (),
    digest: str = "",
) -> Step | Refusal:
    """The step to record, or a refusal with all its reasons.

    ``on`` is the day on which the step takes effect; without it, the civil day of ``at``. ``persons`` is where
    offices, relations and delegations are looked up, ``kin`` are the proceedings nearby, ``digest`` is that of the request where it was
    taken already. Nothing is raised for a step that may not happen; ValueError
    for a moment without its offset.
    """
    today = plan.day_of(at)
    known = _known(by, on_behalf_of, persons)
    if isinstance(known, Reason):
        return Refusal(proceeding.id, event, by.id, (known,))
    by, behalf = known
    brought = dict(data) if data else {}
    request = Request(
        event, by, at, today, on or today, brought, reason, idem, on, behalf, persons, kin, digest
    )
    ways = ways_of(plan, proceeding, event, clock=False)
    if isinstance(ways, Reason):
        return _refusal(proceeding, request, [ways])
    chosen = choose([weigh(plan, way, proceeding, request) for way in ways])
    if isinstance(chosen, Reason):
        return _refusal(proceeding, request, [chosen])
    reasons = [*manner(proceeding, request), *chosen.reasons]
    if reasons:
        return _refusal(proceeding, request, reasons)
    if chosen.way.transition.approvals == 1:
        return completion(plan, proceeding, request, chosen)
    stand, fallen = standing(chosen.asked)
    if len(stand) + 1 < chosen.way.transition.approvals:
        return approval(plan, proceeding, request, chosen, fallen=fallen)
    return completion(plan, proceeding, request, chosen, approvals=stand, fallen=fallen)


def _known(by: Actor, on_behalf_of: Actor | None, persons: Persons) -> tuple[Actor, Actor | None] | Reason:
    """Who asks and for whom, with the offices that the register knows; or why they could not be looked up."""
    try:
        behalf = None if on_behalf_of is None else known_actor(on_behalf_of, persons)
        return known_actor(by, persons), behalf
    except Exception as error:  # noqa: BLE001 - offices that cannot be looked up are not held
        return failed("known_actor", error, None)


def allowed(
    plan: Plan,
    proceeding: Proceeding,
    *,
    by: Actor,
    at: datetime,
    on_behalf_of: Actor | None = None,
    persons: Persons = NOBODY,
    kin: tuple[Kin, ...] = (),
) -> tuple[Allowed, ...]:
    """Every step the present state knows, with the reasons why this person may not take it now.

    Data that a step may still bring is not held against it.
    """
    if proceeding.closed:
        return ()
    today = plan.day_of(at)
    known = _known(by, on_behalf_of, persons)
    if isinstance(known, Reason):
        refused = (
            (event, Refusal(proceeding.id, event, by.id, (known,)))
            for event in plan.from_state[proceeding.state]
        )
        return tuple(
            Allowed(event, plan.table[proceeding.state, event][0].transition.title, why, ())
            for event, why in refused
        )
    by, behalf = known
    found: list[Allowed] = []
    for event in plan.from_state[proceeding.state]:
        request = Request(event, by, at, today, today, {}, on_behalf_of=behalf, persons=persons, kin=kin)
        ways = ways_of(plan, proceeding, event, clock=False)
        if isinstance(ways, Reason):
            way = plan.table[proceeding.state, event][0]
            reasons: tuple[Reason, ...] = (ways,)
        else:
            best = min(
                (weigh(plan, way, proceeding, request, asking=True) for way in ways),
                key=lambda one: len(one.reasons),
            )
            way, reasons = best.way, (*manner(proceeding, request), *best.reasons)
        refusal = _refusal(proceeding, request, reasons) if reasons else None
        found.append(Allowed(event, way.transition.title, refusal, way.transition.requires))
    return tuple(found)


def lapse(plan: Plan, proceeding: Proceeding, clock_name: str, *, at: datetime) -> Step | Refusal:
    """The lapse of a deadline whose last day has passed: the step bound to it, or only a mark.

    It takes effect on the day after the last, however late it is noticed. Claimed once.
    """
    today = plan.day_of(at)
    clock = next((clock for clock in proceeding.clocks if clock.name == clock_name), None)
    deadline = plan.workflow.deadlines.get(clock_name)
    if clock is None or deadline is None or clock.suspended_on is not None or clock.lapsed:
        title = Text(zh=clock_name, en=clock_name) if deadline is None else deadline.title
        request = Request(clock_name, CLOCK, at, today, today, {})
        return _refusal(proceeding, request, [why("clock_not_running", deadline=title)])
    on = lapse_day(clock, proceeding)
    request = Request(deadline.lapse or clock_name, CLOCK, at, today, on, {})
    if on > today:
        reasons = [why("not_lapsed", deadline=deadline.title, due=clock.due)]
        return _refusal(proceeding, request, reasons)
    ways = () if deadline.lapse is None else ways_of(plan, proceeding, deadline.lapse, clock=True)
    weighed = [] if isinstance(ways, Reason) else [weigh(plan, way, proceeding, request) for way in ways]
    broken = [why for one in weighed for why in one.reasons if why.code == "check_failed"]
    if broken:  # nobody knows what follows from the lapse: it stays due
        return _refusal(proceeding, request, broken)
    weighed = [one for one in weighed if one.holds]
    if not weighed:
        marked = Request(clock_name, CLOCK, at, today, on, {})
        return unanswered_lapse(plan, proceeding, marked, marked_lapsed(proceeding.clocks, clock_name))
    chosen = choose(weighed)
    if isinstance(chosen, Reason):
        return _refusal(proceeding, request, [chosen])
    if chosen.reasons:
        return _refusal(proceeding, request, chosen.reasons)
    if chosen.way.source == chosen.way.target:
        chosen = chosen.lapsing(clock_name)
    return completion(plan, proceeding, request, chosen, lapsed=clock_name)


def _refusal(proceeding: Proceeding, request: Request, reasons: Iterable[Reason]) -> Refusal:
    return Refusal(proceeding.id, request.event, request.by.id, tuple(reasons))
