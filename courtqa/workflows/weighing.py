"""Weighing the ways of an event: every reason that speaks against each, in the order of the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from attrs import evolve, frozen

from courtqa.errors import CalendarUnknown, NotInForce, did_you_mean
from courtqa.text import Text
from courtqa.workflows.authority import authority_reasons, failed, naming_reasons, quorum_reasons
from courtqa.workflows.data import check_data, is_text, request_digest
from courtqa.workflows.family import milestone_reasons, waiting_reasons
from courtqa.workflows.guards import Facts
from courtqa.workflows.personnel import NOBODY, Persons
from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.question import Question
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Actor, Clock, Kin, Proceeding, Reason
from courtqa.workflows.timekeeping import clocks_after, marked_lapsed, rule_day, unknown
from courtqa.workflows.wording import condition_in_words

__all__ = ["Request", "Weighed", "choose", "manner", "overtaken", "ways_of", "weigh"]


@frozen
class Request:
    """What somebody asks for, as asked. ``on`` is the day of effect, ``today`` that of recording."""

    event: str
    by: Actor
    at: datetime
    today: date
    on: date
    data: Mapping[str, object]
    reason: str = ""
    idem: str = ""
    stated_on: date | None = None  # the day of effect, where it was stated
    on_behalf_of: Actor | None = None
    persons: Persons = NOBODY
    kin: tuple[Kin, ...] = ()  # the proceedings nearby


@frozen
class Weighed:
    """A way with the reasons against it, and what it would bring."""

    way: Way
    reasons: tuple[Reason, ...]
    holds: bool  # whether its conditions hold
    data: Mapping[str, object]  # the fields that the step would change
    clocks: tuple[Clock, ...]
    asked: Question

    def lapsing(self, clock: str) -> Weighed:
        """The same, with that clock marked as lapsed."""
        return evolve(self, clocks=marked_lapsed(self.clocks, clock))


def ways_of(plan: Plan, proceeding: Proceeding, event: str, *, clock: bool) -> tuple[Way, ...] | Reason:
    """The ways of the event from the present state, for people or for the clock; or why there is none."""
    title = plan.workflow.states[proceeding.state].title
    if event not in plan.events:
        near = did_you_mean(event, plan.events)
        hint = Text(zh=f"，是否指“{near}”？" if near else "", en=f"; did you mean {near!r}?" if near else "")
        return reason("no_such_event", plan.rule, workflow=plan.workflow.title, event=event, hint=hint)
    if proceeding.closed:
        return reason("closed", plan.rule, state=title)
    ways = plan.table.get((proceeding.state, event), ())
    if not ways:
        sources = plan.titles("states", plan.events[event])
        return reason("wrong_state", plan.rule, state=title, event=plan.event_title(event), sources=sources)
    fitting = tuple(way for way in ways if way.transition.clock is clock)
    return fitting or reason("only_the_clock", ways[0].rule, event=ways[0].transition.title)


def manner(proceeding: Proceeding, request: Request) -> Iterator[Reason]:
    """What is wrong with the request itself, whatever the step: its day, its reason."""
    earliest = proceeding.history[-1].on if proceeding.history else proceeding.opened_on
    if not earliest <= request.on <= request.today:
        yield reason("wrong_day", None, on=request.on, earliest=earliest, latest=request.today)
    if request.reason and not is_text(request.reason):
        found = Text(zh="须为规范文字", en="must be text without control characters")
        yield reason("wrong_type", None, field=Text(zh="理由", en="the reason"), name="reason", found=found)


def overtaken(plan: Plan, proceeding: Proceeding, request: Request) -> Iterator[Reason]:
    """Time that ran out before the step: what follows depends on the day, not on who noticed first."""
    for clock in proceeding.clocks:
        if clock.due < request.on and clock.suspended_on is None and not clock.lapsed:
            deadline = plan.workflow.deadlines[clock.name]
            ways = plan.table.get((proceeding.state, deadline.lapse or ""), ())
            if any(way.transition.clock for way in ways):
                yield reason("lapse_comes_first", plan.rule, deadline=deadline.title, due=clock.due)


def weigh(plan: Plan, way: Way, proceeding: Proceeding, request: Request, *, asking: bool = False) -> Weighed:
    """The way, weighed: authority, then the person, data, history, conditions, deadlines.

    ``asking`` leaves out what depends on data that the step may still bring.
    """
    clean, faults = check_data(
        plan.workflow,
        request.data,
        requires=() if asking else way.transition.requires,
        takes=way.takes,
        units=plan.units,
        rule=way.rule,
        listed=plan.listed,
    )
    data = {**proceeding.data, **clean}
    day = rule_day(plan.workflow, proceeding.opened_on, data, request.on)
    asked = _question(plan, way, proceeding, request, data=data, day=day, sound=not faults)
    reasons: list[Reason] = []
    if not way.transition.clock:
        reasons += authority_reasons(asked)
        reasons += overtaken(plan, proceeding, request)
    elif way.adverse:
        reasons.append(reason("machine_may_not", way.rule))
    reasons += faults
    reasons += naming_reasons(plan.workflow, clean, request.persons)
    reasons += _unheard(plan, way, proceeding)
    pending = way.takes - clean.keys() if asking else frozenset()
    facts = Facts(
        data=data,
        before=proceeding.data,
        history=proceeding.history,
        subject=proceeding.subject,
        by=request.by.id,
        on=request.on,
        roles=plan.roles,
        value=lambda path: plan.number(path, day),
        on_behalf_of=None if request.on_behalf_of is None else request.on_behalf_of.id,
        person=request.persons.person,
        recused=proceeding.recused,
        children=proceeding.children,
        offices=request.persons.offices,
    )
    try:
        unmet = list(_unmet(plan, way, facts, pending))
        reasons += waiting_reasons(plan, way, proceeding, day=day)
        reasons += milestone_reasons(plan, way, proceeding, request.kin, day=day)
        if way.transition.quorum is not None and way.transition.quorum.members not in pending:
            reasons += quorum_reasons(asked)
    except (NotInForce, CalendarUnknown) as error:
        unmet = [unknown(error, way.rule)]
    reasons += unmet
    changes = {**clean, **way.sets}
    behind = _behind(proceeding, request) if way.transition.extends is not None and not faults else ()
    clocks, unset = clocks_after(plan, way, proceeding, {**data, **changes}, on=request.on, by=behind)
    told = asking or bool(faults)  # a day that is missing or no day has been told of above
    reasons += (why for why in unset if not (told and why.code == "missing_data"))
    return Weighed(way, tuple(dict.fromkeys(reasons)), not unmet, changes, clocks, asked)


def _question(
    plan: Plan,
    way: Way,
    proceeding: Proceeding,
    request: Request,
    *,
    data: Mapping[str, object],
    day: date,
    sound: bool,
) -> Question:
    return Question(
        plan,
        way,
        proceeding,
        request.by,
        (request.on, request.today),
        request.on_behalf_of,
        request.persons,
        request.data if sound else None,
        data,
        day,
        request.kin,
    )


def _behind(proceeding: Proceeding, request: Request) -> tuple[str, ...]:
    """All who stand behind the request: those who approved it before, and who brings it."""
    shared = request_digest(proceeding.id, request.event, data=request.data)
    given = (one.by for one in proceeding.approvals if (one.event, one.request) == (request.event, shared))
    return (*given, request.by.id)


def _unheard(plan: Plan, way: Way, proceeding: Proceeding) -> Iterator[Reason]:
    if way.transition.after:
        happened = {done.event for done in proceeding.history}
        for event in way.transition.after:
            if event not in happened:
                yield reason("not_heard_before", way.rule, event=plan.event_title(event))


def _unmet(plan: Plan, way: Way, facts: Facts, pending: frozenset[str]) -> Iterator[Reason]:
    for condition in way.conditions:
        if condition.reads.isdisjoint(pending):
            try:
                why = condition.failure(facts)
            except (NotInForce, CalendarUnknown):
                raise
            except Exception as error:  # noqa: BLE001 - a condition that cannot be asked does not hold
                yield failed(condition.call.guard, error, way.rule)
                continue
            if why is not None:
                if not condition.expected:
                    why = condition_in_words(plan, condition.call, expected=False)
                yield reason("guard_failed", way.rule, why=why)


def choose(weighed: Sequence[Weighed]) -> Weighed | Reason:
    """The one way whose conditions hold; failing that, the way with the fewest reasons against it.

    Where a condition could not be asked, nobody knows which way holds: the step is refused.
    """
    for one in weighed:
        if any(why.code == "check_failed" for why in one.reasons):
            return one
    holding = [one for one in weighed if one.holds]
    if len(holding) > 1:
        title = holding[0].way.transition.title
        return reason("ambiguous", holding[0].way.rule, event=title, count=len(holding))
    return holding[0] if holding else min(weighed, key=lambda one: len(one.reasons))
