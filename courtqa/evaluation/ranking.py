"""Ranks, and how far they can be trusted. Arrays in, arrays out; the first place is the highest score."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["RankSets", "Ties", "critical_z", "rank_labels", "rank_sets", "ranks", "tiers"]

Ties = Literal["competition", "dense", "average"]
QUANTUM = 1e-9
"""Scores closer than this are equal: ties are decided before anything is rounded for print."""


def ranks(scores: ArrayLike, *, ties: Ties = "competition") -> NDArray[np.float64]:
    """The place of each score, the highest first; equal scores share a place (1, 2, 2, 4 by default).

    A score that is not a number has no place.

    >>> ranks([0.7, 0.9, 0.7, 0.1]).tolist()
    [2.0, 1.0, 2.0, 4.0]
    """
    values = np.round(np.asarray(scores, dtype=np.float64) / QUANTUM)
    if values.size == 0:
        return values
    method: Literal["min", "dense", "average"] = "min" if ties == "competition" else ties
    return np.asarray(stats.rankdata(-values, method=method, nan_policy="omit"), dtype=np.float64)


def rank_labels(scores: ArrayLike) -> tuple[str, ...]:
    """The places as printed: a shared place carries an equals sign, no place an en dash.

    >>> rank_labels([0.7, 0.9, 0.7, float("nan")])
    ('=2', '1', '=2', '–')
    """
    places = ranks(scores)
    counts = {place: int((places == place).sum()) for place in places}
    return tuple(
        "–" if np.isnan(place) else f"={place:.0f}" if counts[place] > 1 else f"{place:.0f}"
        for place in places
    )


@lru_cache(maxsize=256)
def critical_z(units: int, level: float = 0.95) -> float:
    """How many standard errors two of ``units`` must be apart, so that all comparisons hold together.

    Tukey–Kramer: the quantile of the studentised range with known variances, over √2.

    >>> round(critical_z(17), 4), round(critical_z(38), 4)
    (3.4584, 3.8632)
    """
    if units < 2:
        return 0.0
    return float(stats.studentized_range.ppf(level, units, np.inf)) / 2**0.5


class RankSets(NamedTuple):
    """The first and last place that each unit may truly hold, all of them at once."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]


def rank_sets(scores: ArrayLike, errors: ArrayLike, *, level: float = 0.95) -> RankSets:
    """Simultaneous sets of places: 1 + the number significantly better, n − the number significantly worse.

    Mogstad, Romano, Shaikh and Wilhelm (2024, Review of Economic Studies 91:476–518) with Tukey–Kramer's
    critical value: deterministic. Holds every true place with probability ``level`` or more.
    """
    score = np.asarray(scores, dtype=np.float64)
    variance = np.asarray(errors, dtype=np.float64) ** 2
    size = score.size
    gap = score[:, None] - score[None, :]
    limit = critical_z(size, level) * np.sqrt(variance[:, None] + variance[None, :])
    above = gap > limit + QUANTUM
    return RankSets(1 + above.sum(axis=0), size - above.sum(axis=1))


def tiers(low: ArrayLike, high: ArrayLike) -> NDArray[np.int64]:
    """Groups of units whose sets of places do not overlap with those of the next group; 1 is the best.

    One tier means that the data separate nobody from everybody else.

    >>> tiers([1, 1, 3, 3], [2, 2, 4, 4]).tolist(), tiers([1, 1, 2], [2, 3, 3]).tolist()
    ([1, 1, 2, 2], [1, 1, 1])
    """
    first, last = np.asarray(low), np.asarray(high)
    order = np.lexsort((last, first))
    tier = np.zeros(first.size, dtype=np.int64)
    current, reach = 0, 0
    for place in order:
        if first[place] > reach:
            current += 1
        reach = max(reach, int(last[place]))
        tier[place] = current
    return tier
