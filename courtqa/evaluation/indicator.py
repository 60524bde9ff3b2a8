"""What an indicator is: numerator and denominator as trees of named terms. Frozen; read from a pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import Factory, frozen

from courtqa.evaluation.conditions import Condition, Fault, Quantity
from courtqa.text import Text

__all__ = ["Band", "Direction", "Indicator", "IndicatorSet", "ReadAs", "Table", "Term", "Unit"]

Table = Literal["cases", "events"]
Direction = Literal["lower", "higher", "band", "context"]
"""Which way is better; ``context`` is shown but never judged."""
Unit = Literal["share", "ratio", "count", "days", "score"]
ReadAs = Literal["points", "percent"]
"""Whether a change is told in percentage points (+1.22 个百分点) or in percent (−37.40 %)."""


@frozen
class Term:
    """One number of a period. Exactly one of ``count`` … ``staff`` says what is taken.

    ``at`` is the date column whose day picks the period; terms without a period are ``open_at_start`` (cases
    filed before the period and not closed by then) and ``staff`` (persons on duty in the period).
    ``times`` is the factor with which it enters the sum: -1 subtracts.
    """

    count: Table | None = None
    sum: Quantity | None = None
    mean: Quantity | None = None
    median: Quantity | None = None
    distinct: str | None = None
    open_at_start: Literal["cases"] | None = None
    staff: Literal["on_duty"] | None = None
    of: Table = "cases"
    at: str | None = None
    where: tuple[Condition, ...] = ()
    times: int | Decimal = 1

    @property
    def kind(self) -> str:
        """What is taken: ``count``, ``sum``, ``mean``, ``median``, ``distinct``, ``open_at_start``, ``staff``."""
        return next((kind for kind in _KINDS if getattr(self, kind) is not None), "none")

    @property
    def table(self) -> Table:
        """The table it is taken from."""
        return self.count or self.of

    @property
    def additive(self) -> bool:
        """Whether it can be summed over months and units."""
        return self.kind in {"count", "sum", "mean", "open_at_start"}

    @property
    def quantity(self) -> Quantity | None:
        """The number that is summed, averaged or ordered."""
        return self.sum or self.mean or self.median

    @property
    def columns(self) -> frozenset[str]:
        """The columns of its table that it needs."""
        names = {name for condition in self.where for name in condition.columns}
        names |= set(self.quantity.columns) if self.quantity else set()
        names |= {name for name in (self.at, self.distinct) if name}
        return frozenset(names | ({"filed_on", "closed_on"} if self.open_at_start else set()))

    @property
    def day_pairs(self) -> Iterator[tuple[str, str]]:
        """The pairs of date columns between which it counts days."""
        parts = (*self.where, *((self.quantity,) if self.quantity else ()))
        return (part.days for part in parts if part.days)

    def faults(self) -> Iterator[Fault]:
        """What is wrong with it, if anything: found, expected."""
        kinds = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            yield " and ".join(kinds) or "a term that takes nothing", f"exactly one of {', '.join(_KINDS)}"
        elif self.kind in {"open_at_start", "staff"} and self.at is not None:
            yield f"at: {self.at}", f"no at: for {self.kind}, which is taken of the whole period"
        elif self.kind not in {"open_at_start", "staff"} and self.at is None:
            yield f"{self.kind} without at:", "at: with the date column that picks the period"
        for part in (*self.where, *((self.quantity,) if self.quantity else ())):
            yield from part.faults()


_KINDS = ("count", "sum", "mean", "median", "distinct", "open_at_start", "staff")


@frozen
class Band:
    """A reasonable range (合理区间): inside is fine, at either end."""

    low: int | Decimal
    high: int | Decimal


@frozen
class Indicator:
    """A definition: what is divided by what, for whom, which way is better, and how a change is read."""

    title: Text
    unit: Unit
    direction: Direction
    read_as: ReadAs
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...] = ()
    per: tuple[str, ...] = ()  # the unit columns it may be charged to; none: any
    band: Band | None = None
    min_n: int = 0
    percent: bool = False  # a ratio that is told in percent (1.06 %) though it is no share
    note: str | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """All its terms."""
        return (*self.numerator, *self.denominator)

    @property
    def additive(self) -> bool:
        """Whether longer periods follow from shorter ones by summing."""
        return all(term.additive for term in self.terms)

    @property
    def in_percent(self) -> bool:
        """Whether its value is told in percent."""
        return self.unit == "share" or self.percent

    @property
    def alone(self) -> Term | None:
        """Its only term, when it is a plain mean or median."""
        term = self.numerator[0]
        return term if term.kind in {"mean", "median"} else None

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """What is wrong with it: where, what was found, what was expected."""
        for part, terms in (("numerator", self.numerator), ("denominator", self.denominator)):
            for place, term in enumerate(terms):
                yield from (((part, place), *fault) for fault in term.faults())
                if term.kind in {"mean", "median"} and (len(self.terms) > 1 or term.times != 1):
                    yield (part, place), f"a {term.kind} among other terms", f"the {term.kind} alone"
        if not self.numerator:
            yield ("numerator",), "no term", "at least one term"
        if self.unit in {"share", "ratio"} and not self.denominator:
            yield ("unit",), f"a {self.unit} without a denominator", "denominator: with at least one term"
        if self.direction == "band" and self.band is None:
            yield ("direction",), "band without its limits", "band: {low: …, high: …}"
        if self.band and self.direction != "band":
            yield ("band",), f"a band beside direction: {self.direction}", "direction: band, or no band:"
        if self.band and self.band.low >= self.band.high:
            yield ("band",), f"{self.band.low} to {self.band.high}", "low below high"


@frozen
class IndicatorSet:
    """The indicators of one edition, by name."""

    indicators: Mapping[str, Indicator]
    name: str = ""
    since: date = date.min
    title: Text = Factory(lambda: Text(zh="指标", en="Indicators"))
