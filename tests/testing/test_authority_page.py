"""docs/explanation/authority.md says what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from courtqa.testing.authority import SPEAKS
from courtqa.testing.combinations import TOTAL
from courtqa.workflows import authority, recusing
from courtqa.workflows.reasons import SENTENCES

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "authority.md").read_text(encoding="utf-8")
CODES = sorted({code for codes in SPEAKS.values() for code in codes} | {"version_not_read", "not_flagged"})


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_authority_stands_there_with_both_its_sentences(code: str) -> None:
    assert f"| `{code}` | {SENTENCES[code].zh} | {SENTENCES[code].en} |" in PAGE


def test_the_order_lists_as_many_questions_as_there_are_checks() -> None:
    checks = (*authority.CHECKS, *authority.BODY, *authority.CONSENTS, *authority.NAMED)
    numbers = [line.split("|")[1].strip() for line in PAGE.splitlines() if line.startswith("| ")]

    assert [number for number in numbers if number.isdigit()] == [str(n + 1) for n in range(len(checks))]


def test_the_figures_are_those_of_all_combinations_and_of_every_check() -> None:
    assert f"{TOTAL:,} of {TOTAL:,} combinations decided" in PAGE
    assert f"engine and oracle agree on {TOTAL:,}, reasons and all" in PAGE
    of_a_step = (*authority.CHECKS, *authority.BODY, *authority.CONSENTS, *authority.NAMED)
    for check in (*of_a_step, *recusing.DECLARING):
        assert f" {check.__name__} " in PAGE
