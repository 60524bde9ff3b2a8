"""What the terms of indicators come to in one period: a column for each term, with an entry for every unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import polars as pl
from attrs import frozen

from courtqa.evaluation.indicator import Term

__all__ = ["Amounts", "Parts", "Spread", "amounts_of", "exact", "whole", "whole_all"]

Amounts: TypeAlias = list[int | Decimal]
"""Exact numbers, one for every unit; the last is that of all units together."""

Spread: TypeAlias = tuple[int, int | Decimal, float, float, float]
"""What ``Moments`` are made of."""


@frozen(eq=False)
class Parts:
    """What one term comes to for every unit, and last for all of them together."""

    amounts: Sequence[int | Decimal]
    n: Sequence[int]
    doubled: Sequence[int | Fraction] | None = None  # twice the median
    spreads: Sequence[Spread | None] | None = None

    @classmethod
    def of_sums(cls, term: Term, key: str, sums: Mapping[str, Amounts], size: int) -> Parts:
        """The parts from the sums of the base."""

        def held(name: str) -> Amounts:
            return sums.get(f"{key}_{name}") or [0] * size

        if term.kind == "open_at_start":
            opened = [came - went for came, went in zip(held("in"), held("out"), strict=True)]
            return cls(opened, [0] * size)
        n = [int(each) for each in held("n")]
        if term.kind == "count":
            return cls(n, n)
        total = held("total")
        if term.kind == "sum":
            return cls(total, n)
        spread = ([float(each) for each in held(name)] for name in ("squares", "logs", "log_squares"))
        rows = zip(n, whole_all(total), *spread, strict=True)
        return cls(total, n, spreads=[row if row[0] else None for row in rows])

    def of_units(self, chosen: Sequence[int]) -> Parts:
        """The entries of these units, in their order."""
        doubled, spreads = self.doubled, self.spreads
        return Parts(
            [self.amounts[at] for at in chosen],
            [self.n[at] for at in chosen],
            None if doubled is None else [doubled[at] for at in chosen],
            None if spreads is None else [spreads[at] for at in chosen],
        )

    @property
    def something(self) -> set[int]:
        """The entries that are not nothing."""
        return {at for at, held in enumerate(zip(self.amounts, self.n, strict=True)) if any(held)}


def amounts_of(sums: pl.Series) -> Amounts:
    """The numbers of a column exactly, and their sum."""
    held: Amounts = sums.to_list()
    if not sums.dtype.is_integer():
        held = [exact(float(each)) for each in sums]
    held.append(sum(held))
    return held


def exact(number: float) -> int | Decimal:
    """The number that a float prints as."""
    return number if isinstance(number, int) else whole(Decimal(repr(number)))


def whole(number: int | Decimal) -> int | Decimal:
    """The number as an integer where it is one."""
    if isinstance(number, int):
        return number
    return int(number) if number == number.to_integral_value() else number


def whole_all(numbers: Sequence[int | Decimal]) -> Sequence[int | Decimal]:
    """Each as an integer where it is one."""
    return numbers if all(type(each) is int for each in numbers) else [whole(each) for each in numbers]
