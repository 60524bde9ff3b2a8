"""Why small counts are tested exactly, and up to where: grades by chance under either test. Nothing is drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import stats

from courtqa.evaluation.assessment import VerticalRules
from courtqa.evaluation.change_tests import fisher_rise, pooled_score_rise
from courtqa.evaluation.grading import limits_of

__all__ = ["EVENTS", "UnderEither", "under_either_test"]

EVENTS = (5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200)
SHARES = (0.0106, 0.20)  # the reversal rate of the five mechanisms, and a share as of mediated cases


@frozen
class UnderEither:
    """Of units in which nothing changed, the share graded other than level and strongly, by either test."""

    share: float
    expected: int
    exact: tuple[float, float]  # Fisher's mid-p
    score: tuple[float, float]  # the pooled score test


def under_either_test(
    rules: VerticalRules, *, events: tuple[int, ...] = EVENTS, step: Callable[[], object] = lambda: None
) -> tuple[UnderEither, ...]:
    """Two years of one truth and of one size, graded by the rules under each test, every pair of counts enumerated."""
    found = []
    for share in SHARES:
        for expected in events:
            found.append(_graded(rules, share, expected))
            step()
    return tuple(found)


def _graded(rules: VerticalRules, share: float, expected: int) -> UnderEither:
    cases = round(expected / share)
    law = stats.binom(cases, share)
    likely = np.arange(int(law.ppf(1e-6)), int(law.ppf(1 - 1e-6)) + 1)
    before, after = np.meshgrid(likely, likely, indexing="ij")
    weight = law.pmf(before) * law.pmf(after)
    with np.errstate(divide="ignore"):
        logs = np.log(likely.astype(np.float64))
    with np.errstate(invalid="ignore"):
        size = np.where(before == after, 0.0, np.abs(logs[None, :] - logs[:, None]))
    limits = limits_of(rules.percent, "percent")

    def shares(test: Callable[..., NDArray[np.float64]]) -> tuple[float, float]:
        p = test(after, cases, before, cases)
        tail = np.minimum(p, 1 - p)
        slight = (tail <= float(rules.p_slight)) & (size >= limits.slight)
        strong = (tail <= float(rules.p_strong)) & (size >= limits.strong)
        return float((weight * (slight | strong)).sum()), float((weight * strong).sum())

    return UnderEither(share, expected, shares(fisher_rise), shares(pooled_score_rise))
