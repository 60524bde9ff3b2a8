"""For every adverse step of both packs: each requirement alone, when it is missing, makes the step impossible."""

from __future__ import annotations

import re

import pytest
from attrs import evolve

from courtqa.policy import Lookup
from courtqa.testing.requirements import adverse_steps, lacking, requirements, way_of
from courtqa.workflows import Refusal
from courtqa.workflows.due_process import due_process

from .conftest import pack

POLICY = pack("prc_current")  # lies over the other pack and plays the cases of both
STEPS = adverse_steps(POLICY)
ARTICLE = re.compile(r"第[一二三四五六七八九十百〇0-9]+条|五项机制")
MEASURES = {
    "admonition",
    "adjudication_suspension",
    "duty_suspension",
    "discipline",
    "resignation",
    "removal_proposal",
    "trial_post_transfer",
}
NAMES = [f"{name}@{since}:{index}" for name, since, index in STEPS]


def test_no_adverse_step_of_either_pack_is_skipped() -> None:
    skipped = [key for key, taken in STEPS.items() if taken is None]

    assert skipped == []
    assert {name for name, _, _ in STEPS} >= MEASURES
    assert {since.year for name, since, _ in STEPS if name == "adjudication_suspension"} == {2006, 2019}


def test_the_pack_below_by_itself_has_the_very_same_adverse_steps() -> None:
    alone = pack("harbin")
    below = {
        (each.name, each.since): each.digest for each in POLICY.editions("workflows") if each.pack == "harbin"
    }

    assert below == {(each.name, each.since): each.digest for each in alone.editions("workflows")}
    assert {(name, since) for name, since, _ in STEPS} <= below.keys() | {
        (each.name, each.since) for each in POLICY.editions("workflows") if each.pack == "prc_current"
    }


@pytest.mark.parametrize("key", STEPS, ids=NAMES)
def test_a_step_that_lacks_one_thing_is_refused_by_its_article(key) -> None:
    taken = STEPS[key]
    way = way_of(taken)
    found = list(lacking(taken))

    assert [each.requirement for each in found] == list(requirements(taken))
    for each in found:
        assert each.refused, (each.requirement, each.code, each.outcome)
        if isinstance(each.outcome, Refusal):
            rules = {reason.rule for reason in each.outcome.reasons}
            assert rules <= {way.rule, None}, each.requirement
            assert way.rule in rules or each.code == "lapse_comes_first", (each.requirement, rules)
    assert ARTICLE.search(str(way.rule)), way.rule


@pytest.mark.parametrize("key", [key for key in STEPS if key[0] in MEASURES], ids=str)
def test_a_measure_needs_a_finding_a_rule_an_end_a_hearing_two_persons_a_service_and_a_remedy(key) -> None:
    """What the step itself does not ask for was asked for by a step that must have come before it."""
    taken = STEPS[key]
    workflow = taken.plan.workflow
    one = workflow.transitions[key[2]]
    before = {each.event: each for each in workflow.transitions}
    chain = [one]
    for step in chain:  # and what must come before what must come before
        chain += [before[event] for event in step.after if before[event] not in chain]
    asked = {name for step in chain for name in step.requires} | set(workflow.open_requires)
    guards = {call.guard for step in chain for call in step.when}

    assert one.remedy is not None
    assert one.authority is not None
    assert one.approvals > 1 or one.quorum is not None or one.not_same_as
    assert "rule_in_force" in guards
    assert {"findings", "finding_final_on"} <= asked
    assert {"ends_on", "review_on", "resignation_text"} & asked
    assert {"remedy_notice", "resignation_text"} & asked
    assert one.after
    assert {"served_copy", "notice_text"} & asked


@pytest.mark.parametrize("safeguard", ["remedy", "after", "authority", "not_same_as"])
def test_a_definition_without_a_safeguard_does_not_load(safeguard) -> None:
    """Hearing, remedy, rule and four eyes cannot be written out of a procedure: the loader asks for each."""
    empty = {"remedy": None, "after": (), "authority": None, "not_same_as": ()}[safeguard]
    lookup = Lookup(POLICY)
    for name, since, index in STEPS:
        workflow = next(each.value for each in POLICY.editions("workflows", name) if each.since == since)
        one = evolve(workflow.transitions[index], **{safeguard: empty})
        if safeguard == "not_same_as" and (one.approvals > 1 or one.quorum is not None):
            one = evolve(one, approvals=1, quorum=None)
        steps = list(workflow.transitions)
        steps[index] = one
        complaints = list(due_process(evolve(workflow, transitions=tuple(steps)), lookup))

        assert [each.path[:2] for each in complaints] == [("transitions", index)], (name, index)
