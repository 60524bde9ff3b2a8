"""The styles of a DOCX notice: a layout standard in the words of WordprocessingML. Twips are 1/20 point."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from courtqa.notices.docx_xml import NAMESPACE
from courtqa.notices.page_layout import Layout, WordPage

__all__ = ["CHAR", "NAMES", "TEXT_WIDTH", "Style", "fonts", "styles_of", "styles_xml", "twips"]

CHAR = 315  # 15.75 pt: 16 pt less 0.25 pt, so that 28 characters fit 156 mm; GB/T 9704-2012, 5.2.3
TIGHT = -5
TEXT_WIDTH = 8844  # 156 mm; 5.2.1
LEADING_MM = Decimal("2.37")  # what word processors add over the mark; measured


def twips(mm: Decimal) -> int:
    """Millimetres in twips.

    >>> twips(Decimal(37))
    2098
    """
    return round(mm * 1440 / Decimal("25.4"))


@frozen
class Style:
    """One paragraph style: font, size in half points, line pitch, what stands before, indents, alignment."""

    id: str
    name: str
    font: str = "fang"
    size: int = 32  # 3号
    line: int = 0  # 0: the pitch of the page
    before: int = 0
    after: int = 0
    indent: str = ""
    align: str = "both"
    tight: int = 0
    colour: str = ""
    more: str = ""  # further paragraph properties, in schema order before spacing
    outline: int | None = None

    def xml(self, layout: Layout, pitch: int) -> str:
        """The ``w:style`` element."""
        default = ' w:default="1"' if self.id == "Normal" else ""
        based = "" if self.id == "Normal" else '<w:basedOn w:val="Normal"/>'
        outline = "" if self.outline is None else f'<w:outlineLvl w:val="{self.outline}"/>'
        colour = f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}<w:qFormat/>'
            f'<w:pPr>{self.more}<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
            f'<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{self.line or pitch}" w:lineRule="exact"/>'
            f'<w:ind {self.indent or _NONE}/><w:jc w:val="{self.align}"/>{outline}</w:pPr>'
            f'<w:rPr>{fonts(layout, self.font)}<w:b w:val="0"/><w:bCs w:val="0"/>{colour}'
            f'<w:spacing w:val="{self.tight}"/><w:kern w:val="0"/><w:sz w:val="{self.size}"/>'
            f'<w:szCs w:val="{self.size}"/></w:rPr></w:style>'
        )


_NONE = 'w:left="0" w:right="0" w:firstLine="0"'
_TWO = f'w:left="0" w:right="0" w:firstLineChars="200" w:firstLine="{2 * CHAR}"'
_TABS = (
    f'<w:tabs><w:tab w:val="left" w:pos="{CHAR}"/><w:tab w:val="right" w:pos="{TEXT_WIDTH - CHAR}"/></w:tabs>'
)
_KEEP = "<w:keepNext/><w:keepLines/>"
_ONE = 'w:left="280" w:right="280" w:firstLine="0"'

BODY = (
    Style("Normal", "Normal", tight=TIGHT, more='<w:widowControl w:val="0"/>'),
    Style("BodyText", "Body Text", indent=_TWO, tight=TIGHT),
    Style("Heading1", "heading 1", "hei", indent=_TWO, tight=TIGHT, more="<w:keepNext/>", outline=0),
    Style("Heading2", "heading 2", "kai", indent=_TWO, tight=TIGHT, more="<w:keepNext/>", outline=1),
    Style("Heading3", "heading 3", indent=_TWO, tight=TIGHT, more="<w:keepNext/>", outline=2),
    Style("Heading4", "heading 4", indent=_TWO, tight=TIGHT, more="<w:keepNext/>", outline=3),
    Style("Note", "Attachment Note", indent=f'w:left="{6 * CHAR}" w:right="0" w:hanging="{4 * CHAR}"', tight=TIGHT),
    Style("Date", "Date", align="left", tight=TIGHT, more=_KEEP),
    Style("Witness", "Witness", size=21, line=360, before=240),
    Style("ImprintAnchor", "Imprint Anchor", size=2, line=20),
    Style("Caption", "caption", "hei", 28, line=480, before=120, align="center", more="<w:keepNext/>"),
    Style("TableText", "Table Text", size=24, line=400, align="left"),
    Style("TableGap", "Table Gap", size=24, line=200),
    Style("TableHead", "Table Head", "hei", 24, line=400, align="center", more="<w:keepNext/>"),
    Style("Footer", "footer", "plain", 28, line=360, align="right", indent=_ONE),
)  # fmt: skip
NAMES = {
    "court": "Court Name",
    "mark": "Red Mark Body",
    "series": "Red Mark Series",
    "alone": "Red Mark Alone",
    "number": "Document Number",
    "two": "Document Number and Issue",
    "case": "Case Number",
}


def styles_of(layout: Layout, page: WordPage) -> tuple[Style, ...]:
    """All paragraph styles for a layout and the page of a profile."""
    pitch, blank = page.pitch_twips, layout.blank
    title = {
        "font": "song",
        "size": round(layout.title_pt * 2),
        "line": 720,
        "align": "center",
        "more": _KEEP,
    }
    shared = (
        *BODY,
        Style("Recipients", "Recipients", tight=TIGHT),
        Style(
            "Signature", "Signature", before=blank.signature * pitch, align="left", tight=TIGHT, more=_KEEP
        ),
    )
    if layout.mark is None or layout.imprint is None:
        return (
            *shared,
            Style("CourtName", NAMES["court"], "song", title["size"], line=720, align="center", more=_KEEP),  # type: ignore[arg-type]
            Style("Title", "Title", after=blank.number * pitch, **title),  # type: ignore[arg-type]
            Style("CaseNumber", NAMES["case"], after=blank.to * pitch, align="right", indent=f'w:left="0" w:right="{CHAR}" w:firstLine="0"'),
        )  # fmt: skip
    red, size = layout.red, round(layout.imprint.size_pt * 2)
    down = twips(layout.area.top_mm + layout.mark.top_mm - page.top_mm - LEADING_MM)
    rule = (
        f'<w:pBdr><w:bottom w:val="single" w:sz="{round(layout.rule_pt * 8)}" '
        f'w:space="{round(layout.rule_mm * 72 / Decimal("25.4"))}" w:color="{red}"/></w:pBdr>{_TABS}'
    )
    org, series = round(layout.mark.org_pt * 2), round(layout.mark.series_pt * 2)
    before = blank.number * pitch
    return (
        *shared,
        Style("MarkOrg", NAMES["mark"], "song", org, line=780, before=down, align="center", colour=red, tight=40),
        Style("MarkSeries", NAMES["series"], "song", series, line=1080, align="center", colour=red, tight=100),
        Style("MarkAlone", NAMES["alone"], "song", series, line=1080, before=down, align="center", colour=red, tight=100),
        Style("Number", NAMES["number"], before=before, align="center", more=rule),
        Style("NumberTwo", NAMES["two"], before=before, align="left", more=rule),
        Style("Title", "Title", before=blank.title * pitch, after=blank.to * pitch, **title),  # type: ignore[arg-type]
        Style("Imprint", "Imprint", size=32 if size > 30 else size, line=480, align="left", indent=_ONE),
    )  # fmt: skip


def fonts(layout: Layout, role: str) -> str:
    """The font in all its slots, so that quotes, dashes and figures don't fall into another."""
    name = layout.fonts[role].word
    slots = " ".join(f'w:{slot}="{name}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f'<w:rFonts {slots} w:hint="eastAsia"/>'


def styles_xml(layout: Layout, page: WordPage) -> str:
    """The whole ``w:styles`` part: ours and nothing else's."""
    made = "".join(style.xml(layout, page.pitch_twips) for style in styles_of(layout, page))
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return (
        f'<w:styles xmlns:w="{NAMESPACE}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts(layout, "fang")}<w:sz w:val="32"/>'
        '<w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault/></w:docDefaults>{made}"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        f'<w:name w:val="Default Paragraph Font"/></w:style>{table}</w:styles>'
    )
