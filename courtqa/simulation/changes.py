"""The court-wide counts of each simulated year, and the changes of the seed beside them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import sqrt

import polars as pl
from attrs import frozen

from courtqa.simulation.figures import calibration
from courtqa.simulation.year import CourtYear
from courtqa.text import Text

__all__ = ["SeenChange", "counts", "seen_changes", "two_decimals"]

REVERSED = ("reversed", "partly_reversed", "remanded")


def two_decimals(value: Fraction) -> Decimal:
    """The exact ratio to two decimals, halves away from zero.

    >>> two_decimals(Fraction(59 - 91, 91) * 100)
    Decimal('-35.16')
    """
    scaled = abs(value) * 100
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-2)


def counts(court: CourtYear) -> pl.DataFrame:
    """One row a year: carried over, filed, closed, pending, and the events that fell in the year."""
    cases = court.cases
    rows = []
    for year in range(court.first, court.last + 1):
        filed, closed = pl.col("filed_on").dt.year(), pl.col("closed_on").dt.year()
        of_year = closed == year
        open_later = closed.is_null() | (closed > year)
        reversed_ = pl.col("appeal_outcome").is_in(REVERSED)
        enforcement = pl.col("case_type") == "enforcement"
        on_hand = (filed <= year) & (closed.is_null() | (closed >= year))
        rows.append(
            cases.select(
                pl.lit(year).alias("year"),
                carried_over=((filed < year) & on_hand).sum(),
                newly_filed=(filed == year).sum(),
                handled=on_hand.sum(),
                closed=of_year.sum(),
                pending=((filed <= year) & open_later).sum(),
                petitions=(pl.col("petitioned_on").dt.year() == year).sum(),
                reversals=((pl.col("appeal_decided_on").dt.year() == year) & reversed_).sum(),
                appeals=(pl.col("appealed_on").dt.year() == year).sum(),
                retrials=(pl.col("retrial_on").dt.year() == year).sum(),
                settled=(of_year & pl.col("closing_manner").is_in(["mediation", "withdrawal"])).sum(),
                civil_closed=(of_year & (pl.col("case_type") == "civil")).sum(),
                enforcement_closed=(of_year & enforcement).sum(),
                enforcement_handled=(on_hand & enforcement).sum(),
            )
        )
    return pl.concat(rows)


@frozen
class SeenChange:
    """A published change beside the simulated one, with the sampling error of the latter (one standard error)."""

    name: str
    title: Text
    kind: str  # "percent" or "points"
    published: Decimal
    seen: Fraction
    error: float

    @property
    def printed(self) -> Decimal:
        """The simulated change as it would be printed."""
        return two_decimals(self.seen)


def seen_changes(court: CourtYear) -> tuple[SeenChange, ...]:
    """What the seed published for 2007 against 2006, and what the simulated last two years show.

    Error of a relative change: Poisson counts, (x1/x0)·√(1/x0 + 1/x1). Of a difference of shares:
    √(p0(1−p0)/n0 + p1(1−p1)/n1). Both in per cent or points.
    """
    before, after = counts(court).tail(2).rows(named=True)
    shares = {
        "settled_rate": ("settled", "civil_closed"),
        "enforcement_closure_rate": ("enforcement_closed", "enforcement_handled"),
    }
    found = []
    for name, change in calibration().changes.items():
        if name in shares:
            top, base = shares[name]
            old, new = (Fraction(year[top], year[base]) for year in (before, after))
            seen = new - old
            error = sqrt(old * (1 - old) / before[base] + new * (1 - new) / after[base])
        else:
            old, new = Fraction(before[name]), Fraction(after[name])
            seen = (new - old) / old
            error = float(new / old) * sqrt(1 / old + 1 / new)
        found.append(SeenChange(name, change.title, change.kind, change.value, seen * 100, error * 100))
    return tuple(found)
