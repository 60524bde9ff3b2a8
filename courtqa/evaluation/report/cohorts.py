"""What the page shows of cohorts: this year's closings beside last year's at the same age."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from courtqa.errors import CourtqaError
from courtqa.evaluation.cohort_result import CohortRow, Cohorts, followable
from courtqa.evaluation.printing import counts_text, p_text, value_text
from courtqa.evaluation.report.drawing import Draw
from courtqa.evaluation.report.rows import both
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation

__all__ = ["followed"]

SHOWN = 3  # the heaviest indicators that can follow a cohort


def followed(evaluation: Evaluation, draw: Draw) -> list[dict[str, Any]]:
    """The heaviest indicators that can follow a cohort and have anything to tell; none where ages can't be made equal."""
    found: list[dict[str, Any]] = []
    weights = evaluation.assessment.vertical.indicators
    able = [name for name in weights if name in followable(evaluation.measures.indicators)]
    for name in sorted(able, key=lambda name: -weights[name].weight):
        if len(found) == SHOWN:
            break
        try:
            cohorts = evaluation.cohorts(name)
        except CourtqaError:
            continue
        if not cohorts["*"].since.numerator:
            continue
        found.append(
            {
                "title": cohorts.title,
                "said": both(lambda lang, told=cohorts: told.explain(lang=lang)),  # type: ignore[misc]
                "chart": draw(partial(cohorts.plot), cohorts.title),
                "rows": [_row(cohorts, row) for row in cohorts.rows if row.now.n or row.before.n],
            }
        )
    return found


def _row(cohorts: Cohorts, row: CohortRow) -> dict[str, Any]:
    change = None if row.moved is None or row.moved.change is None else row.moved.change.text()
    told: dict[str, Any] = {
        "name": cohorts.name(row.unit),
        "change": change or Text(zh="–", en="–"),
        "p": "–" if row.p is None else p_text(row.p),
    }
    for name, measure in (("now", row.now), ("before", row.before), ("since", row.since)):
        told[name] = both(lambda lang, one=measure: value_text(one, cohorts.definition, lang))  # type: ignore[misc]
        told[f"{name}_counts"] = counts_text(measure)
    return told
