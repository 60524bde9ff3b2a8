"""Scores of twelve indicators and sets of places for 17, 450 and 2,000 units, beside three peers.

pymcdm and scikit-criteria give scores and bare ranks, and nothing that says what a rank is worth; their times are for
that. Sets of places by the draws of Mogstad, Romano, Shaikh and Wilhelm come from csranks, which is an R package and of
which no times are published: its manual and NEWS (to 1.3.0), its vignettes, README, issues and the paper on it (arXiv
2401.15205) were searched. In its place stands multiple-inference, which has the same procedure in Python: the same
1,000 draws, from the same scores and errors. From 100 units on it takes one step where we step down to the end, so its
sets are then a little wider than ours. At 2,000 units it is left out: its pairs and draws don't fit.
``pip install pymcdm scikit-criteria multiple-inference`` for the peers; without one, its line is left out.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.side_by_side import interleaved, show
from courtqa.evaluation.assessment import Ranked
from courtqa.evaluation.composite import Scored, score_unit
from courtqa.evaluation.indicator import Indicator, Term
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.periods import Period
from courtqa.evaluation.rank_methods import mrsw_sets
from courtqa.evaluation.ranking import RankSets, rank_sets
from courtqa.text import Text

SIZES, CRITERIA, DRAWS = (17, 450, 2_000), 12, 1_000
NAMES = [f"i{at}" for at in range(CRITERIA)]
TERM = Term(count="cases", at="closed_on")
SHARE = Indicator(Text(zh="率", en="share"), "share", "higher", "points", (TERM,), (TERM,))
GOAL = Ranked(weight=1, aspect="quality", stage="result", best=1, worst=0)
YEAR = Period.parse("2007")


def counts(units: int) -> np.ndarray:
    """Events and cases of every unit and indicator."""
    chance = np.random.default_rng(units)
    cases = chance.integers(200, 900, (units, CRITERIA))
    return np.stack([chance.binomial(cases, chance.uniform(0.2, 0.8, (units, 1))), cases])


def ours(table: np.ndarray, sets: Callable[[list[float], list[float]], RankSets]) -> RankSets:
    """Exact scores with their standard errors, from measures; then the sets of places."""
    weights = dict.fromkeys(NAMES, Fraction(1, CRITERIA))
    indicators, goals = dict.fromkeys(NAMES, SHARE), dict.fromkeys(NAMES, GOAL)
    found: list[Scored] = []
    for events, cases in table.transpose(1, 0, 2).tolist():
        measures = {
            name: Measure(name, "u", YEAR, numerator=x, denominator=n, value=Fraction(x, n), n=n)
            for name, x, n in zip(NAMES, events, cases, strict=True)
        }
        found.append(score_unit(measures, indicators, goals, weights))
    return sets([float(each.score) for each in found], [each.error for each in found])


def drawn(scores: ArrayLike, errors: ArrayLike) -> RankSets:
    """The sets as csranks finds them by default: stepped down, a thousand draws."""
    return mrsw_sets(scores, errors, repetitions=DRAWS, seed=1)


def main() -> None:
    """Print one comparison per size."""
    warnings.simplefilter("ignore")
    for units in SIZES:
        table = counts(units)
        matrix, weights = table[0] / table[1], np.full(CRITERIA, 1 / CRITERIA)
        ways: dict[str, Callable[[], object]] = {
            "courtqa: scores, Tukey–Kramer sets": lambda table=table: ours(table, rank_sets),
            "sets alone, from scores": lambda matrix=matrix: rank_sets(
                matrix.mean(axis=1), np.full(len(matrix), 0.01)
            ),
        }
        if units <= 450:
            means, errors = matrix.mean(axis=1), np.full(len(matrix), 0.01)
            ways["courtqa: scores, sets by 1,000 draws"] = lambda table=table: ours(table, drawn)
            ways["sets alone, by 1,000 draws"] = lambda m=means, e=errors: drawn(m, e)
            ways |= _peer_of_sets(means, errors)
        ways |= _peers(matrix, weights)
        show(
            f"{units:,} units, {CRITERIA} indicators",
            interleaved(ways, rounds=5),
            ours="courtqa: scores, Tukey–Kramer sets",
            goal="none: two peers give no sets of places, and one no scores; nobody has an error of a score",
        )


def _peer_of_sets(means: np.ndarray, errors: np.ndarray) -> dict[str, Callable[[], object]]:
    """The same sets by multiple-inference, where it is installed."""
    try:
        from multiple_inference.confidence_set import SimultaneousRanking
    except ImportError:
        return {}

    def found() -> object:
        return SimultaneousRanking(means, np.diag(errors**2)).fit(n_samples=DRAWS).conf_int()

    return {"multiple-inference: sets alone, by 1,000 draws": found}


def _peers(matrix: np.ndarray, weights: np.ndarray) -> dict[str, Callable[[], object]]:
    found: dict[str, Callable[[], object]] = {}
    kinds = np.ones(CRITERIA)
    try:
        from pymcdm.methods import TOPSIS

        method = TOPSIS()
        found["pymcdm TOPSIS: scores, ranks"] = lambda: method.rank(method(matrix, weights, kinds))
    except ImportError:
        pass
    try:
        from skcriteria import mkdm
        from skcriteria.agg.simple import WeightedSumModel

        asked = mkdm(matrix, [max] * CRITERIA, weights=weights)
        model = WeightedSumModel()
        found["scikit-criteria sum: scores, ranks"] = lambda: model.evaluate(asked).rank_
    except ImportError:
        pass
    return found
