"""The vertical assessment (纵向评估): every unit against its own same period last year, in five grades."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from courtqa.errors import IncomparablePeriods
from courtqa.evaluation.assessment import Assessment, Compared
from courtqa.evaluation.change_tests import benjamini_hochberg, two_sided
from courtqa.evaluation.comparison import improvement, movement
from courtqa.evaluation.coverage import require_comparable
from courtqa.evaluation.grading import Detail, Limits, by_chance, by_table, combine, grade, limits_of
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.measure_table import Measures
from courtqa.evaluation.provenance import Provenance
from courtqa.evaluation.tables import PERSONS
from courtqa.evaluation.vertical_result import Row, UnitGrade, Vertical
from courtqa.text import Text

__all__ = ["assess"]

WHOLE = "*"  # the court as one unit: all its records together
_HEADLINE = Compared(weight=0, aspect="quality", stage="result")  # told of the court, weighing nothing

_NOT_ASKED: tuple[Detail, ...] = (
    "context",
    "by_rule",
    "no_value",
    "not_attributed",
    "not_valid",
    "band_not_set",
)
"""What says nothing for or against a unit: shown without judgment, no sample, nothing of the kind to do."""


def assess(
    now: Measures,
    before: Measures,
    *,
    assessment: Assessment,
    provenance: Provenance,
    names: Mapping[str, Text] | None = None,
    weights: Mapping[str, Fraction] | None = None,
    changed: Collection[str] = (),
) -> Vertical:
    """The grades of all units, and of the court as a whole, from the measures of two like periods.

    Periods that may not be compared (a part year against a whole one) give a result without grades that says
    why. Persons get figures and no grade, unless the edition grades ``persons``. ``weights`` replace those of the edition; ``changed`` are indicators whose definition changed in between.
    """
    refusal = _refusal(now, before)
    units = sorted({*now.units, *before.units})
    weighed = {
        name: Fraction(item.weight) if weights is None else weights.get(name, Fraction(0))
        for name, item in assessment.vertical.indicators.items()
    }
    found: dict[str, tuple[Row, ...]] = {}
    asked = dict.fromkeys(units, tuple(weighed)) | {WHOLE: (*assessment.vertical.headline, *weighed)}
    for unit, names_asked in asked.items():
        found[unit] = tuple(
            _row(
                (_of(now, unit, name), _of(before, unit, name)),
                now.indicators[name],
                assessment,
                weighed.get(name, Fraction(0)),
                refusal,
                changed=name in changed,
                person=now.by in PERSONS and unit != WHOLE and not assessment.persons,
            )
            for name in dict.fromkeys(names_asked)
        )
    divisions = _adjusted({unit: found[unit] for unit in units})
    court = _unit(WHOLE, _adjusted({WHOLE: found[WHOLE]})[WHOLE], assessment)
    return Vertical(
        units={unit: _unit(unit, rows, assessment) for unit, rows in divisions.items()},
        court=court,
        period=now.period,
        before=before.period,
        assessment=assessment,
        indicators=now.indicators,
        provenance=provenance,
        names=names or {},
        refusal=refusal,
    )


def _row(
    pair: tuple[Measure, Measure],
    indicator: Indicator,
    assessment: Assessment,
    weight: Fraction,
    refusal: Text | None,
    *,
    changed: bool,
    person: bool,
) -> Row:
    after, before = pair
    rules = assessment.vertical
    item = rules.indicators.get(after.indicator, _HEADLINE)
    direction = item.direction or indicator.direction
    obstacle = _obstacle(after, before, item, indicator, assessment)
    if obstacle is None and refusal is not None:
        obstacle = "part_period"
    if obstacle in {None, "insufficient_data"} and changed:
        obstacle = "definition_changed"
    if obstacle is None and person:
        obstacle = "one_person"
    if after.missing or before.missing:
        return Row(after.unit, after.indicator, before, after, weight, None, obstacle or "no_value")
    moved = movement(after, before, indicator, read_as=item.read_as, level=float(rules.level))
    moved = moved.untested() if item.rule else moved
    moved = moved.dispersed(float(item.dispersion)) if item.dispersion is not None else moved
    thresholds = item.thresholds or (rules.points if moved.read_as == "points" else rules.percent)
    limits = limits_of(thresholds, moved.read_as)
    if obstacle is not None:
        return Row(after.unit, after.indicator, before, after, weight, None, obstacle, moved, None, limits)
    gain = improvement(moved, after, before, direction=direction, band=item.band or indicator.band)
    given, detail = grade(gain, limits, rules)
    return Row(
        after.unit,
        after.indicator,
        before,
        after,
        weight,
        given,
        detail,
        moved,
        gain,
        limits,
        p=None if gain.p_better is None else float(two_sided(gain.p_better)),
        by_chance=by_chance(moved, limits, rules),
    )


def _obstacle(
    after: Measure, before: Measure, item: Compared, indicator: Indicator, assessment: Assessment
) -> Detail | None:
    """Why there is no grade, if there is a reason."""
    flags = {*after.flags, *before.flags}
    if (item.direction or indicator.direction) == "context":
        return "context"
    if (item.direction or indicator.direction) == "band" and not (item.band or indicator.band):
        return "band_not_set"
    reasons: tuple[Detail, ...] = ("not_attributed", "not_valid", "immature", "not_recorded", "no_value")
    for flag in reasons:
        if flag in flags:
            return flag
    rules = assessment.vertical
    if item.rule:
        return None
    smallest = max(item.minimum_n or rules.minimum_n, indicator.min_n)
    cases = min(after.n, before.n)
    if indicator.unit in {"share", "days"} and (cases < smallest or cases < 2):
        return "insufficient_data"
    if indicator.unit in {"count", "ratio"}:
        events = Fraction(after.numerator or 0) + Fraction(before.numerator or 0)
        return "insufficient_data" if events < rules.minimum_events else None
    return None


def _adjusted(found: Mapping[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
    """The rows with p-values adjusted for how many questions were asked of all of them."""
    asked = [row for rows in found.values() for row in rows if row.p is not None]
    values = benjamini_hochberg([row.p for row in asked if row.p is not None])
    adjusted = {(row.unit, row.indicator): float(p) for row, p in zip(asked, values, strict=True)}
    return {
        unit: tuple(row.adjusted(adjusted.get((row.unit, row.indicator))) for row in rows)
        for unit, rows in found.items()
    }


def _unit(unit: str, rows: tuple[Row, ...], assessment: Assessment) -> UnitGrade:
    gains = [
        (row.gain, row.limits or Limits(1.0, 1.0), float(row.weight)) for row in rows if row.gain is not None
    ]
    asked = sum(float(row.weight) for row in rows if row.detail not in _NOT_ASKED)
    if assessment.vertical.ordinal is not None:
        given = [(row.grade, float(row.weight)) for row in rows if row.grade and row.detail != "by_rule"]
        return UnitGrade(unit, rows, by_table(given, assessment.vertical, all_weight=asked))
    return UnitGrade(unit, rows, combine(gains, assessment.vertical, all_weight=asked))


def _of(measures: Measures, unit: str, indicator: str) -> Measure:
    return measures.total(indicator) if unit == WHOLE else measures.get(unit, indicator)


def _refusal(now: Measures, before: Measures) -> Text | None:
    try:
        require_comparable(now.period, before.period, now.coverage)
    except IncomparablePeriods as refused:
        return refused.text
    if not any(measure.numerator or measure.moments for measure in before.totals.values()):
        reason = Text(
            zh=f"记录中没有 {before.period} 发生的任何事项",
            en=f"the records hold nothing that happened in {before.period}",
        )
        return IncomparablePeriods(str(now.period), str(before.period), reason).text
    return None
