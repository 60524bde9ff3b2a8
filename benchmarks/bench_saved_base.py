"""A report again from a saved base beside the report from the records; one month refreshed beside the base built anew.

Each by the engine that is quicker at it: DuckDB counts all records, Polars those of the month. The tables must be equal.
Processor time stands beside that of the clock, for a machine that has other work too.
"""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.bench_indicators import indicators
from benchmarks.court_rows import write_cases
from benchmarks.goals import at_most
from benchmarks.side_by_side import interleaved, ratio, show
from courtqa.evaluation import Measure, Period, base_of, load_base, save_base, scan_cases

ROWS = 10_000_000
MONTH = Period.parse("2007-12")
DATES = ("filed_on", "closed_on", "appealed_on", "appeal_decided_on", "petitioned_on")
COURTS = 17  # of one province; as many as the seed's court has divisions


def main() -> None:
    asked, rows = indicators(), int(os.environ.get("COURTQA_BENCH_ROWS", ROWS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = write_cases(folder / "cases.parquet", rows, courts=COURTS)
        extract, base, old = folder / "month.parquet", folder / "base.parquet", folder / "old.parquet"
        _as_of(records, folder / "before.parquet", Period.parse("2007-11").last)
        within = " OR ".join(f"{day} BETWEEN '{MONTH.first}' AND '{MONTH.last}'" for day in DATES)
        duckdb.sql(f"COPY (SELECT * FROM '{records}' WHERE {within}) TO '{extract}' (FORMAT parquet)")

        def built(path: Path, to: Path) -> Path:
            cases = scan_cases(path, engine="duckdb")
            return save_base(base_of(cases, asked, by="court"), to, cases=cases)

        def from_records() -> list[Measure]:
            made = base_of(scan_cases(records, engine="duckdb"), asked, by="court", periods=["2006", "2007"])
            return [*made.measures("2007"), *made.measures("2006")]

        def from_base(path: Path = base) -> list[Measure]:
            made = load_base(path, asked).base
            return [*made.measures("2007"), *made.measures("2006")]

        def refreshed() -> Path:
            cases = scan_cases(extract, engine="polars")  # a month is little: DuckDB takes longer to begin
            newer = base_of(cases, asked, by="court", periods=[MONTH])
            return load_base(old, asked).refresh(newer, cases, MONTH.start).save(folder / "new.parquet")

        built(records, base)
        built(folder / "before.parquet", old)
        if not from_records() == from_base() == from_base(refreshed()):
            raise AssertionError("the three ways find different figures")
        report = interleaved({"from the base": from_base, "from the records": from_records}, rounds=5)
        renewed = interleaved(
            {"one month refreshed": refreshed, "all built anew": lambda: built(records, base)}, rounds=3
        )
    show(
        f"Report of two years, {rows:,} records",
        report,
        ours="from the base",
        goal="at most 0.1 of the records",
    )
    show(
        "The base with one month more",
        renewed,
        ours="one month refreshed",
        goal="at most 0.1 of building anew",
    )
    size = f"{rows:,} records"
    told = ratio(report, "from the base", "from the records")
    at_most("a report from the saved base", "from the records", told, 0.1, size=size)
    built_again = ratio(renewed, "one month refreshed", "all built anew")
    at_most("a month refreshed in the saved base", "all built anew", built_again, 0.1, size=size)


def _as_of(records: Path, target: Path, day: date) -> None:
    """The records as they were known on a day."""
    known = {name: pl.when(pl.col(name) <= day).then(pl.col(name)) for name in DATES}
    pl.scan_parquet(records).filter(pl.col("filed_on") <= day).with_columns(**known).sink_parquet(target)
