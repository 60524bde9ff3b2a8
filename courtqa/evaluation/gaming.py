"""Do figures look as if somebody had made them look so? Tests of counts. Arrays in, arrays out; one p per unit.

Each p is one-sided, towards what gaming would do. A small one asks for a look at the files and proves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special, stats

from courtqa.evaluation.change_tests import fisher_rise
from courtqa.evaluation.funnel import field_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Bunching",
    "Suspected",
    "bunching",
    "fell_against_peers",
    "fewer_than_peers",
    "odds_against_peers",
]


class Suspected(NamedTuple):
    """Per unit: what was expected, and the one-sided p of being so far from it."""

    expected: NDArray[np.float64]
    p: NDArray[np.float64]


def odds_against_peers(
    events: ArrayLike,
    n: ArrayLike,
    before: ArrayLike | None = None,
    n_before: ArrayLike | None = None,
    *,
    rise: bool = True,
) -> Suspected:
    """Whether a share rose (or fell) in a unit more than in all others together, one year to the next.

    What is expected of a unit is its own share of the year before, moved by the odds as much as that of all others
    moved. How unsure that is makes the expectation a beta law, so the count is beta-binomial: mid-p of its tail, widened
    where the units spread by more than chance. So neither a season, nor what a unit has always been like, nor what
    befell the whole court counts against it. Without a year before: exact mid-p against the others of the same year.
    """
    x1, n1 = _floats(events), _floats(n)
    rest_x, rest_n = x1.sum() - x1, n1.sum() - n1
    if before is None or n_before is None:
        up = fisher_rise(x1, n1, rest_x, rest_n)
        with np.errstate(divide="ignore", invalid="ignore"):
            return Suspected(n1 * rest_x / rest_n, up if rise else 1 - up)
    x0, n0 = _floats(before), _floats(n_before)
    rest_x0, rest_n0 = x0.sum() - x0, n0.sum() - n0
    pairs = ((x0, n0), (rest_x, rest_n), (rest_x0, rest_n0))
    logits = [np.log((x + 0.5) / (size - x + 0.5)) for x, size in pairs]  # half a case more: Haldane 1956
    unsure = sum((1 / (x + 0.5) + 1 / (size - x + 0.5) for x, size in pairs), np.zeros_like(x1))
    share = special.expit(logits[0] + logits[1] - logits[2])
    weight = 1 / (unsure * share * (1 - share))
    law = stats.betabinom(n1, weight * share, weight * (1 - share))
    up = np.clip(law.sf(x1 - 1) - law.pmf(x1) / 2, 1e-300, 1 - 1e-16)
    z = -special.ndtri(up)
    z = z / _widened(z)
    return Suspected(n1 * share, np.asarray(special.ndtr(-z if rise else z), dtype=np.float64))


def fewer_than_peers(events: ArrayLike, n: ArrayLike) -> Suspected:
    """Whether a share is lower than that of all units by more than chance: the lower limit of the funnel.

    Exact mid-p; where the units spread by more than chance, with the limits that allow for it.
    """
    x, size = _floats(events), _floats(n)
    target, spread, _, z = field_of(x, size, kind="share")
    low = stats.binom.cdf(x, size, target) - stats.binom.pmf(x, size, target) / 2
    return Suspected(size * target, np.asarray(special.ndtr(z) if spread.beyond else low, dtype=np.float64))


def fell_against_peers(counts: ArrayLike, before: ArrayLike) -> Suspected:
    """Whether a unit's count fell from one year to the next by more than that of all others together.

    Exact mid-p of the unit's share of both years, widened where units move by more than chance from year to year.
    """
    x1, x0 = _floats(counts), _floats(before)
    rest1, rest0 = x1.sum() - x1, x0.sum() - x0
    up = np.clip(fisher_rise(x1, x1 + x0, rest1, rest1 + rest0), 1e-300, 1 - 1e-16)
    z = -special.ndtri(up)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(rest0 > 0, x0 * rest1 / rest0, np.nan)
    return Suspected(expected, np.asarray(special.ndtr(z / _widened(z)), dtype=np.float64))


class Bunching(NamedTuple):
    """Closings counted just within a limit, how many a smooth course would have given, and the one-sided p."""

    observed: float
    expected: float
    p: float


def bunching(slack: ArrayLike, *, days: int, reach: int) -> Bunching:
    """Whether more closings than a smooth course gives fall on the last ``days`` days up to a limit.

    ``slack`` is the limit minus the closing, in days. Counts per day within ``reach`` are fitted by a quadratic
    log-linear law that leaves out ``days`` on either side of the limit (Chetty, Friedman, Olsen and Pistaferri 2011,
    QJE 126:749–804); the p is of a negative binomial that allows for the fit's error and for more than Poisson spread. Nothing near the limit: p 1.
    """
    distance = np.asarray(slack, dtype=np.int64)
    at = np.arange(-reach, reach)
    counts = np.array([(distance == day).sum() for day in at], dtype=np.float64)
    window, around = (at >= 0) & (at < days), (at < -days) | (at >= days)
    design = np.column_stack([np.ones(at.size), at / reach, (at / reach) ** 2])
    if counts[around].sum() < design.shape[1] + 1:
        return Bunching(float(counts[window].sum()), float("nan"), 1.0)
    beta, covariance, phi = _poisson_fit(design[around], counts[around])
    mean = np.exp(design[window] @ beta)
    slope = mean @ design[window]
    expected, observed = float(mean.sum()), float(counts[window].sum())
    variance = max(phi * (expected + float(slope @ covariance @ slope)), expected * (1 + 1e-6))
    law = stats.nbinom(expected**2 / (variance - expected), expected / variance)
    return Bunching(observed, expected, float(law.sf(observed - 1) - law.pmf(observed) / 2))


def _poisson_fit(
    design: NDArray[np.float64], counts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Coefficients of a log-linear Poisson law, their covariance, and φ (at least 1)."""
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(max(float(counts.mean()), 1e-3))
    ridge = 1e-6 * np.eye(design.shape[1])
    for _ in range(50):
        mean = np.exp(np.clip(design @ beta, -20, 20))
        step = np.linalg.solve(design.T @ (mean[:, None] * design) + ridge, design.T @ (counts - mean))
        beta = beta + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < 1e-9:
            break
    mean = np.exp(np.clip(design @ beta, -20, 20))
    covariance = np.linalg.inv(design.T @ (mean[:, None] * design) + ridge)
    freedom = max(1, counts.size - design.shape[1])
    phi = float(((counts - mean) ** 2 / np.maximum(mean, 1e-9)).sum()) / freedom
    return beta, _floats(covariance), max(1.0, float(phi))


def _widened(z: NDArray[np.float64]) -> float:
    """The spread of z-scores by their median distance from the median, so that one gamed unit hides nothing.

    1.4826 makes it a standard deviation (Rousseeuw and Croux 1993, JASA 88:1273–1283); never below 1.
    """
    return max(1.0, 1.4826 * float(np.median(np.abs(z - np.median(z)))))


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
