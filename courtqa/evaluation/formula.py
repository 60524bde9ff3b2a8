"""An indicator's formula in words: what is counted, by which day, under which conditions."""

from __future__ import annotations

from courtqa.evaluation.conditions import Condition, Quantity
from courtqa.evaluation.headings import headings
from courtqa.evaluation.indicator import Indicator, Term
from courtqa.text import Text

__all__ = ["formula"]

_TABLES = {"cases": Text(zh="案件数", en="cases"), "events": Text(zh="事项数", en="events")}
_TESTS = {
    "state": Text(zh="为", en="is"),
    "among": Text(zh="属于", en="is one of"),
    "not_in": Text(zh="不属于", en="is none of"),
    "same_as": Text(zh="等于", en="is the same as"),
    "before": Text(zh="早于", en="before"),
    "not_before": Text(zh="不早于", en="not before"),
    "after": Text(zh="晚于", en="after"),
    "not_after": Text(zh="不晚于", en="not after"),
    "weekend": Text(zh="在周末", en="on a weekend"),
    "at_least": Text(zh="不少于", en="at least"),
    "at_most": Text(zh="不超过", en="at most"),
    "above": Text(zh="大于", en="above"),
    "below": Text(zh="小于", en="below"),
    "contains": Text(zh="含有", en="contains"),
    "ends_with": Text(zh="结尾为", en="ends with"),
}
_KINDS = {
    "sum": Text(zh="{what}之和", en="sum of {what}"),
    "mean": Text(zh="{what}的平均", en="mean of {what}"),
    "median": Text(zh="{what}的中位数", en="median of {what}"),
    "distinct": Text(zh="{what}的不同个数", en="distinct {what}"),
    "open_at_start": Text(zh="期初未结案件数", en="cases pending when the period begins"),
    "open_at_end": Text(zh="期末未结案件数", en="cases pending when the period ends"),
    "median_age": Text(zh="期末未结案件的中位天数", en="median age in days of cases then pending"),
    "staff": Text(zh="在岗人数", en="persons on duty"),
}


def formula(indicator: Indicator) -> tuple[Text, Text | None]:
    """Numerator and denominator in words; no denominator where the numerator stands alone."""
    above = _sum(indicator.numerator)
    return above, _sum(indicator.denominator) if indicator.denominator else None


def _sum(terms: tuple[Term, ...]) -> Text:
    parts = [(term, _term(term)) for term in terms]
    told = {"zh": "", "en": ""}
    for at, (term, text) in enumerate(parts):
        sign = " − " if term.times < 0 else " + " if at else ""
        times = "" if abs(term.times) == 1 else f"{abs(term.times)} × "
        told["zh"] += sign + times + text.zh
        told["en"] += sign + times + text.en
    return Text(zh=told["zh"], en=told["en"])


def _term(term: Term) -> Text:
    what = _column(term.distinct) if term.distinct else _quantity(term.quantity)
    if term.kind in _KINDS:
        said = _KINDS[term.kind]
        head = Text(zh=said.zh.format(what=what.zh), en=said.en.format(what=what.en))
    else:
        head = _TABLES[term.table]
    tail = [_condition(each) for each in term.where]
    if term.at is not None and term.at != "on":
        day = _column(term.at)
        tail.insert(0, Text(zh=f"{day.zh}在本期", en=f"“{day.en}” in the period"))
    if not tail:
        return head
    return Text(
        zh=f"{head.zh}（{'，'.join(t.zh for t in tail)}）", en=f"{head.en} ({', '.join(t.en for t in tail)})"
    )


def _quantity(quantity: Quantity | None) -> Text:
    if quantity is None:
        return Text(zh="", en="")
    if quantity.days:
        first, last = map(_column, quantity.days)
        return Text(zh=f"{first.zh}至{last.zh}的天数", en=f"days from “{first.en}” to “{last.en}”")
    return _column(quantity.field or "")


def _condition(condition: Condition) -> Text:
    what = _quantity(condition.quantity)
    tests = []
    for name, said in _TESTS.items():
        value = getattr(condition, name)
        if value is not None:
            shown = "" if value is True else "/".join(value) if isinstance(value, tuple) else str(value)
            tests.append(Text(zh=f"{said.zh} {shown}".strip(), en=f"{said.en} {shown}".strip()))
    negated = condition.negated
    zh, en = "且".join(t.zh for t in tests), " and ".join(t.en for t in tests)
    return Text(
        zh=f"{what.zh} {zh}" if not negated else f"非（{what.zh} {zh}）",
        en=f"{what.en} {en}" if not negated else f"not ({what.en} {en})",
    )


def _column(name: str) -> Text:
    known = headings().get(name)
    return known.title if known is not None else Text(zh=name, en=name)
