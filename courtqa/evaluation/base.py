"""The additive base: counts and sums per unit and month, computed where the records are.

Everything after it (longer periods, rates, changes, ranks) is arithmetic on this small table. All terms that share
a table and a date are computed in one pass over the rows. When it is known which periods will be asked for, the
months between their ends are one (``cuts``): fewer rows, the same sums.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

import narwhals as nw
import polars as pl
from attrs import evolve, frozen

from courtqa.evaluation.dates import bucket_of, day_column, literal
from courtqa.evaluation.expressions import all_hold, number_of
from courtqa.evaluation.indicator import Indicator, Table, Term
from courtqa.evaluation.parts import Amounts, amounts_of
from courtqa.evaluation.periods import Period
from courtqa.evaluation.tables import UNASSIGNED, Frame, unit_among, unit_column

__all__ = [
    "MISDATED",
    "MONTH",
    "UNIT",
    "VALUE",
    "AdditiveBase",
    "Flow",
    "Plan",
    "Span",
    "additive_part",
    "flows_of",
    "grouped",
    "how_often",
    "labelled",
    "plan_of",
    "recorded",
    "summed_up",
    "within",
]

_OPENED, _MISDATED = nw.col("filed_on") <= nw.col("closed_on"), nw.col("filed_on") > nw.col("closed_on")
MISDATED = " misdated"
"""How the name of the flow ends that counts closings on a day before that of filing."""

UNIT, MONTH, VALUE = "base unit", "base month", "base value"  # apart from any column of the records


Span: TypeAlias = tuple[int | None, int]
"""Months from the first (None: from the first of all) up to, but without, the last."""


@frozen
class Flow:
    """One additive number per unit and month: ``expression`` sums it up over the rows dated by ``at``.

    Or it is a condition, and the rows are counted in which it holds (``counts``). ``simple`` is what comes to the same
    where no case was closed before it was filed, and needs fewer columns.
    """

    name: str
    table: Table
    at: str
    expression: nw.Expr
    counts: bool = False
    simple: Flow | None = None
    cumulative: bool = False  # needs the months before the first period too


@frozen
class AdditiveBase:
    """The table: ``unit``, the strata, ``month`` (see ``periods.month_number``) and one column per flow."""

    frame: pl.DataFrame
    keys: Mapping[Term, str]  # the flows of a term are columns that begin with its key
    strata: tuple[str, ...] = ()

    def sums(self, spans: Sequence[Span]) -> tuple[list[str], list[dict[str, Amounts]]]:
        """The units in order of name; and of each span every flow over its months: per unit, then of all together."""
        flows = pl.exclude("unit", "month", *self.strata)
        within = [_between(*span) for span in spans]
        asked = [flows.filter(held).sum().name.prefix(f"{at} ") for at, held in enumerate(within)]
        rows = self.frame.lazy().group_by("unit").agg(*asked).sort("unit").collect()
        found: list[dict[str, Amounts]] = [{} for _ in spans]
        for column in rows.iter_columns():
            at, _, flow = column.name.partition(" ")
            if flow:
                found[int(at)][flow] = amounts_of(column)
        return rows.get_column("unit").to_list(), found


def _between(start: int | None, end: int) -> pl.Expr:
    before = pl.col("month") < end
    return before if start is None else before & (pl.col("month") >= start)


@frozen
class Plan:
    """What has to be summed: the terms that the tables record, and the flows they come to."""

    keys: Mapping[Term, str]
    flows: tuple[Flow, ...]

    @property
    def groups(self) -> Mapping[tuple[Table, str], tuple[Flow, ...]]:
        """The flows that share a table and a date: one pass over the rows each."""
        found: dict[tuple[Table, str], tuple[Flow, ...]] = {}
        for flow in self.flows:
            found[flow.table, flow.at] = (*found.get((flow.table, flow.at), ()), flow)
        return found


def flows_of(term: Term, key: str) -> tuple[Flow, ...]:
    """The additive numbers that a term needs; none for what is tallied by value instead (see ``tallies``)."""
    chosen = all_hold(term.where, day_column)
    if term.kind == "open_at_start":
        came, went = f"{key}_in", f"{key}_out"
        known = (nw.col("closed_on").is_null() | _OPENED).fill_null(value=False)
        filed = nw.len() if chosen is None else chosen
        simple = Flow(came, "cases", "filed_on", filed, chosen is not None, cumulative=True)
        sums = {
            came: known,
            went: _OPENED.fill_null(value=False),
            f"{went}{MISDATED}": _MISDATED.fill_null(value=False),
        }
        held = {name: each if chosen is None else each & chosen for name, each in sums.items()}
        return (
            Flow(came, "cases", "filed_on", held[came], True, simple, cumulative=True),
            *(
                Flow(name, "cases", "closed_on", held[name], True, cumulative=True)
                for name in held
                if name != came
            ),
        )
    if term.at is None or term.tallied or term.of_stock:
        return ()
    if term.quantity is None:
        rows = nw.len() if chosen is None else chosen
        return (Flow(f"{key}_n", term.table, term.at, rows, counts=chosen is not None),)
    number = number_of(term.quantity, day_column)
    counted = ~number.is_null() if chosen is None else chosen & ~number.is_null()

    def summed(expression: nw.Expr) -> nw.Expr:
        return nw.when(counted).then(expression).otherwise(0).sum()

    flows = [("total", summed(number))]
    if term.kind == "mean":
        real = number.cast(nw.Float64)
        log = (nw.when(real > 0).then(real).otherwise(0.0) + 1).log()
        flows += [("squares", summed(real * real)), ("logs", summed(log)), ("log_squares", summed(log * log))]
    return (
        Flow(f"{key}_n", term.table, term.at, counted, counts=True),
        *(Flow(f"{key}_{name}", term.table, term.at, each) for name, each in flows),
    )


def how_often(condition: nw.Expr, table: Frame) -> nw.Expr:
    """In how many rows it holds. Some engines sum up what holds as it is, which is quicker than numbers of it."""
    able = table.implementation.is_duckdb() or table.implementation.is_polars()
    return (condition if able else condition.cast(nw.Int64)).sum()


def recorded(term: Term, columns: Collection[str] | None, by: str) -> bool:
    """Whether its table was supplied with every column that the term needs."""
    if columns is None or unit_among(columns, by, of=term.table) is None:
        return False
    return term.columns <= set(columns)


def plan_of(tables: Mapping[Table, Frame], indicators: Mapping[str, Indicator], *, by: str) -> Plan:
    """The terms of these indicators that the tables record, each sum once however often it is used."""
    terms = dict.fromkeys(term for indicator in indicators.values() for term in indicator.terms)
    given = {name: table.collect_schema().names() for name, table in tables.items()}
    held = [term for term in terms if term.kind != "staff" and recorded(term, given.get(term.table), by)]
    names = {part: f"t{place}" for place, part in enumerate(dict.fromkeys(map(additive_part, held)))}
    keys = {term: names[additive_part(term)] for term in held}
    return Plan(keys, tuple(flow for part, name in names.items() for flow in flows_of(part, name)))


def summed_up(pieces: Sequence[pl.DataFrame], plan: Plan, strata: Sequence[str] = ()) -> AdditiveBase:
    """The base from the answers to its queries."""
    index = ["unit", *strata, "month"]
    if not pieces:
        empty = pl.DataFrame(schema=dict.fromkeys(index[:-1], pl.String) | {"month": pl.Int64})
        return AdditiveBase(empty, plan.keys, tuple(strata))
    made = [labelled(piece.lazy(), strata) for piece in pieces]
    together = pl.concat(made, how="diagonal_relaxed").group_by(index).agg(pl.exclude(index).sum())
    return AdditiveBase(together.sort(index).collect(), plan.keys, tuple(strata))


def grouped(
    table: Frame,
    flows: Sequence[Flow],
    *,
    by: str,
    strata: Sequence[str] = (),
    cuts: Sequence[int] = (),
) -> Frame:
    """One pass over the rows that the date of these flows dates: their sums per unit, stratum and month."""
    at, layers = flows[0].at, _layers(table, strata)
    before = any(flow.cumulative for flow in flows)
    rows = within(table, at, cuts, cumulative=before).with_columns(
        nw.col(unit_column(table, by, of=flows[0].table) or by).alias(UNIT),
        bucket_of(at, cuts, before=before).cast(nw.Int32).alias(MONTH),
        **layers,
    )
    found: Frame = rows.group_by(UNIT, *layers, MONTH).agg(
        *(
            (how_often(each.expression, table) if each.counts else each.expression).alias(each.name)
            for each in flows
        )
    )
    return found


def within(
    table: Frame, at: str, cuts: Sequence[int], *, cumulative: bool = False, also: nw.Expr | None = None
) -> Frame:
    """The rows that ``at`` dates, and of those only what the periods between the cuts can use (``also``: and these)."""
    day = nw.col(at)
    chosen = ~day.is_null()
    if cuts:
        first, last = Period(cuts[0], "month").first, Period(cuts[-1], "month").first
        chosen = day < literal(last)
        if not cumulative:
            chosen = (day >= literal(first)) & chosen
    return table.filter(chosen if also is None else chosen & also)


def labelled(piece: pl.LazyFrame, strata: Sequence[str] = ()) -> pl.LazyFrame:
    """What an engine answered, with the units and strata as texts, and whole numbers as such."""
    named = {UNIT: "unit", MONTH: "month"} | {f"base {name}": name for name in strata}
    labels = [pl.col(name).cast(pl.String).fill_null(UNASSIGNED) for name in ("unit", *strata)]
    whole = pl.col(pl.Int8, pl.Int16, pl.Int32, pl.UInt32, pl.UInt64, pl.Int128, pl.Decimal).cast(pl.Int64)
    return piece.rename(named, strict=False).with_columns(whole).with_columns(labels)


def _layers(table: Frame, strata: Sequence[str]) -> dict[str, nw.Expr]:
    given = set(table.collect_schema().names()) if strata else set()
    return {f"base {name}": nw.col(name) if name in given else nw.lit(UNASSIGNED) for name in strata}


def additive_part(term: Term) -> Term:
    """The term whose sums a term is made from: shared by a median and a mean of the same, any factor and any shift."""
    if term.kind == "median":
        term = evolve(term, mean=term.median, median=None)
    return evolve(term, times=1, shift=0)
