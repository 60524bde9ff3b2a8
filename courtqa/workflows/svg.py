"""A diagram as a picture: laid out by Graphviz, drawn here, so that it looks the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape

from attrs import frozen

from courtqa.text import Lang, Text
from courtqa.workflows.diagram import Arrow, Box, Diagram, Label, Style
from courtqa.workflows.layout import MEETING, Layout, Line, Node, Point, layout
from courtqa.workflows.lettering import gathered, width, wrapped

__all__ = ["svg"]

_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','Noto Sans',Arial,sans-serif"
_BIG, _SMALL = 14.0, 11.5
_LEADING = 1.35
_EMS = {"zh": (11.0, 15.0), "en": (13.0, 16.0)}  # of the lines in big and in small letters
START = "·start"  # no state is called that
_MARGIN, _HEADING, _LEGEND = 24.0, 46.0, 54.0
_COLOURS: dict[Style, str] = {"step": "#33536f", "clock": "#8a5a00", "adverse": "#b3261e"}
_STYLE = f"""
text {{ font-family: {_FONT}; fill: #16202b; }}
.big {{ font-size: {_BIG}px; font-weight: 600; }}
.small {{ font-size: {_SMALL}px; }}
.quiet {{ fill: #4a5a68; }}
.edge {{ fill: none; }}
"""
_LEGENDS: tuple[tuple[str, Text], ...] = (
    ("step", Text(zh="步骤（由谁、何时以内）", en="a step (by whom, by when)")),
    ("clock", Text(zh="期限届满，自动发生", en="time ran out: it happens by itself")),
    ("adverse", Text(zh="对当事人不利的步骤", en="adverse to a person")),
    ("final", Text(zh="终结", en="the end")),
    ("stays", Text(zh="↻ 不改变状态的步骤", en="↻ a step that stays here")),
)


@frozen
class _Words:
    """Lines of text and how they are set."""

    lines: tuple[tuple[str, str], ...]  # class, text

    @property
    def size(self) -> Point:
        wide = max((width(text) * _points(kind) for kind, text in self.lines), default=0.0)
        return wide, sum(_points(kind) * _LEADING for kind, _ in self.lines)


def _points(kind: str) -> float:
    return _BIG if kind.startswith("big") else _SMALL


def svg(diagram: Diagram, lang: Lang) -> str:
    """The picture. The same diagram and the same Graphviz give the same text."""
    boxes = {box.id: _box_words(box, lang) for box in diagram.boxes}
    arrows = [_arrow_words(arrow, lang) for arrow in diagram.arrows]
    opened = _Words(
        tuple(("small quiet", line) for line in wrapped(diagram.opened_by.to(lang), _EMS[lang][1]))
    )
    nodes = [Node(START, 14, 14)]
    nodes += [Node(box.id, *_padded(boxes[box.id], box)) for box in diagram.boxes]
    lists: dict[str, _Words] = {}
    lines = [Line(START, diagram.initial, *opened.size)]
    for number, (arrow, words) in enumerate(zip(diagram.arrows, arrows, strict=True)):
        end = arrow.sources[0]
        if len(arrow.sources) > 1:
            end = f"{MEETING}{number}"
            if arrow.listed:
                lists[end] = _list_words(diagram, arrow, lang)
                nodes.append(Node(end, lists[end].size[0] + 20, lists[end].size[1] + 12))
            else:
                nodes.append(Node(end, 6, 6))
                lines += [Line(source, end) for source in arrow.sources]
        lines.append(Line(end, arrow.target, *words.size))
    return _painted(
        diagram, lang, layout(nodes, lines), {**boxes, **lists}, [opened, *_spread(diagram, arrows)]
    )


def _spread(diagram: Diagram, arrows: Iterable[_Words]) -> Iterator[_Words | None]:
    """The words of each line that was laid out; the feeders of a meeting point have none."""
    for arrow, words in zip(diagram.arrows, arrows, strict=True):
        if len(arrow.sources) > 1 and not arrow.listed:
            yield from (None for _ in arrow.sources)
        yield words


def _box_words(box: Box, lang: Lang) -> _Words:
    big, small = _EMS[lang]
    lines = [("big", line) for line in wrapped(box.title.to(lang), big)]
    facts = [each.to(lang) for each in (box.owner, box.within) if each is not None]
    lines += [("small quiet", line) for fact in facts for line in wrapped(fact, small)]
    for label in box.stays:
        lines += [("small", line) for line in _loop(label, small, lang)]
    return _Words(tuple(lines))


def _arrow_words(arrow: Arrow, lang: Lang) -> _Words:
    small = _EMS[lang][1]
    lines: list[tuple[str, str]] = []
    for label in arrow.labels:
        title, *facts = label.lines(lang)
        lines += [(f"small step {arrow.style}", line) for line in wrapped(title, small * 0.9)]
        lines += [("small quiet", line) for line in gathered(facts, small)]
    return _Words(tuple(lines))


def _list_words(diagram: Diagram, arrow: Arrow, lang: Lang) -> _Words:
    text = diagram.sources(arrow).to(lang)
    return _Words(tuple(("small quiet", line) for line in wrapped(text, _EMS[lang][1] * 1.1)))


def _loop(label: Label, ems: float, lang: Lang) -> tuple[str, ...]:
    title, *facts = label.lines(lang)
    return gathered([f"↻ {title}", *facts], ems * 1.15)


def _padded(words: _Words, box: Box) -> Point:
    wide, high = words.size
    more = 8 if box.final else 0
    return max(wide, 70) + 26 + more, high + 18 + more


def _painted(
    diagram: Diagram, lang: Lang, laid: Layout, boxes: dict[str, _Words], words: list[_Words | None]
) -> str:
    wide = max(laid.width, sum(_legend_sizes(lang))) + 2 * _MARGIN
    high = laid.height + _HEADING + _LEGEND + 2 * _MARGIN
    shift = ((wide - laid.width) / 2, _HEADING + _MARGIN)
    title = escape(diagram.title.to(lang))
    source = sha256(diagram.dot(lang).encode()).hexdigest()  # tells whether the picture is still of today
    rows = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
            f'viewBox="0 0 {wide:.0f} {high:.0f}" role="img" lang="{lang}" '
            f'aria-labelledby="title" data-source="{source}">'
        ),
        f'<title id="title">{title}</title>',
        f"<style>{_STYLE}</style>",
        _markers(),
        f'<rect width="{wide:.0f}" height="{high:.0f}" fill="#ffffff"/>',
        f'<text x="{wide / 2:.1f}" y="36" text-anchor="middle" style="font-size:19px;font-weight:700">{title}</text>',
        f'<g transform="translate({shift[0]:.1f},{shift[1]:.1f})">',
        *_edges(diagram, laid),
        *(row for node in diagram.boxes for row in _node(node, laid.places[node.id], boxes[node.id])),
        *(row for name in boxes if name.startswith(MEETING) for row in _list(laid.places[name], boxes[name])),
        *_start(laid),
        *_labels(laid, words),
        "</g>",
        *_legend(lang, wide, high),
        "</svg>",
    ]
    return "\n".join(rows) + "\n"


def _markers() -> str:
    heads = "".join(
        f'<marker id="{style}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
        for style, colour in _COLOURS.items()
    )
    return f"<defs>{heads}</defs>"


def _edges(diagram: Diagram, laid: Layout) -> Iterator[str]:
    """Every line; those that run together into one step are drawn lightly, behind the others."""
    listed = {f"{MEETING}{number}" for number, arrow in enumerate(diagram.arrows) if arrow.listed}
    styles: list[tuple[Style, bool]] = [("step", True)]
    for arrow in diagram.arrows:
        if len(arrow.sources) > 1 and not arrow.listed:
            styles += [(arrow.style, False)] * len(arrow.sources)
        styles.append((arrow.style, True))
    for (style, headed), line in sorted(zip(styles, laid.lines, strict=True), key=lambda one: one[0][1]):
        dashes = ' stroke-dasharray="6 4"' if style == "clock" else ""
        weight = 1.1 if not headed else 2 if style == "adverse" else 1.4
        faint = "" if headed else ' stroke-opacity="0.5"'
        head = f' marker-end="url(#{style})"' if headed else ""
        yield (
            f'<path class="edge" d="{line.path}" stroke="{_COLOURS[style]}" stroke-width="{weight}"'
            f"{faint}{dashes}{head}/>"
        )
    for name, ((x, y), _) in laid.places.items():
        if name.startswith(MEETING) and name != START and name not in listed:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_COLOURS["step"]}"/>'


def _node(box: Box, place: tuple[Point, Point], words: _Words) -> Iterator[str]:
    (x, y), (wide, high) = place
    fill, stroke = ("#fdecea", "#b3261e") if box.adverse else ("#eef4fb", "#4a6b8a")
    if box.final and not box.adverse:
        fill, stroke = "#f1f2f4", "#3c4650"
    look = f'fill="{fill}" stroke="{stroke}" stroke-width="1.4"'
    left, top = x - wide / 2, y - high / 2
    yield f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="9" {look}/>'
    if box.final:
        yield (
            f'<rect x="{left + 4:.1f}" y="{top + 4:.1f}" width="{wide - 8:.1f}" height="{high - 8:.1f}" '
            f'rx="6" fill="none" stroke="{stroke}" stroke-width="1.2"/>'
        )
    yield from _set(words, (x, y))


def _list(place: tuple[Point, Point], words: _Words) -> Iterator[str]:
    """The states from which a step may be taken, where they are too many to draw."""
    (x, y), (wide, high) = place
    yield (
        f'<rect x="{x - wide / 2:.1f}" y="{y - high / 2:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="4" '
        'fill="#ffffff" stroke="#8496a6" stroke-dasharray="4 3"/>'
    )
    yield from _set(words, (x, y))


def _start(laid: Layout) -> Iterator[str]:
    (x, y), _ = laid.places[START]
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="#16202b"/>'


def _labels(laid: Layout, words: list[_Words | None]) -> Iterator[str]:
    for line, said in zip(laid.lines, words, strict=True):
        if said is not None and line.label is not None:
            (x, y), (wide, high) = line.label, said.size
            yield (
                f'<rect x="{x - wide / 2 - 2:.1f}" y="{y - high / 2:.1f}" width="{wide + 4:.1f}" '
                f'height="{high:.1f}" rx="3" fill="#ffffff" fill-opacity="0.86"/>'
            )
            yield from _set(said, (x, y))


def _set(words: _Words, centre: Point) -> Iterator[str]:
    x, y = centre[0], centre[1] - words.size[1] / 2
    for kind, text in words.lines:
        size = _points(kind)
        y += size * _LEADING
        bold = ""
        if " step " in kind:
            bold = f' style="font-weight:600;fill:{_COLOURS[_style_in(kind)]}"'
        yield (
            f'<text class="{kind.split(" step ")[0]}" x="{x:.1f}" y="{y - size * 0.38:.1f}" '
            f'text-anchor="middle"{bold}>{escape(text)}</text>'
        )


def _style_in(kind: str) -> Style:
    word = kind.rsplit(" ", 1)[-1]
    return "adverse" if word == "adverse" else "clock" if word == "clock" else "step"


def _legend_sizes(lang: Lang) -> list[float]:
    return [40 + width(text.to(lang)) * _SMALL + 22 for _, text in _LEGENDS]


def _legend(lang: Lang, wide: float, high: float) -> Iterator[str]:
    sizes = _legend_sizes(lang)
    x, y = (wide - sum(sizes)) / 2, high - 30
    yield f'<line x1="24" x2="{wide - 24:.0f}" y1="{high - _LEGEND:.0f}" y2="{high - _LEGEND:.0f}" stroke="#d5dbe1"/>'
    for (kind, text), size in zip(_LEGENDS, sizes, strict=True):
        at = x
        if kind == "final":
            yield f'<rect x="{at:.1f}" y="{y - 12:.1f}" width="30" height="17" rx="4" fill="#f1f2f4" stroke="#3c4650"/>'
            yield f'<rect x="{at + 3:.1f}" y="{y - 9:.1f}" width="24" height="11" rx="2" fill="none" stroke="#3c4650"/>'
        elif kind in _COLOURS:
            style: Style = "adverse" if kind == "adverse" else "clock" if kind == "clock" else "step"
            dashes = ' stroke-dasharray="6 4"' if style == "clock" else ""
            yield (
                f'<path class="edge" d="M{at:.1f},{y - 4:.1f} h30" stroke="{_COLOURS[style]}" stroke-width="1.4"{dashes} '
                f'marker-end="url(#{style})"/>'
            )
        else:
            at -= 38
        yield f'<text class="small" x="{at + 38:.1f}" y="{y:.1f}">{escape(text.to(lang))}</text>'
        x += size
