"""Case records as they were read: the rows, what was found in them, and where they come from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from attrs import field, frozen

from courtqa.evaluation.coverage import Coverage
from courtqa.evaluation.defects import DefectReport
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Cases"]


@frozen(eq=False)
class Cases:
    """One row per case, in the library's own columns. ``record`` is the number of the row in its source."""

    frame: pl.DataFrame = field(repr=False)
    defects: DefectReport = field(repr=False)
    title: Text
    source: str
    sha256: str
    coverage: Coverage | None = None
    snapshot: date | None = None
    court: Text | None = None

    def __len__(self) -> int:
        return self.frame.height

    def __str__(self) -> str:
        return f"{self.title}\n{self.defects}"

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """Cases filed and closed, month by month."""
        from courtqa.evaluation.charts_of_records import cases

        return cases(self, lang=lang)

    def _repr_html_(self) -> str:
        return self.defects._repr_html_()
