"""Whose function might change (H44, H45): proposals with grounds, never decisions."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from attrs import evolve

from courtqa.errors import RuleMissing
from courtqa.evaluation import Assessment, Indicator, measures, propose_roles
from courtqa.policy import Policy


@pytest.fixture(scope="module")
def policy(harbin: Policy) -> Policy:
    return harbin


@pytest.fixture(scope="module")
def rules(policy: Policy) -> Assessment:
    found: Assessment = policy.edition("assessments", "divisions", on=date(2007, 12, 31)).value
    return found


@pytest.fixture(scope="module")
def judges(policy: Policy) -> tuple:
    """Six panel judges with like figures, but one who closes and mediates far more; six lead judges, one often reversed."""
    names, rows = [f"P{n}" for n in range(6)] + [f"L{n}" for n in range(6)], []
    for judge in names:
        closed = 160 if judge == "P0" else 60
        mediated = 112 if judge == "P0" else 18
        reversed_ = 12 if judge == "L0" else 1
        rows += [
            {
                "case_id": f"{judge}-{n}",
                "division": "civil_1",
                "judge": judge,
                "case_type": "civil",
                "filed_on": date(2007, 1, 5),
                "closed_on": date(2007, 6, 1),
                "closing_manner": "mediation" if n < mediated else "judgment",
                "appeal_decided_on": date(2007, 9, 1) if n < reversed_ else None,
                "appeal_outcome": "reversed" if n < reversed_ else None,
            }
            for n in range(closed)
        ]
    found: dict[str, Indicator] = {}
    for name in ("flow", "trial_work"):
        found |= policy.edition("indicators", name, on=date(2007, 12, 31)).value.indicators
    chosen = {n: found[n] for n in ("closed", "mediation_withdrawal_rate", "reversal_remand_rate")}
    measured = measures(pl.DataFrame(rows, infer_schema_length=None), chosen, period=2007, by="judge")
    functions = {n: "panel_judge" if n.startswith("P") else "lead_judge" for n in names}
    return measured, functions | {"A0": "assistant_judge"}


def test_a_function_is_proposed_with_grounds_and_decided_by_people(judges: tuple, rules: Assessment) -> None:
    measured, functions = judges
    findings = {"L0": {"quality_finding": ["漏列当事人"]}, "A0": {"outstanding_work": ["调研获奖"]}}
    found = propose_roles(measured, functions, assessment=rules, findings=findings)

    assert [(p.person, p.rule) for p in found.proposals] == [
        ("P0", "panel_judge_rises"),
        ("A0", "assistant_judge_rises"),
        ("L0", "poor_quality_falls"),
    ]
    rise = found.proposals[0]
    assert rise.data == {"closings": 160, "mediation_rate": 70.0}
    assert "people decide" in rise.explain("en")
    assert "由人决定" in rise.explain("zh")
    assert found.proposals[2].data == {"proposed_function": "panel_judge", "quality_findings": ["漏列当事人"]}


def test_a_bad_rate_alone_moves_nobody_and_neither_does_a_finding_without_one(
    judges: tuple, rules: Assessment
) -> None:
    measured, functions = judges

    def proposed(findings: dict) -> list[str]:
        review = propose_roles(measured, functions, assessment=rules, findings=findings)
        return [p.person for p in review.proposals if p.kind == "demotion"]

    assert proposed({}) == []
    assert proposed({"L1": {"quality_finding": ["x"]}}) == []
    assert proposed({"L1": {"problem": ["x"]}}) == ["L1"]


def test_the_data_of_a_proposal_open_the_procedure_that_decides_it(
    judges: tuple, rules: Assessment, policy: Policy
) -> None:
    measured, functions = judges
    findings = {"L0": {"quality_finding": ["漏列当事人"]}, "A0": {"outstanding_work": ["调研获奖"]}}
    found = propose_roles(measured, functions, assessment=rules, findings=findings)
    workflow = policy.edition("workflows", "role_assignment", on=date(2007, 12, 31)).value
    events = {step.event: step for step in workflow.transitions}

    for proposal in found.proposals:
        assert set(proposal.data) == set(events[proposal.event].requires)
        assert set(proposal.data) <= set(workflow.fields)


def test_too_few_peers_or_cases_are_no_ground_and_an_edition_without_rules_proposes_nothing(
    judges: tuple, rules: Assessment
) -> None:
    measured, functions = judges
    few = {n: f for n, f in functions.items() if n in {"P0", "P1"}}
    found = propose_roles(measured, few, assessment=rules)

    assert not found.proposals
    assert "too few" in found.of("P0")[0].explain("en")
    with pytest.raises(RuleMissing):
        propose_roles(measured, few, assessment=evolve(rules, roles=None))
