"""Tables of a DOCX notice: thin rules, a header row that repeats, columns as wide as their content asks."""

from __future__ import annotations

import re
from typing import Any

from courtqa.notices.docx_styles import TEXT_WIDTH, W
from courtqa.notices.layout import width
from courtqa.notices.model import Spans, Table, plain

__all__ = ["add_table", "column_widths"]

_WIDEST, _SHORT = 18.0, 9.0  # in characters
_CHAR, _PADDING = 240, 170  # 12 pt, and the inner margins of a cell, in twips


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
    return width(text) + 0.2 + 0.5 * len(re.findall(r"\d+", text))


def add_table(document: Any, table: Table) -> None:
    """Put the table at the end of the document."""
    from docx.oxml import parse_xml

    if table.caption:
        caption = document.add_paragraph(table.caption)
        caption.style = document.styles["Caption"]
    if not table.header:
        return
    made = document.add_table(rows=0, cols=len(table.header))
    widths = column_widths(table)
    properties = made._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    for xml in (
        f'<w:tblW xmlns:w="{W}" w:w="{TEXT_WIDTH}" w:type="dxa"/>',
        f'<w:jc xmlns:w="{W}" w:val="center"/>',
        f'<w:tblBorders xmlns:w="{W}">{borders}</w:tblBorders>',
        f'<w:tblLayout xmlns:w="{W}" w:type="fixed"/>',
    ):
        properties.append(parse_xml(xml))
    for column, twips in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = twips * 635
    short = [
        max(width(plain(row[at])) for row in (table.header, *table.rows)) <= 10 for at in range(len(widths))
    ]
    _row(document, made, table.header, widths, head=True, centred=[True] * len(widths))
    for row in table.rows:
        _row(document, made, row, widths, head=False, centred=short)
    after = document.add_paragraph()  # keeps the table apart from what follows
    after.style = document.styles["Table Gap"]


def _row(
    document: Any, made: Any, cells: tuple[Spans, ...], widths: list[int], *, head: bool, centred: list[bool]
) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml

    row = made.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(parse_xml(f'<w:cantSplit xmlns:w="{W}"/>'))
    if head:
        properties.append(parse_xml(f'<w:tblHeader xmlns:w="{W}"/>'))
    for cell, spans, twips, centre in zip(row.cells, cells, widths, centred, strict=True):
        cell.width = twips * 635
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.style = document.styles["Table Head" if head else "Table Text"]
        paragraph.add_run(plain(spans))
        if centre and not head:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
