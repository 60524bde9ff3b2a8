"""A diagram in the notation of Mermaid, which Markdown readers draw by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courtqa.text import Lang
from courtqa.workflows.diagram import Arrow, Box, Diagram, Label
from courtqa.workflows.lettering import gathered, wrapped

__all__ = ["mermaid"]

_EMS = {"zh": 11.0, "en": 11.5}
_CODES = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "|": "#124;"}
_CLASSES = """\
    classDef listed fill:#ffffff,stroke:#8496a6,stroke-dasharray:4 3,color:#4a5a68
    classDef meeting fill:#4a6b8a,stroke:#4a6b8a
    classDef state fill:#eef4fb,stroke:#4a6b8a,color:#16202b
    classDef final fill:#eef0f2,stroke:#3c4650,stroke-width:4px,color:#16202b
    classDef adverse fill:#fdecea,stroke:#b3261e,color:#5f1410
    classDef adverseFinal fill:#fdecea,stroke:#b3261e,stroke-width:4px,color:#5f1410"""
_COLOURS = {"adverse": "stroke:#b3261e,color:#b3261e", "clock": "stroke:#8a5a00,color:#8a5a00"}


def mermaid(diagram: Diagram, lang: Lang) -> str:
    """A flowchart: finals with a thick border, adverse steps red, what time alone does dashed."""
    rows = ["flowchart TD", "    start((( )))"]
    rows += [f'    {_id(box.id)}["{_state(box, lang)}"]:::{_class(box)}' for box in diagram.boxes]
    rows.append(f'    start -->|"{_safe(diagram.opened_by.to(lang), lang)}"| {_id(diagram.initial)}')
    coloured: dict[str, list[int]] = {}
    number = 1
    for count, arrow in enumerate(diagram.arrows):
        written = list(_lines(diagram, arrow, f"meeting{count}", lang))
        rows += written
        drawn = sum(not line.endswith((":::meeting", ":::listed")) for line in written)
        coloured.setdefault(arrow.style, []).extend(range(number, number + drawn))
        number += drawn
    rows.append(_CLASSES)
    for style, colour in _COLOURS.items():
        if style in coloured:
            rows.append(f"    linkStyle {','.join(map(str, coloured[style]))} {colour}")
    return "\n".join(rows) + "\n"


def _id(state: str) -> str:
    return f"s_{state}"  # some words, such as `end`, mean something to Mermaid


def _class(box: Box) -> str:
    if box.adverse:
        return "adverseFinal" if box.final else "adverse"
    return "final" if box.final else "state"


def _state(box: Box, lang: Lang) -> str:
    rows = [f"<b>{_safe(box.title.to(lang), lang)}</b>"]
    rows += [_safe(each.to(lang), lang) for each in (box.owner, box.within) if each is not None]
    rows += [f"↻ {_said(label, lang)}" for label in box.stays]
    return "<br/>".join(rows)


def _lines(diagram: Diagram, arrow: Arrow, meeting: str, lang: Lang) -> Iterator[str]:
    """The lines of an arrow. Those from several states meet in a point first; where they are many, they are listed."""
    source = _id(arrow.sources[0])
    if len(arrow.sources) > 1:
        source = meeting
        if arrow.listed:
            yield f'    {meeting}["{_safe(diagram.sources(arrow).to(lang), lang)}"]:::listed'
        else:
            yield f"    {meeting}(( )):::meeting"
            for each in arrow.sources:
                yield f"    {_id(each)} --- {meeting}"
    yield f"    {source} {_line(arrow, lang)} {_id(arrow.target)}"


def _line(arrow: Arrow, lang: Lang) -> str:
    words = "<br/>".join(_said(label, lang) for label in arrow.labels)
    return f'-.->|"{words}"|' if arrow.style == "clock" else f'-->|"{words}"|'


def _said(label: Label, lang: Lang) -> str:
    title, *facts = label.lines(lang)
    rows = gathered(facts, _EMS[lang])
    return "<br/>".join([_safe(title, lang), *map(_coded, rows)])


def _safe(text: str, lang: Lang) -> str:
    return "<br/>".join(_coded(line) for line in wrapped(text, _EMS[lang]))


def _coded(line: str) -> str:
    """The line, with the characters that Mermaid reads itself written as codes."""
    return re.sub(r'["<>#|]', lambda found: _CODES[found[0]], line)
