"""What an order is worth when the weights move. Typed specifications, and the kernels: arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np
from attrs import frozen
from scipy import stats

from courtqa.errors import RuleMissing, UnknownName
from courtqa.evaluation.ranking import ranks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from courtqa.evaluation.assessment import Assessment, SensitivityRules

__all__ = [
    "DirichletWeights",
    "LeaveOneOut",
    "OneAtATime",
    "SobolIndices",
    "SobolWeights",
    "SpecName",
    "Specification",
    "acceptability",
    "dirichlet_weights",
    "sobol",
    "specified",
    "weighted_scores",
]

SpecName = Literal["leave_one_out", "one_at_a_time", "dirichlet", "sobol"]


@frozen
class LeaveOneOut:
    """Each of these indicators left out in turn; all of them when none is named."""

    indicators: tuple[str, ...] = ()


@frozen
class OneAtATime:
    """The weight of each indicator raised and lowered by this share of itself, the others filling up."""

    move: float
    indicators: tuple[str, ...] = ()


@frozen
class DirichletWeights:
    """Weights drawn round those of the edition; the greater ``concentration`` the closer to them."""

    concentration: float
    repetitions: int
    seed: int


@frozen
class SobolWeights:
    """How much of what moves the order is due to the weight of each indicator; ``samples`` a power of two."""

    concentration: float
    samples: int
    seed: int


Specification = LeaveOneOut | OneAtATime | DirichletWeights | SobolWeights


def specified(
    asked: Specification | SpecName, rules: SensitivityRules | None, assessment: Assessment
) -> Specification:
    """The specification behind a name, with the numbers of the edition. RuleMissing where it gives none."""
    if not isinstance(asked, str):
        return asked
    if asked == "leave_one_out":
        return LeaveOneOut()
    if asked not in get_args(SpecName):
        raise UnknownName("sensitivity", asked, get_args(SpecName))
    if rules is None:
        edition = f"assessments.{assessment.name}@{assessment.since.isoformat()}"
        raise RuleMissing(edition, "horizontal.sensitivity")
    if asked == "one_at_a_time":
        return OneAtATime(float(rules.move))
    if asked == "dirichlet":
        return DirichletWeights(float(rules.concentration), rules.repetitions, rules.seed)
    return SobolWeights(float(rules.concentration), rules.samples, rules.seed)


def weighted_scores(goals: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """The additive scores of units (rows of ``goals``) under each row of ``weights``: runs by units.

    What is missing (nan) is left out and the rest weighs more; where nothing with weight is left, nan.

    >>> weighted_scores([[80, 40], [60, float("nan")]], [[1, 1], [3, 1]]).tolist()
    [[60.0, 60.0], [70.0, 60.0]]
    """
    values, w = np.atleast_2d(_floats(goals)), np.atleast_2d(_floats(weights))
    known = np.isfinite(values)
    total = w @ known.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, (w @ np.where(known, values, 0.0).T) / total, np.nan)


def dirichlet_weights(
    weights: ArrayLike, *, concentration: float, repetitions: int, seed: int
) -> NDArray[np.float64]:
    """Draws of weights, each row summing to 1, whose mean is ``weights``. A weight of 0 stays 0."""
    centre = _floats(weights) / _floats(weights).sum()
    drawn = np.zeros((repetitions, centre.size))
    moving = centre > 0
    drawn[:, moving] = np.random.default_rng(seed).dirichlet(concentration * centre[moving], repetitions)
    return drawn


def acceptability(scores: ArrayLike) -> NDArray[np.float64]:
    """How often each unit (row) holds each place (column) over the runs (rows of ``scores``).

    Rank acceptability indices (Lahdelma and Salminen 2001, Operations Research 49:444–454). Equals share a
    place, so a place below a tie may stay empty.

    >>> acceptability([[3, 2, 1], [3, 1, 2]]).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.5, 0.5], [0.0, 0.5, 0.5]]
    """
    runs = np.atleast_2d(_floats(scores))
    units = runs.shape[1]
    found = np.zeros((units, units))
    for run in runs:
        places = ranks(run)
        held = np.flatnonzero(np.isfinite(places))
        found[held, places[held].astype(np.int64) - 1] += 1
    return found / len(runs)


class SobolIndices(NamedTuple):
    """The share of the variance of the order's movement due to each weight alone, and with all it interacts with."""

    first: NDArray[np.float64]
    total: NDArray[np.float64]


def sobol(
    goals: ArrayLike, weights: ArrayLike, *, concentration: float, samples: int, seed: int
) -> SobolIndices:
    """Sobol indices of the mean shift of places against the order of the edition (``scipy.stats.sobol_indices``).

    Each weight varies as the gamma draw of a Dirichlet law round the edition's (Saisana, Saltelli and Tarantola
    2005, JRSS A 168:307–323). An indicator without weight, or an order that never moves, has indices of 0.
    """
    values, centre = _floats(goals), _floats(weights) / _floats(weights).sum()
    moving = np.flatnonzero(centre > 0)
    base = ranks(weighted_scores(values, centre)[0])
    if not np.isfinite(base).any():  # nobody holds a place, so none can move
        return SobolIndices(np.zeros(centre.size), np.zeros(centre.size))

    def shift(draws: NDArray[np.float64]) -> NDArray[np.float64]:
        every = np.zeros((draws.shape[1], centre.size))
        every[:, moving] = draws.T
        scores = weighted_scores(values, every)
        moved = np.array([np.nanmean(np.abs(ranks(run) - base)) for run in scores])
        return moved[None, :]

    found = SobolIndices(np.zeros(centre.size), np.zeros(centre.size))
    laws = [stats.gamma(concentration * centre[place]) for place in moving]
    with np.errstate(divide="ignore", invalid="ignore"):
        result = stats.sobol_indices(func=shift, n=samples, dists=laws, rng=np.random.default_rng(seed))
    found.first[moving] = np.nan_to_num(np.atleast_2d(result.first_order)[0])
    found.total[moving] = np.nan_to_num(np.atleast_2d(result.total_order)[0])
    return found


def moved_weights(
    weights: Mapping[str, float], specification: LeaveOneOut | OneAtATime
) -> dict[str, tuple[str, dict[str, float]]]:
    """The weightings that a specification makes: under each label the indicator moved and all weights.

    UnknownName for an indicator that has no place in the ranking.
    """
    for name in specification.indicators:
        if name not in weights:
            raise UnknownName("ranked indicator", name, weights)
    chosen = specification.indicators or tuple(weights)
    found: dict[str, tuple[str, dict[str, float]]] = {}
    for name in chosen:
        if isinstance(specification, LeaveOneOut):
            found[f"-{name}"] = (name, {n: w for n, w in weights.items() if n != name} | {name: 0.0})
            continue
        for sign, factor in (("+", 1 + specification.move), ("-", 1 - specification.move)):
            found[f"{name} {sign}{specification.move:.0%}"] = (name, _moved(weights, name, factor))
    return found


def _moved(weights: Mapping[str, float], name: str, factor: float) -> dict[str, float]:
    new = min(weights[name] * factor, 1.0)
    rest = sum(w for n, w in weights.items() if n != name)
    scale = (1 - new) / rest if rest > 0 else 0.0
    return {n: new if n == name else w * scale for n, w in weights.items()}


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
