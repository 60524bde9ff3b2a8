"""The page of a DOCX notice: paper and margins, page numbers, and the closing lines at the foot."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

from courtqa.notices.docx_styles import TEXT_WIDTH, twips
from courtqa.notices.docx_xml import NAMESPACE, TAB, paragraph, run, text
from courtqa.notices.layout import addressed_below, width
from courtqa.notices.model import Notice
from courtqa.notices.numerals import date_zh
from courtqa.notices.page_layout import Imprint, Layout, WordPage

__all__ = ["NAMESPACES", "footer_xml", "imprint_xml", "section_xml"]

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{NAMESPACE}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    f'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:r="{_RELATIONS}"'
)
_EMU = 635  # per twip
_PAD, _INSET = 40, 280
_FOOTER_MM = Decimal("24.8")  # puts the dashes 7 mm under the type area in a word processor; measured


def section_xml(layout: Layout, page: WordPage) -> str:
    """A4, the type area, no grid of the word processor's own, odd and even feet apart."""
    paper, area = layout.paper, layout.area
    left, right = twips(area.left_mm), twips(paper.width_mm) - twips(area.left_mm) - TEXT_WIDTH
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>'
        f'<w:pgSz w:w="{twips(paper.width_mm)}" w:h="{twips(paper.height_mm)}"/>'
        f'<w:pgMar w:top="{twips(page.top_mm)}" w:right="{right}" w:bottom="{twips(page.bottom_mm) + 1}" w:left="{left}" '
        f'w:header="851" w:footer="{twips(_FOOTER_MM)}" w:gutter="0"/><w:cols w:space="425"/>'
        f'<w:docGrid w:linePitch="{page.pitch_twips}"/></w:sectPr>'
    )


def footer_xml(side: str) -> str:
    """— 1 — one character from the right on odd pages, from the left on even ones."""
    field = "".join(
        f"<w:r>{xml}</w:r>"
        for xml in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    number = paragraph("Footer", run("— "), field, run(" —"), more=f'<w:jc w:val="{side}"/>')
    return f"<w:ftr {NAMESPACES}>{number}</w:ftr>"


def imprint_xml(notice: Notice, layout: Layout, imprint: Imprint) -> str:
    """版记 at the foot of the last page: a text box that holds a table, its last rule on the foot of the type area."""
    below = [("主送", notice.to)] if addressed_below(notice.to) else []
    named = [*below, *([("抄送", notice.cc)] if notice.cc else [])]
    lines = [_line(f"{label}：{'，'.join(bodies)}。", hanging=True) for label, bodies in named]
    if notice.printer:
        day = f"{date_zh(notice.printed_on)}印发" if notice.printed_on else ""
        lines.append(_line(notice.printer, day))
    if notice.witness:  # 7.4.3: other elements of 版记 stand under the printer, after a thin rule
        lines.append(_line(f"核验码：{notice.witness}", hanging=True))
    chars = int((TEXT_WIDTH - 2 * _INSET) / (float(imprint.size_pt) * 20))
    rows = sum(ceil((3 + width("，".join(bodies)) + 1) / (chars - 3)) for _, bodies in named)
    if notice.witness:  # letters of a font that stands in for another may be wide: rather a line too much
        rows += ceil(1.25 * width(notice.witness) / (chars - 3))
    high = 480 * (rows + bool(notice.printer)) + 2 * _PAD * len(lines) + 60
    top = twips(layout.area.top_mm + layout.area.height_mm) - high
    outer, inner = (round(mm * 72 * 8 / Decimal("25.4")) for mm in (imprint.outer_mm, imprint.inner_mm))
    over = f'<w:top w:val="single" w:sz="{outer}" w:space="0" w:color="000000"/>' if imprint.top_rule else ""
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>{over}'
        f'<w:bottom w:val="single" w:sz="{outer}" w:space="0" w:color="000000"/>'
        f'<w:insideH w:val="single" w:sz="{inner}" w:space="0" w:color="000000"/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f'</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{TEXT_WIDTH}"/></w:tblGrid>{"".join(lines)}</w:tbl>'
    )
    return paragraph("Imprint Anchor", f"<w:r>{_box(table, top, high)}</w:r>")


def _line(value: str, right: str = "", *, hanging: bool = False) -> str:
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH - _INSET}"/></w:tabs>' if right else ""
    indent = f'<w:ind w:left="{_INSET + 840}" w:right="{_INSET}" w:hanging="840"/>' if hanging else ""
    more = f'{tab}<w:spacing w:before="{_PAD}" w:after="{_PAD}"/>{indent}'
    line = paragraph("Imprint", run(value), TAB if right else "", run(right), more=more)
    return f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{TEXT_WIDTH}" w:type="dxa"/></w:tcPr>{line}</w:tc></w:tr>'


def _box(table: str, top: int, height: int) -> str:
    """A box as wide as the type area, ``top`` twips from the head of the page."""
    wide, high = TEXT_WIDTH * _EMU, height * _EMU
    what = text("版记：抄送机关、印发机关和印发日期")
    return (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" '
        'layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top * _EMU}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>'
        f'<wp:docPr id="1" name="版记" descr="{what}"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx>'
        f'<w:txbxContent>{table}<w:p><w:pPr><w:pStyle w:val="Imprint"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>'
        '</w:p></w:txbxContent></wps:txbx><wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b">'
        "<a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        "</mc:AlternateContent>"
    )
