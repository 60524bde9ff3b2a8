"""What an analyst's hour with a strange register met: a title, merged cells, cut numbers, open ends, whose court it is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import typer
from attrs import evolve
from typer.testing import CliRunner

from courtqa.cli.evaluate import evaluate as evaluate_command
from courtqa.cli.mapping import mapping_app
from courtqa.errors import Misfit, PolicyError, RecordsError, UnknownName
from courtqa.evaluation import Cases, Evaluation, Veto, evaluate, health_check, read_cases
from courtqa.evaluation.assessment import Assessment
from courtqa.evaluation.health import health_by
from courtqa.evaluation.indicator import Band
from courtqa.evaluation.suggesting import suggest_mapping
from courtqa.evaluation.vertical import assess
from courtqa.policy import Policy

pytestmark = pytest.mark.once

HEADER = "序号,案件标识,案件类型,承办部门,承办人,立案日期,结案日期,结案方式,二审结果"
ROWS = """1,230100000000000001,民事一审,民一庭,甲,2007/1/5,2007-03-01,判决,维持
2,230100000000000002,民事一审,民1庭,甲,2007-02-05,39233,判决,改判
,,,,,,,,
3,230100000000000002,民事一审,民1庭,甲,2007-02-05,39233,判决,改判
4,230100000000000002,民事一审,民1庭,乙,2007-02-05,39234,调解,NA
5,2.30100E+17,刑事一审,刑一庭,丙,2007-03-05,2007-04-01,判决,未上诉
6,2.30100E+17,刑事一审,刑一庭,丙,2007-03-06,,未结,
7,230100000000000007,刑事一审,刑一庭,,2007-03-07,1900-01-01,判决,
合计,,,,,,,7,
"""
UNITS = {"civil_1": "民事审判第一庭", "civil_2": "民事审判第二庭", "criminal_1": "刑事审判第一庭"}
TITLED = f"松北区人民法院案件查询结果（2007年）,,,,,,,,\n{HEADER}\n{ROWS}"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("register") / "导出.csv"
    path.write_bytes(TITLED.encode("gbk"))
    return path


@pytest.fixture(scope="module")
def mapping(register: Path) -> Path:
    path = register.with_suffix(".yaml")
    told = CliRunner().invoke(mapping_app, ["suggest", str(register), "-o", str(path), "--lang", "zh"])
    assert told.exit_code == 0, told.output
    return path


@pytest.fixture(scope="module")
def cases(register: Path, mapping: Path) -> Cases:
    return read_cases(register, mapping=mapping)


def test_a_title_above_the_header_is_seen_and_stepped_over(register: Path) -> None:
    found = suggest_mapping(register, units=UNITS)

    assert (found.header_row, found.separator, found.encoding, found.rows) == (2, ",", "gb18030", 9)
    assert {guess.name for guess in found.guesses} >= {"case_id", "division", "filed_on", "closed_on"}


def test_short_names_in_either_digits_and_types_by_their_beginning_are_known(register: Path) -> None:
    found = {guess.name: guess for guess in suggest_mapping(register, units=UNITS).guesses}

    assert found["division"].values == {"民一庭": "civil_1", "民1庭": "civil_1", "刑一庭": "criminal_1"}
    assert found["case_type"].values == {"民事一审": "civil", "刑事一审": "criminal"}
    assert found["case_type"].begun
    assert found["closing_manner"].missing == ("未结",)
    assert found["appeal_outcome"].missing == ("NA", "未上诉")


def test_the_rest_of_merged_cells_and_the_total_are_left_out_and_counted(cases: Cases) -> None:
    assert cases.defects["fragments"].rejected == 2
    assert cases.defects.accepted + cases.defects.rejected == cases.defects.rows == 9


def test_a_repeated_row_that_says_something_else_is_named(cases: Cases) -> None:
    assert cases.defects["repeated"].rejected == 2
    assert [spot.row for spot in cases.defects["repeated_but_different"].first] == [5]


def test_numbers_that_a_spreadsheet_cut_repeat_nothing_and_are_reported(cases: Cases, mapping: Path) -> None:
    assert cases.defects["case_id_cut"].count == 2
    assert cases.frame["case_id"].to_list().count("2.30100E+17") == 2
    assert "2 个案号已被电子表格截成" in mapping.read_text(encoding="utf-8")


def test_a_case_said_to_be_closed_on_no_day_is_reported(cases: Cases) -> None:
    assert [spot.row for spot in cases.defects["closed_without_day"].first] == [8]


def test_places_are_told_in_the_reader_s_language(register: Path, mapping: Path) -> None:
    told = CliRunner().invoke(mapping_app, ["check", str(mapping), str(register), "--lang", "zh"])

    assert "第 5 行：“230100000000000002”" in told.output
    assert "row 5" not in told.output


def test_a_fault_below_a_title_is_told_by_its_line_in_the_file(mapping: Path, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_bytes(f"{TITLED}8,only\n".encode("gbk"))

    with pytest.raises(RecordsError, match=r"record 10 \(line 12\) has 2 columns"):
        read_cases(path, mapping=mapping)


def test_a_header_row_that_is_not_there_is_refused(register: Path, tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(
        "title: {zh: 案, en: cases}\nencoding: gbk\nheader_row: 99\ncolumns: {case_id: 案件标识}\n",
        encoding="utf-8",
    )

    with pytest.raises(RecordsError, match="it has no row 99"):
        read_cases(register, mapping=path)


def test_where_no_column_is_known_it_is_said_and_not_called_done(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a,b\n1,2007/3/4\n2,2007/3/5\n", encoding="utf-8")
    told = CliRunner().invoke(mapping_app, ["suggest", str(path)])

    assert "no column was recognised; the file's are a, b" in told.output
    assert "#   filed_on: …  # filed on" in told.output
    assert "b (days, %Y/%m/%d)" in told.output


def test_a_faulty_mapping_is_not_called_a_policy(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text("columns: {case_id: 案号}\n", encoding="utf-8")

    with pytest.raises(PolicyError, match="1 problem in the mapping") as refused:
        read_cases(path, mapping=path)
    assert refused.value.to("zh").startswith("对照表有 1 处问题")


def _rows() -> pl.DataFrame:
    """Two judges over two years, forty closings each a year; the second's reversals rise from 2 to 12."""
    rows = []
    for year in (2006, 2007):
        for judge, bad in (("甲", 3), ("乙", 2 if year == 2006 else 12)):
            for n in range(40):
                day = date(year, 12, 31) if n == 39 else date(year, 1, 1) + timedelta(days=9 * n)
                rows.append(
                    {
                        "case_id": f"{year}-{judge}-{n}",
                        "division": "civil_1",
                        "judge": judge,
                        "filed_on": day - timedelta(days=30),
                        "closed_on": day,
                        "appeal_decided_on": day if n < bad else None,
                        "appeal_outcome": "reversed" if n < bad else None,
                    }
                )
    return pl.DataFrame(rows)


@pytest.fixture(scope="module")
def by_judge(harbin: Policy) -> Evaluation:
    return evaluate(_rows(), policy=harbin, period="2007", by="judge")


def test_a_judge_gets_figures_and_no_grade(by_judge: Evaluation) -> None:
    row = by_judge.vertical["乙"].row("reversal_remand_rate")

    assert (row.grade, row.detail) == (None, "one_person")
    assert (row.before.numerator, row.after.numerator) == (2, 12)
    assert by_judge.vertical["乙"].grade is None
    assert by_judge.vertical.court.row("reversal_remand_rate").grade is not None
    assert "no grade" in by_judge.explain()


def test_a_pack_that_grades_persons_says_so(by_judge: Evaluation) -> None:
    rules: Assessment = evolve(by_judge.assessment, persons=True)
    found = assess(by_judge.measures, by_judge.before, assessment=rules, provenance=by_judge.provenance)

    assert found["乙"].row("reversal_remand_rate").grade == "worse"


def test_the_report_bears_the_name_of_the_court_whose_records_they_are(
    register: Path, mapping: Path, harbin: Policy
) -> None:
    path = mapping.with_name("named.yaml")
    path.write_text(
        mapping.read_text(encoding="utf-8") + "court: {zh: 松北区人民法院, en: Songbei District Court}\n",
        encoding="utf-8",
    )
    found = evaluate(read_cases(register, mapping=path), policy=harbin, period="2007")

    assert found.court.zh == "松北区人民法院"
    assert found.explain("zh").startswith("松北区人民法院 · 2007年")


def test_the_sheet_on_the_terminal_is_in_chinese_throughout(register: Path, mapping: Path) -> None:
    app = typer.Typer()
    app.command()(evaluate_command)
    asked = [str(register), "-m", str(mapping), "--period", "2007", "--by", "judge", "--lang", "zh"]
    told: Any = CliRunner().invoke(app, asked, env={"COLUMNS": "200", "NO_COLOR": "1"})

    assert told.exit_code == 0, told.output
    assert "承办人" in told.stdout
    assert "（未注明）" in told.stdout
    assert "信访率" in told.stdout.split("未记录")[1]
    assert "petition_rate" not in told.stdout


def test_a_range_that_an_assessment_sets_is_held_to_whatever_the_definition_calls_better(
    by_judge: Evaluation,
) -> None:
    figures = by_judge.measures
    inside = health_check(figures, bands={"reversal_remand_rate": Band(0, 1)})["乙", "reversal_remand_rate"]
    above = health_check(figures, bands={"reversal_remand_rate": Band(0, 0)})["乙", "reversal_remand_rate"]
    rules = by_judge.assessment
    item = evolve(rules.vertical.indicators["reversal_remand_rate"], direction="band", band=Band(0, 1))
    indicators = {**rules.vertical.indicators, "reversal_remand_rate": item}
    ours = evolve(rules, vertical=evolve(rules.vertical, indicators=indicators))

    assert (inside.standing, above.standing) == ("inside", "above")
    assert figures.indicators["reversal_remand_rate"].direction == "lower"
    assert health_by(ours, figures)["乙", "reversal_remand_rate"].standing == "inside"


def test_a_veto_that_would_change_nothing_is_refused_and_not_passed_over(harbin: Policy) -> None:
    found = evaluate(_rows(), policy=harbin, period="2007")
    late = Veto(
        "civil_1",
        "major_problem",
        "泄密",
        by="审委会",
        on=date(2008, 1, 20),
        effect="exclude",
        until=date(2008, 6, 1),
    )

    with pytest.raises(Misfit, match="in force on 2007-12-31"):
        found.with_vetoes([late])
    with pytest.raises(UnknownName, match="no unit named 'civil_9'"):
        found.with_vetoes([evolve(late, unit="civil_9", on=date(2007, 12, 20))])
    assert found.with_vetoes([evolve(late, on=date(2007, 12, 20))]).horizontal.veto_of("civil_1") is not None


def test_an_unknown_name_is_told_in_chinese_with_its_kind(harbin: Policy) -> None:
    with pytest.raises(UnknownName) as refused:
        evaluate(_rows(), policy=harbin, period="2007", assessment="judges")

    assert refused.value.to("zh") == "没有名为“judges”的评估规则；已有：divisions"
