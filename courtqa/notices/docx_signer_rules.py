"""What a checker asks of an upward document: who signed it stands on the line of the number."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from courtqa.notices.docx_check import Fault, Inspector
from courtqa.notices.docx_reading import Line
from courtqa.notices.docx_styles import CHAR
from courtqa.text import Text

__all__ = ["RULES", "SIGNER", "before_signer"]

SIGNER = "签发人"
LABEL = Text(zh="“签发人”三字", en="the words 签发人")
NAME = Text(zh="签发人姓名", en="the signer's name")


def before_signer(line: Line) -> Line:
    """The line without 签发人 and what follows: the number alone."""
    at = next((at for at, run in enumerate(line.runs) if SIGNER in run.text), len(line.runs))
    return evolve(line, runs=line.runs[:at])


def signer(inspect: Inspector) -> Iterator[Fault]:
    """7.2.6: number one character from the left, 签发人 and the name one from the right, on one line; name in Kai."""
    line, layout, body = inspect.parts.number, inspect.layout, inspect.parts.body
    if line is None or layout.mark is None:
        return
    if SIGNER not in line.text:
        if any(each.text.strip().startswith(SIGNER) for each in body[:8]):
            zh, en = "签发人应与发文字号同处一行", "签发人 is not on the line of the number"
            yield inspect.fault("signer", zh, en)
        return
    at = next(at for at, run in enumerate(line.runs) if SIGNER in run.text)
    label, names = line.runs[at], line.runs[at + 1 :]
    if not label.text.rstrip().endswith("："):
        yield inspect.fault("signer", "“签发人”后标全角冒号", "签发人 is not followed by a full-width colon")
    if not "".join(run.text for run in names).strip():
        yield inspect.fault("signer", "没有签发人姓名", "the signer is not named")
    if not line.text[: line.text.index(SIGNER)].strip():
        yield inspect.fault("signer", "签发人左侧没有发文字号", "no number stands left of 签发人")
    points = layout.grid.size_pt
    yield from inspect.set_in(evolve(line, runs=(label,)), "signer", "fang", points, LABEL)
    yield from inspect.set_in(evolve(line, runs=names), "signer", "kai", points, NAME)
    yield from _placed(inspect, line)


def _placed(inspect: Inspector, line: Line) -> Iterator[Fault]:
    sheet = inspect.parts.reading.sheet
    wide = sheet.width - sheet.left - sheet.right
    left = line.number("tabs.left") if line.tabs > 1 else 0
    if abs(left + line.first_line + line.number("ind.left") - CHAR) > 40:
        yield inspect.fault(
            "signer", "上行文的发文字号应居左空一字", "the number is not one character from the left"
        )
    right = wide - line.number("tabs.right") if line.tabs and "tabs.right" in line.properties else wide
    if abs(right + line.number("ind.right") - CHAR) > 40:
        yield inspect.fault("signer", "签发人应居右空一字", "签发人 is not one character from the right")


RULES = (signer,)
