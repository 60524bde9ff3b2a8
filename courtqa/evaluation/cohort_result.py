"""The cohort of a period's closings beside last year's at the same age: what had befallen them so many days later.

By the day of the event, a year's reversals are mostly of earlier closings. By the cohort, they are of its own, but the
later a case was closed the less has come of it yet. So last year's cohort is looked at as it stood a year ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
from attrs import evolve, field, frozen

from courtqa.errors import IncomparablePeriods, UnknownName
from courtqa.evaluation.change_tests import two_sided
from courtqa.evaluation.cohort import LATER, clocks_of
from courtqa.evaluation.comparison import Movement, movement
from courtqa.evaluation.conditions import Condition
from courtqa.evaluation.coverage import require_comparable
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.labels import labelled
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.measure_table import Measures
from courtqa.evaluation.measuring import base_of
from courtqa.evaluation.periods import Period
from courtqa.evaluation.printing import counts_text, p_phrase, value_text
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt

__all__ = ["CohortRow", "Cohorts", "cohorts_of", "followable"]

WHOLE = "*"


@frozen
class CohortRow:
    """One unit: this period's cohort, last year's at the same age, and what has become of last year's since."""

    unit: str
    now: Measure
    before: Measure
    since: Measure
    moved: Movement | None

    @property
    def p(self) -> float | None:
        """Two-sided: how often chance alone would part the two cohorts so far."""
        return (
            None if self.moved is None or self.moved.p_rise is None else float(two_sided(self.moved.p_rise))
        )


@frozen(eq=False)
class Cohorts:
    """Two cohorts of closings at the same age, unit by unit; the court's total is ``*``."""

    indicator: str
    title: Text
    definition: Indicator = field(repr=False)
    period: Period
    before: Period
    as_of: date
    rows: tuple[CohortRow, ...] = field(repr=lambda rows: f"{len(rows)} rows")
    names: Mapping[str, Text] = field(repr=False)

    @property
    def age(self) -> int:
        """How many days after the period's last day both cohorts are looked at."""
        return (self.as_of - self.period.last).days

    @property
    def then(self) -> date:
        """The day as of which last year's cohort is looked at."""
        return self.before.last + timedelta(days=self.age)

    def __getitem__(self, unit: str) -> CohortRow:
        for row in self.rows:
            if row.unit == unit:
                return row
        raise UnknownName("unit", unit, [row.unit for row in self.rows])

    def name(self, unit: str) -> Text:
        """The title of a unit."""
        return self.names.get(unit, Text(zh=unit, en=unit))

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per unit: both cohorts at the same age, the older one by now, change and p."""
        frame = pl.DataFrame(
            [
                {
                    "unit": row.unit,
                    "indicator": self.indicator,
                    "period": str(self.period),
                    "as_of": self.as_of,
                    "age_days": self.age,
                    "numerator": _number(row.now.numerator),
                    "denominator": _number(row.now.denominator),
                    "value": _number(row.now.value),
                    "before_numerator": _number(row.before.numerator),
                    "before_denominator": _number(row.before.denominator),
                    "before_value": _number(row.before.value),
                    "since_numerator": _number(row.since.numerator),
                    "since_value": _number(row.since.value),
                    "change": None
                    if row.moved is None or row.moved.change is None
                    else row.moved.change.to(labels or "en"),
                    "p": row.p,
                }
                for row in self.rows
            ],
            infer_schema_length=None,
        )
        return labelled(frame, labels, unit=self.names, indicator={self.indicator: self.title})

    def explain(self, unit: str = WHOLE, lang: Lang = "en") -> str:
        """Both cohorts of one unit in a sentence, and what came of the older one since."""
        row = self[unit]
        said = Text(
            zh="{name}，{title}（结案批次）：{period} 结案者截至 {as_of}（期末后 {age} 天）为 {now}；{before} 结案者在同一时点"
            "（{then}）为 {past}{p}；其后增至 {since}",
            en="{name}, {title} (by cohort of closings): of those of {period} {now} as of {as_of}, {age} days after its "
            "end; of those of {before} {past} at the same age ({then}){p}; since then {since}",
        )
        return said.fill(
            name=self.name(unit).to(lang),
            title=self.title.to(lang),
            period=self.period,
            before=self.before,
            as_of=self.as_of,
            then=self.then,
            age=self.age,
            now=self._told(row.now, lang),
            past=self._told(row.before, lang),
            since=self._told(row.since, lang),
            p="" if row.p is None else f", {p_phrase(row.p)}",
        ).to(lang)

    def _told(self, measure: Measure, lang: Lang) -> str:
        return f"{value_text(measure, self.definition, lang)} ({counts_text(measure)})"

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """Last year's cohort at the same age (open) and this year's (full); a stroke for what last year's came to."""
        from courtqa.evaluation.charts_of_checks import cohorts

        return cohorts(self, lang=lang)

    def _repr_html_(self) -> str:
        from courtqa.evaluation.shown import table_html

        caption = f"{self.title.zh}，结案批次 · {self.title.en}, by cohort of closings"
        return table_html(self.to_frame(), caption=caption, hidden=("indicator",))


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def followable(indicators: Mapping[str, Indicator]) -> tuple[str, ...]:
    """The indicators that count what befalls cases on its own day, per case of one other day: the others can't."""
    return tuple(name for name, each in indicators.items() if _cohort_day(each) is not None)


def _cohort_day(indicator: Indicator) -> str | None:
    """The day by which the cohort is formed."""
    days = {term.at for term in indicator.denominator if term.kind == "count" and term.table == "cases"}
    plain = all(term.kind == "count" and term.times == 1 and not term.shift for term in indicator.terms)
    single = len(indicator.denominator) == 1 and len(indicator.numerator) == 1 and indicator.known is None
    if not (plain and single and clocks_of(indicator) == {"event"}) or len(days) != 1:
        return None
    (day,) = days
    return None if day is None or day in LATER else day


def cohorts_of(
    measures: Measures,
    indicator: str,
    *,
    as_of: date | None,
    names: Mapping[str, Text] | None = None,
) -> Cohorts:
    """The cohort of the period's closings as it stands on ``as_of``, beside last year's as it stood a year before.

    UnknownName for an indicator that can't follow a cohort. IncomparablePeriods where a year isn't wholly recorded, or
    where it isn't known up to which day the records tell, or that day lies before the period's end.
    """
    known = followable(measures.indicators)
    if indicator not in known:
        raise UnknownName("indicator that can follow a cohort", indicator, known)
    period, before = measures.period, measures.period.same_last_year()
    require_comparable(period, before, measures.coverage)
    if as_of is None or as_of < period.last:
        reason = Text(
            zh="未注明数据截至何日（对照表 snapshot，或 as_of=），无法在同一时点比较两批结案"
            if as_of is None
            else f"数据截至 {as_of}，本期尚未结束，结案批次不完整",
            en="the records don't say up to which day they tell (snapshot: in the mapping, or as_of=), so two cohorts "
            "can't be set side by side at the same age"
            if as_of is None
            else f"the records end on {as_of}, before the period does: its cohort isn't whole",
        )
        raise IncomparablePeriods(str(period), str(before), reason)
    definition = measures.indicators[indicator]
    at = _cohort_day(definition) or ""
    then = before.last + (as_of - period.last)
    asked = {
        "now": _followed(definition, at, as_of),
        "then": _followed(definition, at, then),
    }
    base = base_of(measures.source.tables["cases"].to_native(), asked, by=measures.by)
    this, last = base.measures(period), base.measures(before)
    rows = [
        _row(unit, _of(this, unit, "now"), _of(last, unit, "then"), _of(last, unit, "now"), asked["now"])
        for unit in (*sorted({*this.units, *last.units}), WHOLE)
    ]
    told = {WHOLE: Text(zh="全院", en="the whole court"), **(names or {})}
    return Cohorts(indicator, definition.title, asked["now"], period, before, as_of, tuple(rows), told)


def _followed(indicator: Indicator, at: str, until: date) -> Indicator:
    """The indicator by cohort: of the cases of ``at``, those that the event befell up to a day. A share, so tested as one."""
    (term,) = indicator.numerator
    (whole,) = indicator.denominator
    event = Condition(field=term.at, not_after=until.isoformat())
    followed = evolve(term, at=at, where=tuple(dict.fromkeys((*whole.where, *term.where, event))))
    return evolve(indicator, unit="share", numerator=(followed,))


def _of(measures: Measures, unit: str, name: str) -> Measure:
    return measures.total(name) if unit == WHOLE else measures.get(unit, name)


def _row(unit: str, now: Measure, before: Measure, since: Measure, indicator: Indicator) -> CohortRow:
    moved = None
    if not (now.missing or before.missing):
        moved = movement(now, before, indicator)
    return CohortRow(unit, now, before, since, moved)
