"""What stands beside the sums: the rows behind a number, and the persons on duty."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import polars as pl

from courtqa.evaluation.dates import day_column, literal
from courtqa.evaluation.expressions import all_hold
from courtqa.evaluation.indicator import Term
from courtqa.evaluation.pending import pending_rows
from courtqa.evaluation.periods import Period
from courtqa.evaluation.tables import UNASSIGNED, Frame, collected, unit_column
from courtqa.evaluation.tallies import ALL

__all__ = ["ALL", "on_duty", "rows_of"]


def rows_of(term: Term, table: Frame, period: Period) -> Frame:
    """The rows that a term counts in the period."""
    if term.of_stock:
        return pending_rows(term, table, period)
    window = period.shifted(term.shift)
    day, closed = nw.col(term.at or "filed_on"), nw.col("closed_on")
    if term.kind == "open_at_start":
        still = closed.is_null() | (closed >= literal(window.first))
        inside = (day < literal(window.first)) & still
    else:
        inside = (day >= literal(window.first)) & (day <= literal(window.last))
    chosen = all_hold(term.where, day_column)
    return table.filter(inside if chosen is None else inside & chosen)


def on_duty(staff: Frame, period: Period, by: str) -> Mapping[str, int]:
    """How many persons were on duty at any time of the period, per unit and in all."""
    unit = unit_column(staff, by, of="staff")
    if unit is None:
        return {}
    served = nw.col("since") <= literal(period.last)
    if "until" in staff.collect_schema().names():
        served &= nw.col("until").is_null() | (nw.col("until") > literal(period.first))
    held = collected(staff.filter(served).select(unit=nw.col(unit), person=nw.col("person")))
    rows = held.drop_nulls("person").with_columns(pl.col("unit").cast(pl.String).fill_null(UNASSIGNED))
    counts = dict(rows.group_by("unit").agg(pl.col("person").n_unique()).iter_rows())
    return counts | {ALL: rows.get_column("person").n_unique()}
