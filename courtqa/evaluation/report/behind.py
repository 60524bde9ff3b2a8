"""The cases behind a division's figures: the docket numbers of what was counted, where they are few enough to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from courtqa.evaluation.tables import UNASSIGNED

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation

__all__ = ["MOST", "cases_behind", "few_enough"]

MOST = 40
"""A longer list is a table for a workbook, not for a page."""


def few_enough(evaluation: Evaluation, most: int) -> dict[str, pl.DataFrame]:
    """Per indicator the cases that its numerator counts, where no unit has more than ``most`` of them on average."""
    measures = evaluation.measures
    found = {}
    for name in evaluation.assessment.indicators:
        indicator, total = measures.indicators[name], measures.total(name)
        if indicator.unit in {"days", "score"} or total.numerator is None:
            continue
        if not 0 < float(total.numerator) <= most * max(len(measures.units), 1):
            continue
        rows = measures.cases("*", name)
        if rows.height and "case_id" in rows.columns:
            found[name] = rows
    return found


def cases_behind(evaluation: Evaluation) -> dict[str, list[dict[str, Any]]]:
    """Per unit and indicator the docket numbers of the cases counted; those of large numbers are left to the workbook."""
    measures = evaluation.measures
    found: dict[str, list[dict[str, Any]]] = {}
    for name, rows in few_enough(evaluation, MOST).items():
        column = measures.by if measures.by in rows.columns else None
        if column is None:
            continue
        number = "case_number" if "case_number" in rows.columns else "case_id"
        told = rows.select(
            unit=pl.col(column).cast(pl.String).fill_null(UNASSIGNED), number=pl.col(number).cast(pl.String)
        ).drop_nulls("number")
        for (unit,), part in told.group_by("unit", maintain_order=True):
            numbers = part["number"].to_list()
            if len(numbers) <= MOST:
                one = {"title": measures.indicators[name].title, "numbers": numbers}
                found.setdefault(str(unit), []).append(one)
    return found
