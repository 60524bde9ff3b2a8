"""What the vertical assessment found: rows, the grade of each unit, and their explanation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from courtqa.errors import UnknownName
from courtqa.evaluation.assessment import Assessment, Grade
from courtqa.evaluation.assessors import AssessedGrade, assessed_in_order, told
from courtqa.evaluation.comparison import METHODS, Improvement, Movement
from courtqa.evaluation.grading import DETAILS, Combined, Detail, Limits
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.periods import Period
from courtqa.evaluation.printing import counts_text, p_phrase, value_text
from courtqa.evaluation.provenance import Provenance
from courtqa.evaluation.shown import table_html
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl
    from great_tables import GT

__all__ = ["Row", "UnitGrade", "Vertical"]

COURT = Text(zh="全院", en="the whole court")


@frozen
class Row:
    """One indicator of one unit: both figures, the change, the grade and how sure it is."""

    unit: str
    indicator: str
    before: Measure
    after: Measure
    weight: Fraction
    grade: Grade | None
    detail: Detail
    movement: Movement | None = None
    gain: Improvement | None = None
    limits: Limits | None = None
    p: float | None = None  # two-sided
    p_adjusted: float | None = None  # for all the questions asked of all units (Benjamini–Hochberg)
    by_chance: tuple[float, float] = (0.0, 0.0)  # of a grade other than level, and of a strong one

    def adjusted(self, p: float | None) -> Row:
        """The same row with its adjusted p-value."""
        return evolve(self, p_adjusted=p)

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags of both figures."""
        return tuple(dict.fromkeys((*self.after.flags, *self.before.flags)))

    @property
    def change(self) -> Text:
        """The change as printed; an en dash when there is none."""
        change = None if self.movement is None else self.movement.change
        return Text(zh="–", en="–") if change is None else change.text()


@frozen
class UnitGrade:
    """The grade of one unit and the rows it comes from."""

    unit: str
    rows: tuple[Row, ...]
    combined: Combined

    @property
    def grade(self) -> Grade | None:
        """The combined grade; None when too little could be judged."""
        return self.combined.grade

    def row(self, indicator: str) -> Row:
        """The row of one indicator."""
        for found in self.rows:
            if found.indicator == indicator:
                return found
        raise UnknownName("indicator", indicator, [row.indicator for row in self.rows])


@frozen(eq=False)
class Vertical:
    """The vertical assessment of all units. ``vertical["civil_1"]`` is one unit's; it iterates over rows."""

    units: Mapping[str, UnitGrade] = field(repr=False)
    court: UnitGrade = field(repr=False)  # all units together
    period: Period
    before: Period
    assessment: Assessment = field(repr=False)
    indicators: Mapping[str, Indicator] = field(repr=False)
    provenance: Provenance
    names: Mapping[str, Text] = field(repr=False)
    refusal: Text | None = None
    assessed: tuple[AssessedGrade, ...] = field(
        default=(), repr=False
    )  # by people, beside the computed grades

    def with_assessments(self, found: Iterable[AssessedGrade]) -> Vertical:
        """The same result beside the grades that people gave. No computed grade is changed by them.

        A grade that departs from the computed one needs reasons (Misfit); steps and roles are the edition's.
        """
        computed = {unit: grade.grade for unit, grade in self.units.items()}
        every = assessed_in_order((*self.assessed, *found), computed, self.assessment)
        return evolve(self, assessed=every)

    def assessments_of(self, unit: str) -> tuple[AssessedGrade, ...]:
        """What each step made of the unit, in the order of the steps."""
        wanted = self[unit].unit
        return tuple(one for one in self.assessed if one.unit == wanted)

    def __getitem__(self, unit: str) -> Explained:
        found = self.court if unit == "*" else self.units.get(unit)
        if found is None:
            by_title = {text.to(lang): name for name, text in self.names.items() for lang in ("zh", "en")}
            found = self.units.get(by_title.get(unit, ""))
        if found is None:
            raise UnknownName("unit", unit, self.units)
        return Explained(found, self)

    def __iter__(self) -> Iterator[Row]:
        return (row for unit in self.units.values() for row in unit.rows)

    def __len__(self) -> int:
        return sum(len(unit.rows) for unit in self.units.values())

    def name(self, unit: str) -> Text:
        """The title of a unit; its own id where the policy has none."""
        return COURT if unit == "*" else self.names.get(unit, Text(zh=unit, en=unit))

    def grade_text(self, grade: Grade | None, detail: Detail) -> Text:
        """A grade in the words of the edition, or why there is none."""
        return DETAILS[detail] if grade is None else self.assessment.grades[grade]

    @property
    def headline(self) -> tuple[Row, ...]:
        """The figures of the whole court that are told first."""
        return tuple(self.court.row(name) for name in self.assessment.vertical.headline)

    @property
    def judged(self) -> int:
        """How many indicators of units got a grade by a test."""
        return sum(row.p is not None for row in self)

    @property
    def not_level(self) -> int:
        """How many of them are not level."""
        return sum(row.p is not None and row.grade != "level" for row in self)

    @property
    def strong(self) -> int:
        """How many of them are better or worse, not just slightly."""
        return sum(row.p is not None and row.grade in {"better", "worse"} for row in self)

    @property
    def expected_not_level(self) -> float:
        """How many grades other than level chance alone would give, had nothing changed anywhere."""
        return sum(row.by_chance[0] for row in self if row.p is not None)

    @property
    def expected_strong(self) -> float:
        """How many strong grades chance alone would give, had nothing changed anywhere."""
        return sum(row.by_chance[1] for row in self if row.p is not None)

    @property
    def survivors(self) -> tuple[Row, ...]:
        """The rows that still stand out when all questions asked are counted (adjusted p at most 0.10)."""
        limit = float(self.assessment.vertical.p_slight)
        found = [
            row
            for row in self
            if row.p_adjusted is not None and row.p_adjusted <= limit and row.grade != "level"
        ]
        return tuple(sorted(found, key=lambda row: row.p_adjusted or 0.0))

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per unit and indicator, the court's total last. ``labels="zh"`` for display."""
        from courtqa.evaluation.result_frames import vertical_frame

        return vertical_frame(self, labels)

    def plot(self, indicator: str | None = None, *, lang: Lang = "en") -> alt.Chart | alt.LayerChart:
        """The slopes of two years of one indicator, by default the heaviest."""
        from courtqa.evaluation.charts import slope

        chosen = (
            indicator or max(self.assessment.vertical.indicators.items(), key=lambda item: item[1].weight)[0]
        )
        return slope(self, chosen, lang=lang)

    def scorecard(self, *, lang: Lang = "en") -> GT:
        """Every unit and indicator on one card, as great-tables draws it."""
        from courtqa.evaluation.scorecards import grades_card

        return grades_card(self, lang=lang)

    def _repr_html_(self) -> str:
        from courtqa.evaluation.result_frames import grades_frame

        caption = f"纵向评估 · vertical assessment, {self.period} / {self.before}"
        refused = [] if self.refusal is None else [self.refusal.zh, self.refusal.en]
        return table_html(grades_frame(self), caption=caption, lines=refused)


@frozen
class Explained:
    """The grade of one unit, able to say why."""

    of: UnitGrade
    within: Vertical = field(repr=False)

    @property
    def unit(self) -> str:
        """The unit."""
        return self.of.unit

    @property
    def rows(self) -> tuple[Row, ...]:
        """Its indicators."""
        return self.of.rows

    @property
    def grade(self) -> Grade | None:
        """Its grade."""
        return self.of.grade

    def row(self, indicator: str) -> Row:
        """The row of one indicator."""
        return self.of.row(indicator)

    def explain(self, lang: Lang = "en") -> str:
        """Why the unit got its grade, line by line, the strongest evidence first."""
        result, found = self.within, self.of.combined
        head = Text(
            zh="{name}：{grade}（{now} 对 {then}）", en="{name}: {grade} ({now} against {then})"
        ).fill(
            name=result.name(self.unit).to(lang),
            grade=result.grade_text(self.grade, found.detail).to(lang),
            now=result.period,
            then=result.before,
        )
        lines = [head.to(lang)]
        if result.refusal is not None:
            lines.append(result.refusal.to(lang))
        if found.z is not None and found.p_better is not None:
            said = Text(
                zh="综合：Z = {z:.2f}，单侧 {p}；可评权重 {weight:.0%}",
                en="combined: Z = {z:.2f}, one-sided {p}; {weight:.0%} of the weight could be judged",
            )
            p = min(found.p_better, 1 - found.p_better)
            lines.append(said.fill(z=found.z, p=p_phrase(p), weight=found.weight).to(lang))
        lines += told(result.assessments_of(self.unit), self.grade, result.assessment, lang)
        lines += [
            self.line(row, lang) for row in sorted(self.rows, key=lambda row: (row.p is None, row.p or 0.0))
        ]
        return "\n".join(lines)

    def line(self, row: Row, lang: Lang) -> str:
        """One indicator in one line."""
        result, indicator = self.within, self.within.indicators[row.indicator]
        if row.before.missing and row.after.missing:
            return f"  {indicator.title.to(lang)}: {DETAILS[row.detail].to(lang)}"
        grade = result.grade_text(row.grade, row.detail).to(lang)
        reason = "" if row.grade is None else f" · {DETAILS[row.detail].to(lang)}"
        test = (
            f"; {p_phrase(row.p)}, {METHODS[row.movement.method].to(lang)}" if row.movement and row.p else ""
        )
        return (
            f"  {indicator.title.to(lang)}: {value_text(row.before, indicator, lang)} ({counts_text(row.before)})"
            f" → {value_text(row.after, indicator, lang)} ({counts_text(row.after)}), {row.change.to(lang)}{test}"
            f" → {grade}{reason}"
        )

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per indicator."""
        from courtqa.evaluation.result_frames import vertical_frame

        return vertical_frame(self.within, labels, self.rows)

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """What changed, with intervals: every indicator that a test could judge."""
        from courtqa.evaluation.charts import changes

        return changes(self.within, [row for row in self.rows if row.p is not None], lang=lang)

    def scorecard(self, *, lang: Lang = "en") -> GT:
        """Both years, the change and the grade of each indicator on one card, as great-tables draws it."""
        from courtqa.evaluation.scorecards import unit_card

        return unit_card(self.within, self.of, lang=lang)

    def _repr_html_(self) -> str:
        name = self.within.name(self.unit)
        shown = self.to_frame().select(
            "indicator", "before_value", "value", "change", "p", "p_adjusted", "grade", "detail"
        )
        lines = [self.explain("zh").splitlines()[0], self.explain("en").splitlines()[0]]
        return table_html(shown, caption=f"{name.zh} · {name.en}", lines=lines)

    def __str__(self) -> str:
        return self.explain("en")
