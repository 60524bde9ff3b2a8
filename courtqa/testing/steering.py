"""Values that conditions ask for: the month that follows, days around a day, what hangs on another field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from courtqa.workflows import GuardCall

__all__ = ["all_of", "days", "in_year", "linked", "month_after", "outside"]


def month_after(was: object, on: date, start: int) -> str:
    """The month that follows; the first is that in which the year of the log begins."""
    if was is None:
        return f"{on.year}-{start:02d}"
    year, month = map(int, str(was).split("-"))
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def in_year(year: int, value: object) -> object:
    """The same day or month of another year."""
    if isinstance(value, date):
        return value.replace(year=year, day=min(value.day, 28) if value.month == 2 else value.day)
    return f"{year}{str(value)[4:]}"


def all_of(listed: object, last: object) -> list[object]:
    """Those listed before, and the one to add."""
    before = list(listed) if isinstance(listed, list | tuple) else []
    return list(dict.fromkeys([*before, *([] if last is None else [last])]))


def outside(call: GuardCall) -> Callable[[object], bool]:
    """Whether a value is none of those that a condition names."""
    refused = call.params.get("values", (call.params.get("value"),))
    assert isinstance(refused, tuple)
    return lambda value: value not in refused


def linked(call: GuardCall, name: str, data: Mapping[str, Any], on: date) -> SearchStrategy[Any] | None:
    """The values of a field that hang on another's, where the condition is of that kind."""
    params: Mapping[str, Any] = call.params
    if call.guard == "nothing_shared" and params["other"] == name:
        return st.just([])
    if params.get("field") != name:
        return None
    if call.guard == "ends_within" and _is_day(data.get(params["since"])):
        return days(_as_day(data[params["since"]]), 1, 27)
    if call.guard == "not_later_than" and _is_day(data.get(params["than"])):
        return days(min(_as_day(data[params["than"]]), on), -5, 0)
    return None


def _is_day(value: object) -> bool:
    return isinstance(value, str | date)


def _as_day(value: object) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value  # type: ignore[return-value]


def days(on: date, first: int, last: int) -> SearchStrategy[date]:
    """Days so many days from a day: from the first number to the last."""
    return st.integers(min(first, last), max(first, last)).map(lambda number: on + timedelta(number))
