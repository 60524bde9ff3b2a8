"""Law's doctests: every worked case of the built-in pack, and how the runner names what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from courtqa.policy import Policy, read_as
from courtqa.testing import check_case, check_cases
from courtqa.testing.case_file import Case

CASES = Path(__file__).parents[2] / "courtqa" / "packs" / "harbin" / "cases"
FILES = sorted(CASES.rglob("*.yaml"))
CALM = CASES / "case_review" / "new_evidence.yaml"


@pytest.mark.parametrize(
    "file", FILES, ids=[file.relative_to(CASES).with_suffix("").as_posix() for file in FILES]
)
def test_the_law_makes_of_the_case_what_it_says(harbin: Policy, file: Path) -> None:
    results = check_case(harbin, file)

    assert [str(result) for result in results if not result.ok] == []


def test_every_case_of_the_pack_is_played_once(harbin: Policy) -> None:
    names = [result.name for result in check_cases(harbin)]

    assert names == [file.relative_to(CASES).with_suffix("").as_posix() for file in FILES]


def test_every_step_of_every_workflow_is_walked_by_some_case(harbin: Policy) -> None:
    walked = set()
    for file in FILES:
        case, _ = read_as(Case, file)
        walked |= {(case.workflow, step.event) for step in case.steps if not step.expect.refused}
        walked |= {
            (case.workflow, f"lapse of {step.lapse}") for step in case.steps if not step.expect.refused
        }
    unwalked = [
        f"{edition.name}.{transition.event}"
        for edition in harbin.editions("workflows")
        if any(workflow == edition.name for workflow, _ in walked)
        for transition in edition.value.transitions
        if not transition.clock and (edition.name, transition.event) not in walked
    ]
    unlapsed = [
        f"{edition.name}.{name}"
        for edition in harbin.editions("workflows")
        for name, deadline in edition.value.deadlines.items()
        if deadline.lapse is not None and (edition.name, f"lapse of {name}") not in walked
    ]

    assert unwalked == []
    assert unlapsed == []


@pytest.mark.parametrize(
    "workflow", ["case_review", "petition_hearing", "role_assignment", "key_case_analysis"]
)
def test_every_procedure_has_at_least_four_cases(workflow: str) -> None:
    assert len(list((CASES / workflow).glob("*.yaml"))) >= 4


@pytest.mark.parametrize(
    ("written", "instead", "line", "message"),
    [
        (
            "expect: {state: court_reviewed, late: false}",
            "expect: {state: graded, late: false}",
            "expect: {state: graded",
            "found the state court_reviewed, expected graded",
        ),
        (
            "due: {court_review: 2007-04-11}",
            "due: {court_review: 2007-04-12}",
            "due: {court_review: 2007-04-12}",
            "found the deadline court_review 2007-04-11, expected 2007-04-12",
        ),
        (
            "expect: {state: court_reviewed, late: false}",
            "expect: {refused: [wrong_unit]}",
            "expect: {refused: [wrong_unit]}",
            "found the state court_reviewed, expected a refusal: wrong_unit",
        ),
        (
            "roles: [reviewer], unit: trial_management_office",
            "roles: [reviewer], unit: civil_1",
            "event: submit_court_review",
            "found a refusal: wrong_unit",
        ),
        ("by: sun", "by: nobody", "by: nobody", "found 'nobody', expected one of the people"),
        ("at: 2007-04-09", "at: spring", "at: spring", "found 'spring', expected a day such as 2007-03-01"),
        ("- event: submit_court_review", "- lapse: self_review", "lapse: self_review", "is not running"),
        ("responsibility: none}\n", "responsibility: error}\n", "responsibility: error}", "expected 'error'"),
        ("closed: true", "closed: false", "closed: false", "found closed: True, expected False"),
        (
            "state: no_fault_closed\n  closed",
            "state: closed\n  closed",
            "state: closed",
            "found the state no_fault_closed",
        ),
        (
            "workflow: case_review",
            "workflow: case_revue",
            "workflow: case_revue",
            "did you mean 'case_review'?",
        ),
        ("opened:", "opend:", "opend:", "found the unknown key 'opend'"),
    ],
)
def test_what_differs_is_named_with_its_line(
    harbin: Policy, tmp_path: Path, written: str, instead: str, line: str, message: str
) -> None:
    text = CALM.read_text(encoding="utf-8")
    assert written in text
    changed = tmp_path / "changed.yaml"
    changed.write_text(text.replace(written, instead), encoding="utf-8")

    results = check_case(harbin, changed)

    assert not any(result.ok for result in results)
    found = [result for result in results if message in result.message]
    assert found, "\n".join(map(str, results))
    lines = changed.read_text(encoding="utf-8").splitlines()
    near = "\n".join(lines[found[0].line - 1 : found[0].line + 4])
    assert line in near, f"{found[0]}\n{near}"
