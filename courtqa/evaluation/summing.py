"""All sums and tallies that indicators need, asked of the engine together and kept for every later question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import narwhals as nw
import polars as pl
import polars.selectors as cs
from attrs import field, frozen

from courtqa.errors import RecordsError
from courtqa.evaluation.base import (
    MISDATED,
    AdditiveBase,
    Flow,
    Plan,
    additive_part,
    grouped,
    plan_of,
    summed_up,
)
from courtqa.evaluation.coverage import Coverage
from courtqa.evaluation.dates import literal
from courtqa.evaluation.everywhere import FIRST_DAY, LAST_DAY
from courtqa.evaluation.indicator import Indicator, Table, Term
from courtqa.evaluation.ordering import units_of
from courtqa.evaluation.pending import stock_query
from courtqa.evaluation.periods import Period
from courtqa.evaluation.tables import CANONICAL, Frame, collected, collected_together
from courtqa.evaluation.tallies import tally_of, tally_query
from courtqa.text import Text

__all__ = ["Summed", "cuts_of", "observed", "summed", "tallied_terms"]


@frozen(eq=False)
class Summed:
    """The additive base, and the tallies of what is made from values. Tallies are asked for when first needed."""

    additive: AdditiveBase
    by: str
    cuts: tuple[int, ...] = ()  # none: every month apart
    tables: Mapping[Table, Frame] = field(factory=dict, repr=False)
    tallies: dict[Term, pl.DataFrame] = field(factory=dict, repr=False)

    def answers(self, period: Period, terms: Iterable[Term]) -> bool:
        """Whether the sums tell the months of the period apart."""
        windows = {period.shifted(term.shift) for term in terms} | {period}
        return not self.cuts or all({each.start, each.end} <= set(self.cuts) for each in windows)

    def of_every_month(self, indicators: Mapping[str, Indicator]) -> Summed:
        """The same with every month told apart, and every tally."""
        whole = self if not self.cuts else summed(self.tables, indicators, by=self.by)
        for part in tallied_terms(whole.additive.keys):
            whole.tally(part)
        return whole

    @property
    def units(self) -> set[str]:
        """The units that the tallies name."""
        parts = tallied_terms(self.additive.keys)
        return {unit for part in parts for unit in units_of(self.tally(part))}

    def tally(self, part: Term) -> pl.DataFrame:
        """How often each value stands, per unit and month; asked for together with all others still missing."""
        if part not in self.tallies:
            missing = [each for each in tallied_terms(self.additive.keys) if each not in self.tallies]
            if any(each.table not in self.tables for each in missing):
                problem = Text(zh="汇总库中没有所需的分布", en="the saved base holds no tally of it")
                raise RecordsError("base", [problem])
            asked = [_query(each, self.tables[each.table], self.by, self.cuts) for each in missing]
            answers = collected_together(asked)
            for each, answer in zip(missing, answers, strict=True):
                self.tallies[each] = tally_of(answer, self.cuts)
        return self.tallies[part]


def tallied_terms(terms: Iterable[Term]) -> list[Term]:
    """The terms that are made from values, each kind of sum once."""
    wanted = [additive_part(term) for term in terms if term.tallied or term.of_stock]
    return list(dict.fromkeys(wanted))


def summed(
    tables: Mapping[Table, Frame],
    indicators: Mapping[str, Indicator],
    *,
    by: str,
    strata: Sequence[str] = (),
    cuts: tuple[int, ...] = (),
) -> Summed:
    """The sums of these indicators; with cuts, the tallies too, in one go with them."""
    plan = plan_of(tables, indicators, by=by)
    parts = tallied_terms(plan.keys) if cuts else []
    beside = [_query(part, tables[part.table], by, cuts) for part in parts]
    sums, answers = _asked(tables, plan, by=by, strata=strata, cuts=cuts, beside=beside)
    tallies = {part: tally_of(answer, cuts) for part, answer in zip(parts, answers, strict=True)}
    return Summed(summed_up(sums, plan, strata), by, cuts, tables, tallies)


def _asked(
    tables: Mapping[Table, Frame],
    plan: Plan,
    *,
    by: str,
    strata: Sequence[str],
    cuts: Sequence[int],
    beside: Sequence[Frame],
) -> tuple[list[pl.DataFrame], list[pl.DataFrame]]:
    """The answers to the plan, a table for each group of it, and to the queries ``beside``.

    An engine that is asked one after the other is asked by the day of closing first: where no case was closed before it
    was filed, as is the rule, the filings can be counted without a look at the closings.
    """

    def query(flows: Sequence[Flow]) -> Frame:
        return grouped(tables[flows[0].table], flows, by=by, strata=strata, cuts=cuts)

    first: list[tuple[Flow, ...]] = []
    later: list[tuple[Flow, ...]] = []
    for flows in plan.groups.values():
        (first if any(flow.name.endswith(MISDATED) for flow in flows) else later).append(flows)
    if any(table.implementation.is_polars() for table in tables.values()):  # which reads once for all of them
        answers = collected_together([*map(query, (*first, *later)), *beside])
        size = len(first) + len(later)
        return [_believed(each) for each in answers[:size]], answers[size:]
    found = collected_together([query(flows) for flows in first])
    if not any(each.select(cs.ends_with(MISDATED).sum()).sum_horizontal().sum() for each in found):
        later = [tuple(flow.simple or flow for flow in flows) for flows in later]
    answers = collected_together([*map(query, later), *beside])
    return [*map(_believed, found), *answers[: len(later)]], answers[len(later) :]


def _believed(answer: pl.DataFrame) -> pl.DataFrame:
    return answer.select(~cs.ends_with(MISDATED))


def _query(part: Term, table: Frame, by: str, cuts: Sequence[int]) -> Frame:
    return stock_query(part, table, by) if part.of_stock else tally_query(part, table, by, cuts)


def cuts_of(periods: Iterable[Period | str | int], indicators: Mapping[str, Indicator]) -> tuple[int, ...]:
    """Where the months must be told apart so that every one of the periods can be answered."""
    windows = [Period.parse(each) for each in periods]
    shifts = {term.shift for each in indicators.values() for term in each.terms} | {0}
    moved = [each.shifted(months) for each in windows for months in shifts]
    return tuple(sorted({edge for each in moved for edge in (each.start, each.end)}))


def observed(cases: Frame) -> Coverage | None:
    """From the month of the first to that of the last thing that happened in any case."""
    given = cases.collect_schema().names()
    dates = {name for name, kind in CANONICAL.items() if kind == "date"} - {"time_limit_on"}
    days = [name for name in given if name in dates]
    if not days:
        return None
    found = _extremes(cases, days)
    if any(not FIRST_DAY <= day <= LAST_DAY for day in found):
        believed = {day: nw.when(_credible(day)).then(nw.col(day)) for day in days}
        found = _extremes(cases.with_columns(**believed), days)
    if not found:
        return None
    return Coverage(Period.holding(min(found), "month").first, Period.holding(max(found), "month").last)


def _extremes(cases: Frame, days: Sequence[str]) -> list[date]:
    ends = [nw.col(day).min().alias(f"{day}_first") for day in days]
    ends += [nw.col(day).max().alias(f"{day}_last") for day in days]
    return [day for day in collected(cases.select(*ends)).row(0) if day is not None]


def _credible(day: str) -> nw.Expr:
    return (nw.col(day) >= literal(FIRST_DAY)) & (nw.col(day) <= literal(LAST_DAY))
