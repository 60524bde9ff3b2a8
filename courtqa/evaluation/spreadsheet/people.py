"""Sheets of units: one table per division, the judges, and the cases behind the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from courtqa.evaluation.headings import headings
from courtqa.evaluation.printing import value_text
from courtqa.evaluation.report.behind import few_enough
from courtqa.evaluation.report.judges import judges_of
from courtqa.evaluation.spreadsheet.figures import INDICATOR, UNIT, P
from courtqa.evaluation.spreadsheet.sheet import Column, Pages
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation

__all__ = ["cases", "divisions", "judges"]

MOST = 400  # cases of one indicator per unit, on average, that are still listed
_ROWS = 100_000


def divisions(pages: Pages, evaluation: Evaluation) -> None:
    """Division by division: the grade, then every indicator with both years and the grade of each."""
    sheet = pages.sheet(Text(zh="各部门", en="Divisions"))
    result = evaluation.vertical
    columns: list[Column] = [
        UNIT,
        (Text(zh="综合等级", en="overall"), "text", 18),
        INDICATOR,
        (Text(zh="上年同期", en="last year"), "text", 14),
        (Text(zh="本期", en="this period"), "text", 14),
        (Text(zh="变化", en="change"), "text", 16),
        P,
        (Text(zh="等级", en="grade"), "text", 16),
        (Text(zh="可能位次", en="possible places"), "text", 14),
        (Text(zh="评定", en="assessed by people"), "text", 50),
    ]
    rows = []
    for unit in result.units.values():
        peers = next((p for p in evaluation.horizontal.peers.values() if unit.unit in p.measures), None)
        assessed = "；".join(
            f"{one.step} {result.assessment.grades[one.grade].to(pages.lang)} ({one.by}) {one.reasons}".strip()
            for one in result.assessments_of(unit.unit)
        )
        for row in unit.rows:
            if row.before.missing and row.after.missing:
                continue
            indicator = result.indicators[row.indicator]
            rows.append(
                (
                    result.name(unit.unit),
                    (unit.grade, result.grade_text(unit.grade, unit.combined.detail)),
                    indicator.title,
                    value_text(row.before, indicator, pages.lang),
                    value_text(row.after, indicator, pages.lang),
                    row.change,
                    row.p,
                    (row.grade, result.grade_text(row.grade, row.detail)),
                    "–" if peers is None else peers.composite[unit.unit].interval,
                    assessed,
                )
            )
    sheet.table(columns, rows)


def judges(pages: Pages, evaluation: Evaluation) -> None:
    """Judge by judge: figures, counts and the division's figure. No grade and no place."""
    groups = judges_of(evaluation)
    if not groups:
        return
    sheet = pages.sheet(Text(zh="法官", en="Judges"))
    note = Text(
        zh="只列数字与件数，不给等级，不排位次：一名法官一年的事件太少。",
        en="Figures and counts only; no grade and no place: a judge has too few events in a year.",
    )
    sheet.say(note, kind="note")
    columns: list[Column] = [
        (Text(zh="法官", en="judge"), "text", 20),
        UNIT,
        INDICATOR,
        (Text(zh="上年同期", en="last year"), "text", 14),
        (Text(zh="上年件数", en="counts last year"), "text", 12),
        (Text(zh="本期", en="this period"), "text", 14),
        (Text(zh="本期件数", en="counts"), "text", 12),
        (Text(zh="变化", en="change"), "text", 16),
        (Text(zh="本庭", en="division"), "text", 12),
        (Text(zh="p 值", en="p"), "text", 10),
        (Text(zh="校正 p 值", en="adjusted p"), "text", 10),
    ]
    rows = [
        (
            judge["id"],
            group["name"],
            row["title"],
            row["before"],
            row["before_counts"],
            row["after"],
            row["after_counts"],
            row["change"],
            row["division"],
            row["p"],
            row["p_adjusted"],
        )
        for group in groups
        for judge in group["judges"]
        for row in judge["rows"]
    ]
    sheet.table(columns, rows)


def cases(pages: Pages, evaluation: Evaluation) -> None:
    """The cases that the numerators count, indicator by indicator, where they are not too many to list."""
    sheet = pages.sheet(Text(zh="数字背后的案件", en="Cases behind"))
    titles, lang = headings(), pages.lang
    told = [
        name for name in titles if name in evaluation.measures.source.tables["cases"].collect_schema().names()
    ]
    parts = []
    for name, rows in few_enough(evaluation, MOST).items():
        held = [column for column in told if column in rows.columns]
        title = evaluation.measures.indicators[name].title.to(lang)
        parts.append(rows.select(pl.lit(title).alias("_indicator"), *held))
    frame = (
        pl.concat(parts, how="diagonal_relaxed").head(_ROWS) if parts else pl.DataFrame({"_indicator": []})
    )
    kept = [name for name in told if name in frame.columns]
    columns: list[Column] = [
        INDICATOR,
        *((titles[name].title, "text", 22 if name == "case_id" else 14) for name in kept),
    ]
    names = evaluation.vertical.names
    if evaluation.measures.by in kept:
        shown = {unit: text.to(lang) for unit, text in names.items()}
        frame = frame.with_columns(pl.col(evaluation.measures.by).cast(pl.String).replace(shown))
    sheet.table(columns, frame.select("_indicator", *kept).iter_rows())
