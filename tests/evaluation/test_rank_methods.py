"""Places by other methods, goal scores made one otherwise, and what the order hangs on."""

from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from courtqa.errors import NoEffect, NotAPeriod, RuleMissing, UnknownName
from courtqa.evaluation import Evaluation, evaluate
from courtqa.evaluation.rank_methods import (
    bottom_set,
    exact_sets,
    holm_sets,
    marginal_set,
    mrsw_sets,
    sets_of,
    top_set,
)
from courtqa.evaluation.ranking import RankSets, rank_sets, ranks
from courtqa.evaluation.sensitivity import (
    DirichletWeights,
    LeaveOneOut,
    OneAtATime,
    acceptability,
    dirichlet_weights,
    sobol,
    weighted_scores,
)
from courtqa.kinds import load_policy
from courtqa.simulation import court_years

SCORES = st.lists(st.integers(-20, 20), min_size=2, max_size=10)


def methods(scores: list[float], errors: list[float]) -> dict[str, RankSets]:
    return {
        "tukey_kramer": rank_sets(scores, errors),
        "holm": holm_sets(scores, errors),
        "mrsw": mrsw_sets(scores, errors, repetitions=300, seed=3),
    }


@pytest.fixture(scope="module")
def year() -> Evaluation:
    records = court_years(2004, 2007, seed=7)
    return evaluate(
        records.cases, policy=load_policy("harbin"), period="2007", events=records.events, staff=records.staff
    )


@settings(max_examples=25, deadline=None)
@given(SCORES)
def test_every_method_holds_the_place_seen(scores: list[int]) -> None:
    places = ranks(scores)

    for sets in methods([float(s) for s in scores], [2.0] * len(scores)).values():
        assert (sets.low <= places).all()
        assert (places <= sets.high).all()


@settings(max_examples=15, deadline=None)
@given(SCORES, st.randoms(use_true_random=False))
def test_permuting_the_units_permutes_the_sets(scores: list[int], random) -> None:
    order = list(range(len(scores)))
    random.shuffle(order)

    plain = holm_sets(scores, [1.5] * len(scores))
    moved = holm_sets([scores[i] for i in order], [1.5] * len(scores))

    assert moved.low.tolist() == plain.low[order].tolist()
    assert moved.high.tolist() == plain.high[order].tolist()


def test_stepping_down_tells_apart_at_least_what_one_step_does() -> None:
    scores = np.array([0.0, 5.0, 10.0, 15.0, 20.0])

    stepped = mrsw_sets(scores, np.full(5, 1.25), repetitions=4000, seed=1)
    single = rank_sets(scores, np.full(5, 1.25))

    assert (stepped.high - stepped.low).sum() <= (single.high - single.low).sum()


def test_the_same_seed_gives_the_same_sets() -> None:
    scores, errors = [1.0, 2.0, 4.0, 8.0], [1.0, 1.2, 0.8, 1.0]

    one = sets_of(scores, errors, method="mrsw", repetitions=500, seed=5)
    two = sets_of(scores, errors, method="mrsw", repetitions=500, seed=5)

    assert one.low.tolist() == two.low.tolist()
    assert one.high.tolist() == two.high.tolist()


def test_without_chance_the_order_is_what_it_is() -> None:
    for sets in methods([3.0, 1.0, 2.0, 2.0], [0.0] * 4).values():
        assert sets.low.tolist() == [1, 4, 2, 2]
        assert sets.high.tolist() == [1, 4, 3, 3]


def test_exact_counts_tell_apart_what_is_far_apart() -> None:
    sets = exact_sets([0, 40, 80])
    other_way = exact_sets([0, 40, 80], fewer_first=False)

    assert sets.low.tolist() == [1, 2, 3]
    assert sets.high.tolist() == [1, 2, 3]
    assert other_way.low.tolist() == [3, 2, 1]
    assert exact_sets([0, 0, 0]).high.tolist() == [3, 3, 3]


def test_a_unit_named_beforehand_has_a_narrower_set_than_all_at_once() -> None:
    scores, errors = np.arange(12) * 1.4, np.ones(12)
    every = rank_sets(scores, errors)

    for unit in range(12):
        low, high = marginal_set(scores, errors, unit)
        assert every.low[unit] <= low <= high <= every.high[unit]


def test_the_marginal_set_holds_the_true_place_as_often_as_it_says() -> None:
    """Of ten equal units any place is true; the set fails when one is told from another that is its equal."""
    rng = np.random.default_rng(11)
    held = 0
    for score in rng.normal(size=(600, 10)):
        held += marginal_set(score, np.ones(10), 0) == (1, 10)

    assert abs(held / 600 - 0.95) < 3 * (0.95 * 0.05 / 600) ** 0.5


def test_the_top_set_holds_all_that_may_be_on_top() -> None:
    sets = RankSets(np.array([1, 1, 3, 4]), np.array([2, 2, 4, 4]))

    assert top_set(sets, 1).tolist() == [True, True, False, False]
    assert bottom_set(sets, 1).tolist() == [False, False, True, True]


def test_a_ranking_by_another_method_keeps_scores_and_changes_sets_only(year: Evaluation) -> None:
    plain = year.horizontal.ranking()

    for method in ("holm", "mrsw"):
        found = year.horizontal.ranking(method=method)
        assert found.method == method
        assert [p.score for p in found.places] == [p.score for p in plain.places]
    assert set(plain.top(3)) <= {p.unit for p in plain.ranked}
    assert plain.alone("civil_1")[0] >= plain["civil_1"].low
    assert plain.to_frame()["method"].unique().to_list() == ["tukey_kramer"]
    assert "Tukey–Kramer" in plain.explain("zh")


def test_counts_are_ranked_exactly_and_a_composite_cannot_be(year: Evaluation) -> None:
    exact = year.horizontal.ranking("reversed_remanded_cases", method="multinomial")

    assert all(p.low is not None and p.low <= (p.high or 0) for p in exact.ranked)
    with pytest.raises(UnknownName, match="multinomial"):
        year.horizontal.ranking(method="multinomial")


def test_a_geometric_mean_punishes_one_bad_figure_more(year: Evaluation) -> None:
    additive = year.horizontal.ranking()
    geometric = year.horizontal.ranking(aggregate="geometric")

    for place in geometric.ranked:
        assert float(place.score or 0) <= float(additive[place.unit].score or 0) + 1e-9
    assert "geometric" in geometric.title.en


def test_the_heaviest_indicator_decides_a_lexicographic_order(year: Evaluation) -> None:
    found = year.horizontal.ranking(aggregate="lexicographic")
    scored = year.horizontal.peers["trial"].scored

    heaviest = [scored[p.unit].goals["reversed_remanded_cases"] for p in found.ranked]
    assert heaviest == sorted(heaviest, reverse=True)
    assert [p.label for p in found.ranked] == [str(i) for i in range(1, 11)]


def test_an_edition_may_choose_the_geometric_mean(year: Evaluation) -> None:
    from courtqa.evaluation.horizontal import compare_peers

    rules = evolve(year.assessment, horizontal=evolve(year.assessment.horizontal, aggregate="geometric"))
    other = compare_peers(year.measures, assessment=rules, provenance=year.provenance)

    assert [p.unit for p in other.peers["trial"].composite.places] == [
        p.unit for p in year.horizontal.ranking(aggregate="geometric").places
    ]
    assert "civil_1" in other.explain("civil_1")
    assert other.ranking(aggregate="additive").places == year.horizontal.ranking().places


def test_scaling_all_weights_changes_nothing() -> None:
    goals = [[80, 40, 60], [70, 90, 20], [float("nan"), 50, 50]]

    assert weighted_scores(goals, [0.5, 0.3, 0.2]) == pytest.approx(weighted_scores(goals, [5, 3, 2]))


def test_weights_are_drawn_round_those_of_the_edition() -> None:
    drawn = dirichlet_weights([0.5, 0.5, 0.0], concentration=20, repetitions=4000, seed=2)

    assert drawn.sum(axis=1) == pytest.approx(np.ones(4000))
    assert drawn.mean(axis=0) == pytest.approx([0.5, 0.5, 0.0], abs=0.01)


def test_how_often_each_place_is_held_sums_to_one() -> None:
    rng = np.random.default_rng(3)

    shares = acceptability(rng.normal(size=(200, 6)))

    assert shares.sum(axis=0) == pytest.approx(np.ones(6))
    assert shares.sum(axis=1) == pytest.approx(np.ones(6))


def test_a_weight_that_moves_nothing_has_no_sobol_index() -> None:
    goals = [[90, 50, 30], [80, 50, 60], [10, 50, 70]]

    found = sobol(goals, [0.4, 0.2, 0.4], concentration=5, samples=64, seed=1)

    assert found.total[0] > 0.1
    assert found.total[2] > 0.1
    assert (found.total >= found.first - 0.15).all()


def test_where_nobody_holds_a_place_no_weight_moves_one() -> None:
    nothing = [[float("nan")] * 2] * 3

    found = sobol(nothing, [0.5, 0.5], concentration=5, samples=8, seed=1)

    assert found.total.tolist() == [0, 0]
    assert acceptability(weighted_scores(nothing, [[1, 1]])).sum() == 0


def test_leaving_out_one_at_a_time_says_who_moves(year: Evaluation) -> None:
    found = year.horizontal.sensitivity("leave_one_out")

    assert {run.indicator for run in found.runs} == set(year.horizontal.weights)
    assert all(run.effect for run in found.runs)
    assert found.to_frame().height == 6 * 10
    assert "个单位位次变化" in found.explain("zh")
    moved = year.horizontal.sensitivity(OneAtATime(0.5, ("petitions",)))
    assert [run.label for run in moved.runs] == ["petitions +50%", "petitions -50%"]


def test_random_weights_say_how_often_each_place_is_held(year: Evaluation) -> None:
    found = year.horizontal.sensitivity(DirichletWeights(20, 300, 1))

    best = year.horizontal.ranking().ranked[0].unit
    assert sum(found.acceptability[best]) == pytest.approx(1.0)
    assert found.held(best, 1) == max(shares[0] for shares in found.acceptability.values())
    assert found.explain("en").count("most often") == 10
    assert found.plot().to_dict()["layer"]


def test_what_moves_the_order_is_told_by_sobol_indices(year: Evaluation) -> None:
    found = year.horizontal.sensitivity("sobol")

    assert set(found.indices) == set(year.horizontal.weights)
    assert found.to_frame().columns == ["indicator", "first", "total"]


def test_a_specification_without_effect_is_an_error(year: Evaluation) -> None:
    idle = evolve(
        year.horizontal,
        weights=dict.fromkeys(year.horizontal.weights, Fraction(0)) | {"petitions": Fraction(1)},
    )

    with pytest.raises(NoEffect, match="changed nothing"):
        idle.sensitivity(LeaveOneOut(("media_exposures",)))
    with pytest.raises(UnknownName, match="did you mean 'petitions'"):
        year.horizontal.sensitivity(LeaveOneOut(("petition",)))
    with pytest.raises(UnknownName, match="sensitivity"):
        year.horizontal.sensitivity("leave_two_out")


def test_numbers_that_the_edition_does_not_give_are_not_invented(year: Evaluation) -> None:
    bare = evolve(
        year.assessment, horizontal=evolve(year.assessment.horizontal, rank_sets=None, sensitivity=None)
    )
    result = evolve(year.horizontal, assessment=bare)

    for ask in (
        lambda: result.sensitivity("dirichlet"),
        lambda: result.ranking(method="mrsw"),
    ):
        with pytest.raises(RuleMissing, match=r"assessments\.divisions@2005-01-01"):
            ask()
    assert result.ranking(method="mrsw", repetitions=200, seed=1).method == "mrsw"


def test_shrinkage_tells_its_prior_and_whether_an_order_is_worth_it(year: Evaluation) -> None:
    found = year.horizontal.shrunk("reversed_remanded_cases")

    assert found.model == "beta_binomial"
    for unit in found.units:
        assert min(unit.raw, found.mean) - 1e-9 <= unit.shrunk <= max(unit.raw, found.mean) + 1e-9
    assert "rankability" in found.explain()
    assert year.horizontal.shrunk("closures_per_judge").model == "gamma_poisson"
    assert found["civil_1"].n > 0
    with pytest.raises(UnknownName):
        year.horizontal.shrunk("colour")


def test_like_is_compared_with_like(year: Evaluation) -> None:
    found = year.case_mix("reversal_remand_rate")

    frame = found.to_frame()
    assert frame["observed"].sum() == pytest.approx(frame["expected"].sum())
    assert frame.filter(frame["expected"] == 0)["ratio"].is_null().all()
    assert "件" in found.explain("刑事审判第一庭", "zh")
    with pytest.raises(UnknownName, match="standardised"):
        year.case_mix("mean_days")


def test_a_control_chart_takes_its_limits_from_the_years_that_the_edition_names(year: Evaluation) -> None:
    chart = year.control("reversal_remand_rate", "民事审判第一庭", first="2004-01")

    frame = chart.to_frame()
    assert frame["baseline"].sum() == 24
    assert frame.height == 48
    assert chart.form in {"p", "u"}
    assert "基准" in chart.explain("zh")
    with pytest.raises(NotAPeriod):
        year.control("reversal_remand_rate", first="2007-01")
