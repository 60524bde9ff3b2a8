"""How often each value stands, per unit and month: from it follow medians and distinct numbers, exactly.

Tallies of months add up to that of a year, so a median or a number of distinct judges of any period, of any unit or
of all together, needs no second look at the records, and is the same whatever engine counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

import narwhals as nw
import numpy as np
import polars as pl

from courtqa.evaluation.base import MONTH, UNIT, VALUE, how_often, labelled, within
from courtqa.evaluation.conditions import Quantity
from courtqa.evaluation.dates import bucket_of, day_column, literal
from courtqa.evaluation.expressions import all_hold, number_of
from courtqa.evaluation.indicator import Term
from courtqa.evaluation.ordering import Ordered, in_order, units_of
from courtqa.evaluation.parts import Parts, Spread, exact
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
    """The rows that a term counts, per unit, month (or what lies between the cuts) and value.

    Between few cuts the rows of a unit and value are one, with how many of them reach each cut: fewer groups are quicker.
    """
    value, day = value_of(term), term.at or ""
    unit = nw.col(unit_column(table, by, of=term.table) or by).alias(UNIT)
    rows = within(table, day, cuts, also=~value.is_null())
    if not 0 < len(cuts) <= _FEW:
        rows = rows.select(unit, bucket_of(day, cuts).cast(nw.Int32).alias(MONTH), value.alias(VALUE))
        found: Frame = rows.group_by(UNIT, MONTH, VALUE).agg(nw.len().alias("n"))
        return found
    starts = {f"{_FROM}{cut}": nw.col(day) >= literal(Period(cut, "month").first) for cut in cuts[1:-1]}
    rows = rows.select(unit, value.alias(VALUE), **starts)
    counts = (how_often(nw.col(name), table).alias(name) for name in starts)
    few: Frame = rows.group_by(UNIT, VALUE).agg(nw.len().alias("n"), *counts)
    return few


_FEW, _FROM = 4, "from "


def tally_of(answer: pl.DataFrame, cuts: Sequence[int] = ()) -> pl.DataFrame:
    """The tally from an engine's answer: unit, month, value, n; each unit, month and value once."""
    if MONTH in answer.columns:
        made = labelled(answer.lazy().select(UNIT, MONTH, VALUE, "n")).rename({VALUE: "value"}).collect()
    else:
        made = _apart(labelled(answer.lazy()).rename({VALUE: "value"}).collect(), cuts)
    if answer.get_column(UNIT).null_count():  # rows without a unit may meet rows that say so in words
        made = made.group_by("unit", "month", "value").agg(pl.col("n").sum())
    names = made.get_column("unit").unique().sort()
    return made.with_columns(pl.col("unit").cast(pl.Enum(names)))


def _apart(answer: pl.DataFrame, cuts: Sequence[int]) -> pl.DataFrame:
    """What reaches one cut and not the next, month by month."""
    reached = [pl.col("n"), *(pl.col(f"{_FROM}{cut}") for cut in cuts[1:-1]), pl.lit(0, dtype=pl.Int64)]
    months = zip(cuts, pairwise(reached), strict=False)
    pieces = [
        answer.lazy().select("unit", pl.lit(cut, pl.Int64).alias("month"), "value", n=one - next_one)
        for cut, (one, next_one) in months
    ]
    return pl.concat(pieces).filter(pl.col("n") > 0).collect()


def parts_of(term: Term, tally: pl.DataFrame, period: Period, places: Mapping[str, int]) -> Parts:
    """What the term comes to in the period for each unit, at its place, and last for all together."""
    held = tally.filter((pl.col("month") >= period.start) & (pl.col("month") < period.end))
    if term.kind == "distinct":
        return _distinct(held, places)
    names = units_of(tally)
    units = in_order(held)
    whole = in_order(held.with_columns(unit=pl.lit(ALL, dtype=pl.Enum([ALL]))))
    told = _described(units, [places[name] for name in names]) | _described(whole, [len(places)])
    nothing = (0, 0, None)
    rows = [told.get(at, nothing) for at in range(len(places) + 1)]
    spreads = [spread for _, _, spread in rows]
    amounts = [0 if spread is None else spread[1] for spread in spreads]
    return Parts(amounts, [n for n, _, _ in rows], [twice for _, twice, _ in rows], spreads)


def _distinct(held: pl.DataFrame, places: Mapping[str, int]) -> Parts:
    if held.get_column("month").min() != held.get_column("month").max():
        held = held.unique(["unit", "value"])
    counts = [0] * len(places)
    for unit, count in held.group_by("unit").len().iter_rows():
        counts[places[unit]] = count
    return Parts([*counts, held.get_column("value").n_unique()], [0] * (len(places) + 1))


def _described(held: Ordered, places: Sequence[int]) -> dict[int, tuple[int, int | Fraction, Spread | None]]:
    """The count, twice the median, and the spread of every unit."""
    if not held.value.size:
        return {}
    value: np.ndarray = held.value
    n = held.n
    starts = np.flatnonzero(np.diff(held.unit, prepend=-1))
    real = value.astype(np.float64)
    log = np.log1p(np.maximum(real, 0.0))
    count = np.add.reduceat(n, starts)
    total, squares, logs, log_squares = (
        np.add.reduceat(n * each, starts).tolist() for each in (value, real * real, log, log * log)
    )
    counts = count.tolist()
    at = [places[unit] for unit in held.unit[starts].tolist()]
    spreads = zip(counts, map(exact, total), squares, logs, log_squares, strict=True)
    middles = _doubled_medians(value, n, starts, count)
    return dict(zip(at, zip(counts, middles, spreads, strict=True), strict=True))


def _doubled_medians(
    value: np.ndarray, n: np.ndarray, starts: np.ndarray, count: np.ndarray
) -> list[int] | list[Fraction]:
    """Twice the middle value, or the sum of the two in the middle, exactly."""
    upto = np.cumsum(n)
    before = upto[starts] - n[starts]
    low = value[np.searchsorted(upto, before + (count + 1) // 2)]
    high = value[np.searchsorted(upto, before + count // 2 + 1)]
    pairs = zip(low.tolist(), high.tolist(), strict=True)
    if np.issubdtype(value.dtype, np.integer):
        return [one + two for one, two in pairs]
    return [Fraction(one) + Fraction(two) for one, two in pairs]
