"""Cases pending at the end of a period, and how old they are: tallied by
the day of filing and the month of closing, since no sum of months has it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

import narwhals as nw
import polars as pl
from attrs import evolve

from courtqa.evaluation.base import MONTH, UNIT, VALUE
from courtqa.evaluation.conditions import Quantity
from courtqa.evaluation.dates import day_column, literal, month_of
from courtqa.evaluation.expressions import all_hold
from courtqa.evaluation.indicator import Age, Term
from courtqa.evaluation.parts import Parts
from courtqa.evaluation.periods import Period
from courtqa.evaluation.tables import Frame, unit_column
from courtqa.evaluation.tallies import parts_of

__all__ = ["born_before", "pending_parts", "pending_rows", "stock_query"]


def born_before(age: Age, on: date) -> date:
    """A case filed before this day is older than ``age`` on that day. A month ends on the corresponding day, or the last.

    >>> born_before(Age(months=12), date(2008, 2, 29)), born_before(Age(days=90), date(2007, 12, 31))
    (datetime.date(2007, 2, 28), datetime.date(2007, 10, 2))
    """
    if age.days is not None:
        return on - timedelta(days=age.days)
    year, month = divmod(on.year * 12 + on.month - 1 - (age.months or 0), 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def pending_rows(term: Term, table: Frame, period: Period) -> Frame:
    """The cases filed by the end of the period and not closed by then, of the age that the term asks for."""
    filed, closed = nw.col("filed_on"), nw.col("closed_on")
    chosen = (filed <= literal(period.last)) & (closed.is_null() | (closed > literal(period.last)))
    if term.older_than is not None:
        chosen &= filed < literal(born_before(term.older_than, period.last))
    among = all_hold(term.where, day_column)
    return table.filter(chosen if among is None else chosen & among)


def stock_query(term: Term, table: Frame, by: str) -> Frame:
    """The cases that a term counts, per unit, day of filing and month of closing (none: not closed)."""
    chosen = all_hold(term.where, day_column)
    held = ~nw.col("filed_on").is_null()
    rows = table.filter(held if chosen is None else held & chosen).with_columns(
        nw.col(unit_column(table, by, of=term.table) or by).alias(UNIT),
        month_of("closed_on").cast(nw.Int32).alias(MONTH),
        nw.col("filed_on").alias(VALUE),
    )
    found: Frame = rows.group_by(UNIT, MONTH, VALUE).agg(nw.len().alias("n"))
    return found


def pending_parts(term: Term, stock: pl.DataFrame, period: Period, places: Mapping[str, int]) -> Parts:
    """Per unit, and last in all, how many are pending; for ``median_age`` their median age in days too."""
    limit = period.last + timedelta(1)
    if term.older_than is not None:
        limit = born_before(term.older_than, period.last)
    still = pl.col("month").is_null() | (pl.col("month") >= period.end)
    held = stock.filter((pl.col("value") < limit) & still)
    age = (pl.lit(period.last) - pl.col("value")).dt.total_days()
    aged = held.with_columns(age.alias("value"), pl.lit(period.start, dtype=pl.Int64).alias("month"))
    valued = evolve(term, open_at_end=None, median_age=None, older_than=None, median=_AGE)
    found = parts_of(valued, aged, period, places)
    if term.kind == "median_age":
        return Parts([0] * len(found.n), found.n, found.doubled)
    return Parts(found.n, found.n)


_AGE = Quantity(days=("filed_on", "closed_on"))
