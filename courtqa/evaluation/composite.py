"""One score from several indicators: fixed goalposts, declared weights, and contributions that sum exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import pi, sqrt

from attrs import Factory, frozen

from courtqa.evaluation.assessment import Ranked
from courtqa.evaluation.comparison import model_of
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure

__all__ = ["Scored", "contributions", "goal_score", "score_unit", "standard_error"]

_Z2 = 3.841458820694124  # the square of the normal quantile of 95 %


@frozen
class Scored:
    """The score of one unit: each goal score, its effective weight, their exact sum, and its standard error."""

    goals: Mapping[str, Fraction]  # 0 to 100 per indicator
    weights: Mapping[str, Fraction]  # what each weighs, after those missing are left out
    measured: Fraction  # the share of the declared weight that was measured
    score: Fraction
    error: float
    goal_errors: Mapping[str, float] = Factory(dict)  # how far chance moves each goal score

    @property
    def parts(self) -> dict[str, Fraction]:
        """Weight times goal score: they sum to the score."""
        return {name: self.weights[name] * goal for name, goal in self.goals.items()}


def goal_score(value: Fraction, indicator: Indicator, goal: Ranked) -> Fraction:
    """0 at the worst goalpost, 100 at the best, straight between; for a band, of the distance to it."""
    best, worst = Fraction(goal.best), Fraction(goal.worst)
    at = _placed(value, indicator)
    share = (at - worst) / (best - worst)
    return 100 * min(Fraction(1), max(Fraction(0), share))


def standard_error(measure: Measure, indicator: Indicator) -> float | None:
    """How far chance moves the value; None where it has no part in it.

    Shares after Agresti and Coull (1998), counts after the Poisson score: never 0 just because nothing
    happened. A median of days from the spread of log-days, with √(π/2) for a median.
    """
    if measure.value is None:
        return None
    model = model_of(indicator, measure)
    if model == "share":
        n = float(measure.denominator or 0) + _Z2
        share = (float(measure.numerator or 0) + _Z2 / 2) / n
        return sqrt(share * (1 - share) / n)
    if model == "rate":
        events = float(measure.numerator or 0) + _Z2 / 4
        return sqrt(events) / float(1 if measure.denominator is None else measure.denominator)
    moments = measure.moments
    if model == "days" and moments is not None:
        if measure.basis == "median":
            log_error = sqrt((moments.log_variance or 0.0) / moments.count * pi / 2)
            return (1 + float(measure.value)) * log_error
        return sqrt((moments.variance or 0.0) / moments.count)
    return None


def score_unit(
    measures: Mapping[str, Measure],
    indicators: Mapping[str, Indicator],
    goals: Mapping[str, Ranked],
    weights: Mapping[str, Fraction],
) -> Scored:
    """The additive score of one unit. What is missing is left out and the rest weighs more: never taken for 0."""
    found = {
        name: goal_score(value, indicators[name], goal)
        for name, goal in goals.items()
        if (value := measures[name].value) is not None
    }
    measured = sum((weights[name] for name in found), Fraction(0))
    effective = {name: weights[name] / measured if measured else Fraction(0) for name in found}
    errors = {}
    for name in found:
        slope = 100 / abs(float(Fraction(goals[name].best) - Fraction(goals[name].worst)))
        errors[name] = slope * (standard_error(measures[name], indicators[name]) or 0.0)
    variance = sum((float(effective[name]) * error) ** 2 for name, error in errors.items())
    score = sum((effective[name] * goal for name, goal in found.items()), Fraction(0))
    return Scored(found, effective, measured, score, sqrt(variance), errors)


def contributions(scored: Mapping[str, Scored]) -> dict[str, dict[str, Fraction]]:
    """For each unit what each indicator adds to or takes from it, against the mean of all units.

    They sum exactly to the distance of its score from the mean score.
    """
    names = list(dict.fromkeys(name for one in scored.values() for name in one.goals))
    count = len(scored)
    means = {
        name: sum((one.parts.get(name, Fraction(0)) for one in scored.values()), Fraction(0)) / count
        for name in names
    }
    return {
        unit: {name: one.parts.get(name, Fraction(0)) - means[name] for name in names}
        for unit, one in scored.items()
    }


def _placed(value: Fraction, indicator: Indicator) -> Fraction:
    if indicator.direction != "band" or indicator.band is None:
        return value
    low, high = Fraction(indicator.band.low), Fraction(indicator.band.high)
    return max(low - value, value - high, Fraction(0))
