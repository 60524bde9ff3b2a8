"""1,000 consumer appeals of two years: strict reversal rises while broad falls (abjur/abjData, MIT)."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from courtqa.evaluation import Base, base_of
from courtqa.evaluation.ranking import ranks

pytestmark = pytest.mark.once

FILE = ("consumer_appeals", "appeals.csv")
REVERSAL = {
    "decided": "appeals_decided",
    "kept": "affirmed",
    "partly_reversed": "partly_reversed",
    "reversed": "reversed",
    "not_heard_or_withdrawn": "not_on_merits",
    "reversal_rate_strict": "reversal_rate_strict",
    "reversal_rate_broad": "reversal_rate_broad",
}
WORK = {
    "merits": "merits",
    "median_days": "median_days",
    "mean_days": "mean_days",
    "unanimous_share": "unanimous_share",
}


@pytest.fixture
def bases(real: Any) -> list[tuple[Base, dict[str, str]]]:
    return [
        (real.base(*FILE, "reversal", "origin_court"), REVERSAL),
        (real.base(*FILE, "appellate_work", "origin_court"), WORK),
    ]


@pytest.mark.parametrize(("table", "column"), [("by_year", "year"), ("by_quarter", "p"), ("by_month", "p")])
def test_the_whole_set_by_period(real: Any, bases: Any, table: str, column: str) -> None:
    for row in real.table("consumer_appeals", table):
        for base, columns in bases:
            measured = base.measures(row[column])
            for name, indicator in columns.items():
                value = measured.total(indicator).value
                assert float(value) == pytest.approx(row[name], abs=1e-6), (row[column], indicator)


def test_districts_by_year(real: Any, bases: Any) -> None:
    for row in real.table("consumer_appeals", "by_comarca_year_min10"):
        for base, columns in bases:
            measured = base.measures(row["year"])
            wanted = {name: indicator for name, indicator in columns.items() if row[name] is not None}
            real.agree(measured, row["comarca"], row, wanted)


def test_strict_reversal_rises_while_broad_falls(bases: Any) -> None:
    before, now = (bases[0][0].measures(year) for year in (2020, 2021))
    points = [
        float(now.total(f"reversal_rate_{kind}").value - before.total(f"reversal_rate_{kind}").value) * 100
        for kind in ("strict", "broad")
    ]

    assert points == pytest.approx([3.116007, -1.921685], abs=1e-6)


def test_districts_over_both_years_with_their_ranks(real: Any) -> None:
    """Two years are one period here: the records are moved into one year, which the measures do not otherwise see."""
    frame = real.cases(*FILE).frame.with_columns(appeal_decided_on=pl.date(2021, 6, 1))
    measured = [
        (base_of(frame, real.indicators(name), by="origin_court").measures(2021), columns)
        for name, columns in (("reversal", REVERSAL), ("appellate_work", WORK))
    ]
    rows = real.table("consumer_appeals", "rank_comarca_min10")

    for row in rows:
        for each, columns in measured:
            real.agree(each, row["comarca"], row, columns)
    values = [measured[0][0].get(row["comarca"], "reversal_rate_broad").value for row in rows]
    assert ranks([-float(value) for value in values]).tolist() == [row["rank_broad_1224"] for row in rows]
