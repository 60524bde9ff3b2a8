"""Numbers of the statistical literature."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from courtqa.evaluation.change_tests import rate_change
from courtqa.evaluation.control import c_chart, p_chart
from courtqa.evaluation.intervals import miettinen_nurminen, newcombe_difference, poisson_exact, rate_ratio
from courtqa.evaluation.ranking import critical_z
from courtqa.evaluation.shrinkage import beta_binomial, gamma_poisson, normal_factors
from courtqa.simulation.published.data import BATTERS, BOARDS, EXPECTED, JUICE, LIP_CANCERS, RATS, TUMOURS
from courtqa.simulation.published.number import Published, from_source

__all__ = ["TEXTBOOKS"]

_STATISTICS = "tests/evaluation/test_statistics.py::"
_NUMBERS = "tests/evaluation/test_published_numbers.py::"
_HORIZONTAL = "tests/evaluation/test_horizontal.py::"
_RATES = (60, 30, 51477.5, 54308.7)


def _of(pair: Callable[[], tuple[object, object]], at: int, form: str) -> Callable[[], str]:
    return lambda: format(float(str(pair()[at])), form)


def _difference() -> tuple[object, object]:
    return newcombe_difference(56, 70, 48, 80)


def _fifteen() -> tuple[object, object]:
    return poisson_exact(15, 400)


def _ratio() -> tuple[object, object]:
    return rate_ratio(*_RATES)


def _rats() -> tuple[object, object]:
    prior = beta_binomial(TUMOURS, RATS)
    return prior.shape, prior.scale


def _lips() -> tuple[object, object]:
    prior = gamma_poisson(LIP_CANCERS, EXPECTED)
    return prior.shape, prior.scale


def _batting() -> str:
    average = np.array(BATTERS) / 45
    error = np.full(18, np.sqrt(average.mean() * (1 - average.mean()) / 45))
    return f"{float(normal_factors(average, error)[0]):.3f}"


def _juice() -> str:
    chart = p_chart(JUICE, [50] * len(JUICE))
    return f"{chart.centre:.7f} ({chart.low[0]:.4f}, {chart.high[0]:.4f}), {_beyond(chart.beyond)}"


def _boards() -> str:
    chart = c_chart(BOARDS)
    return f"{chart.centre:.3f} ({chart.low[0]:.2f}, {chart.high[0]:.2f}), {_beyond(chart.beyond)}"


def _beyond(found: np.ndarray) -> str:
    return " and ".join(str(place + 1) for place in np.flatnonzero(found))


TEXTBOOKS: tuple[Published, ...] = (
    *from_source(
        "Newcombe (1998), Stat Med 17:873–890, method 10",
        _STATISTICS + "test_newcombe_s_published_example_is_reproduced",
        ("56/70 − 48/80, lower limit", "0.0524", _of(_difference, 0, ".4f")),
        ("56/70 − 48/80, upper limit", "0.3339", _of(_difference, 1, ".4f")),
    ),
    *from_source(
        "Miettinen and Nurminen, in Newcombe (1998), table II",
        _NUMBERS + "test_the_score_limit_of_miettinen_and_nurminen_is_reproduced",
        (
            "56/70 − 48/80, upper score limit",
            "0.338173",
            lambda: f"{miettinen_nurminen(56, 70, 48, 80)[1]:.6f}",
        ),
    ),
    *from_source(
        "statsmodels issue 10269 (its 0.15.0 gives 0.3434)",
        _NUMBERS + "test_statsmodels_is_wrong_where_we_are_right",
        ("7/34 − 1/34, upper score limit", "0.3453", lambda: f"{miettinen_nurminen(7, 34, 1, 34)[1]:.4f}"),
    ),
    *from_source(
        "Garwood's limits, as Stata and R print them",
        _STATISTICS + "test_the_exact_limits_of_15_events_in_400_are_reproduced",
        ("15 events in 400, lower limit", "0.0209884653", _of(_fifteen, 0, ".10f")),
        ("15 events in 400, upper limit", "0.0618505472", _of(_fifteen, 1, ".10f")),
    ),
    *from_source(
        "Gu, Ng, Tang and Schucany (2008), Biom J 50:283–298",
        _STATISTICS + "test_the_comparison_of_two_published_rates_is_reproduced",
        (
            "60/51477.5 against 30/54308.7, exact p",
            "0.000675182659",
            lambda: f"{rate_change(*_RATES, mid=False):.12f}",
        ),
        ("the same, mid-p", "0.000557262407", lambda: f"{rate_change(*_RATES):.12f}"),
        ("the same, ratio, lower score limit", "1.365962", _of(_ratio, 0, ".6f")),
        ("the same, ratio, upper score limit", "3.259306", _of(_ratio, 1, ".6f")),
    ),
    *from_source(
        "Tarone (1982); Gelman et al., Bayesian Data Analysis, table 5.1",
        _NUMBERS + "test_the_rat_tumours_give_the_published_prior",
        ("rat tumours, beta-binomial ML, α", "2.304768", _of(_rats, 0, ".6f")),
        ("rat tumours, beta-binomial ML, β", "14.079707", _of(_rats, 1, ".6f")),
        within=1e-5,  # the printed pair lies that far before the maximum of its own likelihood
    ),
    *from_source(
        "Clayton and Kaldor (1987), Biometrics 43:671–681",
        _NUMBERS + "test_the_scottish_lip_cancers_give_the_published_prior",
        ("Scottish lip cancer, gamma–Poisson ML, ν", "1.88", _of(_lips, 0, ".2f")),
        ("Scottish lip cancer, gamma–Poisson ML, α", "1.32", _of(_lips, 1, ".2f")),
    ),
    *from_source(
        "Efron and Morris (1977), Scientific American 236:119–127",
        _NUMBERS + "test_the_batters_are_shrunk_as_published",
        ("18 batters, shrinkage c", "0.212", _batting),
    ),
    *from_source(
        "Montgomery, Introduction to Statistical Quality Control, ch. 7",
        _NUMBERS + "test_the_orange_juice_p_chart_is_reproduced",
        (
            "orange juice, p chart: centre (limits), samples beyond",
            "0.2313333 (0.0524, 0.4102), 15 and 23",
            _juice,
        ),
    ),
    *from_source(
        "Montgomery, Introduction to Statistical Quality Control, ch. 7",
        _NUMBERS + "test_the_circuit_board_c_chart_is_reproduced",
        (
            "circuit boards, c chart: centre (limits), samples beyond",
            "19.846 (6.48, 33.21), 6 and 20",
            _boards,
        ),
    ),
    *from_source(
        "Tukey–Kramer, studentised range / √2",
        _HORIZONTAL + "test_the_critical_values_are_those_published",
        ("critical z at 17 units", "3.4584", lambda: f"{critical_z(17):.4f}"),
        ("critical z at 38 units", "3.8632", lambda: f"{critical_z(38):.4f}"),
        ("critical z at 2,000 units", "5.4574", lambda: f"{critical_z(2000):.4f}"),
    ),
)
