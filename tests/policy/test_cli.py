"""``courtqa policy``: what it prints, and the exit code that a build can stand on."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from courtqa.cli.policy import policy_app

BROKEN = Path(__file__).parents[1] / "broken_packs"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(policy_app, arguments)


def test_the_built_in_pack_passes_and_says_what_was_checked() -> None:
    result = run("check", "harbin")

    assert result.exit_code == 0, result.output
    assert "no problem found" in result.output
    assert "workflows:" in result.output
    assert "digest: " in result.output


def test_a_broken_pack_fails_with_every_problem_on_a_line_of_its_own() -> None:
    result = run("check", str(BROKEN / "edition_several_faults_at_once"))

    assert result.exit_code == 1
    assert "roles/court/2008-01-01.yaml:5: found the unknown key 'titel', expected 'title'\n" in result.output
    assert "7 problems in 2 files" in result.output


def test_a_rule_is_explained_on_a_day_in_either_language() -> None:
    arguments = ("explain", "deadlines/case_review/grading", "--on", "2008-05-01")

    assert "law" in run(*arguments).output
    assert "依据" in run(*arguments, "--lang", "zh").output


def test_a_day_that_is_none_is_refused() -> None:
    result = run("explain", "deadlines/case_review/grading", "--on", "2008-5-1")

    assert result.exit_code == 2
    assert "YYYY-MM-DD" in result.output


def test_a_pack_does_not_differ_from_itself() -> None:
    assert "no rule differs" in run("diff", "harbin", "harbin").output


def test_an_overlay_is_compared_with_what_it_lies_over(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        'name: ours\ntitle: {zh: 本院, en: ours}\nversion: "1"\nreference: {title: 院规, article: 第1条}\n',
        encoding="utf-8",
    )
    file = tmp_path / "series" / "deadlines" / "case_review" / "grading.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(
        "amends: we grade sooner\nreplace:\n  values:\n"
        "    2006-01-01: {value: 3, reference: {title: 院规, article: 第2条}}\n",
        encoding="utf-8",
    )

    result = run("diff", "harbin", str(tmp_path), "--over", "--lines")

    assert result.exit_code == 0, result.output
    assert (
        "~ deadlines/case_review/grading (2006-01-01): 5 → 3\n    ours; we grade sooner; 院规, 第2条"
        in result.output
    )


def test_assumptions_are_listed_and_counted() -> None:
    lines = run("assumptions").output.splitlines()

    assert lines[-1] == f"{len(lines) - 1} assumptions"


@pytest.mark.parametrize("fault", ["yaml_alias_bomb", "yaml_nested_too_deep", "pack_without_head"])
def test_a_pack_that_can_not_be_read_is_a_message_and_no_traceback(fault: str) -> None:
    result = run("check", str(BROKEN / fault))

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
