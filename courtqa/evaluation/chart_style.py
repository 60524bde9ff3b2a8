"""One look for all charts: colours, fonts, axes, and the step from a chart to SVG text."""

from __future__ import annotations

import re
from typing import Any

import altair as alt

__all__ = [
    "COLOURS",
    "FAINT",
    "FONTS",
    "INK",
    "PALE",
    "dressed",
    "grade_colour",
    "grade_shape",
    "status_scale",
    "svg",
    "wrapped",
]

FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, SimHei, Noto Sans, sans-serif"
COLOURS = {
    "better": "#0f766e",
    "slightly_better": "#6fb7ac",
    "level": "#9aa3ad",
    "slightly_worse": "#e0a45f",
    "worse": "#b45309",
    "none": "#c9ced4",
}
SHAPES = {
    "better": "triangle-up",
    "slightly_better": "triangle-up",
    "level": "circle",
    "slightly_worse": "triangle-down",
    "worse": "triangle-down",
    "none": "circle",
}
INK, FAINT, RULE, PALE = "#1f2933", "#5b6670", "#e3e7eb", "#b9d3cf"
Chart = alt.Chart | alt.LayerChart | alt.FacetChart
_MEASURED = "sans-serif"
_TAG = re.compile(r"<[^>]*>")
_SPOKEN = re.compile(r' (?:aria-[a-z]+|role|pointer-events)="[^"]*"')
_EMPTY = re.compile(r'<path class="(?:back|fore)ground"[^>]*/>')


def svg(chart: Chart | dict[str, Any]) -> str:
    """The chart as SVG text: real text in the reader's fonts, no script, no network.

    What the renderer says of every mark for a screen reader is left out: whoever shows the chart names it as a whole
    and puts its table beside it.
    """
    import vl_convert

    told = dict(chart) if isinstance(chart, dict) else chart.to_dict(validate=False)
    told["config"] = {
        **told.get("config", {}),
        "font": _MEASURED,
    }  # three times as fast as measuring by a CJK font
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    found: str = vl_convert.vegalite_to_svg(told, vl_version=version)
    found = _TAG.sub(lambda tag: _SPOKEN.sub("", tag[0]), _EMPTY.sub("", found))
    return found.replace(f'font-family="{_MEASURED}"', f'font-family="{FONTS}"')


def wrapped(text: str, width: int) -> str:
    """The text in lines of about that width (a Chinese character is two wide), parted by ``|``."""
    lines, line, size = [], "", 0
    for piece in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*", text):
        wide = sum(2 if ord(sign) > 0x2E80 else 1 for sign in piece)
        if line and size + len(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line, size = "", 0
        line, size = line + piece, size + wide
    return "|".join([*lines, line.rstrip()])


def grade_colour() -> alt.Color:
    """The colour of a grade."""
    return alt.Color("grade:N", legend=None, scale=status_scale())


def grade_shape(field: str = "grade") -> alt.Shape:
    """The shape of a grade, so that no colour is needed to tell better from worse."""
    scale = alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))
    return alt.Shape(f"{field}:N", legend=None, scale=scale)


def status_scale() -> alt.Scale:
    """Which colour each grade has."""
    return alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))


def dressed(chart: Any) -> alt.LayerChart:
    """One look for all: no frame, faint grid, the report's fonts. The chart itself is changed and given back."""
    axis = alt.AxisConfig(
        labelColor=INK,
        titleColor=FAINT,
        titleFontWeight="normal",
        titleFontSize=12,
        labelFontSize=12,
        gridColor=RULE,
        domainColor="#b6bec6",
        tickColor="#b6bec6",
    )
    chart.config = alt.Config(
        font=FONTS,
        background="transparent",
        padding={
            "left": 16,
            "top": 6,
            "right": 6,
            "bottom": 6,
        },  # a browser may set a long label wider than it was measured
        view=alt.ViewConfig(stroke=None),
        axis=axis,
        axisY=alt.AxisConfig(domain=False, ticks=False, labelPadding=8),
    )
    found: alt.LayerChart = chart
    return found
