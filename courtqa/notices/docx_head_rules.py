"""What a checker asks of the head: mark, number, rule, title, addressee."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courtqa.notices.docx_check import Fault, Inspector
from courtqa.notices.docx_reading import Line
from courtqa.notices.docx_signer_rules import SIGNER, before_signer
from courtqa.notices.kind import PENDING
from courtqa.text import Text

__all__ = ["RULES"]

BRACKETED = re.compile(r"[\u4e00-\u9fff]+(?P<open>.)(?P<year>\d+)(?P<close>.)(?P<rest>.*?)号")
NUMBER = Text(zh="发文字号", en="number")
TITLE = Text(zh="标题", en="title")
TO = Text(zh="主送机关", en="addressee")


def mark(inspect: Inspector) -> Iterator[Fault]:
    """7.2.4: red, centred, in display Song, its top edge 35 mm (1999: 25 mm) under the type area's."""
    layout, lines = inspect.layout, inspect.parts.mark
    if layout.mark is None:
        return
    if not lines:
        yield inspect.fault("mark", "没有发文机关标志", "there is no mark of the issuing body")
        return
    for line in lines:
        if any(run.colour.upper() != layout.red for run in line.runs):
            yield inspect.fault("mark", f"“{line.text}”应为红色", f"{line.text!r} is not red")
        if line.properties.get("jc.val") != "center":
            yield inspect.fault("mark", f"“{line.text}”应居中", f"{line.text!r} is not centred")
        allowed = {layout.fonts["song"].word, *layout.fonts["song"].families}
        if any(family not in allowed for run in line.runs for family in run.fonts.values()):
            yield inspect.fault("mark", f"“{line.text}”应用小标宋", f"{line.text!r} is not in display Song")
    first, sheet = lines[0], inspect.parts.reading.sheet
    size = max(first.sizes) * 10
    above = sheet.top + first.number("spacing.before") + max(first.number("spacing.line") - size, 0) / 2
    for line in inspect.parts.reading.lines:
        if line is first:
            break
        above += line.height
    if not inspect.close(above, layout.area.top_mm + layout.mark.top_mm, 2):
        found = above / 56.69 - float(layout.area.top_mm)
        yield inspect.fault(
            "mark",
            f"标志上边缘距版心上边缘{found:.0f} mm，应为{layout.mark.top_mm} mm",
            f"the mark stands {found:.0f} mm under the type area's top, not {layout.mark.top_mm} mm",
        )
    title = inspect.parts.title
    if title is not None and max(lines[-1].sizes) <= max(title.sizes, default=0):
        yield inspect.fault("mark", "标志应比标题醒目", "the mark is no larger than the title")


def number(inspect: Inspector) -> Iterator[Fault]:
    """7.2.5: 代字〔2008〕12号: hexagonal brackets, the year in full, no 第, no leading zero, two lines under the mark."""
    line, layout = inspect.parts.number, inspect.layout
    if line is None:
        yield inspect.fault("number", "没有发文字号", "there is no document number")
        return
    yield from _form(inspect, line)
    yield from inspect.set_in(before_signer(line), "number", "fang", layout.grid.size_pt, NUMBER)
    if layout.mark is None:
        if line.properties.get("jc.val") not in {"right", "end"}:
            yield inspect.fault("number", "案号应居右", "the case number is not at the right")
        return
    tabbed = (len(line.runs) > 1 or SIGNER in line.text) and line.properties.get("jc.val") in {
        "left",
        "both",
        "distribute",
    }
    if line.properties.get("jc.val") != "center" and not tabbed:
        yield inspect.fault("number", "发文字号应居中", "the number is not centred")
    if inspect.parts.mark:
        yield from inspect.spaced(inspect.parts.mark[-1], line, layout.blank.number, "number", NUMBER)


def _form(inspect: Inspector, line: Line) -> Iterator[Fault]:
    found = BRACKETED.search(line.text)
    if found is None:
        if PENDING not in line.text and not re.search(r"第\d+期", line.text) and inspect.layout.mark:
            zh, en = f"发文字号“{line.text}”不成式", f"the number {line.text!r} has no known form"
            yield inspect.fault("number", zh, en)
        return
    if not inspect.layout.mark:
        return
    if (found["open"], found["close"]) != ("〔", "〕"):
        brackets = found["open"] + found["close"]
        zh, en = f"年份应用六角括号〔〕，发现{brackets}", f"the year stands in {brackets}, not in 〔〕"
        yield inspect.fault("number", zh, en)
    if len(found["year"]) != 4:
        zh, en = f"年份“{found['year']}”应标全称", f"the year {found['year']!r} is not in full"
        yield inspect.fault("number", zh, en)
    if "第" in found["rest"]:
        yield inspect.fault("number", "发文顺序号不加“第”字", "the number says 第")
    digits = found["rest"].replace("第", "").strip()
    if digits.startswith("0"):
        zh, en = f"顺序号“{digits}”不编虚位", f"the number {digits!r} has a leading zero"
        yield inspect.fault("number", zh, en)
    if not digits.isascii() or not digits.isdigit():
        zh, en = f"顺序号“{digits}”应为阿拉伯数字", f"the number {digits!r} is not in Arabic figures"
        yield inspect.fault("number", zh, en)


def rule(inspect: Inspector) -> Iterator[Fault]:
    """7.2.7: a red rule 4 mm under the number, as wide as the type area."""
    line, layout = inspect.parts.number, inspect.layout
    if line is None or layout.mark is None:
        return
    if line.properties.get("pBdr.bottom.val", "none") in {"none", "nil"}:
        yield inspect.fault("rule", "发文字号之下没有红色分隔线", "there is no red rule under the number")
        return
    if line.properties.get("pBdr.bottom.color", "").upper() != layout.red:
        yield inspect.fault("rule", "分隔线应为红色", "the rule under the number is not red")
    gap = line.number("pBdr.bottom.space") / 72 * 25.4
    if abs(gap - float(layout.rule_mm)) > 0.7:
        yield inspect.fault(
            "rule",
            f"分隔线在发文字号之下{gap:.1f} mm，应为{layout.rule_mm} mm",
            f"the rule stands {gap:.1f} mm under the number, not {layout.rule_mm} mm",
        )
    sheet = inspect.parts.reading.sheet
    wide = sheet.width - sheet.left - sheet.right - line.number("ind.left") - line.number("ind.right")
    if not inspect.close(wide, layout.area.width_mm, 1.5):
        yield inspect.fault("rule", "分隔线应与版心等宽", "the rule is not as wide as the type area")
    if not 2 <= line.number("pBdr.bottom.sz") <= 16:
        yield inspect.fault("rule", "分隔线粗细不当", "the rule is hairline thin or thicker than 2 pt")


def title(inspect: Inspector) -> Iterator[Fault]:
    """7.3.1: size 2 display Song, centred, two lines under the rule."""
    line, layout = inspect.parts.title, inspect.layout
    if layout.mark is None:
        for name in inspect.parts.mark:
            yield from inspect.set_in(name, "title", "song", layout.title_pt, TITLE)
        return
    if line is None:
        yield inspect.fault("title", "没有标题", "there is no title")
        return
    yield from inspect.set_in(line, "title", "song", layout.title_pt, TITLE)
    if line.properties.get("jc.val") != "center":
        yield inspect.fault("title", "标题应居中", "the title is not centred")
    if line.first_line:
        yield inspect.fault("title", "标题不应缩进", "the title is indented")
    if any(run.colour.upper() not in {"AUTO", "000000"} for run in line.runs):
        yield inspect.fault("colour", "标题应为黑色", "the title is not black")
    if line.text.rstrip().endswith(("。", "，", "；")):
        yield inspect.fault("title", "标题末尾不加标点", "the title ends with punctuation")
    if inspect.parts.number is not None:
        yield from inspect.spaced(inspect.parts.number, line, layout.blank.title, "title", TITLE)


def addressee(inspect: Inspector) -> Iterator[Fault]:
    """7.3.2: one line under the title, flush left, with a full-width colon."""
    line, layout = inspect.parts.to, inspect.layout
    if line is None:
        return
    if not line.text.rstrip().endswith("："):
        yield inspect.fault(
            "to", "主送机关后标全角冒号", "the addressee does not end with a full-width colon"
        )
    if abs(line.first_line) > 20 or abs(line.number("ind.left")) > 20:
        yield inspect.fault("to", "主送机关应居左顶格", "the addressee does not stand flush left")
    if line.properties.get("jc.val") in {"center", "right", "end"}:
        yield inspect.fault("to", "主送机关应居左", "the addressee is not at the left")
    yield from inspect.set_in(line, "to", "fang", layout.grid.size_pt, TO)
    if inspect.parts.title is not None and layout.mark is not None:
        yield from inspect.spaced(inspect.parts.title, line, layout.blank.to, "to", TO)


RULES = (mark, number, rule, title, addressee)
