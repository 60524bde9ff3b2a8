"""What the page shows beyond grades and places: case mix, shrinkage, sensitivity, months, gaming, vetoes, assessors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from courtqa.errors import CourtqaError
from courtqa.evaluation.gaming_result import TITLES as GAMES
from courtqa.evaluation.periods import Period
from courtqa.evaluation.printing import p_text, value_text
from courtqa.evaluation.report.drawing import Draw
from courtqa.evaluation.sensitivity import SpecName
from courtqa.evaluation.sensitivity_result import TITLES as SENSITIVITIES
from courtqa.evaluation.tables import collected
from courtqa.evaluation.vetoes import EFFECTS
from courtqa.text import Text

if TYPE_CHECKING:
    import polars as pl

    from courtqa.evaluation.evaluation_result import Evaluation
    from courtqa.evaluation.sensitivity import SpecName
from courtqa.evaluation.sensitivity_result import Sensitivity

__all__ = ["assessors", "case_mixes", "controls", "gaming", "sensitivities", "shrinkages", "vetoes"]

MIXES = 3  # indicators standardised for the mix of cases: the heaviest that can be
_SENSITIVITIES: tuple[SpecName, ...] = ("dirichlet", "leave_one_out", "sobol")
MONTHS = 6  # charts of the court's months


def case_mixes(evaluation: Evaluation, draw: Draw) -> list[dict[str, Any]]:
    """The heaviest indicators of the assessment, with each division's own mix of cases allowed for."""
    found: list[dict[str, Any]] = []
    for name in _heaviest(evaluation):
        if len(found) == MIXES:
            break
        try:
            mix = evaluation.case_mix(name)
        except CourtqaError:
            continue
        frame = mix.to_frame()
        if not frame["observed"].sum():
            continue
        per_head = evaluation.measures.indicators[name].unit == "share"
        scale, unit = (100, " %") if per_head or frame["crude"].max() < 1 else (1, "")  # type: ignore[operator]
        rows = [
            {
                "name": evaluation.name(row["unit"]),
                "n": f"{row['n']:g}",
                "crude": f"{row['crude'] * scale:.2f}{unit}",
                "observed": f"{row['observed']:g}",
                "expected": f"{row['expected']:.1f}",
                "ratio": "–" if row["ratio"] is None else f"{row['ratio']:.2f}",
                "interval": "–" if row["ratio"] is None else f"{row['low']:.2f} … {row['high']:.2f}",
                "rate": "–" if row["standardised"] is None else f"{row['standardised'] * scale:.2f}{unit}",
            }
            for row in frame.sort("ratio", descending=True, nulls_last=True).to_dicts()
        ]
        chart = draw(mix.plot, mix.title)
        strata = " × ".join(mix.strata)
        found.append({"title": mix.title, "strata": strata, "chart": chart, "rows": rows})
    return found


def shrinkages(evaluation: Evaluation, key: str, draw: Draw) -> list[dict[str, Any]]:
    """What each figure is worth once it is known how alike the peers are; where chance has a part."""
    found: list[dict[str, Any]] = []
    rules = evaluation.assessment.horizontal.indicators
    for name in sorted(rules, key=lambda name: -rules[name].weight):
        if len(found) == MIXES or not rules[name].weight:
            break
        try:
            shrunk = evaluation.horizontal.shrunk(name, group=key)
        except CourtqaError:
            continue
        if len(shrunk.units) < 3 or not any(unit.raw for unit in shrunk.units):
            continue
        percent = max(unit.raw for unit in shrunk.units) < 1
        scale, unit_text = (100, " %") if percent else (1, "")
        found.append(
            {
                "title": shrunk.title,
                "said": Text(zh=shrunk.explain("zh"), en=shrunk.explain("en")),
                "chart": draw(shrunk.plot, shrunk.title),
                "rows": [
                    {
                        "name": evaluation.name(one.unit),
                        "n": f"{one.n:g}",
                        "raw": f"{one.raw * scale:.2f}{unit_text}",
                        "shrunk": f"{one.shrunk * scale:.2f}{unit_text}",
                    }
                    for one in sorted(shrunk.units, key=lambda unit: unit.shrunk)
                ],
            }
        )
    return found


def sensitivities(evaluation: Evaluation, key: str, draw: Draw) -> list[dict[str, Any]]:
    """What the order hangs on: one indicator left out, one weight moved, random weights."""
    found: list[dict[str, Any]] = []
    if len(evaluation.horizontal.peers[key].composite.ranked) < 2:
        return found
    for name in _SENSITIVITIES:
        try:
            moved = evaluation.horizontal.sensitivity(name, group=key)
        except CourtqaError:
            continue
        title = SENSITIVITIES[type(moved.specification)]
        found.append(
            {
                "title": title,
                "chart": draw(moved.plot, title),
                "table": _sensitivity_table(evaluation, moved),
            }
        )
    return found


def _sensitivity_table(evaluation: Evaluation, moved: Sensitivity) -> dict[str, Any]:
    titles = {name: one.title for name, one in evaluation.horizontal.indicators.items()}
    if moved.indices:
        heads = [Text(zh="单独", en="alone"), Text(zh="连同交互", en="in all")]
        rows = [
            (titles[name], [f"{one:.0%}", f"{total:.0%}"]) for name, (one, total) in moved.indices.items()
        ]
    elif moved.acceptability:
        places = max(map(len, moved.acceptability.values()))
        heads = [Text(zh=str(place), en=str(place)) for place in range(1, places + 1)]
        rows = [
            (evaluation.name(unit), [f"{share:.0%}" if share >= 0.005 else "" for share in shares])
            for unit, shares in moved.acceptability.items()
        ]
    else:
        heads = [
            Text(zh="原位次", en="as is"),
            *(
                Text(zh=f"无{titles[run.indicator].zh}", en=f"without {titles[run.indicator].en}")
                for run in moved.runs
            ),
        ]
        rows = [
            (evaluation.name(unit), [place, *(run.places[unit] for run in moved.runs)])
            for unit, place in moved.base.places.items()
        ]
    return {"heads": heads, "rows": rows}


def controls(evaluation: Evaluation, draw: Draw) -> list[dict[str, Any]] | Text:
    """The months of the whole court, headline by headline; or why there are none."""
    coverage, rules = evaluation.measures.coverage, evaluation.assessment.control
    if rules is None or coverage is None:
        return Text(zh="规则未规定控制图。", en="The rules say nothing of control charts.")
    first = _first_month(evaluation)
    held = evaluation.period.end - first.start
    if held < rules.baseline_months:
        return Text(
            zh=f"控制图需要 {rules.baseline_months} 个月的基准，记录只有 {held} 个月。",
            en=f"A control chart needs {rules.baseline_months} months to begin with; the records hold {held}.",
        )
    found: list[dict[str, Any]] = []
    for name in evaluation.assessment.vertical.headline:
        total = evaluation.measures.total(name)
        if len(found) == MONTHS or total.missing:
            continue
        try:
            chart = evaluation.control(name, first=first)
        except CourtqaError:
            continue
        marked = set(chart.signals)
        indicator = evaluation.measures.indicators[name]
        frame = chart.to_frame()
        scale = 100 if "%" in value_text(total, indicator) else 1
        found.append(
            {
                "title": indicator.title,
                "said": Text(zh=chart.explain("zh"), en=chart.explain("en")),
                "chart": draw(chart.plot, indicator.title),
                "rows": [
                    {
                        "month": str(month),
                        "value": "–" if row["value"] is None else f"{row['value'] * scale:.4g}",
                        "n": str(row["n"]),
                        "limits": f"{_number(row['low'], scale)} … {_number(row['high'], scale)}",
                        "signal": month in marked,
                    }
                    for month, row in zip(chart.months, frame.to_dicts(), strict=True)
                ],
            }
        )
    return found


def _first_month(evaluation: Evaluation) -> Period:
    """The month from which the records are whole: that of the year before, or Januaries before it with cases enough.

    Old cases that were still pending leave their dates behind; a year with less than half of the closings is no year.
    """
    first = Period(evaluation.before.period.start, "month")
    table = evaluation.measures.source.tables["cases"]
    coverage = evaluation.measures.coverage
    if coverage is not None and coverage.first > first.first:
        return Period.holding(coverage.first, "month")
    if "closed_on" not in table.collect_schema().names() or coverage is None:
        return first
    closed = collected(table.select("closed_on"))["closed_on"].drop_nulls().dt.year()
    counts = {int(year): int(n) for year, n in closed.value_counts().iter_rows()}
    year = first.first.year
    enough = counts.get(year, 0) / 2
    while counts.get(year - 1, 0) >= max(enough, 1) and coverage.first <= date(year - 1, 1, 31):
        year -= 1
        first = Period.holding(date(year, 1, 1), "month")
    return first


def gaming(evaluation: Evaluation, draw: Draw) -> dict[str, Any] | Text:
    """The gaming tests; or why they were not made."""
    try:
        found = evaluation.gaming()
    except CourtqaError as error:
        return error.text
    rows = sorted(found.rows, key=lambda row: (not row.flagged, row.p_adjusted))
    chart = draw(found.plot, Text(zh="数据失真检验", en="Gaming tests")) if rows else None
    return {
        "chart": chart,
        "flagged": len(found.flagged),
        "said": Text(zh=found.explain(lang="zh"), en=found.explain(lang="en")),
        "not_recorded": [GAMES[game] for game in found.not_recorded],
        "rows": [
            {
                "name": evaluation.name(row.unit),
                "test": GAMES[row.game],
                "observed": f"{row.observed}/{row.n}",
                "expected": f"{row.expected:.1f}",
                "p": p_text(row.p),
                "p_adjusted": p_text(row.p_adjusted),
                "flagged": row.flagged,
            }
            for row in rows
        ],
    }


def vetoes(evaluation: Evaluation, key: str) -> list[dict[str, Any]]:
    """The places of one group with the vetoes in force and without them; nothing where there are none."""
    held = evaluation.horizontal
    frame: pl.DataFrame = held.with_and_without_vetoes(group=key)
    if frame["effect"].null_count() == frame.height:
        return []
    rows = []
    for row in frame.to_dicts():
        veto = held.veto_of(row["unit"])
        rows.append(
            {
                "name": held.name(row["unit"]),
                "score": "–" if row["score"] is None else f"{row['score']:.1f}",
                "without": row["place_without"] or row["places"],
                "with": row["place_with"] or ("–" if row["effect"] == "exclude" else row["places"]),
                "effect": EFFECTS[row["effect"]] if row["effect"] else "",
                "veto": "" if veto is None else veto.text,
            }
        )
    return rows


def assessors(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Units that people have assessed: the computed grade, and what each step made of it."""
    vertical, steps = evaluation.vertical, evaluation.assessment.steps
    found = []
    for unit in vertical.units.values():
        taken = {one.step: one for one in vertical.assessments_of(unit.unit)}
        if not taken:
            continue
        found.append(
            {
                "id": unit.unit,
                "name": vertical.name(unit.unit),
                "grade": unit.grade or "none",
                "computed": vertical.grade_text(unit.grade, unit.combined.detail),
                "steps": [_step(evaluation, unit.grade, taken.get(step)) for step in steps],
            }
        )
    return found


def _step(evaluation: Evaluation, computed: str | None, taken: Any) -> dict[str, Any] | None:
    if taken is None:
        return None
    return {
        "grade": taken.grade,
        "text": evaluation.assessment.grades[taken.grade],
        "by": taken.by,
        "on": taken.on.isoformat(),
        "reasons": taken.reasons,
        "departs": taken.grade != computed,
    }


def _heaviest(evaluation: Evaluation) -> list[str]:
    weights: Mapping[str, Any] = evaluation.assessment.vertical.indicators
    return sorted((name for name in weights if weights[name].weight), key=lambda name: -weights[name].weight)


def _number(value: float | None, scale: int) -> str:
    return "–" if value is None else f"{value * scale:.4g}"
