"""Was it more than chance? One-sided p-values of a rise from one period to the next. Arrays in, arrays out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special, stats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "LARGE",
    "Sample",
    "benjamini_hochberg",
    "dispersion_of_clusters",
    "dispersion_of_history",
    "fisher_rise",
    "pooled_score_rise",
    "proportion_rise",
    "rate_change",
    "rate_rise",
    "smallest_expected",
    "stouffer",
    "two_sided",
    "welch_rise",
]

LARGE = 500
"""From this expected count on the score test stands for the exact one.

Where nothing changed, the score test grades more than 20 % of shares other than level with 5 to 40 expected events, and
more than 5 % strongly with 5 to 40; the mid-p stays within 20 % and 5 % throughout. The figures are in
docs/reference/statistics.md, computed by ``courtqa simulate statistics``.
"""


def rate_rise(
    after: ArrayLike,
    before: ArrayLike,
    exposure_after: ArrayLike = 1.0,
    exposure_before: ArrayLike = 1.0,
    *,
    mid: bool = True,
) -> NDArray[np.float64]:
    """P(as many events after, or more | all events), nothing changed: conditional binomial, mid-p by default.

    Of two Poisson counts the later is Binomial(x₀+x₁, E₁/(E₀+E₁)) given their sum (Przyborowski and
    Wilenski 1940, Biometrika 31:313–323). No events at all say nothing: 0.5.

    >>> round(float(two_sided(rate_rise(78, 124))), 4)
    0.0012
    """
    x1, x0 = _floats(after), _floats(before)
    e1, e0 = _floats(exposure_after), _floats(exposure_before)
    share = e1 / (e0 + e1)
    p = stats.binom.sf(x1 - 1, x1 + x0, share)
    if mid:
        p = p - stats.binom.pmf(x1, x1 + x0, share) / 2
    return np.asarray(np.clip(p, 0, 1), dtype=np.float64)


def fisher_rise(
    after: ArrayLike, n_after: ArrayLike, before: ArrayLike, n_before: ArrayLike, *, mid: bool = True
) -> NDArray[np.float64]:
    """P(as many of the events after, or more | margins): hypergeometric, mid-p by default (Lancaster 1961)."""
    x1, n1, x0, n0 = map(_floats, (after, n_after, before, n_before))
    p = stats.hypergeom.sf(x1 - 1, n0 + n1, x0 + x1, n1)
    if mid:
        p = p - stats.hypergeom.pmf(x1, n0 + n1, x0 + x1, n1) / 2
    return np.asarray(np.clip(p, 0, 1), dtype=np.float64)


def pooled_score_rise(
    after: ArrayLike, n_after: ArrayLike, before: ArrayLike, n_before: ArrayLike
) -> NDArray[np.float64]:
    """One-sided p of the pooled z test of two proportions, the score test; 0.5 when nothing varies."""
    x1, n1, x0, n0 = map(_floats, (after, n_after, before, n_before))
    pooled = (x1 + x0) / (n1 + n0)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(spread > 0, (x1 / n1 - x0 / n0) / spread, 0.0)
    return np.asarray(special.ndtr(-z), dtype=np.float64)


def smallest_expected(
    after: ArrayLike, n_after: ArrayLike, before: ArrayLike, n_before: ArrayLike
) -> NDArray[np.float64]:
    """The smallest expected count of the fourfold table when nothing changed."""
    x1, n1, x0, n0 = map(_floats, (after, n_after, before, n_before))
    pooled = (x1 + x0) / (n1 + n0)
    return np.asarray(np.minimum(n1, n0) * np.minimum(pooled, 1 - pooled), dtype=np.float64)


def proportion_rise(
    after: ArrayLike, n_after: ArrayLike, before: ArrayLike, n_before: ArrayLike
) -> NDArray[np.float64]:
    """One-sided p of a rise of a proportion: Fisher mid-p, or the score test when all expected counts are large.

    See ``LARGE``: the usual limit of 5 (Cochran 1954, Biometrics 10:417–451) is too low for grades.
    """
    table = (after, n_after, before, n_before)
    return np.where(smallest_expected(*table) < LARGE, fisher_rise(*table), pooled_score_rise(*table))


def dispersion_of_history(counts: ArrayLike, exposure: ArrayLike | None = None) -> float:
    """φ of counts of like periods: Pearson's χ² over its degrees of freedom, never below 1 (McCullagh and Nelder 1989).

    >>> dispersion_of_history([10, 10, 10]), round(dispersion_of_history([4, 16, 10, 22, 8]), 2)
    (1.0, 4.17)
    """
    x = _floats(counts)
    size = np.ones_like(x) if exposure is None else _floats(exposure)
    expected = size * x.sum() / size.sum()
    if x.size < 2 or (expected <= 0).any():
        return 1.0
    return max(1.0, float(((x - expected) ** 2 / expected).sum()) / (x.size - 1))


def dispersion_of_clusters(sizes: ArrayLike) -> float:
    """φ of events that come in clusters, as petitions by person: Σc² / Σc, the spread of a compound Poisson count.

    >>> dispersion_of_clusters([1, 1, 1]), dispersion_of_clusters([1, 1, 4])
    (1.0, 3.0)
    """
    c = _floats(sizes)
    return max(1.0, float((c**2).sum() / c.sum())) if c.sum() > 0 else 1.0


class Sample(NamedTuple):
    """What Welch's test needs of one period: mean, variance and number of values."""

    mean: ArrayLike
    variance: ArrayLike
    n: ArrayLike


def welch_rise(
    after: Sample, before: Sample
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """One-sided p, standard error and degrees of freedom of a rise of a mean (Welch 1947, Biometrika 34:28–35).

    For days, give means and variances of log-days: the rise is then a ratio of typical times.
    """
    m1, v1, n1 = map(_floats, after)
    m0, v0, n0 = map(_floats, before)
    a, b = v1 / n1, v0 / n0
    error = np.sqrt(a + b)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n0 - 1))
        t = np.where(error > 0, (m1 - m0) / error, 0.0)
    p = np.where(np.isfinite(freedom), stats.t.sf(t, np.where(np.isfinite(freedom), freedom, 1)), 0.5)
    return p, error, freedom


def rate_change(
    after: int, before: int, exposure_after: float = 1.0, exposure_before: float = 1.0, *, mid: bool = True
) -> float:
    """Two-sided p of a change of one rate, by the outcomes no likelier than the one seen; mid-p by default.

    >>> round(rate_change(60, 30, 51477.5, 54308.7), 9), round(rate_change(60, 30, 51477.5, 54308.7, mid=False), 9)
    (0.000557262, 0.000675183)
    """
    if after + before == 0:
        return 1.0
    share = exposure_after / (exposure_before + exposure_after)
    p = stats.binomtest(after, after + before, share).pvalue
    if mid:
        p -= stats.binom.pmf(after, after + before, share) / 2
    return float(p)


def two_sided(p_rise: ArrayLike) -> NDArray[np.float64]:
    """Twice the smaller tail, at most 1."""
    p = _floats(p_rise)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(p, 1 - p)), dtype=np.float64)


def stouffer(z: ArrayLike, weights: ArrayLike, *, correlation: float = 0.0) -> float:
    """Σwz / √(w'Rw) with one common correlation between indicators (Stouffer 1949; Strube 1985).

    >>> round(stouffer([1.0, 1.0, 1.0, 1.0], [1, 1, 1, 1]), 6)
    2.0
    """
    scores, w = _floats(z), _floats(weights)
    variance = (1 - correlation) * float(w @ w) + correlation * float(w.sum()) ** 2
    return float(scores @ w) / variance**0.5 if variance > 0 else 0.0


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """p-values adjusted for the number of questions asked (Benjamini and Hochberg 1995)."""
    values = _floats(p)
    if values.size == 0:
        return values
    return np.asarray(stats.false_discovery_control(values), dtype=np.float64)


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
