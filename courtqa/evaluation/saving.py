"""An evaluation as a file: a page for readers, a workbook for those who live in Excel."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from courtqa.errors import MissingExtra, UnknownName
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation

__all__ = ["FORMATS", "save_report"]

FORMATS = (".html", ".xlsx")
Step = Callable[[Text], None]


def save_report(
    evaluation: Evaluation, target: Path, *, lang: Lang | None, judges: bool, step: Step | None
) -> Path:
    """Write the report by its suffix. UnknownName for one that is neither a page nor a workbook.

    MissingExtra where the library that draws or writes it is not installed.
    """
    suffix = target.suffix.lower()
    if suffix in {".html", ".htm"}:
        if find_spec("altair") is None or find_spec("vl_convert") is None:
            raise MissingExtra("report.html", "plots")
        from courtqa.evaluation.report import render

        target.write_text(render(evaluation, lang=lang, judges=judges, step=step), encoding="utf-8")
    elif suffix == ".xlsx":
        from courtqa.evaluation.spreadsheet import write_workbook

        write_workbook(evaluation, target, lang=lang or "zh", judges=judges, step=step)
    else:
        raise UnknownName("report format", target.suffix, FORMATS)
    return target
