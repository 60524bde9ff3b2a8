"""The figures that the simulation is fitted to are those that were published."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
import yaml

import courtqa.packs
from courtqa.simulation import calibration
from courtqa.simulation.changes import two_decimals

YEARS = calibration().years
FIVE = range(2003, 2008)


def percent(before: int, after: int) -> Decimal:
    return two_decimals(Fraction(after - before, before) * 100)


@pytest.mark.parametrize(
    ("what", "published"),
    [("petitions", "-35.16"), ("reversals", "-37.40"), ("appeals", "-20.82"), ("retrials", "-33.53")],
)
def test_the_four_falls_of_2007_are_the_published_ones(what: str, published: str) -> None:
    counts = getattr(YEARS, what)

    assert percent(counts[2006], counts[2007]) == Decimal(published)


def test_the_two_rises_of_2007_are_the_published_points() -> None:
    civil = calibration().case_types.index("civil")
    enforcement = calibration().case_types.index("enforcement")
    settled = {year: Fraction(YEARS.settled[year], YEARS.closed[year][civil]) for year in (2006, 2007)}
    enforced = {
        year: Fraction(YEARS.closed[year][enforcement], YEARS.handled[year][enforcement])
        for year in (2006, 2007)
    }

    assert two_decimals((settled[2007] - settled[2006]) * 100) == Decimal("1.22")
    assert two_decimals((enforced[2007] - enforced[2006]) * 100) == Decimal("6.00")


def test_five_years_give_the_published_means() -> None:
    closed = sum(sum(YEARS.closed[year]) for year in FIVE)
    handled = sum(sum(YEARS.handled[year]) for year in FIVE)

    assert closed == 5 * 11_712
    assert two_decimals(Fraction(closed, handled) * 100) == Decimal("91.85")
    assert two_decimals(Fraction(sum(YEARS.reversals[y] for y in FIVE), closed) * 100) == Decimal("1.06")
    assert two_decimals(Fraction(sum(YEARS.petitions[y] for y in FIVE), closed) * 100) == Decimal("0.84")


@pytest.mark.parametrize("year", [2006, 2007])
def test_the_last_two_years_handle_12500_cases_in_the_published_shares(year: int) -> None:
    handled = YEARS.handled[year]

    assert sum(handled) == 12_500
    assert [int(Fraction(part * 100, 12_500) + Fraction(1, 2)) for part in handled] == [10, 59, 5, 9, 17]
    assert two_decimals(Fraction(sum(YEARS.closed[year]), 12_500) * 100) == Decimal("91.85")


def test_the_two_years_together_give_the_shares_exactly() -> None:
    both = [a + b for a, b in zip(YEARS.handled[2006], YEARS.handled[2007], strict=True)]

    assert [Fraction(part, 250) for part in both] == [10, 59, 5, 9, 17]


def test_halves_round_away_from_zero() -> None:
    assert two_decimals(Fraction(1, 200)) == Decimal("0.01")
    assert two_decimals(Fraction(-1, 200)) == Decimal("-0.01")


def test_the_divisions_are_the_trial_divisions_of_the_pack() -> None:
    (file,) = sorted((courtqa.packs.folder() / "harbin" / "units" / "court").glob("*.yaml"))[-1:]
    units = yaml.safe_load(file.read_text(encoding="utf-8"))["units"]
    trial = {name: unit["line"] for name, unit in units.items() if unit["kind"] == "trial_division"}

    assert len(trial) == 17
    assert trial == {name: plan.case_type for name, plan in calibration().divisions.items()}
    assert set(calibration().origin_courts) == {n for n, u in units.items() if u["kind"] == "basic_court"}


def test_the_judges_are_fewer_than_the_court_has() -> None:
    assert sum(plan.judges for plan in calibration().divisions.values()) == 190 < 221


def test_every_figure_has_a_source_or_is_marked_an_assumption() -> None:
    figures = calibration()
    said = {entry.at for entry in (*figures.references, *figures.assumptions)}
    tops = {at.partition(".")[0] for at in said}
    bookkeeping = {"title", "court", "references", "assumptions", "case_types", "origin_courts"}
    spread = {"presiding_share": "divisions", "stems": "surnames"}

    for name in set(attrs.fields_dict(type(figures))) - bookkeeping:
        assert spread.get(name, name) in tops, name
    for name in attrs.fields_dict(type(figures.years)):
        assert f"years.{name}" in said, name
    assert all(source.quotation or source.article for source in figures.references)
