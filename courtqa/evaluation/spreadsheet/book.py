"""The workbook: every sheet in its order. Strings stay strings: no cell of it is a formula."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from courtqa.errors import MissingExtra
from courtqa.evaluation.spreadsheet import figures, peers, people, rules
from courtqa.evaluation.spreadsheet.sheet import Pages
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation

__all__ = ["write_workbook"]


def write_workbook(
    evaluation: Evaluation,
    path: str | Path,
    *,
    lang: Lang = "zh",
    judges: bool = True,
    step: Callable[[Text], None] | None = None,
) -> Path:
    """The report as an Excel workbook in one language. Returns where it is. ``step`` hears what is being done.

    MissingExtra without xlsxwriter.
    """
    if find_spec("xlsxwriter") is None:
        raise MissingExtra("report.xlsx", "excel")
    xlsxwriter = import_module("xlsxwriter")  # it has no types
    say = step or (lambda _: None)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {"title": f"{evaluation.court.to(lang)} {evaluation.period}", "author": "courtqa"}
        )
        book.set_calc_mode("manual")
        pages = Pages(book, lang)
        say(Text(zh="工作簿：数字", en="the workbook: figures"))
        figures.summary(pages, evaluation)
        figures.measures(pages, evaluation)
        figures.vertical(pages, evaluation)
        peers.horizontal(pages, evaluation)
        peers.funnels(pages, evaluation)
        peers.cohorts(pages, evaluation)
        say(Text(zh="工作簿：部门与法官", en="the workbook: divisions and judges"))
        people.divisions(pages, evaluation)
        if judges:
            people.judges(pages, evaluation)
        say(Text(zh="工作簿：案件", en="the workbook: cases"))
        people.cases(pages, evaluation)
        rules.gaming(pages, evaluation)
        rules.definitions(pages, evaluation)
        rules.defects(pages, evaluation)
        rules.provenance(pages, evaluation)
        book.worksheets()[0].activate()
    return Path(path)
