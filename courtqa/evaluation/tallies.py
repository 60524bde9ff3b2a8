"""How often each value stands, per unit and month: from it follow medians and distinct numbers, exactly.

Tallies of months add up to that of a year, so a median or a number of distinct judges of any period, of any unit or
of all together, needs no second look at the records, and is the same whatever engine counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import narwhals as nw
import numpy as np
import polars as pl

from courtqa.evaluation.base import MONTH, UNIT, VALUE, labelled, within
from courtqa.evaluation.conditions import Quantity
from courtqa.evaluation.dates import bucket_of, day_column
from courtqa.evaluation.expressions import all_hold, number_of
from courtqa.evaluation.figures import Part
from courtqa.evaluation.indicator import Term
from courtqa.evaluation.measure import Moments
from courtqa.evaluation.periods import Period
from courtqa.evaluation.tables import Frame, unit_column

__all__ = ["ALL", "parts_of", "tally_of", "tally_query", "value_of"]

ALL = "*"
"""The key of the total over all units."""


def value_of(term: Term) -> nw.Expr:
    """The value that a term tallies in each row; empty in the rows that it does not count."""
    if term.distinct is not None:
        value = nw.col(term.distinct)
    else:
        value = number_of(term.quantity or Quantity(), day_column)
        if term.quantity is None or not term.quantity.days:
            value = value.cast(nw.Float64)
    chosen = all_hold(term.where, day_column)
    return value if chosen is None else nw.when(chosen).then(value)


def tally_query(term: Term, table: Frame, by: str, cuts: Sequence[int]) -> Frame:
    """The rows that a term counts, per unit, month (or what lies between the cuts) and value."""
    rows = within(table, term.at or "", cuts).with_columns(
        nw.col(unit_column(table, by, of=term.table) or by).alias(UNIT),
        bucket_of(term.at or "", cuts).cast(nw.Int32).alias(MONTH),
        value_of(term).alias(VALUE),
    )
    found: Frame = rows.filter(~nw.col(VALUE).is_null()).group_by(UNIT, MONTH, VALUE).agg(nw.len().alias("n"))
    return found


def tally_of(answer: pl.DataFrame) -> pl.DataFrame:
    """The tally from an engine's answer: unit, month, value, n; each unit, month and value once."""
    made = labelled(answer.select(UNIT, MONTH, VALUE, "n")).rename({VALUE: "value"})
    if answer.get_column(UNIT).null_count():  # rows without a unit may meet rows that say so in words
        made = made.group_by("unit", "month", "value").agg(pl.col("n").sum())
    names = made.get_column("unit").unique().sort()
    return made.with_columns(pl.col("unit").cast(pl.Enum(names)))


def parts_of(term: Term, tally: pl.DataFrame, period: Period) -> dict[str, Part]:
    """What the term comes to in the period for each unit, and for all together under ``ALL``."""
    held = tally.filter((pl.col("month") >= period.start) & (pl.col("month") < period.end))
    if held.get_column("month").n_unique() > 1:
        held = held.group_by("unit", "value").agg(pl.col("n").sum())
    if term.kind == "distinct":
        counts = dict(held.group_by("unit").len().iter_rows()) | {ALL: held.get_column("value").n_unique()}
        return {unit: Part(count) for unit, count in counts.items()}
    units = held.sort("unit", "value")
    whole = held.group_by("value").agg(pl.col("n").sum()).sort("value")
    return _parts(whole.select(pl.lit(ALL).alias("unit"), "value", "n")) | _parts(units)


def _parts(rows: pl.DataFrame) -> dict[str, Part]:
    """The count, total, spread and median of every unit; the rows are sorted by unit and value."""
    if rows.is_empty():
        return {}
    names = rows.get_column("unit").rle().struct.unnest()
    lengths = names.get_column("len").to_numpy().astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    value, n = rows.get_column("value").to_numpy(), rows.get_column("n").to_numpy().astype(np.int64)
    real = value.astype(np.float64)
    log = np.log1p(np.maximum(real, 0.0))
    count = np.add.reduceat(n, starts)
    total = np.add.reduceat(n * value, starts)
    spread = [np.add.reduceat(n * each, starts) for each in (real * real, log, log * log)]
    middle = _medians(value, n, starts, count)
    return {
        unit: Part(
            _plain(total[at]),
            int(count[at]),
            middle[at],
            Moments(int(count[at]), _plain(total[at]), *(float(each[at]) for each in spread)),
        )
        for at, unit in enumerate(names.get_column("value"))
    }


def _medians(value: np.ndarray, n: np.ndarray, starts: np.ndarray, count: np.ndarray) -> list[Fraction]:
    """The middle value, or the mean of the two in the middle, exactly."""
    upto = np.cumsum(n)
    before = upto[starts] - n[starts]
    low = value[np.searchsorted(upto, before + (count + 1) // 2)]
    high = value[np.searchsorted(upto, before + count // 2 + 1)]
    return [(Fraction(one.item()) + Fraction(two.item())) / 2 for one, two in zip(low, high, strict=True)]


def _plain(total: np.generic) -> int | Decimal:
    found = total.item()
    return found if isinstance(found, int) else _whole(Decimal(repr(found)))


def _whole(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number
