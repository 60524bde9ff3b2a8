"""The procedures of assessment, ranking, veto, selection, recruitment and review: whole, and never heavier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from courtqa.errors import NotInForce
from courtqa.policy import Policy
from courtqa.workflows import Transition, Workflow

CASES = Path(__file__).parents[2] / "courtqa" / "packs" / "harbin" / "cases"
PROCEDURES = (
    "data_correction",
    "evaluation_review",
    "horizontal_ranking",
    "open_recruitment",
    "role_assignment",
    "shortlist_selection",
    "supervision_review",
    "vertical_assessment",
    "veto",
)
# what each of them stands on in the inventory of the text
ITEMS = {
    "vertical_assessment": ("H25", "H27", "H30", "H32"),
    "horizontal_ranking": ("H25", "H26", "H33", "H37"),
    "veto": ("H37",),
    "shortlist_selection": ("H38", "H40"),
    "open_recruitment": ("H38", "H39"),
    "role_assignment": ("H41", "H45"),
}


@pytest.mark.parametrize("workflow", PROCEDURES)
def test_each_procedure_has_at_least_four_worked_cases(workflow: str) -> None:
    assert len(list((CASES / workflow).glob("*.yaml"))) >= 4


@pytest.mark.parametrize(("workflow", "items"), ITEMS.items())
def test_each_procedure_names_the_items_it_stands_on(
    harbin: Policy, workflow: str, items: tuple[str, ...]
) -> None:
    note = harbin.editions("workflows", workflow)[-1].note or ""

    assert [item for item in items if item not in note] == []


def test_every_step_says_on_what_rule_it_stands(harbin: Policy) -> None:
    silent = [(flow.name, one.event) for flow, one in steps(harbin) if one.authority is None]

    assert silent == []


@pytest.mark.parametrize(
    ("workflow", "answer", "decided"),
    [
        ("vertical_assessment", "uphold_grade", "give_provisional_grade"),
        ("vertical_assessment", "amend_grade", "give_provisional_grade"),
        ("horizontal_ranking", "uphold_result", "assess_half_year"),
        ("horizontal_ranking", "correct_result", "assess_half_year"),
        ("shortlist_selection", "dismiss_objection", "compose_order"),
        ("shortlist_selection", "allow_objection", "compose_order"),
        ("open_recruitment", "dismiss_complaint", "screen"),
        ("open_recruitment", "dismiss_objection", "vet"),
        ("data_correction", "uphold_figures", "decline"),
        ("supervision_review", "uphold_on_review", "uphold"),
    ],
)
def test_whoever_decided_does_not_answer_the_objection(
    harbin: Policy, workflow: str, answer: str, decided: str
) -> None:
    answers = [one for flow, one in steps(harbin) if (flow.name, one.event) == (workflow, answer)]

    assert answers
    assert [one for one in answers if decided not in one.not_same_as] == []


def test_the_four_assessors_of_a_division_each_give_a_grade_with_reasons(harbin: Policy) -> None:
    flow = edition(harbin, "vertical_assessment", date(2007, 6, 30))
    brought = {one.event: one.requires for one in flow.transitions}

    for event, name in (
        ("assess_self", "self"),
        ("assess_by_committee", "committee"),
        ("assess_by_supervisor", "supervisor"),
        ("assess_by_president", "president"),
    ):
        assert {f"{name}_grade", f"{name}_reasons"} <= set(brought[event])
    assert list(flow.fields["grade"].choices) == [
        "better",
        "slightly_better",
        "level",
        "slightly_worse",
        "worse",
        "insufficient_data",
    ]


def test_a_veto_never_touches_the_stored_result(harbin: Policy) -> None:
    flow = edition(harbin, "veto", date(2008, 1, 1))

    assert "result_sha256" in flow.open_requires
    touching = [
        one.event
        for one in flow.transitions
        if "result_sha256" in (*one.requires, *one.allows, *one.sets) or "score" in " ".join(one.requires)
    ]
    assert touching == []


def test_whoever_raises_a_veto_never_decides_it_and_it_ends_by_the_clock(harbin: Policy) -> None:
    flow = edition(harbin, "veto", date(2008, 1, 1))
    decide = next(one for one in flow.transitions if one.event == "decide_veto")
    expire = next(one for one in flow.transitions if one.event == "expire")

    assert "opened" in decide.not_same_as
    assert expire.clock
    assert flow.deadlines["term"].lapse == "expire"


@pytest.mark.parametrize("workflow", ["evaluation_review", "supervision_review"])
def test_a_review_is_never_heavier_and_never_stays_the_decision(harbin: Policy, workflow: str) -> None:
    for found in harbin.editions("workflows", workflow):
        varying = [one for one in found.value.transitions if one.to == "varied"]
        accepting = [one for one in found.value.transitions if one.event.startswith("accept")]

        assert varying
        for one in varying:
            assert "lower_than" in {call.guard for call in one.when}, one.event
        assert set(found.value.fields["outcome"].choices) == {"upheld", "lightened", "quashed"}
        assert all(one.sets == {"suspends_execution": False} for one in accepting)
        assert not any(one.suspends for one in found.value.transitions)


def test_the_windows_of_review_are_those_of_the_law_of_the_day(harbin: Policy) -> None:
    windows = {
        name: harbin.value(f"deadlines/evaluation_review/{name}", on=date(2019, 6, 1))
        for name in ("request", "decision", "appeal", "appeal_decision", "appeal_extension")
    }
    series = harbin.series("deadlines/evaluation_review/appeal")

    assert windows == {
        "request": 30,
        "decision": 30,
        "appeal": 15,
        "appeal_decision": 60,
        "appeal_extension": 30,
    }
    assert (series.at(date(2019, 5, 31)).assumption, series.at(date(2019, 6, 1)).assumption) == (True, False)


def test_there_is_no_supervision_law_before_its_first_day(harbin: Policy) -> None:
    with pytest.raises(NotInForce):
        harbin.edition("workflows", "supervision_review", on=date(2018, 3, 19))
    assert harbin.edition("workflows", "supervision_review", on=date(2018, 3, 20)).since == date(2018, 3, 20)
    assert harbin.edition("workflows", "supervision_review", on=date(2020, 7, 1)).since == date(2020, 7, 1)


def test_no_procedure_appoints_a_judge(harbin: Policy) -> None:
    finals = {
        name: state.title.en
        for flow in ("shortlist_selection", "role_assignment", "open_recruitment")
        for name, state in edition(harbin, flow, date(2007, 1, 1)).states.items()
        if state.final
    }

    assert "proposed_to_congress" in finals
    assert [name for name in finals if "appointed" in name] == []


def edition(policy: Policy, name: str, on: date) -> Workflow:
    found: Workflow = policy.edition("workflows", name, on=on).value
    return found


def steps(policy: Policy) -> Iterator[tuple[Workflow, Transition]]:
    for name in PROCEDURES:
        for found in policy.editions("workflows", name):
            yield from ((found.value, one) for one in found.value.transitions)
