"""How much of the spread between units is real, and what each figure is worth once that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import optimize, special

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Loss = Callable[[NDArray[np.float64]], float]

__all__ = [
    "Prior",
    "beta_binomial",
    "gamma_poisson",
    "normal_factors",
    "paule_mandel",
    "posterior_places",
    "rankability",
    "shrunk_rates",
    "shrunk_shares",
    "shrunk_values",
]


class Prior(NamedTuple):
    """What units of this kind are like. α and β of a share, shape and rate of a rate.

    ``pooled`` is true where the data show no spread beyond chance: every unit is then taken for the mean.
    """

    shape: float
    scale: float
    mean: float
    pooled: bool


def paule_mandel(values: ArrayLike, errors: ArrayLike) -> float:
    """τ², the variance between units (Paule and Mandel 1982, J Res NBS 87:377–385); never below 0."""
    y, s2 = _floats(values), _floats(errors) ** 2
    freedom = y.size - 1

    def excess(tau2: float) -> float:
        w = 1 / (s2 + tau2)
        return float((w * (y - (w * y).sum() / w.sum()) ** 2).sum()) - freedom

    if freedom < 1 or (s2 <= 0).any() or excess(0.0) <= 0:
        return 0.0
    top = float(np.var(y)) + 1e-12
    while excess(top) > 0:
        top *= 2
    return float(optimize.brentq(excess, 0.0, top))


def rankability(values: ArrayLike, errors: ArrayLike) -> float:
    """ρ = τ² / (τ² + median s²): the part of the spread that is not chance (van Houwelingen 1999)."""
    if np.asarray(values).size < 2:
        return 0.0
    tau2 = paule_mandel(values, errors)
    noise = float(np.median(_floats(errors) ** 2))
    return tau2 / (tau2 + noise) if tau2 > 0 else 0.0


def beta_binomial(events: ArrayLike, n: ArrayLike) -> Prior:
    """The maximum-likelihood prior of a share; pooled when no spread is seen."""
    x, size = _floats(events), _floats(n)

    def loss(theta: NDArray[np.float64]) -> float:
        a, b = np.exp(theta)
        return -float((special.betaln(x + a, size - x + b) - special.betaln(a, b)).sum())

    return _fitted(loss, x, size, share=True)


def gamma_poisson(events: ArrayLike, expected: ArrayLike) -> Prior:
    """The maximum-likelihood prior of a rate or a ratio of observed to expected; pooled when no spread is seen."""
    x, base = _floats(events), _floats(expected)

    def loss(theta: NDArray[np.float64]) -> float:
        nu, rate = np.exp(theta)
        terms = special.gammaln(x + nu) - special.gammaln(nu)
        terms += nu * np.log(rate / (rate + base)) - x * np.log(rate + base)
        return -float(terms.sum())

    return _fitted(loss, x, base, share=False)


def shrunk_shares(events: ArrayLike, n: ArrayLike, prior: Prior | None = None) -> NDArray[np.float64]:
    """(x + α) / (n + α + β): between the raw share and the mean, the closer to it the fewer the cases."""
    found = prior or beta_binomial(events, n)
    x, size = _floats(events), _floats(n)
    if found.pooled:
        return np.full(x.shape, found.mean)
    return np.asarray((x + found.shape) / (size + found.shape + found.scale), dtype=np.float64)


def shrunk_rates(events: ArrayLike, expected: ArrayLike, prior: Prior | None = None) -> NDArray[np.float64]:
    """(x + ν) / (E + α): between the raw rate and the mean."""
    found = prior or gamma_poisson(events, expected)
    x, base = _floats(events), _floats(expected)
    if found.pooled:
        return np.full(x.shape, found.mean)
    return np.asarray((x + found.shape) / (base + found.scale), dtype=np.float64)


def normal_factors(values: ArrayLike, errors: ArrayLike) -> NDArray[np.float64]:
    """How much of each distance from the mean is kept: 1 − (k−3)/(k−1) × s² / (s² + τ²), τ² by Paule–Mandel.

    With equal errors this is the factor c of Efron and Morris (1977, Scientific American 236:119–127); unequal
    ones after Morris (1983, JASA 78:47–55). 0 where no spread beyond chance is seen, or below four units.
    """
    y, s2 = _floats(values), _floats(errors) ** 2
    if y.size < 4:
        return np.zeros(y.shape)
    tau2 = paule_mandel(y, errors)
    if tau2 <= 0:
        return np.zeros(y.shape)
    return np.asarray(1 - (y.size - 3) / (y.size - 1) * s2 / (s2 + tau2), dtype=np.float64)


def shrunk_values(values: ArrayLike, errors: ArrayLike) -> NDArray[np.float64]:
    """Mean + c × (value − mean), the mean weighted by 1 / (s² + τ²)."""
    y, s2 = _floats(values), _floats(errors) ** 2
    tau2 = paule_mandel(y, errors)
    with np.errstate(divide="ignore"):
        w = 1 / (s2 + tau2)
    mean = float((w * y).sum() / w.sum()) if np.isfinite(w).all() else float(y.mean())
    return np.asarray(mean + normal_factors(y, errors) * (y - mean), dtype=np.float64)


def posterior_places(
    events: ArrayLike,
    n: ArrayLike,
    prior: Prior | None = None,
    *,
    level: float = 0.95,
    repetitions: int,
    seed: int,
    fewer_first: bool = True,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each unit apart, the places that its share holds in ``level`` of the draws from its posterior.

    Goldstein and Spiegelhalter (1996, JRSS A 159:385–443). These intervals hold for one unit at a time and
    lean on the prior; for all units at once use rank sets.
    """
    found = prior or beta_binomial(events, n)
    x, size = _floats(events), _floats(n)
    if found.pooled:
        return np.ones(x.size, dtype=np.int64), np.full(x.size, x.size)
    rng = np.random.default_rng(seed)
    draws = rng.beta(x + found.shape, size - x + found.scale, size=(repetitions, x.size))
    places = np.argsort(np.argsort(draws if fewer_first else -draws, axis=1), axis=1) + 1
    low, high = np.quantile(places, [(1 - level) / 2, (1 + level) / 2], axis=0, method="nearest")
    return low.astype(np.int64), high.astype(np.int64)


_FULL_POOLING = 1e6
"""A prior worth more cases than this is no spread at all."""


def _fitted(loss: Loss, x: NDArray[np.float64], size: NDArray[np.float64], *, share: bool) -> Prior:
    mean = float(x.sum() / size.sum())
    if x.size < 2 or mean <= 0 or (share and mean >= 1):
        return Prior(0.0, 0.0, mean, pooled=True)
    best = None
    for weight in (2.0, 20.0, 200.0):
        start = np.log([mean * weight, (1 - mean) * weight] if share else [weight, weight / mean])
        found = optimize.minimize(
            loss, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000}
        )
        if best is None or found.fun < best.fun:
            best = found
    if best is None:
        return Prior(0.0, 0.0, mean, pooled=True)
    shape, scale = (float(value) for value in np.exp(best.x))
    if (shape + scale if share else shape) > _FULL_POOLING:
        return Prior(0.0, 0.0, mean, pooled=True)
    return Prior(shape, scale, shape / (shape + scale) if share else shape / scale, pooled=False)


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
