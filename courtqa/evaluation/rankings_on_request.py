"""Rankings asked for by name: by another method of rank sets, or by another way to make one score of several."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import exp, log, sqrt

import numpy as np
from attrs import evolve

from courtqa.errors import RuleMissing, UnknownName
from courtqa.evaluation.assessment import Aggregate, Assessment, HorizontalRules
from courtqa.evaluation.comparison import model_of
from courtqa.evaluation.composite import Scored
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.places import Ranking, ranked
from courtqa.evaluation.rank_methods import RankMethod, exact_sets
from courtqa.evaluation.ranking import RankSets, rank_labels
from courtqa.text import Text

__all__ = ["AGGREGATES", "aggregated", "edition_of", "recounted"]

AGGREGATES: dict[Aggregate, Text] = {
    "additive": Text(zh="加权平均", en="weighted mean"),
    "geometric": Text(zh="加权几何平均", en="weighted geometric mean"),
    "lexicographic": Text(zh="按权重逐项比较", en="the heaviest indicator first"),
}
FLOOR = 1.0
"""A goal score below one point counts as one in the geometric mean, so that one figure alone never erases all."""


def edition_of(assessment: Assessment) -> str:
    """The edition as it is cited."""
    return f"assessments.{assessment.name}@{assessment.since.isoformat()}"


def recounted(
    ranking: Ranking,
    *,
    method: RankMethod,
    assessment: Assessment,
    repetitions: int | None = None,
    seed: int | None = None,
    counts: tuple[Mapping[str, Measure], Indicator] | None = None,
) -> Ranking:
    """The same scores with sets of places by another method.

    ``multinomial`` needs the ``counts`` behind one indicator: UnknownName where there are none. Repetitions and seed
    come from the edition unless given: RuleMissing where it has none.
    """
    rules = assessment.horizontal
    held = rules.rank_sets
    if method == "mrsw" and held is None and (repetitions is None or seed is None):
        raise RuleMissing(edition_of(assessment), "horizontal.rank_sets")
    sets = _counted(ranking, counts, rules) if method == "multinomial" else None
    return ranked(
        {place.unit: place.score for place in ranking.places},
        {place.unit: place.error for place in ranking.places},
        title=ranking.title,
        level=ranking.level,
        limits=(float(rules.refuse_below), float(rules.warn_below)),
        reasons={place.unit: place.reason for place in ranking.places if place.reason},
        method=method,
        repetitions=repetitions if repetitions is not None else held.repetitions if held else 0,
        seed=seed if seed is not None else held.seed if held else 0,
        sets=sets,
    )


def _counted(
    ranking: Ranking, counts: tuple[Mapping[str, Measure], Indicator] | None, rules: HorizontalRules
) -> RankSets:
    measures, indicator = counts or ({}, None)
    held = [measures[place.unit] for place in ranking.ranked if place.unit in measures]
    model = model_of(indicator, *held) if indicator is not None and held else "rule"
    if indicator is None or model not in {"share", "rate"} or indicator.direction not in {"lower", "higher"}:
        raise UnknownName(
            "ranking of counts", "multinomial", ["counts and shares of which less or more is better"]
        )
    return exact_sets(
        [float(m.numerator or 0) for m in held],
        [float(1 if m.denominator is None else m.denominator) for m in held],
        level=float(rules.level),
        kind="share" if model == "share" else "rate",
        fewer_first=indicator.direction == "lower",
    )


def aggregated(
    scored: Mapping[str, Scored],
    additive: Ranking,
    *,
    aggregate: Aggregate,
    weights: Mapping[str, Fraction],
    rules: HorizontalRules,
) -> Ranking:
    """The composite ranking with the goal scores made one in another way."""
    if aggregate == "additive":
        return additive
    reasons = {place.unit: place.reason for place in additive.places if place.reason}
    limits = (float(rules.refuse_below), float(rules.warn_below))
    title = Text(
        zh=f"{additive.title.zh}（{AGGREGATES[aggregate].zh}）",
        en=f"{additive.title.en} ({AGGREGATES[aggregate].en})",
    )
    units = [place.unit for place in additive.places]
    if aggregate == "geometric":
        found = {unit: _geometric(one) for unit, one in scored.items()}
        return ranked(
            {unit: found[unit][0] if unit in found else None for unit in units},
            {unit: error for unit, (_, error) in found.items()},
            title=title,
            level=additive.level,
            limits=limits,
            reasons=reasons,
        )
    order = sorted((name for name in weights if weights[name]), key=lambda name: -weights[name])
    whole = {unit: one for unit, one in scored.items() if set(order) <= set(one.goals)}
    reasons |= {unit: "not_recorded" for unit in scored if unit not in whole}
    by_first = ranked(
        {unit: whole[unit].goals[order[0]] if unit in whole else None for unit in units},
        {unit: one.goal_errors[order[0]] for unit, one in whole.items()},
        title=title,
        level=additive.level,
        limits=limits,
        reasons=reasons,
    )
    return _lexicographic(by_first, whole, order)


def _geometric(one: Scored) -> tuple[Fraction, float]:
    goals = {name: max(float(goal), FLOOR) for name, goal in one.goals.items()}
    score = exp(sum(float(one.weights[name]) * log(goal) for name, goal in goals.items()))
    steps = (float(one.weights[name]) * score / goals[name] * one.goal_errors[name] for name in goals)
    return Fraction(score), sqrt(sum(step**2 for step in steps))


def _lexicographic(by_first: Ranking, whole: Mapping[str, Scored], order: list[str]) -> Ranking:
    """The order by the first indicator, equals put in order by the next.

    The set of places by the first holds for all: who is better there is ahead, whatever the rest says.
    """
    held = sorted(by_first.ranked, key=lambda p: [-whole[p.unit].goals[n] for n in order] + [p.unit])
    keys = [tuple(whole[place.unit].goals[name] for name in order) for place in held]
    wins = np.array([sum(other < key for other in keys) for key in keys], dtype=np.float64)
    places = [
        evolve(place, label=label)
        for place, label in zip(held, rank_labels(wins) if held else (), strict=True)
    ]
    absent = [place for place in by_first.places if place.score is None]
    return evolve(by_first, places=(*places, *absent))
