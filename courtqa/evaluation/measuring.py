"""Measures of any period: sum numerators and denominators over its months, then divide once, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import field, frozen
from narwhals.typing import IntoFrame

from courtqa.evaluation.base import AdditiveBase, Span, additive_part
from courtqa.evaluation.beside import ALL, on_duty
from courtqa.evaluation.cases import Cases
from courtqa.evaluation.cohort import ripe_on
from courtqa.evaluation.coverage import Coverage
from courtqa.evaluation.dates import with_days
from courtqa.evaluation.engines import ScannedCases
from courtqa.evaluation.figures import figures_of
from courtqa.evaluation.indicator import Indicator, IndicatorSet, Table, Term
from courtqa.evaluation.measure import Flag
from courtqa.evaluation.measure_columns import MeasureColumn
from courtqa.evaluation.measure_table import Measures
from courtqa.evaluation.parts import Amounts, Parts
from courtqa.evaluation.pending import pending_parts
from courtqa.evaluation.periods import Period
from courtqa.evaluation.summing import Summed, cuts_of, observed, summed
from courtqa.evaluation.tables import Frame, as_table, unit_column
from courtqa.evaluation.tallies import parts_of

__all__ = ["Base", "base_of", "measures"]


@frozen(eq=False)
class Base:
    """The additive base with the tables beside it: asks for any period are answered without reading again.

    A base made for certain periods reads again when it is asked for another.
    """

    by: str
    indicators: Mapping[str, Indicator]
    summed: Summed = field(repr=False)
    tables: Mapping[Table, Frame] = field(repr=False)
    staff: Frame | None = field(repr=False)
    coverage: Coverage | None
    known: date | None = None  # the day up to which what befell cases is known; None: the last day covered
    _whole: list[Base] = field(factory=list, repr=False, init=False)

    @property
    def additive(self) -> AdditiveBase:
        """Counts and sums per unit and month."""
        return self.summed.additive

    def measures(self, period: Period | str | int) -> Measures:
        """Every indicator for every unit in the period, and the total of all units."""
        window = Period.parse(period)
        if not self.summed.answers(window, self._terms()):
            return self._of_every_month().measures(window)
        units, parts = self._parts(window)
        columns = {name: self._column(name, units, window, parts) for name in self.indicators}
        return Measures(
            tuple(units), columns, by=self.by, period=window, indicators=self.indicators, source=self
        )

    def _of_every_month(self) -> Base:
        if not self._whole:
            whole = self.summed.of_every_month(self.indicators)
            made = Base(self.by, self.indicators, whole, self.tables, self.staff, self.coverage, self.known)
            self._whole.append(made)
        return self._whole[0]

    def _column(
        self, name: str, units: Sequence[str], period: Period, parts: Mapping[Term, Parts]
    ) -> MeasureColumn:
        indicator = self.indicators[name]
        remarks = self._remarks(indicator, period)
        months = period.end - period.start
        figures = figures_of(indicator, parts, size=len(units) + 1, months=months)
        if "immature" in remarks:  # more is still to come: a figure now would be too low
            figures = figures.without_values()
        return MeasureColumn(name, (*units, ALL), period, figures, remarks)

    def _remarks(self, indicator: Indicator, period: Period) -> tuple[Flag, ...]:
        """What is to be said of the indicator in this period, whatever the unit."""
        remarks: list[Flag] = []
        if indicator.per and self.by not in indicator.per:
            remarks.append("not_attributed")
        windows = {period.shifted(term.shift) for term in indicator.terms} | {period}
        if self.coverage is not None and not all(map(self.coverage.whole, windows)):
            remarks.append("part_period")
        if not indicator.valid(period.first, period.last):
            remarks.append("not_valid")
        ripe = ripe_on(indicator, period)
        known = self.known or (None if self.coverage is None else self.coverage.last)
        if ripe is not None and (known is None or known < ripe):
            remarks.append("immature")
        return tuple(remarks)

    def _parts(self, period: Period) -> tuple[list[str], dict[Term, Parts]]:
        """The units of which there is something, in order of name, and per term what it comes to for each of them.

        A term that is not recorded has no entry.
        """
        spans = {term: self._span(term, period) for term in self.additive.keys if _summed(term)}
        asked = list(dict.fromkeys(((period.start, period.end), *spans.values())))
        named, found = self.additive.sums(asked)
        duty = {} if self.staff is None else on_duty(self.staff, period, self.by)
        units = sorted({*named, *self.summed.units, *duty} - {ALL})
        places = {unit: at for at, unit in enumerate(units)}
        sums = [_placed(each, named, places) for each in found]
        parts: dict[Term, Parts] = {}
        tallied: dict[Term, Parts] = {}
        for term, key in self.additive.keys.items():
            if term in spans:
                parts[term] = Parts.of_sums(term, key, sums[asked.index(spans[term])], len(units) + 1)
                continue
            one = additive_part(term)  # a mean and a median of the same values share a tally
            if one not in tallied:
                made = pending_parts if term.of_stock else parts_of
                tallied[one] = made(one, self.summed.tally(one), period.shifted(term.shift), places)
            parts[term] = tallied[one]
        if self.staff is not None:
            persons = Parts([duty.get(unit, 0) for unit in (*units, ALL)], [0] * (len(units) + 1))
            parts |= {term: persons for term in self._terms() if term.kind == "staff"}
        held = {at for part in parts.values() for at in part.something}
        held |= {at for flow in sums[0].values() for at, amount in enumerate(flow) if amount}
        if len(held - {len(units)}) == len(units):
            return units, parts
        chosen = sorted(held - {len(units)})
        named = [units[at] for at in chosen]
        return named, {term: part.of_units([*chosen, len(units)]) for term, part in parts.items()}

    def _span(self, term: Term, period: Period) -> Span:
        window = period.shifted(term.shift)
        return (None, window.start) if term.kind == "open_at_start" else (window.start, window.end)

    def _terms(self) -> Iterable[Term]:
        return (term for indicator in self.indicators.values() for term in indicator.terms)


def _summed(term: Term) -> bool:
    return not (term.tallied or term.of_stock)


def _placed(
    sums: Mapping[str, Amounts], named: Sequence[str], places: Mapping[str, int]
) -> Mapping[str, Amounts]:
    """The sums of the named units at their places among all, the total last."""
    if len(named) == len(places):
        return sums
    found: dict[str, Amounts] = {flow: [0] * (len(places) + 1) for flow in sums}
    for flow, held in sums.items():
        for unit, amount in zip(named, held, strict=False):
            found[flow][places[unit]] = amount
        found[flow][-1] = held[-1]
    return found


def base_of(
    cases: Cases | ScannedCases | IntoFrame,
    indicators: IndicatorSet | Mapping[str, Indicator],
    *,
    by: str = "division",
    events: IntoFrame | None = None,
    staff: IntoFrame | None = None,
    strata: Sequence[str] = (),
    periods: Iterable[Period | str | int] = (),
    as_of: date | None = None,
) -> Base:
    """The base of these indicators. ``by`` is the column that holds the unit: UnknownName if there is none.

    ``cases`` are what ``read_cases`` gave, or any frame in the library's own columns. Name the ``periods`` that will
    be asked for when the records are many millions: months in between are then not told apart. ``as_of`` is the day
    up to which what befell the cases is known; else the day the records were taken, or the last day they cover.
    """
    chosen = dict(indicators.indicators if isinstance(indicators, IndicatorSet) else indicators)
    tables: dict[Table, Frame] = {
        "cases": as_table(cases.frame if isinstance(cases, Cases | ScannedCases) else cases)
    }
    unit_column(tables["cases"], by)
    if events is not None:
        tables["events"] = as_table(events)
    terms = [term for indicator in chosen.values() for term in indicator.terms]
    for name, table in tables.items():
        pairs = dict.fromkeys(pair for term in terms if term.table == name for pair in term.day_pairs)
        tables[name] = with_days(table, pairs)
    sums = summed(tables, chosen, by=by, strata=strata, cuts=cuts_of(periods, chosen))
    declared = cases.coverage if isinstance(cases, Cases | ScannedCases) else None
    duty = None if staff is None else as_table(staff)
    known = as_of or getattr(cases, "snapshot", None)
    return Base(by, chosen, sums, tables, duty, declared or observed(tables["cases"]), known)


def measures(
    cases: Cases | ScannedCases | IntoFrame,
    indicators: IndicatorSet | Mapping[str, Indicator],
    *,
    period: Period | str | int,
    by: str = "division",
    events: IntoFrame | None = None,
    staff: IntoFrame | None = None,
) -> Measures:
    """Every indicator for every unit in one period. For several periods build ``base_of`` once and ask it."""
    return base_of(cases, indicators, by=by, events=events, staff=staff).measures(period)
