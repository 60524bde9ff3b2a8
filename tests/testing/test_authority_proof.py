"""Authority against an oracle written apart from it, and without each of its checks in turn."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from courtqa.testing import authority as proof
from courtqa.testing import oracle, oracle_recusal
from courtqa.testing.combinations import TOTAL, attempt, drawn
from courtqa.workflows import authority, recusing

pytestmark = pytest.mark.once

MANY = 50_000


@pytest.fixture(scope="module")
def proven() -> proof.Proof:
    return proof.prove(MANY)


def test_there_are_more_than_a_million_attempts() -> None:
    assert TOTAL >= 1_000_000


def test_the_attempts_drawn_are_all_different() -> None:
    assert len(set(drawn(MANY))) == MANY
    assert attempt(TOTAL - 1) != attempt(0)


def test_engine_and_oracle_give_the_same_reasons_for_every_attempt(proven) -> None:
    assert proven.disagreements == ()
    assert proven.agreed == proven.attempts == MANY


def test_every_kind_of_outcome_is_met(proven) -> None:
    assert all(count > 100 for count in proven.outcomes.values())


def test_no_check_can_be_deleted_unnoticed(proven) -> None:
    assert {one.check for one in proven.deleted if not one.let_through} == set()


def test_every_check_of_the_engine_is_deleted_once(proven) -> None:
    checks = (
        *authority.CHECKS,
        *authority.BODY,
        *authority.CONSENTS,
        *authority.NAMED,
        *recusing.DECLARING,
    )

    assert [one.check for one in proven.deleted] == [check.__name__ for check in checks]


def test_the_checks_are_all_there_again_afterwards(proven) -> None:
    assert len(authority.CHECKS) == len({check.__name__ for check in authority.CHECKS}) == 15


def test_the_oracles_know_records_and_definitions_only() -> None:
    imported = {
        str(node.module)
        for module in (oracle, oracle_recusal)
        for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }

    assert {name for name in imported if name.startswith("courtqa")} == {
        "courtqa.testing.oracle",
        "courtqa.workflows.definition",
        "courtqa.workflows.organisation",
        "courtqa.workflows.personnel",
        "courtqa.workflows.records",
    }


def test_the_command_prints_what_was_decided_and_what_each_deletion_let_through(proven, capsys) -> None:
    proof.print_proof(proven)

    told = capsys.readouterr().out
    assert f"50,000 of {TOTAL:,} combinations decided" in told
    assert "engine and oracle agree on 50,000" in told
    assert "NOT NOTICED" not in told


def test_any_declaration_taken_where_it_may_not_be_shows_as_disagreement(monkeypatch) -> None:
    kept = tuple(check for check in recusing.DECLARING if check.__name__ != "theirs_to_say")
    monkeypatch.setattr(recusing, "DECLARING", kept)
    number = next(
        number
        for number in range(TOTAL - 1, 0, -1)
        if proof._right(attempt(number)) == ("refused", frozenset({"may_not_recuse"}))
    )

    assert proof._decided(attempt(number)) == ("recusal", frozenset())


def test_a_proof_of_too_few_attempts_does_not_hold_and_says_so(capsys) -> None:
    assert proof.main(["--combinations", "200"]) == 1

    assert "NOT NOTICED" in capsys.readouterr().out


def test_a_check_that_is_missing_shows_as_disagreement(monkeypatch) -> None:
    kept = tuple(check for check in authority.CHECKS if check.__name__ != "not_recused")
    monkeypatch.setattr(authority, "CHECKS", kept)
    found = proof.prove(500)

    assert found.agreed < found.attempts
    assert found.disagreements
