"""The horizontal ranking (横向排序): every unit beside its peers, per indicator and over the key items together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from attrs import evolve, frozen

from courtqa.evaluation.assessment import Assessment, HorizontalRules, PeerGroup, Ranked
from courtqa.evaluation.composite import Scored, contributions, score_unit, standard_error
from courtqa.evaluation.funnels import funnel_of
from courtqa.evaluation.horizontal_result import Horizontal, Peers
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.measure_table import Measures
from courtqa.evaluation.places import Ranking, ranked
from courtqa.evaluation.provenance import Provenance
from courtqa.evaluation.rank_methods import RankMethod
from courtqa.evaluation.rankings_on_request import aggregated
from courtqa.text import Text

__all__ = ["compare_peers"]

EVERYONE = PeerGroup(Text(zh="全部单位", en="all units"), ())
OTHERS = PeerGroup(Text(zh="其他单位", en="other units"), ())


def compare_peers(
    measures: Measures,
    *,
    assessment: Assessment,
    provenance: Provenance,
    names: Mapping[str, Text] | None = None,
    weights: Mapping[str, Fraction] | None = None,
) -> Horizontal:
    """The rankings of every peer group from the measures of one period. ``weights`` replace the edition's."""
    rules = assessment.horizontal
    months = measures.period.end - measures.period.start
    goals = {name: _for_period(goal, months) for name, goal in rules.indicators.items()}
    shares = {
        name: Fraction(goal.weight) if weights is None else weights.get(name, Fraction(0))
        for name, goal in goals.items()
    }
    indicators = {name: _set_against(measures.indicators[name], goal) for name, goal in goals.items()}
    found = {
        unit: {name: _figure(measures, unit, name, goal) for name, goal in goals.items()}
        for unit in measures.units
    }
    titled = dict(names or {})
    yardstick = _Yardstick(assessment, indicators, goals, shares, titled)
    return Horizontal(
        peers={
            key: _peers(group, {unit: found[unit] for unit in group.units}, yardstick)
            for key, group in _groups(measures.units, rules.peer_groups).items()
        },
        period=measures.period,
        assessment=assessment,
        indicators=indicators,
        weights=shares,
        provenance=provenance,
        names=titled,
    )


@frozen
class _Yardstick:
    """What all peers are measured by."""

    assessment: Assessment
    indicators: Mapping[str, Indicator]
    goals: Mapping[str, Ranked]
    weights: Mapping[str, Fraction]
    names: dict[str, Text]


def _peers(group: PeerGroup, found: Mapping[str, Mapping[str, Measure]], yardstick: _Yardstick) -> Peers:
    assessment, indicators, goals = yardstick.assessment, yardstick.indicators, yardstick.goals
    rules = assessment.horizontal
    scored: dict[str, Scored] = {}
    reasons: dict[str, str] = {}
    for unit, measures in found.items():
        one = score_unit(measures, indicators, goals, yardstick.weights)
        cases = max((m.n for m in measures.values() if m.denominator is not None), default=0)
        if one.measured < Fraction(rules.minimum_weight):
            reasons[unit] = "not_recorded"
        elif cases < rules.minimum_n:
            reasons[unit] = "insufficient_data"
        else:
            scored[unit] = one
    limits = (float(rules.refuse_below), float(rules.warn_below))
    additive = ranked(
        {unit: scored[unit].score if unit in scored else None for unit in found},
        {unit: one.error for unit, one in scored.items()},
        title=Text(zh="重点指标综合", en="the key items together"),
        level=float(rules.level),
        limits=limits,
        reasons=reasons,
        **_drawing(rules),
    )
    composite = aggregated(
        scored, additive, aggregate=rules.aggregate, weights=yardstick.weights, rules=rules
    )
    by_indicator = {name: _by_indicator(name, found, indicators[name], assessment) for name in goals}
    funnels = {}
    for name in goals:
        stated = goals[name].target
        made = funnel_of(
            {unit: measures[name] for unit, measures in found.items()},
            indicators[name],
            name=name,
            levels=(float(rules.funnel_levels[0]), float(rules.funnel_levels[1])),
            names=yardstick.names,
            target=None if stated is None else float(stated),
        )
        if made is not None:
            funnels[name] = made
    plain = rules.aggregate == "additive"
    return Peers(
        group.title,
        found,
        scored,
        contributions(scored) if scored and plain else {},
        composite,
        by_indicator,
        funnels,
        None if plain else additive,
    )


class _Drawing(TypedDict, total=False):
    method: RankMethod
    repetitions: int
    seed: int


def _drawing(rules: HorizontalRules) -> _Drawing:
    """How the edition finds sets of places; Tukey–Kramer where it does not say."""
    held = rules.rank_sets
    if held is None:
        return {}
    return {"method": held.method, "repetitions": held.repetitions, "seed": held.seed}


def _by_indicator(
    name: str, found: Mapping[str, Mapping[str, Measure]], indicator: Indicator, assessment: Assessment
) -> Ranking:
    rules = assessment.horizontal
    scores = {unit: _turned(measures[name], indicator) for unit, measures in found.items()}
    errors = {unit: standard_error(measures[name], indicator) or 0.0 for unit, measures in found.items()}
    return ranked(
        scores,
        errors,
        title=indicator.title,
        level=float(rules.level),
        limits=(float(rules.refuse_below), float(rules.warn_below)),
        **_drawing(rules),
    )


def _turned(measure: Measure, indicator: Indicator) -> Fraction | None:
    """The value with better up."""
    if measure.value is None:
        return None
    if indicator.direction == "band" and indicator.band is not None:
        low, high = Fraction(indicator.band.low), Fraction(indicator.band.high)
        return -max(low - measure.value, measure.value - high, Fraction(0))
    return -measure.value if indicator.direction == "lower" else measure.value


def _figure(measures: Measures, unit: str, name: str, goal: Ranked) -> Measure:
    """The measure of a unit; a count set against the denominator that the edition names."""
    own = measures.get(unit, name)
    if goal.per is None or own.value is None:
        return own
    base = measures.get(unit, goal.per)
    if not base.denominator:
        return evolve(own, denominator=base.denominator, value=None, flags=(*own.flags, "no_value"))
    value = Fraction(own.numerator or 0) / Fraction(base.denominator)
    return evolve(own, denominator=base.denominator, value=value, n=int(base.denominator))


def _set_against(indicator: Indicator, goal: Ranked) -> Indicator:
    if goal.band is not None:
        indicator = evolve(indicator, band=goal.band, open_band=False)
    if goal.per is None:
        return indicator
    title = Text(zh=f"{indicator.title.zh}（占结案）", en=f"{indicator.title.en}, of closed cases")
    return evolve(indicator, unit="share", title=title)


def _for_period(goal: Ranked, months: int) -> Ranked:
    """Goalposts of a year, for a shorter period."""
    if not goal.per_year or months == 12:
        return goal
    part = Decimal(months) / 12
    return evolve(goal, best=Decimal(goal.best) * part, worst=Decimal(goal.worst) * part)


def _groups(units: Iterable[str], declared: Mapping[str, PeerGroup]) -> dict[str, PeerGroup]:
    """The peer groups that have anybody; units that none names are peers of each other."""
    present = set(units)
    found = {
        key: evolve(group, units=tuple(unit for unit in group.units if unit in present))
        for key, group in declared.items()
    }
    found = {key: group for key, group in found.items() if group.units}
    rest = tuple(sorted(present - {unit for group in found.values() for unit in group.units}))
    if rest:
        found["others" if found else "all"] = evolve(OTHERS if found else EVERYONE, units=rest)
    return found
