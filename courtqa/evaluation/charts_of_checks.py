"""Charts of checks: figures against their ranges, the load of units, whom a rule of roles might apply to. Altair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from courtqa.evaluation.chart_style import COLOURS, FAINT, INK, PALE, dressed
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.cohort_result import Cohorts
    from courtqa.evaluation.health import HealthCheck
    from courtqa.evaluation.roles import RoleReview
    from courtqa.evaluation.workload import Workload

__all__ = ["cohorts", "health", "roles", "workload"]

_SIGNS = {
    "inside": ("✓", "better"),
    "met": ("✓", "better"),
    "below": ("▼", "worse"),
    "above": ("▲", "worse"),
    "missed": ("✗", "worse"),
    "below_by_chance": ("▽", "slightly_worse"),
    "above_by_chance": ("△", "slightly_worse"),
    "missed_by_chance": ("○", "slightly_worse"),
    "no_range": ("", "none"),
    "no_value": ("–", "none"),
}


def health(result: HealthCheck, *, lang: Lang = "en") -> alt.LayerChart:
    """Units by indicators: a tick inside the range or at the target, an arrow outside it, an open one if by chance."""
    ranged = {row.measure.indicator for row in result.rows if row.standing not in {"no_range", "no_value"}}
    told = [row for row in result.rows if row.measure.indicator in ranged] or list(result.rows)
    rows: list[dict[str, Any]] = [
        {
            "unit": result.names.get(r.measure.unit, Text(zh=r.measure.unit, en=r.measure.unit)).to(lang),
            "indicator": result.indicators[r.measure.indicator].title.to(lang),
            "sign": _SIGNS[r.standing][0],
            "side": _SIGNS[r.standing][1],
        }
        for r in told
    ]
    schema = dict.fromkeys(("unit", "indicator", "sign", "side"), pl.String)
    frame = pl.DataFrame(rows, schema=schema)
    units = list(dict.fromkeys(frame["unit"].to_list()))
    names = list(dict.fromkeys(frame["indicator"].to_list()))
    base = alt.Chart(frame).encode(
        x=alt.X("indicator:N", sort=names, title=None, axis=alt.Axis(labelAngle=-35, labelLimit=260)),
        y=alt.Y("unit:N", sort=units, title=None, axis=alt.Axis(labelLimit=280)),
    )
    fill = alt.Color(
        "side:N", legend=None, scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    )
    return dressed(
        alt.layer(
            base.mark_rect(stroke="white", strokeWidth=2, opacity=0.35).encode(color=fill),
            base.mark_text(color=INK, fontSize=13).encode(text="sign:N"),
        ).properties(width=34 * max(len(names), 1), height=22 * max(len(units), 1))
    )


def workload(result: Workload, *, lang: Lang = "en") -> alt.LayerChart:
    """The weighted load of every unit, its plain number of cases as a stroke."""
    frame = result.to_frame()
    named = {u: result.names.get(u, Text(zh=u, en=u)).to(lang) for u in frame["unit"]}
    frame = frame.with_columns(pl.col("unit").replace(named)).sort("load", descending=True)
    title = Text(zh="折合工作量（竖线：件数）", en="weighted load (stroke: cases)").to(lang)
    base = alt.Chart(frame.select("unit", "load", "cases")).encode(
        y=alt.Y("unit:N", sort=frame["unit"].to_list(), title=None, axis=alt.Axis(labelLimit=280))
    )
    return dressed(
        alt.layer(
            base.mark_bar(color=PALE, height=14).encode(x=alt.X("load:Q", title=title)),
            base.mark_tick(color=INK, thickness=2, height=18).encode(x="cases:Q"),
        ).properties(width=420, height=24 * max(frame.height, 1))
    )


def cohorts(result: Cohorts, *, lang: Lang = "en") -> alt.LayerChart:
    """Per unit last year's cohort at the same age (open), this year's (full), and what last year's came to (stroke)."""
    percent = result.definition.in_percent
    scale = 100 if percent else 1
    frame = pl.DataFrame(
        [
            {
                "unit": result.name(row.unit).to(lang),
                "now": None if row.now.value is None else float(row.now.value) * scale,
                "before": None if row.before.value is None else float(row.before.value) * scale,
                "since": None if row.since.value is None else float(row.since.value) * scale,
            }
            for row in result.rows
        ],
        schema={"unit": pl.String, "now": pl.Float64, "before": pl.Float64, "since": pl.Float64},
    )
    said = Text(
        zh="{title}（实心 {now}，空心 {before} 同一时点，竖线 {before} 至今）",
        en="{title} (full: {now}; open: {before} at the same age; stroke: {before} by now)",
    )
    told = said.fill(title=result.title.to(lang), now=result.period, before=result.before).to(lang)
    base = alt.Chart(frame).encode(
        y=alt.Y("unit:N", sort=frame["unit"].to_list(), title=None, axis=alt.Axis(labelLimit=280))
    )
    x = alt.X("now:Q", title=told + (" %" if percent else ""), scale=alt.Scale(zero=True))
    return dressed(
        alt.layer(
            base.mark_rule(color=FAINT).encode(x=x, x2="before:Q"),
            base.mark_point(size=60, color=FAINT).encode(x="before:Q"),
            base.mark_tick(color=FAINT, thickness=2, height=14).encode(x="since:Q"),
            base.mark_circle(size=80, color=COLOURS["better"], opacity=1).encode(x=x),
        ).properties(width=420, height=24 * max(frame.height, 1))
    )


def roles(result: RoleReview, *, lang: Lang = "en") -> alt.LayerChart:
    """Under each rule how many judges were looked at, and of how many a change is proposed."""
    counts = result.to_frame().group_by("rule").agg(looked=pl.len(), proposed=pl.col("proposed").sum())
    frame = counts.sort("rule").with_columns(pl.col("looked", "proposed").cast(pl.Int64))
    title = Text(zh="人数（深色：提出建议）", en="judges (dark: a change is proposed)").to(lang)
    base = alt.Chart(frame).encode(y=alt.Y("rule:N", title=None, axis=alt.Axis(labelLimit=320)))
    x = alt.X("looked:Q", title=title, axis=alt.Axis(format="d", tickMinStep=1))
    return dressed(
        alt.layer(
            base.mark_bar(color=PALE, height=16).encode(x=x),
            base.mark_bar(color=COLOURS["better"], height=16).encode(x="proposed:Q"),
        ).properties(width=420, height=28 * max(frame.height, 1))
    )
