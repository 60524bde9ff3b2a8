"""What the template shows, as plain values: every figure already printed, every chart already drawn."""

from __future__ import annotations

from fractions import Fraction
from math import exp, isfinite
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from courtqa.evaluation import charts
from courtqa.evaluation.comparison import METHODS
from courtqa.evaluation.funnel import STATUSES
from courtqa.evaluation.grading import DETAILS
from courtqa.evaluation.printing import counts_text, p_phrase, p_text, value_text
from courtqa.evaluation.report.summary import headline_cards, lead, standing_out
from courtqa.evaluation.rounding import printed
from courtqa.text import LANGUAGES, Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation
    from courtqa.evaluation.horizontal_result import Horizontal, Peers
    from courtqa.evaluation.measure import Measure
    from courtqa.evaluation.vertical_result import Row, UnitGrade, Vertical

__all__ = ["MARKS", "view_of"]

MARKS = {"better": "▲", "slightly_better": "△", "level": "·", "slightly_worse": "▽", "worse": "▼"}
SLOPES = 4  # charts of the heaviest indicators; the rest are in the table of grades


def view_of(evaluation: Evaluation) -> dict[str, Any]:
    """Everything the template needs."""
    vertical, horizontal = evaluation.vertical, evaluation.horizontal
    return {
        "court": evaluation.court,
        "period": vertical.period.title,
        "before": vertical.before.title,
        "status": evaluation.provenance.status,
        "final": evaluation.provenance.final,
        "refusal": vertical.refusal,
        "lead": lead(evaluation),
        "cards": headline_cards(vertical),
        "standing_out": standing_out(evaluation),
        "changes_chart": _drawn(lambda lang: charts.changes(vertical, lang=lang)),
        "headline": [_row(vertical, row) for row in vertical.headline],
        "grades": _grades(vertical),
        "slopes": [] if vertical.refusal else _slopes(vertical),
        "peers": [_peers(horizontal, key) for key in horizontal.peers],
        "units": [_unit(evaluation, unit) for unit in vertical.units.values()],
        "defects": _defects(evaluation),
        "rules": _rules(evaluation),
        "provenance": evaluation.provenance,
        "source": evaluation.source,
        "coverage": evaluation.measures.coverage,
        "edition": evaluation.edition,
        "assessment": evaluation.assessment,
        "methods": METHODS,
        "marks": MARKS,
        "grade_titles": evaluation.assessment.grades,
    }


def _drawn(make: Any) -> Markup:
    """A chart in both languages."""
    # The renderer escapes every text it draws, names of units included: the SVG is markup as it stands.
    drawn = ((lang, Markup(charts.svg(make(lang)))) for lang in LANGUAGES)  # noqa: S704
    return Markup("").join(Markup('<div class="{}">{}</div>').format(lang, chart) for lang, chart in drawn)


def _row(vertical: Vertical, row: Row) -> dict[str, Any]:
    indicator, moved = vertical.indicators[row.indicator], row.movement
    return {
        "id": row.indicator,
        "title": indicator.title,
        "before": _both(lambda lang: value_text(row.before, indicator, lang)),
        "before_counts": _quotient(row.before),
        "after": _both(lambda lang: value_text(row.after, indicator, lang)),
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


def _grades(vertical: Vertical) -> dict[str, Any]:
    return {
        "indicators": [
            (name, vertical.indicators[name].title, printed(item.weight * 100, 0) if item.weight else "–")
            for name, item in vertical.assessment.vertical.indicators.items()
        ],
        "units": [_unit_grades(vertical, unit) for unit in (*vertical.units.values(), vertical.court)],
    }


def _unit_grades(vertical: Vertical, unit: UnitGrade) -> dict[str, Any]:
    kept = set(vertical.assessment.vertical.indicators)
    return {
        "id": unit.unit,
        "name": vertical.name(unit.unit),
        "grade": unit.grade or "none",
        "grade_text": vertical.grade_text(unit.grade, unit.combined.detail),
        "z": "–" if unit.combined.z is None else f"{unit.combined.z:+.2f}".replace("-", "−"),
        "cells": [_row(vertical, row) for row in unit.rows if row.indicator in kept],
    }


def _slopes(vertical: Vertical) -> list[dict[str, Any]]:
    weighed = sorted(vertical.assessment.vertical.indicators.items(), key=lambda item: -item[1].weight)
    found: list[dict[str, Any]] = []
    for name, _ in weighed:
        shown = [
            row for row in vertical if row.indicator == name and not (row.before.missing or row.after.missing)
        ]
        if len(found) == SLOPES or not shown:
            continue
        found.append(
            {
                "title": vertical.indicators[name].title,
                "chart": _drawn(lambda lang, name=name: charts.slope(vertical, name, lang=lang)),
                "rows": [{"unit": vertical.name(row.unit)} | _row(vertical, row) for row in shown],
            }
        )
    return found


def _peers(horizontal: Horizontal, key: str) -> dict[str, Any]:
    peers = horizontal.peers[key]
    ranking = peers.composite
    names = list(horizontal.assessment.horizontal.indicators)
    return {
        "id": key,
        "title": peers.title,
        "verdict": ranking.verdict,
        "showing": ranking.showing,
        "rankability": f"{ranking.rankability:.2f}",
        "tiers": ranking.tiers,
        "count": len(ranking.ranked),
        "chart": _drawn(lambda lang: charts.caterpillar(horizontal, peers, lang=lang))
        if ranking.ranked
        else None,
        "indicators": [(name, horizontal.indicators[name].title) for name in names],
        "places": [
            {
                "name": horizontal.name(place.unit),
                "score": "–" if place.score is None else printed(place.score, 1),
                "error": "–" if place.score is None else f"±{place.error:.1f}",
                "place": "" if ranking.showing == "refused" else place.label,
                "interval": place.interval,
                "tier": place.tier or "–",
                "parts": [_part(peers, place.unit, name) for name in names],
                "veto": horizontal.veto_of(place.unit),
            }
            for place in ranking.places
        ],
        "funnels": [_funnel(horizontal, peers, name) for name in peers.funnels],
    }


def _part(peers: Peers, unit: str, name: str) -> dict[str, str]:
    part = peers.contributions.get(unit, {}).get(name)
    if part is None:
        return {"text": "–", "side": "none"}
    side = "better" if part > 1 else "worse" if part < -1 else "none"
    return {"text": printed(part, 1, signed=True), "side": side}


def _funnel(horizontal: Horizontal, peers: Peers, name: str) -> dict[str, Any]:
    found = peers.funnels[name]
    indicator = horizontal.indicators[name]
    return {
        "title": found.title,
        "said": _both(found.explain),
        "chart": _drawn(lambda lang: charts.funnel(found, lang=lang)),
        "points": [
            {
                "name": horizontal.name(point.unit),
                "events": f"{point.events:g}",
                "size": f"{point.size:g}",
                "value": _both(
                    lambda lang, point=point: value_text(peers.measures[point.unit][name], indicator, lang)
                ),
                "p": p_text(point.p),
                "status": STATUSES[point.status],
                "side": point.side if point.status != "inside" else "none",
            }
            for point in sorted(found.points, key=lambda point: point.p)
        ],
    }


def _unit(evaluation: Evaluation, unit: UnitGrade) -> dict[str, Any]:
    vertical, horizontal = evaluation.vertical, evaluation.horizontal
    _, peers = horizontal.group_of(unit.unit) if unit.unit in evaluation.measures.units else (None, None)
    rows = sorted(unit.rows, key=lambda row: (row.p is None, row.p or 0.0))
    return _unit_grades(vertical, unit) | {
        "rows": [_row(vertical, row) for row in rows if not (row.before.missing and row.after.missing)],
        "left_out": [
            vertical.indicators[row.indicator].title
            for row in rows
            if row.before.missing and row.after.missing
        ],
        "combined": unit.combined,
        "p": "–"
        if unit.combined.p_better is None
        else p_phrase(min(unit.combined.p_better, 1 - unit.combined.p_better)),
        "weight": f"{unit.combined.weight:.0%}",
        "interval": None if peers is None else peers.composite[unit.unit].interval,
        "peers": None if peers is None else peers.title,
        "peer_count": None if peers is None else len(peers.composite.ranked),
        "veto": horizontal.veto_of(unit.unit),
    }


def _defects(evaluation: Evaluation) -> dict[str, Any] | None:
    report = evaluation.defects
    if report is None:
        return None
    return {
        "rows": report.rows,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "found": list(report),
    }


def _rules(evaluation: Evaluation) -> list[dict[str, Any]]:
    rules = evaluation.assessment
    found = []
    for name in rules.indicators:
        one, other = rules.vertical.indicators.get(name), rules.horizontal.indicators.get(name)
        if one is None and other is None:
            continue
        indicator = evaluation.measures.indicators[name]
        thresholds = None
        if one is not None and one.weight:
            told = one.read_as or indicator.read_as
            limits = one.thresholds or (rules.vertical.points if told == "points" else rules.vertical.percent)
            unit = Text(zh=" 个百分点", en=" pp") if told == "points" else Text(zh="%", en=" %")
            thresholds = _both(
                lambda lang, limits=limits, unit=unit: f"{limits.slight} / {limits.strong}{unit.to(lang)}"
            )
        found.append(
            {
                "title": indicator.title,
                "vertical": f"{one.weight * 100:.0f}%" if one is not None and one.weight else "–",
                "horizontal": f"{other.weight * 100:.0f}%" if other is not None else "–",
                "thresholds": thresholds or "–",
                "note": indicator.note or "",
            }
        )
    return found


def _both(say: Any) -> Text:
    return Text(zh=say("zh"), en=say("en"))
