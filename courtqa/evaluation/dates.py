"""Arithmetic with days as Narwhals expressions, in one place because engines differ in it.

Engines disagree on the difference of two dates (Polars a duration, DuckDB an integer, pandas has no date type), so
a day is counted from year and day of the year, which all of them know alike. Polars keeps that very number in a
date, and is asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import narwhals as nw

from courtqa.evaluation.periods import Period

if TYPE_CHECKING:
    from courtqa.evaluation.tables import Frame

__all__ = [
    "bucket_of",
    "day_column",
    "day_number",
    "days_between",
    "is_weekend",
    "literal",
    "month_of",
    "with_days",
    "without_days",
]


def day_number(day: nw.Expr) -> nw.Expr:
    """The days since 0001-01-01 in the proleptic Gregorian calendar, from 1: ``date.toordinal``."""
    before = day.dt.year() - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + day.dt.ordinal_day()


def days_between(start: str, end: str) -> nw.Expr:
    """The whole days from column ``start`` to column ``end``: 0 on the same day; empty where either is."""
    return day_number(nw.col(end)) - day_number(nw.col(start))


def day_column(start: str, end: str) -> nw.Expr:
    """The column of ``with_days`` that holds the days between two others."""
    return nw.col(_between(start, end))


def with_days(table: Frame, pairs: Iterable[tuple[str, str]]) -> Frame:
    """The table with a column of its own for the days between each pair, so that they are counted once."""
    held = set(table.collect_schema().names())
    wanted = [pair for pair in pairs if held >= set(pair)]
    if table.implementation.is_pyspark():
        return _in_spark(table, wanted)
    number = _number_in(table)
    known = {
        _between(*pair): (number(nw.col(pair[1])) - number(nw.col(pair[0]))).cast(nw.Int32) for pair in wanted
    }
    return table.with_columns(**known) if known else table


def without_days(table: Frame) -> Frame:
    """The table as it was before ``with_days``."""
    return table.drop(*(name for name in table.collect_schema().names() if name.startswith(_MARK)))


_MARK = "days "


def _between(start: str, end: str) -> str:
    return f"{_MARK}{start} {end}"


def _number_in(table: Frame) -> Callable[[nw.Expr], nw.Expr]:
    """What of a day is subtracted: Polars holds the number itself, DuckDB subtracts days as they are."""
    if table.implementation.is_polars():
        return lambda day: day.cast(nw.Int32)
    return (lambda day: day) if table.implementation.is_duckdb() else day_number


def _in_spark(table: Frame, pairs: Iterable[tuple[str, str]]) -> Frame:
    from pyspark.sql import functions as spark

    native: Any = table.to_native()
    for start, end in pairs:
        native = native.withColumn(_between(start, end), spark.datediff(spark.col(end), spark.col(start)))
    found: Frame = nw.from_native(native)
    return found


def month_of(day: str) -> nw.Expr:
    """The number of the month that column ``day`` falls in (see ``periods.month_number``)."""
    return nw.col(day).dt.year() * 12 + nw.col(day).dt.month() - 1


def bucket_of(day: str, cuts: Sequence[int], *, before: bool = False) -> nw.Expr:
    """The month of column ``day``; with cuts, the last cut not after it, or (``before``) one less than the first.

    With cuts the day is known to be earlier than the last of them, and without ``before`` not earlier than the first.
    """
    if not cuts:
        return month_of(day)
    inner = cuts[:-1] if before else cuts[1:-1]
    found = nw.lit(cuts[0] - 1 if before else cuts[0])
    for cut in inner:
        reached = nw.col(day) >= literal(Period(cut, "month").first)
        found = nw.when(reached).then(nw.lit(cut)).otherwise(found)
    return found


def is_weekend(day: str) -> nw.Expr:
    """Whether column ``day`` falls on a Saturday or Sunday."""
    return nw.col(day).dt.weekday() >= 6


def literal(day: date) -> nw.Expr:
    """A day to compare a column with."""
    return nw.lit(day, dtype=nw.Date)
