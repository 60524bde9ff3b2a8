"""What an indicator is: numerator and denominator as trees of named terms. Frozen; read from a pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from attrs import Factory, evolve, frozen

from courtqa.evaluation.cohort import Cohort, clock_of, clocks_of
from courtqa.evaluation.conditions import Condition, Fault, Quantity
from courtqa.policy import Reference
from courtqa.text import Text

__all__ = [
    "Age",
    "Band",
    "Direction",
    "Indicator",
    "IndicatorSet",
    "Known",
    "ReadAs",
    "Table",
    "Term",
    "Unit",
]

Table = Literal["cases", "events"]
Direction = Literal["lower", "higher", "band", "context"]
"""Which way is better; ``context`` is shown but never judged."""
Unit = Literal["share", "ratio", "count", "days", "score"]
ReadAs = Literal["points", "percent"]
"""Whether a change is told in percentage points (+1.22 个百分点) or in percent (−37.40 %)."""


@frozen
class Age:
    """How old a pending case must be on the last day of the period: more than so many months, or days."""

    months: int | None = None
    days: int | None = None

    def faults(self) -> Iterator[Fault]:
        """What is wrong with it, if anything: found, expected."""
        held = [each for each in (self.months, self.days) if each is not None]
        if len(held) != 1 or held[0] < 1:
            yield f"months {self.months}, days {self.days}", "either months: or days:, at least 1"


@frozen(cache_hash=True)
class Term:
    """One number of a period. Exactly one of ``count`` … ``staff`` says what is taken.

    ``at`` is the date column whose day picks the period; terms without one are ``open_at_start`` (cases filed before
    the period and not closed by then), ``open_at_end`` (filed by its end and not closed by then; only those
    ``older_than`` an age where that is said), ``median_age`` (of those, in days) and ``staff`` (persons on duty).
    ``shift`` moves its window by so many months: -1 counts December to November. ``times`` is the factor with which it enters the sum: -1 subtracts.
    """

    count: Table | None = None
    sum: Quantity | None = None
    mean: Quantity | None = None
    median: Quantity | None = None
    distinct: str | None = None
    open_at_start: Literal["cases"] | None = None
    open_at_end: Literal["cases"] | None = None
    median_age: Literal["cases"] | None = None
    staff: Literal["on_duty"] | None = None
    of: Table = "cases"
    at: str | None = None
    where: tuple[Condition, ...] = ()
    older_than: Age | None = None
    shift: int = 0
    times: int | Decimal = 1

    @cached_property
    def kind(self) -> str:
        """What is taken: ``count``, ``sum``, ``mean``, ``median``, ``distinct``, ``open_at_start`` …"""
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
    def tallied(self) -> bool:
        """Whether it is made from how often each value stands: what is not additive, and the spread of days."""
        return self.kind in {"median", "distinct"} or (self.mean is not None and self.mean.days is not None)

    @property
    def of_stock(self) -> bool:
        """Whether it looks at what is pending on the last day."""
        return self.kind in {"open_at_end", "median_age"}

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
        return frozenset(names | ({"filed_on", "closed_on"} if self.kind in _STOCKS else set()))

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
        elif self.kind in _UNDATED and self.at is not None:
            yield f"at: {self.at}", f"no at: for {self.kind}, which is taken of the whole period"
        elif self.kind not in _UNDATED and self.at is None:
            yield f"{self.kind} without at:", "at: with the date column that picks the period"
        if self.older_than is not None and self.kind != "open_at_end":
            yield f"older_than: for {self.kind}", "older_than: for open_at_end alone"
        if self.shift and self.kind not in {"count", "sum"}:
            yield f"shift: for {self.kind}", "shift: for count or sum"
        for part in (*self.where, *((self.quantity,) if self.quantity else ())):
            yield from part.faults()
        yield from self.older_than.faults() if self.older_than else ()


_KINDS = (
    "count", "sum", "mean", "median", "distinct", "open_at_start", "open_at_end", "median_age", "staff"
)  # fmt: skip
_STOCKS = {"open_at_start", "open_at_end", "median_age"}
_UNDATED = {*_STOCKS, "staff"}


_ALONE = {"mean", "median", "median_age"}


@frozen
class Band:
    """A reasonable range (合理区间): inside is fine, at either end."""

    low: int | Decimal
    high: int | Decimal


@frozen
class Known:
    """How much must be known: ``of`` these cases, among those, at least this share; below it there is no figure (NR)."""

    of: tuple[Term, ...]
    among: tuple[Term, ...]
    at_least: int | Decimal


@frozen
class Indicator:
    """A definition: what is divided by what, for whom, which way is better, and how a change is read."""

    title: Text
    unit: Unit
    direction: Direction
    read_as: ReadAs
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...] = ()
    exclude: tuple[Condition, ...] = ()  # cases of which one holds are left out, above and below the line
    cohort: Cohort | None = None  # the numerator follows the cases of the period, each for the same time
    per: tuple[str, ...] = ()  # the unit columns it may be charged to; none: any
    band: Band | None = None
    open_band: bool = False  # its source speaks of a reasonable range and gives none: an assessment must
    target: int | Decimal | None = None  # a stated target, where more or less of it is better
    min_n: int = 0
    percent: bool = False  # a ratio that is told in percent (1.06 %) though it is no share
    known: Known | None = None  # below this coverage the figure is not recorded
    without_denominator: int | Decimal | None = None  # what is printed where there is nothing to divide by
    days_of_year: int | None = (
        None  # the quotient is told in days of a year of so many: pending / resolved × 365
    )
    source: tuple[Reference, ...] = ()  # its own, beside the reference of its set
    valid_from: date | None = None
    valid_until: date | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.exclude:
            for part in ("numerator", "denominator"):
                terms = tuple(self._without(term) for term in getattr(self, part))
                object.__setattr__(self, part, terms)
        if self.cohort is not None:
            object.__setattr__(self, "numerator", tuple(map(self._followed, self.numerator)))

    def _without(self, term: Term) -> Term:
        if term.table != "cases" or term.kind == "staff":
            return term
        left_out = (evolve(condition, negated=True) for condition in self.exclude)
        return evolve(term, where=tuple(dict.fromkeys((*term.where, *left_out))))

    def _followed(self, term: Term) -> Term:
        if self.cohort is None or term.table != "cases" or term.at is None:
            return term
        return evolve(term, where=tuple(dict.fromkeys((*term.where, self.cohort.within(term.at)))))

    @property
    def terms(self) -> tuple[Term, ...]:
        """All its terms, those of its coverage too."""
        covered = (*self.known.of, *self.known.among) if self.known else ()
        return (*self.numerator, *self.denominator, *covered)

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
        return term if term.kind in _ALONE else None

    def valid(self, first: date, last: date) -> bool:
        """Whether it was in use on every day from ``first`` to ``last``."""
        since, until = self.valid_from or date.min, self.valid_until or date.max
        return since <= first and last <= until

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """What is wrong with it: where, what was found, what was expected."""
        for part, terms in (("numerator", self.numerator), ("denominator", self.denominator)):
            for place, term in enumerate(terms):
                yield from (((part, place), *fault) for fault in term.faults())
                if term.kind in _ALONE and (len(self.numerator + self.denominator) > 1 or term.times != 1):
                    yield (part, place), f"a {term.kind} among other terms", f"the {term.kind} alone"
        if not self.numerator:
            yield ("numerator",), "no term", "at least one term"
        if self.unit in {"share", "ratio"} and not self.denominator:
            yield ("unit",), f"a {self.unit} without a denominator", "denominator: with at least one term"
        yield from self._range_faults()
        yield from self._limit_faults()
        yield from self._clock_faults()
        for place, each in enumerate(self.exclude):
            yield from ((("exclude", place), *fault) for fault in each.faults())

    def _clock_faults(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """Whether it mixes the two clocks, or follows cohorts of which one has had longer than the other."""
        clocks = clocks_of(self)
        if len(clocks) > 1:
            found = "cases followed from their cohort beside events counted on their own day"
            yield ("numerator",), found, "one clock for what befalls cases"
        if self.cohort is None and "cohort" in clocks:
            found = "a cohort followed without an end: last year's has had a year longer"
            yield ("numerator",), found, "cohort: {event: …, within_days: …}"
        if self.cohort is not None:
            yield from ((("cohort",), *fault) for fault in self.cohort.faults())
            if not any(clock_of(term) == "cohort" for term in self.numerator):
                yield (
                    ("cohort",),
                    "a cohort whose cases nothing befalls",
                    "a numerator at: closed_on or filed_on",
                )

    def _range_faults(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """What is wrong with its band or target."""
        if self.direction == "band" and self.band is None and not self.open_band:
            yield ("direction",), "band without its limits", "band: {low: …, high: …}"
        if self.open_band and (self.band is not None or self.direction != "band"):
            beside = "a band" if self.band is not None else f"direction: {self.direction}"
            yield ("open_band",), f"an open band beside {beside}", "direction: band, without band:"
        if self.target is not None and self.direction not in {"lower", "higher"}:
            yield ("target",), f"a target beside direction: {self.direction}", "direction: lower or higher"
        if self.band and self.direction != "band" and not self.open_band:
            yield ("band",), f"a band beside direction: {self.direction}", "direction: band, or no band:"
        if self.band and self.band.low >= self.band.high:
            yield ("band",), f"{self.band.low} to {self.band.high}", "low below high"

    def _limit_faults(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """What is wrong with its days, its coverage, or its convention."""
        if self.days_of_year is not None and (self.unit != "days" or not self.denominator):
            found = f"days of a {self.unit}{'' if self.denominator else ' without a denominator'}"
            yield ("days_of_year",), found, "unit: days, with a denominator"
        if self.known is not None and not 0 < self.known.at_least <= 1:
            yield ("known", "at_least"), f"{self.known.at_least}", "more than 0, at most 1"
        if self.without_denominator is not None and not self.denominator:
            yield ("without_denominator",), "a value for no denominator", "denominator:"
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            yield ("valid_until",), f"{self.valid_until}, before {self.valid_from}", "a later day"


@frozen
class IndicatorSet:
    """The indicators of one edition, by name."""

    indicators: Mapping[str, Indicator]
    name: str = ""
    since: date = date.min
    title: Text = Factory(lambda: Text(zh="指标", en="Indicators"))
