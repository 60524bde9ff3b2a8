"""Guards about what has happened, and about days."""

from __future__ import annotations

from datetime import date

from courtqa.policy import Offer
from courtqa.text import Text
from courtqa.workflows.guards import Amount, DayField, EventName, Facts, FieldName, WorkflowName, guard

__all__ = ["OFFERS"]


@guard
def happened(facts: Facts, *, event: EventName) -> bool | Text:
    """The event has happened."""
    return facts.day_of(event) is not None or Text(
        zh=f"此前须已办理“{event}”", en=f"{event} must have happened before"
    )


@guard
def happened_when(
    facts: Facts, *, event: EventName, field: FieldName, values: tuple[object, ...]
) -> bool | Text:
    """The event has happened, if the field holds one of these values."""
    found = facts.data.get(field)
    return (
        found not in values
        or facts.day_of(event) is not None
        or Text(
            zh=f"“{field}”为 {found} 时，此前须已办理“{event}”",
            en=f"{field} {found} needs {event} to have happened before",
        )
    )


@guard
def happened_after(facts: Facts, *, event: EventName, after: EventName) -> bool | Text:
    """The event has happened; where the other has happened too, it has happened again since."""
    last = next((done.event for done in reversed(facts.history) if done.event in (event, after)), None)
    return last == event or Text(
        zh=f"“{after}”之后须重新办理“{event}”", en=f"{event} must have happened again since {after}"
    )


@guard
def none_open(facts: Facts, *, workflow: WorkflowName) -> bool | Text:
    """No child of that workflow is under way."""
    open_now = [child.id for child in facts.children if child.workflow == workflow and child.open]
    return not open_now or Text(
        zh=f"{'、'.join(open_now)} 尚在办理，办结前不得再提",
        en=f"{', '.join(open_now)} is still under way; one at a time",
    )


@guard
def happened_times(facts: Facts, *, event: EventName, at_least: Amount) -> bool | Text:
    """The event has happened at least so many times."""
    count, least = sum(done.event == event for done in facts.history), facts.amount(at_least)
    return count >= least or Text(
        zh=f"“{event}”须办理 {least} 次，现为 {count} 次",
        en=f"{event} must have happened {least} times, it happened {'once' if count == 1 else f'{count} times'}",
    )


@guard
def not_happened(facts: Facts, *, event: EventName) -> bool | Text:
    """The event has not happened."""
    return facts.day_of(event) is None or Text(zh=f"“{event}”已办理过", en=f"{event} has already happened")


@guard
def unanswered(facts: Facts, *, event: EventName, by: EventName) -> bool | Text:
    """The event has happened, and the other that answers it has not happened since."""
    last = next((done.event for done in reversed(facts.history) if done.event in (event, by)), None)
    return last == event or Text(zh=f"没有待“{by}”答复的“{event}”", en=f"no {event} waits for {by}")


@guard
def days_since(facts: Facts, *, event: EventName, at_least: Amount) -> bool | Text:
    """At least so many calendar days have passed since the event; its own day is not counted."""
    day, least = facts.day_of(event), facts.amount(at_least)
    passed = None if day is None else (facts.on - day).days
    return (passed is not None and passed >= least) or Text(
        zh=f"距“{event}”须满 {least} 日，" + ("尚未办理" if passed is None else f"现为 {passed} 日"),
        en=f"{least} days must have passed since {event}, "
        + ("which has not happened" if passed is None else f"{passed} have"),
    )


@guard
def days_after(facts: Facts, *, field: DayField, at_least: Amount) -> bool | Text:
    """At least so many calendar days have passed since the day in the field, which is not counted."""
    day, least = facts.data.get(field), facts.amount(at_least)
    passed = (facts.on - date.fromisoformat(day)).days if isinstance(day, str) else None
    return (passed is not None and passed >= least) or Text(
        zh=f"距“{field}”须满 {least} 日，" + ("该日为空" if passed is None else f"现为 {passed} 日"),
        en=f"{least} days must have passed since {field}, "
        + ("which is empty" if passed is None else f"{passed} have"),
    )


@guard
def days_ahead(facts: Facts, *, field: DayField, at_least: Amount) -> bool | Text:
    """The day in the field lies at least so many calendar days ahead."""
    day, least = facts.data.get(field), facts.amount(at_least)
    ahead = (date.fromisoformat(day) - facts.on).days if isinstance(day, str) else None
    if ahead is not None and ahead < 0 and least == 0:
        return Text(
            zh=f"“{field}”不得早于办理之日，{day} 已过 {-ahead} 日",
            en=f"{field} must not lie before the day of this step: {day} is {-ahead} days past",
        )
    return (ahead is not None and ahead >= least) or Text(
        zh=f"距“{field}”须不少于 {least} 日，"
        + ("该日为空" if ahead is None else f"现距 {day} 仅 {ahead} 日"),
        en=f"this needs {least} days before {field}, "
        + ("which is empty" if ahead is None else f"{day} is {ahead} away"),
    )


@guard
def day_reached(facts: Facts, *, field: DayField) -> bool | Text:
    """The day in the field has come."""
    day = facts.data.get(field)
    return (isinstance(day, str) and date.fromisoformat(day) <= facts.on) or Text(
        zh=f"须待“{field}”（{day}）届至", en=f"this must wait for {field} ({day})"
    )


OFFERS: tuple[Offer, ...] = (
    day_reached,
    days_after,
    days_ahead,
    days_since,
    happened,
    happened_after,
    happened_times,
    happened_when,
    none_open,
    not_happened,
    unanswered,
)
