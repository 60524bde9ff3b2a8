"""Fifteen indicators of 450 courts, the change against last year and the sets of places, over millions of records.

Beside the library: the same figures by hand in Polars and in DuckDB, each the way that was fastest among those tried
(one grouping per date, the year as a key; one pass with conditional sums took three to five times as long).
All read the same Parquet file, and all must find the same. ``COURTQA_BENCH_ROWS=1000000`` runs one size alone.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from benchmarks.court_rows import write_cases
from benchmarks.goals import at_most
from benchmarks.side_by_side import interleaved, ratio, show
from courtqa import load_policy
from courtqa.evaluation import Measures, base_of
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.ranking import rank_sets

ROWS = (1_000_000, 10_000_000, 46_000_000)
SETS = {
    "flow": (
        "filed", "closed", "open_at_start", "pending", "closure_rate", "clearance_rate", "mean_days", "median_days",
        "within_180_days", "closing_judges",
    ),
    "trial_work": ("reversal_remand_rate", "petition_rate", "appeal_rate", "mediation_withdrawal_rate"),
    "reversal": ("reversal_rate_strict",),
}  # fmt: skip
CHANGED, MERITS = (
    ("reversed", "partly_reversed", "remanded"),
    ("affirmed", "reversed", "partly_reversed", "remanded"),
)
RANKED = "reversal_rate_strict"
WORK, OURS, BY_HAND = (
    "15 indicators, change and places",
    "courtqa on DuckDB",
    ("DuckDB by hand", "Polars by hand"),
)
Found = tuple[pl.DataFrame, pl.DataFrame, np.ndarray]


def indicators() -> dict[str, Indicator]:
    """The fifteen, as the built-in pack defines them."""
    policy = load_policy("harbin")
    editions = {name: policy.edition("indicators", name, on=date(2007, 12, 31)).value for name in SETS}
    return {name: editions[held].indicators[name] for held, names in SETS.items() for name in names}


def library(path: Path, engine: str) -> Callable[[], Found]:
    """Measures of both years, all changes, and the sets of places by one rate, by the library."""
    asked = indicators()

    def run() -> Found:
        frame = pl.scan_parquet(path) if engine == "polars" else duckdb.read_parquet(str(path))
        base = base_of(frame, asked, by="court", periods=["2006", "2007"])
        now, before = base.measures("2007"), base.measures("2006")
        rates = np.array([[each.numerator, each.denominator] for each in now.of(RANKED)], float)
        return _told(_wide(now), _wide(before), rates)

    return run


def _wide(measured: Measures) -> pl.DataFrame:
    """One row per court, one column per indicator; without the line of the total."""
    table = measured.table()
    table.columns = ["court", *measured.indicators]
    return table.head(-1)


def _told(now: pl.DataFrame, before: pl.DataFrame, rates: np.ndarray) -> Found:
    """The year, its change in percent against the year before, and each court's possible places."""
    change = now.select("court", *((pl.col(name) / before[name] - 1).alias(name) for name in now.columns[1:]))
    share = rates[:, 0] / rates[:, 1]
    sets = rank_sets(-share, np.sqrt(share * (1 - share) / rates[:, 1]))
    return now, change, np.stack([sets.low, sets.high])


def _by_hand(frames: list[pl.DataFrame]) -> Found:
    """From groups per court and year to the same tables."""
    held = frames[0]
    for frame in frames[1:]:
        held = held.join(frame, on=["court", "year"], how="left")
    held = held.sort("court", "year").fill_null(0)
    came, went = (pl.col(name).cum_sum().over("court") - pl.col(name) for name in ("filed", "closed"))
    col = pl.col
    full = held.with_columns(open_at_start=came - went).select(
        "court",
        "year",
        "filed",
        "closed",
        "open_at_start",
        pending=col("open_at_start") + col("filed") - col("closed"),
        closure_rate=col("closed") / (col("open_at_start") + col("filed")),
        clearance_rate=col("closed") / col("filed"),
        mean_days=col("days").cast(pl.Float64) / col("closed"),
        median_days=col("median"),
        within_180_days=col("quick") / col("closed"),
        closing_judges=col("judges"),
        reversal_remand_rate=col("changed") / col("closed"),
        petition_rate=col("petitions") / col("closed"),
        appeal_rate=col("appeals") / col("closed"),
        mediation_withdrawal_rate=col("mediated") / col("civil"),
        reversal_rate_strict=col("reversed") / col("merits"),
    )
    now, before = (full.filter(pl.col("year") == year).drop("year") for year in (2007, 2006))
    rates = held.filter(pl.col("year") == 2007).select("reversed", "merits").to_numpy().astype(float)
    return _told(now, before, rates)


def polars_by_hand(path: Path) -> Callable[[], Found]:
    """One lazy grouping per date, collected together so that the file is read once."""

    def run() -> Found:
        rows, col = pl.scan_parquet(path), pl.col
        days, outcome, civil = (
            (col("closed_on") - col("filed_on")).dt.total_days(),
            col("appeal_outcome"),
            col("case_type") == "civil",
        )

        def per_year(day: str, *sums: pl.Expr) -> pl.LazyFrame:
            return (
                rows.filter(col(day).is_not_null())
                .group_by("court", col(day).dt.year().alias("year"))
                .agg(*sums)
            )

        return _by_hand(
            pl.collect_all(
                [
                    per_year("filed_on", pl.len().cast(pl.Int64).alias("filed")),
                    per_year(
                        "closed_on",
                        pl.len().cast(pl.Int64).alias("closed"),
                        days.sum().alias("days"),
                        days.median().alias("median"),
                        (days <= 180).sum().alias("quick"),
                        civil.sum().alias("civil"),
                        (civil & col("closing_manner").is_in(["mediation", "withdrawal"]))
                        .sum()
                        .alias("mediated"),
                        col("judge").n_unique().alias("judges"),
                    ),
                    per_year(
                        "appeal_decided_on",
                        outcome.is_in(CHANGED).sum().alias("changed"),
                        (outcome == "reversed").sum().alias("reversed"),
                        outcome.is_in(MERITS).sum().alias("merits"),
                    ),
                    per_year("appealed_on", pl.len().alias("appeals")),
                    per_year("petitioned_on", pl.len().alias("petitions")),
                ],
                engine="streaming",
            )
        )

    return run


def duckdb_by_hand(path: Path) -> Callable[[], Found]:
    """One GROUP BY per date; the median and the distinct judges in one each of their own, over the two years alone.

    ``count_if`` took two thirds of the time of ``count(*) FILTER``, the two apart four fifths of both in one.
    """
    named = {
        name: "(" + ", ".join(f"'{each}'" for each in names) + ")"
        for name, names in (("changed", CHANGED), ("merits", MERITS))
    }
    queries = {
        "filed_on": "count(*) AS filed",
        "closed_on": "count(*) AS closed, sum(closed_on - filed_on)::BIGINT AS days, "
        "count_if(closed_on - filed_on <= 180)::BIGINT AS quick, count_if(case_type = 'civil')::BIGINT AS civil, "
        "count_if(case_type = 'civil' AND closing_manner IN ('mediation', 'withdrawal'))::BIGINT AS mediated",
        "appeal_decided_on": f"count_if(appeal_outcome IN {named['changed']})::BIGINT AS changed, "
        "count_if(appeal_outcome = 'reversed')::BIGINT AS reversed, "
        f"count_if(appeal_outcome IN {named['merits']})::BIGINT AS merits",
        "appealed_on": "count(*) AS appeals",
        "petitioned_on": "count(*) AS petitions",
    }
    exact = ("median(closed_on - filed_on) AS median", "count(DISTINCT judge) AS judges")

    def run() -> Found:
        held = duckdb.connect()

        def per_year(day: str, sums: str, where: str) -> pl.DataFrame:
            return held.sql(
                f"SELECT court, year({day}) AS year, {sums} FROM '{path}' WHERE {day} {where} GROUP BY ALL"
            ).pl()

        frames = [per_year(day, sums, "IS NOT NULL") for day, sums in queries.items()]
        return _by_hand([*frames, *(per_year("closed_on", each, ">= DATE '2006-01-01'") for each in exact)])

    return run


def same(one: Found, other: Found) -> bool:
    """Whether two ways found the same figures, changes and places."""
    for here, there in zip(one[:2], other[:2], strict=True):
        left, right = (
            here.sort("court").drop("court").to_numpy(),
            there.sort("court").drop("court").to_numpy(),
        )
        if not np.allclose(left.astype(float), right.astype(float), rtol=1e-12, atol=1e-12):
            return False
    return bool((one[2] == other[2]).all())


def main() -> None:
    wanted = os.environ.get("COURTQA_BENCH_ROWS")
    for rows in [int(wanted)] if wanted else ROWS:
        with tempfile.TemporaryDirectory() as folder:
            path = write_cases(Path(folder) / "cases.parquet", rows)
            ways: dict[str, Callable[[], object]] = {
                OURS: library(path, "duckdb"),
                "courtqa on Polars": library(path, "polars"),
                BY_HAND[0]: duckdb_by_hand(path),
                BY_HAND[1]: polars_by_hand(path),
            }
            found = [run() for run in ways.values()]
            if not all(same(found[0], each) for each in found[1:]):  # type: ignore[arg-type]
                raise AssertionError("the ways find different figures")
            few = rows >= 20_000_000
            timings = interleaved(ways, rounds=3 if few else 5, warm=False)  # each has just been run
        goal = "at most 1.3 times the faster of the two by hand"
        show(
            f"15 indicators, change and places: {rows:,} records",
            timings,
            ours=OURS,
            goal=goal,
        )
        if rows >= ROWS[1]:
            quicker = max(ratio(timings, OURS, hand) for hand in BY_HAND)
            beside = {
                f"processor time, over {hand}": ratio(timings, OURS, hand, busy=True) for hand in BY_HAND
            }
            size = f"{rows:,} records"
            at_most(WORK, "the quicker of DuckDB and Polars by hand", quicker, 1.3, size=size, beside=beside)
