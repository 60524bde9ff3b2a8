"""The compiled plan and the transitions machine walk the same way."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import MachineError

from courtqa.text import Text
from courtqa.workflows import OFFERS, Facts, GuardCall, State, Subject, Transition, Workflow
from courtqa.workflows._machine import STATE, Model
from courtqa.workflows.compiling import compile_plan
from courtqa.workflows.graph import exclusive

GUARDS = {offer.name: offer for offer in OFFERS if offer.kind == "guard"}
STATES = [f"s{n}" for n in range(6)]
NAMES = ["a", "b", "c", "d"]
FIELDS = ["x", "y"]
VALUES = ["p", "q", "r"]
SAME = Text(zh="同", en="same")

calls = st.one_of(
    st.builds(
        lambda field, value: GuardCall("field_is", {"field": field, "value": value}),
        st.sampled_from(FIELDS),
        st.sampled_from(VALUES),
    ),
    st.builds(
        lambda field, values: GuardCall("field_in", {"field": field, "values": tuple(values)}),
        st.sampled_from(FIELDS),
        st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True),
    ),
    st.builds(lambda field: GuardCall("field_not_empty", {"field": field}), st.sampled_from(FIELDS)),
)
transitions = st.builds(
    lambda event, source, to, when, unless: Transition(
        event, SAME, tuple(source), to, by=("r",), when=tuple(when), unless=tuple(unless)
    ),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(STATES), min_size=1, max_size=3, unique=True),
    st.one_of(st.none(), st.sampled_from(STATES)),
    st.lists(calls, max_size=2),
    st.lists(calls, max_size=1),
)
workflows = st.lists(transitions, min_size=1, max_size=12).map(
    lambda written: Workflow(
        "random",
        date(2008, 1, 1),
        SAME,
        "case",
        "s0",
        {name: State(SAME) for name in STATES},
        tuple(written),
    )
)
walks = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(VALUES)),
    ),
    max_size=40,
)


def facts(data: dict[str, str]) -> Facts:
    return Facts(
        data=data,
        before={},
        history=(),
        subject=Subject("case", "x"),
        by="someone",
        on=date(2008, 1, 1),
        roles={},
        value=lambda _: None,
    )


@settings(deadline=None, max_examples=300)
@given(workflow=workflows, walk=walks)
def test_the_plan_and_the_machine_walk_the_same_way(workflow: Workflow, walk) -> None:
    plan = compile_plan(workflow, guards=GUARDS, time_zone=ZoneInfo("Asia/Shanghai"))
    model, state = Model("s0"), "s0"

    for event, data in walk:
        seen = facts(data)
        after = plan.next(state, event, seen)
        if event in plan.machine.events:
            try:
                moved = plan.machine.events[event].trigger(model, facts=seen)
            except MachineError:
                moved = False
        else:
            moved = False

        assert moved is (after is not None)
        state = after or state
        assert getattr(model, STATE) == state


@settings(deadline=None, max_examples=300)
@given(
    one=transitions,
    other=transitions,
    data=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(VALUES)),
)
def test_two_ways_proven_exclusive_never_hold_together(one: Transition, other: Transition, data) -> None:
    workflow = Workflow(
        "pair",
        date(2008, 1, 1),
        SAME,
        "case",
        "s0",
        {name: State(SAME) for name in STATES},
        tuple(Transition("e", SAME, ("s0",), None, when=t.when, unless=t.unless) for t in (one, other)),
    )
    plan = compile_plan(workflow, guards=GUARDS, time_zone=ZoneInfo("Asia/Shanghai"))

    first, second = plan.table["s0", "e"]

    if exclusive(*workflow.transitions):
        assert not (first.open_to(facts(data)) and second.open_to(facts(data)))


def test_no_string_of_a_definition_reaches_a_callback(plan) -> None:
    for event in plan.machine.events.values():
        for ways in event.transitions.values():
            for way in ways:
                assert all(callable(condition.func) for condition in way.conditions)
                assert way.before == way.after == way.prepare == []


def test_the_machine_is_shared_and_has_no_models(plan) -> None:
    assert plan.machine.models == []
    assert not plan.machine.auto_transitions
