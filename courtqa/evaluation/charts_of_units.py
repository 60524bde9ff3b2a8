"""Charts of units: measures with their intervals, scores with theirs, and what makes a score. Altair, when used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import polars as pl

from courtqa.evaluation.chart_style import COLOURS, FAINT, INK, PALE, dressed, status_scale, wrapped
from courtqa.evaluation.charts import value_text_is_percent
from courtqa.evaluation.comparison import model_of
from courtqa.evaluation.intervals import poisson_exact, wilson
from courtqa.evaluation.rounding import printed
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.horizontal_result import Horizontal, Peers
    from courtqa.evaluation.measure_table import Measures
    from courtqa.evaluation.places import Ranking

__all__ = ["contributions", "measures", "scores"]


def measures(result: Measures, indicator: str, *, lang: Lang = "en") -> alt.LayerChart:
    """One indicator for every unit, with its 95 % interval where chance has a part, and the figure of all together."""
    definition = result.indicators[indicator]
    scale = 100 if value_text_is_percent(definition) else 1
    held = sorted(
        (m for m in result.of(indicator) if m.value is not None), key=lambda m: -float(m.value or 0)
    )
    model = model_of(definition, *held) if held else "rule"
    rows: list[dict[str, Any]] = []
    for measure in held:
        low = high = None
        if model in {"share", "rate"}:
            x = float(measure.numerator or 0)
            n = float(1 if measure.denominator is None else measure.denominator)
            limits = wilson(x, n) if model == "share" else poisson_exact(x, n)
            low, high = float(np.asarray(limits[0])) * scale, float(np.asarray(limits[1])) * scale
        value = float(measure.value or 0) * scale
        rows.append({"unit": measure.unit, "value": value, "low": low, "high": high})
    schema = {"unit": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema)
    base = alt.Chart(frame).encode(
        y=alt.Y("unit:N", sort=frame["unit"].to_list(), title=None, axis=alt.Axis(labelLimit=280))
    )
    title = definition.title.to(lang) + (" (%)" if scale == 100 else "")
    total = result.total(indicator).value
    x_axis = alt.X("value:Q", title=title)
    layers: list[alt.Chart] = [
        base.mark_rule(strokeWidth=5, color=PALE).encode(x=alt.X("low:Q", title=title), x2="high:Q"),
        base.mark_circle(size=70, color=COLOURS["better"], opacity=1).encode(x=x_axis),
    ]
    if total is not None and definition.unit != "count":
        rule = alt.Chart(pl.DataFrame({"value": [float(total) * scale]})).mark_rule(color=INK)
        layers.insert(0, rule.encode(x=x_axis))
    found: alt.LayerChart = dressed(
        alt.layer(*layers).properties(width=420, height=24 * max(frame.height, 1))
    )
    return found


def scores(result: Ranking, *, names: Mapping[str, Text] | None = None, lang: Lang = "en") -> alt.LayerChart:
    """Each unit's score, twice its standard error to either side, and the places it may truly hold beside it."""
    told = names or {}
    rows = [
        {
            "unit": told.get(p.unit, Text(zh=p.unit, en=p.unit)).to(lang),
            "score": float(p.score or 0),
            "low": float(p.score or 0) - 2 * p.error,
            "high": float(p.score or 0) + 2 * p.error,
            "label": p.interval,
        }
        for p in result.ranked
    ]
    schema = {
        "unit": pl.String, "score": pl.Float64, "low": pl.Float64, "high": pl.Float64, "label": pl.String
    }  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema)
    title = Text(
        zh=f"{result.title.zh}：得分 ± 2 标准误（右侧为可能位次）",
        en=f"{result.title.en}: score ± 2 standard errors (possible places on the right)",
    ).to(lang)
    base = alt.Chart(frame).encode(
        y=alt.Y("unit:N", sort=frame["unit"].to_list(), title=None, axis=alt.Axis(labelLimit=280))
    )
    x = alt.X("low:Q", title=title, scale=alt.Scale(zero=False))
    found: alt.LayerChart = dressed(
        alt.layer(
            base.mark_rule(strokeWidth=5, color=PALE).encode(x=x, x2="high:Q"),
            base.mark_circle(size=80, color=COLOURS["better"], opacity=1).encode(x="score:Q"),
            base.mark_text(align="left", dx=8, fontSize=11, color=FAINT).encode(x="high:Q", text="label:N"),
        ).properties(width=420, height=24 * max(frame.height, 1))
    )
    return found


def contributions(result: Horizontal, peers: Peers, *, lang: Lang = "en") -> alt.FacetChart:
    """What each indicator adds to a unit's score against the mean of its peers: one panel per indicator."""
    order = [place.unit for place in peers.composite.ranked if place.unit in peers.contributions]
    titles = {
        name: wrapped(result.indicators[name].title.to(lang), 13)
        for name in result.assessment.horizontal.indicators
    }
    rows: list[dict[str, Any]] = [
        {
            "unit": result.name(unit).to(lang),
            "indicator": titles[name],
            "part": float(part),
            "side": "better" if part > 0 else "worse" if part < 0 else "level",
            "label": printed(part, 1, signed=True),
        }
        for unit in order
        for name, part in peers.contributions[unit].items()
    ]
    frame = pl.DataFrame(
        rows,
        schema={
            "unit": pl.String, "indicator": pl.String, "part": pl.Float64, "side": pl.String, "label": pl.String
        },
    )  # fmt: skip
    furthest = max([abs(row["part"]) for row in rows] or [1.0]) * 1.5
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "unit:N",
            sort=[result.name(unit).to(lang) for unit in order],
            title=None,
            axis=alt.Axis(labelLimit=260, grid=False),
        ),
        x=alt.X(
            "part:Q",
            title=None,
            axis=alt.Axis(tickCount=3),
            scale=alt.Scale(domain=[-furthest, furthest], nice=False),
        ),
    )
    bars = base.mark_bar(height=13).encode(color=alt.Color("side:N", legend=None, scale=status_scale()))
    right = base.transform_filter("datum.part >= 0").mark_text(align="left", dx=3, fontSize=10, color=INK)
    left = base.transform_filter("datum.part < 0").mark_text(align="right", dx=-3, fontSize=10, color=INK)
    panel = alt.layer(bars, right.encode(text="label:N"), left.encode(text="label:N"))
    header = alt.Header(
        title=None, labelExpr="split(datum.label, '|')", labelFontSize=11, labelColor=INK, labelLimit=140
    )
    columns = alt.Column("indicator:N", sort=list(titles.values()), header=header)
    found: Any = dressed(
        panel.properties(width=92, height=21 * max(len(order), 1)).facet(column=columns, spacing=8)
    )
    made: alt.FacetChart = found
    return made
