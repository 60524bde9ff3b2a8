"""The parts of a DOCX around its text, and their packing in the same bytes each time."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from courtqa.notices.docx_page import footer_xml
from courtqa.notices.docx_styles import styles_xml
from courtqa.notices.docx_xml import NAMESPACE, text
from courtqa.notices.model import Notice
from courtqa.notices.page_layout import Layout, WordPage

__all__ = ["packed"]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MOMENT = (1980, 1, 1, 0, 0, 0)
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    f'<Override PartName="/word/footer2.xml" ContentType="{_WORD}.footer+xml"/><Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_SETTINGS = (
    f'<w:settings xmlns:w="{NAMESPACE}"><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def packed(document: str, notice: Notice, layout: Layout, page: WordPage) -> bytes:
    """The bytes of the package with this text."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=3) as package:
        for name, part in _around(layout, page):
            package.writestr(ZipInfo(name, _MOMENT), part, ZIP_DEFLATED)
        for name, xml in (("word/document.xml", document), ("docProps/core.xml", _properties(notice))):
            package.writestr(ZipInfo(name, _MOMENT), (_HEAD + xml).encode(), ZIP_DEFLATED)
    return target.getvalue()


@lru_cache(maxsize=8)
def _around(layout: Layout, page: WordPage) -> tuple[tuple[str, bytes], ...]:
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(
            ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "word/_rels/document.xml.rels": _relations(
            ("rId1", f"{_OFFICE}/styles", "styles.xml"),
            ("rId2", f"{_OFFICE}/settings", "settings.xml"),
            ("rId3", f"{_OFFICE}/footer", "footer1.xml"),
            ("rId4", f"{_OFFICE}/footer", "footer2.xml"),
        ),
        "word/styles.xml": styles_xml(layout, page),
        "word/settings.xml": _SETTINGS,
        "word/footer1.xml": footer_xml("right"),
        "word/footer2.xml": footer_xml("left"),
    }
    return tuple((name, (_HEAD + xml).encode()) for name, xml in parts.items())


def _relations(*found: tuple[str, str, str]) -> str:
    made = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{part}"/>' for key, kind, part in found)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'


def _properties(notice: Notice) -> str:
    day = notice.printed_on or notice.dated or date(1980, 1, 1)
    stamp = f'xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z'
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{text(notice.title)}</dc:title><dc:subject>{text(notice.series_title)}</dc:subject>"
        f"<dc:creator>{text(notice.org)}</dc:creator><dc:language>zh-CN</dc:language>"
        f"<dc:identifier>{notice.digest}</dc:identifier><cp:lastModifiedBy>{text(notice.org)}</cp:lastModifiedBy>"
        f"<cp:revision>1</cp:revision><dcterms:created {stamp}</dcterms:created>"
        f"<dcterms:modified {stamp}</dcterms:modified></cp:coreProperties>"
    )
