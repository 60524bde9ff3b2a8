"""Sheets of figures: the summary with its chart, every measure, the two years."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from courtqa.evaluation.grading import DETAILS
from courtqa.evaluation.printing import flag_text, value_text
from courtqa.evaluation.report.summary import lead
from courtqa.evaluation.spreadsheet.sheet import Column, Kind, Pages, Sheet, Shown
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation
    from courtqa.evaluation.indicator import Indicator
    from courtqa.evaluation.measure import Measure
    from courtqa.evaluation.vertical_result import Row

__all__ = ["AXIS", "INDICATOR", "UNIT", "P", "exact", "measures", "summary", "vertical"]

UNIT: Column = (Text(zh="单位", en="unit"), "text", 26)
INDICATOR: Column = (Text(zh="指标", en="indicator"), "text", 26)
P: Column = (Text(zh="p 值", en="p"), "p", 10)

AXIS = {"reverse": True, "label_position": "low", "interval_unit": 1, "num_font": {"size": 9}}


def summary(pages: Pages, evaluation: Evaluation) -> None:
    """What a president reads, the court's main figures, and the grades, with a chart of them."""
    sheet = pages.sheet(Text(zh="摘要", en="Summary"))
    vertical = evaluation.vertical
    title = Text(zh="{court} {period} 审判绩效评估", en="{court}: performance {period}")
    sheet.say(title.fill(court=evaluation.court.to(pages.lang), period=evaluation.period), kind="title")
    status = evaluation.provenance.status
    proposal = Text(
        zh=f"{status.zh}。供审阅：等级由计算得出，须经四个步骤由人评定。",
        en=f"{status.en}. For review: grades are computed and must pass the four steps in which people assess.",
    )
    sheet.say(proposal, kind="note")
    for text in lead(evaluation):
        sheet.say(text)
    sheet.row += 1
    columns: list[Column] = [
        (Text(zh="主要数字", en="main figure"), "text", 42),
        (Text(zh="上年同期", en="last year"), "text", 26),
        (Text(zh="本期", en="this period"), "text", 16),
        (Text(zh="变化", en="change"), "text", 16),
        (Text(zh="等级", en="grade"), "text", 18),
        P,
    ]
    rows = [
        (
            vertical.indicators[row.indicator].title,
            value_text(row.before, vertical.indicators[row.indicator], pages.lang),
            value_text(row.after, vertical.indicators[row.indicator], pages.lang),
            row.change,
            (row.grade, vertical.grade_text(row.grade, row.detail)),
            row.p,
        )
        for row in vertical.headline
    ]
    sheet.table(columns, rows, freeze=False)
    sheet.row += 1
    _grades_chart(sheet, evaluation)


def _grades_chart(sheet: Sheet, evaluation: Evaluation) -> None:
    """Each division's combined Z as a column, grades beside it."""
    vertical, lang = evaluation.vertical, sheet.pages.lang
    columns: list[Column] = [
        (Text(zh="部门", en="division"), "text", 26),
        (Text(zh="综合等级", en="overall grade"), "text", 16),
        (Text(zh="综合 Z", en="combined Z"), "number", 16),
    ]
    rows = [
        (
            vertical.name(unit.unit),
            (unit.grade, vertical.grade_text(unit.grade, unit.combined.detail)),
            unit.combined.z,
        )
        for unit in vertical.units.values()
    ]
    if not rows:
        return
    first = sheet.row + 1
    for at, (title, _, _) in enumerate(columns):
        sheet.page.write_string(sheet.row, at, title.to(lang), sheet.pages.format("head", bold=True))
    sheet.row += 1
    for row in rows:
        for at, value in enumerate(row):
            sheet.cell(sheet.row, at, value, columns[at][1])
        sheet.row += 1
    if all(unit.combined.z is None for unit in vertical.units.values()):
        return
    chart: Any = sheet.pages.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [sheet.name, first, 0, sheet.row - 1, 0],
            "values": [sheet.name, first, 2, sheet.row - 1, 2],
            "fill": {"color": "#0F766E"},
            "invert_if_negative": True,
            "invert_if_negative_color": "#B45309",
            "gap": 60,
        }
    )
    chart.set_title(
        {
            "name": Text(zh="综合 Z（与上年同期）", en="combined Z against last year").to(lang),
            "name_font": {"size": 11},
        }
    )
    chart.set_legend({"none": True})
    chart.set_y_axis(AXIS)
    chart.set_size({"width": 560, "height": 40 + 22 * len(rows)})
    sheet.page.insert_chart(first - 1, 4, chart)


def measures(pages: Pages, evaluation: Evaluation) -> None:
    """Every unit and indicator with numerator, denominator, value and n; the court's total last."""
    sheet = pages.sheet(Text(zh="指标", en="Measures"))
    columns: list[Column] = [
        UNIT,
        INDICATOR,
        (Text(zh="分子", en="numerator"), "count", 12),
        (Text(zh="分母", en="denominator"), "count", 12),
        (Text(zh="值", en="value"), "number", 12),
        (Text(zh="显示", en="as printed"), "text", 14),
        (Text(zh="案件数", en="n"), "count", 10),
        (Text(zh="标记", en="flags"), "text", 40),
    ]
    found = evaluation.measures
    totals = [(Text(zh="合计", en="total"), m) for m in found.totals.values()]
    every = [*((evaluation.name(m.unit), m) for m in found), *totals]
    every = [(name, m) for name, m in every if m.indicator not in _absent(evaluation)]
    rows = [
        (
            name,
            found.indicators[m.indicator].title,
            exact(m.numerator),
            exact(m.denominator),
            _shown(m, found.indicators[m.indicator]),
            value_text(m, found.indicators[m.indicator], pages.lang),
            m.n,
            "；".join(flag_text(flag).to(pages.lang) for flag in m.flags),
        )
        for name, m in every
    ]
    sheet.table(columns, rows)
    _say_absent(sheet, evaluation)


def _absent(evaluation: Evaluation) -> set[str]:
    """The indicators that the records know nothing of, in either year."""
    years = (evaluation.measures, evaluation.before)
    return {
        name
        for name in evaluation.measures.indicators
        if all("not_recorded" in year.totals[name].flags for year in years)
    }


def _say_absent(sheet: Sheet, evaluation: Evaluation) -> None:
    """The indicators left out of the table above, by title."""
    found = evaluation.measures
    titles = [found.indicators[name].title for name in found.indicators if name in _absent(evaluation)]
    if titles:
        said = Text(
            zh=f"未记录（数据缺少所需的列或表），未列出：{'、'.join(title.zh for title in titles)}",
            en=f"Not recorded (the records lack what it needs), not shown: {', '.join(title.en for title in titles)}",
        )
        sheet.row += 1
        sheet.say(said, kind="note")


def vertical(pages: Pages, evaluation: Evaluation) -> None:
    """Both years of every unit and indicator: counts, change, interval, p, grade and why."""
    sheet = pages.sheet(Text(zh="纵向评估", en="Vertical"))
    result = evaluation.vertical
    if result.refusal is not None:
        sheet.say(result.refusal)
    columns: list[Column] = [
        UNIT,
        INDICATOR,
        (Text(zh="上年分子", en="numerator last year"), "count", 11),
        (Text(zh="上年分母", en="denominator last year"), "count", 11),
        (Text(zh="上年同期", en="last year"), "text", 13),
        (Text(zh="本期分子", en="numerator"), "count", 11),
        (Text(zh="本期分母", en="denominator"), "count", 11),
        (Text(zh="本期", en="this period"), "text", 13),
        (Text(zh="变化", en="change"), "text", 15),
        (Text(zh="90% 下限", en="90 % low"), "text", 11),
        (Text(zh="90% 上限", en="90 % high"), "text", 11),
        P,
        (Text(zh="校正 p 值", en="adjusted p"), "p", 10),
        (Text(zh="等级", en="grade"), "text", 14),
        (Text(zh="依据", en="why"), "text", 40),
    ]
    absent = _absent(evaluation)
    shown = [row for row in (*result, *result.court.rows) if row.indicator not in absent]
    sheet.table(columns, [_vertical_row(pages, evaluation, row) for row in shown])
    _say_absent(sheet, evaluation)


def _vertical_row(pages: Pages, evaluation: Evaluation, row: Row) -> tuple[Any, ...]:
    result, indicator = evaluation.vertical, evaluation.vertical.indicators[row.indicator]
    low, high = _ends(row)
    return (
        result.name(row.unit),
        indicator.title,
        exact(row.before.numerator),
        exact(row.before.denominator),
        value_text(row.before, indicator, pages.lang),
        exact(row.after.numerator),
        exact(row.after.denominator),
        value_text(row.after, indicator, pages.lang),
        row.change,
        low,
        high,
        row.p,
        row.p_adjusted,
        (row.grade, result.grade_text(row.grade, row.detail)),
        DETAILS[row.detail],
    )


def _ends(row: Row) -> tuple[float | None, float | None]:
    """The interval as the change is told: in percent or in points."""
    moved = row.movement
    if moved is None or moved.low is None or moved.high is None:
        return None, None
    if moved.read_as == "points":
        return moved.low, moved.high
    low, high = (100 * (exp(min(end, 50.0)) - 1) for end in (moved.low, moved.high))
    return low, float("inf") if moved.high > 50 else high


def _shown(measure: Measure, indicator: Indicator) -> Shown:
    """A value as its indicator is read: a share in percent."""
    percent = "%" in value_text(measure, indicator)
    kind: Kind = "percent" if percent else "count" if indicator.unit == "count" else "number"
    return Shown(exact(measure.value), kind)


def exact(value: object) -> float | int | None:
    """A number as a spreadsheet has it."""
    if value is None:
        return None
    number = float(value)  # type: ignore[arg-type]
    return int(number) if number.is_integer() else number
