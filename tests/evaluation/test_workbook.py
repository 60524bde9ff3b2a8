"""The workbook: sheets for those who live in Excel, numbers as numbers, and no text that Excel would run."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from courtqa.evaluation import Evaluation, evaluate
from courtqa.kinds import load_policy
from courtqa.simulation import court_years

pytestmark = pytest.mark.once

pytest.importorskip("xlsxwriter", reason="pip install 'courtqa[excel]'")
openpyxl = pytest.importorskip("openpyxl", reason="pip install openpyxl")
HOSTILE = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(scope="module")
def year() -> Evaluation:
    records = court_years(2006, 2007, seed=7)
    few = records.cases.filter(pl.col("division").is_in(["criminal_1", "civil_1", "civil_2"]))
    cases = few.with_columns(pl.col("division").replace({"civil_2": HOSTILE}))
    return evaluate(
        cases, policy=load_policy("harbin"), period="2007", events=records.events, staff=records.staff
    )


@pytest.fixture(scope="module")
def book(year: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = year.save(tmp_path_factory.mktemp("book") / "report.xlsx")
    found = openpyxl.load_workbook(path)
    yield found
    found.close()


def test_every_part_of_the_report_has_its_sheet(book: Any) -> None:
    assert book.sheetnames == [
        "摘要", "指标", "纵向评估", "横向排序", "漏斗图数据", "各部门", "法官", "数字背后的案件", "数据失真检验",
        "指标定义", "数据质量", "来源与假设",
    ]  # fmt: skip


def test_no_cell_is_a_formula_and_a_hostile_name_is_text(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert any(cell.value == HOSTILE for cell in cells)


def test_figures_are_numbers_with_formats_and_agree_with_the_evaluation(book: Any, year: Evaluation) -> None:
    rows = [
        row
        for row in book["指标"].iter_rows(min_row=2)
        if row[0].value == "民事审判第一庭" and row[1].value == "发改率"
    ]
    measure = year.measures.get("civil_1", "reversal_remand_rate")

    assert measure.value is not None
    assert [rows[0][2].value, rows[0][3].value] == [measure.numerator, measure.denominator]
    assert rows[0][4].value == pytest.approx(float(measure.value))
    assert rows[0][4].number_format == "0.00%"


def test_tables_have_frozen_heads_and_filters(book: Any) -> None:
    for name in ("指标", "纵向评估", "各部门", "数字背后的案件"):
        assert book[name].freeze_panes == "B2"
        assert book[name].auto_filter.ref.startswith("A1:")


def test_the_cases_behind_a_number_are_listed(book: Any, year: Evaluation) -> None:
    listed = {row[1].value for row in book["数字背后的案件"].iter_rows(min_row=2) if row[0].value == "发改率"}
    behind = set(year.measures.cases("*", "reversal_remand_rate")["case_id"])

    assert behind
    assert listed == behind


def test_it_has_native_charts_and_reaches_nothing_outside(year: Evaluation, tmp_path: Path) -> None:
    path = year.save(tmp_path / "english.xlsx", lang="en", judges=False)
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        links = [name for name in names if "externalLink" in name or "vbaProject" in name]

    assert any(name.startswith("xl/charts/") for name in names)
    assert links == []
    english = openpyxl.load_workbook(path, read_only=True)
    assert "Summary" in english.sheetnames
    assert "Judges" not in english.sheetnames
    english.close()


def test_days_are_days(book: Any) -> None:
    sheet = book["数字背后的案件"]
    column = [cell.value for cell in sheet[1]].index("立案日期")

    assert all(isinstance(row[column].value, date) for row in sheet.iter_rows(min_row=2, max_row=20))
