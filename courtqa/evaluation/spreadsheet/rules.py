"""Sheets of what the figures stand on: tests for gaming, definitions, defects of the records, provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courtqa.errors import CourtqaError
from courtqa.evaluation.formula import formula
from courtqa.evaluation.gaming_result import TITLES
from courtqa.evaluation.report.view import DIRECTIONS
from courtqa.evaluation.spreadsheet.figures import INDICATOR, UNIT, P
from courtqa.evaluation.spreadsheet.sheet import Column, Pages
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation

__all__ = ["defects", "definitions", "gaming", "provenance"]


def gaming(pages: Pages, evaluation: Evaluation) -> None:
    """The gaming tests, or why they were not made."""
    sheet = pages.sheet(Text(zh="数据失真检验", en="Gaming"))
    note = Text(
        zh="标记只提示查阅案卷，不证明任何人作假。",
        en="A flag asks for a look at the files; it proves nothing against anybody.",
    )
    sheet.say(note, kind="note")
    try:
        found = evaluation.gaming()
    except CourtqaError as error:
        sheet.say(error.text)
        return
    columns: list[Column] = [
        UNIT,
        (Text(zh="检验", en="test"), "text", 34),
        (Text(zh="实际", en="observed"), "count", 10),
        (Text(zh="件数", en="of"), "count", 10),
        (Text(zh="预期", en="expected"), "number", 10),
        P,
        (Text(zh="校正 p 值", en="adjusted p"), "p", 10),
        (Text(zh="标记", en="flag"), "text", 8),
    ]
    rows = [
        (evaluation.name(r.unit), TITLES[r.game], r.observed, r.n, r.expected, r.p, r.p_adjusted, r.flagged)
        for r in sorted(found.rows, key=lambda row: row.p_adjusted)
    ]
    sheet.table(columns, rows)


def definitions(pages: Pages, evaluation: Evaluation) -> None:
    """What every figure counts, in words."""
    sheet = pages.sheet(Text(zh="指标定义", en="Definitions"))
    columns: list[Column] = [
        INDICATOR,
        (Text(zh="代码", en="name"), "text", 26),
        (Text(zh="分子", en="numerator"), "text", 50),
        (Text(zh="分母", en="denominator"), "text", 50),
        (Text(zh="方向", en="direction"), "text", 14),
        (Text(zh="说明", en="note"), "text", 50),
    ]
    rows = []
    for name in evaluation.assessment.indicators:
        indicator = evaluation.measures.indicators[name]
        above, below = formula(indicator)
        rows.append(
            (indicator.title, name, above, below, DIRECTIONS[indicator.direction], indicator.note or "")
        )
    sheet.table(columns, rows)


def defects(pages: Pages, evaluation: Evaluation) -> None:
    """What was found in the records, or that they were not read from a file."""
    sheet = pages.sheet(Text(zh="数据质量", en="Records"))
    report = evaluation.defects
    if report is None:
        unread = Text(
            zh="数据以表格形式直接提供，未经读取检查。",
            en="The records were handed over as a table and not checked in reading.",
        )
        sheet.say(unread)
        return
    sheet.say(Text(zh=report.summary("zh"), en=report.summary("en")))
    columns: list[Column] = [
        (Text(zh="问题", en="defect"), "text", 44),
        (Text(zh="列", en="column"), "text", 18),
        (Text(zh="数量", en="count"), "count", 10),
        (Text(zh="未采用行数", en="rows not taken"), "count", 12),
        (Text(zh="首见", en="first places"), "text", 60),
    ]
    rows = [(d.title, d.column, d.count, d.rejected, "; ".join(map(str, d.first))) for d in report]
    sheet.table(columns, rows)


def provenance(pages: Pages, evaluation: Evaluation) -> None:
    """Which rules, which records, known on which day; and every assumption of the edition."""
    sheet = pages.sheet(Text(zh="来源与假设", en="Provenance"))
    told, coverage = evaluation.provenance, evaluation.measures.coverage
    columns: list[Column] = [
        (Text(zh="事项", en="what"), "text", 34),
        (Text(zh="内容", en="value"), "text", 110),
    ]
    rows: list[tuple[object, object]] = [
        (Text(zh="性质", en="status"), told.status),
        (Text(zh="评估版本", en="assessment edition"), told.edition),
        (Text(zh="版本摘要", en="edition digest"), told.edition_digest),
        (Text(zh="规则摘要", en="policy digest"), told.policy_digest),
        (Text(zh="数据截至", en="records as of"), told.as_of or "–"),
        (
            Text(zh="数据覆盖", en="days covered"),
            "–" if coverage is None else f"{coverage.first.isoformat()} – {coverage.last.isoformat()}",
        ),
        (Text(zh="数据来源", en="records"), evaluation.source or "–"),
        (Text(zh="数据摘要", en="digest of the records"), told.source_digest or "–"),
    ]
    rows += [
        (f"{Text(zh='假设', en='assumption').to(pages.lang)}: {one.path}", one.note)
        for one in evaluation.edition.assumptions
    ]
    rows += [(Text(zh="依据", en="reference"), one.text) for one in evaluation.edition.references]
    sheet.table(columns, rows)
