"""The additive base: counts and sums per unit and month, computed where the records are.

Everything after it (longer periods, rates, changes, ranks) is arithmetic on this small table. All terms that share
a table and a date are computed in one pass over the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import narwhals as nw
import polars as pl
from attrs import evolve, frozen

from courtqa.evaluation.dates import day_column, month_of
from courtqa.evaluation.expressions import all_hold, number_of
from courtqa.evaluation.indicator import Indicator, Table, Term
from courtqa.evaluation.tables import UNASSIGNED, Frame, collected, unit_column

__all__ = ["AdditiveBase", "Flow", "additive_base", "flows_of", "recorded"]

_OPENED = nw.col("filed_on") <= nw.col("closed_on")


@frozen
class Flow:
    """One additive number per unit and month: ``expression`` sums it up over the rows dated by ``at``."""

    name: str
    table: Table
    at: str
    expression: nw.Expr


@frozen
class AdditiveBase:
    """The table: ``unit``, the strata, ``month`` (see ``periods.month_number``) and one column per flow."""

    frame: pl.DataFrame
    keys: Mapping[Term, str]  # the flows of a term are columns that begin with its key
    strata: tuple[str, ...] = ()

    def sums(self, start: int | None, end: int) -> dict[str, dict[str, float]]:
        """Per unit the sum of every flow over the months from ``start`` (None: from the first) up to ``end``."""
        within = pl.col("month") < end
        if start is not None:
            within &= pl.col("month") >= start
        flows = pl.exclude("unit", "month", *self.strata)
        rows = self.frame.filter(within).group_by("unit").agg(flows.sum())
        return {row.pop("unit"): row for row in rows.iter_rows(named=True)}


def flows_of(term: Term, key: str) -> tuple[Flow, ...]:
    """The additive numbers that a term needs; none for what is not additive. A median carries its moments too."""
    chosen = all_hold(term.where, day_column)
    if term.kind == "open_at_start":
        ordered = (nw.col("closed_on").is_null() | _OPENED).fill_null(value=False)
        opened = ordered if chosen is None else ordered & chosen
        return (
            Flow(f"{key}.in", "cases", "filed_on", _count(opened).sum()),
            Flow(f"{key}.out", "cases", "closed_on", _count(opened & ~nw.col("filed_on").is_null()).sum()),
        )
    if term.at is None or term.kind in {"distinct", "staff"}:
        return ()
    if term.quantity is None:
        rows = nw.len() if chosen is None else _count(chosen).sum()
        return (Flow(f"{key}.n", term.table, term.at, rows),)
    number = number_of(term.quantity, day_column)
    counted = ~number.is_null() if chosen is None else chosen & ~number.is_null()

    def summed(expression: nw.Expr) -> nw.Expr:
        return nw.when(counted).then(expression).otherwise(0).sum()

    flows = [("n", _count(counted).sum()), ("total", summed(number))]
    if term.kind in {"mean", "median"}:
        real = number.cast(nw.Float64)
        log = (nw.when(real > 0).then(real).otherwise(0.0) + 1).log()
        flows += [("squares", summed(real * real)), ("logs", summed(log)), ("log_squares", summed(log * log))]
    return tuple(Flow(f"{key}.{name}", term.table, term.at, each) for name, each in flows)


def _count(condition: nw.Expr) -> nw.Expr:
    return condition.cast(nw.Int64)


def recorded(term: Term, table: Frame | None, by: str) -> bool:
    """Whether the table was supplied with every column that the term needs."""
    if table is None or unit_column(table, by, of=term.table) is None:
        return False
    return term.columns <= set(table.collect_schema().names())


def additive_base(
    tables: Mapping[Table, Frame],
    indicators: Mapping[str, Indicator],
    *,
    by: str,
    strata: Sequence[str] = (),
) -> AdditiveBase:
    """The base of these indicators per value of column ``by`` (and of the strata) and month."""
    terms = dict.fromkeys(term for indicator in indicators.values() for term in indicator.terms)
    held = [term for term in terms if term.kind != "staff" and recorded(term, tables.get(term.table), by)]
    names = {part: f"t{place}" for place, part in enumerate(dict.fromkeys(map(_additive_part, held)))}
    keys = {term: names[_additive_part(term)] for term in held}
    flows = [flow for part, name in names.items() for flow in flows_of(part, name)]
    pieces = [
        _grouped(tables[table], [flow for flow in flows if (flow.table, flow.at) == (table, at)], by, strata)
        for table, at in dict.fromkeys((flow.table, flow.at) for flow in flows)
    ]
    index = ["unit", *strata, "month"]
    if not pieces:
        empty = pl.DataFrame(schema=dict.fromkeys([*index[:-1]], pl.String) | {"month": pl.Int64})
        return AdditiveBase(empty, keys, tuple(strata))
    together = pl.concat(pieces, how="diagonal_relaxed").group_by(index).agg(pl.exclude(index).sum())
    return AdditiveBase(together.sort(index), keys, tuple(strata))


def _grouped(table: Frame, flows: Sequence[Flow], by: str, strata: Sequence[str]) -> pl.DataFrame:
    at = flows[0].at
    unit = unit_column(table, by, of=flows[0].table) or by
    given = set(table.collect_schema().names())
    layers = {f"base {name}": _label(name) if name in given else nw.lit(UNASSIGNED) for name in strata}
    rows = table.filter(~nw.col(at).is_null()).with_columns(
        _label(unit).alias(_UNIT), month_of(at).cast(nw.Int64).alias(_MONTH), **layers
    )
    sums = [flow.expression.alias(flow.name) for flow in flows]
    found: Frame = rows.group_by(_UNIT, *layers, _MONTH).agg(*sums)
    named = {_UNIT: "unit", _MONTH: "month"} | dict(zip(layers, strata, strict=True))
    return (
        collected(found)
        .rename(named)
        .with_columns(pl.col(pl.Int8, pl.Int32, pl.Int128, pl.Decimal).cast(pl.Int64))
    )


def _additive_part(term: Term) -> Term:
    """The term whose sums a term is made from: shared by a median and a mean of the same, and by any factor."""
    if term.kind == "median":
        term = evolve(term, mean=term.median, median=None)
    return evolve(term, times=1)


_UNIT, _MONTH = "base unit", "base month"  # apart from any column of the records


def _label(column: str) -> nw.Expr:
    return nw.col(column).cast(nw.String).fill_null(UNASSIGNED)
