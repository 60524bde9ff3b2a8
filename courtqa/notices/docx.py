"""A notice as DOCX with the look of its layout standard: editable, with real headings, in the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator

from courtqa.notices.docx_package import packed
from courtqa.notices.docx_page import NAMESPACES, imprint_xml, section_xml
from courtqa.notices.docx_styles import CHAR, NAMES, fonts
from courtqa.notices.docx_table import table_xml
from courtqa.notices.docx_xml import BREAK, TAB, paragraph, run
from courtqa.notices.kind import PENDING
from courtqa.notices.layout import addressed_below, mark_lines, mark_spacing, signature_places, title_lines
from courtqa.notices.model import Block, Heading, Items, Notice, Paragraph, Table, plain
from courtqa.notices.numerals import date_han, date_zh
from courtqa.notices.page_layout import Layout, Mark, Profile, WordPage, layout_for

__all__ = ["to_docx"]


def to_docx(notice: Notice, *, layout: Layout | None = None, profile: Profile = "conventional") -> bytes:
    """The bytes of the DOCX. The same notice gives the same bytes.

    ``profile`` chooses the margins: ``conventional`` as a reader expects them in the dialog, ``ink`` so that the
    printed ink stands where the standard says.
    """
    layout = layout or layout_for(notice.family)
    page: WordPage = layout.pages[profile]
    body = "".join(_parts(notice, layout, page))
    return packed(
        f"<w:document {NAMESPACES}><w:body>{body}{section_xml(layout, page)}</w:body></w:document>",
        notice,
        layout,
        page,
    )


def _parts(notice: Notice, layout: Layout, page: WordPage) -> Iterator[str]:
    yield from _head(notice, layout, layout.mark) if layout.mark else _court_head(notice)
    if notice.to and not (layout.imprint and addressed_below(notice.to)):
        yield paragraph("Recipients", run("，".join(notice.to) + "："))
    for at, block in enumerate(notice.blocks, start=1):
        yield from _block(block, last=at == len(notice.blocks))
    yield from _attachments(notice, layout, page)
    yield from _signature(notice, layout)
    if notice.remark:
        yield paragraph("Body Text", run(f"（{notice.remark}）"))
    if layout.imprint and (notice.cc or notice.printer):
        yield imprint_xml(notice, layout, layout.imprint)
    elif notice.witness:
        yield paragraph("Witness", run(f"核验码：{notice.witness}"))


def _head(notice: Notice, layout: Layout, mark: Mark) -> Iterator[str]:
    sizes = float(mark.org_pt), float(mark.series_pt)
    lines = mark_lines(notice.org, notice.series_title, notice.title, *sizes)
    for at, (line, points) in enumerate(lines):
        name = "alone" if len(lines) == 1 else ("mark", "series")[at]
        usual = sizes[0] if name == "mark" else sizes[1]
        text = run(line) if points == usual else run(line, points=points, apart=mark_spacing(line, points))
        yield paragraph(NAMES[name], text)
    number = notice.number or (PENDING,)
    if notice.upward:  # 7.2.6
        signer = TAB + run("签发人：") + run(notice.signer, face=fonts(layout, "kai"))
        yield paragraph(NAMES["two"], TAB + run(number[0]) + signer)
    elif len(number) == 1:
        yield paragraph(NAMES["number"], run(number[0]))
    else:
        yield paragraph(NAMES["two"], *(TAB + run(text) for text in number))
    yield paragraph("Title", BREAK.join(map(run, title_lines(notice.title))))


def _court_head(notice: Notice) -> Iterator[str]:
    yield paragraph(NAMES["court"], run(notice.org))
    yield paragraph("Title", run(notice.series_title))
    yield paragraph(NAMES["case"], run((notice.number or (PENDING,))[0]))


def _block(block: Block, *, last: bool) -> Iterator[str]:
    """``last`` keeps its end with the signature, which never stands on a page alone."""
    match block:
        case Heading(level=level, label=label, spans=spans):
            yield paragraph(f"Heading {level}", run(label), run(plain(spans)))
        case Paragraph(spans=spans):
            yield paragraph("Body Text", run(plain(spans)), keep=last)
        case Items(items=items, ordered=ordered):
            for at, item in enumerate(items, start=1):
                label = f"{at}." if ordered else "——"
                keep = last and at == len(items)
                yield paragraph("Body Text", run(label), run(plain(item)), keep=keep)
        case Table():
            yield table_xml(block)


def _attachments(notice: Notice, layout: Layout, page: WordPage) -> Iterator[str]:
    several = len(notice.attachments) > 1
    for at, text in enumerate(notice.attachments, start=1):
        label = ("附件：" if at == 1 else "　　　") + (f"{at}. " if several else "")
        before = f'<w:spacing w:before="{layout.blank.notes * page.pitch_twips}"/>' if at == 1 else ""
        yield paragraph("Attachment Note", run(label), run(text), keep=True, more=before)


def _signature(notice: Notice, layout: Layout) -> Iterator[str]:
    """Issuer and day, placed by characters; a sealed day of 1999 stands alone (GB/T 9704-1999, 8.2.6)."""
    day = (date_han if layout.date == "han" else date_zh)(notice.dated) if notice.dated else ""
    org = notice.signature if layout.sealed_org or not notice.sealed else ""
    org_at, day_at = signature_places(org or day, day, sealed=notice.sealed, chars=layout.grid.chars)
    if org:
        yield paragraph("Signature", run(org), more=_from_left(org_at))
    if day:
        yield paragraph("Date" if org else "Signature", run(day), more=_from_left(day_at))


def _from_left(chars: float) -> str:
    return f'<w:ind w:left="{int(chars * CHAR)}"/>'
