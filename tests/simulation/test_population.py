"""A population walks a workflow: lawfully, the same for the same seed, and what it shows adds up."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from courtqa.kinds import load_policy
from courtqa.policy import Policy, load
from courtqa.simulation import Habit, History, simulate, walked
from courtqa.workflows import KINDS, OFFERS, Plan, fold, plan_of

PACK = Path(__file__).parents[1] / "workflows/pack"
START = date(2008, 1, 2)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(PACK, kinds=KINDS, offers=OFFERS)


@pytest.fixture(scope="module")
def plan(policy: Policy) -> Plan:
    return plan_of(policy, "review", on=START)


@pytest.fixture(scope="module")
def histories(plan: Plan) -> tuple[History, ...]:
    return simulate(plan, cases=60, seed=11, start=START)


def test_the_same_seed_gives_the_same_walk(plan: Plan, histories: tuple[History, ...]) -> None:
    assert simulate(plan, cases=60, seed=11, start=START) == histories
    assert simulate(plan, cases=60, seed=12, start=START) != histories


def test_a_history_folds_to_where_it_ended(histories: tuple[History, ...]) -> None:
    assert len(histories) == 60
    assert all(fold(each.events) == each.after for each in histories)


def test_no_step_leaves_the_definition(plan: Plan, histories: tuple[History, ...]) -> None:
    for each in histories:
        for event in each.events:
            if event.kind == "step":
                ways = plan.table[str(event.source), event.transition]
                assert event.target in {way.target for way in ways}


def test_nobody_is_harmed_unheard(plan: Plan, histories: tuple[History, ...]) -> None:
    needed = {one.event: one.after for one in plan.workflow.transitions if one.to == "flawed"}
    for each in histories:
        if each.after.state == "flawed":
            done = {done.event for done in each.after.history}
            last = each.events[-1].transition
            assert set(needed[last]) <= done


def test_time_never_runs_back(histories: tuple[History, ...]) -> None:
    for each in histories:
        moments = [event.recorded_at for event in each.events]
        assert moments == sorted(moments)


def test_a_person_takes_no_more_steps_on_a_day_than_one_can(plan: Plan) -> None:
    walk = simulate(plan, cases=60, seed=5, start=START, over=20, habit=Habit(per_day=2, staff=1))
    load: Counter[tuple[str, date]] = Counter()
    for each in walk:
        load.update(
            (e.actor, e.recorded_at.date()) for e in each.events[1:] if e.kind in {"step", "approval"}
        )

    named = {key: count for key, count in load.items() if not key[0].startswith("person_")}

    assert max(named.values()) <= 2


def test_slower_people_let_more_deadlines_lapse(plan: Plan) -> None:
    def lapsed(pace: float) -> int:
        found = walked(plan, simulate(plan, cases=80, seed=3, start=START, habit=Habit(pace=pace)))
        return sum(each.lapsed for each in found.lapses)

    assert lapsed(0.2) < lapsed(0.6) < lapsed(1.5)


def test_the_summary_adds_up(plan: Plan, histories: tuple[History, ...]) -> None:
    found = walked(plan, histories)

    assert found.cases == sum(found.ends.values()) + sum(found.left.values()) == 60
    assert found.events == sum(len(each.events) for each in histories)
    assert sum(wait.share for wait in found.waits) == pytest.approx(1)
    assert all(0 <= each.lapsed <= each.started for each in found.lapses)
    assert [each.share for each in found.lapses] == sorted(
        (each.share for each in found.lapses), reverse=True
    )


def test_nothing_walked_is_nothing_to_sum_up(plan: Plan) -> None:
    with pytest.raises(ValueError, match="no history"):
        walked(plan, ())


def test_the_chart_says_the_same_in_both_languages(
    plan: Plan, histories: tuple[History, ...], tmp_path: Path
) -> None:
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    found = walked(plan, histories)
    for lang, word in (("zh", "申辩期限"), ("en", "time to answer")):
        found.save(tmp_path / f"{lang}.svg", lang=lang)  # type: ignore[arg-type]
        text = "".join(ElementTree.parse(tmp_path / f"{lang}.svg").getroot().itertext())
        assert word in text


def test_every_procedure_of_the_built_in_pack_can_be_walked() -> None:
    policy = load_policy("harbin")
    for name in policy.names("workflows"):
        edition = policy.editions("workflows", name)[-1]
        plan = plan_of(policy, name, on=edition.since)
        walk = simulate(plan, cases=5, seed=1, start=max(edition.since, START))

        assert len(walk) == 5, name
        assert all(len(each.events) > 1 for each in walk), name
