"""How a page looks: the figures of a layout standard, one whole edition each, read from ``standards/``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from attrs import Factory, frozen

from courtqa.errors import UnknownName
from courtqa.policy import Complaint, Kind, Lookup, Policy, load
from courtqa.text import Text

__all__ = ["Family", "FontRole", "Layout", "Profile", "WordPage", "layout_for", "layouts", "standards"]

Family = Literal["gongwen", "wenshu"]
Profile = Literal["conventional", "ink"]
Element = Literal[
    "paper", "area", "font", "grid", "colour", "mark", "number", "signer", "rule", "title", "to", "body", "notes",
    "signature", "day", "imprint", "copies", "printer", "page_number",
]  # fmt: skip
Millimetres = Decimal
Points = Decimal


@frozen
class Paper:
    """The sheet."""

    width_mm: Millimetres
    height_mm: Millimetres


@frozen
class Area:
    """The type area 版心 and where it stands on the sheet."""

    top_mm: Millimetres
    left_mm: Millimetres
    width_mm: Millimetres
    height_mm: Millimetres
    tolerance_mm: Millimetres


@frozen
class Grid:
    """Lines a page and characters a line, with the size and pitch that make them."""

    lines: int
    chars: int
    size_pt: Points
    pitch_pt: Points


@frozen
class WordPage:
    """Margins and exact line pitch for a word processor. Twips are 1/20 point."""

    top_mm: Millimetres
    bottom_mm: Millimetres
    pitch_twips: int


@frozen
class Mark:
    """发文机关标志: its distance under the top of the type area, and its two sizes."""

    top_mm: Millimetres
    org_pt: Points
    series_pt: Points


@frozen
class Blank:
    """Empty lines before an element."""

    number: int
    title: int
    to: int
    notes: int
    signature: int


@frozen
class Imprint:
    """版记: size, and the rules: over the first line or not, outer and inner widths."""

    size_pt: Points
    top_rule: bool
    outer_mm: Millimetres
    inner_mm: Millimetres


@frozen
class PageNumber:
    """页码: size, and how far under the type area its dashes stand."""

    size_pt: Points
    below_mm: Millimetres


@frozen
class FontRole:
    """What a standard calls a font: families that are it, families that may stand for it, each best first.

    ``word`` is the family that a DOCX names. ``weight`` is asked of a substitute that is lighter.
    """

    title: Text
    word: str
    families: tuple[str, ...]
    substitutes: tuple[str, ...]
    weight: int = 400


@frozen(eq=False)
class Layout:
    """One edition of a layout standard, whole. Measures in mm and points, as their names say."""

    name: str
    since: date
    title: Text
    standard: str
    family: Family
    paper: Paper
    area: Area
    grid: Grid
    pages: Mapping[Profile, WordPage]
    title_pt: Points
    date: Literal["arabic", "han"]
    blank: Blank
    page_number: PageNumber
    fonts: Mapping[str, FontRole]
    clauses: Mapping[Element, str]
    red: str = ""
    mark: Mark | None = None
    imprint: Imprint | None = None
    rule_mm: Millimetres = Decimal(0)
    rule_pt: Points = Decimal(0)
    sealed_org: bool = True
    labels: Mapping[str, Text] = Factory(dict)

    @property
    def year(self) -> str:
        """What the edition is called in short: the year in the standard's number, or its first day's."""
        tail = self.standard.rpartition("-")[2]
        return tail if tail.isdigit() else str(self.since.year)

    def clause(self, element: str) -> str:
        """The clause on an element, e.g. ``"GB/T 9704-2012, 7.2.5"``."""
        number = self.clauses.get(element)  # type: ignore[call-overload]
        return f"{self.standard}, {number}" if number else self.standard


def layouts(family: Family = "gongwen") -> tuple[Layout, ...]:
    """All editions for a family of pages, oldest first.

    >>> [layout.standard for layout in layouts()]
    ['GB/T 9704-1999', 'GB/T 9704-2012']
    """
    return tuple(edition.value for edition in standards().editions("layouts", family))


def layout_for(family: Family = "gongwen", standard: str | date | None = None) -> Layout:
    """The newest edition; or the one of a year (``"1999"``); or the one in force on a day.

    Raises:
        UnknownName: there is no edition of that year.
        NotInForce: a day before the first edition.
    """
    if isinstance(standard, date):
        layout: Layout = standards().edition("layouts", family, on=standard).value
        return layout
    known = {layout.year: layout for layout in layouts(family)}
    if standard is None or (len(known) == 1 and family != "gongwen"):
        return next(reversed(known.values()))
    if standard not in known:
        raise UnknownName("layout", standard, tuple(known))
    return known[standard]


@lru_cache(maxsize=1)
def standards() -> Policy:
    """The national standards that ship with the library: layouts and rules of anonymity."""
    from courtqa.notices.redaction_rules import REDACTIONS

    kinds: tuple[Kind[Any], ...] = (Kind("layouts", Layout, _check), REDACTIONS)
    return load(Path(__file__).parent / "standards", kinds=kinds)


def _check(layout: Layout, lookup: Lookup) -> Iterator[Complaint]:
    del lookup
    width, height = layout.grid.chars * layout.grid.size_pt, layout.grid.lines * layout.grid.pitch_pt
    if width > layout.area.width_mm * 72 / Decimal("25.4"):
        yield Complaint(("grid",), f"{width} pt of characters", f"no more than {layout.area.width_mm} mm")
    if height - layout.grid.pitch_pt + layout.grid.size_pt > layout.area.height_mm * 72 / Decimal("25.4"):
        yield Complaint(("grid",), f"{height} pt of lines", f"no more than {layout.area.height_mm} mm")
    for role in {"fang", "song", "hei", "kai", "plain"} - set(layout.fonts):
        yield Complaint(("fonts",), f"no font {role!r}", "fang, song, hei, kai and plain")
