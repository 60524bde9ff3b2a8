"""One sheet of the workbook: tables with frozen heads and filters, numbers as numbers, and text that stays text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any, Literal

from attrs import define, field, frozen

from courtqa.text import Lang, Text

__all__ = ["Column", "Kind", "Pages", "Sheet", "Shown"]

Kind = Literal["text", "percent", "number", "count", "p", "change"]
Column = tuple[Text, Kind, int]
"""A heading, how its cells are shown, and how many characters wide it is."""


@frozen
class Shown:
    """A number that is shown otherwise than its column is."""

    value: float | int | None
    kind: Kind


_LONGEST = 32_000
_FORMATS: Mapping[str, dict[str, Any]] = {
    "text": {"text_wrap": True, "indent": 1},  # apart from the number that ends in the column before
    "percent": {"num_format": "0.00%"},
    "number": {"num_format": "#,##0.00"},
    "count": {"num_format": "#,##0"},
    "p": {"num_format": '[<0.0001]"<0.0001";[<0.1]0.0000;0.00'},
    "change": {"num_format": "+0.00%;−0.00%;0.00%"},
}
GRADES: Mapping[str, dict[str, Any]] = {
    "better": {"bg_color": "#0F766E", "font_color": "#FFFFFF"},
    "slightly_better": {"bg_color": "#CFE8E3", "font_color": "#0B524C"},
    "level": {"bg_color": "#F1F3F5", "font_color": "#56616B"},
    "slightly_worse": {"bg_color": "#F8E3C8", "font_color": "#7A3A06"},
    "worse": {"bg_color": "#B45309", "font_color": "#FFFFFF"},
}


@define
class Pages:
    """A workbook in one language, its formats, and the sheet names that are taken."""

    book: Any  # xlsxwriter has no types
    lang: Lang
    formats: dict[str, Any] = field(factory=dict)
    taken: set[str] = field(factory=set)

    def format(self, kind: str, **more: Any) -> Any:
        """The format of a kind of cell, made once."""
        key = f"{kind}{sorted(more.items())}"
        if key not in self.formats:
            base = {"valign": "top", "font_name": "Microsoft YaHei", "font_size": 10}
            self.formats[key] = self.book.add_format({**base, **_FORMATS.get(kind, {}), **more})
        return self.formats[key]

    def sheet(self, title: Text) -> Sheet:
        """A new sheet, under a name that Excel takes and no other has."""
        plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in title.to(self.lang)).strip("' ")[:28]
        name, number = plain or "–", 2
        while name.lower() in self.taken:
            name, number = f"{plain} {number}", number + 1
        self.taken.add(name.lower())
        page = self.book.add_worksheet(name)
        page.hide_gridlines(2)
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        page.set_footer("&L&A&R&P / &N")
        return Sheet(self, page, name)


@define
class Sheet:
    """A sheet that is written from top to bottom."""

    pages: Pages
    page: Any
    name: str
    row: int = 0

    def say(
        self, text: Text | str, *, kind: Literal["title", "note", "plain"] = "plain", wide: int = 7
    ) -> None:
        """A line of text over the first columns."""
        looks: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 15, "font_color": "#12343B"},
            "note": {"font_color": "#56616B", "text_wrap": True},
            "plain": {"text_wrap": True},
        }
        shown = self._words(text)
        format_ = self.pages.format("said", **looks[kind])
        if kind == "title":
            self.page.write_string(self.row, 0, shown, format_)
            self.page.set_row(self.row, 26)
        else:
            self.page.merge_range(self.row, 0, self.row, wide, "", format_)
            self.page.write_string(self.row, 0, shown, format_)
            self.page.set_row(self.row, 15 * max(1, -(-_width(shown) // (13 * wide))))
        self.row += 1

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, freeze: bool = True
    ) -> tuple[int, int]:
        """A table with its head frozen and a filter on it. The first and last row of its cells come back."""
        head = self.pages.format(
            "head", bold=True, bottom=2, bottom_color="#12343B", text_wrap=True, bg_color="#F6F8F9"
        )
        for at, (title, _, wide) in enumerate(columns):
            self.page.write_string(self.row, at, title.to(self.pages.lang), head)
            self.page.set_column(at, at, wide)
        top = self.row
        self.row += 1
        for row in rows:
            lines = 1
            for at, value in enumerate(row):
                self.cell(self.row, at, value, columns[at][1])
                if isinstance(value, str | Text):
                    lines = max(lines, -(-_width(self._words(value)) // columns[at][2]))
            if lines > 1:
                self.page.set_row(self.row, 15 * lines)
            self.row += 1
        if freeze:
            self.page.freeze_panes(top + 1, 1)
            self.page.repeat_rows(top)
        if self.row > top + 1:
            self.page.autofilter(top, 0, self.row - 1, len(columns) - 1)
        return top + 1, self.row - 1

    def cell(self, row: int, at: int, value: Any, kind: Kind) -> None:
        """Numbers as numbers, days as days, and every text as a string: nothing is ever a formula."""
        if isinstance(value, Shown):
            self.cell(row, at, value.value, value.kind)
        elif isinstance(value, tuple):
            grade, shown = value
            look = GRADES.get(grade or "", {})
            self.page.write_string(row, at, self._words(shown), self.pages.format("text", **look))
        elif value is None:
            self.page.write_blank(row, at, None, self.pages.format("text"))
        elif isinstance(value, date):
            self.page.write_datetime(row, at, value, self.pages.format("day", num_format="yyyy-mm-dd"))
        elif isinstance(value, bool):
            self.page.write_string(row, at, "✓" if value else "", self.pages.format("text"))
        elif isinstance(value, int | float):
            if isfinite(value):
                self.page.write_number(
                    row, at, value, self.pages.format(kind if kind != "text" else "number")
                )
            else:
                self.page.write_string(
                    row, at, "∞" if value > 0 else "−∞", self.pages.format("text", align="right")
                )
        else:
            self.page.write_string(row, at, self._words(value), self.pages.format("text"))

    def _words(self, value: Any) -> str:
        return (value.to(self.pages.lang) if isinstance(value, Text) else str(value))[:_LONGEST]


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)
