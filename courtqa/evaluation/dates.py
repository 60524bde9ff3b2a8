"""Arithmetic with days as Narwhals expressions, in one place because engines differ in it.

Engines disagree on the difference of two dates (Polars a duration, DuckDB an integer, pandas has no date type), so
a day is counted from year and day of the year, which all of them know alike.
"""

from __future__ import annotations

from datetime import date

import narwhals as nw

__all__ = ["day_number", "days_between", "is_weekend", "month_of"]


def day_number(day: nw.Expr) -> nw.Expr:
    """The days since 0001-01-01 in the proleptic Gregorian calendar, from 1: ``date.toordinal``."""
    before = day.dt.year() - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + day.dt.ordinal_day()


def days_between(start: str, end: str) -> nw.Expr:
    """The whole days from column ``start`` to column ``end``: 0 on the same day; empty where either is."""
    return day_number(nw.col(end)) - day_number(nw.col(start))


def month_of(day: str) -> nw.Expr:
    """The number of the month that column ``day`` falls in (see ``periods.month_number``)."""
    return nw.col(day).dt.year() * 12 + nw.col(day).dt.month() - 1


def is_weekend(day: str) -> nw.Expr:
    """Whether column ``day`` falls on a Saturday or Sunday."""
    return nw.col(day).dt.weekday() >= 6


def literal(day: date) -> nw.Expr:
    """A day to compare a column with."""
    return nw.lit(day, dtype=nw.Date)
