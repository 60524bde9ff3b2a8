"""A machine made from a workflow keeps its promises, and finds whatever breaks them."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import courtqa
from courtqa.testing import cast_of, lawful_moves, machine_of, unlawful_moves
from courtqa.testing.strategies import openings, values_of
from courtqa.workflows import Plan, Refusal, Step, Transition, Way

ON = date(2008, 3, 3)
POLICY = courtqa.load_policy("harbin")
EDITIONS = [
    (name, max(edition.since, date(2007, 1, 1)))
    for name in POLICY.names("workflows")
    for edition in POLICY.editions("workflows", name)
]
CURRENT = courtqa.load_policy("prc_current")
OWN = [
    (edition.name, date(2021, 3, 3))
    for edition in CURRENT.editions("workflows")
    if edition.pack == "prc_current"
]


def play(plan: Plan, **how: int) -> type:
    made = machine_of(plan, on=ON, **how)
    made.TestCase.settings = settings(
        made.TestCase.settings,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        derandomize=True,
        database=None,
    )
    made.TestCase("runTest").runTest()
    return made


def test_a_machine_keeps_its_policy_alive() -> None:
    machine = machine_of(courtqa.load_policy("harbin"), "case_review", on=ON, examples=1)

    gc.collect()

    assert machine.plan.child is not None
    assert machine.plan.child("key_case_analysis", ON).workflow.name == "key_case_analysis"


@pytest.mark.parametrize(("name", "on"), EDITIONS, ids=str)
def test_every_workflow_of_the_pack_keeps_its_promises(name: str, on: date) -> None:
    machine = machine_of(POLICY, name, on=on, examples=12, steps=20)

    machine.TestCase("runTest").runTest()

    assert sum(machine.taken.values()) > 10  # it went somewhere
    assert len(machine.reached) > 1


@pytest.mark.parametrize(("name", "on"), OWN, ids=str)
def test_every_workflow_of_current_law_keeps_its_promises(name: str, on: date) -> None:
    machine = machine_of(CURRENT, name, on=on, examples=8, steps=15)

    machine.TestCase("runTest").runTest()

    assert sum(machine.taken.values()) > 4
    assert len(machine.reached) > 1


@pytest.mark.once
def test_a_machine_reaches_every_state_of_a_procedure_it_can_walk(plan) -> None:
    machine = play(plan, examples=150)

    assert set(machine.reached) == set(plan.workflow.states)
    assert {one.event for one in plan.workflow.transitions} <= set(machine.taken)


def tampered(plan: Plan, change: Callable[[Way], Way]) -> Plan:
    """A plan that no longer does what its definition says."""
    table = {key: tuple(map(change, ways)) for key, ways in plan.table.items()}
    return evolve(plan, table=table)


def without(event: str, **changes: object) -> Callable[[Way], Way]:
    def change(way: Way) -> Way:
        if way.transition.event != event:
            return way
        one: Transition = evolve(way.transition, **changes)
        return evolve(
            way,
            transition=one,
            roles=frozenset(one.by),
            takes=frozenset(one.requires + one.allows),
            target=one.to or way.source,
        )

    return change


BREAKS = {
    "nobody is heard": (without("impose", after=()), "impose came before notify"),
    "anybody decides": (without("impose", by=("leader", "chief", "clerk")), "without holding leader"),
    "duties mix": (without("opine", not_same_as=()), "took opine after opine"),
    "one is judge in own cause": (
        without("drop", by=("clerk", "leader", "judge"), not_subject=False),
        "which is about|without holding",
    ),
    "one leader lifts alone": (without("lift", approvals=1), "lift was taken by 1 of 2 persons"),
    "a panel without a quorum": (without("impose", quorum=None, requires=()), "impose came without panel"),
    "a step without its data": (
        without("notify", requires=(), allows=("grounds",)),
        "notify came without grounds",
    ),
    "a step leads astray": (without("notify", to="deciding"), "no step 'notify' leads"),
    "a step leads nowhere": (without("drop", to="nowhere"), "KeyError|no state|nowhere"),
    "time alone harms": (without("silence", to="imposed"), "no step 'silence' leads|clock"),
}


@pytest.mark.parametrize("broken", BREAKS, ids=lambda name: name.replace(" ", "_"))
def test_an_engine_that_breaks_a_promise_is_found_out(broken: str, plan) -> None:
    change, told = BREAKS[broken]

    with pytest.raises((AssertionError, KeyError), match=told):
        play(tampered(plan, change), examples=80, steps=30)


def test_a_deadline_before_its_beginning_is_found_out(plan) -> None:
    def series(path: str):
        from types import SimpleNamespace

        known = plan.series(path)
        return SimpleNamespace(unit=known.unit, at=lambda on: SimpleNamespace(value=-known.at(on).value))

    with pytest.raises(AssertionError, match="before it begins"):
        play(evolve(plan, series=series))


def test_strategies_draw_what_is_allowed_and_what_is_refused(plan) -> None:
    @settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def holds(data) -> None:
        values = values_of(plan, cast_of(plan, on=ON))
        opened = data.draw(openings(plan, on=ON, values=values)).after
        lawful = data.draw(lawful_moves(plan, opened, on=ON + timedelta(1)))
        unlawful = data.draw(unlawful_moves(plan, opened, on=ON + timedelta(1)))

        assert isinstance(lawful.take(plan, opened), Step)
        assert isinstance(unlawful.take(plan, opened), Refusal)

    holds()


def test_values_of_ones_own_go_before_those_of_the_machine(plan) -> None:
    machine = machine_of(plan, on=ON, values={"grounds": st.just("自写")}, examples=30)
    brought = set()

    class Watching(machine):
        def _note(self, step: Step) -> None:
            brought.add(step.after.data.get("grounds"))
            super()._note(step)

    Watching.TestCase("runTest").runTest()

    assert brought == {None, "自写"}


def test_a_procedure_without_any_step_is_no_hindrance(stuck) -> None:
    machine = play(stuck, examples=5)

    assert set(machine.reached) == {"dropped"}


def test_without_hypothesis_the_rest_works_and_the_extra_is_named() -> None:
    script = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from courtqa.testing import given, check_cases\n"
        "from courtqa.errors import MissingExtra\n"
        "import courtqa.testing as testing\n"
        "try: testing.machine_of\n"
        "except MissingExtra as error: print(error)\n"
    )

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert "pip install 'courtqa[testing]'" in said
