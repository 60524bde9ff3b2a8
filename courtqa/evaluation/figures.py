"""From the parts of an indicator to its figures: exact sums, one exact division, and why there may be no value.

A column for each indicator, with an entry for every unit; a figure is made, and its fraction reduced, when it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add

from attrs import evolve, field, frozen

from courtqa.evaluation.indicator import Indicator, Known, Term
from courtqa.evaluation.measure import Amount, Basis, Flag, Moments
from courtqa.evaluation.parts import Parts, Spread, whole_all

__all__ = ["Figure", "Figures", "figures_of"]

_Numbers = Sequence[int | Decimal]


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


@frozen(eq=False)
class Figures:
    """The figures of one indicator: ``over`` ÷ ``under`` × ``scale`` wherever nothing else is said in ``apart``."""

    n: Sequence[int]
    basis: Basis = "counts"
    over: Sequence[int | Decimal | Fraction] = ()
    under: _Numbers | None = None  # None: 1
    scale: Fraction | None = None
    numerator: _Numbers | None = None
    denominator: _Numbers | None = None
    spreads: Sequence[Spread | None] | None = None
    apart: dict[int, Figure] = field(factory=dict)

    def __getitem__(self, at: int) -> Figure:
        if at in self.apart:
            return self.apart[at]
        spread = None if self.spreads is None else self.spreads[at]
        return Figure(
            None if self.numerator is None else self.numerator[at],
            None if self.denominator is None else self.denominator[at],
            self._value(at),
            self.n[at],
            self.basis,
            (),
            None if spread is None else Moments(*spread),
        )

    def _value(self, at: int) -> Fraction:
        over, under = self.over[at], 1 if self.under is None else self.under[at]
        if isinstance(over, int) and isinstance(under, int):
            value = Fraction(over, under)
        else:
            value = Fraction(over) / Fraction(under)
        return value if self.scale is None else value * self.scale

    def without_values(self) -> Figures:
        """How many cases each is of, and nothing else."""
        sizes = [self.apart[at].n if at in self.apart else n for at, n in enumerate(self.n)]
        return Figures(sizes, apart={at: Figure(n=n) for at, n in enumerate(sizes)})

    def values(self) -> list[float | None]:
        """The value of every unit as the nearest float; None where there is none."""
        times, parts = (1, 1) if self.scale is None else self.scale.as_integer_ratio()
        found: list[float | None] = []
        for at, over in enumerate(self.over):
            under = 1 if self.under is None else self.under[at]
            if at in self.apart:
                found.append(None)
            elif isinstance(over, int) and isinstance(under, int):
                found.append(
                    over * times / (under * parts)
                )  # of integers the division is exact, as of fractions
            else:
                found.append(float(self._value(at)))
        found = found or [None] * len(self.n)
        for at, figure in self.apart.items():
            found[at] = None if figure.value is None else float(figure.value)
        return found


def figures_of(indicator: Indicator, parts: Mapping[Term, Parts], *, size: int, months: int = 12) -> Figures:
    """The figure of each of ``size`` units: no value where the records cannot give one, with the flag that says why.

    ``months`` are those of the period: a quotient told in days of a year shrinks with them.
    """
    basis = _basis(indicator)
    if any(term not in parts for term in indicator.terms):
        nothing = Figure(basis=basis, flags=("not_recorded",))
        return Figures([0] * size, basis, apart=dict.fromkeys(range(size), nothing))
    if indicator.alone is not None:
        return _alone(indicator, parts[indicator.alone], basis)
    numerator = _sum(indicator.numerator, parts)
    if indicator.denominator:
        scale = None if indicator.days_of_year is None else Fraction(indicator.days_of_year * months, 12)
        found = _quotients(indicator, numerator, _sum(indicator.denominator, parts), basis, scale)
    else:
        told = whole_all(numerator)
        found = Figures([abs(int(each)) for each in told], basis, told, numerator=told)
    if indicator.known is not None:
        for at in _too_little(indicator.known, parts):
            found.apart[at] = Figure(basis=basis, flags=("not_recorded", "low_coverage"))
    return _judged(indicator, found)


def _too_little(known: Known, parts: Mapping[Term, Parts]) -> Iterable[int]:
    """Where too few of the cases carry what is needed."""
    least = Decimal(known.at_least)
    for at, (held, among) in enumerate(zip(_sum(known.of, parts), _sum(known.among, parts), strict=True)):
        if among > 0 and Decimal(held) < least * Decimal(among):
            yield at


def _quotients(
    indicator: Indicator, numerator: _Numbers, denominator: _Numbers, basis: Basis, scale: Fraction | None
) -> Figures:
    over, under = whole_all(numerator), whole_all(denominator)
    n = [int(each) for each in (over if basis == "distinct" else under)]
    found = Figures(n, basis, over, under, scale, over, under)
    stated = indicator.without_denominator
    for at, each in enumerate(under):
        if each <= 0 and stated is None:
            found.apart[at] = Figure(over[at], each, None, n[at], basis, ("no_value",))
        elif each <= 0:
            value = Fraction(str(stated))
            found.apart[at] = Figure(over[at], each, value, n[at], "rule", ("by_convention",))
    return found


def _alone(indicator: Indicator, part: Parts, basis: Basis) -> Figures:
    if basis == "median":
        twice = part.doubled or [0] * len(part.n)
        found = Figures(part.n, basis, twice, [2] * len(part.n), spreads=part.spreads)
    else:
        told = whole_all(part.amounts)
        found = Figures(part.n, basis, part.amounts, part.n, None, told, part.n, part.spreads)
    empty = Figure(basis=basis, flags=("no_value",))
    found.apart.update((at, empty) for at, n in enumerate(part.n) if not n)
    return _judged(indicator, found, [at for at, n in enumerate(part.n) if n])


def _judged(indicator: Indicator, found: Figures, among: Iterable[int] | None = None) -> Figures:
    """The figures, with those marked that are of too few."""
    if indicator.min_n:
        for at in range(len(found.n)) if among is None else among:
            figure = found.apart.get(at)
            if (found.n[at] if figure is None else figure.n) < indicator.min_n:
                figure = found[at]
                found.apart[at] = evolve(figure, flags=(*figure.flags, "below_minimum"))
    return found


def _basis(indicator: Indicator) -> Basis:
    kinds = {term.kind for term in indicator.terms}
    if kinds & {"median", "median_age"}:
        return "median"
    if "mean" in kinds:
        return "mean"
    if kinds & {"distinct", "staff"}:
        return "distinct"
    return "snapshot" if "open_at_end" in kinds else "counts"


def _sum(terms: Sequence[Term], parts: Mapping[Term, Parts]) -> _Numbers:
    columns = [_times(parts[term].amounts, term.times) for term in terms]
    if len(columns) == 1:
        return columns[0]
    return [reduce(add, row) for row in zip(*columns, strict=True)]


def _times(amounts: _Numbers, times: int | Decimal) -> _Numbers:
    return amounts if times == 1 else [each * times for each in amounts]
