"""Tables of a DOCX notice: thin rules, a header row that repeats, columns as wide as their content asks."""

from __future__ import annotations

import re

from courtqa.notices.docx_styles import TEXT_WIDTH
from courtqa.notices.docx_xml import paragraph, run
from courtqa.notices.layout import width
from courtqa.notices.model import Cells, Spans, Table, plain

__all__ = ["column_widths", "table_xml"]

_WIDEST, _SHORT = 18.0, 10.0  # in characters
_CHAR, _PADDING = 240, 170  # 12 pt, and the inner margins of a cell, in twips
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_CENTRED = '<w:jc w:val="center"/>'


def column_widths(table: Table, total: int = TEXT_WIDTH) -> list[int]:
    """The widths of the columns, summing to ``total``, by the width of their content within bounds."""
    asked = [max(_asked(row[at]) for row in (table.header, *table.rows)) for at in range(len(table.header))]
    fixed = {at: int(chars * _CHAR) + _PADDING for at, chars in enumerate(asked) if chars <= _SHORT}
    rest = total - sum(fixed.values())
    free = {at: min(_WIDEST, chars) for at, chars in enumerate(asked) if at not in fixed}
    if not free or rest < len(free) * 4 * _CHAR:
        fixed, free, rest = {}, {at: min(_WIDEST, chars) + 1 for at, chars in enumerate(asked)}, total
    widths = [
        fixed[at] if at in fixed else int(rest * free[at] / sum(free.values())) for at in range(len(asked))
    ]
    widths[-1] += total - sum(widths)
    return widths


def _asked(spans: Spans) -> float:
    """The width a cell asks for; some word processors set figures among Chinese apart."""
    text = plain(spans)
    return width(text) + 0.2 + 0.8 * len(re.findall(r"\d+", text))


def table_xml(table: Table) -> str:
    """The table with its caption, and a short gap that keeps it apart from what follows."""
    caption = paragraph("Caption", run(table.caption)) if table.caption else ""
    if not table.header:
        return caption
    widths = column_widths(table)
    short = [
        max(width(plain(row[at])) for row in (table.header, *table.rows)) <= 10 for at in range(len(widths))
    ]
    grid = "".join(f'<w:gridCol w:w="{twips}"/>' for twips in widths)
    rows = _row(table.header, widths, head=True, centred=[False] * len(widths))
    rows += "".join(_row(row, widths, head=False, centred=short) for row in table.rows)
    return (
        f'{caption}<w:tbl><w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>{_CENTRED}'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{paragraph('Table Gap')}"
    )


def _row(cells: Cells, widths: list[int], *, head: bool, centred: list[bool]) -> str:
    style, header = ("Table Head", "<w:tblHeader/>") if head else ("Table Text", "")
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(style, run(plain(spans)), more=_CENTRED if centre else '')}</w:tc>"
        for spans, twips, centre in zip(cells, widths, centred, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{made}</w:tr>"
