"""Guards about measures against persons: the rule they stand on, how long they last, that none comes twice."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from courtqa.policy import Offer
from courtqa.text import Text
from courtqa.workflows.guards import DayField, Facts, FieldName, SeriesPath, guard, person_id

__all__ = ["OFFERS"]


@guard
def rule_in_force(facts: Facts, *, rule: SeriesPath) -> bool:
    """The rule in this series is in force on the day of the step: not yet and no longer are refused."""
    facts.value(rule)
    return True


@guard
def ends_within(
    facts: Facts,
    *,
    field: DayField,
    since: DayField,
    most: SeriesPath,
    when: FieldName | None = None,
    holds: object = None,
) -> bool | Text:
    """The day in the field lies after the first one and no more months after it than the series says.

    With ``when`` it is asked only where that field holds this.
    """
    if when is not None and facts.data.get(when) != holds:
        return True
    months = int(facts.amount(most))
    first, last = _day(facts, since), _day(facts, field)
    if first is None or last is None:
        return Text(
            zh=f"须写明“{since}”和“{field}”", en=f"{since} and {field} must both be given: nothing is endless"
        )
    limit = _after(first, months)
    return first < last <= limit or Text(
        zh=f"“{field}”（{last}）须在 {first} 之后、{limit} 之前（至多{months}个月）",
        en=f"{field} ({last}) must lie after {first} and by {limit}: {months} months at most",
    )


@guard
def not_later_than(facts: Facts, *, field: DayField, than: DayField) -> bool | Text:
    """The day in the field is the other's or comes before it."""
    one, other = _day(facts, field), _day(facts, than)
    return (one is not None and other is not None and one <= other) or Text(
        zh=f"“{field}”（{one}）不得晚于“{than}”（{other}）",
        en=f"{field} ({one}) may not be after {than} ({other})",
    )


@guard
def nothing_shared(facts: Facts, *, field: FieldName, other: FieldName) -> bool | Text:
    """No entry of the one list stands in the other: what was answered for once is not answered for again."""
    shared = sorted(_entries(facts, field) & _entries(facts, other))
    return not shared or Text(
        zh=f"{'、'.join(shared)} 已受过处理，同一事实不得再次处理",
        en=f"{', '.join(shared)} was answered for already; nobody answers twice for the same facts",
    )


def _entries(facts: Facts, field: str) -> set[str]:
    found = facts.data.get(field)
    return {person_id(entry) for entry in found} if isinstance(found, list | tuple) else set()


def _day(facts: Facts, field: str) -> date | None:
    found = facts.data.get(field)
    return date.fromisoformat(found) if isinstance(found, str) else None


def _after(start: date, months: int) -> date:
    """The corresponding day so many months on, or that month's last."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


OFFERS: tuple[Offer, ...] = (ends_within, not_later_than, nothing_shared, rule_in_force)
