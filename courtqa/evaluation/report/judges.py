"""Judge by judge: figures with their counts, last year's beside them, and the division's. No grade and no place.

A judge has a handful of events in a year. What chance would do to them is shown; an order of judges is not made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from courtqa.evaluation.change_tests import benjamini_hochberg
from courtqa.evaluation.comparison import Movement, model_of, movement
from courtqa.evaluation.funnel import funnel_p
from courtqa.evaluation.intervals import poisson_exact, wilson
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.measuring import base_of
from courtqa.evaluation.printing import counts_text, p_text, value_text
from courtqa.evaluation.report.drawing import interval_bar
from courtqa.evaluation.tables import UNASSIGNED, collected
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation
    from courtqa.evaluation.indicator import Indicator
    from courtqa.evaluation.measure_table import Measures

__all__ = ["judges_of"]

NOTABLE = 0.05  # adjusted p from which a figure is marked as unlike the division's


def judges_of(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The judges of every division; nothing when the records name none, or judges are already the units."""
    source = evaluation.measures.source
    cases = source.tables["cases"]
    if evaluation.measures.by == "judge" or "judge" not in cases.collect_schema().names():
        return []
    home = _homes(evaluation)
    if not home:
        return []
    events = source.tables.get("events")
    base = base_of(
        cases.to_native(),
        _told(evaluation),
        by="judge",
        events=None if events is None else events.to_native(),
        staff=None if source.staff is None else source.staff.to_native(),
    )
    now, before = base.measures(evaluation.period), base.measures(evaluation.before.period)
    held = [judge for judge in now.units if judge in home and judge != UNASSIGNED]
    against = {name: _against(evaluation, now, name, held, home) for name in base.indicators}
    groups: dict[str, list[dict[str, Any]]] = {}
    for judge in held:
        rows = [
            row
            for name, indicator in base.indicators.items()
            if (
                row := _row(
                    now.get(judge, name), before.get(judge, name), indicator, against[name].get(judge)
                )
            )
        ]
        cases_now = max((now.get(judge, name).n for name in base.indicators), default=0)
        few = cases_now < evaluation.assessment.vertical.minimum_n
        one = {
            "id": judge,
            "rows": rows,
            "n": cases_now,
            "few": few,
            "marked": any(r["marked"] for r in rows),
        }
        groups.setdefault(home[judge], []).append(one)
    order = [unit for unit in evaluation.measures.units if unit in groups]
    return [{"id": unit, "name": evaluation.name(unit), "judges": groups[unit]} for unit in order]


def _told(evaluation: Evaluation) -> Mapping[str, Indicator]:
    """The indicators of the assessment that may be charged to a judge and that the records can tell."""
    rules = evaluation.assessment
    names = dict.fromkeys((*rules.vertical.indicators, *rules.horizontal.indicators))
    found = {name: evaluation.measures.indicators[name] for name in names}
    return {
        name: one
        for name, one in found.items()
        if (not one.per or "judge" in one.per)
        and "not_recorded" not in evaluation.measures.total(name).flags
        and not any(term.kind == "staff" for term in one.terms)
    }


def _homes(evaluation: Evaluation) -> dict[str, str]:
    """The division in which each judge closed or was given most cases of the two years; the others are visits."""
    by = evaluation.measures.by
    days = [day for day in ("filed_on", "closed_on") if day in _columns(evaluation)]
    if not days:
        return {}
    table = evaluation.measures.source.tables["cases"]
    rows = collected(table.select("judge", by, *days))
    first, last = evaluation.before.period.first, evaluation.period.last
    inside = pl.any_horizontal(pl.col(day).is_between(first, last) for day in days)
    counted = (
        rows.filter(inside & pl.col("judge").is_not_null())
        .with_columns(pl.col(by).cast(pl.String).fill_null(UNASSIGNED), pl.col("judge").cast(pl.String))
        .group_by("judge", by)
        .len()
        .sort("len", by, descending=[True, False])
        .unique("judge", keep="first", maintain_order=True)
    )
    return dict(counted.select("judge", by).iter_rows())


def _columns(evaluation: Evaluation) -> list[str]:
    return evaluation.measures.source.tables["cases"].collect_schema().names()


def _against(
    evaluation: Evaluation, now: Measures, name: str, judges: list[str], home: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Each judge against the figure of the division, by exact mid-p, adjusted for all judges asked."""
    indicator = now.indicators[name]
    asked, p_values = [], []
    for judge in judges:
        measure, whole = now.get(judge, name), evaluation.measures.get(home[judge], name)
        if measure.value is None or whole.value is None or measure.denominator is None:
            continue
        kind = model_of(indicator, measure, whole)
        target = float(whole.value)
        if kind not in {"share", "rate"} or not 0 < target < (1 if kind == "share" else float("inf")):
            continue
        x, n = float(measure.numerator or 0), float(measure.denominator)
        p = float(funnel_p([x], [n], target, kind="share" if kind == "share" else "rate")[0])
        low, high = wilson(x, n) if kind == "share" else poisson_exact(x, n)
        asked.append((judge, target, float(np.asarray(low)), float(np.asarray(high)), whole))
        p_values.append(p)
    adjusted = benjamini_hochberg(np.array(p_values)) if p_values else np.zeros(0)
    top = max((2.5 * target for _, target, *_ in asked), default=1.0)
    return {
        judge: {
            "p": p,
            "adjusted": float(q),
            "bar": interval_bar(
                float(now.get(judge, name).value or 0),
                low,
                high,
                among=target,
                top=min(top, 1.0) if top < 1 else top,
            ),
            "whole": whole,
        }
        for (judge, target, low, high, whole), p, q in zip(asked, p_values, adjusted, strict=True)
    }


def _row(
    now: Measure, before: Measure, indicator: Indicator, against: dict[str, Any] | None
) -> dict[str, Any] | None:
    if now.value is None and before.value is None:
        return None
    if not now.value and not before.value and against is None:
        return None
    moved: Movement | None = None
    if now.value is not None and before.value is not None:
        moved = movement(now, before, indicator)
    change = None if moved is None or moved.change is None else moved.change.text()
    return {
        "title": indicator.title,
        "before": _both(before, indicator),
        "before_counts": _counts(before),
        "after": _both(now, indicator),
        "after_counts": _counts(now),
        "change": change or "–",
        "division": "–" if against is None else _both(against["whole"], indicator),
        "bar": "" if against is None else against["bar"],
        "p": "–" if against is None else p_text(against["p"]),
        "p_adjusted": "–" if against is None else p_text(against["adjusted"]),
        "marked": against is not None and against["adjusted"] <= NOTABLE,
    }


def _counts(measure: Measure) -> str:
    return "" if measure.denominator is None else counts_text(measure)


def _both(measure: Measure, indicator: Indicator) -> Text:
    return Text(zh=value_text(measure, indicator, "zh"), en=value_text(measure, indicator, "en"))
