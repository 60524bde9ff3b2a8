"""What the template shows, as plain values: every figure already printed, every chart already drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from courtqa.evaluation import charts
from courtqa.evaluation.charts_of_units import contributions
from courtqa.evaluation.comparison import METHODS
from courtqa.evaluation.formula import formula
from courtqa.evaluation.funnel import STATUSES
from courtqa.evaluation.places import METHOD_TITLES, Ranking
from courtqa.evaluation.printing import counts_text, p_text, value_text
from courtqa.evaluation.report import beyond
from courtqa.evaluation.report.behind import cases_behind
from courtqa.evaluation.report.cohorts import followed
from courtqa.evaluation.report.drawing import Draw
from courtqa.evaluation.report.judges import judges_of
from courtqa.evaluation.report.rows import MARKS, both, shown_row, shown_unit, unit_grades
from courtqa.evaluation.report.summary import headline_cards, lead, standing_out
from courtqa.evaluation.report.words import WORDS
from courtqa.evaluation.rounding import printed
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation
    from courtqa.evaluation.horizontal_result import Horizontal, Peers
    from courtqa.evaluation.indicator import Indicator
    from courtqa.evaluation.measure import Measure
    from courtqa.evaluation.vertical_result import Vertical

__all__ = ["MARKS", "view_of"]

_PLACES = 3  # of a defect, with what stands there
SLOPES = 4  # charts of the heaviest indicators; the rest are in the table of grades


def view_of(
    evaluation: Evaluation, draw: Draw, *, judges: bool, step: Callable[[Text], None]
) -> dict[str, Any]:
    """Everything the template needs. ``step`` hears what is being done."""
    vertical, horizontal = evaluation.vertical, evaluation.horizontal
    step(Text(zh="画图：纵向", en="drawing the years"))
    slopes = [] if vertical.refusal else _slopes(vertical, draw)
    step(Text(zh="画图：横向", en="drawing the peers"))
    peers = [_peers(evaluation, key, draw) for key in horizontal.peers]
    step(Text(zh="案件构成、控制图", en="case mix and months"))
    mixes, months = beyond.case_mixes(evaluation, draw), beyond.controls(evaluation, draw)
    step(Text(zh="数据失真检验", en="gaming tests"))
    suspected = beyond.gaming(evaluation, draw)
    step(Text(zh="法官", en="judges"))
    people = judges_of(evaluation) if judges else []
    behind = cases_behind(evaluation)
    step(Text(zh="写出网页", en="writing the page"))
    return {
        "withheld": horizontal.withheld,
        "warning": horizontal.warning,
        "mixes": mixes,
        "cohorts": followed(evaluation, draw),
        "months": months,
        "gaming": suspected,
        "judge_groups": people,
        "judge_homes": {group["id"] for group in people},
        "judge_count": sum(len(group["judges"]) for group in people),
        "assessors": beyond.assessors(evaluation),
        "definitions": _definitions(evaluation),
        "vetoes_in_force": any(horizontal.veto_of(unit) for unit in evaluation.measures.units),
        "court": evaluation.court,
        "period": vertical.period.title,
        "before": vertical.before.title,
        "status": evaluation.provenance.status,
        "final": evaluation.provenance.final,
        "refusal": vertical.refusal,
        "lead": lead(evaluation),
        "cards": headline_cards(vertical),
        "standing_out": standing_out(evaluation),
        "changes_chart": draw(partial(charts.changes, vertical), WORDS["headline"]),
        "headline": [shown_row(vertical, row) for row in vertical.headline],
        "grades": _grades(vertical),
        "slopes": slopes,
        "peers": peers,
        "units": [
            shown_unit(evaluation, unit, behind.get(unit.unit, [])) for unit in vertical.units.values()
        ],
        "defects": _defects(evaluation),
        "rules": _rules(evaluation),
        "provenance": evaluation.provenance,
        "source": evaluation.source,
        "coverage": evaluation.measures.coverage,
        "edition": evaluation.edition,
        "assessment": evaluation.assessment,
        "methods": METHODS,
        "marks": MARKS,
        "grade_titles": evaluation.assessment.grades,
    }


def _grades(vertical: Vertical) -> dict[str, Any]:
    """The table of grades; an indicator that the records know nothing of is named below it, and has no column."""
    known = {
        row.indicator for row in (*vertical, *vertical.court.rows) if "not_recorded" not in row.after.flags
    }
    items = vertical.assessment.vertical.indicators.items()
    shown = [(name, item) for name, item in items if name in known or not known]
    return {
        "indicators": [
            (name, vertical.indicators[name].title, printed(item.weight * 100, 0) if item.weight else "–")
            for name, item in shown
        ],
        "left_out": [vertical.indicators[name].title for name, _ in items if known and name not in known],
        "units": [
            unit_grades(vertical, unit, [name for name, _ in shown])
            for unit in (*vertical.units.values(), vertical.court)
        ],
    }


def _slopes(vertical: Vertical, draw: Draw) -> list[dict[str, Any]]:
    weighed = sorted(vertical.assessment.vertical.indicators.items(), key=lambda item: -item[1].weight)
    found: list[dict[str, Any]] = []
    for name, _ in weighed:
        shown = [
            row for row in vertical if row.indicator == name and not (row.before.missing or row.after.missing)
        ]
        if len(found) == SLOPES or not shown:
            continue
        found.append(
            {
                "title": vertical.indicators[name].title,
                "chart": draw(
                    partial(charts.slope, vertical, name),
                    vertical.indicators[name].title,
                ),
                "rows": [{"unit": vertical.name(row.unit)} | shown_row(vertical, row) for row in shown],
            }
        )
    return found


def _peers(evaluation: Evaluation, key: str, draw: Draw) -> dict[str, Any]:
    horizontal = evaluation.horizontal
    peers = horizontal.peers[key]
    ranking = peers.composite
    names = list(horizontal.assessment.horizontal.indicators)
    return {
        "id": key,
        "title": peers.title,
        "verdict": ranking.verdict,
        "showing": ranking.showing,
        "rankability": f"{ranking.rankability:.2f}",
        "tiers": ranking.tiers,
        "count": len(ranking.ranked),
        "method": _method(ranking),
        "chart": draw(partial(charts.caterpillar, horizontal, peers), peers.title)
        if ranking.ranked
        else None,
        "contributions": draw(partial(contributions, horizontal, peers), WORDS["contributions"])
        if len(ranking.ranked) > 1
        else None,
        "shrunk": beyond.shrinkages(evaluation, key, draw),
        "sensitivity": beyond.sensitivities(evaluation, key, draw),
        "vetoes": beyond.vetoes(evaluation, key),
        "indicators": [(name, horizontal.indicators[name].title) for name in names],
        "places": [
            {
                "name": horizontal.name(place.unit),
                "score": "–" if place.score is None else printed(place.score, 1),
                "error": "–" if place.score is None else f"±{place.error:.1f}",
                "place": "" if ranking.showing == "refused" else place.label,
                "interval": place.interval,
                "tier": place.tier or "–",
                "parts": [_part(peers, place.unit, name) for name in names],
                "veto": horizontal.veto_of(place.unit),
            }
            for place in ranking.places
        ],
        "funnels": [_funnel(horizontal, peers, name, draw) for name in peers.funnels],
    }


def _method(ranking: Ranking) -> Text:
    method = METHOD_TITLES[ranking.method]
    return Text(
        zh=f"{method.zh}，同时置信水平 {ranking.level:.0%}，分 {ranking.tiers} 档",
        en=f"{method.en}, {ranking.level:.0%} for all together, tiers: {ranking.tiers}",
    )


def _part(peers: Peers, unit: str, name: str) -> dict[str, str]:
    part = peers.contributions.get(unit, {}).get(name)
    if part is None:
        return {"text": "–", "side": "none"}
    side = "better" if part > 1 else "worse" if part < -1 else "none"
    return {"text": printed(part, 1, signed=True), "side": side}


def _funnel(horizontal: Horizontal, peers: Peers, name: str, draw: Draw) -> dict[str, Any]:
    found = peers.funnels[name]
    indicator = horizontal.indicators[name]
    return {
        "title": found.title,
        "said": both(found.explain),
        "spread": Text(
            zh=f"φ = {found.spread.phi:.2f}，τ² = {found.tau2:.2g}，{len(found.points)} 个单位",
            en=f"φ = {found.spread.phi:.2f}, τ² = {found.tau2:.2g}, {len(found.points)} units",
        ),
        "chart": draw(partial(charts.funnel, found), found.title),
        "points": [
            {
                "name": horizontal.name(point.unit),
                "events": f"{point.events:g}",
                "size": f"{point.size:g}",
                "value": _value(peers.measures[point.unit][name], indicator),
                "p": p_text(point.p),
                "status": STATUSES[point.status],
                "side": point.side if point.status != "inside" else "none",
            }
            for point in sorted(found.points, key=lambda point: point.p)
        ],
    }


def _definitions(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Every indicator of the assessment: its formula in words, its direction and its unit."""
    found = []
    for name in evaluation.assessment.indicators:
        indicator = evaluation.measures.indicators[name]
        above, below = formula(indicator)
        found.append(
            {
                "id": name,
                "title": indicator.title,
                "numerator": above,
                "denominator": below or "–",
                "direction": DIRECTIONS[indicator.direction],
                "total": _value(evaluation.measures.total(name), indicator),
                "counts": counts_text(evaluation.measures.total(name)),
                "note": indicator.note or "",
            }
        )
    return found


DIRECTIONS = {
    "lower": Text(zh="越低越好", en="lower is better"),
    "higher": Text(zh="越高越好", en="higher is better"),
    "band": Text(zh="在区间内为好", en="best inside its range"),
    "context": Text(zh="仅供参考", en="for context"),
}


def _defects(evaluation: Evaluation) -> dict[str, Any] | None:
    report = evaluation.defects
    if report is None:
        return None
    return {
        "rows": report.rows,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "found": [
            {
                "title": defect.title,
                "code": defect.code,
                "column": defect.column,
                "count": defect.count,
                "rejected": defect.rejected,
                "first": [both(spot.to) for spot in defect.first[:_PLACES]],
            }
            for defect in report
        ],
    }


def _rules(evaluation: Evaluation) -> list[dict[str, Any]]:
    rules = evaluation.assessment
    found = []
    for name in rules.indicators:
        one, other = rules.vertical.indicators.get(name), rules.horizontal.indicators.get(name)
        if one is None and other is None:
            continue
        indicator = evaluation.measures.indicators[name]
        thresholds = None
        if one is not None and one.weight:
            told = one.read_as or indicator.read_as
            limits = one.thresholds or (rules.vertical.points if told == "points" else rules.vertical.percent)
            unit = Text(zh=" 个百分点", en=" pp") if told == "points" else Text(zh="%", en=" %")
            said = f"{limits.slight} / {limits.strong}"
            thresholds = Text(zh=said + unit.zh, en=said + unit.en)
        found.append(
            {
                "title": indicator.title,
                "vertical": f"{one.weight * 100:.0f}%" if one is not None and one.weight else "–",
                "horizontal": f"{other.weight * 100:.0f}%" if other is not None else "–",
                "thresholds": thresholds or "–",
                "note": indicator.note or "",
            }
        )
    return found


def _value(measure: Measure, indicator: Indicator) -> Text:
    return Text(zh=value_text(measure, indicator, "zh"), en=value_text(measure, indicator, "en"))
