"""A notice as DOCX with the look of GB/T 9704-2012: editable, with real headings, in the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from courtqa.errors import MissingExtra
from courtqa.notices.docx_page import add_imprint, add_page_numbers, set_page
from courtqa.notices.docx_styles import CHAR, LINE, styles_xml
from courtqa.notices.docx_table import add_table
from courtqa.notices.kind import PENDING
from courtqa.notices.layout import title_lines, width
from courtqa.notices.model import Block, Heading, Items, Notice, Paragraph, Table, plain
from courtqa.notices.numerals import date_zh

__all__ = ["to_docx"]

LINE_CHARS = 28


def to_docx(notice: Notice) -> bytes:
    """The bytes of the DOCX. The same notice gives the same bytes.

    Raises:
        MissingExtra: python-docx is not installed.
    """
    try:
        from docx import Document
    except ImportError as error:
        raise MissingExtra("DOCX", "documents") from error

    document = Document()
    _replace_styles(document)
    set_page(document)
    _head(document, notice)
    for block in notice.blocks:
        _block(document, block)
    _foot(document, notice)
    add_page_numbers(document)
    _properties(document, notice)
    target = BytesIO()
    document.save(target)
    return _repacked(target.getvalue())


def _replace_styles(document: Any) -> None:
    ours = styles_xml()
    element = document.styles.element
    for child in list(element):
        element.remove(child)
    element.extend(list(ours))


def _add(document: Any, style: str, text: str = "") -> Any:
    paragraph = document.add_paragraph()
    paragraph.style = document.styles[style]
    if text:
        paragraph.add_run(text)
    return paragraph


def _head(document: Any, notice: Notice) -> None:
    _add(document, "Red Mark Body", notice.org)
    _add(document, "Red Mark Series", notice.series_title)
    number = notice.number or (PENDING,)
    if len(number) == 1:
        _add(document, "Document Number", number[0])
    else:
        line = _add(document, "Document Number and Issue")
        for text in number:
            line.add_run().add_tab()
            line.add_run(text)
    title = _add(document, "Title")
    for at, text in enumerate(title_lines(notice.title)):
        if at:
            title.add_run().add_break()
        title.add_run(text)
    if notice.to:
        _add(document, "Recipients", "，".join(notice.to) + "：")


def _block(document: Any, block: Block) -> None:
    match block:
        case Heading(level=level, label=label, spans=spans):
            heading = _add(document, f"Heading {level}", label)
            heading.add_run(plain(spans))
        case Paragraph(spans=spans):
            _add(document, "Body Text", plain(spans))
        case Items(items=items, ordered=ordered):
            for at, item in enumerate(items, start=1):
                line = _add(document, "Body Text", f"{at}." if ordered else "——")
                line.add_run(plain(item))
        case Table():
            add_table(document, block)


def _foot(document: Any, notice: Notice) -> None:
    if notice.blocks and isinstance(notice.blocks[-1], Paragraph | Items):
        document.paragraphs[-1].paragraph_format.keep_with_next = True  # no page with the signature alone
        document.paragraphs[-1].paragraph_format.keep_together = True
    _attachments(document, notice.attachments)
    _signature(document, notice)
    if notice.remark:
        _add(document, "Body Text", f"（{notice.remark}）").paragraph_format.keep_with_next = True
    if notice.cc or notice.printer:
        add_imprint(_add(document, "Imprint Anchor"), document, notice)


def _attachments(document: Any, attachments: Iterable[str]) -> None:
    from docx.shared import Twips

    listed = tuple(attachments)
    for at, text in enumerate(listed, start=1):
        label = "附件：" if at == 1 else "　　　"
        line = _add(document, "Attachment Note", label + (f"{at}. " if len(listed) > 1 else ""))
        line.add_run(text)
        if at == 1:
            line.paragraph_format.space_before = Twips(LINE)


def _signature(document: Any, notice: Notice) -> None:
    """7.3.5.1 (sealed) and 7.3.5.2: org and day placed by characters from the right edge."""
    day = date_zh(notice.dated) if notice.dated else ""
    org, dated = width(notice.signature), width(day)
    if notice.sealed:
        date_at = LINE_CHARS - 4 - dated
        org_at = date_at + dated / 2 - org / 2
    elif dated > org:
        date_at = LINE_CHARS - 2 - dated
        org_at = date_at - 2
    else:
        org_at = LINE_CHARS - 2 - org
        date_at = org_at + 2
    signature = _add(document, "Signature", notice.signature)
    signature.paragraph_format.left_indent = _chars(max(org_at, 0))
    if not day:
        return
    line = _add(document, "Date", day)
    line.paragraph_format.left_indent = _chars(max(date_at, 0))


def _chars(count: float) -> int:
    return int(count * CHAR) * 635  # twips to EMU


def _properties(document: Any, notice: Notice) -> None:
    day = notice.printed_on or notice.dated or date(1980, 1, 1)
    moment = datetime.combine(day, time(), UTC)
    properties = document.core_properties
    properties.title = notice.title
    properties.author = notice.org
    properties.last_modified_by = notice.org
    properties.subject = notice.series_title
    properties.language = "zh-CN"
    properties.comments = ""
    properties.keywords = ""
    properties.identifier = notice.digest
    properties.created = properties.modified = moment
    properties.revision = 1


def _repacked(content: bytes) -> bytes:
    """The same parts with fixed times, without the thumbnail of the library's template."""
    target = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for item in source.infolist():
            packed.writestr(ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), source.read(item), ZIP_DEFLATED)
    return target.getvalue()
