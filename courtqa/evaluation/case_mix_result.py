"""An indicator standardised for the mix of cases: what each unit would be expected to have, and has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import evolve, field, frozen

from courtqa.errors import RuleMissing, UnknownName
from courtqa.evaluation.case_mix import Standardised, indirect
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.labels import labelled
from courtqa.evaluation.measuring import Base, base_of
from courtqa.evaluation.periods import Period
from courtqa.evaluation.shown import table_html
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt

    from courtqa.evaluation.assessment import Assessment
    from courtqa.evaluation.measure_table import Measures

__all__ = ["CaseMix", "case_mix_of"]


@frozen(eq=False)
class CaseMix:
    """Per unit: observed, expected, O / E with its limits, and O / E times the overall rate."""

    indicator: str
    title: Text
    period: Period
    strata: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...] = field(repr=lambda cells: f"{len(cells)} strata")
    units: tuple[str, ...] = field(repr=False)
    events: np.ndarray = field(repr=False)  # units by strata
    cases: np.ndarray = field(repr=False)
    standardised: Standardised = field(repr=False)
    names: Mapping[str, Text] = field(repr=False)

    @property
    def overall(self) -> float:
        """The rate of all units together."""
        return float(self.events.sum() / self.cases.sum())

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per unit; a unit of which nothing is expected has no ratio. ``labels`` for display."""
        found = self.standardised
        frame = pl.DataFrame(
            {
                "unit": self.units,
                "indicator": [self.indicator] * len(self.units),
                "period": [str(self.period)] * len(self.units),
                "n": self.cases.sum(axis=1),
                "crude": self.events.sum(axis=1) / np.maximum(self.cases.sum(axis=1), 1),
                "observed": found.observed,
                "expected": found.expected,
                "ratio": found.ratio,
                "low": found.low,
                "high": found.high,
                "standardised": found.rate,
                "method": ["indirect"] * len(self.units),
            }
        ).with_columns(pl.col("ratio", "low", "high", "standardised").fill_nan(None))
        return labelled(frame, labels, unit=self.names, indicator={self.indicator: self.title})

    def _repr_html_(self) -> str:
        strata = " × ".join(self.strata)
        return table_html(
            self.to_frame(), caption=f"{self.title.zh} · {self.title.en}, {self.period} ({strata})"
        )

    def explain(self, unit: str, lang: Lang = "en") -> str:
        """How the expectation of one unit comes about, stratum by stratum."""
        by_title = {text.to(each): name for name, text in self.names.items() for each in ("zh", "en")}
        wanted = by_title.get(unit, unit)
        if wanted not in self.units:
            raise UnknownName("unit", unit, self.units)
        at = self.units.index(wanted)
        found = self.standardised
        head = Text(
            zh="{name}，{title}：实际 {observed:.0f} 件，按其案件构成应有 {expected:.1f} 件，比值 {ratio}",
            en="{name}, {title}: {observed:.0f} observed, {expected:.1f} expected from its mix of cases, ratio {ratio}",
        )
        shown = "–"
        if isfinite(found.ratio[at]):
            shown = f"{found.ratio[at]:.2f} ({found.low[at]:.2f}–{found.high[at]:.2f})"
        lines = [
            head.fill(
                name=self.names.get(wanted, Text(zh=wanted, en=wanted)).to(lang),
                title=self.title.to(lang),
                observed=found.observed[at],
                expected=found.expected[at],
                ratio=shown,
            ).to(lang)
        ]
        total_x, total_n = self.events.sum(axis=0), self.cases.sum(axis=0)
        for column, cell in enumerate(self.cells):
            if not self.cases[at, column]:
                continue
            rate = total_x[column] / total_n[column]
            lines.append(
                f"  {' · '.join(cell)}: {self.cases[at, column]:.0f} × {rate:.2%} = "
                f"{self.cases[at, column] * rate:.1f} ({self.events[at, column]:.0f})"
            )
        return "\n".join(lines)

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """Observed over expected, with limits."""
        from courtqa.evaluation.charts_on_request import case_mix

        return case_mix(self, lang=lang)


def case_mix_of(
    measures: Measures,
    indicator: str,
    *,
    assessment: Assessment,
    strata: Sequence[str] | None = None,
    names: Mapping[str, Text] | None = None,
) -> CaseMix:
    """The indicator standardised over the strata of the edition, or over those named.

    UnknownName for an indicator that is no quotient of counts of cases; RuleMissing without strata.
    """
    layers = tuple(strata if strata is not None else assessment.horizontal.strata)
    if not layers:
        raise RuleMissing(
            f"assessments.{assessment.name}@{assessment.since.isoformat()}", "horizontal.strata"
        )
    definition = _countable(measures.indicators, indicator)
    source = measures.source
    events_table = source.tables.get("events")
    base = base_of(
        source.tables["cases"].to_native(),
        {indicator: definition},
        by=measures.by,
        events=None if events_table is None else events_table.to_native(),
        strata=layers,
    )
    cells, found = _by_cell(base, layers, measures.period)
    units = measures.units
    events, cases = np.zeros((len(units), len(cells))), np.zeros((len(units), len(cells)))
    for column, cell in enumerate(cells):
        for row, unit in enumerate(units):
            one = found[cell].get(unit, indicator)
            events[row, column], cases[row, column] = float(one.numerator or 0), float(one.denominator or 0)
    held = (cases.sum(axis=0) > 0) | (events.sum(axis=0) > 0)
    events, cases = events[:, held], cases[:, held]
    return CaseMix(
        indicator,
        definition.title,
        measures.period,
        layers,
        tuple(cell for cell, kept in zip(cells, held, strict=True) if kept),
        units,
        events,
        cases,
        indirect(events, cases, level=float(assessment.horizontal.level)),
        names or {},
    )


def _countable(indicators: Mapping[str, Indicator], name: str) -> Indicator:
    able = [n for n, each in indicators.items() if each.additive and each.denominator and not each.alone]
    if name not in able:
        raise UnknownName("indicator that can be standardised", name, able)
    return indicators[name]


def _by_cell(
    base: Base, layers: tuple[str, ...], period: Period
) -> tuple[list[tuple[str, ...]], dict[tuple[str, ...], Measures]]:
    """The measures of every stratum apart."""
    frame = base.additive.frame
    cells = [tuple(map(str, row)) for row in frame.select(layers).unique().sort(layers).iter_rows()]
    found = {}
    for cell in cells:
        rows = frame.filter(*(pl.col(name) == value for name, value in zip(layers, cell, strict=True)))
        part = evolve(base.additive, frame=rows.drop(layers), strata=())
        sums = evolve(base.summed, additive=part)
        found[cell] = evolve(base, summed=sums, coverage=None).measures(period)
    return cells, found
