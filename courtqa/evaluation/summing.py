"""All sums and tallies that indicators need, asked of the engine together and kept for every later question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import narwhals as nw
import polars as pl
from attrs import field, frozen

from courtqa.errors import RecordsError
from courtqa.evaluation.base import (
    AdditiveBase,
    additive_part,
    grouped,
    plan_of,
    summed_up,
)
from courtqa.evaluation.coverage import Coverage
from courtqa.evaluation.dates import literal
from courtqa.evaluation.everywhere import FIRST_DAY, LAST_DAY
from courtqa.evaluation.indicator import Indicator, Table, Term
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

    def tally(self, part: Term) -> pl.DataFrame:
        """How often each value stands, per unit and month; asked for together with all others still missing."""
        if part not in self.tallies:
            missing = [each for each in tallied_terms(self.additive.keys) if each not in self.tallies]
            if any(each.table not in self.tables for each in missing):
                problem = Text(zh="汇总库中没有所需的分布", en="the saved base holds no tally of it")
                raise RecordsError("base", [problem])
            asked = [_query(each, self.tables[each.table], self.by, self.cuts) for each in missing]
            answers = collected_together(asked)
            self.tallies.update(zip(missing, map(tally_of, answers), strict=True))
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
    sums = [
        grouped(tables[table], flows, by=by, strata=strata, cuts=cuts)
        for (table, _), flows in plan.groups.items()
    ]
    answers = collected_together([*sums, *(_query(part, tables[part.table], by, cuts) for part in parts)])
    tallies = dict(zip(parts, map(tally_of, answers[len(sums) :]), strict=True))
    return Summed(summed_up(answers[: len(sums)], plan, strata), by, cuts, tables, tallies)


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
        believed = {day: nw.when(_believed(day)).then(nw.col(day)) for day in days}
        found = _extremes(cases.with_columns(**believed), days)
    if not found:
        return None
    return Coverage(Period.holding(min(found), "month").first, Period.holding(max(found), "month").last)


def _extremes(cases: Frame, days: Sequence[str]) -> list[date]:
    ends = [nw.col(day).min().alias(f"{day}_first") for day in days]
    ends += [nw.col(day).max().alias(f"{day}_last") for day in days]
    return [day for day in collected(cases.select(*ends)).row(0) if day is not None]


def _believed(day: str) -> nw.Expr:
    return (nw.col(day) >= literal(FIRST_DAY)) & (nw.col(day) <= literal(LAST_DAY))
