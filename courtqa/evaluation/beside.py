"""What is not additive, computed from the rows of one period: medians, distinct values, persons on duty."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import narwhals as nw
import polars as pl

from courtqa.evaluation.dates import day_column, literal
from courtqa.evaluation.expressions import all_hold, number_of
from courtqa.evaluation.indicator import Term
from courtqa.evaluation.periods import Period
from courtqa.evaluation.tables import UNASSIGNED, Frame, collected, unit_column

__all__ = ["ALL", "distinct", "medians", "on_duty", "rows_of"]

ALL = "*"
"""The key of the total over all units."""


def rows_of(term: Term, table: Frame, period: Period) -> Frame:
    """The rows that a term counts in the period."""
    day = nw.col(term.at or "filed_on")
    if term.kind == "open_at_start":
        still = nw.col("closed_on").is_null() | (nw.col("closed_on") >= literal(period.first))
        within = (day < literal(period.first)) & still
    else:
        within = (day >= literal(period.first)) & (day <= literal(period.last))
    chosen = all_hold(term.where, day_column)
    return table.filter(within if chosen is None else within & chosen)


def medians(term: Term, table: Frame, period: Period, by: str) -> Mapping[str, Fraction]:
    """The median per unit, and of all rows under ``ALL``. Exact: a median of whole days is a half day at finest."""
    if term.median is None:
        return {}
    values = _with_unit(rows_of(term, table, period), by, number_of(term.median, day_column).cast(nw.Float64))
    found = _grouped(values, nw.col("value").median())
    return {unit: Fraction(value) for unit, value in found.items()}


def distinct(term: Term, table: Frame, period: Period, by: str) -> Mapping[str, int]:
    """How many different values per unit, and in all under ``ALL``."""
    values = _with_unit(rows_of(term, table, period), by, nw.col(term.distinct or ""))
    return {unit: int(value) for unit, value in _grouped(values, nw.col("value").n_unique()).items()}


def on_duty(staff: Frame, period: Period, by: str) -> Mapping[str, int]:
    """How many persons were on duty at any time of the period, per unit and in all."""
    unit = unit_column(staff, by, of="staff")
    if unit is None:
        return {}
    served = nw.col("since") <= literal(period.last)
    if "until" in staff.collect_schema().names():
        served &= nw.col("until").is_null() | (nw.col("until") > literal(period.first))
    values = _with_unit(staff.filter(served), unit, nw.col("person"))
    return {unit: int(value) for unit, value in _grouped(values, nw.col("value").n_unique()).items()}


def _with_unit(table: Frame, by: str, value: nw.Expr) -> Frame:
    unit = unit_column(table, by, of="events") or by
    label = nw.col(unit).cast(nw.String).fill_null(UNASSIGNED)
    return table.select(unit=label, value=value).filter(~nw.col("value").is_null())


def _grouped(values: Frame, statistic: nw.Expr) -> dict[str, float]:
    per_unit: Frame = values.group_by("unit").agg(value=statistic)
    whole: Frame = values.with_columns(unit=nw.lit(ALL)).group_by("unit").agg(value=statistic)
    rows = pl.concat([collected(per_unit), collected(whole)], how="vertical_relaxed")
    return {unit: value for unit, value in rows.iter_rows() if value is not None}
