"""The charts: slopes of two years, funnels, caterpillars of places, changes with intervals. Altair, when used."""

from __future__ import annotations

from math import exp, isfinite
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from courtqa.evaluation.chart_style import (
    COLOURS,
    FAINT,
    FONTS,
    INK,
    dressed,
    grade_colour,
    grade_shape,
    status_scale,
    svg,
)
from courtqa.evaluation.printing import value_text
from courtqa.evaluation.rounding import printed
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from courtqa.evaluation.funnel import Funnel
    from courtqa.evaluation.horizontal_result import Horizontal, Peers
    from courtqa.evaluation.vertical_result import Row, Vertical

__all__ = ["COLOURS", "FONTS", "caterpillar", "changes", "funnel", "slope", "svg"]


def changes(result: Vertical, rows: Sequence[Row] | None = None, *, lang: Lang = "en") -> alt.LayerChart:
    """Changes in percent or points with their 90 % intervals, by default of the headline figures of the court."""
    told = result.headline if rows is None else rows
    shown = [_change_row(result, row, lang) for row in told if row.movement is not None]
    frame = pl.DataFrame(shown, schema=_CHANGE_SCHEMA)
    order = [row["title"] for row in shown]
    y = alt.Y("title:N", sort=order, title=None, axis=alt.Axis(labelLimit=260))
    axis = Text(zh="变化（% 或百分点），横线为区间", en="change (% or points), the line is its interval").to(
        lang
    )
    reach = max(
        [60.0, *(1.3 * abs(row["change"] or 0) for row in shown)]
    )  # an endless interval ends at the edge
    frame = frame.with_columns(pl.col("low", "high").clip(max(-reach, -100.0), reach))
    scale = alt.Scale(domain=[max(-reach, -100.0), reach], nice=False)
    base = alt.Chart(frame).encode(y=y)
    x = alt.X("change:Q", title=axis, axis=alt.Axis(grid=True), scale=scale)
    zero = alt.Chart(pl.DataFrame({"x": [0.0]})).mark_rule(color=INK, strokeWidth=1).encode(x="x:Q")
    bars = base.mark_rule(strokeWidth=3, strokeCap="round", opacity=0.45).encode(
        x=alt.X("low:Q", title=axis, scale=scale), x2="high:Q", color=grade_colour()
    )
    dots = base.mark_point(size=120, opacity=1, filled=True).encode(
        x=x, color=grade_colour(), shape=grade_shape()
    )
    halo = base.mark_text(dy=-13, fontSize=12, fontWeight=600, stroke="white", strokeWidth=4)
    text = base.mark_text(dy=-13, fontSize=12, fontWeight=600, color=INK)
    return dressed(
        alt.layer(
            zero, bars, dots, halo.encode(x=x, text="label:N"), text.encode(x=x, text="label:N")
        ).properties(width=560, height=44 * max(len(shown), 1))
    )


_CHANGE_SCHEMA = {
    "title": pl.String,
    "change": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "label": pl.String,
    "grade": pl.String,
}


def _change_row(result: Vertical, row: Row, lang: Lang) -> dict[str, Any]:
    moved = row.movement
    low, high = (None, None) if moved is None else (moved.low, moved.high)
    effect = 0.0 if moved is None else moved.effect

    def told(size: float | None) -> float | None:
        if size is None or not isfinite(size):
            return None
        return size if moved is not None and moved.read_as == "points" else 100 * (exp(size) - 1)

    return {
        "title": result.indicators[row.indicator].title.to(lang),
        "change": told(effect),
        "low": told(low),
        "high": told(high),
        "label": row.change.to(lang),
        "grade": row.grade or "none",
    }


def slope(result: Vertical, indicator: str, *, lang: Lang = "en") -> alt.LayerChart:
    """Every unit last year and this year; those that changed by more than chance stand out."""
    definition = result.indicators[indicator]
    scale = 100 if value_text_is_percent(definition) else 1
    rows: list[dict[str, Any]] = []
    for unit in result.units.values():
        row = unit.row(indicator)
        if row.before.value is None or row.after.value is None:
            continue
        marked = row.grade not in {None, "level"}
        for period, measure in ((result.before, row.before), (result.period, row.after)):
            rows.append(
                {
                    "unit": result.name(unit.unit).to(lang),
                    "period": str(period),
                    "value": float(measure.value or 0) * scale,
                    "grade": row.grade if marked else "none",
                    "label": f"{result.name(unit.unit).to(lang)} {value_text(measure, definition, lang)}",
                    "marked": marked,
                }
            )
    frame = pl.DataFrame(
        rows,
        schema={
            "unit": pl.String, "period": pl.String, "value": pl.Float64,
            "grade": pl.String, "label": pl.String, "marked": pl.Boolean,
        },
    )  # fmt: skip
    unit_text = "%" if scale == 100 else ""
    base = alt.Chart(frame).encode(
        x=alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0, labelFontSize=13)),
        y=alt.Y("value:Q", title=f"{definition.title.to(lang)}{f' ({unit_text})' if unit_text else ''}"),
        detail="unit:N",
    )
    quiet = base.transform_filter("!datum.marked")
    loud = base.transform_filter("datum.marked")
    labels = pl.DataFrame(
        _spaced(rows, str(result.period)), schema={"period": pl.String, "at": pl.Float64, "label": pl.String}
    )
    names = alt.Chart(labels).encode(x=alt.X("period:O", title=None), y=alt.Y("at:Q"))
    return dressed(
        alt.layer(
            quiet.mark_line(
                color=COLOURS["none"], strokeWidth=1.2, point={"color": COLOURS["none"], "size": 18}
            ),
            loud.mark_line(strokeWidth=2.4).encode(color=grade_colour()),
            loud.mark_point(size=52, opacity=1, filled=True).encode(
                color=grade_colour(), shape=grade_shape()
            ),
            names.mark_text(align="left", dx=8, fontSize=11, color=INK).encode(text="label:N"),
        ).properties(width=300, height=300)
    )


def _spaced(rows: list[dict[str, Any]], period: str) -> list[dict[str, Any]]:
    """The labels of the lines that stand out, moved apart where they would lie on each other."""
    top = max((row["value"] for row in rows), default=1.0) or 1.0
    gap, at = top * 0.05, float("-inf")
    found = []
    marked = [row for row in rows if row["marked"] and row["period"] == period]
    for row in sorted(marked, key=lambda row: row["value"]):
        at = max(row["value"], at + gap)
        found.append({"period": period, "at": at, "label": row["label"]})
    return found


def funnel(found: Funnel, *, lang: Lang = "en") -> alt.LayerChart:
    """Each unit at its size; beyond the lines a unit differs from its peers by more than chance."""
    percent = found.kind == "share" or found.target < 1
    scale = 100 if percent else 1
    top = max(point.size for point in found.points) * 1.06
    low_size = min(point.size for point in found.points) * 0.8
    sizes = [low_size + (top - low_size) * step / 60 for step in range(61)]
    if found.kind == "share":
        sizes = sorted({max(1.0, float(round(size))) for size in sizes})
    ceiling = _ceiling(found) * scale
    limits = pl.concat([_limit_frame(found, sizes, level, ceiling, scale) for level in found.levels])
    points = pl.DataFrame(
        [
            {
                "unit": found.names.get(p.unit, Text(zh=p.unit, en=p.unit)).to(lang),
                "size": p.size,
                "value": p.value * scale,
                "status": "level" if p.status == "inside" or p.side not in COLOURS else p.side,
                "label": ""
                if p.status == "inside"
                else found.names.get(p.unit, Text(p.unit, p.unit)).to(lang),
            }
            for p in found.points
        ]
    )
    x_title = Text(zh="规模（分母）", en="size (denominator)").to(lang)
    x = alt.X(
        "size:Q",
        title=x_title,
        axis=alt.Axis(tickCount=5),
        scale=alt.Scale(domain=[low_size, top], nice=False, zero=False),
    )
    y = alt.Y(
        "value:Q",
        title=found.title.to(lang) + (" (%)" if percent else ""),
        scale=alt.Scale(domainMin=0 if percent and found.target < 0.5 else alt.Undefined, zero=False),
    )
    lines = (
        alt.Chart(limits)
        .mark_line(strokeWidth=1.2, color=FAINT)
        .encode(
            x=x,
            y=y,
            detail="line:N",
            strokeDash=alt.StrokeDash("level:N", legend=None, scale=alt.Scale(range=[[5, 4], [1, 0]])),
        )
    )
    target = alt.Chart(pl.DataFrame({"value": [found.target * scale]})).mark_rule(color=INK).encode(y=y)
    dots = (
        alt.Chart(points)
        .mark_point(size=70, opacity=0.95, stroke="white", strokeWidth=0.8, filled=True)
        .encode(
            x=x,
            y=y,
            color=alt.Color("status:N", legend=None, scale=status_scale()),
            shape=grade_shape("status"),
        )
    )
    names = alt.Chart(points).mark_text(dy=-11, fontSize=11, color=INK).encode(x=x, y=y, text="label:N")
    return dressed(alt.layer(lines, target, dots, names).properties(width=340, height=230))


def _limit_frame(found: Funnel, sizes: list[float], level: float, ceiling: float, scale: int) -> pl.DataFrame:
    low, high = found.limits(sizes, level)
    return pl.DataFrame(
        [
            {
                "size": size,
                "value": min(float(side[i]) * scale, ceiling),
                "line": f"{level}{name}",
                "level": f"{level}",
            }
            for name, side in (("low", low), ("high", high))
            for i, size in enumerate(sizes)
            if float(side[i]) * scale <= ceiling
        ],
        schema={"size": pl.Float64, "value": pl.Float64, "line": pl.String, "level": pl.String},
    )


def _ceiling(found: Funnel) -> float:
    """No limit is drawn further out than twice as far as the furthest unit, but those of a middling unit always are."""
    furthest = max(found.target, *(point.value for point in found.points))
    sizes = sorted(float(point.size) for point in found.points)
    middling = float(found.limits([sizes[len(sizes) // 2]], found.levels[-1])[1][0])
    return max(furthest + max(furthest - found.target, found.target * 0.5), middling * 1.05)


def caterpillar(result: Horizontal, peers: Peers, *, lang: Lang = "en") -> alt.LayerChart:
    """The places that each unit may truly hold, best score on top."""
    places = peers.composite.ranked
    frame = pl.DataFrame(
        [
            {
                "unit": result.name(place.unit).to(lang),
                "low": place.low,
                "high": place.high,
                "place": index + 1,
                "label": f"{printed(place.score or 0, 1)}",
            }
            for index, place in enumerate(places)
        ],
        schema={"unit": pl.String, "low": pl.Int64, "high": pl.Int64, "place": pl.Int64, "label": pl.String},
    )
    order = frame["unit"].to_list()
    y = alt.Y("unit:N", sort=order, title=None, axis=alt.Axis(labelLimit=280))
    title = Text(zh="可能的位次（1 为最好）", en="possible places (1 is best)").to(lang)
    x = alt.X(
        "low:Q",
        title=title,
        scale=alt.Scale(domain=[0.6, len(places) + 0.4], nice=False),
        axis=alt.Axis(values=list(range(1, len(places) + 1)), format="d"),
    )
    base = alt.Chart(frame).encode(y=y)
    lines = base.mark_rule(strokeWidth=7, strokeCap="round", color="#b9d3cf").encode(x=x, x2="high:Q")
    layers: list[alt.Chart] = [lines]
    if peers.composite.showing != "refused":
        layers.append(
            base.mark_circle(size=80, color=COLOURS["better"], opacity=1).encode(x=alt.X("place:Q"))
        )
    score = base.mark_text(align="left", fontSize=11, color=FAINT, dx=10).encode(
        x=alt.X("high:Q"), text="label:N"
    )
    return dressed(alt.layer(*layers, score).properties(width=420, height=24 * max(len(places), 1)))


def value_text_is_percent(indicator: Any) -> bool:
    """Whether its values are printed as a percentage."""
    return indicator.unit == "share" or (
        indicator.unit == "ratio" and not any(term.kind == "staff" for term in indicator.denominator)
    )
