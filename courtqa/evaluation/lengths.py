"""A limit of time that a register writes as a length (六个月, 90日, 180): the day on which it ends."""

from __future__ import annotations

import re

import polars as pl

__all__ = ["days_after"]

_LENGTH = r"^([0-9]{1,4})(?:\.0+)?\s*(日|天|个月|月|年|days?|months?|years?|d|m|y)?$"
_UNITS = {
    "日": "d", "天": "d", "day": "d", "days": "d", "d": "d",
    "个月": "mo", "月": "mo", "month": "mo", "months": "mo", "m": "mo",
    "年": "y", "year": "y", "years": "y", "y": "y",
}  # fmt: skip
_DIGITS = str.maketrans("〇零一二三四五六七八九两", "001234567892")
_WORDED = r"^([一二三四五六七八九两]?)(十?)([一二三四五六七八九]?)(日|天|个月|月|年)$"


def days_after(lengths: pl.Series, start: pl.Series, *, counted_in: str) -> tuple[pl.Series, pl.Series]:
    """The last day of each length counted from its start, and which lengths could not be read.

    The first day is not counted, so three days from 1 March end on 4 March; so many months end on the day of the same
    number, or on the last of a shorter month. A bare number is ``counted_in`` days or months. Working days are not
    guessed: 十五个工作日 can't be read. No start, no end; that is no fault of the length.
    """
    words = lengths.cast(pl.String).str.strip_chars()
    written = {word: _written(word) for word in words.unique().drop_nulls()}
    counted = words.replace_strict(written, default=None, return_dtype=pl.String)
    parts = counted.str.extract_groups(_LENGTH).struct.unnest()
    number, unit = parts.to_series(0), parts.to_series(1)
    bare = {"days": "d", "months": "mo"}[counted_in]
    short = unit.replace_strict(_UNITS, default=None, return_dtype=pl.String).set(unit.is_null(), bare)
    offset = number + short
    unread = lengths.is_not_null() & offset.is_null()
    held = pl.DataFrame({"start": start, "offset": offset})
    ends = held.select(
        pl.when(pl.col("offset").is_not_null() & pl.col("start").is_not_null())
        .then(pl.col("start").dt.offset_by(pl.col("offset").fill_null("0d")))
        .alias(lengths.name)
    )
    return ends.to_series(), unread


def _written(word: str) -> str:
    """六个月 as 6个月, 十五日 as 15日; anything else as it stands."""
    held = re.fullmatch(_WORDED, word)
    if held is None or not any(held.groups()[:3]):
        return word
    tens, ten, ones, unit = held.groups()
    if not ten:
        return f"{tens.translate(_DIGITS)}{unit}" if tens and not ones else word
    return f"{tens.translate(_DIGITS) or 1}{ones.translate(_DIGITS) or 0}{unit}"
