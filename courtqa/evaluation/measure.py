"""What was measured: one value of one indicator for one unit and one period, with its counts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

from attrs import frozen

from courtqa.evaluation.periods import Period

__all__ = ["Amount", "Basis", "Flag", "Measure", "Moments"]

Basis = Literal["counts", "distinct", "snapshot", "shares", "median", "mean", "rule"]
"""How the value came about. Only ``counts`` and ``mean`` may be summed over months."""

Amount = int | Decimal | Fraction
"""A count, a sum, or (of cases that several judges share) a fraction that sums exactly."""

Flag = Literal[
    "no_value",  # the denominator is 0, or there is nothing to take a median of
    "not_recorded",  # a column or table that the indicator needs was not supplied: missing is never 0
    "below_minimum",  # n is smaller than the indicator's minimum
    "part_period",  # the records do not cover the whole period
    "not_attributed",  # the unit is not one that the indicator may be charged to
    "low_coverage",  # too few of the cases carry what it needs, so that it is not recorded (NR)
    "by_convention",  # nothing to divide by: the value is what the definition says is then printed
    "immature",  # the cohort has not been followed for its whole time: more is still to come
    "not_valid",  # the indicator was not in use in the whole period
]


@frozen
class Moments:
    """The sums that a spread is computed from, of the days and of log(1 + days). All additive."""

    count: int
    total: int | Decimal
    squares: float
    logs: float
    log_squares: float

    @property
    def mean(self) -> float:
        """The arithmetic mean."""
        return float(self.total) / self.count

    @property
    def variance(self) -> float | None:
        """The sample variance; None below two values."""
        return _variance(self.count, float(self.total), self.squares)

    @property
    def log_mean(self) -> float:
        """The mean of log(1 + value)."""
        return self.logs / self.count

    @property
    def log_variance(self) -> float | None:
        """The sample variance of log(1 + value); None below two values."""
        return _variance(self.count, self.logs, self.log_squares)


def _variance(count: int, total: float, squares: float) -> float | None:
    if count < 2:
        return None
    return max(0.0, (squares - total * total / count) / (count - 1))


@frozen
class Measure:
    """One figure. ``value`` is exact: numerator over denominator, never a rounded rate.

    A count has no denominator. A median has neither: its ``n`` says how many values it is of.

    >>> m = Measure("reversal", "民一庭", Period.parse("2007"), numerator=2, denominator=93,
    ...             value=Fraction(2, 93), n=93)
    >>> m.value, m.missing
    (Fraction(2, 93), False)
    """

    indicator: str
    unit: str
    period: Period
    numerator: Amount | None = None
    denominator: Amount | None = None
    value: Fraction | None = None
    n: int = 0
    basis: Basis = "counts"
    flags: tuple[Flag, ...] = ()
    moments: Moments | None = None

    @property
    def missing(self) -> bool:
        """Whether there is no value to show."""
        return self.value is None

    @property
    def additive(self) -> bool:
        """Whether the figure of a longer period follows from those of its months."""
        return self.basis in {"counts", "mean"}
