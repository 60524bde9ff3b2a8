"""One month of a base as newer records have it, the other months as they were."""

from __future__ import annotations

import polars as pl
from attrs import evolve

from courtqa.errors import RecordsError
from courtqa.evaluation.base import AdditiveBase
from courtqa.evaluation.coverage import Coverage
from courtqa.evaluation.measuring import Base
from courtqa.evaluation.periods import Period
from courtqa.evaluation.summing import Summed, tallied_terms
from courtqa.text import Text

__all__ = ["refreshed"]


def refreshed(old: Base, newer: Base, month: int) -> Base:
    """``old`` with the sums and tallies of one month from ``newer``, whose records hold all that happened in it.

    What the newer records cannot give at all (a column or table they lack) stays. What is pending is corrected too: cases that the newer records close in the month are no longer open. RecordsError
    when they close more of them than were open.
    """
    if old.by != newer.by or old.indicators.keys() != newer.indicators.keys():
        problem = Text(zh="单位或指标不同", en="it is of other units or indicators")
        raise RecordsError("base", [problem])
    sums, tallies = old.summed.additive, {}
    renamed = {new: sums.keys[term] for term, new in newer.summed.additive.keys.items() if term in sums.keys}
    fresh = _renamed(newer.summed.additive.frame, renamed).filter(pl.col("month") == month)
    told = set(tallied_terms(newer.summed.additive.keys))
    for part in tallied_terms(sums.keys):
        if part not in told:
            tallies[part] = old.summed.tally(part)
            continue
        merged = _stock if part.of_stock else _dated
        before, after = (
            base.summed.tally(part).with_columns(pl.col("unit").cast(pl.String)) for base in (old, newer)
        )
        tallies[part] = _named(merged(before, after, month))
    frame = _with_month(sums.frame, fresh, month)
    made = Summed(AdditiveBase(frame, sums.keys), old.by, (), {}, tallies)
    return evolve(old, summed=made, staff=newer.staff or old.staff, coverage=_covered(old.coverage, month))


def _with_month(sums: pl.DataFrame, fresh: pl.DataFrame, month: int) -> pl.DataFrame:
    """The sums with the month as ``fresh`` has it; a sum that the newer records cannot give stays as it was."""
    flows = [name for name in sums.columns if name not in {"unit", "month"}]
    stays = [name for name in flows if name not in fresh.columns]
    before = sums.filter(pl.col("month") == month).select("unit", "month", *stays)
    now = fresh.join(before, on=["unit", "month"], how="full", coalesce=True)
    rest = sums.filter(pl.col("month") != month)
    whole = pl.concat([rest, now.select("unit", "month", *flows)], how="vertical_relaxed")
    return whole.with_columns(pl.col(flows).fill_null(0)).sort("unit", "month")


def _renamed(frame: pl.DataFrame, keys: dict[str, str]) -> pl.DataFrame:
    names = {
        name: f"{keys[name.partition('_')[0]]}_{name.partition('_')[2]}"
        for name in frame.columns
        if name.partition("_")[0] in keys
    }
    return frame.select("unit", "month", *names).rename(names)


def _dated(before: pl.DataFrame, after: pl.DataFrame, month: int) -> pl.DataFrame:
    kept, fresh = before.filter(pl.col("month") != month), after.filter(pl.col("month") == month)
    return pl.concat([kept, fresh], how="diagonal_relaxed")


def _stock(before: pl.DataFrame, after: pl.DataFrame, month: int) -> pl.DataFrame:
    """Filed in the month: as the newer records have it. Filed earlier: closed in the month, or still open."""
    filed = pl.col("value").dt.year().cast(pl.Int64) * 12 + pl.col("value").dt.month() - 1
    earlier = before.filter(filed != month)
    reopened = earlier.with_columns(
        pl.when(pl.col("month") == month).then(None).otherwise(pl.col("month")).alias("month")
    )
    closed = after.filter((filed != month) & (pl.col("month") == month))
    taken = closed.with_columns(pl.lit(None, dtype=pl.Int64).alias("month"), -pl.col("n"))
    pieces = [reopened, closed, taken, after.filter(filed == month)]
    index = ["unit", "month", "value"]
    ordered = [piece.select(*index, "n") for piece in pieces]
    made = pl.concat(ordered, how="vertical_relaxed").group_by(index).agg(pl.col("n").sum())
    if made.filter(pl.col("n") < 0).height:
        problem = Text(
            zh="所给记录结掉的案件多于库中未结的案件；请由全部记录重新汇总",
            en="the records close more cases than the base holds open; build it anew from all records",
        )
        raise RecordsError("base", [problem])
    return made.filter(pl.col("n") > 0)


def _named(tally: pl.DataFrame) -> pl.DataFrame:
    names = tally.get_column("unit").unique().sort()
    return tally.with_columns(pl.col("unit").cast(pl.Enum(names)))


def _covered(coverage: Coverage | None, month: int) -> Coverage | None:
    span = Period(month, "month")
    if coverage is None:
        return None
    return Coverage(min(coverage.first, span.first), max(coverage.last, span.last))
