"""A unit beside its peers: places with intervals, exact contributions, funnels, and nothing made of noise."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from courtqa.errors import PolicyError, UnknownName
from courtqa.evaluation import Evaluation, Period, Veto, evaluate
from courtqa.evaluation.assessment import Ranked
from courtqa.evaluation.composite import contributions, goal_score, score_unit, standard_error
from courtqa.evaluation.funnel import field_of, funnel_limits, funnel_p, overdispersion
from courtqa.evaluation.indicator import Indicator, Term
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.places import ranked
from courtqa.evaluation.ranking import critical_z, rank_labels, rank_sets, ranks, tiers
from courtqa.evaluation.shrinkage import (
    beta_binomial,
    gamma_poisson,
    paule_mandel,
    rankability,
    shrunk_shares,
)
from courtqa.kinds import load_policy
from courtqa.policy import Policy, find_pack
from courtqa.simulation import court_years
from courtqa.simulation.published.data import APPEALED, REVERSED
from courtqa.text import Text

NAME = Text(zh="指标", en="indicator")
CLOSED = (Term(count="cases", at="closed_on"),)
LOWER = Indicator(NAME, "share", "lower", "percent", CLOSED, CLOSED)
HIGHER = Indicator(NAME, "share", "higher", "points", CLOSED, CLOSED)
GOALS = {
    "reversals": Ranked(Decimal("0.6"), "quality", "result", best=0, worst=Decimal("0.2")),
    "closures": Ranked(Decimal("0.4"), "efficiency", "result", best=1, worst=Decimal("0.5")),
}
INDICATORS = {"reversals": LOWER, "closures": HIGHER}
WEIGHTS = {name: Fraction(goal.weight) for name, goal in GOALS.items()}
SCORES = st.lists(st.integers(0, 50), min_size=2, max_size=20)


def share(events: int, cases: int, indicator: str = "x") -> Measure:
    value = Fraction(events, cases) if cases else None
    return Measure(indicator, "u", Period.parse("2007"), events, cases, value, cases)


UNITS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
    min_size=2,
    max_size=8,
)


def scored_units(units: dict[str, tuple[int, int]]) -> dict[str, object]:
    return {
        unit: score_unit(
            {"reversals": share(bad, 200), "closures": share(100 + good, 160)}, INDICATORS, GOALS, WEIGHTS
        )
        for unit, (bad, good) in units.items()
    }


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy("harbin")


@pytest.fixture(scope="module")
def year(policy: Policy) -> Evaluation:
    records = court_years(2006, 2007, seed=7)
    return evaluate(
        records.cases,
        policy=policy,
        period="2007",
        events=records.events,
        staff=records.staff,
        as_of=date(2008, 1, 20),
    )


def test_equal_scores_share_a_place_and_say_so() -> None:
    assert rank_labels([0.5, 0.9, 0.5, 0.1]) == ("=2", "1", "=2", "4")
    assert ranks([0.5, 0.9, 0.5, 0.1], ties="dense").tolist() == [2, 1, 2, 3]
    assert ranks([0.5, 0.9, 0.5, 0.1], ties="average").tolist() == [2.5, 1, 2.5, 4]


def test_ties_are_decided_before_rounding() -> None:
    assert rank_labels([0.1 + 0.2, 0.3]) == ("=1", "=1")
    assert rank_labels([0.30001, 0.30002]) == ("2", "1")


def test_the_critical_values_are_those_published() -> None:
    """EVALUATION 5: 17 units 3.4584, 38 units 3.8632, 2,000 units 5.4574."""
    assert [round(critical_z(n), 4) for n in (17, 38, 2000)] == [3.4584, 3.8632, 5.4574]


@given(SCORES, st.randoms(use_true_random=False))
def test_permuting_the_units_permutes_the_places(scores: list[int], random) -> None:
    order = list(range(len(scores)))
    random.shuffle(order)
    errors = [1.0 + place % 3 for place in range(len(scores))]

    plain, shuffled = ranks(scores), ranks([scores[i] for i in order])
    sets = rank_sets(scores, errors)
    moved = rank_sets([scores[i] for i in order], [errors[i] for i in order])

    assert shuffled.tolist() == plain[order].tolist()
    assert moved.low.tolist() == sets.low[order].tolist()
    assert moved.high.tolist() == sets.high[order].tolist()


@given(SCORES)
def test_every_place_lies_in_its_interval_and_no_tier_overlaps_the_next(scores: list[int]) -> None:
    sets = rank_sets(scores, [2.0] * len(scores))
    groups = tiers(sets.low, sets.high)

    assert (sets.low <= ranks(scores)).all()
    assert (ranks(scores) <= sets.high).all()
    for tier in range(1, groups.max()):
        assert sets.high[groups == tier].max() < sets.low[groups == tier + 1].min()


@pytest.mark.parametrize("truth", ["equal", "near_tied", "spread", "grouped"])
def test_rank_sets_hold_all_true_places_in_at_least_95_percent_of_runs(truth: str) -> None:
    n, runs = 17, 400
    means = {
        "equal": np.zeros(n),
        "near_tied": np.arange(n) * 0.05,
        "spread": np.arange(n) * 1.5,
        "grouped": np.repeat([0.0, 6.0, 12.0], [6, 6, 5]),
    }[truth]
    first = 1 + (means[None, :] > means[:, None]).sum(axis=1)
    last = n - (means[None, :] < means[:, None]).sum(axis=1)
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(runs):
        sets = rank_sets(means + rng.normal(size=n), np.ones(n))
        held += bool((sets.low <= first).all() and (sets.high >= last).all())

    assert held / runs >= 0.95 - 2 * (0.95 * 0.05 / runs) ** 0.5


@given(UNITS)
def test_contributions_sum_exactly_to_the_distance_from_the_mean(units: dict[str, tuple[int, int]]) -> None:
    scored = scored_units(units)
    mean = sum((one.score for one in scored.values()), Fraction(0)) / len(scored)

    for unit, parts in contributions(scored).items():
        assert sum(parts.values(), Fraction(0)) == scored[unit].score - mean


@given(st.integers(1, 40), st.integers(0, 40), st.integers(1, 40))
def test_improving_an_indicator_never_lowers_a_score(bad: int, good: int, fewer: int) -> None:
    units = {
        "before": (bad, good),
        "after": (max(0, bad - fewer), good),
        "both": (max(0, bad - fewer), good + 1),
    }

    scored = scored_units(units)

    assert scored["before"].score <= scored["after"].score <= scored["both"].score


def test_a_unit_that_joins_moves_nobody_s_score() -> None:
    """Goalposts are fixed: with a data set's own best and worst, a newcomer reverses ranks."""
    before = scored_units({"a": (10, 10), "b": (12, 30)})
    after = scored_units({"a": (10, 10), "b": (12, 30), "c": (40, 0)})

    assert {unit: after[unit].score for unit in before} == {unit: one.score for unit, one in before.items()}


def test_what_is_missing_is_left_out_and_never_taken_for_nothing() -> None:
    one = score_unit({"reversals": share(0, 0), "closures": share(150, 160)}, INDICATORS, GOALS, WEIGHTS)

    assert one.measured == Fraction(4, 10)
    assert one.score == goal_score(Fraction(150, 160), HIGHER, GOALS["closures"])


def test_no_event_leaves_room_for_chance() -> None:
    error = standard_error(share(0, 50), LOWER)

    assert error is not None
    assert error > 0.02
    assert standard_error(share(0, 500), LOWER) < error


def test_the_shrunk_rates_of_hamilton_county_are_reproduced() -> None:
    """DOMAIN 8.2: beta-binomial mean 0.1148, strength 109.8; J03 8/44 .134, J05 .083, J06 .152, J07 .150, J11 .081."""
    prior = beta_binomial(REVERSED, APPEALED)
    shrunk = shrunk_shares(REVERSED, APPEALED, prior)

    assert (round(prior.mean, 4), round(prior.shape + prior.scale, 1)) == (0.1148, 109.8)
    assert [round(float(shrunk[i]), 3) for i in (2, 4, 5, 6, 10)] == [0.134, 0.083, 0.152, 0.150, 0.081]


def test_the_order_of_the_hamilton_judges_is_mostly_noise() -> None:
    """Heterogeneity is real (chi-squared 31.7 on 15 df), and still the best judge may hold places 1 to 10 or worse."""
    values = [Fraction(x, n) for x, n in zip(REVERSED, APPEALED, strict=True)]
    errors = {
        str(i): standard_error(share(x, n), LOWER)
        for i, (x, n) in enumerate(zip(REVERSED, APPEALED, strict=True))
    }

    ranking = ranked(
        {str(i): -value for i, value in enumerate(values)}, errors, title=NAME, level=0.95, limits=(0.5, 0.75)
    )

    assert ranking.showing == "warned"
    assert 0.5 < ranking.rankability < 0.75
    assert ranking.tiers == 1
    assert ranking["10"].low == 1
    assert ranking["10"].high >= 10


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(31, 200)), min_size=3, max_size=12))
@settings(max_examples=25, deadline=None)
def test_a_shrunk_rate_lies_between_the_raw_one_and_the_mean(units: list[tuple[int, int]]) -> None:
    events, cases = zip(*units, strict=True)
    if not sum(events):
        return
    prior = beta_binomial(events, cases)

    for raw, value in zip(np.divide(events, cases), shrunk_shares(events, cases, prior), strict=True):
        assert min(raw, prior.mean) - 1e-9 <= value <= max(raw, prior.mean) + 1e-9


def test_no_spread_beyond_chance_pools_fully() -> None:
    assert paule_mandel([1.0, 1.01, 0.99], [0.5, 0.5, 0.5]) == 0
    assert rankability([1.0, 1.01, 0.99], [0.5, 0.5, 0.5]) == 0
    assert gamma_poisson([10, 10, 10, 10], [10.0, 10.0, 10.0, 10.0]).pooled
    assert rankability([1.0, 5.0, 9.0], [0.1, 0.1, 0.1]) > 0.99


def test_the_orange_juice_p_chart_s_limits_lie_near_the_exact_ones() -> None:
    """Montgomery, Introduction to Statistical Quality Control: 347 of 30 x 50, centre 0.2313333, (0.0524, 0.4102)."""
    low, high = funnel_limits([50], 347 / 1500, 0.9973, kind="share")

    assert round(347 / 1500, 7) == 0.2313333
    assert float(low[0]) == pytest.approx(0.0524, abs=0.03)
    assert float(high[0]) == pytest.approx(0.4102, abs=0.03)


def test_funnel_flags_are_exact_where_normal_limits_raise_false_alarms() -> None:
    """A target of 1 % of 300 cases: seven events against three expected lie beyond a normal 97.5 % limit only."""
    exact = float(funnel_p(7, 300, 0.01, kind="share"))
    normal = 2 * stats.norm.sf((7 / 300 - 0.01) / np.sqrt(0.01 * 0.99 / 300))

    assert normal < 0.025 < exact


def test_more_spread_than_chance_widens_the_funnel() -> None:
    rng = np.random.default_rng(5)
    n = np.full(40, 400)
    noisy = rng.binomial(n, np.clip(rng.normal(0.1, 0.04, 40), 0.01, 0.3))
    calm = rng.binomial(n, 0.1)

    assert overdispersion(noisy, n, 0.1, kind="share").beyond
    assert not overdispersion(calm, n, 0.1, kind="share").beyond
    _, spread, p, _ = field_of(noisy, n, kind="share")
    assert spread.tau2 > 0
    assert (p < 0.002).sum() < (funnel_p(noisy, n, 0.1, kind="share") < 0.002).sum()


def test_every_place_comes_with_its_interval(year: Evaluation) -> None:
    frame = year.horizontal.to_frame()

    needed = {
        "place_low",
        "place_high",
        "n",
        "numerator",
        "denominator",
        "error",
        "method",
        "basis",
        "flags",
        "as_of",
        "policy_digest",
    }
    assert needed <= set(frame.columns)
    assert set(year.horizontal.rank_sets) == set(year.measures.units)
    assert frame.filter(frame["showing"] == "refused")["place"].is_null().all()


def test_the_bare_order_is_had_by_asking_for_it_with_its_intervals(year: Evaluation) -> None:
    table = year.horizontal.league_table()

    assert table["place"][0] == "1"
    assert table["places"].str.contains("–").all()
    assert "chance" in table["warning"][0]


def test_peers_are_compared_with_peers(year: Evaluation) -> None:
    assert {key: len(peers.measures) for key, peers in year.horizontal.peers.items()} == {
        "trial": 10,
        "other": 7,
    }
    assert year.horizontal.group_of("执行第一庭")[0] == "other"


def test_a_unit_explains_its_score_in_both_languages(year: Evaluation) -> None:
    assert "civil" in year.horizontal.explain("civil_1").lower()
    assert year.horizontal.explain("civil_1", lang="zh").startswith("民事审判第一庭：")
    with pytest.raises(UnknownName):
        year.horizontal.explain("civil_99")
    with pytest.raises(UnknownName):
        year.horizontal.funnel("colour")


def test_a_veto_stands_beside_the_score_and_never_in_it(year: Evaluation) -> None:
    veto = Veto(
        "civil_1", "major_problem", "a case file was lost", by="adjudication committee",
        on=date(2007, 10, 1), effect="exclude", until=date(2008, 10, 1),
    )  # fmt: skip

    vetoed = year.horizontal.with_vetoes([veto])

    assert vetoed["civil_1"] == year.horizontal["civil_1"]
    assert vetoed.veto_of("civil_1") is veto
    assert "得分不变" in vetoed.explain("civil_1", lang="zh")


def test_goalposts_of_a_year_shrink_with_the_period(policy: Policy) -> None:
    records = court_years(2006, 2007, seed=7)
    half = evaluate(records.cases, policy=policy, period="2007H1", events=records.events, staff=records.staff)
    civil = half.horizontal.peers["trial"].scored["civil_1"]

    assert not half.provenance.final
    assert 0 < civil.goals["closures_per_judge"] < 100


def test_an_overlay_whose_weights_do_not_sum_is_refused(tmp_path) -> None:
    folder = tmp_path / "ours"
    (folder / "assessments" / "divisions").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        "name: ours\ntitle: {zh: 本院, en: ours}\nversion: '1'\nextends: [harbin]\ntime_zone: Asia/Shanghai\n"
        "reference: {title: {zh: 本院规定, en: our rules}, article: '1'}\n",
        encoding="utf-8",
    )
    text = (find_pack("harbin") / "assessments/divisions/2005-01-01.yaml").read_text(encoding="utf-8")
    text = text.replace("reversal_remand_rate: {weight: 0.18", "reversal_remand_rate: {weight: 0.19")
    text = text.replace("headline:\n    - petitions", "headline:\n    - petitoins")
    (folder / "assessments" / "divisions" / "2009-01-01.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(PolicyError) as refused:
        load_policy("harbin", folder)

    said = str(refused.value)
    assert "weights that sum to 1.01, expected weights that sum to 1" in said
    assert "the unknown indicator 'petitoins'" in said
