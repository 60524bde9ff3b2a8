"""Intervals for what a court counts: a share, a number of events, a difference, a ratio. Arrays in, arrays out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import optimize, special, stats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Limits",
    "clopper_pearson",
    "miettinen_nurminen",
    "newcombe_difference",
    "poisson_exact",
    "proportion_ratio",
    "rate_ratio",
    "wilson",
]


class Limits(NamedTuple):
    """The two ends of an interval, as arrays of the shape of the input."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def wilson(events: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Limits:
    """Score limits of a proportion (Wilson 1927, JASA 22:209–212); the whole of [0, 1] when n is 0.

    >>> low, high = wilson(6, 121)
    >>> round(float(low), 3), round(float(high), 3)
    (0.023, 0.104)
    """
    x, size = _floats(events), _floats(n)
    z2 = _z(level) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / size
        centre = (x + z2 / 2) / (size + z2)
        half = np.sqrt(z2) / (size + z2) * np.sqrt(size * share * (1 - share) + z2 / 4)
    low = np.where(x <= 0, 0.0, np.clip(centre - half, 0, 1))
    high = np.where(x >= size, 1.0, np.clip(centre + half, 0, 1))
    return Limits(np.where(size > 0, low, 0.0), np.where(size > 0, high, 1.0))


def clopper_pearson(events: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Limits:
    """Exact limits of a proportion (Clopper and Pearson 1934, Biometrika 26:404–413)."""
    x, size = _floats(events), _floats(n)
    tail = (1 - level) / 2
    low = np.where(x <= 0, 0.0, stats.beta.ppf(tail, np.maximum(x, 1e-12), size - x + 1))
    high = np.where(x >= size, 1.0, stats.beta.ppf(1 - tail, x + 1, np.maximum(size - x, 1e-12)))
    return Limits(low, high)


def poisson_exact(events: ArrayLike, exposure: ArrayLike = 1.0, *, level: float = 0.95) -> Limits:
    """Exact limits of a rate (Garwood 1936, Biometrika 28:437–442): events per unit of ``exposure``."""
    x, base = _floats(events), _floats(exposure)
    tail = (1 - level) / 2
    low = np.where(x <= 0, 0.0, stats.chi2.ppf(tail, np.maximum(2 * x, 1e-12)) / 2)
    high = stats.chi2.ppf(1 - tail, 2 * x + 2) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return Limits(low / base, high / base)


def newcombe_difference(
    after: ArrayLike, n_after: ArrayLike, before: ArrayLike, n_before: ArrayLike, *, level: float = 0.95
) -> Limits:
    """Limits of p(after) − p(before) from two Wilson intervals (Newcombe 1998, Stat Med 17:873–890).

    >>> low, high = newcombe_difference(56, 70, 48, 80)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    one, two = _floats(after) / _floats(n_after), _floats(before) / _floats(n_before)
    (low1, high1), (low2, high2) = (
        wilson(after, n_after, level=level),
        wilson(before, n_before, level=level),
    )
    gap = one - two
    return Limits(
        gap - np.sqrt((one - low1) ** 2 + (high2 - two) ** 2),
        gap + np.sqrt((high1 - one) ** 2 + (two - low2) ** 2),
    )


def miettinen_nurminen(
    after: float, n_after: float, before: float, n_before: float, *, level: float = 0.95
) -> tuple[float, float]:
    """Score limits of p(after) − p(before), with the variance at the limit (Miettinen and Nurminen 1985,
    Stat Med 4:213–226). statsmodels up to 0.15.0 is wrong here: it gives 0.3434 for the second example.

    >>> [round(limit, 6) for limit in miettinen_nurminen(56, 70, 48, 80)][1]
    0.338173
    >>> round(miettinen_nurminen(7, 34, 1, 34)[1], 4)
    0.3453
    """
    gap, z2 = after / n_after - before / n_before, _z(level) ** 2

    def excess(delta: float) -> float:
        one, two = _constrained(after, n_after, before, n_before, delta)
        variance = one * (1 - one) / n_after + two * (1 - two) / n_before
        variance *= (n_after + n_before) / (n_after + n_before - 1)
        return (gap - delta) ** 2 - z2 * variance

    edge, beside = 1 - 1e-12, 1e-9  # at the gap itself nothing may vary
    low, high = -1.0, 1.0
    if excess(-edge) > 0:
        low = float(optimize.brentq(excess, -edge, gap - beside, xtol=1e-13))
    if excess(edge) > 0:
        high = float(optimize.brentq(excess, gap + beside, edge, xtol=1e-13))
    return low, high


def _constrained(x1: float, n1: float, x0: float, n0: float, delta: float) -> tuple[float, float]:
    """The most likely shares whose difference is ``delta``: the root of their cubic (ibid., appendix)."""
    n = n1 + n0
    l2 = (n1 + 2 * n0) * delta - n - (x1 + x0)
    l1 = (n0 * delta - n - 2 * x0) * delta + (x1 + x0)
    l0 = x0 * delta * (1 - delta)
    q = (l2 / (3 * n)) ** 3 - l1 * l2 / (6 * n**2) + l0 / (2 * n)
    under = max((l2 / (3 * n)) ** 2 - l1 / (3 * n), 0.0)
    p = (1.0 if q > 0 else -1.0) * under**0.5
    turn = min(1.0, max(-1.0, q / p**3)) if p else 0.0
    two = 2 * p * float(np.cos((np.pi + np.arccos(turn)) / 3)) - l2 / (3 * n)
    two = min(1.0, max(0.0, two))
    return min(1.0, max(0.0, two + delta)), two


def proportion_ratio(
    after: ArrayLike, n_after: ArrayLike, before: ArrayLike, n_before: ArrayLike, *, level: float = 0.95
) -> Limits:
    """Limits of p(after) / p(before) from two Wilson intervals (Donner and Zou 2012, SMMR 21:347–359)."""
    one, two = _floats(after) / _floats(n_after), _floats(before) / _floats(n_before)
    (low1, high1), (low2, high2) = (
        wilson(after, n_after, level=level),
        wilson(before, n_before, level=level),
    )
    product = one * two
    with np.errstate(divide="ignore", invalid="ignore"):
        under_low = np.maximum(product**2 - low1 * high2 * (2 * one - low1) * (2 * two - high2), 0)
        under_high = np.maximum(product**2 - high1 * low2 * (2 * one - high1) * (2 * two - low2), 0)
        low = (product - np.sqrt(under_low)) / (high2 * (2 * two - high2))
        high = (product + np.sqrt(under_high)) / (low2 * (2 * two - low2))
    # A count of nothing: the smallest ratio is 0 after it, the largest has no bound before it.
    low = np.where((one <= 0) | (two <= 0), np.where(two <= 0, low1 / high2, 0.0), low)
    high = np.where(two <= 0, np.inf, high)
    return Limits(np.maximum(low, 0.0), high)


def rate_ratio(
    after: ArrayLike,
    before: ArrayLike,
    exposure_after: ArrayLike = 1.0,
    exposure_before: ArrayLike = 1.0,
    *,
    level: float = 0.95,
) -> Limits:
    """Score limits of a ratio of two rates: the after-share of all events is binomial, so Wilson's holds.

    >>> low, high = rate_ratio(60, 30, 51477.5, 54308.7)
    >>> round(float(low), 6), round(float(high), 6)
    (1.365962, 3.259306)
    """
    x1, x0 = _floats(after), _floats(before)
    low, high = wilson(x1, x1 + x0, level=level)
    scale = _floats(exposure_before) / _floats(exposure_after)
    with np.errstate(divide="ignore"):
        return Limits(low / (1 - low) * scale, high / (1 - high) * scale)


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _z(level: float) -> float:
    return float(special.ndtri((1 + level) / 2))
