"""Sheets of peers: places with intervals and what makes them, and the tables of the funnels; with native charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courtqa.errors import CourtqaError
from courtqa.evaluation.cohort_result import followable
from courtqa.evaluation.funnel import SIDES, STATUSES
from courtqa.evaluation.spreadsheet.figures import AXIS, INDICATOR, UNIT, P, exact
from courtqa.evaluation.spreadsheet.sheet import Column, Pages, Sheet
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation

__all__ = ["cohorts", "funnels", "horizontal"]


def horizontal(pages: Pages, evaluation: Evaluation) -> None:
    """Every group's places with their intervals, and what each indicator adds; a stacked chart of it."""
    result = evaluation.horizontal
    sheet = pages.sheet(Text(zh="横向排序", en="Horizontal"))
    if result.withheld is not None:
        sheet.say(result.withheld)
        return
    names = list(result.assessment.horizontal.indicators)
    for peers in result.peers.values():
        if not peers.composite.places:
            continue
        sheet.say(peers.title, kind="title")
        sheet.say(Text(zh=peers.composite.explain("zh"), en=peers.composite.explain("en")), kind="note")
        columns: list[Column] = [
            UNIT,
            (Text(zh="可能位次", en="possible places"), "text", 26),
            (Text(zh="档", en="tier"), "count", 8),
            (Text(zh="得分", en="score"), "number", 9),
            (Text(zh="标准误", en="error"), "number", 9),
            *((result.indicators[name].title, "number", 13) for name in names),
            (Text(zh="一票否决", en="veto"), "text", 40),
        ]
        rows = []
        for place in peers.composite.places:
            parts = peers.contributions.get(place.unit, {})
            veto = result.veto_of(place.unit)
            rows.append(
                (
                    result.name(place.unit),
                    place.interval,
                    place.tier,
                    exact(place.score),
                    place.error if place.score is not None else None,
                    *(exact(parts.get(name)) for name in names),
                    None if veto is None else veto.text,
                )
            )
        first, last = sheet.table(columns, rows, freeze=False)
        if any(peers.contributions.values()):
            _contributions_chart(sheet, first, last, len(names))
            sheet.row += 20


def _contributions_chart(sheet: Sheet, first: int, last: int, parts: int) -> None:
    chart: Any = sheet.pages.book.add_chart({"type": "bar", "subtype": "stacked"})
    for at in range(5, 5 + parts):
        chart.add_series(
            {
                "name": [sheet.name, first - 1, at],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, at, last, at],
                "gap": 50,
            }
        )
    title = Text(zh="得分构成（与平均之差）", en="what makes the score (against the mean)").to(
        sheet.pages.lang
    )
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_y_axis(AXIS)
    chart.set_legend({"position": "right"})
    chart.set_size({"width": 900, "height": 360})
    sheet.page.insert_chart(last + 2, 0, chart)


def cohorts(pages: Pages, evaluation: Evaluation) -> None:
    """The cohort of the period's closings beside last year's at the same age, and what that came to; if comparable."""
    found = []
    for name in followable(evaluation.measures.indicators):
        try:
            found.append(evaluation.cohorts(name))
        except CourtqaError:
            continue
    rows = [
        (
            one.title,
            one.name(row.unit),
            exact(row.now.numerator),
            exact(row.now.denominator),
            exact(row.before.numerator),
            exact(row.before.denominator),
            None if row.moved is None or row.moved.change is None else row.moved.change.to(pages.lang),
            row.p,
            exact(row.since.numerator),
        )
        for one in found
        for row in one.rows
        if one["*"].since.numerator
    ]
    if not rows:
        return
    sheet = pages.sheet(Text(zh="结案批次", en="Cohorts"))
    said = Text(
        zh="本期所结案件截至 {day}（期末后 {age} 天）的后续结果，与上年所结案件在上年同一时点（{then}）的情形比较。",
        en="What had befallen the cases closed in the period by {day}, {age} days after its end, beside those closed last "
        "year as they stood on {then}.",
    )
    sheet.say(said.fill(day=found[0].as_of, age=found[0].age, then=found[0].then), kind="note")
    columns: list[Column] = [
        INDICATOR,
        UNIT,
        (Text(zh="本期批次分子", en="this cohort, numerator"), "count", 12),
        (Text(zh="本期批次分母", en="denominator"), "count", 12),
        (Text(zh="上年同一时点分子", en="last year's at that age"), "count", 12),
        (Text(zh="上年批次分母", en="denominator"), "count", 12),
        (Text(zh="变化", en="change"), "text", 15),
        P,
        (Text(zh="上年批次至今分子", en="last year's by now"), "count", 12),
    ]
    sheet.table(columns, rows)


def funnels(pages: Pages, evaluation: Evaluation) -> None:
    """The table of every funnel: events, size, limits, p and status."""
    sheet = pages.sheet(Text(zh="漏斗图数据", en="Funnels"))
    columns: list[Column] = [
        (Text(zh="比较组", en="group"), "text", 24),
        INDICATOR,
        UNIT,
        (Text(zh="件数", en="events"), "count", 10),
        (Text(zh="规模", en="size"), "count", 10),
        (Text(zh="值", en="value"), "number", 11),
        (Text(zh="合计水平", en="pooled"), "number", 11),
        P,
        (Text(zh="状态", en="status"), "text", 26),
        (Text(zh="方向", en="side"), "text", 10),
        (Text(zh="φ", en="φ"), "number", 8),
        (Text(zh="τ²", en="τ²"), "p", 10),
        (Text(zh="单位数", en="units"), "count", 8),
    ]
    rows = [
        (
            peers.title,
            funnel.title,
            evaluation.name(point.unit),
            point.events,
            point.size,
            point.value,
            funnel.target,
            point.p,
            STATUSES[point.status],
            SIDES[point.side],
            funnel.spread.phi,
            funnel.tau2,
            len(funnel.points),
        )
        for peers in evaluation.horizontal.peers.values()
        for funnel in peers.funnels.values()
        for point in sorted(funnel.points, key=lambda point: point.p)
    ]
    sheet.table(columns, rows)
