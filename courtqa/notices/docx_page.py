"""The page of a DOCX notice: paper and margins, page numbers, and the closing lines at the foot."""

from __future__ import annotations

from math import ceil
from typing import Any

from courtqa.notices.docx_styles import LINE, MARGINS, PAGE, TEXT_WIDTH, W
from courtqa.notices.layout import width
from courtqa.notices.model import Notice
from courtqa.notices.numerals import date_zh

__all__ = ["add_imprint", "add_page_numbers", "set_page"]

_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_EMU = 635  # per twip
_IMPRINT_LINE, _IMPRINT_PAD, _IMPRINT_CHARS = 480, 40, 29


def set_page(document: Any) -> None:
    """A4, the type area of 156 by 225 mm, no grid of the word processor's own, odd and even feet apart."""
    from docx.oxml import parse_xml

    section = document.sections[0]
    section.page_width, section.page_height = (side * _EMU for side in PAGE)
    section.top_margin, section.bottom_margin = MARGINS["top"] * _EMU, MARGINS["bottom"] * _EMU
    section.left_margin, section.right_margin = MARGINS["left"] * _EMU, MARGINS["right"] * _EMU
    section.header_distance = 851 * _EMU
    section.footer_distance = 1406 * _EMU  # puts the dashes 7 mm under the type area; 7.5
    properties = section._sectPr
    for grid in properties.findall(f"{{{W}}}docGrid"):
        properties.remove(grid)
    properties.append(parse_xml(f'<w:docGrid xmlns:w="{W}" w:linePitch="{LINE}"/>'))
    document.settings.odd_and_even_pages_header_footer = True
    body = document.element.body
    for paragraph in body.findall(f"{{{W}}}p"):
        body.remove(paragraph)


def add_page_numbers(document: Any) -> None:
    """— 1 — one character from the right on odd pages, from the left on even ones."""
    from docx.oxml import parse_xml

    section = document.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Footer"]
        if align == "left":
            paragraph.paragraph_format.alignment = 0
        paragraph.add_run("— ")
        for xml in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        ):
            paragraph._p.append(parse_xml(f'<w:r xmlns:w="{W}">{xml}</w:r>'))
        paragraph.add_run(" —")


def add_imprint(anchor: Any, document: Any, notice: Notice) -> None:
    """版记 at the foot of the last page: a text box that holds a table, rules of 0.35 and 0.25 mm; 7.4."""
    from docx.oxml import parse_xml

    lines = (1, ceil((3 + width("，".join(notice.cc)) + 1) / _IMPRINT_CHARS)) if notice.cc else (1,)
    height = sum(count * _IMPRINT_LINE + 2 * _IMPRINT_PAD for count in lines) + 60
    run = anchor.add_run()
    run._r.append(parse_xml(_box(height)))
    content = run._r.find(f".//{{{W}}}txbxContent")
    tail = content[-1]
    made = parse_xml(_TABLE.format(ns=f'xmlns:w="{W}"', width=TEXT_WIDTH))
    tail.addprevious(made)
    if notice.cc:
        _line(document, made, f"抄送：{'，'.join(notice.cc)}。", hanging=True)
    day = f"{date_zh(notice.printed_on)}印发" if notice.printed_on else ""
    _line(document, made, notice.printer, day)


def _line(document: Any, table: Any, text: str, right: str = "", *, hanging: bool = False) -> None:
    from docx.oxml import parse_xml
    from docx.text.paragraph import Paragraph

    indent = f'<w:ind w:left="{280 + 840}" w:right="280" w:hanging="840"/>' if hanging else ""
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH - 280}"/></w:tabs>' if right else ""
    row = parse_xml(
        f'<w:tr xmlns:w="{W}"><w:tc><w:tcPr><w:tcW w:w="{TEXT_WIDTH}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Imprint"/>{tab}<w:spacing w:before="{_IMPRINT_PAD}" w:after="{_IMPRINT_PAD}"/>'
        f"{indent}</w:pPr></w:p></w:tc></w:tr>"
    )
    table.append(row)
    paragraph = Paragraph(row.find(f".//{{{W}}}p"), document)
    paragraph.add_run(text)
    if right:
        paragraph.add_run().add_tab()
        paragraph.add_run(right)


_TABLE = (
    '<w:tbl {ns}><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>'
    '<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
    '<w:insideH w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tblBorders><w:tblLayout w:type="fixed"/>'
    '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid></w:tbl>'
)


def _box(height: int) -> str:
    """A box as wide as the type area whose foot stands on the foot of the type area."""
    wide, high = TEXT_WIDTH * _EMU, height * _EMU
    return (
        f'<mc:AlternateContent {_NAMESPACES}><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" '
        'layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>'
        '<wp:docPr id="1" name="版记" descr="版记：抄送机关、印发机关和印发日期"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx>'
        '<w:txbxContent><w:p><w:pPr><w:pStyle w:val="Imprint"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>'
        '</w:p></w:txbxContent></wps:txbx><wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b">'
        "<a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        "</mc:AlternateContent>"
    )
