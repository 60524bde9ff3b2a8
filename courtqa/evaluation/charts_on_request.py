"""The charts of what is computed on request: shrinkage, sensitivity, control charts, case mix. Altair, when used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from courtqa.evaluation.chart_style import COLOURS, FAINT, INK, dressed
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.case_mix_result import CaseMix
    from courtqa.evaluation.control_result import ControlChart
    from courtqa.evaluation.gaming_result import Screening
    from courtqa.evaluation.sensitivity_result import Sensitivity
    from courtqa.evaluation.shrinkage_result import Shrinkage

__all__ = ["case_mix", "control", "screening", "sensitivity", "shrinkage"]


def shrinkage(result: Shrinkage, *, lang: Lang = "en") -> alt.LayerChart:
    """Each unit's raw figure (open) drawn to what it is worth (full), round the common mean."""
    order = [u.unit for u in sorted(result.units, key=lambda unit: unit.shrunk)]
    named = {u: result.names.get(u, Text(zh=u, en=u)).to(lang) for u in order}
    percent = result.model != "normal" and abs(result.mean) < 1  # parts of a whole, as the funnel tells them
    scale = 100 if percent else 1
    frame = pl.DataFrame(
        [{"unit": named[u.unit], "raw": u.raw * scale, "shrunk": u.shrunk * scale} for u in result.units]
    )
    y = alt.Y("unit:N", sort=[named[u] for u in order], title=None, axis=alt.Axis(labelLimit=280))
    base = alt.Chart(frame).encode(y=y)
    title = result.title.to(lang) + (" (%)" if percent else "")
    x = alt.X("raw:Q", title=title, scale=alt.Scale(zero=False))
    mean = alt.Chart(pl.DataFrame({"raw": [result.mean * scale]})).mark_rule(color=INK).encode(x="raw:Q")
    return dressed(
        alt.layer(
            mean,
            base.mark_rule(color=FAINT).encode(x=x, x2="shrunk:Q"),
            base.mark_point(size=50, color=FAINT).encode(x=x),
            base.mark_circle(size=80, color=COLOURS["better"], opacity=1).encode(x="shrunk:Q"),
        ).properties(width=420, height=24 * max(len(order), 1))
    )


def sensitivity(result: Sensitivity, *, lang: Lang = "en") -> alt.LayerChart:
    """A heat map of places, bars of indices, or the shifts of each run."""
    if result.indices:
        return _indices(result, lang)
    if result.acceptability:
        return _acceptability(result, lang)
    return _shifts(result, lang)


def _acceptability(result: Sensitivity, lang: Lang) -> alt.LayerChart:
    names = {unit: result.names.get(unit, Text(zh=unit, en=unit)).to(lang) for unit in result.acceptability}
    frame = result.to_frame().with_columns(
        pl.col("unit").replace(names), label=(pl.col("share") * 100).round(0).cast(pl.Int64).cast(pl.String)
    )
    base = alt.Chart(frame).encode(
        x=alt.X(
            "place:O",
            title=Text(zh="位次", en="place").to(lang),
            axis=alt.Axis(labelAngle=0, domain=False, ticks=False),
        ),
        y=alt.Y("unit:N", sort=list(names.values()), title=None, axis=alt.Axis(labelLimit=280)),
    )
    cells = base.mark_rect(stroke="white", strokeWidth=2).encode(
        color=alt.Color(
            "share:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=["#f4f6f7", COLOURS["better"]])
        )
    )
    text = (
        base.transform_filter("datum.share >= 0.005")
        .mark_text(fontSize=10)
        .encode(
            text="label:N",
            color=alt.condition("datum.share > 0.55", alt.value("white"), alt.value(INK)),
        )
    )
    return dressed(alt.layer(cells, text).properties(width=36 * len(names), height=24 * len(names)))


def _indices(result: Sensitivity, lang: Lang) -> alt.LayerChart:
    frame = result.to_frame().sort("total", descending=True)
    told = {name: text.to(lang) for name, text in result.names.items()}
    frame = frame.with_columns(
        pl.col("indicator").replace(told), pl.col("first", "total").clip(lower_bound=0.0)
    )
    y = alt.Y("indicator:N", sort=frame["indicator"].to_list(), title=None, axis=alt.Axis(labelLimit=280))
    title = Text(
        zh="位次变动中的份额（深：单独；浅：连同交互）",
        en="share of what moves the order (dark: alone; pale: in all)",
    )
    base = alt.Chart(frame).encode(y=y)
    x = alt.X("total:Q", title=title.to(lang), axis=alt.Axis(format="%"))
    return dressed(
        alt.layer(
            base.mark_bar(color="#b9d3cf", height=14).encode(x=x),
            base.mark_bar(color=COLOURS["better"], height=6).encode(x="first:Q"),
        ).properties(width=420, height=26 * frame.height)
    )


def _shifts(result: Sensitivity, lang: Lang) -> alt.LayerChart:
    names = {unit: result.names.get(unit, Text(zh=unit, en=unit)).to(lang) for unit in result.base.places}
    number = pl.col("place").str.strip_chars("=").cast(pl.Int64, strict=False)
    frame = result.to_frame().with_columns(pl.col("unit").replace(names), at=number)
    base = alt.Chart(frame).encode(
        y=alt.Y("unit:N", sort=list(names.values()), title=None, axis=alt.Axis(labelLimit=280))
    )
    own = pl.col("base_place").str.strip_chars("=").cast(pl.Int64, strict=False)
    start = alt.Chart(frame.with_columns(at=own)).encode(y=alt.Y("unit:N", sort=list(names.values())))
    x = alt.X(
        "at:Q",
        title=Text(zh="位次（短线：原权重）", en="place (tick: the edition's weights)").to(lang),
        axis=alt.Axis(format="d", tickMinStep=1),
        scale=alt.Scale(domain=[0.6, len(names) + 0.4], nice=False),
    )
    return dressed(
        alt.layer(
            base.mark_circle(size=70, color=COLOURS["better"], opacity=0.35).encode(x=x),
            start.mark_tick(color=INK, thickness=2).encode(x=x),
        ).properties(width=420, height=24 * max(len(names), 1))
    )


def control(result: ControlChart, *, lang: Lang = "en") -> alt.LayerChart:
    """The months in order, the centre, the limits, and the points that signal."""
    frame = result.to_frame().with_columns(
        state=pl.when(pl.col("beyond"))
        .then(pl.lit("worse"))
        .when(pl.col("run"))
        .then(pl.lit("slightly_worse"))
        .otherwise(pl.lit("level"))
    )
    base = alt.Chart(frame).encode(
        x=alt.X("period:O", title=None, axis=alt.Axis(labelAngle=-60, labelOverlap=True))
    )
    percent = alt.Axis(format=".0%") if result.form == "p" else alt.Axis()
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=percent)
    title = alt.TitleParams(
        result.title.to(lang), anchor="start", fontSize=13, fontWeight=500, color=INK, offset=8
    )
    colour = alt.Color(
        "state:N", legend=None, scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    )
    return dressed(
        alt.layer(
            base.mark_line(strokeDash=[5, 4], color=FAINT, interpolate="step").encode(y="low:Q"),
            base.mark_line(strokeDash=[5, 4], color=FAINT, interpolate="step").encode(y="high:Q"),
            base.mark_line(color=INK, strokeWidth=1).encode(y="centre:Q"),
            base.mark_line(color=FAINT, strokeWidth=1.2).encode(y=y),
            base.mark_point(size=60, opacity=1, filled=True).encode(y=y, color=colour, shape=_signal()),
        ).properties(width=560, height=200, title=title)
    )


def _signal() -> alt.Shape:
    """A signal is a diamond, so that it is seen without colour."""
    known = {"worse": "diamond", "slightly_worse": "square", "level": "circle"}
    return alt.Shape("state:N", legend=None, scale=alt.Scale(domain=list(known), range=list(known.values())))


def case_mix(result: CaseMix, *, lang: Lang = "en") -> alt.LayerChart:
    """Observed over expected with its limits; 1 is what the unit's own mix of cases would give."""
    frame = result.to_frame().filter(pl.col("ratio").is_not_null()).sort("ratio", descending=True)
    named = {u: result.names.get(u, Text(zh=u, en=u)).to(lang) for u in frame["unit"]}
    frame = frame.with_columns(pl.col("unit").replace(named))
    base = alt.Chart(frame).encode(
        y=alt.Y("unit:N", sort=list(named.values()), title=None, axis=alt.Axis(labelLimit=280))
    )
    title = Text(zh="实际 / 按案件构成应有", en="observed / expected from its mix of cases").to(lang)
    one = alt.Chart(pl.DataFrame({"ratio": [1.0]})).mark_rule(color=INK).encode(x="ratio:Q")
    return dressed(
        alt.layer(
            one,
            base.mark_rule(strokeWidth=4, color="#b9d3cf").encode(x=alt.X("low:Q", title=title), x2="high:Q"),
            base.mark_circle(size=80, color=COLOURS["better"], opacity=1).encode(
                x=alt.X("ratio:Q", title=title)
            ),
        ).properties(width=420, height=24 * max(frame.height, 1))
    )


def screening(result: Screening, *, lang: Lang = "en") -> alt.LayerChart:
    """Units by tests: the darker the stranger, what is flagged marked."""
    from courtqa.evaluation.gaming_result import TITLES

    tests = {game: text.to(lang) for game, text in TITLES.items()}
    frame = result.to_frame()
    named = {u: result.names.get(u, Text(zh=u, en=u)).to(lang) for u in frame["unit"].unique().sort()}
    frame = frame.with_columns(
        pl.col("unit").replace(named),
        pl.col("test").replace(tests),
        strange=(-pl.col("p_adjusted").clip(1e-6).log10()),
        mark=pl.when("flagged").then(pl.lit("●")).otherwise(pl.lit("")),
    )
    base = alt.Chart(frame).encode(
        x=alt.X(
            "test:N", sort=list(tests.values()), title=None, axis=alt.Axis(labelAngle=-30, labelLimit=320)
        ),
        y=alt.Y("unit:N", sort=list(named.values()), title=None, axis=alt.Axis(labelLimit=280)),
    )
    cells = base.mark_rect(stroke="white", strokeWidth=2).encode(
        color=alt.Color(
            "strange:Q",
            legend=None,
            scale=alt.Scale(domain=[0, 4], range=["#f4f6f7", COLOURS["worse"]], clamp=True),
        )
    )
    return dressed(
        alt.layer(cells, base.mark_text(color="white").encode(text="mark:N")).properties(
            width=300, height=22 * max(len(named), 1)
        )
    )
