"""Scorecards for the wall and the file: great-tables draws them, a notebook shows them, ``as_raw_html`` keeps them."""

from __future__ import annotations

from fractions import Fraction
from math import exp
from typing import TYPE_CHECKING, Any

import polars as pl
from great_tables import GT, loc, style

from courtqa.evaluation.chart_style import COLOURS, FONTS
from courtqa.evaluation.printing import counts_text, p_text, value_text
from courtqa.evaluation.rounding import printed
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.horizontal_result import Horizontal, Peers
    from courtqa.evaluation.vertical_result import Row, UnitGrade, Vertical

__all__ = ["grades_card", "places_card", "unit_card"]

MARKS = {"better": "▲", "slightly_better": "△", "level": "·", "slightly_worse": "▽", "worse": "▼", None: ""}
"""A sign for each grade, so that a card needs no colour."""

_HEADS = {
    "indicator": Text(zh="指标", en="indicator"),
    "before": Text(zh="上年同期", en="last year"),
    "after": Text(zh="本期", en="this period"),
    "change": Text(zh="变化", en="change"),
    "interval": Text(zh="90% 区间", en="90 % interval"),
    "p": Text(zh="p 值", en="p"),
    "grade": Text(zh="等级", en="grade"),
    "unit": Text(zh="单位", en="unit"),
    "overall": Text(zh="综合等级", en="overall"),
    "place": Text(zh="可能位次", en="possible places"),
    "score": Text(zh="得分", en="score"),
}


def unit_card(result: Vertical, unit: UnitGrade, *, lang: Lang = "en") -> GT:
    """One unit: both years with their counts, the change with its interval, and the grade of every indicator."""
    rows = [
        _unit_row(result, row, lang)
        for row in unit.rows
        if row.before.value is not None or row.after.value is not None
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    name, grade = (
        result.name(unit.unit).to(lang),
        result.grade_text(unit.grade, unit.combined.detail).to(lang),
    )
    card = _card(frame, f"{name} · {grade}", _against(result).to(lang), lang).cols_align(
        "right", ["before", "after", "change", "interval", "p"]
    )
    for at, row in enumerate(rows):
        card = card.tab_style(style.text(weight="bold", color=_ink(row["_grade"])), loc.body(["grade"], [at]))
    return card.cols_hide("_grade")


def grades_card(result: Vertical, *, lang: Lang = "en") -> GT:
    """Every unit by every indicator: signs for the grades, and the overall grade in words."""
    names = [n for n, rule in result.assessment.vertical.indicators.items() if not rule.rule and rule.weight]
    units = (*result.units.values(), result.court)
    rows = [
        {
            "unit": result.name(u.unit).to(lang),
            "overall": result.grade_text(u.grade, u.combined.detail).to(lang),
        }
        | {name: MARKS[u.row(name).grade] for name in names}
        for u in units
    ]
    heads: dict[str, Any] = {name: result.indicators[name].title.to(lang) for name in names}
    title = Text(zh="纵向评估", en="Vertical assessment").to(lang)
    card = _card(pl.DataFrame(rows, infer_schema_length=None), title, _against(result).to(lang), lang)
    card = card.cols_label(cases=heads).cols_align("center", names)
    for at, unit in enumerate(units):
        for name in names:
            colour = _ink(unit.row(name).grade)
            card = card.tab_style(style.text(color=colour), loc.body([name], [at]))
    legend = " · ".join(f"{MARKS[g]} {text.to(lang)}" for g, text in result.assessment.grades.items())
    return card.tab_source_note(legend)


def places_card(result: Horizontal, peers: Peers, *, lang: Lang = "en") -> GT:
    """Peers in order of score, with the places each may hold and what each indicator adds against the mean."""
    names = list(result.assessment.horizontal.indicators)
    rows = [
        {
            "unit": result.name(p.unit).to(lang),
            "place": p.interval,
            "score": "–" if p.score is None else f"{printed(p.score, 1)} ± {p.error:.1f}",
        }
        | {
            name: "–"
            if (part := peers.contributions.get(p.unit, {}).get(name)) is None
            else printed(part, 1, signed=True)
            for name in names
        }
        for p in peers.composite.places
    ]
    heads: dict[str, Any] = {name: result.indicators[name].title.to(lang) for name in names}
    frame = pl.DataFrame(rows, infer_schema_length=None)
    card = _card(frame, peers.title.to(lang), peers.composite.explain(lang), lang)
    spanner = Text(zh="得分构成（与平均之差）", en="what makes the score (against the mean)").to(lang)
    return card.cols_label(cases=heads).cols_align("right", ["score", *names]).tab_spanner(spanner, names)


def _card(frame: pl.DataFrame, title: str, subtitle: str, lang: Lang) -> GT:
    heads: dict[str, Any] = {n: _HEADS[n].to(lang) for n in frame.columns if n in _HEADS}
    card: GT = (
        GT(frame)
        .tab_header(title=title, subtitle=subtitle)
        .cols_label(cases=heads)
        .tab_options(table_font_names=FONTS.split(", "), table_font_size="13px", data_row_padding="4px")
    )
    return card


def _against(result: Vertical) -> Text:
    return Text(
        zh=f"{result.period.title.zh} 对 {result.before.title.zh}（{result.provenance.status.zh}）",
        en=f"{result.period.title.en} against {result.before.title.en} ({result.provenance.status.en})",
    )


def _unit_row(result: Vertical, row: Row, lang: Lang) -> dict[str, Any]:
    indicator = result.indicators[row.indicator]
    said = result.grade_text(row.grade, row.detail).to(lang)
    return {
        "indicator": indicator.title.to(lang),
        "before": f"{value_text(row.before, indicator, lang)} ({counts_text(row.before)})",
        "after": f"{value_text(row.after, indicator, lang)} ({counts_text(row.after)})",
        "change": row.change.to(lang),
        "interval": _interval(row),
        "p": p_text(row.p),
        "grade": f"{MARKS[row.grade]} {said}".strip(),
        "_grade": row.grade,
    }


def _interval(row: Row) -> str:
    moved = row.movement
    if moved is None or moved.low is None or moved.high is None:
        return "–"
    ends = []
    for end in (moved.low, moved.high):
        if abs(end) > 50:
            ends.append("∞" if end > 0 else "−100")
            continue
        size = end if moved.read_as == "points" else 100 * (exp(end) - 1)
        ends.append(printed(Fraction(size), 1, signed=True))
    return " … ".join(ends)


def _ink(grade: str | None) -> str:
    dark = {"slightly_better": "#0f766e", "slightly_worse": "#8a4a08", "level": "#5b6670"}
    return dark.get(grade or "", COLOURS.get(grade or "", "#5b6670"))
