"""Rows and units for the page: both years, the change and its interval, the grade and what stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import exp, isfinite
from typing import TYPE_CHECKING, Any

from courtqa.evaluation.comparison import METHODS
from courtqa.evaluation.funnel import SIDES, STATUSES
from courtqa.evaluation.grading import DETAILS
from courtqa.evaluation.printing import counts_text, p_phrase, p_text, value_text
from courtqa.evaluation.rounding import printed
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation
    from courtqa.evaluation.horizontal_result import Horizontal, Peers
    from courtqa.evaluation.measure import Measure
    from courtqa.evaluation.vertical_result import Row, UnitGrade, Vertical

__all__ = ["MARKS", "both", "shown_row", "shown_unit", "unit_grades"]

MARKS = {"better": "▲", "slightly_better": "△", "level": "·", "slightly_worse": "▽", "worse": "▼"}


def shown_row(vertical: Vertical, row: Row) -> dict[str, Any]:
    """One indicator of one unit, every figure printed."""
    indicator, moved = vertical.indicators[row.indicator], row.movement
    return {
        "id": row.indicator,
        "title": indicator.title,
        "before": both(lambda lang: value_text(row.before, indicator, lang)),
        "before_counts": _quotient(row.before),
        "after": both(lambda lang: value_text(row.after, indicator, lang)),
        "after_counts": _quotient(row.after),
        "change": row.change,
        "interval": _interval(row),
        "p": p_text(row.p),
        "p_adjusted": p_text(row.p_adjusted),
        "grade": row.grade or "none",
        "grade_text": vertical.grade_text(row.grade, row.detail),
        "detail": DETAILS[row.detail],
        "method": METHODS[moved.method] if moved is not None and row.p is not None else None,
        "mark": _mark(row),
        "rule": row.detail == "by_rule",
        "weight": printed(row.weight * 100, 0) + "%" if row.weight else "–",
    }


def _quotient(measure: Measure) -> str:
    """What the value was computed from, where that says more than the value."""
    return "" if measure.denominator is None and measure.numerator is not None else counts_text(measure)


def _mark(row: Row) -> str:
    if row.grade is None:
        return ""
    return "=" if row.detail in {"level_shown", "in_band"} else MARKS[row.grade]


def _interval(row: Row) -> str:
    moved = row.movement
    if moved is None or moved.low is None or moved.high is None:
        return "–"
    if not isfinite(moved.low) and not isfinite(moved.high):
        return "–"
    ends = []
    for end in (moved.low, moved.high):
        if not isfinite(end):
            ends.append("−100" if end < 0 and moved.read_as == "percent" else "∞" if end > 0 else "−∞")
            continue
        size = end if moved.read_as == "points" else 100 * (exp(end) - 1)
        ends.append(printed(Fraction(size), 1, signed=True))
    return " … ".join(ends)


def unit_grades(vertical: Vertical, unit: UnitGrade, shown: Sequence[str] | None = None) -> dict[str, Any]:
    """A unit in the table of grades, with the indicators shown there."""
    cells = {row.indicator: row for row in unit.rows}
    kept = [name for name in shown or vertical.assessment.vertical.indicators if name in cells]
    return {
        "id": unit.unit,
        "name": vertical.name(unit.unit),
        "grade": unit.grade or "none",
        "grade_text": vertical.grade_text(unit.grade, unit.combined.detail),
        "z": "–" if unit.combined.z is None else f"{unit.combined.z:+.2f}".replace("-", "−"),
        "cells": [shown_row(vertical, cells[name]) for name in kept],
    }


def shown_unit(evaluation: Evaluation, unit: UnitGrade, behind: list[dict[str, Any]]) -> dict[str, Any]:
    """A unit with everything the page says of it."""
    vertical, horizontal = evaluation.vertical, evaluation.horizontal
    _, peers = (
        horizontal.group_of(unit.unit)
        if horizontal.withheld is None and unit.unit in evaluation.measures.units
        else (None, None)
    )
    rows = sorted(unit.rows, key=lambda row: (row.p is None, row.p or 0.0))
    return unit_grades(vertical, unit) | {
        "rows": [shown_row(vertical, row) for row in rows if not (row.before.missing and row.after.missing)],
        "left_out": [
            vertical.indicators[row.indicator].title
            for row in rows
            if row.before.missing and row.after.missing
        ],
        "behind": behind,
        "assessed": [
            {
                "step": evaluation.assessment.steps[one.step].title,
                "grade": one.grade,
                "text": evaluation.assessment.grades[one.grade],
                "by": one.by,
                "on": one.on.isoformat(),
                "reasons": one.reasons,
            }
            for one in vertical.assessments_of(unit.unit)
        ],
        "contributions": _contributions(horizontal, peers, unit.unit),
        "stands_out": [] if peers is None else _stands_out(peers, unit.unit),
        "combined": unit.combined,
        "p": "–"
        if unit.combined.p_better is None
        else p_phrase(min(unit.combined.p_better, 1 - unit.combined.p_better)),
        "weight": f"{unit.combined.weight:.0%}",
        "interval": peers.composite[unit.unit].interval if peers and peers.composite.ranked else None,
        "peers": None if peers is None else peers.title,
        "peer_count": None if peers is None else len(peers.composite.ranked),
        "veto": horizontal.veto_of(unit.unit),
    }


def _contributions(horizontal: Horizontal, peers: Peers | None, unit: str) -> list[dict[str, Any]]:
    """What each indicator adds to the unit's score, the largest first."""
    parts = {} if peers is None else peers.contributions.get(unit, {})
    return [
        {"title": horizontal.indicators[name].title, "text": printed(part, 1, signed=True)}
        for name, part in sorted(parts.items(), key=lambda item: -abs(item[1]))
    ]


def _stands_out(peers: Peers, unit: str) -> list[dict[str, Any]]:
    """The funnels in which the unit lies beyond a limit."""
    return [
        {
            "title": funnel.title,
            "status": STATUSES[point.status],
            "side": SIDES[point.side],
            "p": p_phrase(point.p),
        }
        for funnel in peers.funnels.values()
        for point in funnel.outstanding
        if point.unit == unit
    ]


def both(say: Callable[[Lang], str]) -> Text:
    """What is said in either language, as one text."""
    return Text(zh=say("zh"), en=say("en"))
