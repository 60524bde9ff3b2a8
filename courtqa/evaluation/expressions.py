"""Conditions and quantities compiled to Narwhals expressions: the one place where data becomes a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import and_, or_

import narwhals as nw

from courtqa.evaluation.conditions import Condition, Quantity, as_day
from courtqa.evaluation.dates import days_between, is_weekend, literal

__all__ = ["Days", "all_hold", "holds", "number_of"]

_ORDER: dict[str, Callable[[nw.Expr, nw.Expr], nw.Expr]] = {
    "before": lambda left, right: left < right,
    "not_before": lambda left, right: left >= right,
    "after": lambda left, right: left > right,
    "not_after": lambda left, right: left <= right,
}


Days = Callable[[str, str], nw.Expr]
"""How the days between two columns are come by: computed, or looked up where they already are."""


def number_of(quantity: Quantity, days: Days = days_between) -> nw.Expr:
    """The number that a quantity names, row by row."""
    if quantity.days:
        return days(*quantity.days)
    return nw.col(quantity.field or "")


def holds(condition: Condition, days: Days = days_between) -> nw.Expr:
    """Whether the condition holds, row by row: true or false, never empty."""
    value = number_of(condition.quantity, days)
    tests = [*_state(condition, value), *_dates(condition, value), *_numbers(condition, value)]
    if condition.among is not None:
        tests.append(_among(value, condition.among))
    if condition.not_in is not None:
        tests.append(~_among(value, condition.not_in))
    if condition.same_as is not None:
        tests.append(value == nw.col(condition.same_as))
    if condition.contains is not None:
        tests.append(value.str.contains(condition.contains, literal=True))
    if condition.ends_with is not None:
        tests.append(value.str.contains(re.escape(condition.ends_with) + r"\s*$"))
    found = reduce(and_, tests).fill_null(value=False)
    return ~found if condition.negated else found


def _among(value: nw.Expr, names: Sequence[str]) -> nw.Expr:
    """Whether the value is one of these. A few are compared one by one: every engine is quicker at that than at a list."""
    if 0 < len(names) <= _FEW:
        return reduce(or_, (value == name for name in names))
    return value.is_in(list(names))


_FEW = 6


def all_hold(conditions: Iterable[Condition], days: Days = days_between) -> nw.Expr | None:
    """Whether all conditions hold, row by row; None when there is nothing to fulfil."""
    tests = [holds(condition, days) for condition in conditions]
    return reduce(and_, tests) if tests else None


def _state(condition: Condition, value: nw.Expr) -> list[nw.Expr]:
    match condition.state:
        case "missing":
            return [value.is_null()]
        case "present":
            return [~value.is_null()]
        case "yes":
            return [value]
        case "no":
            return [~value]
        case _:
            return []


def _dates(condition: Condition, value: nw.Expr) -> list[nw.Expr]:
    tests = []
    for name, test in _ORDER.items():
        limit = getattr(condition, name)
        if limit is not None:
            day = as_day(limit)
            tests.append(test(value, literal(day) if day else nw.col(limit)))
    if condition.weekend and condition.field:
        tests.append(is_weekend(condition.field))
    return tests


def _numbers(condition: Condition, value: nw.Expr) -> list[nw.Expr]:
    tests = []
    if condition.at_least is not None:
        tests.append(value >= _plain(condition.at_least))
    if condition.at_most is not None:
        tests.append(value <= _plain(condition.at_most))
    if condition.above is not None:
        tests.append(value > _plain(condition.above))
    if condition.below is not None:
        tests.append(value < _plain(condition.below))
    return tests


def _plain(number: object) -> int | float:
    return number if isinstance(number, int) else float(str(number))
