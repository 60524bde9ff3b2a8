"""Measures of any period: sum numerators and denominators over its months, then divide once, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import narwhals as nw
from attrs import field, frozen
from narwhals.typing import IntoFrame

from courtqa.evaluation.base import AdditiveBase, additive_base
from courtqa.evaluation.beside import ALL, distinct, medians, on_duty
from courtqa.evaluation.cases import Cases
from courtqa.evaluation.coverage import Coverage
from courtqa.evaluation.dates import with_days
from courtqa.evaluation.figures import Figures, Part, figure_of
from courtqa.evaluation.indicator import Indicator, IndicatorSet, Table, Term
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.measure_table import Measures
from courtqa.evaluation.periods import Period
from courtqa.evaluation.tables import CANONICAL, Frame, as_table, collected, unit_column

__all__ = ["Base", "base_of", "measures"]


@frozen(eq=False)
class Base:
    """The additive base with the tables beside it: asks for any period are answered without reading again.

    What is not additive goes back to the rows of the period.
    """

    by: str
    indicators: Mapping[str, Indicator]
    additive: AdditiveBase = field(repr=False)
    tables: Mapping[Table, Frame] = field(repr=False)
    staff: Frame | None = field(repr=False)
    coverage: Coverage | None

    def measures(self, period: Period | str | int) -> Measures:
        """Every indicator for every unit in the period, and the total of all units."""
        window = Period.parse(period)
        parts = self._parts(window)
        found = self.additive.sums(window.start, window.end)
        units = {unit for unit, row in found.items() if any(row.values())}
        units |= {unit for part in parts.values() for unit, each in part.items() if each.amount}
        names = sorted(units - {ALL})
        rows = tuple(self._measure(name, unit, window, parts) for unit in names for name in self.indicators)
        total = {name: self._measure(name, ALL, window, parts) for name in self.indicators}
        return Measures(rows, total, by=self.by, period=window, indicators=self.indicators, source=self)

    def _measure(self, name: str, unit: str, period: Period, parts: Mapping[Term, Figures]) -> Measure:
        indicator = self.indicators[name]
        figure = figure_of(indicator, unit, parts)
        flags = list(figure.flags)
        if indicator.per and self.by not in indicator.per:
            flags.append("not_attributed")
        if self.coverage is not None and not self.coverage.whole(period):
            flags.append("part_period")
        return Measure(
            name,
            unit,
            period,
            numerator=figure.numerator,
            denominator=figure.denominator,
            value=figure.value,
            n=figure.n,
            basis=figure.basis,
            flags=tuple(flags),
            moments=figure.moments,
        )

    def _parts(self, period: Period) -> dict[Term, Figures]:
        """Per term and unit what the term comes to; a term that is not recorded has no entry."""
        within = self.additive.sums(period.start, period.end)
        before: dict[str, dict[str, float]] = {}
        if any(term.kind == "open_at_start" for term in self.additive.keys):
            before = self.additive.sums(None, period.start)
        for sums in (within, before):
            sums[ALL] = _totals(sums.values())
        parts: dict[Term, Figures] = {}
        for term, key in self.additive.keys.items():
            sums = before if term.kind == "open_at_start" else within
            exact: Mapping[str, Fraction | int] = {}
            if term.kind == "median":
                exact = medians(term, self.tables[term.table], period, self.by)
            elif term.kind == "distinct":
                exact = distinct(term, self.tables[term.table], period, self.by)
            parts[term] = {
                unit: Part.of(term, key, sums.get(unit, {}), exact.get(unit))
                for unit in {*within, *before, *exact}
            }
        if self.staff is not None:
            persons = {
                unit: Part(Decimal(count)) for unit, count in on_duty(self.staff, period, self.by).items()
            }
            parts |= {term: persons for term in self._terms() if term.kind == "staff"}
        return parts

    def _terms(self) -> Iterable[Term]:
        return (term for indicator in self.indicators.values() for term in indicator.terms)


def _totals(rows: Iterable[Mapping[str, float]]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for row in rows:
        for name, value in row.items():
            totals[name] = totals.get(name, 0) + value
    return totals


def base_of(
    cases: Cases | IntoFrame,
    indicators: IndicatorSet | Mapping[str, Indicator],
    *,
    by: str = "division",
    events: IntoFrame | None = None,
    staff: IntoFrame | None = None,
    strata: Sequence[str] = (),
) -> Base:
    """The base of these indicators. ``by`` is the column that holds the unit: UnknownName if there is none.

    ``cases`` are what ``read_cases`` gave, or any frame in the library's own columns.
    """
    chosen = indicators.indicators if isinstance(indicators, IndicatorSet) else indicators
    tables: dict[Table, Frame] = {"cases": as_table(cases.frame if isinstance(cases, Cases) else cases)}
    unit_column(tables["cases"], by)
    if events is not None:
        tables["events"] = as_table(events)
    terms = [term for indicator in chosen.values() for term in indicator.terms]
    for name, table in tables.items():
        pairs = dict.fromkeys(pair for term in terms if term.table == name for pair in term.day_pairs)
        tables[name] = with_days(table, pairs)
    additive = additive_base(tables, chosen, by=by, strata=strata)
    declared = cases.coverage if isinstance(cases, Cases) else None
    coverage = declared or _observed(tables["cases"])
    duty = None if staff is None else as_table(staff)
    return Base(by, dict(chosen), additive, tables, duty, coverage)


def _observed(cases: Frame) -> Coverage | None:
    """From the month of the first to that of the last thing that happened in any case."""
    given = cases.collect_schema().names()
    dates = {name for name, kind in CANONICAL.items() if kind == "date"} - {"time_limit_on"}
    days = [name for name in given if name in dates]
    if not days:
        return None
    ends = [nw.col(day).min().alias(f"{day}.first") for day in days]
    ends += [nw.col(day).max().alias(f"{day}.last") for day in days]
    found = [day for day in collected(cases.select(*ends)).row(0) if day is not None]
    if not found:
        return None
    return Coverage(Period.holding(min(found), "month").first, Period.holding(max(found), "month").last)


def measures(
    cases: Cases | IntoFrame,
    indicators: IndicatorSet | Mapping[str, Indicator],
    *,
    period: Period | str | int,
    by: str = "division",
    events: IntoFrame | None = None,
    staff: IntoFrame | None = None,
) -> Measures:
    """Every indicator for every unit in one period. For several periods build ``base_of`` once and ask it."""
    return base_of(cases, indicators, by=by, events=events, staff=staff).measures(period)
