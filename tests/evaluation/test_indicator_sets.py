"""The two indicator sets beside the built-in one: published figures counted from cases by their definitions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from courtqa import check_policy, load_policy
from courtqa.evaluation import IndicatorSet, evaluate, health_check, measures, value_text
from courtqa.policy import Policy
from courtqa.simulation import CourtYear, court_years

EXAMPLES = Path(__file__).parents[2] / "examples" / "packs"

# CEPEJ slides (slideum 3470629), DOMAIN 8.1: pending at the start, filed, returned, decided, pending at the end; then
# clearance, backlog and change of pending in percent, and disposition time in days.
CEPEJ = [
    (240, 265, 7, 329, 183, "121", "67", "−24", "203.02"),
    (862, 589, 18, 519, 950, "86", "157", "10", "668.11"),
    (884, 576, 7, 637, 830, "109", "142", "−6", "475.59"),
    (917, 590, 5, 643, 869, "108", "146", "−5", "493.29"),
    (1087, 2695, 0, 2043, 1739, "76", "65", "60", "310.69"),
    (384, 1416, 18, 1082, 736, "75", "51", "92", "248.28"),
    (1471, 4111, 18, 3125, 2475, "76", "60", "68", "289.08"),
]


@pytest.fixture(scope="module")
def courts() -> Policy:
    return load_policy("court_performance")


@pytest.fixture(scope="module")
def spc() -> Policy:
    return load_policy("spc_indicators")


@pytest.fixture(scope="module")
def year() -> CourtYear:
    return court_years(2006, 2007, seed=2008)


def _set(policy: Policy, name: str, on: date = date(2030, 1, 1)) -> IndicatorSet:
    found: IndicatorSet = policy.edition("indicators", name, on=on).value
    return found


def _flow(carried: int, filed: int, closed: int, **columns: object) -> pl.DataFrame:
    """A year's cases: so many carried over, filed in 2007, and closed in 2007 (the oldest first)."""
    total = carried + filed
    rows = {
        "case_id": [str(number) for number in range(total)],
        "division": ["all"] * total,
        "filed_on": [date(2006, 5, 1)] * carried + [date(2007, 3, 1)] * filed,
        "closed_on": [date(2007, 10, 1)] * closed + [None] * (total - closed),
    }
    return pl.DataFrame(rows | {name: [value] * total for name, value in columns.items()})


@pytest.mark.parametrize("row", CEPEJ)
def test_the_cepej_s_rows_are_counted_from_cases_by_the_set_of_the_pack(row: tuple, courts: Policy) -> None:
    start, filed, returned, decided, end, clearance, backlog, change, days = row
    found = measures(_flow(start, filed + returned, decided), _set(courts, "cepej"), period=2007)

    assert found.total("pending_start").value == start
    assert found.total("pending_end").value == end
    shown = {name: value_text(found.total(name), found.indicators[name]) for name in found.indicators}
    assert [round(float(found.total(n).value * 100)) for n in ("clearance_rate", "backlog_ratio")] == [
        int(clearance),
        int(backlog),
    ]
    assert round(float(found.total("pending_change").value * 100)) == int(change.replace("−", "-"))
    assert round(float(found.total("disposition_time").value), 2) == float(days)
    assert shown["disposition_time"].endswith(" days")


def test_the_cepej_s_figures_per_judge_are_those_of_the_slide(courts: Policy) -> None:
    """DOMAIN 8.1: for eight judges 513.88 + 2.25 incoming, 700.00 in all, 390.63 resolved, 309.38 pending."""
    staff = pl.DataFrame(
        {"division": ["all"] * 8, "person": [f"J{n}" for n in range(8)], "since": [date(2000, 1, 1)] * 8}
    )
    found = measures(_flow(1471, 4111 + 18, 3125), _set(courts, "cepej"), period=2007, staff=staff)

    assert float(found.total("caseload_per_judge").value) == 700.0
    assert found.total("incoming_per_judge").value == Fraction(4111 + 18, 8)
    assert round(float(found.total("resolved_per_judge").value), 3) == 390.625
    assert round(float(found.total("pending_per_judge").value), 3) == 309.375


def test_a_disposition_time_shrinks_with_its_period(courts: Policy) -> None:
    """Half the closings in half the year, the same stock: the same days."""
    cases = _flow(100, 0, 50).with_columns(
        closed_on=pl.Series([date(2007, 2, 1)] * 25 + [date(2007, 10, 1)] * 25 + [None] * 50)
    )
    found = _set(courts, "cepej")

    half = measures(cases, found, period="2007H1").total("disposition_time").value
    assert half == Fraction(75, 25) * Fraction(365, 2)
    assert measures(cases, found, period="2007").total("disposition_time").value == Fraction(50, 50) * 365


def test_pending_cases_are_aged_on_the_last_day_of_the_period(courts: Policy) -> None:
    """Filed on 2006-12-31 is not yet older than twelve months on 2007-12-31; a day before is."""
    filed = [date(2006, 12, 30), date(2006, 12, 31), date(2007, 6, 1), date(2006, 1, 1), date(2006, 1, 1)]
    closed = [None, None, None, date(2008, 1, 1), date(2007, 12, 31)]
    cases = pl.DataFrame({"case_id": list("abcde"), "division": "x", "filed_on": filed, "closed_on": closed})
    chosen = {
        n: _set(courts, "courtools").indicators[n] for n in ("pending_over_12_months", "pending_median_age")
    }
    found = measures(cases, chosen, period=2007)

    assert found.total("pending_over_12_months").value == Fraction(2, 4)
    ages = sorted((date(2007, 12, 31) - day).days for day in (filed[0], filed[1], filed[2], filed[3]))
    assert found.total("pending_median_age").value == Fraction(ages[1] + ages[2], 2)
    assert found.cases("x", "pending_over_12_months").get_column("case_id").sort().to_list() == ["a", "d"]


def test_all_ten_courtools_are_there_and_what_is_not_supplied_is_said(
    courts: Policy, year: CourtYear
) -> None:
    found = _set(courts, "courtools")
    told = {indicator.title.en.split(" ")[0] for indicator in found.indicators.values()}
    assert told == {str(number) for number in range(1, 11)}
    events = pl.DataFrame(
        {
            "kind": [
                "trial_set",
                "trial_set",
                "trial_held",
                "penalty_ordered",
                "penalty_collected",
                "access_survey",
            ],
            "division": ["civil_1"] * 6,
            "on": [date(2007, 5, 1)] * 6,
            "value": [None, None, None, 100.0, 80.0, 4.0],
        }
    )

    measured = measures(year.cases, found, period=2007, events=events)

    assert measured.total("trial_date_certainty").value == Fraction(1, 2)
    assert measured.total("penalties_collected").value == Fraction(4, 5)
    assert measured.total("access_fairness").value == 4
    assert measured.total("juror_use").flags == ("no_value",)
    assert "not_recorded" in measured.total("active_pending_median_age").flags


def test_a_time_standard_is_a_quantile_attained(courts: Policy) -> None:
    """ABA Resolution 112: 75 % of general civil cases within 180 days."""
    cases = _flow(0, 100, 100, case_type="general_civil").with_columns(
        closed_on=pl.Series([date(2007, 5, 1)] * 80 + [date(2007, 12, 1)] * 20)
    )
    found = health_check(measures(cases, _set(courts, "time_standards"), period=2007))

    assert found["all", "general_civil_180_days"].standing == "met"
    assert found["all", "general_civil_365_days"].standing == "met"
    assert found["all", "felony_90_days"].standing == "no_value"


def test_the_packs_assess_alone_and_as_an_overlay_of_the_built_in_one(
    courts: Policy, year: CourtYear
) -> None:
    alone = evaluate(year.cases, policy=courts, period=2007, assessment="courts")

    assert alone.vertical["civil_1"].row("disposition_time").detail == "by_rule"
    assert alone.vertical.assessment.name == "courts"
    assert alone.horizontal.with_vetoes([]) is alone.horizontal
    both = load_policy("spc_indicators", "court_performance")
    assert both.names("assessments") == ("courts", "health_check")
    again = evaluate(year.cases, policy=both, period=2007, assessment="courts")
    assert (
        again.vertical.to_frame()
        .drop("policy_digest")
        .equals(alone.vertical.to_frame().drop("policy_digest"))
    )


PRINTED = [  # numerator, denominator, as printed: DOMAIN 1.2 and 8.1, reports of Chinese courts
    ("closure_rate", 93, (10, 99), "85.32"),
    ("closure_rate", 1456, (2577, 1304), "37.52"),
    ("clearance_rate", 140, (0, 152), "92.11"),
]


@pytest.mark.parametrize(("name", "closed", "flow", "shown"), PRINTED)
def test_printed_figures_of_chinese_courts_are_counted_by_the_catalogue(
    name: str, closed: int, flow: tuple[int, int], shown: str, spc: Policy
) -> None:
    chosen = {name: _set(spc, "spc_quality", date(2010, 1, 1)).indicators[name]}
    found = measures(_flow(*flow, closed), chosen, period=2007).total(name)

    assert value_text(found, chosen[name]) == f"{shown} %"


def test_reversals_and_acceptance_of_a_chinese_court_are_counted_by_the_catalogue(spc: Policy) -> None:
    """wqlqfy 2019H1: 2/93 = 2.15 % and 1 − 4/93 = 95.70 %."""
    cases = _flow(0, 93, 93, instance="first").with_columns(
        appealed_on=pl.Series([date(2007, 11, 1)] * 4 + [None] * 89),
        appeal_decided_on=pl.Series([date(2007, 12, 1)] * 2 + [None] * 91),
        appeal_outcome=pl.Series(["reversed", "remanded"] + [None] * 91),
    )
    names = ("first_instance_reversal_remand_rate", "judgment_acceptance_rate")
    chosen = {n: _set(spc, "spc_quality", date(2010, 1, 1)).indicators[n] for n in names}
    found = measures(cases, chosen, period=2007)

    assert [value_text(found.total(n), chosen[n]) for n in names] == ["2.15 %", "95.70 %"]


def test_a_window_of_filings_may_lie_a_month_before_that_of_closings(spc: Policy) -> None:
    """同期结案率: accepted from December to November."""
    indicator = _set(spc, "spc_quality", date(2010, 1, 1)).indicators["same_period_closure_rate"]
    cases = pl.DataFrame(
        {
            "case_id": list("abc"),
            "division": "x",
            "filed_on": [date(2006, 12, 5), date(2007, 11, 30), date(2007, 12, 1)],
            "closed_on": [date(2007, 2, 1), None, None],
        }
    )
    found = measures(cases, {"rate": indicator}, period=2007).total("rate")

    # carried over at the start of the year (a), and filed from December to November (a, b)
    assert (found.numerator, found.denominator) == (1, 3)
    assert "part_period" in measures(cases, {"rate": indicator}, period="2006-12").total("rate").flags


def test_what_is_excluded_is_left_out_above_and_below_the_line(spc: Policy) -> None:
    indicator = _set(spc, "spc_quality", date(2010, 1, 1)).indicators["document_publication_rate"]
    cases = _flow(0, 10, 10, published=True, minors=False, case_type="civil").with_columns(
        closing_manner=pl.Series(["mediation"] * 4 + ["judgment"] * 6),
        published=pl.Series([True] * 7 + [False] * 3),
    )
    found = measures(cases, {"published": indicator}, period=2007)

    assert (found.total("published").numerator, found.total("published").denominator) == (3, 6)
    assert found.cases("all", "published", part="denominator").height == 6


def test_a_range_without_numbers_is_shown_and_not_judged_until_a_court_gives_some(
    spc: Policy, year: CourtYear
) -> None:
    cases = year.cases.with_columns(instance=pl.lit("first"), mediable=pl.col("case_type") == "civil")
    shifted = cases.with_columns(pl.col(pl.Date).dt.offset_by("3y"))  # the list came into force in 2008
    plain = evaluate(shifted, policy=spc, period=2010, assessment="health_check")
    ours = load_policy(EXAMPLES / "synthetic_ranges")
    judged = evaluate(shifted, policy=ours, period=2010, assessment="health_check")

    assert plain.vertical["civil_1"].row("closure_rate").detail == "band_not_set"
    assert plain.health()["civil_1", "closure_rate"].standing == "no_range"
    assert judged.vertical["civil_1"].row("closure_rate").detail in {"in_band", "graded", "level_unproven"}
    assert judged.health()["civil_1", "closure_rate"].standing == "inside"
    changes = str(ours.explain("assessments/health_check", on=date(2010, 1, 1)))
    assert "invented" in changes


def test_since_2024_no_order_of_courts_is_shown_unless_it_is_asked_for(spc: Policy, year: CourtYear) -> None:
    shifted = year.cases.with_columns(pl.col(pl.Date).dt.offset_by("18y")).with_columns(
        dispute_id=pl.col("case_id")
    )
    found = evaluate(shifted, policy=spc, period=2025, by="division", assessment="health_check")

    assert found.horizontal.ranking("pending_over_12_months").showing == "refused"
    assert found.horizontal.to_frame().get_column("place").null_count() == found.horizontal.to_frame().height


@pytest.mark.parametrize("pack", ["court_performance", "spc_indicators"])
def test_every_number_that_no_source_gives_is_marked_as_an_assumption(pack: str) -> None:
    policy = load_policy(pack)
    for edition in policy.editions("assessments"):
        marked = {each.path.split("/", 2)[2] for each in edition.assumptions}

        assert {"vertical/indicators", "vertical/percent", "horizontal/indicators"} <= marked


def test_an_assessment_that_outlives_its_indicators_is_refused_with_the_day(tmp_path: Path) -> None:
    """The list of 2008 knew indicators that the list of January 2024 does not."""
    home = Path(__file__).parents[2] / "courtqa" / "packs" / "spc_indicators"
    text = (home / "assessments" / "health_check" / "2008-01-11.yaml").read_text(encoding="utf-8")
    head = (EXAMPLES / "synthetic_ranges" / "pack.yaml").read_text(encoding="utf-8")
    (tmp_path / "pack.yaml").write_text(head.replace("synthetic_ranges", "ours"), encoding="utf-8")
    (tmp_path / "assessments" / "ours").mkdir(parents=True)
    (tmp_path / "assessments" / "ours" / "2008-01-11.yaml").write_text(text, encoding="utf-8")

    (problem,) = check_policy(tmp_path)

    assert "clearance_rate" in problem.found
    assert problem.found.endswith("from 2024-01-01 on")
