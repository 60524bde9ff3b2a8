"""From the user's text to typed columns. What cannot be read is reported, never guessed and never made 0."""

from __future__ import annotations

from datetime import date

import polars as pl

from courtqa.evaluation.defects import KEPT, Defect, Spot
from courtqa.evaluation.lengths import days_after
from courtqa.evaluation.mapping import CaseMapping, Column
from courtqa.text import Text

__all__ = ["CUT_SHORT", "EXCEL", "ROW", "days_read", "typed"]

ROW = "record"
"""The column that keeps the number of the record in its file."""

_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_NUMBER = r"^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$"
_INTEGER = r"^[-+]?[0-9]{1,18}$"
_NOT_NOTHING = r"^[-+]?[0.]*[1-9]"
EXCEL = "excel"
"""The format of a day that Excel wrote as its number: 39233 is 2007-05-31."""

CUT_SHORT = r"^[0-9](\.[0-9]+)?[eE]\+[0-9]+$"
"""A long number of which a spreadsheet kept the first digits: 2.30100E+17 is nobody's number any more."""

_SERIAL = r"^[1-9][0-9]{4}(\.[0-9]+)?$"  # from 1927 to 2173
_FIRST = date(1899, 12, 30)  # Excel's day 0, so that its false 29 February 1900 comes out right
_EXACT = float(2**53)  # whole numbers from here on are not all held apart
_TRUTH = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}

_UNREADABLE = {
    "date": Text(zh="不是日期", en="not a date"),
    "number": Text(zh="不是数", en="not a number"),
    "integer": Text(zh="不是整数", en="not a whole number"),
    "yes_no": Text(zh="不是是/否", en="not yes or no"),
    "text": Text(zh="对照表没有列出的值", en="a value that the mapping does not list"),
}
_NO_LENGTH = Text(
    zh="不是时长（如 90、六个月、15日）", en="not a length of time (such as 90, 6 months, 15日)"
)


def typed(source: pl.DataFrame, mapping: CaseMapping) -> tuple[pl.DataFrame, list[Defect], pl.Series]:
    """The columns of the mapping with the record numbers; what could not be read; which rows that rejects."""
    rows = source.with_row_index(ROW, offset=1)
    made = rows.select(pl.col(ROW).cast(pl.Int64))
    rejected = pl.zeros(rows.height, dtype=pl.Int8, eager=True).cast(pl.Boolean)
    defects = []
    lengths_last = sorted(mapping.items(), key=lambda item: item[1].after is not None)
    for name, column in lengths_last:
        raw = rows.get_column(column.column)
        known = _known(raw, column)
        values, lost = _values(known, column, made)
        if lost.any():
            refuse = column.unreadable == "reject"
            fresh = int((lost & ~rejected).sum()) if refuse else 0
            rejected = rejected | lost if refuse else rejected
            found = pl.DataFrame({"row": made.get_column(ROW), "found": known.cast(pl.String)}).filter(lost)
            defects.append(_unreadable(name, column, found, fresh))
        made = made.with_columns(values.alias(name))
    return made.select(ROW, *(name for name, _ in mapping.items())), defects, rejected


def _values(known: pl.Series, column: Column, made: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """The values of a column, and where there is something that cannot be read."""
    if column.after is not None:
        lengths = known if column.values is None else _translated(known.cast(pl.String), column)
        ends, unread = days_after(lengths, made.get_column(column.after), counted_in=column.counted_in)
        return ends, unread | (known.is_not_null() & lengths.is_null())
    values = _read(known, column)
    return values, known.is_not_null() & values.is_null()


def _known(raw: pl.Series, column: Column) -> pl.Series:
    """The text as it stands, tidied only where the mapping says so; texts that mean "not known" are empty."""
    if raw.dtype != pl.String:
        return raw
    if column.tidy == "spaces":
        raw = raw.str.replace_all(r"\s+", " ").str.strip_chars()
    if column.missing:
        return raw.set(raw.is_in(list(column.missing)), None)
    return raw


def _read(known: pl.Series, column: Column) -> pl.Series:
    wanted = column.type or "text"
    if column.values is not None:
        known = _translated(known.cast(pl.String), column)
    if wanted == "date":
        days = days_read(known, column.format)
        for further in column.also:
            days = days.fill_null(days_read(known, further))
        return days
    if wanted == "yes_no":
        truth = known.cast(pl.String).str.to_lowercase()
        return truth.replace_strict(_TRUTH, default=None, return_dtype=pl.Boolean)
    if wanted == "number":
        return _numbers(known)
    if wanted == "integer":
        if known.dtype != pl.String:
            return known.cast(pl.Int64, strict=False)
        return known.set(~known.str.contains(_INTEGER), None).cast(pl.Int64, strict=False)
    return known.cast(pl.String)


def _translated(known: pl.Series, column: Column) -> pl.Series:
    values = dict(column.values or {})
    ours = known.replace_strict(values, default=column.others, return_dtype=pl.String)
    return ours.set(known.is_null(), None)


def days_read(known: pl.Series, format: str | None) -> pl.Series:
    """The days that a column of text writes in one format; empty where it does not. None: 2007-05-31."""
    if known.dtype == pl.Date:
        return known
    if known.dtype == pl.Datetime:
        return known.dt.date()
    if known.dtype != pl.String:
        return pl.Series(known.name, [None] * known.len(), dtype=pl.Date)
    if format == EXCEL:
        serial = known.set(~known.str.contains(_SERIAL), None).str.replace(r"\..*$", "").cast(pl.Int32)
        offset = serial.cast(pl.Int64) * 86_400_000_000
        return (offset.cast(pl.Duration("us")) + _FIRST).cast(pl.Date).alias(known.name)
    if format is None:
        return known.set(~known.str.contains(_ISO), None).str.to_date("%Y-%m-%d", strict=False)
    if any(part in format for part in ("%H", "%M", "%S", "%T")):
        return known.str.to_datetime(format, strict=False).dt.date()
    return known.str.to_date(format, strict=False)


def _numbers(known: pl.Series) -> pl.Series:
    if known.dtype == pl.String:
        formed = known.set(~known.str.contains(_NUMBER), None)
        read = formed.cast(pl.Float64, strict=False)
        vanished = (read == 0) & formed.str.contains(_NOT_NOTHING)
        cut = (read.abs() >= _EXACT) & formed.str.contains(_INTEGER)
        return read.set((~read.is_finite() | vanished | cut).fill_null(value=False), None)
    numbers = known.cast(pl.Float64, strict=False)
    return numbers.set(~numbers.is_finite(), None)


def _unreadable(name: str, column: Column, found: pl.DataFrame, rejected: int) -> Defect:
    what = _UNREADABLE[column.type or "text"] if column.values is None else _UNREADABLE["text"]
    what = what if column.after is None else _NO_LENGTH
    return Defect(
        code=f"{name}_unreadable",
        title=Text(zh=f"{name}（{column.column}）：{what.zh}", en=f"{name} ({column.column}): {what.en}"),
        count=found.height,
        column=column.column,
        rejected=rejected,
        first=tuple(Spot(*each) for each in found.head(KEPT).iter_rows()),
    )
