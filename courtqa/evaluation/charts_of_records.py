"""Charts of what is no unit's figure: records, their defects, a shortlist, figures that ought to agree. Altair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from courtqa.evaluation.chart_style import COLOURS, FAINT, INK, PALE, dressed
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.cases import Cases
    from courtqa.evaluation.defects import DefectReport
    from courtqa.evaluation.reconciliation import Reconciliation
    from courtqa.evaluation.selection import Selection

__all__ = ["cases", "defects", "reconciliation", "selection"]


def defects(result: DefectReport, *, lang: Lang = "en") -> alt.LayerChart:
    """How often each defect was found; the dark part are rows not taken because of it."""
    rows = [
        {"defect": d.title.to(lang), "count": d.count, "rejected": d.rejected, "label": f"{d.count:,}"}
        for d in sorted(result, key=lambda found: -found.count)
        if d.count
    ]
    schema = {"defect": pl.String, "count": pl.Int64, "rejected": pl.Int64, "label": pl.String}
    frame = pl.DataFrame(rows, schema=schema)
    title = Text(zh="行数（深色：未采用）", en="rows (dark: not taken)").to(lang)
    base = alt.Chart(frame).encode(
        y=alt.Y("defect:N", sort=frame["defect"].to_list(), title=None, axis=alt.Axis(labelLimit=360))
    )
    x = alt.X("count:Q", title=title, axis=alt.Axis(format=",d"))
    found: alt.LayerChart = dressed(
        alt.layer(
            base.mark_bar(color=PALE, height=14).encode(x=x),
            base.mark_bar(color=COLOURS["worse"], height=14).encode(x="rejected:Q"),
            base.mark_text(align="left", dx=4, fontSize=11, color=INK).encode(x=x, text="label:N"),
        ).properties(width=360, height=24 * max(frame.height, 1))
    )
    return found


def cases(result: Cases, *, lang: Lang = "en") -> alt.LayerChart:
    """Cases filed and closed month by month, as far as the records have these days."""
    told = {"filed_on": Text(zh="立案", en="filed"), "closed_on": Text(zh="结案", en="closed")}
    parts = [
        result.frame.select(month=pl.col(name).dt.truncate("1mo"))
        .drop_nulls()
        .group_by("month")
        .agg(count=pl.len().cast(pl.Int64))
        .with_columns(what=pl.lit(text.to(lang)))
        .sort("month")
        for name, text in told.items()
        if name in result.frame.columns
    ]
    schema = {"month": pl.Date, "count": pl.Int64, "what": pl.String}
    frame = pl.concat([pl.DataFrame(schema=schema), *parts])
    last = frame.group_by("what").agg(pl.all().sort_by("month").last())
    names = [text.to(lang) for text in told.values()]
    x = alt.X("month:T", title=None)
    y = alt.Y("count:Q", title=Text(zh="每月案件数", en="cases a month").to(lang))
    base = alt.Chart(frame).encode(x=x, y=y)
    dash = alt.StrokeDash("what:N", legend=None, scale=alt.Scale(domain=names, range=[[1, 0], [5, 3]]))
    colour = alt.Color(
        "what:N", legend=None, scale=alt.Scale(domain=names, range=[COLOURS["better"], COLOURS["worse"]])
    )
    found: alt.LayerChart = dressed(
        alt.layer(
            base.mark_line(strokeWidth=1.6).encode(strokeDash=dash, color=colour),
            alt.Chart(last).mark_text(align="left", dx=5, color=INK).encode(x=x, y=y, text="what:N"),
        ).properties(width=560, height=200)
    )
    return found


def selection(result: Selection, *, lang: Lang = "en") -> alt.LayerChart:
    """Every candidate's score, twice its error to either side; full marks are in, open ones out, the line is the cut."""
    inside = set(result.shortlist)
    rows = [
        {
            "name": c.name,
            "score": c.score,
            "low": c.score - 2 * c.error,
            "high": c.score + 2 * c.error,
            "label": f"{c.chance:.0%}",
            "inside": c.name in inside,
        }
        for c in result.candidates
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    held = [c.score for c in result.candidates]
    cut = held[result.places - 1] if result.places >= len(held) else sum(held[result.places - 1 :][:2]) / 2
    title = Text(
        zh="综合得分 ± 2 标准误（右侧：重复考评入围概率）",
        en="score ± 2 standard errors (on the right: chance of being in again)",
    ).to(lang)
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=frame["name"].to_list(), title=None, axis=alt.Axis(labelLimit=280))
    )
    x = alt.X("low:Q", title=title, scale=alt.Scale(zero=False))
    line = alt.Chart(pl.DataFrame({"score": [cut]})).mark_rule(color=INK, strokeDash=[5, 3])
    mark = base.encode(x="score:Q")
    found: alt.LayerChart = dressed(
        alt.layer(
            line.encode(x="score:Q"),
            base.mark_rule(strokeWidth=5, color=PALE).encode(x=x, x2="high:Q"),
            mark.transform_filter("datum.inside").mark_point(
                size=80, color=COLOURS["better"], filled=True, opacity=1
            ),
            mark.transform_filter("!datum.inside").mark_point(size=80, color=FAINT, filled=False),
            base.mark_text(align="left", dx=8, fontSize=11, color=FAINT).encode(x="high:Q", text="label:N"),
        ).properties(width=420, height=24 * frame.height)
    )
    return found


def reconciliation(result: Reconciliation, *, lang: Lang = "en") -> alt.LayerChart:
    """How far the right side of each check lies from the left, in percent of the left; diamonds do not agree."""
    from courtqa.evaluation.reconciliation import VERDICTS

    rows = [
        {
            "check": c.title.to(lang),
            "apart": None if c.relative is None else 100 * float(c.relative),
            "differs": c.verdict == "differs",
            "label": VERDICTS[c.verdict].to(lang),
        }
        for c in (*result.differing, *(c for c in result.checks if c.verdict != "differs"))
    ]
    schema = {"check": pl.String, "apart": pl.Float64, "differs": pl.Boolean, "label": pl.String}
    frame = pl.DataFrame(rows, schema=schema)
    title = Text(zh="右值与左值之差（占左值的 %）", en="right against left (% of the left)").to(lang)
    base = alt.Chart(frame).encode(
        y=alt.Y("check:N", sort=frame["check"].to_list(), title=None, axis=alt.Axis(labelLimit=380)),
        x=alt.X("apart:Q", title=title),
    )
    zero = alt.Chart(pl.DataFrame({"apart": [0.0]})).mark_rule(color=INK).encode(x="apart:Q")
    found: alt.LayerChart = dressed(
        alt.layer(
            zero,
            base.mark_bar(height=2, color=FAINT),
            base.transform_filter("datum.differs").mark_point(
                shape="diamond", size=90, filled=True, color=COLOURS["worse"], opacity=1
            ),
            base.transform_filter("!datum.differs").mark_point(size=60, color=COLOURS["better"]),
        ).properties(width=360, height=24 * max(frame.height, 1))
    )
    return found
