"""From the parts of an indicator to its figure: exact sums, one exact division, and why there may be no value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from attrs import evolve, frozen

from courtqa.evaluation.indicator import Indicator, Known, Term
from courtqa.evaluation.measure import Amount, Basis, Flag, Moments

__all__ = ["Figure", "Figures", "Part", "figures_of"]


@frozen
class Part:
    """What one term comes to for one unit and period."""

    amount: int | Decimal = 0
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
            return cls(n, n)
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


def figures_of(
    indicator: Indicator, units: Iterable[str], parts: Mapping[Term, Figures], *, months: int = 12
) -> Iterator[tuple[str, Figure]]:
    """The figure of every unit: None for a value that the records cannot give, with the flag that says why.

    ``months`` are those of the period: a quotient told in days of a year shrinks with them.
    """
    basis = _basis(indicator)
    if any(term not in parts for term in indicator.terms):
        yield from ((unit, Figure(basis=basis, flags=("not_recorded",))) for unit in units)
        return
    if indicator.alone is not None:
        held = parts[indicator.alone]
        yield from ((unit, _alone(indicator, held.get(unit, _NOTHING), basis)) for unit in units)
        return
    above = [(parts[term], term.times) for term in indicator.numerator]
    below = [(parts[term], term.times) for term in indicator.denominator]
    known = None if indicator.known is None else _covered(indicator.known, parts)
    scale = None if indicator.days_of_year is None else Fraction(indicator.days_of_year * months, 12)
    for unit in units:
        numerator = _sum(above, unit)
        if not below:
            figure = Figure(_whole(numerator), None, Fraction(numerator), abs(int(numerator)), basis)
        else:
            figure = _quotient(numerator, _sum(below, unit), basis, scale)
            if figure.value is None and indicator.without_denominator is not None:
                stated = Fraction(str(indicator.without_denominator))
                figure = evolve(figure, value=stated, basis="rule", flags=("by_convention",))
        if known is not None and _too_little(known, unit):
            figure = Figure(basis=basis, flags=("not_recorded", "low_coverage"))
        yield unit, _judged(indicator, figure)


_Coverage = tuple[list[tuple[Figures, int | Decimal]], list[tuple[Figures, int | Decimal]], Decimal]


def _covered(known: Known, parts: Mapping[Term, Figures]) -> _Coverage:
    of, among = ([(parts[term], term.times) for term in terms] for terms in (known.of, known.among))
    return of, among, Decimal(known.at_least)


def _too_little(known: _Coverage, unit: str) -> bool:
    of, among, least = known
    held, whole = Decimal(_sum(of, unit)), Decimal(_sum(among, unit))
    return whole > 0 and held < least * whole


def _quotient(
    numerator: int | Decimal, denominator: int | Decimal, basis: Basis, scale: Fraction | None
) -> Figure:
    over: int | Decimal = _whole(numerator)
    under: int | Decimal = _whole(denominator)
    n = int(over if basis == "distinct" else under)
    if under <= 0:
        return Figure(over, under, None, n, basis, ("no_value",))
    value = Fraction(over, under) if isinstance(over, int) and isinstance(under, int) else None
    value = Fraction(numerator) / Fraction(denominator) if value is None else value
    return Figure(over, under, value if scale is None else value * scale, n, basis)


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


def _sum(parts: Iterable[tuple[Figures, int | Decimal]], unit: str) -> int | Decimal:
    total: int | Decimal = 0
    for held, times in parts:
        amount = held.get(unit, _NOTHING).amount
        total += amount if times == 1 else amount * times
    return total


def _exact(number: float) -> int | Decimal:
    return number if isinstance(number, int) else _whole(Decimal(repr(number)))


def _whole(number: int | Decimal) -> int | Decimal:
    if isinstance(number, int):
        return number
    return int(number) if number == number.to_integral_value() else number
