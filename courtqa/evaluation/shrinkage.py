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
    "paule_mandel",
    "rankability",
    "shrunk_rates",
    "shrunk_shares",
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
