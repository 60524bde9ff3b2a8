"""A diagram in DOT, the notation of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from courtqa.text import Lang
from courtqa.workflows.diagram import Arrow, Box, Diagram, Label
from courtqa.workflows.lettering import gathered, wrapped

__all__ = ["dot"]

_HEAD = """\
  graph [rankdir=TB, nodesep=0.4, ranksep=0.45, fontname="Noto Sans CJK SC", fontsize=16, labelloc=t, bgcolor=white];
  node [shape=box, style="rounded,filled", fillcolor="#eef4fb", color="#4a6b8a", fontname="Noto Sans CJK SC", fontsize=12];
  edge [color="#4a6b8a", fontname="Noto Sans CJK SC", fontsize=10];"""
_EMS = {"zh": 14.0, "en": 15.0}
_EDGES = {
    "step": "",
    "clock": ', style=dashed, color="#8a5a00", fontcolor="#8a5a00"',
    "adverse": ', color="#b3261e", fontcolor="#b3261e", penwidth=1.6',
}


def dot(diagram: Diagram, lang: Lang) -> str:
    """The diagram for one's own Graphviz: finals doubled, adverse red, what time alone does dashed."""
    rows = [f"digraph {_quoted(diagram.name)} {{", f"  label={_quoted(diagram.title.to(lang))};", _HEAD]
    rows.append('  "·start" [shape=circle, label="", width=0.2, fillcolor=black];')
    rows += [f"  {_quoted(box.id)} [{_box(box, lang)}];" for box in diagram.boxes]
    opened = f"[label={_quoted(diagram.opened_by.to(lang))}]"
    rows.append(f'  "·start" -> {_quoted(diagram.initial)} {opened};')
    for number, arrow in enumerate(diagram.arrows):
        rows += _arrow(arrow, number, lang)
    return "\n".join([*rows, "}"]) + "\n"


def _box(box: Box, lang: Lang) -> str:
    rows = [f"<B>{_broken(box.title.to(lang), lang)}</B>"]
    rows += [_small(each.to(lang), lang) for each in (box.owner, box.within) if each is not None]
    rows += [_small("↻ " + " · ".join(label.lines(lang)), lang) for label in box.stays]
    doubled = ", peripheries=2" if box.final else ""
    red = ', fillcolor="#fdecea", color="#b3261e"' if box.adverse else ""
    return f"label=<{'<BR/>'.join(rows)}>{doubled}{red}"


def _small(text: str, lang: Lang) -> str:
    return f'<FONT POINT-SIZE="10">{_broken(text, lang)}</FONT>'


def _arrow(arrow: Arrow, number: int, lang: Lang) -> Iterator[str]:
    label = f"label=<{'<BR/>'.join(_said(arrow.labels, lang))}>"
    target, look = _quoted(arrow.target), _EDGES[arrow.style]
    if len(arrow.sources) == 1:
        yield f"  {_quoted(arrow.sources[0])} -> {target} [{label}{look}];"
        return
    meeting = _quoted(f"·meeting{number}")
    yield f'  {meeting} [shape=point, width=0.06, fillcolor="#4a6b8a"];'
    for source in arrow.sources:
        yield f"  {_quoted(source)} -> {meeting} [arrowhead=none{look}];"
    yield f"  {meeting} -> {target} [{label}{look}];"


def _said(labels: Iterable[Label], lang: Lang) -> Iterator[str]:
    for label in labels:
        title, *facts = label.lines(lang)
        yield f"<B>{_broken(title, lang)}</B>"
        yield "<BR/>".join(map(escape, gathered(facts, _EMS[lang])))


def _broken(text: str, lang: Lang) -> str:
    return "<BR/>".join(escape(line) for line in wrapped(text, _EMS[lang]))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
