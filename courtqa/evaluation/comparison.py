"""One figure against the same figure of last year: how far it moved, and whether chance alone would do that."""

from __future__ import annotations

from fractions import Fraction
from math import inf, isfinite, log, sqrt
from typing import Literal

import numpy as np
from attrs import evolve, frozen
from scipy import special, stats

from courtqa.evaluation.change_tests import (
    LARGE,
    Sample,
    fisher_rise,
    pooled_score_rise,
    rate_rise,
    smallest_expected,
    welch_rise,
)
from courtqa.evaluation.indicator import Band, Direction, Indicator, ReadAs
from courtqa.evaluation.intervals import Limits, newcombe_difference, proportion_ratio, rate_ratio
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.rounding import Change, percent_change, points_change
from courtqa.text import Text

__all__ = ["METHODS", "Improvement", "Model", "Movement", "improvement", "model_of", "movement"]

Model = Literal["share", "rate", "days", "rule"]
"""What a figure is to chance: a share of cases, a number of events, a typical time, or nothing of the kind."""

Method = Literal["score", "fisher_mid_p", "binomial_mid_p", "welch_log", "rule"]

METHODS: dict[Method, Text] = {
    "score": Text(zh="两比例合并得分检验", en="pooled score test of two proportions"),
    "fisher_mid_p": Text(zh="Fisher 精确检验（mid-p）", en="Fisher's exact test, mid-p"),
    "binomial_mid_p": Text(
        zh="条件二项精确检验（mid-p）", en="conditional binomial test of two counts, mid-p"
    ),
    "welch_log": Text(zh="天数取对数后的 Welch 检验", en="Welch's test on log-days"),
    "rule": Text(zh="按规则比较，无抽样模型", en="compared by rule: no sampling model"),
}


@frozen
class Movement:
    """How a figure moved, before anyone says whether that is good.

    ``effect`` is the log of the ratio, or the difference in percentage points; ``low`` and ``high`` bound it,
    and ``error`` is its standard error if nothing changed. ``p_rise`` is one-sided. All None where chance has
    no part in the figure.
    """

    change: Change | None
    effect: float
    low: float | None
    high: float | None
    error: float | None
    p_rise: float | None
    method: Method
    read_as: ReadAs

    def dispersed(self, phi: float) -> Movement:
        """The same movement where counts vary φ times as much as chance: z divided by √φ, limits as much wider."""
        if self.p_rise is None or self.low is None or self.high is None or self.error is None or phi <= 0:
            return self
        root = sqrt(phi)
        z = -float(special.ndtri(min(max(self.p_rise, 1e-300), 1 - 1e-16)))
        return evolve(
            self,
            low=self.effect - (self.effect - self.low) * root if isfinite(self.effect) else self.low,
            high=self.effect + (self.high - self.effect) * root if isfinite(self.effect) else self.high,
            error=self.error * root,
            p_rise=float(special.ndtr(-z / root)),
        )

    def untested(self) -> Movement:
        """The same movement where it is a fact and no sample: without p and interval."""
        return Movement(self.change, self.effect, None, None, None, None, "rule", self.read_as)


@frozen
class Improvement:
    """A movement seen from the side that is better: positive is better."""

    size: float
    low: float | None
    high: float | None
    p_better: float | None
    in_band: bool = False


def model_of(indicator: Indicator, *measures: Measure) -> Model:
    """What chance does to these figures: from the unit of the indicator and what the measures carry."""
    if indicator.unit in {"days", "score"}:
        timed = indicator.unit == "days" and all(_spread(m) is not None for m in measures)
        return "days" if timed else "rule"
    counts = [number for m in measures for number in (m.numerator, m.denominator) if number is not None]
    if not all(isinstance(number, int) and number >= 0 for number in counts):
        return "rule"
    if indicator.unit == "share" and all((m.numerator or 0) <= (m.denominator or 0) for m in measures):
        return "share"
    return "rate"


def movement(
    after: Measure,
    before: Measure,
    indicator: Indicator,
    *,
    read_as: ReadAs | None = None,
    level: float = 0.90,
) -> Movement:
    """The movement from ``before`` to ``after``, both with a value, with an interval at ``level``.

    Days are compared by their typical value, the mean of log(1 + days), and always read in percent.
    """
    model = model_of(indicator, after, before)
    told: ReadAs = "percent" if model == "days" else read_as or indicator.read_as
    shown = points_change if told == "points" else percent_change
    change: Change | None = shown(before.value, after.value)
    effect = _effect(before.value, after.value, told)
    if model == "share":
        return Movement(change, effect, *_share(after, before, told, level), told)
    if model == "rate":
        return Movement(change, effect, *_rate(after, before, told, level), told)
    one, two = _spread(after), _spread(before)
    if model == "days" and one is not None and two is not None:
        return Movement(change, *_days(one, two, level), told)
    return Movement(change, effect, None, None, None, None, "rule", told)


def improvement(
    moved: Movement, after: Measure, before: Measure, *, direction: Direction, band: Band | None = None
) -> Improvement:
    """The movement turned so that better is positive; for a band, by how much the distance to it shrank."""
    if direction == "band" and band is not None:
        return _towards(moved, after, before, band)
    p = moved.p_rise
    if direction == "higher":
        return Improvement(moved.effect, moved.low, moved.high, p)
    low = None if moved.high is None else -moved.high
    high = None if moved.low is None else -moved.low
    return Improvement(-moved.effect, low, high, None if p is None else 1 - p)


_Tested = tuple[float, float, float, float, Method]


def _share(after: Measure, before: Measure, told: ReadAs, level: float) -> _Tested:
    table = (*_counts(after), *_counts(before))
    small = float(smallest_expected(*table)) < LARGE
    p = float(fisher_rise(*table) if small else pooled_score_rise(*table))
    method: Method = "fisher_mid_p" if small else "score"
    if told == "points":
        low, high = (float(limit) * 100 for limit in newcombe_difference(*table, level=level))
    else:
        low, high = _told(proportion_ratio(*table, level=level), told, before)
    events, cases = table[0] + table[2], table[1] + table[3]
    pooled = events / cases
    error = sqrt(pooled * (1 - pooled) * (1 / table[1] + 1 / table[3]))
    scaled = error * 100 if told == "points" else error / pooled if pooled > 0 else inf
    return low, high, scaled, p, method


def _rate(after: Measure, before: Measure, told: ReadAs, level: float) -> _Tested:
    (x1, e1), (x0, e0) = _counts(after), _counts(before)
    limits = rate_ratio(x1, x0, e1, e0, level=level)
    events, base = x1 + x0, e1 + e0
    error = sqrt(base * base / (events * e1 * e0)) if events > 0 else inf
    scaled = error * events / base * 100 if told == "points" and events > 0 else error
    return *_told(limits, told, before), scaled, float(rate_rise(x1, x0, e1, e0)), "binomial_mid_p"


def _days(after: Sample, before: Sample, level: float) -> tuple[float, float, float, float, float, Method]:
    p, error, freedom = (float(found) for found in welch_rise(after, before))
    gap = float(np.subtract(after.mean, before.mean))
    half = float(stats.t.ppf((1 + level) / 2, freedom)) * error if error > 0 else 0.0
    return gap, gap - half, gap + half, error, p, "welch_log"


def _towards(moved: Movement, after: Measure, before: Measure, band: Band) -> Improvement:
    """Both inside: level. Otherwise the way that was gained, tested by the movement that gained it."""
    there, here = _distance(before.value, band, moved.read_as), _distance(after.value, band, moved.read_as)
    size = there - here
    if there == here == 0:
        return Improvement(0.0, None, None, 0.5, in_band=True)
    p_moved = None
    if moved.p_rise is not None:
        p_moved = moved.p_rise if moved.effect > 0 else 1 - moved.p_rise
        p_moved = p_moved if size > 0 else 1 - p_moved if size < 0 else 0.5
    return Improvement(size, None, None, p_moved, in_band=here == 0)


def _distance(value: Fraction | None, band: Band, told: ReadAs) -> float:
    found = value or Fraction(0)
    low, high = Fraction(band.low), Fraction(band.high)
    edge = low if found < low else high if found > high else None
    if edge is None:
        return 0.0
    if told == "points":
        return float(abs(found - edge) * 100)
    return abs(_log(edge, found))


def _effect(before: Fraction | None, after: Fraction | None, told: ReadAs) -> float:
    there, here = before or Fraction(0), after or Fraction(0)
    if told == "points":
        return float((here - there) * 100)
    return _log(there, here)


def _log(there: Fraction, here: Fraction) -> float:
    if there == here:
        return 0.0
    if there <= 0:
        return inf
    return log(here / there) if here > 0 else -inf


def _told(limits: Limits, told: ReadAs, before: Measure) -> tuple[float, float]:
    """Limits of a ratio on the scale the change is told on."""
    low, high = (float(limit) for limit in limits)
    if told == "points":
        base = float(before.value or 0) * 100
        return (low - 1) * base, (high - 1) * base
    return log(low) if low > 0 else -inf, log(high) if 0 < high < inf else inf


def _counts(measure: Measure) -> tuple[float, float]:
    """Events and what they are set against; a count is set against its window, which both years share."""
    return float(measure.numerator or 0), float(1 if measure.denominator is None else measure.denominator)


def _spread(measure: Measure) -> Sample | None:
    moments = measure.moments
    if moments is None or moments.log_variance is None:
        return None
    return Sample(moments.log_mean, moments.log_variance, moments.count)
