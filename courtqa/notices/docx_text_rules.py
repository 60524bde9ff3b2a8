"""What a checker asks of the text and its end: levels, notes, signature, day, closing lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from courtqa.notices.docx_anatomy import LABELS
from courtqa.notices.docx_check import Fault, Inspector
from courtqa.notices.docx_reading import Line
from courtqa.notices.docx_styles import CHAR
from courtqa.notices.layout import signature_places, width
from courtqa.notices.numerals import level_label
from courtqa.text import Text

__all__ = ["RULES"]

BODY = Text(zh="正文", en="the text")
LEVEL_FONTS = ("hei", "kai", "fang", "fang")
ARABIC = re.compile(r"[1-9]\d{3}年(1[0-2]|[1-9])月(3[01]|[12]\d|[1-9])日")
HAN = re.compile(
    r"[〇○一二三四五六七八九]{4}年(十[一二]?|[一二三四五六七八九])月([二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日"
)


def levels(inspect: Inspector) -> Iterator[Fault]:
    """7.3.3: 一、 in Hei, （一） in Kai, 1. and （1） in FangSong, counted without a gap, as real headings."""
    counts = [0, 0, 0, 0]
    for line in inspect.parts.text:
        level = _level(line)
        if level is None:
            continue
        name = Text(zh=f"第{level + 1}级标题", en=f"a heading of level {level + 1}")
        yield from inspect.set_in(line, "body", LEVEL_FONTS[level], inspect.layout.grid.size_pt, name)
        yield from inspect.indented(line, "body", name)
        if line.number("outlineLvl.val", 9) != level:
            yield inspect.fault(
                "body",
                f"“{line.text[:10]}”未设为{name.zh}样式",
                f"{line.text[:10]!r} is not {name.en} of the outline",
            )
        counts[level] += 1
        counts[level + 1 :] = [0] * (3 - level)
        label = level_label(level + 1, counts[level])
        if not line.text.startswith(label):
            yield inspect.fault(
                "body",
                f"“{line.text[:10]}”层次序数应为“{label}”",
                f"{line.text[:10]!r} should be numbered {label}",
            )
            counts[level] = max(counts[level], 1)


def text(inspect: Inspector) -> Iterator[Fault]:
    """5.2.2, 5.2.4, 7.3.3: size 3 FangSong, black, each paragraph two characters in."""
    if not inspect.parts.text:
        yield inspect.fault("body", "没有正文", "there is no text")
        return
    for line in inspect.parts.text:
        if _level(line) is None:
            yield from inspect.set_in(line, "font", "fang", inspect.layout.grid.size_pt, BODY)
            yield from inspect.indented(line, "body", Text(zh="段落", en="the paragraph"))
            if line.properties.get("jc.val") in {"center", "right", "end"}:
                yield inspect.fault(
                    "body",
                    f"“{line.text[:8]}”不应居中或居右",
                    f"{line.text[:8]!r} is centred or at the right",
                )
        if any(run.colour.upper() not in {"AUTO", "000000"} for run in line.runs):
            yield inspect.fault("colour", f"“{line.text[:8]}”应为黑色", f"{line.text[:8]!r} is not black")


def notes(inspect: Inspector) -> Iterator[Fault]:
    """7.3.4: one line under the text, two characters in, no punctuation at the end."""
    found = inspect.parts.notes
    if not found:
        return
    if not found[0].text.startswith("附件："):
        yield inspect.fault("notes", "“附件”后标全角冒号", "附件 is not followed by a full-width colon")
    first = found[0]
    if abs(first.number("ind.left") + first.first_line - 2 * CHAR) > 30:
        yield inspect.fault(
            "notes", "附件说明应左空二字", "the list of annexes does not stand in by two characters"
        )
    for at, line in enumerate(found, start=1):
        if line.text.rstrip().endswith(("。", "；", "，", "、", ";", ".")):
            yield inspect.fault("notes", "附件名称后不加标点", "the name of an annex ends with punctuation")
        bare = line.text.removeprefix("附件：").strip("　 ")
        if len(found) > 1 and not bare.startswith(f"{at}."):
            yield inspect.fault("notes", f"附件序号应为{at}.", f"annex {at} is not numbered {at}.")
    if inspect.parts.text:
        name = Text(zh="附件说明", en="list of annexes")
        yield from inspect.spaced(inspect.parts.text[-1], first, inspect.layout.blank.notes, "notes", name)


def signature(inspect: Inspector) -> Iterator[Fault]:
    """7.3.5.1 and 7.3.5.2: issuer and day placed by characters, one line under the text."""
    parts, layout = inspect.parts, inspect.layout
    if parts.day is None:
        yield inspect.fault("day", "没有成文日期", "there is no day of the document")
        return
    org = parts.org
    if org is None and layout.sealed_org:
        yield inspect.fault(
            "signature", "没有发文机关署名", "there is no name of the issuing body over the day"
        )
        return
    first = org or parts.day
    before = parts.notes[-1] if parts.notes else parts.text[-1] if parts.text else None
    if before is not None:
        name = Text(zh="署名", en="signature")
        yield from inspect.spaced(before, first, layout.blank.signature, "signature", name)
    if org is not None:
        yield from _places(inspect, org, parts.day)
        signed = Text(zh="署名", en="the signature")
        yield from inspect.set_in(org, "signature", "fang", layout.grid.size_pt, signed)


def _places(inspect: Inspector, org: Line, day: Line) -> Iterator[Fault]:
    found = _left(inspect, org), _left(inspect, day)
    allowed = [
        signature_places(org.text.strip(), day.text.strip(), sealed=sealed, chars=inspect.layout.grid.chars)
        for sealed in (False, True)
    ]
    if not any(abs(found[0] - at[0]) <= 0.6 and abs(found[1] - at[1]) <= 0.6 for at in allowed):
        yield inspect.fault(
            "signature",
            f"署名、日期起于第{found[0]:.1f}、{found[1]:.1f}字，应为{allowed[0][0]:.1f}、{allowed[0][1]:.1f}字",
            f"signature and day begin at characters {found[0]:.1f} and {found[1]:.1f}, "
            f"not {allowed[0][0]:.1f} and {allowed[0][1]:.1f}",
        )


def _left(inspect: Inspector, line: Line) -> float:
    """Where a line begins, in characters from the left."""
    if line.properties.get("jc.val") in {"right", "end"}:
        total = inspect.layout.grid.chars
        return total - line.number("ind.right") / CHAR - width(line.text.strip())
    return (line.number("ind.left") + line.first_line) / CHAR


def day(inspect: Inspector) -> Iterator[Fault]:
    """7.3.5.4: Arabic figures, the year in full, no leading zero; 1999: Han figures."""
    line = inspect.parts.day
    if line is None:
        return
    form = HAN if inspect.layout.date == "han" else ARABIC
    if not form.fullmatch(line.text.strip()):
        how = Text(zh="汉字", en="Han") if form is HAN else Text(zh="阿拉伯数字", en="Arabic")
        yield inspect.fault(
            "day",
            f"成文日期“{line.text}”应用{how.zh}，年份标全，不编虚位",
            f"the day {line.text!r} is not in {how.en} figures with the year in full and no leading zero",
        )
    yield from inspect.set_in(
        line, "day", "fang", inspect.layout.grid.size_pt, Text(zh="成文日期", en="the day")
    )


def remark(inspect: Inspector) -> Iterator[Fault]:
    """7.3.6: in round brackets, two characters in."""
    for line in inspect.parts.remarks:
        if line.text.startswith("核验码："):  # the court's own line, at the foot of a litigation document
            continue
        if not (line.text.startswith("（") and line.text.rstrip().endswith("）")):
            yield inspect.fault(
                "body",
                f"附注“{line.text[:8]}”应加圆括号",
                f"the remark {line.text[:8]!r} is not in round brackets",
            )
        yield from inspect.indented(line, "body", Text(zh="附注", en="the remark"))


def imprint(inspect: Inspector) -> Iterator[Fault]:
    """7.4: rules of 0.35 and 0.25 mm, as wide as the type area, the last on its foot; copies and printer in size 4."""
    layout, reading, lines = inspect.layout, inspect.parts.reading, inspect.parts.closing
    asked = layout.imprint
    if asked is None:
        return
    if not lines:
        yield inspect.fault("imprint", "没有版记", "there are no closing lines")
        return
    sides = [("bottom", asked.outer_mm), *([("top", asked.outer_mm)] if asked.top_rule else [])]
    for side, mm in [*sides, *([("insideH", asked.inner_mm)] if len(lines) > 1 else [])]:
        found = int(reading.closing.get(side, 0)) / 8 / 72 * 25.4
        if abs(found - float(mm)) > 0.04:
            zh = {"bottom": "末条", "top": "首条", "insideH": "中间"}[side]
            en = {"bottom": "last", "top": "first", "insideH": "middle"}[side]
            yield inspect.fault(
                "imprint",
                f"版记{zh}分隔线{found:.2f} mm，应为{mm} mm",
                f"the {en} closing rule is {found:.2f} mm, not {mm} mm",
            )
    if not inspect.close(float(reading.closing.get("width", 0)), layout.area.width_mm, 1):
        yield inspect.fault(
            "imprint", "版记分隔线应与版心等宽", "the closing rules are not as wide as the type area"
        )
    foot = layout.area.top_mm + layout.area.height_mm
    if reading.closing_foot is None or not inspect.close(reading.closing_foot, foot, 1.5):
        yield inspect.fault(
            "imprint",
            "版记末条分隔线应与版心下边缘重合",
            "the last closing rule does not stand on the foot of the type area",
        )
    yield from _closing_lines(inspect, lines, asked.size_pt)


def _closing_lines(inspect: Inspector, lines: tuple[Line, ...], points: Decimal) -> Iterator[Fault]:
    for line in lines:
        copies = line.text.startswith(("抄送", "主送"))
        element = "copies" if copies else "printer"
        name = (
            Text(zh="抄送机关", en="the list of copies")
            if copies
            else Text(zh="印发机关", en="the printing line")
        )
        yield from inspect.set_in(line, element, "fang", points, name)
        start = line.number("ind.left") + line.first_line
        if abs(start - 280) > 60 or abs(line.number("ind.right") - 280) > 60:
            yield inspect.fault(
                element, f"{name.zh}左右应各空一字", f"{name.en} does not stand in by one character"
            )
        if copies and not line.text.startswith(("抄送：", "主送：")):
            yield inspect.fault(element, "“抄送”后标全角冒号", "抄送 is not followed by a full-width colon")
        if copies and not line.text.rstrip().endswith("。"):
            yield inspect.fault(
                element, "抄送机关后标句号", "the list of copies does not end with a full stop"
            )
    printers = [line for line in lines if not line.text.startswith("核验码：")]
    last = printers[-1] if printers else lines[-1]
    if not re.search(r"[1-9]\d{3}年(1[0-2]|[1-9])月(3[01]|[12]\d|[1-9])日印发$", last.text.rstrip()):
        yield inspect.fault(
            "printer",
            f"末行“{last.text[-12:]}”应为印发机关和“年月日印发”",
            f"the last line {last.text[-12:]!r} is not the printer with the day and 印发",
        )


def _level(line: Line) -> int | None:
    """The level of a heading by its label; figures count only in the outline, as lists have them too."""
    outlined = line.number("outlineLvl.val", 9)
    for level, label in enumerate(LABELS):
        if label.match(line.text) and (level < 2 or outlined < 4):
            short = len(line.text) <= 40 and not line.text.rstrip().endswith(("。", "；"))
            return level if short or outlined < 4 else None
    return outlined if outlined < 4 else None


RULES = (levels, text, notes, signature, day, remark, imprint)
