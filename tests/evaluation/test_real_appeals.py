"""57,625 criminal appeals: every figure of the expected tables (abjur/tjspCrim, MIT)."""

from __future__ import annotations

from typing import Any

import pytest

from courtqa.errors import IncomparablePeriods
from courtqa.evaluation import Base, Period, require_comparable
from courtqa.evaluation.ranking import ranks

FILE = ("appeals", "appeals.csv.gz")
COLUMNS = {
    "decided": "appeals_decided",
    "affirmed": "affirmed",
    "partly_reversed": "partly_reversed",
    "reversed": "reversed",
    "other": "not_on_merits",
    "reversal_rate_strict_merits": "reversal_rate_strict",
    "reversal_rate_broad_merits": "reversal_rate_broad",
    "reversal_rate_broad_all": "reversal_rate_broad_all",
}


@pytest.fixture
def chambers(real: Any) -> Base:
    base: Base = real.base(*FILE, "reversal", "deciding_division")
    return base


@pytest.mark.parametrize(
    ("table", "by", "column", "minimum"),
    [
        ("rank_chambers_2014", "deciding_division", "orgao_julgador", 0),
        ("rank_origin_districts_2014_min100", "origin_court", "comarca", 100),
        ("rank_judges_2014_min100", "deciding_judge", "relator", 100),
    ],
)
def test_counts_rates_and_ranks_of_the_year_are_the_published_ones(
    real: Any, table: str, by: str, column: str, minimum: int
) -> None:
    measured = real.base(*FILE, "reversal", by).measures("2014")
    rows = real.table("appeals", table)

    for row in rows:
        real.agree(measured, row[column], row, COLUMNS)
    units = [unit for unit in measured.units if measured.get(unit, "appeals_decided").value >= minimum]
    assert sorted(units) == sorted(row[column] for row in rows)
    for kind in ("strict", "broad"):
        values = [
            -measured.get(row[column], f"reversal_rate_{kind}").value for row in rows
        ]  # lower is better
        assert ranks([float(value) for value in values]).tolist() == [
            row[f"rank_{kind}_merits_1224"] for row in rows
        ]


@pytest.mark.parametrize("part", ["month", "quarter", "half"])
def test_shorter_periods_are_summed_from_the_same_base(real: Any, chambers: Base, part: str) -> None:
    rows = real.table("appeals", f"chamber_by_{part}_2014")
    measured = {str(period): chambers.measures(period) for period in {row[part] for row in rows}}

    for row in rows:
        real.agree(measured[row[part]], row["orgao_julgador"], row, COLUMNS)
    assert len(rows) == sum(
        measure.value > 0 for each in measured.values() for measure in each.of("appeals_decided")
    )


def test_months_sum_to_the_year_and_rates_are_divided_once(chambers: Base) -> None:
    year = chambers.measures("2014")
    months = [chambers.measures(month) for month in Period.parse("2014").months]

    for measure in year.of("reversal_rate_broad"):
        parts = [month.get(measure.unit, measure.indicator) for month in months]
        held = [part for part in parts if part.numerator is not None]
        assert measure.numerator == sum(part.numerator for part in held)
        assert measure.denominator == sum(part.denominator for part in held)


def test_the_second_half_is_compared_with_the_first_in_points(real: Any, chambers: Base) -> None:
    before, now = chambers.measures("2014H1"), chambers.measures("2014H2")
    require_comparable(now.period, before.period, now.coverage)

    for row in real.table("appeals", "half_over_half_2014"):
        unit = row["orgao_julgador"]
        one, other = (each.get(unit, "reversal_rate_broad").value for each in (before, now))
        assert float(one) == pytest.approx(row["2014H1"], abs=1e-6)
        assert float((other - one) * 100) == pytest.approx(row["h2_minus_h1_pp"], abs=1e-6)


def test_decisions_per_rapporteur_count_each_rapporteur_once_a_chamber(real: Any) -> None:
    measured = real.base(*FILE, "appellate_work", "deciding_division").measures("2014")
    columns = {"decided": "decided", "judges": "deciding_judges", "per_judge": "decisions_per_judge"}

    for row in real.table("appeals", "closures_per_judge_2014"):
        real.agree(measured, row["orgao_julgador"], row, columns)


def test_the_part_year_2015_is_not_compared_with_2014(chambers: Base) -> None:
    with pytest.raises(IncomparablePeriods) as refused:
        require_comparable(Period.parse("2015"), Period.parse("2014"), chambers.coverage)

    assert "2015-01-01 to 2015-04-16 of 2015 (106 of 365 days)" in str(refused.value)
    assert "compare 2015Q1" in str(refused.value)
    assert "part_period" in chambers.measures("2015").rows[0].flags


def test_a_reversal_charged_to_the_chamber_that_reverses_is_flagged(real: Any, chambers: Base) -> None:
    origin = real.base(*FILE, "reversal", "origin_court").measures("2014")

    assert "not_attributed" in chambers.measures("2014").of("reversal_rate_broad")[0].flags
    assert "not_attributed" not in origin.of("reversal_rate_broad")[0].flags


def test_the_cases_behind_a_number_are_as_many_as_the_number(chambers: Base) -> None:
    measured = chambers.measures("2014")
    measure = measured.of("reversal_rate_broad")[3]

    behind = measured.cases(measure.unit, measure.indicator)
    of = measured.cases(measure.unit, measure.indicator, part="denominator")
    assert (behind.height, of.height) == (measure.numerator, measure.denominator)
    assert set(behind["deciding_division"]) == {measure.unit}
