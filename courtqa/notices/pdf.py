"""A notice as PDF, set by Typst: tagged, PDF/A-2a and PDF/UA-1, fonts embedded, in the same bytes each time.

Values reach the typesetter as data, never as source: the templates are package files, and what they read is one
JSON text. The compiler sees no folder but theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from attrs import frozen

from courtqa.errors import MissingExtra, UnfitNotice
from courtqa.notices.docx_table import column_widths
from courtqa.notices.fonts import FontReport, find_fonts, font_folders
from courtqa.notices.kind import PENDING
from courtqa.notices.layout import addressed_below, mark_lines, signature_places, title_lines, width
from courtqa.notices.model import Block, Heading, Items, Notice, Paragraph, Table, plain
from courtqa.notices.numerals import date_han, date_zh
from courtqa.notices.page_layout import Layout, layout_for
from courtqa.text import Text

__all__ = ["Pdf", "page_data", "to_pdf"]

TEMPLATES = Path(__file__).parent / "typeset"
STANDARDS = ["a-2a", "ua-1"]
EPOCH = date(1980, 1, 1)


@frozen
class Pdf:
    """The file and what it is set in."""

    content: bytes
    fonts: FontReport


def to_pdf(notice: Notice, *, layout: Layout | None = None, font_folder: Path | None = None) -> Pdf:
    """The PDF with its fonts reported. The same notice and fonts give the same bytes.

    Raises:
        MissingExtra: Typst is not installed.
        FontsMissing: the machine has no font for Chinese and the carried one is not installed.
        UnfitNotice: a character that no font of the machine has.
    """
    layout = layout or layout_for(notice.family)
    compiler = _compiler(font_folders(font_folder))
    found = find_fonts(layout, font_folder)
    page = page_data(notice, layout)
    report = found.covering(_texts(page))
    page["fonts"] = {
        use.role: {"families": [use.family, *_others(report, use.family)], "weight": use.weight}
        for use in report.uses
    }
    page["keywords"] = [] if report.faithful else [report.text.zh]
    moment = datetime.combine(notice.printed_on or notice.dated or EPOCH, time(), UTC)
    try:
        content: bytes = compiler.compile(
            input=str(TEMPLATES / f"{layout.family}.typ"),
            sys_inputs={"notice": json.dumps(page, ensure_ascii=False)},
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=int(moment.timestamp()),
        )
    except RuntimeError as error:  # a character that no font of the machine has
        what = Text(zh=f"无法排成 PDF：{error}", en=f"it could not be set as PDF: {error}")
        raise UnfitNotice(notice.kind, [("pdf", what)]) from error
    return Pdf(content, report)


@lru_cache(maxsize=2)
def _compiler(folders: tuple[str, ...]) -> Any:
    try:
        import typst
    except ImportError as error:
        raise MissingExtra("PDF", "documents") from error

    return typst.Compiler(root=str(TEMPLATES), font_paths=list(folders))


def _others(report: FontReport, family: str) -> list[str]:
    """Where characters go that a font lacks: to the plain one."""
    return [use.family for use in report.uses if use.role == "plain" and use.family != family]


def page_data(notice: Notice, layout: Layout) -> dict[str, Any]:
    """What the templates are given: texts, places in characters, and the figures of the layout."""
    day = (date_han if layout.date == "han" else date_zh)(notice.dated) if notice.dated else ""
    org = notice.signature if layout.sealed_org or not notice.sealed else ""
    org_at, day_at = signature_places(org or day, day, sealed=notice.sealed, chars=layout.grid.chars)
    return {
        "title": notice.title,
        "org": notice.org,
        "layout": _figures(layout),
        "mark": list(_mark(notice, layout)),
        "number": list(notice.number or (PENDING,))[: 1 if notice.upward else None],
        "signer": {"label": "签发人：", "name": notice.signer} if notice.upward else None,
        "title_lines": list(title_lines(notice.title)),
        "to": ""
        if not notice.to or (layout.imprint and addressed_below(notice.to))
        else "，".join(notice.to) + "：",
        "blocks": list(chain.from_iterable(map(_block, notice.blocks))),
        "notes": list(_notes(notice)),
        "signature": {"org": org, "org_at": org_at, "day": day, "day_at": day_at},
        "remark": f"（{notice.remark}）" if notice.remark else "",
        "imprint": list(_imprint(notice)) if layout.imprint else [],
        "witness": f"核验码：{notice.witness}" if notice.witness and not layout.imprint else "",
    }


def _mark(notice: Notice, layout: Layout) -> Iterator[dict[str, Any]]:
    if layout.mark is None:
        yield from ({"text": text} for text in (notice.org, notice.series_title))
        return
    sizes = float(layout.mark.org_pt), float(layout.mark.series_pt)
    for text, size in mark_lines(notice.org, notice.series_title, notice.title, *sizes):
        yield {"text": text, "size": size, "spread": 0.06 if size < 30 else 0.1}


def _figures(layout: Layout) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "size": layout.grid.size_pt,
        "pitch": layout.grid.pitch_pt,
        "chars": layout.grid.chars,
        "paper": [layout.paper.width_mm, layout.paper.height_mm],
        "top": layout.area.top_mm,
        "left": layout.area.left_mm,
        "width": layout.area.width_mm,
        "height": layout.area.height_mm,
        "title_size": layout.title_pt,
        "number_size": layout.page_number.size_pt,
        "number_below": layout.page_number.below_mm,
        "rule_gap": layout.rule_mm,
        "rule": layout.rule_pt,
    }
    if layout.mark:
        figures |= {"mark_top": layout.mark.top_mm}
    if layout.imprint:
        figures |= {"imprint_size": layout.imprint.size_pt, "imprint_outer": layout.imprint.outer_mm}
        figures |= {"imprint_inner": layout.imprint.inner_mm}
    blank = {name: getattr(layout.blank, name) for name in ("number", "title", "to", "notes", "signature")}
    numbers = {name: _number(value) for name, value in figures.items()}
    top = bool(layout.imprint and layout.imprint.top_rule)
    return {**numbers, "blank": blank, "red": f"#{layout.red}", "imprint_top": top}


def _number(value: Any) -> Any:
    return [float(each) for each in value] if isinstance(value, list) else float(value)


def _block(block: Block) -> Iterator[dict[str, Any]]:
    match block:
        case Heading(level=level, label=label, spans=spans):
            yield {"kind": "heading", "level": level, "text": label + plain(spans)}
        case Paragraph(spans=spans):
            yield {"kind": "paragraph", "text": plain(spans)}
        case Items(items=items, ordered=ordered):
            for at, item in enumerate(items, start=1):
                yield {"kind": "paragraph", "text": (f"{at}." if ordered else "——") + plain(item)}
        case Table(caption=caption, header=header, rows=rows):
            yield {
                "kind": "table",
                "caption": caption,
                "widths": column_widths(block),
                "header": [plain(cell) for cell in header],
                "rows": [[plain(cell) for cell in row] for row in rows],
            }


def _notes(notice: Notice) -> Iterator[tuple[str, str, float]]:
    several = len(notice.attachments) > 1
    for at, text in enumerate(notice.attachments, start=1):
        label = ("附件：" if at == 1 else "　　　") + (f"{at}." if several else "")
        yield label, text, 3 + (width(f"{at}.") + 0.25 if several else 0)


def _imprint(notice: Notice) -> Iterator[dict[str, str]]:
    if addressed_below(notice.to):
        yield {"label": "主送：", "text": "，".join(notice.to) + "。"}
    if notice.cc:
        yield {"label": "抄送：", "text": "，".join(notice.cc) + "。"}
    if notice.printer:
        day = f"{date_zh(notice.printed_on)}印发" if notice.printed_on else ""
        yield {"text": notice.printer, "right": day}
    if notice.witness:
        yield {"label": "核验码：", "text": notice.witness}


def _texts(page: dict[str, Any]) -> dict[str, str]:
    """What each font has to set."""
    levels: dict[str, str] = {"hei": "", "kai": "", "fang": ""}
    for block in page["blocks"]:
        if block["kind"] == "heading":
            levels[("hei", "kai", "fang", "fang")[block["level"] - 1]] += block["text"]
        elif block["kind"] == "table":
            levels["hei"] += block["caption"] + "".join(block["header"])
            levels["fang"] += "".join(chain.from_iterable(block["rows"]))
        else:
            levels["fang"] += block["text"]
    rest = [page["to"], page["signature"]["org"], page["signature"]["day"], page["remark"], *page["number"]]
    rest += [note[0] + note[1] for note in page["notes"]]
    if page["signer"]:
        levels["kai"] += page["signer"]["name"]
        rest.append(page["signer"]["label"])
    rest += [value for line in page["imprint"] for value in line.values()] + [page["witness"]]
    return {
        **levels,
        "fang": levels["fang"] + "".join(rest),
        "song": "".join([*(line["text"] for line in page["mark"]), *page["title_lines"]]),
        "plain": "—0123456789",
    }
