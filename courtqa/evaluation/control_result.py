"""A unit's months against its own ordinary course: points, limits from a stated baseline, and what signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import evolve, field, frozen

from courtqa.errors import NotAPeriod, RuleMissing, UnknownName
from courtqa.evaluation.comparison import model_of
from courtqa.evaluation.control import Chart, c_chart, months_between, p_chart, runs_of, t_chart, u_chart, xmr
from courtqa.evaluation.measuring import Base
from courtqa.evaluation.periods import Period
from courtqa.evaluation.shown import table_html
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    from courtqa.evaluation.assessment import Assessment
    from courtqa.evaluation.measure import Measure

__all__ = ["ControlChart", "control_chart"]

Form = Literal["p", "u", "c", "xmr", "t"]
FORMS: dict[Form, Text] = {
    "p": Text(zh="p 图（比例）", en="p chart of shares"),
    "u": Text(zh="u 图（率）", en="u chart of rates"),
    "c": Text(zh="c 图（计数）", en="c chart of counts"),
    "t": Text(zh="稀有事件间隔图（月）", en="months between rare events (t chart)"),
    "xmr": Text(zh="XmR 图（单值与移动极差）", en="XmR chart of single values"),
}


@frozen(eq=False)
class ControlChart:
    """The months of one unit and indicator. The limits are those of the baseline; later months never move them."""

    unit: str
    indicator: str
    title: Text
    form: Form
    months: tuple[Period, ...] = field(repr=lambda months: f"{len(months)} months")
    chart: Chart = field(repr=False)
    n: tuple[int, ...] = field(repr=False)
    baseline: int

    @property
    def signals(self) -> tuple[Period, ...]:
        """The months beyond a limit or in a long run on one side of the centre."""
        marked = self.chart.beyond | runs_of(self.chart)
        return tuple(month for month, found in zip(self.months, marked, strict=True) if found)

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per month. ``labels`` for display."""
        import polars as pl

        from courtqa.evaluation.labels import labelled

        frame = pl.DataFrame(
            {
                "unit": [self.unit] * len(self.months),
                "indicator": [self.indicator] * len(self.months),
                "period": [str(month) for month in self.months],
                "value": self.chart.values,
                "n": self.n,
                "centre": [self.chart.centre] * len(self.months),
                "low": self.chart.low,
                "high": self.chart.high,
                "beyond": self.chart.beyond,
                "run": runs_of(self.chart),
                "baseline": [place < self.baseline for place in range(len(self.months))],
                "method": [self.form] * len(self.months),
            }
        ).with_columns(pl.col("value", "low", "high").fill_nan(None))
        title = {self.unit: self.title, self.indicator: self.title}
        return labelled(frame, labels, unit=title, indicator=title, method=FORMS)

    def _repr_html_(self) -> str:
        return table_html(
            self.to_frame(),
            caption=self.explain("en"),
            lines=[self.explain("zh")],
            hidden=("unit", "indicator", "method"),
        )

    def explain(self, lang: Lang = "en") -> str:
        """The form, the baseline, and the months that signal."""
        said = Text(
            zh="{title}：{form}，以 {first} 至 {last} 为基准，中心 {centre:.4g}；信号：{signals}",
            en="{title}: {form}, baseline {first} to {last}, centre {centre:.4g}; signals: {signals}",
        )
        none = Text(zh="无", en="none")
        return said.fill(
            title=self.title.to(lang),
            form=FORMS[self.form].to(lang),
            first=self.months[0],
            last=self.months[self.baseline - 1],
            centre=self.chart.centre,
            signals=", ".join(map(str, self.signals)) or none.to(lang),
        ).to(lang)

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """The chart."""
        from courtqa.evaluation.charts_on_request import control

        return control(self, lang=lang)


def control_chart(
    base: Base,
    indicator: str,
    unit: str,
    *,
    first: Period | str,
    last: Period | str,
    assessment: Assessment,
    form: Form | None = None,
    names: Mapping[str, Text] | None = None,
) -> ControlChart:
    """The months ``first`` to ``last`` of one unit; ``*`` is all units together.

    Shares make a p chart, rates a u chart, all else an XmR chart, unless a ``form`` is asked for: ``c`` charts plain
    counts, ``t`` the months between events too rare to count by the month. The limits come from
    the edition's number of first months: RuleMissing where it gives none, NotAPeriod where there are not so many.
    """
    if assessment.control is None:
        raise RuleMissing(f"assessments.{assessment.name}@{assessment.since.isoformat()}", "control")
    start, end = Period.parse(first), Period.parse(last)
    months = tuple(Period(number, "month") for number in range(start.start, end.end))
    baseline = assessment.control.baseline_months
    if len(months) < baseline:
        raise NotAPeriod(f"{first}–{last} ({len(months)} < {baseline})")
    if indicator not in base.indicators:
        raise UnknownName("indicator", indicator, base.indicators)
    narrow = _only(base, indicator)
    found = [_of(narrow, month, unit, indicator) for month in months]
    told = sum(measure.value is not None for measure in found[:baseline])
    if told < 2:
        raise NotAPeriod(f"{first}–{last} ({told} < 2)")
    definition = base.indicators[indicator]
    model = model_of(definition, *found)
    chosen: Form = form or ("p" if model == "share" else "u" if model == "rate" else "xmr")
    title = (names or {}).get(unit, Text(zh=unit, en=unit))
    counts = tuple(m.n for m in found)
    if chosen == "t":
        months, baseline = _waits(months, found, baseline)
        counts = (1,) * len(months)
    return ControlChart(
        unit,
        indicator,
        Text(zh=f"{title.zh} {definition.title.zh}", en=f"{title.en}, {definition.title.en}"),
        chosen,
        months,
        _charted(chosen, found, baseline),
        counts,
        baseline,
    )


def _waits(months: tuple[Period, ...], found: list[Measure], baseline: int) -> tuple[tuple[Period, ...], int]:
    """The month of each event after the first, and how many of them fall in the baseline: NotAPeriod below two."""
    events = [int(m.numerator or 0) for m in found]
    ends = [month for month, count in zip(months, events, strict=True) for _ in range(count)][1:]
    held = (
        sum(month.start < months[baseline].start for month in ends) if baseline < len(months) else len(ends)
    )
    if held < 2:
        raise NotAPeriod(
            f"{months[0]}–{months[min(baseline, len(months)) - 1]} ({sum(events[:baseline])} events)"
        )
    return tuple(ends), held


def _charted(form: Form, found: list[Measure], baseline: int) -> Chart:
    if form == "xmr":
        return xmr([np.nan if m.value is None else float(m.value) for m in found], baseline=baseline)
    events = [float(m.numerator or 0) for m in found]
    if form == "c":
        return c_chart(events, baseline=baseline)
    if form == "t":
        return t_chart(months_between([int(count) for count in events]), baseline=baseline)
    size = [float(1 if m.denominator is None else m.denominator) for m in found]
    return (p_chart if form == "p" else u_chart)(events, size, baseline=baseline)


def _only(base: Base, indicator: str) -> Base:
    """The same base for one indicator alone, so that its months cost no more than they must."""
    chosen = {indicator: base.indicators[indicator]}
    terms = set(chosen[indicator].terms)
    keys = {term: key for term, key in base.additive.keys.items() if term in terms}
    sums = evolve(base.summed, additive=evolve(base.additive, keys=keys))
    return evolve(base, indicators=chosen, summed=sums)


def _of(base: Base, month: Period, unit: str, indicator: str) -> Measure:
    measures = base.measures(month)
    return measures.total(indicator) if unit == "*" else measures.get(unit, indicator)
