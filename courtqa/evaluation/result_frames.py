"""Results as tables: stable English columns for programs, Chinese or English headings for readers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from courtqa.evaluation.comparison import METHODS
from courtqa.evaluation.composite import standard_error
from courtqa.evaluation.grading import DETAILS
from courtqa.evaluation.labels import labelled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from courtqa.evaluation.evaluation_result import Evaluation
    from courtqa.evaluation.funnel import Funnel
    from courtqa.evaluation.horizontal_result import Horizontal, Peers
    from courtqa.evaluation.measure import Measure
    from courtqa.evaluation.vertical_result import Row, Vertical
    from courtqa.text import Lang

__all__ = [
    "compared",
    "funnel_frame",
    "grades_frame",
    "horizontal_frame",
    "league_table",
    "places_frame",
    "vertical_frame",
]


def grades_frame(result: Vertical) -> pl.DataFrame:
    """One row per unit: its grade in both languages, the combined Z, and how many indicators are not level."""
    return pl.DataFrame(
        [
            {
                "unit": result.name(unit.unit).zh,
                "division": result.name(unit.unit).en,
                "等级": result.grade_text(unit.grade, unit.combined.detail).zh,
                "grade": result.grade_text(unit.grade, unit.combined.detail).en,
                "Z": unit.combined.z,
                "not level": sum(row.grade not in {None, "level"} for row in unit.rows),
                "judged": sum(row.p is not None for row in unit.rows),
            }
            for unit in result.units.values()
        ],
        infer_schema_length=None,
    )


def vertical_frame(result: Vertical, labels: Lang | None, only: Iterable[Row] | None = None) -> pl.DataFrame:
    """One row per unit and indicator; the whole court's rows come last, as unit ``*``. Or the rows given alone."""
    chosen = (*result, *result.court.rows) if only is None else tuple(only)
    rows = [_vertical_row(result, row) for row in chosen]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    if labels is None:
        return frame
    grades = {name: text.to(labels) for name, text in result.assessment.grades.items()}
    named = {unit: result.name(unit).to(labels) for unit in (*result.units, "*")}
    return _display(
        frame.with_columns(
            pl.col("unit").replace(named),
            pl.col("indicator").replace({n: i.title.to(labels) for n, i in result.indicators.items()}),
            pl.col("grade").replace(grades),
            pl.col("detail").replace({name: text.to(labels) for name, text in DETAILS.items()}),
            pl.col("method").replace({name: text.to(labels) for name, text in METHODS.items()}),
        ),
        labels,
    )


def _vertical_row(result: Vertical, row: Row) -> dict[str, object]:
    moved, gain = row.movement, row.gain
    percent = moved is not None and moved.read_as == "percent"
    return {
        "unit": row.unit,
        "indicator": row.indicator,
        "period": str(result.period),
        **_figures(row.after),
        **{f"before_{name}": value for name, value in _figures(row.before).items()},
        "change": None if moved is None or moved.change is None else str(moved.change),
        "change_kind": None if moved is None else "percent" if percent else "points",
        "grade": row.grade,
        "detail": row.detail,
        "effect": None if moved is None else moved.effect,
        "low": None if moved is None else moved.low,
        "high": None if moved is None else moved.high,
        "p": row.p,
        "p_adjusted": row.p_adjusted,
        "method": None if moved is None else moved.method,
        "basis": "rule" if gain is not None and gain.p_better is None else row.after.basis,
        "weight": float(row.weight),
        "flags": " ".join(row.flags),
        **result.provenance.row(),
    }


def horizontal_frame(result: Horizontal, labels: Lang | None) -> pl.DataFrame:
    """One row per unit and indicator, and one per unit for the composite (indicator ``composite``)."""
    rows: list[dict[str, object]] = []
    for key, peers in result.peers.items():
        for place in peers.composite.places:
            scored = peers.scored.get(place.unit)
            measures = peers.measures[place.unit]
            cases = max((m.n for m in measures.values() if m.denominator is not None), default=0)
            veto = result.veto_of(place.unit)
            rows.append(
                _place(result, key, peers, place.unit, None)
                | {"n": cases, "basis": "composite", "veto": None if veto is None else veto.effect}
                | {"flags": place.reason or ""}
            )
            for name, measure in measures.items():
                part = peers.contributions.get(place.unit, {}).get(name)
                rows.append(
                    _place(result, key, peers, place.unit, name)
                    | _figures(measure)
                    | {
                        "error": standard_error(measure, result.indicators[name]),
                        "weight": None if scored is None else float(scored.weights.get(name, 0)),
                        "contribution": None if part is None else float(part),
                        "basis": measure.basis,
                        "flags": " ".join(measure.flags),
                    }
                )
    columns = list(_PLACE_COLUMNS)
    frame = pl.DataFrame([{c: row.get(c) for c in columns} for row in rows], infer_schema_length=None)
    if labels is None:
        return frame
    titles = {n: i.title.to(labels) for n, i in result.indicators.items()}
    titles["composite"] = "综合" if labels == "zh" else "all together"
    return _display(
        frame.with_columns(
            pl.col("unit").replace({p.unit: result.name(p.unit).to(labels) for p in result}),
            pl.col("indicator").replace(titles),
            pl.col("group").replace({k: peers.title.to(labels) for k, peers in result.peers.items()}),
        ),
        labels,
    )


_PLACE_COLUMNS = (
    "group", "unit", "indicator", "period", "numerator", "denominator", "value", "n", "score", "error",
    "place", "place_low", "place_high", "tier", "weight", "contribution", "rankability", "showing", "method",
    "basis", "veto", "flags", "as_of", "status", "edition", "policy_digest",
)  # fmt: skip


def _place(result: Horizontal, key: str, peers: Peers, unit: str, name: str | None) -> dict[str, object]:
    ranking = peers.composite if name is None else peers.by_indicator[name]
    place = ranking[unit]
    return {
        "group": key,
        "unit": unit,
        "indicator": name or "composite",
        "period": str(result.period),
        "score": None if place.score is None or name is not None else float(place.score),
        "error": place.error if place.score is not None else None,
        "place": None if ranking.showing == "refused" else place.label,
        "place_low": place.low,
        "place_high": place.high,
        "tier": place.tier,
        "rankability": ranking.rankability,
        "showing": ranking.showing,
        "method": ranking.method,
        **result.provenance.row(),
    }


def places_frame(result: Horizontal) -> pl.DataFrame:
    """One row per unit: group, names, score and possible places."""
    return pl.DataFrame(
        [
            {
                "group": peers.title.en,
                "unit": result.name(place.unit).zh,
                "division": result.name(place.unit).en,
                "score": None if place.score is None else round(float(place.score), 2),
                "places": place.interval,
                "tier": place.tier,
            }
            for peers in result.peers.values()
            for place in peers.composite.places
        ],
        infer_schema_length=None,
    )


def league_table(result: Horizontal, peers: Peers) -> pl.DataFrame:
    """Place, interval, unit, score and what the order is worth; one row per unit, best first."""
    ranking = peers.composite
    return pl.DataFrame(
        [
            {
                "place": place.label,
                "places": place.interval,
                "unit": result.name(place.unit).zh,
                "unit_en": result.name(place.unit).en,
                "score": None if place.score is None else float(place.score),
                "warning": ranking.verdict.en,
            }
            for place in ranking.places
        ]
    )


def funnel_frame(funnel: Funnel) -> pl.DataFrame:
    """The table of what a funnel plot shows."""
    sizes = [point.size for point in funnel.points]
    inner, outer = (funnel.limits(sizes, level) for level in funnel.levels)
    return pl.DataFrame(
        [
            {
                "unit": point.unit,
                "events": point.events,
                "size": point.size,
                "value": point.value,
                "target": funnel.target,
                "inner_low": float(inner[0][i]),
                "inner_high": float(inner[1][i]),
                "outer_low": float(outer[0][i]),
                "outer_high": float(outer[1][i]),
                "p": point.p,
                "z": point.z,
                "status": point.status,
                "side": point.side,
                "phi": funnel.spread.phi,
                "tau2": funnel.tau2,
                "units": len(funnel.points),
            }
            for i, point in enumerate(funnel.points)
        ]
    )


def compared(one: Evaluation, other: Evaluation) -> pl.DataFrame:
    """Grade, score and possible places of each unit in two evaluations."""
    rows = []
    for unit in one.vertical.units:
        here, there = one.horizontal[unit], other.horizontal[unit]
        rows.append(
            {
                "unit": unit,
                "grade": one.vertical[unit].grade,
                "other_grade": other.vertical[unit].grade,
                "score": _number(here.score),
                "other_score": _number(there.score),
                "places": here.interval,
                "other_places": there.interval,
                "place": here.label,
                "other_place": there.label,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def _figures(measure: Measure) -> dict[str, object]:
    return {
        "numerator": _number(measure.numerator),
        "denominator": _number(measure.denominator),
        "value": _number(measure.value),
        "n": measure.n,
    }


def _number(value: object) -> float | None:
    return None if value is None else float(Fraction(str(value)))


def _display(frame: pl.DataFrame, labels: Lang) -> pl.DataFrame:
    return labelled(frame, labels)
