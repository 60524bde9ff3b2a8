"""One step: bare (a state, an event, two conditions) and whole (authority, duties kept apart, data, reasons, record).

The peers walk the same two-state round with the same conditions. The whole step makes the same checks and the same
record, with the SHA-256 of the request, in stock ``transitions`` too: there they are callbacks, one for each check that
can fail on these two steps. What can't (delegation, several consents, a quorum, children, an adverse step by a machine)
is asked of neither.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import define, field, fields
from SpiffWorkflow.specs.Simple import Simple
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.workflow import Workflow as SpiffWorkflow
from statemachine import State as PeerState
from statemachine import StateMachine
from transitions import EventData, Machine

from benchmarks.goals import at_least, at_most
from benchmarks.side_by_side import interleaved, ratio, show
from courtqa.workflows import (
    OFFERS,
    Actor,
    Done,
    Event,
    Facts,
    Proceeding,
    Step,
    Subject,
    decide,
    open_proceeding,
)
from courtqa.workflows.build import asks as call
from courtqa.workflows.build import workflow as begin
from courtqa.workflows.compiling import compile_plan
from courtqa.workflows.data import request_digest
from courtqa.workflows.plan import Plan

STEPS = 2_000
HAND = "the same checks and the record, called by hand without any engine"
DIGEST = "the digest of the request alone"
RECORDS = "the frozen records of a step alone"
ZONE = ZoneInfo("UTC")
DAY, AT = date(2008, 9, 18), datetime(2008, 9, 18, 1, tzinfo=UTC)
CAUSES, MOST = ("law_change", "new_evidence"), 3
CLERK, CHIEF = Actor.of("an", "An", "clerk", unit="civil_1"), Actor.of("bo", "Bo", "chief", unit="civil_1")
GUARDS = {offer.name: offer for offer in OFFERS if offer.kind == "guard"}


def court_round() -> Plan:
    """Sent up by a clerk, sent back by a chief who is not the sender: for ever."""
    asked = [call("field_in", field="cause", values=CAUSES), call("at_most", field="count", amount=MOST)]
    draft = (
        begin("round", ("往复", "Round"), since=date(2000, 1, 1), subject="case", open_by=["clerk"])
        .field("cause", ("原因", "cause"), "choice", choices={one: (one, one) for one in CAUSES})
        .field("count", ("件数", "count"), "integer")
        .field("why", ("理由", "why"))
        .state("below", ("承办", "below"), owner=["clerk"])
        .state("above", ("审核", "above"), owner=["chief"])
        .step("up", ("上报", "send up"), "below", to="above", by=["clerk"], requires=["why"], when=asked)
        .step(
            "down",
            ("退回", "send back"),
            "above",
            to="below",
            by=["chief"],
            unit="own",
            not_same_as=["up"],
            requires=["why"],
            when=asked,
        )
    )
    return compile_plan(draft.workflow, guards=GUARDS, time_zone=ZONE)


def facts() -> Facts:
    return Facts(
        data={"cause": "law_change", "count": 2},
        before={},
        history=(),
        subject=Subject("case", "1"),
        by="an",
        on=DAY,
        roles={},
        value=lambda _: None,
    )


def known_cause(data: dict[str, Any]) -> bool:
    return data.get("cause") in CAUSES


def few(data: dict[str, Any]) -> bool:
    return data.get("count", 0) <= MOST


class Record:
    """What a shared machine walks: a state, and the facts of its case."""

    def __init__(self) -> None:
        self.state = "below"
        self.data = {"cause": "law_change", "count": 2}
        self.unit, self.history, self.sealed = "civil_1", [], []  # type: ignore[var-annotated]


def stock_bare() -> Callable[[], object]:
    machine = _machine([lambda e: known_cause(e.model.data), lambda e: few(e.model.data)], None)
    record = Record()
    up, down = machine.events["up"], machine.events["down"]

    def walk() -> None:
        for _ in range(STEPS // 2):
            up.trigger(record)
            down.trigger(record)

    return walk


def _machine(
    conditions: list[Callable[[EventData], bool]], after: Callable[[EventData], None] | None
) -> Machine:
    machine = Machine(
        model=None, states=["below", "above"], initial="below", auto_transitions=False, send_event=True
    )
    for event, source, target in (("up", "below", "above"), ("down", "above", "below")):
        machine.add_transition(event, source, target, conditions=conditions, after=after)
    return machine


def ours_bare(plan: Plan) -> Callable[[], object]:
    seen = facts()

    def walk() -> None:
        step, state = plan.next, "below"
        for _ in range(STEPS // 2):
            state = step(state, "up", seen) or state
            state = step(state, "down", seen) or state

    return walk


def by_hand() -> Callable[[], object]:
    """A table in a dictionary and a loop over its conditions: the floor."""
    table = {("below", "up"): ((known_cause, few), "above"), ("above", "down"): ((known_cause, few), "below")}
    data = {"cause": "law_change", "count": 2}

    def step(state: str, event: str) -> str:
        conditions, target = table[state, event]
        for condition in conditions:
            if not condition(data):
                return state
        return target

    def walk() -> None:
        state = "below"
        for _ in range(STEPS // 2):
            state = step(state, "up")
            state = step(state, "down")

    return walk


def statemachine_bare() -> Callable[[], object]:
    class Round(StateMachine):
        below, above = PeerState(initial=True), PeerState()
        up = below.to(above, cond=["known_cause", "few"])
        down = above.to(below, cond=["known_cause", "few"])
        data: dict[str, Any] = {"cause": "law_change", "count": 2}  # noqa: RUF012

        def known_cause(self) -> bool:
            return known_cause(self.data)

        def few(self) -> bool:
            return few(self.data)

    machine = Round()

    def walk() -> None:
        for _ in range(STEPS // 2):
            machine.send("up")
            machine.send("down")

    return walk


def spiff_bare() -> Callable[[], object]:
    """A chain of plain tasks, without conditions: the least that it can be asked."""
    spec = WorkflowSpec(name="chain", addstart=True)
    last = spec.start
    for number in range(200):
        task = Simple(spec, f"task{number}")
        last.connect(task)
        last = task

    def walk() -> None:
        for _ in range(STEPS // 200):
            SpiffWorkflow(spec).run_all()

    return walk


# ---- the whole step -------------------------------------------------------------------------------


def request(event: str, by: Actor) -> str:
    body = {"proceeding": "1", "event": event, "data": {"why": "x"}, "by": by.id, "on": None, "reason": ""}
    written = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


@define
class Case:
    """The same for callbacks, with who asks and what for; reasons are gathered as ours are."""

    by: Actor = CLERK
    brought: dict[str, object] = field(factory=dict)
    state: str = "below"
    unit: str = "civil_1"
    data: dict[str, Any] = field(factory=lambda: {"cause": "law_change", "count": 2})
    history: tuple[tuple[str, str], ...] = (("opened", "an"),)
    subject: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()
    ties: tuple[tuple[str, str], ...] = ()  # who is related to whom
    clocks: tuple[tuple[str, date], ...] = ()  # deadlines that run, with their last days
    last_on: date = DAY
    at: datetime = AT
    days: tuple[date, date] = (DAY, DAY)  # of effect and of recording
    reasons: list[str] = field(factory=list)
    records: list[dict[str, object]] = field(factory=list)


ROLE = {"up": "clerk", "down": "chief"}


def has_role(e: EventData) -> bool:
    return _say(e, "role_missing", any(t.role == ROLE[e.event.name] for t in e.model.by.tenures))


def in_tenure(e: EventData) -> bool:
    return _say(
        e,
        "not_in_tenure",
        all(
            any(t.role == ROLE[e.event.name] and t.holds(day) for t in e.model.by.tenures)
            for day in e.model.days
        ),
    )


def in_unit(e: EventData) -> bool:
    needed = e.event.name == "down"
    return _say(e, "wrong_unit", not needed or any(t.unit == e.model.unit for t in e.model.by.tenures))


def no_party(e: EventData) -> bool:
    return _say(e, "subject_of_it", e.model.by.id not in e.model.subject)


def day_in_order(e: EventData) -> bool:
    on, today = e.model.days
    return _say(e, "wrong_day", e.model.last_on <= on <= today)


def not_related(e: EventData) -> bool:
    case = e.model
    tied = any(case.by.id in tie and other in tie for tie in case.ties for other in case.subject)
    return _say(e, "related", not tied)


def nothing_lapsed_first(e: EventData) -> bool:
    on, _ = e.model.days
    return _say(e, "lapse_comes_first", not any(due < on for _, due in e.model.clocks))


def not_recused(e: EventData) -> bool:
    return _say(e, "recused", e.model.by.id not in e.model.recused)


def kept_apart(e: EventData) -> bool:
    barred = e.event.name == "down" and ("up", e.model.by.id) in e.model.history
    return _say(e, "same_person", not barred)


def has_data(e: EventData) -> bool:
    brought = e.model.brought
    return _say(e, "missing_data", isinstance(brought.get("why"), str) and set(brought) <= {"why"})


def cause_known(e: EventData) -> bool:
    return _say(e, "guard_failed", known_cause(e.model.data))


def few_enough(e: EventData) -> bool:
    return _say(e, "guard_failed", few(e.model.data))


def _say(e: EventData, code: str, fine: bool) -> bool:
    if not fine:
        e.model.reasons.append(code)
    return fine


def keep(e: EventData) -> None:
    """The record of the step, as ours has it."""
    case: Case = e.model
    on, _ = case.days
    case.records.append(
        {
            "proceeding": "1",
            "court": "court",
            "seq": len(case.records) + 1,
            "kind": "step",
            "transition": e.event.name,
            "source": e.transition.source,
            "target": e.transition.dest,
            "actor": case.by.id,
            "roles": (ROLE[e.event.name],),
            "recorded_at": case.at,
            "effective_on": on,
            "definition": "",
            "policy": "",
            "calendar": "",
            "idem": "",
            "request": request(e.event.name, case.by),
            "reason": "",
            "payload": {"data": dict(case.brought)},
        }
    )
    case.last_on = on
    case.data = {**case.data, **case.brought}
    case.history = (*case.history[:1], (e.event.name, case.by.id))


CHECKS = [
    *(has_role, in_tenure, in_unit, no_party, not_recused, not_related, kept_apart),
    *(nothing_lapsed_first, has_data, cause_known, few_enough, day_in_order),
]


def asks(case: Case, by: Actor) -> None:
    """Somebody asks at a moment, which is of one civil day where the court sits."""
    today = AT.astimezone(ZONE).date()
    case.by, case.brought, case.at, case.days = by, {"why": "x"}, AT, (today, today)


def stock_whole() -> Callable[[], object]:
    machine, case = _machine(CHECKS, keep), Case()
    up, down = machine.events["up"], machine.events["down"]

    def walk() -> None:
        case.records.clear()
        for _ in range(STEPS // 2):
            asks(case, CLERK)
            up.trigger(case)
            asks(case, CHIEF)
            down.trigger(case)

    return walk


def checks_by_hand() -> Callable[[], object]:
    """The same checks and record, called one after another without any engine: what no engine can undercut."""
    case = Case()
    events = {
        name: _Asked(case, _Named(name), _Way(*ends))
        for name, ends in (("up", ("below", "above")), ("down", ("above", "below")))
    }

    def step(event: str, by: Actor) -> None:
        asks(case, by)
        asked: Any = events[event]
        for check in CHECKS:
            if not check(asked):
                return
        case.state = asked.transition.dest
        keep(asked)

    def walk() -> None:
        case.records.clear()
        for _ in range(STEPS // 2):
            step("up", CLERK)
            step("down", CHIEF)

    return walk


@define
class _Named:
    name: str


@define
class _Way:
    source: str
    dest: str


@define
class _Asked:
    model: Case
    event: _Named
    transition: _Way


def ours_whole(plan: Plan) -> Callable[[], object]:
    opened = open_proceeding(
        plan, id="1", court="court", subject=Subject("case", "1", unit="civil_1"), by=CLERK, at=AT
    )
    assert isinstance(opened, Step), opened
    brought: dict[str, object] = {"why": "x"}
    below = opened.after
    below = Proceeding(**{**_fields(below), "data": {"cause": "law_change", "count": 2}})
    sent = decide(plan, below, "up", by=CLERK, at=AT, data=brought)
    assert isinstance(sent, Step), sent
    above = sent.after
    assert isinstance(decide(plan, above, "down", by=CHIEF, at=AT, data=brought), Step)

    def walk() -> None:
        for _ in range(STEPS // 2):
            decide(plan, below, "up", by=CLERK, at=AT, data=brought)
            decide(plan, above, "down", by=CHIEF, at=AT, data=brought)

    return walk


def records_alone(plan: Plan) -> Callable[[], object]:
    """The event, the act, the next proceeding and the step around them, made from what is known already."""
    opened = open_proceeding(
        plan, id="1", court="court", subject=Subject("case", "1", unit="civil_1"), by=CLERK, at=AT
    )
    assert isinstance(opened, Step), opened
    told, stands = (tuple(_fields(one).values()) for one in (opened.event, opened.after))

    def walk() -> None:
        for _ in range(STEPS):
            Done(1, "up", "an", DAY)
            Step(Event(*told), Proceeding(*stands))

    return walk


def _fields(record: Proceeding | Event) -> dict[str, Any]:
    return {one.name: getattr(record, one.name) for one in fields(type(record))}


def main() -> None:
    plan = court_round()
    bare = {
        "courtqa": ours_bare(plan),
        "a table by hand": by_hand(),
        "transitions, shared machine": stock_bare(),
        "python-statemachine": statemachine_bare(),
        "SpiffWorkflow, no conditions": spiff_bare(),
    }
    goal = "at most 0.04 of transitions (25 times), at most 3 times the table by hand"
    size = f"{STEPS:,} steps"
    timings = interleaved(bare, rounds=9)
    show(f"The bare guarded step, {size}", timings, ours="courtqa", goal=goal)
    work, stock = "bare guarded step", "transitions, shared machine"
    at_least(work, stock, ratio(timings, stock, "courtqa", busy=True), 25, size=size)
    by_table = ratio(timings, "courtqa", "a table by hand", busy=True)
    at_most(work, "a table engine by hand", by_table, 3, size=size)
    whole = {
        "courtqa, the whole step": ours_whole(plan),
        "transitions, same checks as callbacks": stock_whole(),
        "python-statemachine, bare": bare["python-statemachine"],
        "SpiffWorkflow, bare": bare["SpiffWorkflow, no conditions"],
        HAND: checks_by_hand(),
        DIGEST: lambda: [request_digest("1", "up", data={"why": "x"}, by="an") for _ in range(STEPS)],
        RECORDS: records_alone(plan),
    }
    goal = "at most 0.1 of transitions with the same checks, at most 0.02 of the others' bare step"
    timings, ours = interleaved(whole, rounds=9), "courtqa, the whole step"
    show(f"The whole legal step, {size}", timings, ours=ours, goal=goal)
    work, stock = "full legal step", "transitions, same checks as callbacks"
    floors = {
        f"{part}, of transitions": ratio(timings, part, stock, busy=True) for part in (HAND, DIGEST, RECORDS)
    }
    floors[f"our whole step, of {HAND}"] = ratio(timings, ours, HAND, busy=True)
    at_least(work, stock, ratio(timings, stock, ours, busy=True), 10, size=size, beside=floors)
    for peer in ("python-statemachine, bare", "SpiffWorkflow, bare"):
        at_best = {f"what {HAND} reach against {peer}": ratio(timings, peer, HAND, busy=True)}
        at_least(work, peer, ratio(timings, peer, ours, busy=True), 50, size=size, beside=at_best)
