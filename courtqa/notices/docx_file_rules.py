"""What a checker asks of the page and of the file itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from courtqa.notices.docx_check import Fault, Inspector
from courtqa.notices.kind import PENDING
from courtqa.text import Text

__all__ = ["RULES"]

BLEMISHES = {
    "theme": Text(zh="用了主题字体", en="theme fonts are used"),
    "comments": Text(zh="带有批注", en="it holds comments"),
    "revisions": Text(zh="带有修订痕迹", en="it holds tracked changes"),
    "macros": Text(zh="带有宏或嵌入对象", en="it holds macros or embedded objects"),
    "links": Text(zh="链接到外部文件", en="it links to files outside"),
}
NUMBER_NAME = Text(zh="页码", en="the page number")


def paper(inspect: Inspector) -> Iterator[Fault]:
    """5.1: A4."""
    sheet, asked = inspect.parts.reading.sheet, inspect.layout.paper
    if not inspect.close(sheet.width, asked.width_mm, 1) or not inspect.close(
        sheet.height, asked.height_mm, 1
    ):
        found = f"{sheet.width / 56.69:.0f}×{sheet.height / 56.69:.0f}"
        yield inspect.fault("paper", f"纸张为{found} mm，应为A4", f"the paper is {found} mm, not A4")


def area(inspect: Inspector) -> Iterator[Fault]:
    """5.2.1: the margins, of either profile as a pair."""
    sheet, layout = inspect.parts.reading.sheet, inspect.layout
    allowed = float(layout.area.tolerance_mm)
    right = layout.paper.width_mm - layout.area.left_mm - layout.area.width_mm
    for name, found, asked in (
        (Text(zh="订口", en="left margin"), sheet.left, layout.area.left_mm),
        (Text(zh="右边距", en="right margin"), sheet.right, right),
    ):
        if not inspect.close(found, asked, allowed):
            zh, en = f"{name.zh}{found / 56.69:.1f} mm", f"the {name.en} is {found / 56.69:.1f} mm"
            yield inspect.fault("area", f"{zh}，应为{asked} mm", f"{en}, not {asked} mm")
    pages = layout.pages.values()
    if not any(
        inspect.close(sheet.top, page.top_mm, allowed)
        and inspect.close(sheet.bottom, page.bottom_mm, allowed)
        for page in pages
    ):
        found_ = f"{sheet.top / 56.69:.1f}/{sheet.bottom / 56.69:.1f}"
        pairs = "、".join(f"{page.top_mm}/{page.bottom_mm}" for page in pages)
        yield inspect.fault(
            "area",
            f"上下边距{found_} mm，应为{pairs} mm之一",
            f"top/bottom margins are {found_} mm, not one of {pairs}",
        )


def grid(inspect: Inspector) -> Iterator[Fault]:
    """5.2.3: 22 lines of 28 characters fill the type area."""
    sheet, asked = inspect.parts.reading.sheet, inspect.layout.grid
    if sheet.grid in {"linesAndChars", "snapToChars"}:
        yield inspect.fault(
            "grid",
            "用了文字处理软件的字符网格，各软件排出的字数不同",
            "it uses the word processor's own grid of characters, which each sets differently",
        )
    text = [line for line in inspect.parts.text if line.runs]
    if not text:
        return
    high, wide = sheet.height - sheet.top - sheet.bottom, sheet.width - sheet.left - sheet.right
    for line in text:
        pitch = line.number("spacing.line") if line.properties.get("spacing.lineRule") == "exact" else 0
        lines = (high + 1) / pitch if pitch else 0
        if not asked.lines <= lines < asked.lines + 0.6:
            said = f"{lines:.1f}" if pitch else "0"
            yield inspect.fault(
                "grid",
                f"“{line.text[:8]}”的行距每面排{said}行，应为固定值、{asked.lines}行",
                f"the pitch of {line.text[:8]!r} gives {said} lines a page, not an exact {asked.lines}",
            )
            break
    for line in text:
        step = max(run.size * 10 + run.spacing for run in line.runs)
        if not asked.chars <= wide / step < asked.chars + 1:
            yield inspect.fault(
                "grid",
                f"“{line.text[:8]}”每行排{wide / step:.1f}字，应为{asked.chars}字",
                f"{line.text[:8]!r} sets {wide / step:.1f} characters a line, not {asked.chars}",
            )
            break


def page_number(inspect: Inspector) -> Iterator[Fault]:
    """7.5: — 1 — odd at the right, even at the left, by one character, 7 mm under the type area."""
    reading, layout = inspect.parts.reading, inspect.layout
    if not reading.even_and_odd:
        yield inspect.fault("page_number", "页码未区分单双页", "odd and even pages have the same foot")
    foot_mm = (
        layout.paper.height_mm - layout.area.top_mm - layout.area.height_mm - layout.page_number.below_mm
    )
    if not inspect.close(reading.sheet.footer, foot_mm - Decimal("3.2"), 2):
        yield inspect.fault(
            "page_number",
            f"页脚距底边{reading.sheet.footer / 56.69:.1f} mm，一字线不在版心下7 mm",
            f"the foot is {reading.sheet.footer / 56.69:.1f} mm from the edge; the dashes are not 7 mm under the type area",
        )
    for kind, side, name in (("default", "right", "odd"), ("even", "left", "even")):
        foot = reading.feet.get(kind)
        zh_name = "单页" if name == "odd" else "双页"
        if foot is None or "PAGE" not in reading.fields.get(kind, ""):
            yield inspect.fault("page_number", f"{zh_name}没有页码", f"{name} pages have no number")
            continue
        if not re.fullmatch(r"— ?\d+ ?—", foot.text.strip()):
            yield inspect.fault(
                "page_number",
                f"{zh_name}页码“{foot.text}”两侧应各有一条一字线",
                f"the number of {name} pages, {foot.text!r}, has no em dash on each side",
            )
        ends = {"right", "end"} if side == "right" else {"left", "start", "both"}
        if foot.properties.get("jc.val", "left") not in ends:
            zh_side = "右" if side == "right" else "左"
            yield inspect.fault(
                "page_number",
                f"{zh_name}页码应居{zh_side}",
                f"the number of {name} pages is not at the {side}",
            )
        if abs(foot.number(f"ind.{side}") - 280) > 60:
            yield inspect.fault(
                "page_number",
                f"{zh_name}页码应空一字",
                f"the number of {name} pages does not stand in by one character",
            )
        yield from inspect.set_in(foot, "page_number", "plain", layout.page_number.size_pt, NUMBER_NAME)


def file(inspect: Inspector) -> Iterator[Fault]:
    """The file: nothing hidden in it, its title and language said, nothing pending."""
    reading = inspect.parts.reading
    for blemish in reading.blemishes:
        yield inspect.fault("file", BLEMISHES[blemish].zh, BLEMISHES[blemish].en)
    if not reading.title.strip():
        yield inspect.fault("file", "文件属性没有标题", "the file has no title")
    if not reading.language.lower().startswith("zh"):
        yield inspect.fault("file", "文件属性未标明中文", "the file does not say that it is Chinese")
    if any(PENDING in line.text for line in reading.lines):
        yield inspect.fault(
            "number", f"仍有{PENDING}，不得印发", f"it still says {PENDING}: not to be dispatched"
        )


RULES = (paper, area, grid, page_number, file)
