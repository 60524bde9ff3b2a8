"""Other ways to sets of places beside Tukey–Kramer's, and the sets that answer other questions. Arrays in, arrays out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import optimize, special, stats

from courtqa.evaluation.ranking import QUANTUM, RankSets, rank_sets

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "RankMethod",
    "bottom_set",
    "exact_sets",
    "holm_sets",
    "marginal_set",
    "mrsw_sets",
    "sets_of",
    "top_set",
]

RankMethod = Literal["tukey_kramer", "holm", "mrsw", "multinomial"]


def holm_sets(scores: ArrayLike, errors: ArrayLike, *, level: float = 0.95) -> RankSets:
    """Sets of places from all one-sided pairwise z-tests, stepped down after Holm (1979, Scand J Stat 6:65–70)."""
    score, error = _floats(scores), _floats(errors)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (score[:, None] - score[None, :]) / np.hypot(error[:, None], error[None, :])
    return _sets(_holm(special.ndtr(-np.where(_tied(score), -np.inf, z)), level))


def mrsw_sets(
    scores: ArrayLike, errors: ArrayLike, *, level: float = 0.95, repetitions: int, seed: int
) -> RankSets:
    """Sets of places with the critical value drawn ``repetitions`` times and stepped down.

    Mogstad, Romano, Shaikh and Wilhelm (2024, Review of Economic Studies 91:476–518), from independent normal
    scores: the greatest studentised gap between any two that are not yet told apart. Same seed, same sets.
    """
    score, error = _floats(scores), _floats(errors)
    units = score.size
    if units < 2:
        return RankSets(np.ones(units, dtype=np.int64), np.full(units, units))
    width = np.hypot(error[:, None], error[None, :])
    gap = score[:, None] - score[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(_tied(score), -np.inf, gap / width)
    above = np.zeros((units, units), dtype=bool)
    sure = (width <= 0) & (gap > QUANTUM)
    open_pairs = ~np.eye(units, dtype=bool) & (width > 0)
    while open_pairs.any():
        maxima = _greatest(error, width, open_pairs, repetitions=repetitions, seed=seed)
        limit = float(np.quantile(maxima, level, method="higher"))
        found = open_pairs & (z > limit)
        if not found.any():
            break
        above |= found
        open_pairs &= ~found
    return _sets(above | sure)


def _greatest(
    error: NDArray[np.float64],
    width: NDArray[np.float64],
    pairs: NDArray[np.bool_],
    *,
    repetitions: int,
    seed: int,
) -> NDArray[np.float64]:
    """Draws of the greatest studentised gap among those pairs, if all units were equal."""
    rng = np.random.default_rng(seed)
    draws = np.ascontiguousarray((rng.normal(size=(repetitions, error.size)) * error).T)
    maxima = np.full(repetitions, -np.inf)
    # row by row: as many numbers as units and draws, never as pairs and draws
    for one in range(error.size - 1):
        up, down = pairs[one, one + 1 :], pairs[one + 1 :, one]
        asked = np.nonzero(up | down)[0]
        if not asked.size:
            continue
        gaps = (draws[one] - draws[one + 1 + asked]) * (1 / width[one, one + 1 + asked])[:, None]
        up, down = up[asked], down[asked]
        if up.all() and down.all():
            np.maximum(maxima, np.abs(gaps).max(axis=0), out=maxima)
            continue
        if up.any():
            np.maximum(maxima, gaps[up].max(axis=0), out=maxima)
        if down.any():
            np.maximum(maxima, -gaps[down].min(axis=0), out=maxima)
    return maxima


def exact_sets(
    events: ArrayLike,
    size: ArrayLike | None = None,
    *,
    level: float = 0.95,
    kind: Literal["rate", "share"] = "rate",
    fewer_first: bool = True,
) -> RankSets:
    """Sets of places from exact pairwise tests of counts, stepped down after Holm; no normal law anywhere.

    Of two multinomial or Poisson counts one is binomial given their sum (Bazylik, Mogstad, Romano, Shaikh and
    Wilhelm 2021, NBER 29519); of two shares it is hypergeometric (Fisher). ``size`` is the exposure or the cases.
    """
    x = _floats(events)
    n = np.ones_like(x) if size is None else _floats(size)
    one, two = x[:, None], x[None, :]
    # P(as few events in the row's unit, or fewer | the sum), if both were alike.
    if kind == "rate":
        p = _floats(stats.binom.cdf(one, one + two, n[:, None] / (n[:, None] + n[None, :])))
    else:
        p = _floats(stats.hypergeom.cdf(one, n[:, None] + n[None, :], one + two, n[:, None]))
    better = p if fewer_first else p.T
    return _sets(_holm(np.where(np.eye(x.size, dtype=bool), 1.0, better), level))


def marginal_set(scores: ArrayLike, errors: ArrayLike, unit: int, *, level: float = 0.95) -> tuple[int, int]:
    """The first and last place that one unit, named beforehand, may truly hold: narrower than for all at once.

    The greatest studentised gap between it and any other, integrated without chance draws (Dunnett 1955, JASA
    50:1096–1121; marginal sets of Mogstad, Romano, Shaikh and Wilhelm 2024).

    >>> marginal_set([0, 3, 6, 9], [1, 1, 1, 1], 3), marginal_set([0, 5, 10, 15], [1, 1, 1, 1], 3)
    ((1, 2), (1, 1))
    """
    score, error = _floats(scores), _floats(errors)
    others = np.arange(score.size) != unit
    width = np.hypot(error[unit], error[others])
    gap = score[others] - score[unit]
    limit = _dunnett(float(error[unit]), error[others], level) * width
    above, below = int((gap > limit + QUANTUM).sum()), int((-gap > limit + QUANTUM).sum())
    return 1 + above, score.size - below


def _dunnett(own: float, others: NDArray[np.float64], level: float) -> float:
    """C with P(max |Zⱼ − Zₖ| / √(sⱼ² + sₖ²) ≤ c over k) = level."""
    if not others.size:
        return 0.0
    with_noise = others[np.hypot(own, others) > 0]
    if not with_noise.size:
        return 0.0
    nodes, weights = _hermite()
    shift = own * nodes[:, None]
    width = np.hypot(own, with_noise)[None, :]
    spread = np.maximum(with_noise, 1e-12)[None, :]

    def short(limit: float) -> float:
        inside = special.ndtr((limit * width + shift) / spread) - special.ndtr(
            (-limit * width + shift) / spread
        )
        return float(weights @ inside.prod(axis=1)) - level

    return float(optimize.brentq(short, 0.0, 12.0))


@cache
def _hermite() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes and weights for the mean of a function of a standard normal draw."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    return nodes, weights / weights.sum()


def top_set(sets: RankSets, places: int) -> NDArray[np.bool_]:
    """The units that may truly be among the first ``places``: together they hold all that are (top-τ set)."""
    return np.asarray(sets.low <= places)


def bottom_set(sets: RankSets, places: int) -> NDArray[np.bool_]:
    """The units that may truly be among the last ``places`` (bottom-τ set)."""
    return np.asarray(sets.high > sets.high.size - places)


def sets_of(
    scores: ArrayLike,
    errors: ArrayLike,
    *,
    method: RankMethod,
    level: float = 0.95,
    repetitions: int = 0,
    seed: int = 0,
) -> RankSets:
    """The sets by one of the methods that work on scores with standard errors."""
    if method == "holm":
        return holm_sets(scores, errors, level=level)
    if method == "mrsw":
        return mrsw_sets(scores, errors, level=level, repetitions=repetitions, seed=seed)
    return rank_sets(scores, errors, level=level)


def _holm(p: NDArray[np.float64], level: float) -> NDArray[np.bool_]:
    """Which of the ordered pairs (row better than column) stand after Holm's steps; the diagonal never does."""
    units = len(p)
    pairs = ~np.eye(units, dtype=bool)
    values = p[pairs]
    order = np.argsort(values, kind="stable")
    stands = values[order] <= (1 - level) / np.arange(values.size, 0, -1)
    stands = np.logical_and.accumulate(stands)
    found = np.zeros(values.size, dtype=bool)
    found[order] = stands
    above = np.zeros_like(pairs)
    above[pairs] = found
    return above


def _sets(above: NDArray[np.bool_]) -> RankSets:
    """1 + the number above, n − the number below; ``above[i, j]`` says that i is above j."""
    return RankSets(1 + above.sum(axis=0), len(above) - above.sum(axis=1))


def _tied(score: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(np.abs(score[:, None] - score[None, :]) <= QUANTUM)


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
