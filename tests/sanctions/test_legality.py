"""The legality lint and the memorandum, in the API and on the command line, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from typer.testing import CliRunner

from courtqa.cli.app import app
from courtqa.sanctions import legality, memo

from .conftest import pack

HARBIN, CURRENT = pack("harbin"), pack("prc_current")


def run(*arguments: str):
    return CliRunner().invoke(app, ["policy", *arguments])


def test_a_step_stands_on_its_rule_until_the_day_before_the_law_takes_it() -> None:
    last, first = (legality(CURRENT, on=day) for day in (date(2019, 5, 31), date(2019, 6, 1)))

    assert last["duty_suspension.decide_suspension"].standing == "in_force"
    assert first["duty_suspension.decide_suspension"].standing == "lost"
    assert "第五十七条" in first["duty_suspension.decide_suspension"].text.zh


def test_what_is_unlawful_on_a_day_is_just_what_lost_its_basis() -> None:
    found = legality(CURRENT, on=date(2024, 1, 1))

    assert {(step.rule, step.name) for step in found.unlawful} == {
        ("workflows/duty_suspension@2006-01-01", "decide_suspension"),
        ("workflows/duty_suspension@2006-01-01", "serve_decision"),
        ("workflows/trial_post_transfer@2006-01-01", "decide_transfer"),
        ("workflows/trial_post_transfer@2006-01-01", "serve_decision"),
        ("workflows/trial_post_transfer@2006-01-01", "carry_out_transfer"),
        ("workflows/trial_post_transfer@2006-01-01", "keep_transfer"),
    }


def test_every_transition_of_every_procedure_in_force_is_spoken_of() -> None:
    day = date(2024, 1, 1)
    found = legality(CURRENT, on=day)
    steps = sum(
        len(CURRENT.edition("workflows", name, on=day).value.transitions)
        for name in CURRENT.names("workflows")
    )
    rungs = sum(
        len(CURRENT.edition("ladders", name, on=day).value.rungs) for name in CURRENT.names("ladders")
    )

    assert len(found.steps) == steps + rungs
    assert all(step.text.zh and step.text.en for step in found.steps)


def test_an_article_cited_before_its_day_is_noticed() -> None:
    found = legality(HARBIN, on=date(2008, 1, 1))

    early = [step for step in found.problems if step.standing == "cited_early"]
    assert any("法官法" in step.text.zh and "2019-10-01" in step.text.zh for step in early)
    assert found.unlawful == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_memorandum_says_what_was_what_is_since_when_and_on_which_article(lang) -> None:
    text = memo(HARBIN, CURRENT).to(lang)

    for word in {
        "zh": [
            "一、失去依据的",
            "自 2019-10-01 起不再有：《中华人民共和国法官法（2019年修订）》第四十七条",
            "二、新的依据",
            "三、程序与阶梯",
            "四、数值",
            "五、未查得来源",
            "只能在“discipline”程序进行中办理",
            "是 → 否",
        ],
        "en": [
            "1. What lost its basis",
            "No longer since 2019-10-01: Judges Law",
            "2. What now stands on law",
            "is refused from then on: adjudication_suspension@2006-01-01 decide_suspension",
            "only while its discipline proceeding is under way",
            "30 calendar days → 90 calendar days, since 2019-06-01",
            "5. What was not read",
        ],
    }[lang]:
        assert word in text


def test_a_pack_does_not_differ_from_itself() -> None:
    assert str(memo(HARBIN, HARBIN)) == "no rule differs"


def test_the_commands_print_them() -> None:
    told = run("diff", "harbin", "prc_current", "--lang", "zh")
    strict = run("legality", "prc_current", "--on", "2024-01-01", "--strict")

    assert told.exit_code == 0
    assert told.output.startswith("备忘：由《哈尔滨市中级人民法院审判质量管理规则")
    assert strict.exit_code == 1
    assert "6 have lost their basis" in strict.output


def test_what_was_not_read_in_any_law_has_no_value() -> None:
    paths = [path for path in CURRENT.series_paths() if path.startswith("unsourced/")]

    assert len(paths) == 4
    assert all(value.value is None and value.note for path in paths for value in CURRENT.series(path).values)
