"""Three engines walk alike: the compiled plan, the shared transitions machine, and python-statemachine.

The definitions are random and guarded, the seed is fixed. A fourth walker is the full decision: wherever one way
holds it goes there too, and where several hold it refuses as ambiguous instead of taking the first.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from statemachine import State as OtherState
from statemachine import StateMachine
from transitions import MachineError

from courtqa.text import Text
from courtqa.workflows import (
    OFFERS,
    Actor,
    Choice,
    Done,
    Facts,
    Field,
    GuardCall,
    Proceeding,
    State,
    Step,
    Subject,
    Transition,
    Workflow,
    decide,
    open_proceeding,
)
from courtqa.workflows._machine import STATE, Model
from courtqa.workflows.compiling import compile_plan
from courtqa.workflows.plan import Plan

SEED, DEFINITIONS, EVENTS, BATCHES = 20080101, 1_000, 40, 4

GUARDS = {offer.name: offer for offer in OFFERS if offer.kind == "guard"}
SAME = Text(zh="同", en="same")
NAMES = ["file", "answer", "grade", "stay", "end"]
UNKNOWN = "never_written"
GRADES = ["light", "middle", "heavy"]
FIELDS = {
    "cause": Field(SAME, "choice", {one: Choice(SAME) for one in "pqr"}),
    "grade": Field(SAME, "choice", {one: Choice(SAME) for one in GRADES}),
    "count": Field(SAME, "integer"),
    "limit": Field(SAME, "integer"),
    "members": Field(SAME, "persons"),
    "day": Field(SAME, "date"),
}
ACTORS = [Actor.of(name, name, "clerk") for name in ("an", "bo", "chen")]
FIRST = date(2008, 1, 1)


def guard(draw: random.Random) -> GuardCall:
    """Any of sixteen guards, with parameters that sometimes hold."""
    event = draw.choice(NAMES)
    return draw.choice(
        [
            GuardCall("field_is", {"field": "cause", "value": draw.choice("pqr")}),
            GuardCall("field_in", {"field": "cause", "values": tuple(draw.sample("pqr", 2))}),
            GuardCall("field_not_empty", {"field": draw.choice(list(FIELDS))}),
            GuardCall("at_least", {"field": "count", "amount": draw.randrange(4)}),
            GuardCall("at_most", {"field": "count", "amount": draw.randrange(4)}),
            GuardCall("lower_than", {"field": "count", "than": "limit"}),
            GuardCall("odd", {"field": draw.choice(["members", "count"])}),
            GuardCall("not_heavier", {"field": "grade", "order": tuple(GRADES)}),
            GuardCall("items_when", {"items": "members", "field": "cause", "values": ("p",)}),
            GuardCall("happened", {"event": event}),
            GuardCall("not_happened", {"event": event}),
            GuardCall("happened_times", {"event": event, "at_least": draw.randrange(1, 4)}),
            GuardCall("happened_when", {"event": event, "field": "cause", "values": ("q",)}),
            GuardCall("days_since", {"event": event, "at_least": draw.randrange(1, 9)}),
            GuardCall("by_named", {"field": "members"}),
            GuardCall("day_reached", {"field": "day"}),
        ]
    )


def definition(draw: random.Random) -> Workflow:
    """A definition of up to seven states and fourteen transitions, no two alike in what they ask."""
    states = [f"s{number}" for number in range(draw.randint(2, 7))]
    finals = set(draw.sample(states[1:], draw.randint(0, len(states) // 3)))
    resting = [state for state in states if state not in finals]
    transitions = tuple(
        Transition(
            draw.choice(NAMES),
            SAME,
            tuple(draw.sample(resting, draw.randint(1, min(3, len(resting))))),
            draw.choice([None, *states]),
            by=("clerk",),
            allows=tuple(FIELDS),
            when=tuple(guard(draw) for _ in range(draw.choice([0, 1, 1, 2]))),
            unless=tuple(guard(draw) for _ in range(draw.choice([0, 0, 1]))),
        )
        for _ in range(draw.randint(3, 14))
    )
    return Workflow(
        "random",
        FIRST,
        SAME,
        "case",
        "s0",
        {name: State(SAME, final=name in finals) for name in states},
        transitions,
        fields=FIELDS,
        open_by=("clerk",),
    )


def data(draw: random.Random) -> dict[str, object]:
    """What an event brings: some of the fields."""
    brought = {
        "cause": draw.choice("pqr"),
        "grade": draw.choice(GRADES),
        "count": draw.randrange(5),
        "limit": draw.randrange(5),
        "members": draw.sample(["an", "bo", "chen"], draw.randrange(4)),
        "day": (FIRST + timedelta(draw.randrange(120))).isoformat(),
    }
    return {name: value for name, value in brought.items() if draw.random() < 0.3}


class Other(StateMachine):
    """What the peer asks of a definition beyond its steps is asked elsewhere."""

    validate_disconnected_states = False
    validate_trap_states = False
    validate_final_reachability = False
    allow_event_without_transition = True


def third_party(workflow: Workflow) -> Other:
    """The definition as python-statemachine has it. Only the guard functions are shared, not their binding."""

    def asking(call: GuardCall, wanted: bool):
        return lambda facts: (GUARDS[call.guard].function(facts, **call.params) is True) is wanted

    states = {
        name: OtherState(initial=name == workflow.initial, final=state.final, value=name)
        for name, state in workflow.states.items()
    }
    events: dict[str, object] = {}
    for one in workflow.transitions:
        asked = [asking(call, True) for call in one.when] + [asking(call, False) for call in one.unless]
        for source in one.source:
            state = states[source]
            if one.to is None:
                way = state.to.itself(internal=True, cond=asked)
            else:
                way = state.to(states[one.to], cond=asked)
            events[one.event] = events[one.event] | way if one.event in events else way
    return type("Third", (Other,), {**states, **events})()


class Walk:
    """One definition in four engines, side by side."""

    def __init__(self, workflow: Workflow) -> None:
        self.plan: Plan = compile_plan(workflow, guards=GUARDS, time_zone=ZoneInfo("UTC"))
        self.model, self.other = Model(workflow.initial), third_party(workflow)
        self.state, self.day = workflow.initial, FIRST
        opened = open_proceeding(
            self.plan, id="1", court="court", subject=Subject("case", "1"), by=ACTORS[0], at=self.at
        )
        assert isinstance(opened, Step)
        self.proceeding: Proceeding = opened.after
        self.seen: Counter[str] = Counter()

    @property
    def at(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)

    def step(self, event: str, by: Actor, brought: dict[str, object], days: int) -> None:
        """One event in all four; they must end in the same state."""
        self.day += timedelta(days)
        before = self.proceeding
        facts = Facts(
            data={**before.data, **brought},
            before=before.data,
            history=before.history,
            subject=before.subject,
            by=by.id,
            on=self.day,
            roles={},
            value=lambda _: None,
        )
        compiled = self.plan.next(self.state, event, facts)
        ways = self.plan.table.get((self.state, event), ())
        holding = sum(way.open_to(facts) for way in ways)

        assert (compiled is not None, compiled or self.state) == self._machine(event, facts)
        self.other.send(event, facts=facts)
        assert self.other.current_state_value == (compiled or self.state)
        taken = decide(self.plan, before, event, by=by, at=self.at, data=brought)
        assert isinstance(taken, Step) is (holding == 1)
        if isinstance(taken, Step):
            assert taken.after.state == compiled
        elif holding > 1:
            assert taken.codes == ("ambiguous",)

        self._note(ways, holding, compiled, facts)
        if compiled is not None:
            self.proceeding = self._after(taken, compiled, event, by, brought)
            self.state = compiled

    def _machine(self, event: str, facts: Facts) -> tuple[bool, str]:
        known = self.plan.machine.events.get(event)
        try:
            moved = known is not None and known.trigger(self.model, facts=facts)
        except MachineError:
            moved = False
        return moved, getattr(self.model, STATE)

    def _after(self, taken, state: str, event: str, by: Actor, brought) -> Proceeding:
        """The proceeding where the bare step leads, also where the full decision calls it ambiguous."""
        if isinstance(taken, Step):
            return taken.after
        one = self.proceeding
        done = Done(one.version + 1, event, by.id, self.day)
        closed = self.plan.workflow.states[state].final
        return evolve(
            one,
            state=state,
            version=one.version + 1,
            data={**one.data, **brought},
            history=(*one.history, done),
            closed=closed,
        )

    def _note(self, ways, holding: int, compiled: str | None, facts: Facts) -> None:
        self.seen["steps"] += 1
        self.seen["moved"] += compiled is not None
        self.seen["refused"] += compiled is None and bool(ways)
        self.seen["ambiguous"] += holding > 1
        self.seen["second way"] += compiled is not None and not ways[0].open_to(facts)
        for way in ways:
            for condition in way.conditions:
                self.seen[condition.call.guard, condition.ask(facts) is True] += 1


def walk_all(batch: int) -> Counter[str]:
    """Every ``BATCHES``-th definition from ``batch``, each walked for forty events."""
    total: Counter[str] = Counter()
    for number in range(batch, DEFINITIONS, BATCHES):
        draw = random.Random(SEED + number)
        walk = Walk(definition(draw))
        for _ in range(EVENTS):
            event = draw.choice([*NAMES, *NAMES, UNKNOWN])
            walk.step(event, draw.choice(ACTORS), data(draw), draw.randrange(3))
        total += walk.seen
    return total


@pytest.mark.parametrize("batch", range(BATCHES))
def test_plan_machine_and_third_party_agree_on_every_step_of_a_thousand_definitions(batch: int) -> None:
    seen = walk_all(batch)

    assert seen["steps"] == DEFINITIONS // BATCHES * EVENTS
    assert seen["moved"] > seen["steps"] / 10
    assert min(seen["refused"], seen["ambiguous"], seen["second way"]) > seen["steps"] / 100
    asked = {key[0] for key in seen if isinstance(key, tuple)}
    assert len(asked) == 16
    assert {(name, answer) for name in asked for answer in (True, False)} <= seen.keys()
