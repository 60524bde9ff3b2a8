"""Like with like: what a unit's figure would be, had it the mix of cases of all. Arrays in, arrays out.

Rows are units, columns are strata (case type by procedure).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from courtqa.evaluation.intervals import poisson_exact

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Standardised", "balanced_posts", "indirect", "weighted_load"]


class Standardised(NamedTuple):
    """Per unit: observed and expected events, their ratio, the standardised rate, and the limits of the ratio."""

    observed: NDArray[np.float64]
    expected: NDArray[np.float64]
    ratio: NDArray[np.float64]
    rate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def indirect(
    events: ArrayLike,
    cases: ArrayLike,
    *,
    reference_events: ArrayLike | None = None,
    reference_cases: ArrayLike | None = None,
    level: float = 0.95,
) -> Standardised:
    """Indirect standardisation: E = Σ n r over the strata, O / E, and O / E times the overall rate.

    The reference rates r are those of all rows together unless given; without any case of a stratum in the
    reference its rate is taken for 0. Exact Poisson limits of O over E (Breslow and Day 1987, IARC 82, ch. 2).
    A unit of which nothing is expected has no ratio (nan).

    >>> found = indirect([[1, 9], [4, 6]], [[100, 100], [200, 50]])
    >>> [round(float(r), 4) for r in found.ratio]
    [0.8571, 1.2]
    """
    x, n = np.atleast_2d(_floats(events)), np.atleast_2d(_floats(cases))
    base_x = x.sum(axis=0) if reference_events is None else _floats(reference_events)
    base_n = n.sum(axis=0) if reference_cases is None else _floats(reference_cases)
    rates = np.divide(base_x, base_n, out=np.zeros_like(base_x), where=base_n > 0)
    observed, expected = x.sum(axis=1), (n * rates).sum(axis=1)
    overall = float(base_x.sum() / base_n.sum()) if base_n.sum() > 0 else float("nan")
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.nan)
        low, high = poisson_exact(observed, np.where(expected > 0, expected, np.nan), level=level)
    return Standardised(observed, expected, ratio, ratio * overall, low, high)


def weighted_load(cases: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """The weighted caseload of each unit: L = Σ weight × cases over the classes of cases.

    >>> weighted_load([[10, 2], [4, 8]], [1, 3]).tolist()
    [16.0, 28.0]
    """
    return np.asarray(np.atleast_2d(_floats(cases)) @ _floats(weights), dtype=np.float64)


def balanced_posts(load: ArrayLike, posts: ArrayLike) -> NDArray[np.float64]:
    """The posts that each unit would have if all judges carried the same weighted load: L / ΣL × Σ posts.

    >>> balanced_posts([16, 28], [5, 6]).tolist()
    [4.0, 7.0]
    """
    loads = _floats(load)
    return np.asarray(loads / loads.sum() * _floats(posts).sum(), dtype=np.float64)


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
