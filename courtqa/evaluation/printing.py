"""Figures as a reader meets them: a share as percent, days as days, a p-value without false precision."""

from __future__ import annotations

from fractions import Fraction

from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Amount, Measure
from courtqa.evaluation.rounding import printed
from courtqa.text import Lang, Text

__all__ = ["counts_text", "flag_text", "p_phrase", "p_text", "value_text"]

_FLAGS = {
    "no_value": Text(zh="无值：分母为零或无案件", en="no value: nothing to divide by"),
    "not_recorded": Text(zh="未记录：所需数据未提供", en="not recorded: the data it needs was not supplied"),
    "below_minimum": Text(zh="低于最小样本量", en="below the minimum number of cases"),
    "part_period": Text(zh="记录未覆盖整个统计期", en="the records do not cover the whole period"),
    "not_attributed": Text(zh="该指标不归责于此类单位", en="not charged to units of this kind"),
    "low_coverage": Text(zh="所需数据填报率过低", en="too few of the cases carry the data it needs"),
    "by_convention": Text(zh="分母为零，按规定取值", en="nothing to divide by: the value is a convention"),
    "immature": Text(zh="跟踪期未满，后续结果尚未到齐", en="not yet followed for its whole time"),
    "not_valid": Text(zh="统计期内该指标未施行或已取消", en="not in use, or no longer, in the whole period"),
}


def value_text(measure: Measure | None, indicator: Indicator, lang: Lang = "en") -> str:
    """The value with its unit, an en dash when there is none. A ratio is a percentage unless it is per head."""
    if measure is None or measure.value is None:
        return "–"
    value = measure.value
    if indicator.in_percent:
        return printed(value * 100) + ("%" if lang == "zh" else " %")
    if indicator.unit == "count":
        return printed(value, 0 if value.denominator == 1 else 2)
    if indicator.unit == "days":
        return printed(value, 1) + (" 天" if lang == "zh" else " days")
    return printed(value)


def counts_text(measure: Measure) -> str:
    """What the value was computed from: ``2/93``, or ``n=120`` where there is no quotient.

    >>> from courtqa.evaluation.periods import Period
    >>> counts_text(Measure("reversal", "civil_1", Period.parse("2007"), numerator=2, denominator=93))
    '2/93'
    """
    if measure.numerator is None:
        return f"n={measure.n}" if measure.n else "–"
    if measure.denominator is None:
        return _amount(measure.numerator)
    return f"{_amount(measure.numerator)}/{_amount(measure.denominator)}"


def _amount(number: Amount) -> str:
    """A count as it is; a share of cases that a panel has in common, to two decimals."""
    return printed(number) if isinstance(number, Fraction) else str(number)


def p_text(p: float | None) -> str:
    """A p-value: two digits that matter, and never zero.

    >>> p_text(0.0012), p_text(0.38769), p_text(1e-7), p_text(None)
    ('0.0012', '0.39', '<0.0001', '–')
    """
    if p is None:
        return "–"
    if p < 0.0001:
        return "<0.0001"
    return f"{p:.2f}" if p >= 0.1 else f"{p:.2g}"


def p_phrase(p: float | None) -> str:
    """A p-value with its sign, for a sentence.

    >>> p_phrase(0.0012), p_phrase(1e-7)
    ('p = 0.0012', 'p < 0.0001')
    """
    shown = p_text(p)
    return f"p < {shown[1:]}" if shown.startswith("<") else f"p = {shown}"


def flag_text(flag: str) -> Text:
    """A flag in words."""
    return _FLAGS.get(flag, Text(zh=flag, en=flag))
