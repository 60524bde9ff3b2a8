"""Where boxes, lines and labels go: Graphviz decides, given nothing but their sizes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

from attrs import frozen

from courtqa.errors import MissingExtra

__all__ = ["MEETING", "Laid", "Layout", "Line", "Node", "Point", "layout"]

Point: TypeAlias = "tuple[float, float]"
MEETING = "·"  # how the names of points begin at which several lines become one
_INCH = 72.0


@frozen
class Node:
    """A box to place, with its size in points."""

    id: str
    width: float
    height: float


@frozen
class Line:
    """A line to draw from one node to another, with the size of its label; none where it is 0."""

    source: str
    target: str
    width: float = 0.0
    height: float = 0.0


@frozen
class Laid:
    """A line that was laid out: its path, as SVG writes it, and the middle of its label."""

    path: str
    label: Point | None


@frozen
class Layout:
    """Where everything is: the middle and size of each node, and the lines in the order they were given."""

    width: float
    height: float
    places: Mapping[str, tuple[Point, Point]]
    lines: tuple[Laid, ...]


def layout(nodes: Iterable[Node], lines: Iterable[Line]) -> Layout:
    """The layout, from top to bottom. No word goes in, hence no font matters. Raises `MissingExtra`."""
    boxes, edges = tuple(nodes), tuple(lines)
    found = json.loads(_graphviz(_bare(boxes, edges)))
    _, _, wide, high = map(float, found["bb"].split(","))
    places = {
        each["name"]: (
            _point(each["pos"], high),
            (float(each["width"]) * _INCH, float(each["height"]) * _INCH),
        )
        for each in found["objects"]
    }
    laid: dict[int, Laid] = {
        int(each["id"]): Laid(_path(each["pos"], high), _point(each["lp"], high) if "lp" in each else None)
        for each in found["edges"]
    }
    return Layout(wide, high, places, tuple(laid[number] for number in range(len(edges))))


def _bare(nodes: Iterable[Node], lines: Iterable[Line]) -> str:
    """The graph without a word in it: sizes only."""
    rows = [
        "digraph {",
        "graph [rankdir=TB, nodesep=0.35, ranksep=0.3, splines=true];",
        'node [shape=box, fixedsize=true, label=""];',
        "edge [arrowsize=0.5];",
    ]
    rows += [
        f'"{node.id}" [width={node.width / _INCH:.4f}, height={node.height / _INCH:.4f}];' for node in nodes
    ]
    for number, line in enumerate(lines):
        label = ""
        if line.width:
            size = f'WIDTH="{line.width + 10:.0f}" HEIGHT="{line.height + 4:.0f}"'
            table = f'<TABLE BORDER="0" CELLBORDER="0" FIXEDSIZE="TRUE" {size}><TR><TD></TD></TR></TABLE>'
            label = f", label=<{table}>"
        head = ", arrowhead=none" if line.target.startswith(MEETING) else ""
        rows.append(f'"{line.source}" -> "{line.target}" [id="{number}"{label}{head}];')
    return "\n".join([*rows, "}"])


def _graphviz(source: str) -> bytes:
    """What Graphviz says, as JSON: the one in the wheel of pygraphviz, or the program ``dot`` on the path."""
    if find_spec("pygraphviz") is not None:
        graph: Any = import_module("pygraphviz").AGraph(string=source)
        drawn: bytes = graph.draw(format="json0", prog="dot")
        return drawn
    program = shutil.which("dot")
    if program is None:
        raise MissingExtra("SVG (Graphviz)", "diagrams")
    done = subprocess.run(  # noqa: S603 - the program found on the path, and our own text on its input
        [program, "-Tjson0"], input=source.encode(), capture_output=True, check=True
    )
    return done.stdout


def _point(text: str, high: float) -> Point:
    x, y = map(float, text.split(",")[:2])
    return x, high - y


def _path(text: str, high: float) -> str:
    """Graphviz' spline as SVG's path, drawn to the tip of the arrow."""
    paths = []
    for spline in text.split(";"):
        tip: Point | None = None
        points: list[Point] = []
        for token in spline.split():
            if token.startswith("e,"):
                tip = _point(token[2:], high)
            elif not token.startswith("s,"):
                points.append(_point(token, high))
        first, *rest = points
        curve = " ".join(f"{x:.1f},{y:.1f}" for x, y in rest)
        end = "" if tip is None else f" L{tip[0]:.1f},{tip[1]:.1f}"
        paths.append(f"M{first[0]:.1f},{first[1]:.1f} C{curve}{end}")
    return " ".join(paths)
