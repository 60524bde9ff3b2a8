"""Weighing the ways of an event: every reason that speaks against each, in the order of the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from attrs import evolve, frozen

from courtqa.errors import CalendarUnknown, NotInForce, did_you_mean
from courtqa.text import Text
from courtqa.workflows.authority import authority_reasons, failed, naming_reasons, quorum_reasons
from courtqa.workflows.data import check_data, is_text, request_digest
from courtqa.workflows.drafting import drafted
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

NOTHING: frozenset[str] = frozenset()


@drafted
@frozen(weakref_slot=False)
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
    digest: str = ""  # of what was asked, where it is known


@drafted
@frozen(weakref_slot=False)
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
    known = plan.of_clock if clock else plan.of_people
    ways = known.get((proceeding.state, event))
    return _no_way(plan, proceeding, event) if ways is None or proceeding.closed else ways


def _no_way(plan: Plan, proceeding: Proceeding, event: str) -> Reason:
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
    return reason("only_the_clock", ways[0].rule, event=ways[0].transition.title)


def manner(proceeding: Proceeding, request: Request) -> list[Reason]:
    """What is wrong with the request itself, whatever the step: its day, its reason."""
    reasons: list[Reason] = []
    earliest = proceeding.history[-1].on if proceeding.history else proceeding.opened_on
    if not earliest <= request.on <= request.today:
        reasons.append(reason("wrong_day", None, on=request.on, earliest=earliest, latest=request.today))
    if request.reason and not is_text(request.reason):
        found = Text(zh="须为规范文字", en="must be text without control characters")
        field = Text(zh="理由", en="the reason")
        reasons.append(reason("wrong_type", None, field=field, name="reason", found=found))
    return reasons


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
    transition = way.transition
    clean, faults = check_data(
        plan.workflow,
        request.data,
        requires=() if asking else transition.requires,
        takes=way.takes,
        units=plan.units,
        rule=way.rule,
        listed=plan.listed,
    )
    data = {**proceeding.data, **clean}
    asked = Question(
        plan,
        way,
        proceeding,
        request.by,
        (request.on, request.today),
        request.on_behalf_of,
        request.persons,
        None if faults else request.data,
        data,
        rule_day(plan.workflow, proceeding.opened_on, data, request.on),
        request.kin,
    )
    reasons = _of_whoever_asks(asked, request)
    reasons += faults
    if not plan.naming.isdisjoint(clean):
        reasons += naming_reasons(plan.workflow, clean, request.persons)
    if transition.after:
        reasons += _unheard(plan, way, proceeding)
    unmet = _conditions(asked, reasons, way.takes - clean.keys() if asking else NOTHING)
    reasons += unmet
    changes = {**clean, **way.sets} if way.sets else clean
    behind = _behind(proceeding, request) if transition.extends is not None and not faults else ()
    clocks: tuple[Clock, ...] = ()
    if proceeding.clocks or way.timed:
        clocks, unset = clocks_after(plan, way, proceeding, {**data, **changes}, on=request.on, by=behind)
        told = asking or bool(faults)  # a day that is missing or no day has been told of above
        reasons += (why for why in unset if not (told and why.code == "missing_data"))
    return Weighed(way, tuple(dict.fromkeys(reasons)) if reasons else (), not unmet, changes, clocks, asked)


def _of_whoever_asks(asked: Question, request: Request) -> list[Reason]:
    """What speaks against whoever asks: their authority, and a lapse that they would overtake. A clock has no office."""
    if asked.way.transition.clock:
        return [reason("machine_may_not", asked.way.rule)] if asked.way.adverse else []
    reasons = authority_reasons(asked)
    if asked.proceeding.clocks:
        reasons += overtaken(asked.plan, asked.proceeding, request)
    return reasons


def _conditions(asked: Question, reasons: list[Reason], pending: frozenset[str]) -> list[Reason]:
    """The conditions that do not hold. What is amiss in the family and the body is added to the reasons.

    Where a rule has no value on the day, that alone is what does not hold.
    """
    plan, way, proceeding, transition = asked.plan, asked.way, asked.proceeding, asked.way.transition
    try:
        unmet = _unmet(asked, pending)
        if transition.awaits:
            reasons += waiting_reasons(plan, way, proceeding, day=asked.rule_day)
        if transition.during is not None:
            reasons += milestone_reasons(plan, way, proceeding, asked.kin, day=asked.rule_day)
        if transition.quorum is not None and transition.quorum.members not in pending:
            reasons += quorum_reasons(asked)
    except (NotInForce, CalendarUnknown) as error:
        unmet = [unknown(error, way.rule)]
    return unmet


def _facts(asked: Question) -> Facts:
    """What the guards may look at."""
    plan, proceeding, persons = asked.plan, asked.proceeding, asked.persons
    return Facts(
        asked.data,
        proceeding.data,
        proceeding.history,
        proceeding.subject,
        asked.by.id,
        asked.days[0],
        plan.roles,
        lambda path: plan.number(path, asked.rule_day),
        None if asked.on_behalf_of is None else asked.on_behalf_of.id,
        persons.person,
        proceeding.recused,
        proceeding.children,
        persons.offices,
    )


def _behind(proceeding: Proceeding, request: Request) -> tuple[str, ...]:
    """All who stand behind the request: those who approved it before, and who brings it."""
    shared = request_digest(proceeding.id, request.event, data=request.data)
    given = (one.by for one in proceeding.approvals if (one.event, one.request) == (request.event, shared))
    return (*given, request.by.id)


def _unheard(plan: Plan, way: Way, proceeding: Proceeding) -> Iterator[Reason]:
    happened = {done.event for done in proceeding.history}
    for event in way.transition.after:
        if event not in happened:
            yield reason("not_heard_before", way.rule, event=plan.event_title(event))


def _unmet(asked: Question, pending: frozenset[str]) -> list[Reason]:
    """The conditions of the way that do not hold. Why not is asked only of those whose bare test does not say yes."""
    unmet: list[Reason] = []
    for condition in asked.way.conditions:
        if pending and not condition.reads.isdisjoint(pending):
            continue
        try:
            why = None if condition.bare(asked) else condition.failure(_facts(asked))
        except (NotInForce, CalendarUnknown):
            raise
        except Exception as error:  # noqa: BLE001 - a condition that cannot be asked does not hold
            unmet.append(failed(condition.call.guard, error, asked.way.rule))
            continue
        if why is not None:
            if not condition.expected:
                why = condition_in_words(asked.plan, condition.call, expected=False)
            unmet.append(reason("guard_failed", asked.way.rule, why=why))
    return unmet


def choose(weighed: Sequence[Weighed]) -> Weighed | Reason:
    """The one way whose conditions hold; failing that, the way with the fewest reasons against it.

    Where a condition could not be asked, nobody knows which way holds: the step is refused.
    """
    if len(weighed) == 1:
        return weighed[0]
    for one in weighed:
        if any(why.code == "check_failed" for why in one.reasons):
            return one
    holding = [one for one in weighed if one.holds]
    if len(holding) > 1:
        title = holding[0].way.transition.title
        return reason("ambiguous", holding[0].way.rule, event=title, count=len(holding))
    return holding[0] if holding else min(weighed, key=lambda one: len(one.reasons))
