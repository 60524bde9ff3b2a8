"""From the parts of an indicator to its figure: exact sums, one exact division, and why there may be no value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from courtqa.evaluation.indicator import Indicator, Term
from courtqa.evaluation.measure import Amount, Basis, Flag, Moments

__all__ = ["Figure", "Figures", "Part", "figure_of"]


@frozen
class Part:
    """What one term comes to for one unit and period."""

    amount: Decimal = Decimal(0)
    n: int = 0
    median: Fraction | None = None
    moments: Moments | None = None

    @classmethod
    def of(cls, term: Term, key: str, sums: Mapping[str, float]) -> Part:
        """The part from the sums of the base."""
        if term.kind == "open_at_start":
            return cls(_exact(sums.get(f"{key}_in", 0)) - _exact(sums.get(f"{key}_out", 0)))
        n = int(sums.get(f"{key}_n", 0))
        if term.kind == "count":
            return cls(Decimal(n), n)
        total = _exact(sums.get(f"{key}_total", 0))
        if term.kind == "sum":
            return cls(total, n)
        spread = (float(sums.get(f"{key}_{name}", 0)) for name in ("squares", "logs", "log_squares"))
        return cls(total, n, None, Moments(n, _whole(total), *spread) if n else None)


Figures: TypeAlias = Mapping[str, Part]
_NOTHING = Part()


@frozen
class Figure:
    """The figure of one indicator for one unit, before it is named and dated."""

    numerator: Amount | None = None
    denominator: Amount | None = None
    value: Fraction | None = None
    n: int = 0
    basis: Basis = "counts"
    flags: tuple[Flag, ...] = ()
    moments: Moments | None = None


def figure_of(indicator: Indicator, unit: str, parts: Mapping[Term, Figures], *, months: int = 12) -> Figure:
    """The figure: None for a value that the records cannot give, with the flag that says why.

    ``months`` are those of the period: a quotient told in days of a year shrinks with them.
    """
    basis = _basis(indicator)
    if any(term not in parts for term in indicator.terms):
        return Figure(basis=basis, flags=("not_recorded",))
    if indicator.alone is not None:
        return _alone(indicator, parts[indicator.alone].get(unit, _NOTHING), basis)
    numerator = _sum(indicator.numerator, unit, parts)
    if not indicator.denominator:
        value = Fraction(numerator)
        return _judged(indicator, Figure(_whole(numerator), None, value, int(abs(numerator)), basis))
    denominator = _sum(indicator.denominator, unit, parts)
    n = int(numerator if basis == "distinct" else denominator)
    figure = Figure(_whole(numerator), _whole(denominator), None, n, basis, ("no_value",))
    if denominator > 0:
        value = Fraction(numerator) / Fraction(denominator)
        if indicator.days_of_year is not None:
            value *= Fraction(indicator.days_of_year * months, 12)
        figure = Figure(_whole(numerator), _whole(denominator), value, n, basis)
    return _judged(indicator, figure)


def _alone(indicator: Indicator, part: Part, basis: Basis) -> Figure:
    if not part.n:
        return Figure(basis=basis, flags=("no_value",))
    if basis == "median":
        figure = Figure(None, None, part.median, part.n, basis, moments=part.moments)
    else:
        mean = Fraction(part.amount) / part.n
        figure = Figure(_whole(part.amount), part.n, mean, part.n, basis, moments=part.moments)
    return _judged(indicator, figure)


def _judged(indicator: Indicator, figure: Figure) -> Figure:
    if figure.n >= indicator.min_n:
        return figure
    return Figure(
        figure.numerator,
        figure.denominator,
        figure.value,
        figure.n,
        figure.basis,
        (*figure.flags, "below_minimum"),
        figure.moments,
    )


def _basis(indicator: Indicator) -> Basis:
    kinds = {term.kind for term in indicator.terms}
    if kinds & {"median", "median_age"}:
        return "median"
    if "mean" in kinds:
        return "mean"
    if kinds & {"distinct", "staff"}:
        return "distinct"
    return "snapshot" if "open_at_end" in kinds else "counts"


def _sum(terms: tuple[Term, ...], unit: str, parts: Mapping[Term, Figures]) -> Decimal:
    return sum((parts[term].get(unit, _NOTHING).amount * term.times for term in terms), Decimal(0))


def _exact(number: float) -> Decimal:
    return Decimal(number) if isinstance(number, int) else Decimal(repr(number))


def _whole(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number
