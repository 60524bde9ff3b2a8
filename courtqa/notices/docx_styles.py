"""The styles of a DOCX notice: GB/T 9704-2012 in the words of WordprocessingML. Twips are 1/20 point."""

from __future__ import annotations

from typing import Any

from attrs import frozen

__all__ = ["CHAR", "FONTS", "LINE", "MARGINS", "PAGE", "TEXT_WIDTH", "styles_xml"]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PAGE = (11906, 16838)  # A4; GB/T 9704-2012, 5.1
MARGINS = {"top": 2098, "left": 1587, "bottom": 1985, "right": 1475}  # 37, 28, 35, 26 mm; 5.2.1
TEXT_WIDTH = PAGE[0] - MARGINS["left"] - MARGINS["right"]  # 156 mm
LINE = 579  # 28.95 pt: the greatest whole-twip pitch that keeps 22 lines in 225 mm; 5.2.3
CHAR = 315  # 15.75 pt: 16 pt less 0.25 pt, so that 28 characters fit 156 mm
TIGHT = -5
FONTS = {
    "fang": "仿宋_GB2312",
    "hei": "黑体",
    "kai": "楷体_GB2312",
    "song": "方正小标宋简体",
    "plain": "宋体",
}
RED = "FF0000"


@frozen
class Style:
    """One paragraph style: font, size in half points, line pitch, what stands before, indents, alignment."""

    id: str
    name: str
    font: str = "fang"
    size: int = 32  # 3号
    line: int = LINE
    before: int = 0
    after: int = 0
    indent: str = ""
    align: str = "both"
    tight: int = 0
    colour: str = ""
    more: str = ""  # further paragraph properties, in schema order before spacing
    outline: int | None = None

    def xml(self) -> str:
        """The ``w:style`` element."""
        default = ' w:default="1"' if self.id == "Normal" else ""
        based = "" if self.id == "Normal" else '<w:basedOn w:val="Normal"/>'
        outline = "" if self.outline is None else f'<w:outlineLvl w:val="{self.outline}"/>'
        colour = f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}<w:qFormat/>'
            f'<w:pPr>{self.more}<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
            f'<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{self.line}" w:lineRule="exact"/>'
            f'<w:ind {self.indent or _NONE}/><w:jc w:val="{self.align}"/>{outline}</w:pPr>'
            f'<w:rPr>{fonts(self.font)}<w:b w:val="0"/><w:bCs w:val="0"/>{colour}'
            f'<w:spacing w:val="{self.tight}"/><w:kern w:val="0"/><w:sz w:val="{self.size}"/>'
            f'<w:szCs w:val="{self.size}"/></w:rPr></w:style>'
        )


_NONE = 'w:left="0" w:right="0" w:firstLine="0"'
_TWO = f'w:left="0" w:right="0" w:firstLineChars="200" w:firstLine="{2 * CHAR}"'
_RULE = (
    f'<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="11" w:color="{RED}"/></w:pBdr>'
    f'<w:tabs><w:tab w:val="left" w:pos="{CHAR}"/><w:tab w:val="right" w:pos="{TEXT_WIDTH - CHAR}"/></w:tabs>'
)
_KEEP = "<w:keepNext/><w:keepLines/>"

STYLES = (
    Style("Normal", "Normal", tight=TIGHT, more='<w:widowControl w:val="0"/>'),
    Style("BodyText", "Body Text", indent=_TWO, tight=TIGHT),
    Style("Heading1", "heading 1", "hei", indent=_TWO, tight=TIGHT, more="<w:keepNext/>", outline=0),
    Style("Heading2", "heading 2", "kai", indent=_TWO, tight=TIGHT, more="<w:keepNext/>", outline=1),
    Style("Heading3", "heading 3", indent=_TWO, tight=TIGHT, more="<w:keepNext/>", outline=2),
    Style("Heading4", "heading 4", indent=_TWO, tight=TIGHT, more="<w:keepNext/>", outline=3),
    # 7.2.4: 35 mm under the top of the type area; half of the first line's leading comes on top
    Style("MarkOrg", "Red Mark Body", "song", 52, line=780, before=1850, align="center", colour=RED, tight=40),
    Style("MarkSeries", "Red Mark Series", "song", 88, line=1080, align="center", colour=RED, tight=100),
    Style("Number", "Document Number", before=LINE, align="center", more=_RULE),  # 7.2.5, 7.2.7
    Style("NumberTwo", "Document Number and Issue", before=LINE, align="left", more=_RULE),
    Style("Title", "Title", "song", 44, line=720, before=2 * LINE, after=LINE, align="center", more=_KEEP),  # 7.3.1
    Style("Recipients", "Recipients", tight=TIGHT),  # 7.3.2
    Style("Note", "Attachment Note", before=0, indent=f'w:left="{6 * CHAR}" w:right="0" w:hanging="{4 * CHAR}"', tight=TIGHT),
    Style("Signature", "Signature", before=LINE, align="left", tight=TIGHT, more=_KEEP),  # 7.3.5.2
    Style("Date", "Date", align="left", tight=TIGHT, more=_KEEP),
    Style("ImprintAnchor", "Imprint Anchor", size=2, line=20),
    Style("Caption", "caption", "hei", 28, line=480, before=120, align="center", more="<w:keepNext/>"),
    Style("TableText", "Table Text", size=24, line=400, align="left"),
    Style("TableGap", "Table Gap", size=24, line=200),
    Style("TableHead", "Table Head", "hei", 24, line=400, align="center", more="<w:keepNext/>"),
    Style("Imprint", "Imprint", size=28, line=480, align="left", indent='w:left="280" w:right="280" w:firstLine="0"'),
    Style("Footer", "footer", "plain", 28, line=360, align="right", indent='w:left="280" w:right="280" w:firstLine="0"'),
)  # fmt: skip


def fonts(which: str) -> str:
    """The font in all its slots, so that quotes, dashes and figures don't fall into another."""
    name = FONTS[which]
    slots = " ".join(f'w:{slot}="{name}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f'<w:rFonts {slots} w:hint="eastAsia"/>'


def styles_xml() -> Any:
    """The whole ``w:styles`` element: ours and nothing else's."""
    from docx.oxml import parse_xml

    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return parse_xml(
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts("fang")}<w:sz w:val="32"/>'
        '<w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault/></w:docDefaults>{''.join(style.xml() for style in STYLES)}"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        f'<w:name w:val="Default Paragraph Font"/></w:style>{table}</w:styles>'
    )
