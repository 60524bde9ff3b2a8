"""Every result of an evaluation draws itself, shows itself in a notebook and speaks Chinese when asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from courtqa import evaluation
from courtqa.evaluation import (
    AssessedGrade,
    Candidate,
    Evaluation,
    evaluate,
    read_cases,
    reconcile,
    select,
)
from courtqa.evaluation.charts import svg
from courtqa.kinds import load_policy
from courtqa.simulation import court_years

pytestmark = pytest.mark.once

HOSTILE = "<b>庭</b>"
NARRATIVE = {
    "title": {"zh": "总结", "en": "the narrative"},
    "figures": {
        "closed": {"value": 100, "title": {"zh": "结案", "en": "closed"}},
        "reversed": {"value": 7, "title": {"zh": "发改", "en": "reversed"}},
        "rate": {"percent": 5.0, "title": {"zh": "发改率", "en": "rate"}},
    },
    "checks": {
        "rate_holds": {
            "title": {"zh": "发改率", "en": "the rate"},
            "left": "rate",
            "right": {"quotient": ["reversed", "closed"]},
        }
    },
}


@pytest.fixture(scope="module")
def year() -> Evaluation:
    records = court_years(2006, 2007, seed=7)
    few = records.cases.filter(pl.col("division").is_in(["criminal_1", "civil_1", "civil_2"]))
    cases = read_cases(few.with_columns(pl.col("division").replace({"civil_2": HOSTILE})))
    return evaluate(
        cases,
        policy=load_policy("harbin"),
        period="2007",
        events=records.events,
        staff=records.staff,
        as_of=date(2008, 1, 20),
    )


@pytest.fixture(scope="module")
def results(year: Evaluation) -> dict[str, Any]:
    assert year.defects is not None
    people = [
        Candidate(name, dict.fromkeys(year.assessment.selection.weights, score))
        for name, score in (("甲", 90), ("乙", 80), ("丙", 70))
    ]  # type: ignore[union-attr]
    cases = read_cases(pl.DataFrame({"case_id": ["1", "1"], "filed_on": ["2007-01-02", "2007-02-30"]}))
    found = {
        "Evaluation": year,
        "Measures": year.measures,
        "Vertical": year.vertical,
        "Explained": year.vertical["civil_1"],
        "Horizontal": year.horizontal,
        "Ranking": year.horizontal.ranking(),
        "Funnel": year.horizontal.funnel("petitions"),
        "Shrinkage": year.horizontal.shrunk("petitions"),
        "CaseMix": year.case_mix("reversal_remand_rate"),
        "Cohorts": year.cohorts("reversal_remand_rate"),
        "Sensitivity": year.horizontal.sensitivity("leave_one_out"),
        "Dirichlet": year.horizontal.sensitivity("dirichlet"),
        "ControlChart": year.control("closure_rate", first="2006-01"),
        "Screening": year.gaming(),
        "Selection": select(people, places=2, assessment=year.assessment),
        "Cases": cases,
        "DefectReport": cases.defects,
    }
    found["HealthCheck"] = year.health()
    return found


def test_no_public_result_is_missing_from_this_list(results: dict[str, Any]) -> None:
    """A class that explains itself or gives a table is a result, unless it is one line of another."""
    shown = {type(each).__name__ for each in results.values()} | {"Reconciliation"}
    public = {name: getattr(evaluation, name) for name in evaluation.__all__}
    classes = {name for name, each in public.items() if isinstance(each, type) and hasattr(each, "to_frame")}

    assert classes - shown - ELSEWHERE == set()


ELSEWHERE = {"RoleReview", "Workload"}
"""Results that are tested where they are made."""


def test_each_draws_itself_in_both_languages(results: dict[str, Any]) -> None:
    for name, result in results.items():
        for lang in ("zh", "en"):
            assert result.plot(lang=lang).to_dict()["config"]["font"].startswith("Noto"), name


def test_each_shows_itself_in_a_notebook_and_no_name_becomes_markup(results: dict[str, Any]) -> None:
    for name, result in results.items():
        shown = result._repr_html_()

        assert "<table" in shown, name
        assert HOSTILE not in shown, name


def test_each_gives_a_table_with_headings_in_chinese(results: dict[str, Any]) -> None:
    for name, result in results.items():
        if name in {"Cases", "DefectReport"}:
            continue
        plain, chinese = result.to_frame(), result.to_frame(labels="zh")

        assert plain.shape == chinese.shape, name
        assert all(column.isascii() for column in plain.columns), name
        assert any(not column.isascii() for column in chinese.columns), name


def test_a_narrative_that_does_not_agree_shows_how_far_it_is_off(tmp_path: Any) -> None:
    import yaml

    path = tmp_path / "figures.yaml"
    path.write_text(yaml.safe_dump(NARRATIVE, allow_unicode=True), encoding="utf-8")
    found = reconcile(path)

    assert "<table" in found._repr_html_()
    assert "结论" in found.to_frame(labels="zh").columns
    assert "发改率" in svg(found.plot(lang="zh"))


def test_scorecards_carry_grades_in_words_and_signs(year: Evaluation) -> None:
    pytest.importorskip("great_tables", reason="pip install 'courtqa[plots]'")
    step = next(iter(year.assessment.steps))
    unit = year.with_assessments(
        [
            AssessedGrade(
                "civil_1",
                step,
                "better",
                "liu",
                year.assessment.steps[step].by[0],
                date(2008, 1, 9),
                "新收激增",
            )
        ]
    )
    cards = [
        unit.vertical.scorecard(lang="zh"),
        unit.vertical["civil_1"].scorecard(lang="zh"),
        unit.horizontal.scorecard(lang="zh"),
    ]
    told = "".join(card.as_raw_html() for card in cards)

    assert "发改率" in told
    assert "▲ 好" in told
    assert HOSTILE not in told


def test_every_result_speaks_of_itself(year: Evaluation) -> None:
    assert "仅凭偶然也会有约" in year.explain("zh")
    assert "chance alone would give about" in year.explain("en")
