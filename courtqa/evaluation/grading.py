"""Five grades from a movement: far enough, and more than chance. And one grade for a unit from its indicators."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, log
from typing import Literal

from attrs import frozen
from scipy import special

from courtqa.evaluation.assessment import Grade, Thresholds, VerticalRules
from courtqa.evaluation.change_tests import stouffer
from courtqa.evaluation.comparison import Improvement, Movement
from courtqa.text import Text

__all__ = [
    "DETAILS",
    "Combined",
    "Detail",
    "Limits",
    "by_chance",
    "by_table",
    "combine",
    "grade",
    "limits_of",
    "mirror",
]

Detail = Literal[
    "graded",
    "level_shown",
    "level_unproven",
    "in_band",
    "by_rule",
    "by_table",
    "insufficient_data",
    "context",
    "not_recorded",
    "no_value",
    "part_period",
    "not_attributed",
    "not_valid",
    "definition_changed",
    "band_not_set",
    "one_person",
    "immature",
]

DETAILS: dict[Detail, Text] = {
    "graded": Text(
        zh="变化达到阈值且超出偶然", en="the change reaches the threshold and is more than chance"
    ),
    "level_shown": Text(
        zh="已证实持平：区间落在阈值之内", en="shown level: the interval lies within the threshold"
    ),
    "level_unproven": Text(
        zh="未证实变化：数据不足以区分变化与偶然", en="no change proved: chance alone could give it"
    ),
    "in_band": Text(zh="两期均在合理区间内", en="inside the reasonable band in both periods"),
    "by_rule": Text(zh="按规则比较，无抽样模型", en="compared by rule: no sampling model"),
    "by_table": Text(zh="按规则所列等级折算表合成", en="put together by the edition's table of grades"),
    "insufficient_data": Text(zh="数据不足，不评等级", en="too few cases for a grade"),
    "context": Text(zh="仅供参考，不评价好坏", en="shown for context, not judged"),
    "not_recorded": Text(zh="未记录", en="not recorded"),
    "no_value": Text(zh="无值", en="no value"),
    "part_period": Text(zh="统计期不完整，不可比", en="part of a period: not comparable"),
    "not_attributed": Text(zh="不归责于此类单位", en="not charged to units of this kind"),
    "not_valid": Text(zh="统计期内该指标未施行或已取消", en="not in use in one of the periods"),
    "definition_changed": Text(
        zh="两期之间指标定义已变更，不可直接比较",
        en="its definition changed in between: no comparison across the break",
    ),
    "band_not_set": Text(
        zh="来源未给出合理区间的数值，仅供参考",
        en="its source gives the reasonable range no numbers: not judged",
    ),
    "immature": Text(
        zh="跟踪期未满：本期结案的后续结果尚未到齐",
        en="not yet followed for its whole time: more is still to come of these closings",
    ),
    "one_person": Text(
        zh="对法官个人只列数字，不评等级：一名法官一年的事件太少",
        en="of one judge figures are told and no grade: too few things happen to one judge in a year",
    ),
}

_MIRROR: dict[Grade, Grade] = {
    "better": "worse",
    "slightly_better": "slightly_worse",
    "level": "level",
    "slightly_worse": "slightly_better",
    "worse": "better",
}
_POINTS: dict[Grade, int] = {
    "better": 2,
    "slightly_better": 1,
    "level": 0,
    "slightly_worse": -1,
    "worse": -2,
}
_TIE = 1e-9  # a p of exactly the limit reaches it: 4 of 4 against 0 of 1 is 0.1 from either side
_EPSILON = 1e-12  # a change of exactly the threshold reaches it, whatever the last bit of a float says


@frozen
class Limits:
    """The thresholds on the scale of the effect: logs of a ratio, or points."""

    slight: float
    strong: float


def limits_of(thresholds: Thresholds, read_as: str) -> Limits:
    """Thresholds in percent become logs, so that a rise and its reversal are equally far; points stay.

    >>> limits = limits_of(Thresholds(5, 20), "percent")
    >>> round(limits.slight, 4), round(limits.strong, 4)
    (0.0488, 0.1823)
    """
    if read_as == "points":
        return Limits(float(thresholds.slight), float(thresholds.strong))
    return Limits(*(log(1 + float(size) / 100) for size in (thresholds.slight, thresholds.strong)))


def mirror(given: Grade | None) -> Grade | None:
    """The grade that the same change backwards would get."""
    return None if given is None else _MIRROR[given]


def grade(gain: Improvement, limits: Limits, rules: VerticalRules) -> tuple[Grade, Detail]:
    """The grade of one improvement, and how it came about. Antisymmetric in the two periods."""
    if gain.p_better is None:
        return _by_rule(gain, limits)
    better, worse = gain.p_better, 1 - gain.p_better
    for p, size, strong, slight in (
        (better, gain.size, "better", "slightly_better"),
        (worse, -gain.size, "worse", "slightly_worse"),
    ):
        if p <= float(rules.p_strong) + _TIE and size >= limits.strong - _EPSILON:
            return strong, "graded"  # type: ignore[return-value]
        if p <= float(rules.p_slight) + _TIE and size >= limits.slight - _EPSILON:
            return slight, "graded"  # type: ignore[return-value]
    if gain.in_band and gain.size == 0:
        return "level", "in_band"
    within = (
        gain.low is not None
        and gain.high is not None
        and gain.low >= -limits.slight
        and gain.high <= limits.slight
    )
    return "level", "level_shown" if within else "level_unproven"


def by_chance(moved: Movement, limits: Limits, rules: VerticalRules) -> tuple[float, float]:
    """How likely a grade other than level, and a strong one, would be if nothing had changed.

    Normal approximation to both conditions of ``grade``; without chance in the figure, 0.
    """
    if moved.error is None:
        return 0.0, 0.0
    found = []
    for p, size in ((rules.p_slight, limits.slight), (rules.p_strong, limits.strong)):
        enough = size / moved.error if moved.error > 0 and isfinite(moved.error) else 0.0
        z = max(-float(special.ndtri(float(p))), enough)
        found.append(2 * float(special.ndtr(-z)))
    return found[0], found[1]


@frozen
class Combined:
    """One grade for a unit: the weighted sum of what its indicators say (Stouffer), in standard errors."""

    grade: Grade | None
    detail: Detail
    z: float | None
    p_better: float | None
    weight: float  # the share of all weight that could be judged


def combine(
    gains: Sequence[tuple[Improvement, Limits, float]], rules: VerticalRules, *, all_weight: float
) -> Combined:
    """The grade of a unit from its judged indicators, each with its limits and weight.

    A grade away from level needs the combined p, and at least one indicator that moved that far that way.
    """
    judged = [
        (gain.size, gain.p_better, limits, weight)
        for gain, limits, weight in gains
        if gain.p_better is not None and weight > 0
    ]
    weight = sum(weight for *_, weight in judged) / all_weight if all_weight > 0 else 0.0
    if not judged or weight < float(rules.minimum_weight):
        return Combined(None, "insufficient_data", None, None, weight)
    cap = float(rules.z_limit)
    scores = [min(cap, max(-cap, -float(special.ndtri(p)))) for _, p, *_ in judged]
    z = stouffer(scores, [w for *_, w in judged], correlation=float(rules.correlation))
    p = float(special.ndtr(-z))
    for tail, sign, strong, slight in (
        (p, 1, "better", "slightly_better"),
        (1 - p, -1, "worse", "slightly_worse"),
    ):
        far = max((sign * size / limits.slight for size, _, limits, _ in judged), default=0.0)
        very = max((sign * size / limits.strong for size, _, limits, _ in judged), default=0.0)
        if tail <= float(rules.p_strong) + _TIE and very >= 1 - _EPSILON:
            return Combined(strong, "graded", z, p, weight)  # type: ignore[arg-type]
        if tail <= float(rules.p_slight) + _TIE and far >= 1 - _EPSILON:
            return Combined(slight, "graded", z, p, weight)  # type: ignore[arg-type]
    return Combined("level", "level_unproven", z, p, weight)


def by_table(grades: Sequence[tuple[Grade, float]], rules: VerticalRules, *, all_weight: float) -> Combined:
    """The grade of a unit by the edition's ordinal table: the weighted mean of its indicators' grades, +2 to −2."""
    weight = sum(w for _, w in grades) / all_weight if all_weight > 0 else 0.0
    if rules.ordinal is None or not grades or weight < float(rules.minimum_weight):
        return Combined(None, "insufficient_data", None, None, weight)
    total = sum(w for _, w in grades)
    mean = sum(_POINTS[given] * w for given, w in grades) / total if total > 0 else 0.0
    for points, cut in ((2, rules.ordinal.strong), (1, rules.ordinal.slight)):
        if abs(mean) >= float(cut) - _EPSILON:
            found = next(name for name, each in _POINTS.items() if each == (points if mean > 0 else -points))
            return Combined(found, "by_table", None, None, weight)
    return Combined("level", "by_table", None, None, weight)


def _by_rule(gain: Improvement, limits: Limits) -> tuple[Grade, Detail]:
    size = abs(gain.size)
    if size < limits.slight - _EPSILON:
        return "level", "by_rule"
    strong = size >= limits.strong - _EPSILON
    if gain.size > 0:
        return ("better" if strong else "slightly_better"), "by_rule"
    return ("worse" if strong else "slightly_worse"), "by_rule"
