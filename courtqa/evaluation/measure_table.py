"""The measures of one period as a person meets them: look up, list, show as a frame, see the cases behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import polars as pl
from attrs import field, frozen

from courtqa.errors import RecordsError, UnknownName
from courtqa.evaluation.beside import ALL, rows_of
from courtqa.evaluation.dates import without_days
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.measure_columns import MeasureColumn, column_of
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

    units: tuple[str, ...]  # in order of name
    columns: Mapping[str, MeasureColumn] = field(repr=False)  # per indicator: every unit, and last the total
    by: str = field(kw_only=True)
    period: Period = field(kw_only=True)
    indicators: Mapping[str, Indicator] = field(kw_only=True, repr=lambda found: str(list(found)))
    source: Base = field(kw_only=True, repr=False)

    @classmethod
    def of_rows(
        cls,
        rows: Iterable[Measure],
        totals: Mapping[str, Measure],
        *,
        by: str,
        period: Period,
        indicators: Mapping[str, Indicator],
        source: Base,
    ) -> Measures:
        """The table of measures that are already made. What there is no measure of is not recorded."""
        held = {(row.unit, row.indicator): row for row in rows} | {(ALL, n): m for n, m in totals.items()}
        units = tuple(dict.fromkeys(unit for unit, _ in held if unit != ALL))
        columns = {
            name: column_of([held.get((unit, name)) or _none(name, unit, period) for unit in (*units, ALL)])
            for name in indicators
        }
        return cls(units, columns, by=by, period=period, indicators=indicators, source=source)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {unit: at for at, unit in enumerate(self.units)}

    @cached_property
    def rows(self) -> tuple[Measure, ...]:
        """Every measure, unit by unit."""
        return tuple(column[at] for at in range(len(self.units)) for column in self.columns.values())

    @cached_property
    def totals(self) -> Mapping[str, Measure]:
        """Of every indicator the figure of all units together."""
        return {name: column[len(self.units)] for name, column in self.columns.items()}

    @property
    def coverage(self) -> Coverage | None:
        """The days the records speak for."""
        return self.source.coverage

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.units) * len(self.columns)

    def get(self, unit: str, indicator: str) -> Measure:
        """The measure of one unit. UnknownName for an indicator that was not asked for.

        A unit without a single record has a measure without a value: whether it did nothing is not known.
        """
        if indicator not in self.indicators:
            raise UnknownName("indicator", indicator, self.indicators)
        if unit in self._places:
            return self.columns[indicator][self._places[unit]]
        return _none(indicator, unit, self.period)

    def of(self, indicator: str) -> tuple[Measure, ...]:
        """One indicator for every unit."""
        return tuple(self.get(unit, indicator) for unit in self.units)

    def total(self, indicator: str) -> Measure:
        """The figure of all units together."""
        if indicator not in self.columns:
            raise UnknownName("indicator", indicator, self.columns)
        return self.columns[indicator][len(self.units)]

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
        units = [*self.units, "合计" if lang == "zh" else "total"]
        values = {name: column.values() for name, column in self.columns.items()}
        told = [indicator.title.to(lang) for indicator in self.indicators.values()]
        titles = {
            name: title if told.count(title) == 1 else f"{title} ({name})"
            for name, title in zip(self.indicators, told, strict=True)
        }
        schema = {"unit": pl.String} | dict.fromkeys(self.indicators, pl.Float64)
        return pl.DataFrame({"unit": units} | values, schema=schema).rename(titles | {"unit": self.by})

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


def _none(indicator: str, unit: str, period: Period) -> Measure:
    return Measure(indicator, unit, period, flags=("not_recorded",))


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
