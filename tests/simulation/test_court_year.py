"""A simulated court year: exact where it was fitted, free where it should be, the same for the same seed."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtqa.simulation import CourtYear, calibration, counts, court_year, court_years, seen_changes

SEEDS = (1, 7, 2008)
DAYS = ["appealed_on", "petitioned_on", "retrial_on", "protested_on", "compensated_on", "exposed_on"]


@pytest.fixture(scope="module", params=SEEDS)
def pair(request: pytest.FixtureRequest) -> CourtYear:
    return court_years(2006, 2007, seed=request.param)


@pytest.fixture(scope="module")
def free() -> list[CourtYear]:
    return [court_years(2006, 2007, seed=seed, mode="free") for seed in range(20)]


def test_the_expected_years_have_the_calibrated_counts(pair: CourtYear) -> None:
    rows = {row["year"]: row for row in counts(pair).rows(named=True)}
    years = calibration().years

    for year in (2006, 2007):
        assert rows[year]["handled"] == 12_500
        assert rows[year]["closed"] == 11_481
        for name in ("petitions", "reversals", "appeals", "retrials", "settled"):
            assert rows[year][name] == getattr(years, name)[year]


def test_the_expected_years_show_four_falls_and_two_rises_as_published(pair: CourtYear) -> None:
    assert {c.name: c.printed for c in seen_changes(pair)} == {
        name: change.value for name, change in calibration().changes.items()
    }


def test_the_free_years_show_the_changes_within_their_stated_error(free: list[CourtYear]) -> None:
    seen = [change for court in free for change in seen_changes(court)]
    inside = [abs(float(c.seen) - float(c.published)) <= 1.96 * c.error for c in seen]

    assert sum(inside) / len(inside) >= 0.88  # nominal 0.95; 120 changes
    for name, published in calibration().changes.items():
        values = [float(c.seen) for c in seen if c.name == name]
        error = max(c.error for c in seen if c.name == name) / len(values) ** 0.5
        assert sum(values) / len(values) == pytest.approx(float(published.value), abs=4 * error)


def test_the_free_years_keep_the_published_rates(free: list[CourtYear]) -> None:
    total = pl.concat(counts(court) for court in free).sum().row(0, named=True)
    years = calibration().years
    both = (2006, 2007)

    assert total["closed"] / total["handled"] == pytest.approx(0.9185, abs=0.003)
    for name in ("reversals", "petitions", "appeals"):
        fitted = sum(getattr(years, name)[y] for y in both) / (2 * 11_481)
        assert total[name] / total["closed"] == pytest.approx(fitted, rel=0.05)


def test_what_came_in_and_was_carried_over_is_closed_or_pending(
    pair: CourtYear, free: list[CourtYear]
) -> None:
    for court in (pair, *free):
        for row in counts(court).rows(named=True):
            assert row["carried_over"] + row["newly_filed"] - row["closed"] == row["pending"]
            assert row["carried_over"] + row["newly_filed"] == row["handled"]
        before, after = counts(court).rows(named=True)
        assert before["pending"] == after["carried_over"]


def test_no_case_is_closed_before_it_was_filed(pair: CourtYear) -> None:
    cases = pair.cases

    assert cases["case_id"].is_unique().all()
    assert cases.filter(pl.col("closed_on") < pl.col("filed_on")).is_empty()
    assert cases.filter(pl.col("time_limit_on") <= pl.col("filed_on")).is_empty()


def test_nothing_happens_to_a_case_before_it_is_closed(pair: CourtYear) -> None:
    for day in DAYS:
        assert pair.cases.filter(
            pl.col(day).is_not_null() & (pl.col("closed_on").is_null() | (pl.col(day) <= pl.col("closed_on")))
        ).is_empty()


def test_only_appealed_cases_are_reversed_and_only_reversals_have_a_cause(pair: CourtYear) -> None:
    cases = pair.cases
    reversed_ = pl.col("appeal_outcome").is_in(["reversed", "partly_reversed", "remanded"])

    assert cases.filter(pl.col("appeal_decided_on") <= pl.col("appealed_on")).is_empty()
    assert cases.filter(pl.col("appeal_outcome").is_not_null() & pl.col("appealed_on").is_null()).is_empty()
    assert cases.filter(reversed_.fill_null(False) != pl.col("reversal_cause").is_not_null()).is_empty()
    assert set(cases["reversal_cause"].drop_nulls()) <= set(calibration().causes)
    settled = pl.col("closing_manner").is_in(["mediation", "withdrawal"])
    assert cases.filter(settled & pl.col("appealed_on").is_not_null()).is_empty()


def test_nothing_is_known_after_the_last_day(pair: CourtYear) -> None:
    for day in ["filed_on", "closed_on", "appeal_decided_on", *DAYS]:
        assert pair.cases[day].dt.year().max() <= 2007
    assert set(pair.events["on"].dt.year()) == {2006, 2007}


def test_a_division_hears_only_its_own_line(pair: CourtYear) -> None:
    plans = calibration().divisions
    seen = pair.cases.select("division", "case_type", "procedure").unique().rows()

    assert {division for division, _, _ in seen} == set(plans)
    for division, case_type, procedure in seen:
        assert plans[division].case_type == case_type
        assert procedure in (plans[division].hears or (procedure,))


def test_a_case_is_led_by_a_presiding_judge_of_its_own_division(pair: CourtYear) -> None:
    staff = pair.staff.select("person", home="division", post="role")
    led = pair.cases.join(staff, left_on="presiding_judge", right_on="person")

    assert led.height == pair.cases.height
    assert led.filter(
        (pl.col("home") != pl.col("division")) | (pl.col("post") != "presiding_judge")
    ).is_empty()


def test_events_name_judges_and_cases_that_exist(pair: CourtYear) -> None:
    staff = dict(pair.staff.select("person", "division").rows())

    assert all(
        staff[person] == division for person, division in pair.events.select("person", "division").rows()
    )
    assert set(pair.events["case_id"].drop_nulls()) <= set(pair.cases["case_id"])
    assert pair.events.filter(pl.col("kind") == "competency_exam").height == 2 * pair.staff.height


def test_the_true_rates_add_up_to_the_court_and_have_one_ranking(pair: CourtYear) -> None:
    for year, reversals in ((2006, 131), (2007, 82)):
        for level in ("judge", "division"):
            rows = pair.truth.filter((pl.col("year") == year) & (pl.col("level") == level))
            assert rows["closed"].sum() == pytest.approx(11_481)
            assert sorted(rows["reversal_rank"]) == list(range(1, rows.height + 1))
        judges = pair.truth.filter((pl.col("year") == year) & (pl.col("level") == "judge"))
        assert (judges["closed"] * judges["reversal_rate"]).sum() == pytest.approx(reversals)


def test_over_many_years_the_true_order_of_the_divisions_shows() -> None:
    seen: dict[str, list[int]] = {}
    court = court_year(2007, seed=0)
    for seed in range(25):
        other = court_years(2007, 2007, seed=seed, mode="free")
        truth = other.truth.filter(pl.col("level") == "division").sort("unit")
        happened = other.cases.filter(
            pl.col("reversal_cause").is_not_null() & (pl.col("appeal_decided_on").dt.year() == 2007)
        )
        found = dict(happened.group_by("division").len().rows())
        for unit, rate, closed in truth.select("unit", "reversal_rate", "closed").rows():
            entry = seen.setdefault(unit, [0, 0])
            entry[0] += found.get(unit, 0)
            entry[1] += round(1000 * rate * closed)

    assert len(seen) == court.truth.filter(pl.col("level") == "division").height
    for unit, (count, thousandths) in seen.items():
        expected = thousandths / 1000
        assert abs(count - expected) <= 4 * expected**0.5 + 0.1 * expected, unit


@given(
    seed=st.integers(0, 2**63 - 1), year=st.integers(2001, 2012), mode=st.sampled_from(["expected", "free"])
)
@settings(max_examples=5, deadline=None)
def test_the_same_seed_gives_the_same_frames(seed: int, year: int, mode: str) -> None:
    one, other = (court_year(year, seed=seed, mode=mode) for _ in range(2))  # type: ignore[arg-type]

    for name in ("cases", "events", "staff", "truth"):
        assert getattr(one, name).equals(getattr(other, name))


def test_another_seed_gives_another_court() -> None:
    assert not court_year(2007, seed=1).cases.equals(court_year(2007, seed=2).cases)


def test_the_judges_of_one_seed_are_the_same_in_every_year() -> None:
    one, other = (
        court_year(year, seed=5).staff.select("division", "person", "name") for year in (2005, 2007)
    )

    assert one.equals(other)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_frames_are_written_and_come_back(tmp_path: Path, form: str) -> None:
    court = court_year(2007, seed=3)

    paths = court.write(tmp_path / "year", form=form)  # type: ignore[arg-type]

    assert [path.name for path in paths] == [f"{n}.{form}" for n in ("cases", "events", "staff", "truth")]
    back = pl.read_csv(paths[0], try_parse_dates=True) if form == "csv" else pl.read_parquet(paths[0])
    assert back.height == court.cases.height
    assert back["filed_on"].equals(court.cases["filed_on"])


def test_years_run_forward() -> None:
    with pytest.raises(ValueError, match="2006, lies before the first, 2007"):
        court_years(2007, 2006, seed=1)


def test_a_year_takes_less_than_a_second() -> None:
    court_year(2007, seed=1)
    start = perf_counter()
    court_year(2007, seed=2)

    assert perf_counter() - start < 1
