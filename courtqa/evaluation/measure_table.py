"""The measures of one period as a person meets them: look up, list, show as a frame, see the cases behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import polars as pl
from attrs import field, frozen

from courtqa.errors import RecordsError, UnknownName
from courtqa.evaluation.beside import ALL, rows_of
from courtqa.evaluation.dates import without_days
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.periods import Period
from courtqa.evaluation.printing import value_text
from courtqa.evaluation.shown import table_html
from courtqa.evaluation.tables import UNASSIGNED, collected, unit_column
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt

    from courtqa.evaluation.coverage import Coverage
    from courtqa.evaluation.measuring import Base

__all__ = ["Measures"]

_ZH = {
    "unit": "单位",
    "indicator": "指标",
    "period": "统计期",
    "numerator": "分子",
    "denominator": "分母",
    "value": "值",
    "n": "n",
    "basis": "依据",
    "flags": "标记",
}


@frozen(eq=False, slots=False)
class Measures:
    """The measures of every unit in one period. Iterates over them, unit by unit."""

    rows: tuple[Measure, ...] = field(repr=False)
    totals: Mapping[str, Measure] = field(repr=False)
    by: str = field(kw_only=True)
    period: Period = field(kw_only=True)
    indicators: Mapping[str, Indicator] = field(kw_only=True, repr=lambda found: str(list(found)))
    source: Base = field(kw_only=True, repr=False)

    @cached_property
    def _found(self) -> dict[tuple[str, str], Measure]:
        return {(row.unit, row.indicator): row for row in self.rows}

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units, in order of name."""
        return tuple(dict.fromkeys(row.unit for row in self.rows))

    @property
    def coverage(self) -> Coverage | None:
        """The days the records speak for."""
        return self.source.coverage

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, unit: str, indicator: str) -> Measure:
        """The measure of one unit. UnknownName for an indicator that was not asked for.

        A unit without a single record has a measure without a value: whether it did nothing is not known.
        """
        if indicator not in self.indicators:
            raise UnknownName("indicator", indicator, self.indicators)
        if (unit, indicator) in self._found:
            return self._found[unit, indicator]
        return Measure(indicator, unit, self.period, flags=("not_recorded",))

    def of(self, indicator: str) -> tuple[Measure, ...]:
        """One indicator for every unit."""
        return tuple(self.get(unit, indicator) for unit in self.units)

    def total(self, indicator: str) -> Measure:
        """The figure of all units together."""
        if indicator not in self.totals:
            raise UnknownName("indicator", indicator, self.totals)
        return self.totals[indicator]

    def cases(
        self, unit: str, indicator: str, *, part: Literal["numerator", "denominator"] = "numerator"
    ) -> pl.DataFrame:
        """The rows behind a number: those that its numerator (or denominator) counts."""
        if indicator not in self.indicators:
            raise UnknownName("indicator", indicator, self.indicators)
        if not self.source.tables:
            problem = Text(
                zh="汇总库不含案件；请用记录查询", en="a saved base holds no cases; ask the records"
            )
            raise RecordsError("base", [problem])
        pieces = []
        for term in getattr(self.indicators[indicator], part):
            table = self.source.tables.get(term.table)
            if table is None or term not in self.source.additive.keys:
                continue
            rows = collected(without_days(rows_of(term, table, self.period)))
            if unit != ALL:
                column = unit_column(table, self.by, of=term.table) or self.by
                rows = rows.filter(pl.col(column).cast(pl.String).fill_null(UNASSIGNED) == unit)
            pieces.append(rows)
        return pl.concat(pieces, how="diagonal_relaxed") if pieces else pl.DataFrame()

    def to_frame(self, labels: Lang = "en") -> pl.DataFrame:
        """One row per unit and indicator. Column names are stable in English, or for display in Chinese."""
        rows = [
            {
                "unit": row.unit,
                "indicator": row.indicator if labels == "en" else self.indicators[row.indicator].title.zh,
                "period": str(row.period),
                "numerator": None if row.numerator is None else float(row.numerator),
                "denominator": None if row.denominator is None else float(row.denominator),
                "value": None if row.value is None else float(row.value),
                "n": row.n,
                "basis": row.basis,
                "flags": " ".join(row.flags),
            }
            for row in self.rows
        ]
        frame = pl.DataFrame(rows, schema=_SCHEMA)
        return frame.rename(_ZH) if labels == "zh" else frame

    def table(self, lang: Lang = "en") -> pl.DataFrame:
        """One row per unit, one column per indicator, values only; the last row is the total."""
        rows = [
            {"unit": unit} | {name: self._plain(self.get(unit, name)) for name in self.indicators}
            for unit in self.units
        ]
        rows.append(
            {"unit": "合计" if lang == "zh" else "total"}
            | {name: self._plain(measure) for name, measure in self.totals.items()}
        )
        told = [indicator.title.to(lang) for indicator in self.indicators.values()]
        titles = {
            name: title if told.count(title) == 1 else f"{title} ({name})"
            for name, title in zip(self.indicators, told, strict=True)
        }
        schema = {"unit": pl.String} | dict.fromkeys(self.indicators, pl.Float64)
        return pl.DataFrame(rows, schema=schema).rename(titles | {"unit": self.by})

    @staticmethod
    def _plain(measure: Measure) -> float | None:
        return None if measure.value is None else float(measure.value)

    def __str__(self) -> str:
        with pl.Config(
            tbl_hide_dataframe_shape=True,
            tbl_hide_column_data_types=True,
            tbl_rows=40,
            tbl_cols=-1,
            tbl_width_chars=160,
            float_precision=4,
        ):
            return f"{self.period.title.en}, by {self.by}\n{self.table()}"

    def plot(self, indicator: str | None = None, *, lang: Lang = "en") -> alt.LayerChart:
        """One indicator for every unit, with intervals; by default the first that has a figure."""
        from courtqa.evaluation.charts_of_units import measures

        first = next((name for name, total in self.totals.items() if not total.missing), None)
        chosen = indicator or first or next(iter(self.indicators))
        if chosen not in self.indicators:
            raise UnknownName("indicator", chosen, self.indicators)
        return measures(self, chosen, lang=lang)

    def _repr_html_(self) -> str:
        rows = [(unit, [self.get(unit, name) for name in self.indicators]) for unit in self.units]
        rows.append(("合计 · total", list(self.totals.values())))
        shown = [
            {"unit": unit} | {one.indicator: value_text(one, self.indicators[one.indicator]) for one in found}
            for unit, found in rows
        ]
        schema = {"unit": pl.String} | dict.fromkeys(self.indicators, pl.String)
        titles = dict(zip(("unit", *self.indicators), self.table().columns, strict=True))
        frame = pl.DataFrame(shown, schema=schema).rename(titles)
        return table_html(frame, caption=f"{self.period.title.zh} · {self.period.title.en}")


_SCHEMA = {
    "unit": pl.String,
    "indicator": pl.String,
    "period": pl.String,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "value": pl.Float64,
    "n": pl.Int64,
    "basis": pl.String,
    "flags": pl.String,
}
