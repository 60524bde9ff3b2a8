"""The defect report: what was found in the records, where, and which rows were not taken."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

import polars as pl
from attrs import frozen

from courtqa.errors import UnknownName
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Defect", "DefectReport", "Spot"]

KEPT = 1_000
"""How many places of a defect the report keeps. All are counted."""

SHOWN = 5
"""How many of them a summary shows."""


@frozen
class Spot:
    """One place: the record (1 is the first after the header) and what stands there. ``file``: which of a folder's."""

    row: int
    found: str | None = None
    file: str | None = None

    def __str__(self) -> str:
        return self.to("en")

    def to(self, lang: Lang) -> str:
        """The place in words: row 80: '2005-01-03'."""
        place = Text(zh=f"第 {self.row} 行", en=f"row {self.row}").to(lang)
        place = place if self.file is None else f"{self.file} {place}"
        if self.found is None:
            return place
        return f"{place}：“{self.found}”" if lang == "zh" else f"{place}: {self.found!r}"


@frozen
class Defect:
    """One kind of defect, how often it was found, and the first places."""

    code: str
    title: Text
    count: int
    column: str | None = None
    rejected: int = 0  # rows not taken because of it
    first: tuple[Spot, ...] = ()


@frozen
class DefectReport:
    """All that was found. ``accepted + rejected == rows``: no row is dropped without a line here."""

    source: str
    rows: int
    accepted: int
    defects: tuple[Defect, ...] = ()

    @property
    def rejected(self) -> int:
        """The rows that were read but not taken."""
        return self.rows - self.accepted

    def __iter__(self) -> Iterator[Defect]:
        return iter(self.defects)

    def __getitem__(self, code: str) -> Defect:
        for defect in self.defects:
            if defect.code == code:
                return defect
        raise UnknownName("defect", code, [defect.code for defect in self.defects])

    def to_frame(self, lang: Lang = "en") -> pl.DataFrame:
        """One row per defect: code, what it is, column, count, rejected rows, first places."""
        return pl.DataFrame(
            [
                {
                    "code": defect.code,
                    "defect": defect.title.to(lang),
                    "column": defect.column,
                    "count": defect.count,
                    "rejected": defect.rejected,
                    "first": "; ".join(spot.to(lang) for spot in defect.first[:SHOWN]),
                }
                for defect in self.defects
            ],
            schema={
                "code": pl.String,
                "defect": pl.String,
                "column": pl.String,
                "count": pl.Int64,
                "rejected": pl.Int64,
                "first": pl.String,
            },
        )

    def places(self) -> pl.DataFrame:
        """One row per place: file, row (1 is the first after the header), column, code, what was found."""
        rows = [
            (spot.file or self.source, spot.row, defect.column, defect.code, spot.found)
            for defect in self.defects
            for spot in defect.first
        ]
        schema = {
            "file": pl.String,
            "row": pl.Int64,
            "column": pl.String,
            "code": pl.String,
            "found": pl.String,
        }
        return pl.DataFrame(rows, schema=schema, orient="row")

    def summary(self, lang: Lang = "en") -> str:
        """One line: rows read, taken, not taken."""
        return Text(
            zh=f"{self.source}：读入 {self.rows:,} 行，采用 {self.accepted:,} 行，未采用 {self.rejected:,} 行",
            en=f"{self.source}: {self.rows:,} rows read, {self.accepted:,} accepted, {self.rejected:,} rejected",
        ).to(lang)

    def __str__(self) -> str:
        lines = [self.summary()]
        for defect in self.defects:
            taken = f" ({defect.rejected:,} rejected)" if defect.rejected else ""
            where = f"  first: {'; '.join(map(str, defect.first[:2]))}" if defect.first else ""
            lines.append(f"  {defect.count:>9,}  {defect.title}{taken}{where}")
        return "\n".join(lines)

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """How often each was found."""
        from courtqa.evaluation.charts_of_records import defects

        return defects(self, lang=lang)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(defect.title.en)}</td><td>{escape(defect.title.zh)}</td>"
            f"<td>{defect.count:,}</td><td>{defect.rejected:,}</td></tr>"
            for defect in self.defects
        )
        head = "<tr><th>defect</th><th>问题</th><th>count</th><th>rejected</th></tr>"
        caption = f"<caption>{escape(self.summary())}</caption>"
        return f"<table>{caption}<thead>{head}</thead><tbody>{rows}</tbody></table>"
