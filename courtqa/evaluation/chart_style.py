"""One look for all charts: colours, fonts, axes, and the step from a chart to SVG text."""

from __future__ import annotations

from typing import Any

import altair as alt

__all__ = ["COLOURS", "FAINT", "FONTS", "INK", "dressed", "grade_colour", "status_scale", "svg"]

FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, SimHei, Noto Sans, sans-serif"
COLOURS = {
    "better": "#0f766e",
    "slightly_better": "#6fb7ac",
    "level": "#9aa3ad",
    "slightly_worse": "#e0a45f",
    "worse": "#b45309",
    "none": "#c9ced4",
}
INK, FAINT, RULE = "#1f2933", "#6b7680", "#e3e7eb"
Chart = alt.Chart | alt.LayerChart


def svg(chart: Chart) -> str:
    """The chart as SVG text: real text in the reader's fonts, no script, no network."""
    import vl_convert

    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    found: str = vl_convert.vegalite_to_svg(chart.to_dict(validate=False), vl_version=version)
    return found


def grade_colour() -> alt.Color:
    """The colour of a grade."""
    return alt.Color("grade:N", legend=None, scale=status_scale())


def status_scale() -> alt.Scale:
    """Which colour each grade has."""
    return alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))


def dressed(chart: Any) -> alt.LayerChart:
    """One look for all: no frame, faint grid, the report's fonts."""
    found: alt.LayerChart = (
        chart.configure(font=FONTS, background="transparent", padding=6)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            titleColor=FAINT,
            titleFontWeight="normal",
            titleFontSize=12,
            labelFontSize=12,
            gridColor=RULE,
            domainColor="#b6bec6",
            tickColor="#b6bec6",
        )
        .configure_axisY(domain=False, ticks=False, labelPadding=8)
    )
    return found
