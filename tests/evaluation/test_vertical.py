"""A unit against its own last year: far enough, and more than chance."""

from datetime import date, timedelta
from fractions import Fraction
from math import inf

import numpy as np
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from courtqa.errors import UnknownName
from courtqa.evaluation import Evaluation, Period, evaluate
from courtqa.evaluation.assessment import Assessment
from courtqa.evaluation.comparison import improvement, movement
from courtqa.evaluation.grading import combine, grade, limits_of, mirror
from courtqa.evaluation.indicator import Band, Indicator, Term
from courtqa.evaluation.measure import Measure, Moments
from courtqa.kinds import load_policy
from courtqa.policy import Policy
from courtqa.text import Text

NAME = Text(zh="发改率", en="reversal rate")
CLOSED = (Term(count="cases", at="closed_on"),)
SHARE = Indicator(NAME, "share", "lower", "percent", CLOSED, CLOSED)
POINTS = Indicator(NAME, "share", "higher", "points", CLOSED, CLOSED)
COUNT = Indicator(NAME, "count", "lower", "percent", CLOSED)
DAYS = Indicator(NAME, "days", "lower", "percent", (Term(mean=None, at="closed_on"),))
NOW, THEN = Period.parse("2007"), Period.parse("2006")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy("harbin")


@pytest.fixture(scope="module")
def rules(policy: Policy) -> Assessment:
    return policy.edition("assessments", "divisions", on=date(2007, 12, 31)).value


def share(events: int, cases: int, period: Period = NOW) -> Measure:
    return Measure("x", "civil_1", period, events, cases, Fraction(events, cases), cases)


def count(events: int, period: Period = NOW) -> Measure:
    return Measure("x", "civil_1", period, events, None, Fraction(events), events)


def graded(after: Measure, before: Measure, indicator: Indicator, rules: Assessment) -> tuple[str, str]:
    moved = movement(after, before, indicator)
    gain = improvement(moved, after, before, direction=indicator.direction, band=indicator.band)
    thresholds = rules.vertical.points if moved.read_as == "points" else rules.vertical.percent
    return grade(gain, limits_of(thresholds, moved.read_as), rules.vertical)


def test_the_fall_of_the_whole_court_is_better_and_that_of_one_division_is_not_proved(
    rules: Assessment,
) -> None:
    assert graded(count(78), count(124), COUNT, rules) == ("better", "graded")
    assert graded(count(4), count(7), COUNT, rules) == ("level", "level_unproven")


def test_many_cases_that_hardly_moved_are_shown_level(rules: Assessment) -> None:
    assert graded(share(50_100, 100_000), share(50_000, 100_000), POINTS, rules) == ("level", "level_shown")


def test_a_sure_but_tiny_change_is_level(rules: Assessment) -> None:
    moved = movement(share(501_500, 1_000_000), share(500_000, 1_000_000), POINTS)

    assert moved.p_rise is not None
    assert moved.p_rise < 0.025
    assert graded(share(501_500, 1_000_000), share(500_000, 1_000_000), POINTS, rules)[0] == "level"


def test_a_change_of_exactly_the_threshold_reaches_it(rules: Assessment) -> None:
    assert graded(share(51_000, 100_000), share(50_000, 100_000), POINTS, rules)[0] == "slightly_better"
    assert graded(count(120_000), count(100_000), COUNT, rules)[0] == "worse"


def test_few_expected_events_are_tested_exactly() -> None:
    assert movement(share(1, 60), share(4, 55), SHARE).method == "fisher_mid_p"
    assert movement(share(1000, 6000), share(1400, 5500), SHARE).method == "score"


def test_from_nothing_there_is_no_percent_change_but_still_a_test() -> None:
    moved = movement(count(9), count(0), COUNT)

    assert moved.change is None
    assert moved.effect == inf
    assert moved.p_rise == pytest.approx(0.5**10)


def test_inside_the_band_in_both_years_is_level_whatever_moved(rules: Assessment) -> None:
    banded = evolve(POINTS, direction="band", band=Band(0, 1))

    assert graded(share(900, 1000), share(100, 1000), banded, rules) == ("level", "in_band")


def test_coming_back_into_the_band_is_better_from_either_side(rules: Assessment) -> None:
    banded = evolve(POINTS, direction="band", band=Band(Fraction(3, 10), Fraction(5, 10)))  # type: ignore[arg-type]

    assert graded(share(400, 1000), share(700, 1000), banded, rules)[0] == "better"
    assert graded(share(400, 1000), share(100, 1000), banded, rules)[0] == "better"
    assert graded(share(700, 1000), share(400, 1000), banded, rules)[0] == "worse"


def test_days_are_compared_by_their_typical_value(rules: Assessment) -> None:
    rng = np.random.default_rng(3)

    def timed(values: np.ndarray) -> Measure:
        logs = np.log1p(values)
        moments = Moments(
            len(values),
            int(values.sum()),
            float((values**2).sum()),
            float(logs.sum()),
            float((logs**2).sum()),
        )
        return Measure(
            "x",
            "u",
            NOW,
            None,
            None,
            Fraction(int(values.sum()), len(values)),
            len(values),
            "mean",
            (),
            moments,
        )

    fast = timed(np.floor(rng.lognormal(3.5, 0.5, 400)))
    slow = timed(np.floor(rng.lognormal(3.9, 0.5, 400)))

    assert movement(fast, slow, DAYS).method == "welch_log"
    assert graded(fast, slow, DAYS, rules)[0] == "better"


def test_a_p_of_exactly_the_limit_counts_alike_in_both_directions(rules: Assessment) -> None:
    """4 of 4 against 0 of 1: the mid-p is 0.1 on the nose."""
    after, before = share(4, 4), share(0, 1)

    assert graded(after, before, POINTS, rules)[0] == mirror(graded(before, after, POINTS, rules)[0])  # type: ignore[arg-type]
    assert graded(after, before, POINTS, rules)[0] != "level"


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.data(), st.sampled_from([SHARE, POINTS]))
def test_swapping_the_years_swaps_better_and_worse(
    rules: Assessment, n1: int, n0: int, data: st.DataObject, indicator: Indicator
) -> None:
    after, before = share(data.draw(st.integers(0, n1)), n1), share(data.draw(st.integers(0, n0)), n0)

    forth, back = graded(after, before, indicator, rules)[0], graded(before, after, indicator, rules)[0]

    assert forth == mirror(back)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.integers(0, 400), st.integers(0, 60))
def test_fewer_bad_events_never_lower_a_grade(rules: Assessment, before: int, after: int, fewer: int) -> None:
    order = ["worse", "slightly_worse", "level", "slightly_better", "better"]

    first = graded(count(after), count(before), COUNT, rules)[0]
    second = graded(count(max(0, after - fewer)), count(before), COUNT, rules)[0]

    assert order.index(second) >= order.index(first)


@pytest.mark.parametrize("expected", [8, 30])
def test_with_nothing_changed_at_most_a_fifth_is_graded_and_a_twentieth_strongly(
    rules: Assessment, expected: int
) -> None:
    """EVALUATION 1: cut-offs of 5 and 20 % alone call 90 % of divisions with 8 expected events changed."""
    law = stats.poisson(expected)
    low, high = int(law.ppf(0.001)), int(law.ppf(0.999))
    not_level = strong = 0.0
    for before in range(low, high + 1):
        for after in range(low, before):  # by antisymmetry the other half is its mirror
            found, weight = (
                graded(count(after), count(before), COUNT, rules)[0],
                law.pmf(before) * law.pmf(after),
            )
            not_level += 2 * weight * (found != "level")
            strong += 2 * weight * (found in {"better", "worse"})

    assert not_level < 0.20
    assert strong < 0.05


def test_one_indicator_cannot_decide_the_grade_of_a_unit_alone(rules: Assessment) -> None:
    limits = limits_of(rules.vertical.percent, "percent")
    best = improvement(movement(count(1), count(400), COUNT), count(1), count(400), direction="lower")
    poor = improvement(movement(count(60), count(50), COUNT), count(60), count(50), direction="lower")

    combined = combine([(best, limits, 0.2), *([(poor, limits, 0.2)] * 4)], rules.vertical, all_weight=1.0)

    assert combined.grade == "level"


def test_a_unit_of_which_little_is_known_gets_no_grade(rules: Assessment) -> None:
    limits = limits_of(rules.vertical.percent, "percent")
    gain = improvement(movement(count(4), count(40), COUNT), count(4), count(40), direction="lower")

    combined = combine([(gain, limits, 0.3)], rules.vertical, all_weight=1.0)

    assert (combined.grade, combined.detail) == (None, "insufficient_data")


# Computed examples, not counts of the seed, which prints changes only (H55): counts near the rates of H54 that
# give exactly the published changes. 5,000 closed civil cases and 1,100 enforcement cases on hand in either year.
SEED_COUNTS = {
    "petitioned_on": (91, 59),
    "appeal_decided_on": (123, 77),
    "appealed_on": (245, 194),
    "retrial_on": (167, 111),
}
MEDIATED = (2590, 2651)
PUBLISHED = {
    "petitions": "−35.16%",
    "reversed_remanded_cases": "−37.40%",
    "appeals": "−20.82%",
    "retrials": "−33.53%",
    "mediation_withdrawal_rate": "+1.22 个百分点",
    "enforcement_closure_rate": "+6.00 个百分点",
}
DATES = (
    "petitioned_on",
    "appealed_on",
    "appeal_decided_on",
    "retrial_on",
    "protested_on",
    "compensated_on",
    "exposed_on",
)


def seed_years() -> pl.DataFrame:
    rows = [*civil_cases(2006, 0), *civil_cases(2007, 1)]
    rows += [enforcement(date(2006, 1, 2), date(2006, 11, 1))] * 660
    rows += [enforcement(date(2006, 1, 2), date(2007, 3, 1))] * 440  # carried over: on hand in 2007 too
    rows += [enforcement(date(2007, 1, 8), date(2007, 11, 1))] * 286
    rows += [enforcement(date(2007, 1, 8), None)] * 374
    return pl.DataFrame(
        rows, infer_schema_length=None, schema_overrides=dict.fromkeys((*DATES, "closed_on"), pl.Date)
    )


def civil_cases(year: int, which: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number in range(5000):
        manner = "mediation" if number < MEDIATED[which] else "judgment"
        happened = {
            column: date(year, 6, 1) for column, counts in SEED_COUNTS.items() if number < counts[which]
        }
        outcome = "reversed" if "appeal_decided_on" in happened else None
        rows.append(
            one_case("civil", "civil_1", date(year, 1, 2), date(year, 12, 1), manner)
            | happened
            | {"appeal_outcome": outcome}
        )
    return rows


def enforcement(filed: date, closed: date | None) -> dict[str, object]:
    return one_case("enforcement", "enforcement_1", filed, closed, "enforced" if closed else None)


def one_case(
    kind: str, division: str, filed: date, closed: date | None, manner: str | None
) -> dict[str, object]:
    return {
        "case_type": kind,
        "division": division,
        "filed_on": filed,
        "closed_on": closed,
        "closing_manner": manner,
        "time_limit_on": filed + timedelta(days=365),
        "appeal_outcome": None,
        **dict.fromkeys(DATES),
    }


@pytest.fixture(scope="module")
def seed(policy: Policy) -> Evaluation:
    return evaluate(seed_years(), policy=policy, period="2007", as_of=date(2008, 1, 31))


def test_the_seed_s_year_gives_its_four_falls_and_two_rises_as_published(seed: Evaluation) -> None:
    assert {row.indicator: row.change.zh for row in seed.vertical.headline} == PUBLISHED


def test_a_rise_of_1_22_points_is_not_proved_by_five_thousand_cases_a_year(seed: Evaluation) -> None:
    row = seed.vertical.court.row("mediation_withdrawal_rate")

    assert (row.grade, row.detail) == ("level", "level_unproven")
    assert {r.grade for r in seed.vertical.headline if r is not row} == {"better"}


def test_what_was_not_supplied_is_said_and_not_taken_for_nothing(seed: Evaluation) -> None:
    row = seed.vertical["civil_1"].row("closures_per_judge")

    assert (row.grade, row.detail) == (None, "not_recorded")


def test_a_unit_is_found_by_its_title_and_explains_its_grade_in_both_languages(seed: Evaluation) -> None:
    explained = seed.vertical["民事审判第一庭"]

    assert explained.unit == "civil_1"
    assert explained.explain("zh").startswith("民事审判第一庭：好（2007 对 2006）")
    assert "reversal and remand rate: 2.46 % (123/5000) → 1.54 % (77/5000), −37.40 %" in explained.explain(
        "en"
    )
    with pytest.raises(UnknownName):
        seed.vertical["civil_99"]


def test_every_row_carries_what_it_takes_to_defend_it(seed: Evaluation) -> None:
    frame = seed.vertical.to_frame()

    needed = {
        "n",
        "numerator",
        "denominator",
        "low",
        "high",
        "method",
        "basis",
        "flags",
        "as_of",
        "edition",
        "policy_digest",
    }
    assert needed <= set(frame.columns)
    assert frame["edition"].unique().to_list() == ["assessments.divisions@2005-01-01"]
    assert frame["status"].unique().to_list() == ["final"]
    assert seed.vertical.to_frame(labels="zh").columns[0] == "单位"


def test_the_cases_behind_a_number_are_as_many_as_it_says(seed: Evaluation) -> None:
    assert seed.cases("民事审判第一庭", "reversal_remand_rate").height == 77


def test_other_weights_change_the_combined_grade_and_nothing_measured(seed: Evaluation) -> None:
    again = seed.rerun(weights={"closure_rate": 0.9})

    assert again.measures is seed.measures
    assert (
        again.vertical["civil_1"].row("closure_rate").weight
        > seed.vertical["civil_1"].row("closure_rate").weight
    )
    assert sum(row.weight for row in again.vertical["civil_1"].rows) == 1
    assert again.compare(seed).height == 2
    with pytest.raises(UnknownName):
        seed.rerun(weights={"colour_of_the_door": 1})


def test_weights_named_in_the_same_proportion_change_nothing(seed: Evaluation) -> None:
    declared = seed.assessment.vertical.indicators
    doubled = {name: 2 * item.weight for name, item in declared.items()}

    again = seed.rerun(
        weights=doubled
        | {n: 2 * i.weight for n, i in seed.assessment.horizontal.indicators.items() if n not in doubled}
    )

    assert [row.weight for row in again.vertical["civil_1"].rows] == [
        row.weight for row in seed.vertical["civil_1"].rows
    ]


def test_without_a_day_up_to_which_records_are_known_a_result_is_provisional(policy: Policy) -> None:
    again = evaluate(seed_years(), policy=policy, period="2007")

    assert not again.provenance.final


def test_a_part_year_is_refused_with_its_reason_and_graded_nowhere(policy: Policy) -> None:
    records = seed_years().filter(pl.col("closed_on").is_null() | (pl.col("closed_on") < date(2007, 4, 1)))
    records = records.filter(pl.col("filed_on") < date(2007, 1, 5))
    records = records.with_columns(
        pl.col(name).map_elements(lambda day: day if day < date(2007, 4, 1) else None, return_dtype=pl.Date)
        for name in DATES
    )

    result = evaluate(records, policy=policy, period="2007")

    assert result.vertical.refusal is not None
    assert "2007" in result.vertical.refusal.en
    assert {row.grade for row in result.vertical} == {None}
    assert "不能比较" in result.vertical["civil_1"].explain("zh")
