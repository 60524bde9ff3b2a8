"""The report: one file, both languages, a table behind every chart, and nothing from outside."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from courtqa.errors import UnknownName
from courtqa.evaluation import Evaluation, evaluate
from courtqa.evaluation.charts import svg
from courtqa.evaluation.report import render
from courtqa.kinds import load_policy
from courtqa.simulation import court_years

pytestmark = pytest.mark.once

HOSTILE = '<img src="http://evil.example/x.png">&"庭'


@pytest.fixture(scope="module")
def year() -> Evaluation:
    records = court_years(2006, 2007, seed=7)
    few = records.cases.filter(pl.col("division").is_in(["criminal_1", "civil_1", "civil_2"]))
    cases = few.with_columns(pl.col("division").replace({"civil_2": HOSTILE}))
    return evaluate(
        cases,
        policy=load_policy("harbin"),
        period="2007",
        events=records.events,
        staff=records.staff,
        as_of=date(2008, 1, 20),
    )


@pytest.fixture(scope="module")
def page(year: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> str:
    return year.save(tmp_path_factory.mktemp("report") / "report.html").read_text(encoding="utf-8")


class Balanced(HTMLParser):
    """Every element that is opened is closed, in order."""

    VOID = frozenset({"meta", "input", "br", "link", "img", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        places = [
            value or "" for name, value in attrs if name in {"src", "href", "xlink:href", "srcset", "action"}
        ]
        self.outside += [place for place in places if not place.startswith("#")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def test_the_page_stands_alone(page: str) -> None:
    assert "<script" not in page
    parser = Balanced()
    parser.feed(page)

    assert parser.outside == []
    assert not re.search(r"url\(|@import", page)
    assert "default-src 'none'" in page


def test_the_page_is_well_formed(page: str) -> None:
    parser = Balanced()
    parser.feed(page)

    assert parser.faults == []
    assert parser.open == []


def test_both_languages_are_in_it_and_the_reader_chooses_without_a_script(page: str) -> None:
    assert 'id="lang-zh" checked' in page
    assert "审判绩效评估报告" in page
    assert "Court performance report" in page
    assert "#lang-zh:checked ~ main .en" in page


def test_there_is_a_table_behind_every_chart(page: str) -> None:
    charts = page.count("<figure")

    assert charts > 10
    assert all("<details" in part.split("<figure")[0] for part in page.split("<figure")[1:])
    assert page.count('class="marks"') == page.count('role="img"')
    assert page.count('role="img"') >= charts  # one drawing with both languages in it, or one for each


def test_the_summary_says_what_changed_and_what_chance_alone_would_give(page: str) -> None:
    summary = page[page.index('id="summary"') : page.index('id="headline"')]

    assert "仅凭偶然也会有约" in summary
    assert "chance alone would give about" in summary


def test_the_cases_behind_a_figure_are_named(page: str, year: Evaluation) -> None:
    behind = year.cases("criminal_1", "reversal_remand_rate")["case_number"].to_list()
    section = page[page.index('id="unit-criminal_1"') : page.index('id="judges"')].partition("</article>")[0]

    assert behind
    assert all(number in section for number in behind)


def test_every_definition_is_told_in_words(page: str) -> None:
    assert "二审裁判日期在本期，二审结果 属于 reversed/partly_reversed/remanded" in page
    assert "cases pending when the period begins + cases (“filed on” in the period)" in page


def test_a_hostile_name_of_a_unit_stays_text(page: str) -> None:
    assert "<img" not in page
    assert "&lt;img src=" in page


def test_it_says_by_which_rules_on_which_records_and_that_it_is_for_review(
    page: str, year: Evaluation
) -> None:
    assert "assessments.divisions@2005-01-01" in page
    assert year.provenance.policy_digest in page
    assert "2008-01-20" in page
    assert "Grades are computed and must pass the four steps in which people assess" in page
    assert all(
        str(one.path) in page for one in year.edition.assumptions
    )  # every assumption is named with its place


@pytest.fixture(scope="module")
def one_year() -> Evaluation:
    records = court_years(2007, 2007, seed=3)
    cases = records.cases.filter(
        pl.col("division").is_in(["civil_1", "civil_2"]) & (pl.col("filed_on") >= date(2007, 1, 1))
    )
    return evaluate(cases.drop("case_type"), policy=load_policy("harbin"), period="2007")


def test_without_a_year_before_the_page_says_why_nothing_is_compared(
    one_year: Evaluation, tmp_path: Path
) -> None:
    text = one_year.save(tmp_path / "one_year.html", judges=False).read_text(encoding="utf-8")

    assert one_year.vertical.refusal is not None
    assert "cannot be compared" in text
    assert "控制图需要 24 个月的基准" in text
    assert render(one_year, judges=False) == text


def test_one_language_alone_makes_a_smaller_page_without_a_choice(one_year: Evaluation) -> None:
    english = render(one_year, lang="en", judges=False)

    assert 'id="lang-zh"' not in english
    assert "审判绩效评估报告" not in english.split("</title>")[1]
    assert '<article id="judge-' not in english


def test_charts_speak_the_reader_s_language(year: Evaluation) -> None:
    assert "民事审判第一庭" in svg(year.horizontal.plot(lang="zh"))
    assert "Civil Division No. 1" in svg(year.horizontal.plot(lang="en"))
    assert "发改率" in svg(year.vertical.plot(lang="zh"))
    assert "Noto Sans CJK SC" in svg(year.vertical.plot(lang="zh"))


def test_another_format_is_refused_by_name(year: Evaluation, tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        year.save(tmp_path / "report.pptx")
