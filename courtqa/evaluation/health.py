"""The health check (体检表): each figure against its reasonable range or target. Nobody is ranked by it.

Inside a range is fine, at either end of it: how far inside is not a merit (最高人民法院2014年、2024年：在区间范围内即为达标).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from attrs import evolve, field, frozen

from courtqa.evaluation.comparison import model_of
from courtqa.evaluation.indicator import Band, Indicator
from courtqa.evaluation.intervals import poisson_exact, wilson
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.printing import counts_text, value_text
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    from courtqa.evaluation.assessment import Assessment
    from courtqa.evaluation.measure_table import Measures

__all__ = ["STANDINGS", "Checked", "HealthCheck", "health_by", "health_check"]

Standing = Literal[
    "inside", "below", "above", "below_by_chance", "above_by_chance", "met", "missed", "missed_by_chance",
    "no_range", "no_value",
]  # fmt: skip
STANDINGS: dict[Standing, Text] = {
    "inside": Text(zh="在区间内", en="inside"),
    "below": Text(zh="低于区间", en="below"),
    "above": Text(zh="高于区间", en="above"),
    "below_by_chance": Text(zh="低于区间，或属偶然", en="below, perhaps by chance"),
    "above_by_chance": Text(zh="高于区间，或属偶然", en="above, perhaps by chance"),
    "met": Text(zh="达到目标", en="meets it"),
    "missed": Text(zh="未达目标", en="misses it"),
    "missed_by_chance": Text(zh="未达目标，或属偶然", en="misses it, perhaps by chance"),
    "no_range": Text(zh="仅供参考", en="no range, no target"),
    "no_value": Text(zh="无值", en="no value"),
}


@frozen
class Checked:
    """One figure: what it ought to be, and where it stands. ``low`` to ``high`` is its 95 % interval, where it has one."""

    measure: Measure
    standing: Standing
    band: Band | None
    target: Fraction | None
    low: float | None
    high: float | None

    def wanted(self, indicator: Indicator, lang: Lang = "en") -> str:
        """Its range or target in the indicator's unit; a dash where it has none."""
        if self.band is not None and indicator.direction == "band":
            ends = (Fraction(str(self.band.low)), Fraction(str(self.band.high)))
            return "–".join(value_text(evolve(self.measure, value=end), indicator, lang) for end in ends)
        if self.target is None:
            return "–"
        sign = "≥" if indicator.direction == "higher" else "≤"
        return f"{sign} {value_text(evolve(self.measure, value=self.target), indicator, lang)}"


@frozen(eq=False)
class HealthCheck:
    """Every unit and indicator against its range or target."""

    rows: tuple[Checked, ...] = field(repr=lambda rows: f"{len(rows)} figures")
    indicators: Mapping[str, Indicator] = field(repr=False)
    names: Mapping[str, Text] = field(repr=False)

    def __getitem__(self, key: tuple[str, str]) -> Checked:
        return next(row for row in self.rows if (row.measure.unit, row.measure.indicator) == key)

    @property
    def outside(self) -> tuple[Checked, ...]:
        """The figures outside their range, or short of their target, by more than chance."""
        return tuple(row for row in self.rows if row.standing in {"below", "above", "missed"})

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per unit and indicator. ``labels`` for display."""
        import polars as pl

        from courtqa.evaluation.labels import labelled

        frame = pl.DataFrame(
            [
                {
                    "unit": row.measure.unit,
                    "indicator": row.measure.indicator,
                    "period": str(row.measure.period),
                    "value": None if row.measure.value is None else float(row.measure.value),
                    "n": row.measure.n,
                    "low": row.low,
                    "high": row.high,
                    "band_low": None if row.band is None else float(row.band.low),
                    "band_high": None if row.band is None else float(row.band.high),
                    "target": None if row.target is None else float(row.target),
                    "standing": row.standing,
                    "flags": " ".join(row.measure.flags),
                }
                for row in self.rows
            ],
            infer_schema_length=None,
        )
        titles = {name: indicator.title for name, indicator in self.indicators.items()}
        return labelled(frame, labels, unit=self.names, indicator=titles, standing=STANDINGS)

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """Units by indicators: inside, outside, or outside as chance could do."""
        from courtqa.evaluation.charts_of_checks import health

        return health(self, lang=lang)

    def _repr_html_(self) -> str:
        from courtqa.evaluation.shown import table_html

        return table_html(self.to_frame(), caption="体检表 · health check", hidden=("period", "flags"))

    def explain(self, unit: str, lang: Lang = "en") -> str:
        """The sheet of one unit, a line per indicator."""
        lines = [self.names.get(unit, Text(zh=unit, en=unit)).to(lang)]
        for row in self.rows:
            if row.measure.unit != unit:
                continue
            definition = self.indicators[row.measure.indicator]
            value = value_text(row.measure, definition, lang)
            told = f"  {definition.title.to(lang)}: {value} ({counts_text(row.measure)})"
            lines.append(f"{told} · {STANDINGS[row.standing].to(lang)}")
        return "\n".join(lines)


def health_check(
    measures: Measures,
    *,
    bands: Mapping[str, Band] | None = None,
    targets: Mapping[str, float] | None = None,
    names: Mapping[str, Text] | None = None,
    level: float = 0.95,
) -> HealthCheck:
    """The figures of one period against their ranges and targets: the definitions' own unless others are given."""
    rows = []
    for measure in measures:
        definition = measures.indicators[measure.indicator]
        band = (bands or {}).get(measure.indicator, definition.band)
        stated = (targets or {}).get(measure.indicator, definition.target)
        target = None if stated is None else Fraction(str(stated))
        low, high = _interval(measure, definition, level)
        standing = _standing(measure, definition, band, target, (low, high))
        rows.append(Checked(measure, standing, band, target, low, high))
    return HealthCheck(tuple(rows), measures.indicators, names or {})


def health_by(
    assessment: Assessment, measures: Measures, *, names: Mapping[str, Text] | None = None
) -> HealthCheck:
    """The health check by the ranges and targets of an assessment, and by the definitions' own where it has none."""
    bands: dict[str, Band] = {}
    targets: dict[str, float] = {}
    for name, item in assessment.vertical.indicators.items():
        if item.band is not None:
            bands[name] = item.band
    for name, goal in assessment.horizontal.indicators.items():
        if goal.band is not None:
            bands[name] = goal.band
        if goal.target is not None and not goal.per:
            targets[name] = float(goal.target)
    known = {name: i.band for name, i in measures.indicators.items() if i.band is not None}
    aims = {name: float(i.target) for name, i in measures.indicators.items() if i.target is not None}
    return health_check(measures, bands=known | bands, targets=aims | targets, names=names)


def _interval(measure: Measure, indicator: Indicator, level: float) -> tuple[float | None, float | None]:
    if measure.value is None or measure.denominator is None:
        return None, None
    model = model_of(indicator, measure)
    x, n = float(measure.numerator or 0), float(measure.denominator)
    if model == "share":
        low, high = wilson(x, n, level=level)
    elif model == "rate":
        low, high = (limit / n for limit in poisson_exact(x, level=level))
    else:
        return None, None
    return float(low), float(high)


def _standing(
    measure: Measure,
    indicator: Indicator,
    band: Band | None,
    target: Fraction | None,
    limits: tuple[float | None, float | None],
) -> Standing:
    value, (low, high) = measure.value, limits
    if value is None:
        return "no_value"
    if band is not None:  # an assessment may set a range for what its definition judges otherwise
        if value < band.low:
            return "below_by_chance" if high is not None and high >= float(band.low) else "below"
        if value > band.high:
            return "above_by_chance" if low is not None and low <= float(band.high) else "above"
        return "inside"
    if target is None or indicator.direction not in {"lower", "higher"}:
        return "no_range"
    if value >= target if indicator.direction == "higher" else value <= target:
        return "met"
    reach = high if indicator.direction == "higher" else low
    near = reach is not None and (reach >= target if indicator.direction == "higher" else reach <= target)
    return "missed_by_chance" if near else "missed"
