"""Weighted caseload: how much work the closed cases were, and how many judges that work would take (案件权重)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from courtqa.errors import RuleMissing, UnknownName
from courtqa.evaluation.assessment import Assessment
from courtqa.evaluation.beside import ALL, on_duty
from courtqa.evaluation.case_mix import balanced_posts, weighted_load
from courtqa.evaluation.indicator import Indicator, Term
from courtqa.evaluation.measuring import base_of
from courtqa.evaluation.periods import Period
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    from courtqa.evaluation.measure_table import Measures

__all__ = ["Workload", "workload_of"]


@frozen(eq=False)
class Workload:
    """Per unit: cases closed by class, the load that their weights make, judges on duty, and their balanced number."""

    period: Period
    column: str
    weights: Mapping[str, Fraction]
    units: tuple[str, ...] = field(repr=False)
    classes: tuple[str, ...]
    cases: np.ndarray = field(repr=False)  # units by classes
    load: np.ndarray = field(repr=False)
    posts: np.ndarray | None = field(repr=False)
    balanced: np.ndarray | None = field(repr=False)
    names: Mapping[str, Text] = field(factory=dict, repr=False)

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per unit. ``labels`` for display."""
        import polars as pl

        from courtqa.evaluation.labels import labelled

        posts = [None] * len(self.units) if self.posts is None else self.posts
        balanced = [None] * len(self.units) if self.balanced is None else self.balanced
        frame = pl.DataFrame(
            {
                "unit": self.units,
                "period": [str(self.period)] * len(self.units),
                "cases": self.cases.sum(axis=1).astype(np.int64),
                "load": self.load,
                "judges": posts,
                "balanced_judges": balanced,
            }
        )
        return labelled(frame, labels, unit=self.names)

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """The weighted load of every unit beside its number of cases."""
        from courtqa.evaluation.charts_of_checks import workload

        return workload(self, lang=lang)

    def _repr_html_(self) -> str:
        from courtqa.evaluation.shown import table_html

        return table_html(self.to_frame(), caption=f"工作量 · workload, {self.period}")

    def explain(self, unit: str, lang: Lang = "en") -> str:
        """How the load of one unit comes about, class by class."""
        by_title = {text.to(each): name for name, text in self.names.items() for each in ("zh", "en")}
        wanted = by_title.get(unit, unit)
        if wanted not in self.units:
            raise UnknownName("unit", unit, self.units)
        at = self.units.index(wanted)
        said = Text(
            zh="{name}：{cases:.0f} 件，折合 {load:.1f} 件",
            en="{name}: {cases:.0f} cases, a load of {load:.1f}",
        )
        title = self.names.get(wanted, Text(zh=wanted, en=wanted)).to(lang)
        lines = [said.fill(name=title, cases=self.cases[at].sum(), load=self.load[at]).to(lang)]
        if self.balanced is not None and self.posts is not None:
            told = Text(
                zh="  法官 {have:.0f} 名，按全院均衡应为 {due:.1f} 名",
                en="  {have:.0f} judges; with the load shared evenly it would be {due:.1f}",
            )
            lines.append(told.fill(have=self.posts[at], due=self.balanced[at]).to(lang))
        for column, name in enumerate(self.classes):
            if self.cases[at, column]:
                weight = float(self.weights[name])
                count = self.cases[at, column]
                lines.append(f"  {name}: {count:.0f} × {weight:g} = {count * weight:.1f}")
        return "\n".join(lines)


def workload_of(
    measures: Measures,
    *,
    assessment: Assessment,
    weights: Mapping[str, int | float | Decimal | Fraction] | None = None,
    column: str | None = None,
    names: Mapping[str, Text] | None = None,
) -> Workload:
    """The load of the period by the edition's weights of classes of cases, or by those given.

    L = Σ weight × cases; balanced posts L / ΣL × Σ posts. RuleMissing without weights; UnknownName for a class of
    cases that has none: no case counts for nothing.
    """
    rules = assessment.case_weights
    if weights is None and rules is None:
        edition = f"assessments.{assessment.name}@{assessment.since.isoformat()}"
        raise RuleMissing(edition, "case_weights")
    given = weights if weights is not None else rules.weights if rules is not None else {}
    by = column or (rules.column if rules is not None else "case_type")
    exact = {name: Fraction(str(weight)) for name, weight in given.items()}
    source, period = measures.source, measures.period
    closed = Indicator(_TITLE, "count", "context", "percent", (Term(count="cases", at="closed_on"),))
    base = base_of(source.tables["cases"].to_native(), {"closed": closed}, by=measures.by, strata=(by,))
    rows = base.additive.frame
    held = rows.filter((rows["month"] >= period.start) & (rows["month"] < period.end))
    flow = next(name for name in held.columns if name not in {"unit", by, "month"})
    counts: dict[tuple[str, str], int] = {}
    for unit, name, count in held.group_by("unit", by).agg(_summed(flow)).iter_rows():
        counts[str(unit), str(name)] = int(count)
    classes = tuple(sorted({name for (_, name), count in counts.items() if count}))
    for name in classes:
        if name not in exact:
            raise UnknownName(f"weight of {by}", name, exact)
    units = tuple(sorted({unit for unit, _ in counts}))
    cases = np.array([[counts.get((unit, name), 0) for name in classes] for unit in units], dtype=np.float64)
    load = weighted_load(cases, [float(exact[name]) for name in classes])
    posts = balanced = None
    if source.staff is not None:
        duty = {
            unit: count for unit, count in on_duty(source.staff, period, measures.by).items() if unit != ALL
        }
        posts = np.array([duty.get(unit, 0) for unit in units], dtype=np.float64)
        balanced = balanced_posts(load, posts)
    return Workload(period, by, exact, units, classes, cases, load, posts, balanced, names or {})


def _summed(flow: str) -> pl.Expr:
    import polars as pl

    return pl.col(flow).sum()


_TITLE = Text(zh="结案", en="closed")
