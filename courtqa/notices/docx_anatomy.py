"""Which paragraph of a DOCX is what: mark, number, title, addressee, body, notes, signature, closing lines.

Parts are known by what they say and where they stand, not by the names of styles, so that any document can be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from attrs import define

from courtqa.notices.docx_reading import Line, Reading

__all__ = ["DAY", "LABELS", "Anatomy"]

NUMBER = re.compile(r"[〔\[\(（［【]\s*\d{2,4}\s*[〕\]\)）］】].{0,16}号|第\s*\d+\s*期|【待编号】|〔.*〕.*号")
DAY = re.compile(
    r"[\d〇○Ｏ零一二三四五六七八九十]{2,4}\s*[年./-]\s*[\d一二三四五六七八九十]{1,3}\s*[月./-]\s*[\d一二三四五六七八九十]{1,3}\s*日?"
)
NOTES = re.compile(r"附件\s*[：:]")
LABELS = (
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"（[一二三四五六七八九十]+）"),
    re.compile(r"\d+[.．]"),
    re.compile(r"（\d+）"),
)


@define(slots=False)
class Anatomy:
    """The parts of a document; a part that was not found is None or empty."""

    reading: Reading
    titled: bool = True  # whether a title follows the number; a litigation document has its name in the head

    @cached_property
    def body(self) -> tuple[Line, ...]:
        """The paragraphs outside tables and boxes that say something."""
        return tuple(line for line in self.reading.body if line.text.strip())

    @cached_property
    def number_at(self) -> int | None:
        """Where the number stands among ``body``."""
        return next((at for at, line in enumerate(self.body[:8]) if NUMBER.search(line.text)), None)

    @property
    def number(self) -> Line | None:
        """发文字号"""
        return None if self.number_at is None else self.body[self.number_at]

    @property
    def mark(self) -> tuple[Line, ...]:
        """发文机关标志: all before the number."""
        return self.body[: self.number_at or 0]

    @property
    def title(self) -> Line | None:
        """标题: what follows the number."""
        after = self.body[self._after_number :]
        return after[0] if after and self.titled else None

    @cached_property
    def to(self) -> Line | None:
        """主送机关: what follows the title and ends with a colon, or stands flush left and short."""
        after = self.body[self._after_number + self.titled :]
        if after and after[0].style == "Recipients":
            return after[0]
        if after and after[0].text.rstrip().endswith(("：", ":")) and abs(after[0].first_line) < 300:
            return after[0]
        return None

    @property
    def _after_number(self) -> int:
        return (self.number_at if self.number_at is not None else -1) + 1

    @cached_property
    def day_at(self) -> int | None:
        """Where the day of the document stands among ``body``."""
        found = [at for at, line in enumerate(self.body) if DAY.fullmatch(line.text.strip())]
        return found[-1] if found else None

    @property
    def day(self) -> Line | None:
        """成文日期"""
        return None if self.day_at is None else self.body[self.day_at]

    @property
    def org(self) -> Line | None:
        """发文机关署名: a short line before the day, away from the left, that ends no sentence."""
        if self.day_at is None or self.day_at == 0:
            return None
        before = self.body[self.day_at - 1]
        right = before.properties.get("jc.val") in {"right", "end"}
        placed = right or before.number("ind.left") + before.first_line > 6 * 315
        ended = before.text.rstrip().endswith(("。", "：", "；"))
        return before if placed and len(before.text) <= 26 and not ended else None

    @cached_property
    def notes(self) -> tuple[Line, ...]:
        """附件说明"""
        end = self._end
        start = next((at for at, line in enumerate(self.body[:end]) if NOTES.match(line.text.strip())), None)
        return () if start is None else self.body[start:end]

    @cached_property
    def text(self) -> tuple[Line, ...]:
        """正文: between the addressee and what closes it."""
        start = self._after_number + self.titled + (self.to is not None)
        captions = {line.text for line in self.body if line.style.lower() == "caption"}
        inner = self.body[start : self._end - len(self.notes)]
        return tuple(line for line in inner if line.text not in captions)

    @property
    def remarks(self) -> tuple[Line, ...]:
        """附注: what follows the day."""
        return () if self.day_at is None else self.body[self.day_at + 1 :]

    @property
    def _end(self) -> int:
        if self.day_at is None:
            return len(self.body)
        return self.day_at - (self.org is not None)

    @cached_property
    def closing(self) -> tuple[Line, ...]:
        """版记: lines of the box or table at the foot."""
        boxed = [line for line in self.reading.lines if line.where == "box" and line.text.strip()]
        if boxed:
            return tuple(boxed)
        tabled = [line for line in self.reading.lines if line.where == "table"]
        return tuple(line for line in tabled if line.text.startswith("抄送") or line.text.endswith("印发"))

    def blank(self, before: Line, after: Line) -> float:
        """How many lines of the grid stand empty between two paragraphs."""
        lines: Sequence[Line] = self.reading.lines
        first = next(at for at, line in enumerate(lines) if line is before)
        last = next(at for at, line in enumerate(lines) if line is after)
        between = sum(
            line.height for line in lines[first + 1 : last] if not line.text.strip() and line.where == "body"
        )
        gap = between + before.number("spacing.after") + after.number("spacing.before")
        return gap / self.pitch

    @cached_property
    def pitch(self) -> int:
        """The line pitch of the body text, in twips."""
        lines = self.text or self.body
        return next((line.number("spacing.line") for line in lines if line.number("spacing.line")), 1)
