"""Intervals and tests: published numbers, statsmodels and scipy as oracles, and promises."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats import proportion, rates

from courtqa.evaluation.change_tests import (
    Sample,
    benjamini_hochberg,
    fisher_rise,
    pooled_score_rise,
    proportion_rise,
    rate_change,
    rate_rise,
    stouffer,
    two_sided,
    welch_rise,
)
from courtqa.evaluation.intervals import (
    clopper_pearson,
    newcombe_difference,
    poisson_exact,
    proportion_ratio,
    rate_ratio,
    wilson,
)

TABLES = st.tuples(st.integers(1, 400), st.integers(1, 400)).flatmap(
    lambda sizes: st.tuples(
        st.integers(0, sizes[0]), st.just(sizes[0]), st.integers(0, sizes[1]), st.just(sizes[1])
    )
)


def test_newcombe_s_published_example_is_reproduced() -> None:
    """56/70 against 48/80, method 10 of Newcombe (1998), Statistics in Medicine 17:873-890."""
    low, high = newcombe_difference(56, 70, 48, 80)

    assert (round(float(low), 4), round(float(high), 4)) == (0.0524, 0.3339)


def test_the_exact_limits_of_15_events_in_400_are_reproduced() -> None:
    """Garwood's limits, as printed by Stata's `ci means, poisson` and R's poisson.test for 15 over 400."""
    low, high = poisson_exact(15, 400)

    assert float(low) == pytest.approx(0.0209884653, abs=1e-10)
    assert float(high) == pytest.approx(0.0618505472, abs=1e-10)


def test_the_comparison_of_two_published_rates_is_reproduced() -> None:
    """60/51477.5 against 30/54308.7: Gu, Ng, Tang and Schucany (2008), Biometrical Journal 50:283-298."""
    rates_compared = (60, 30, 51477.5, 54308.7)

    assert rate_change(*rates_compared, mid=False) == pytest.approx(0.000675182659, abs=1e-12)
    assert rate_change(*rates_compared) == pytest.approx(0.000557262407, abs=1e-12)
    low, high = rate_ratio(*rates_compared)
    assert (round(float(low), 6), round(float(high), 6)) == (1.365962, 3.259306)


def test_the_fall_of_the_seed_is_real_in_the_court_and_noise_in_one_division() -> None:
    assert round(float(two_sided(rate_rise(78, 124))), 4) == 0.0012
    assert round(float(two_sided(rate_rise(4, 7))), 2) == 0.39


def test_wilson_limits_of_the_hamilton_judges_are_reproduced() -> None:
    """J11, 6 reversals in 121 appeals: Wilson (.023, .104), DOMAIN 8.2."""
    low, high = wilson(6, 121)

    assert (round(float(low), 3), round(float(high), 3)) == (0.023, 0.104)


def test_no_cases_leave_everything_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert poisson_exact(0).low == 0
    assert proportion_ratio(3, 10, 0, 10).high == np.inf
    assert proportion_ratio(0, 10, 3, 10).low == 0


@pytest.mark.parametrize(("events", "n"), [(0, 20), (1, 20), (10, 20), (20, 20), (7, 1300), (1234, 5000)])
def test_intervals_of_a_proportion_agree_with_statsmodels(events: int, n: int) -> None:
    assert wilson(events, n) == pytest.approx(proportion.proportion_confint(events, n, method="wilson"))
    assert clopper_pearson(events, n) == pytest.approx(
        proportion.proportion_confint(events, n, method="beta"), nan_ok=False, abs=1e-9
    )


@pytest.mark.parametrize(("one", "two"), [((56, 70), (48, 80)), ((7, 34), (1, 34)), ((0, 30), (5, 31))])
def test_newcombe_agrees_with_statsmodels(one: tuple[int, int], two: tuple[int, int]) -> None:
    oracle = proportion.confint_proportions_2indep(*one, *two, compare="diff", method="newcomb")

    assert newcombe_difference(*one, *two) == pytest.approx(oracle)


def test_the_score_interval_of_a_ratio_of_rates_agrees_with_statsmodels() -> None:
    oracle = rates.confint_poisson_2indep(60, 51477.5, 30, 54308.7, method="score", compare="ratio")

    assert rate_ratio(60, 30, 51477.5, 54308.7) == pytest.approx(oracle)


@given(TABLES)
def test_fisher_and_the_score_test_agree_with_scipy_and_statsmodels(table: tuple[int, int, int, int]) -> None:
    x1, n1, x0, n0 = table
    exact = stats.fisher_exact([[x1, n1 - x1], [x0, n0 - x0]], alternative="greater").pvalue
    assert float(fisher_rise(*table, mid=False)) == pytest.approx(exact, abs=1e-9)

    if 0 < x1 + x0 < n1 + n0:
        _, p = proportion.proportions_ztest([x1, x0], [n1, n0], alternative="larger")
        assert float(pooled_score_rise(*table)) == pytest.approx(p, abs=1e-9)


def test_welch_agrees_with_scipy() -> None:
    rng = np.random.default_rng(7)
    after, before = rng.normal(4.2, 0.8, 60), rng.normal(4.0, 1.1, 45)

    p, _, freedom = welch_rise(
        Sample(after.mean(), after.var(ddof=1), 60), Sample(before.mean(), before.var(ddof=1), 45)
    )

    oracle = stats.ttest_ind(after, before, equal_var=False, alternative="greater")
    assert float(p) == pytest.approx(oracle.pvalue)
    assert float(freedom) == pytest.approx(oracle.df)


@settings(deadline=None)
@given(TABLES)
def test_swapping_the_years_swaps_a_rise_and_a_fall(table: tuple[int, int, int, int]) -> None:
    x1, n1, x0, n0 = table

    assert float(proportion_rise(x1, n1, x0, n0)) == pytest.approx(
        1 - float(proportion_rise(x0, n0, x1, n1)), abs=1e-9
    )
    assert float(rate_rise(x1, x0, n1, n0)) == pytest.approx(1 - float(rate_rise(x0, x1, n0, n1)), abs=1e-9)


@given(TABLES)
def test_every_interval_holds_its_estimate(table: tuple[int, int, int, int]) -> None:
    x1, n1, x0, n0 = table

    for low, high in (wilson(x1, n1), clopper_pearson(x1, n1)):
        assert low - 1e-12 <= x1 / n1 <= high + 1e-12
    low, high = newcombe_difference(*table)
    assert low - 1e-12 <= x1 / n1 - x0 / n0 <= high + 1e-12
    low, high = poisson_exact(x1, n1)
    assert low - 1e-12 <= x1 / n1 <= high + 1e-12
    if x0:
        low, high = proportion_ratio(*table)
        assert low - 1e-9 <= (x1 / n1) / (x0 / n0) <= high + 1e-9


@given(st.integers(1, 50), st.integers(51, 200), st.integers(2, 20))
def test_an_interval_narrows_as_cases_are_added(events: int, n: int, more: int) -> None:
    for method in (wilson, clopper_pearson):
        small, large = method(events, n), method(events * more, n * more)
        assert large.high - large.low < small.high - small.low
    small, large = poisson_exact(events, n), poisson_exact(events * more, n * more)
    assert large.high - large.low < small.high - small.low


@settings(max_examples=20)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusting_for_the_number_of_questions_never_lowers_p(values: list[float]) -> None:
    assert (benjamini_hochberg(values) >= np.asarray(values) - 1e-12).all()


def test_stouffer_discounts_indicators_that_move_together() -> None:
    assert stouffer([1, 1, 1, 1], [1, 1, 1, 1]) == pytest.approx(2.0)
    assert stouffer([1, 1, 1, 1], [1, 1, 1, 1], correlation=1.0) == pytest.approx(1.0)
    assert stouffer([2, -2], [1, 1]) == 0
