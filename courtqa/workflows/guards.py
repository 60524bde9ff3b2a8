"""The named conditions of transitions: plain functions that are offered to definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from attrs import frozen

from courtqa.policy import Offer
from courtqa.text import Text
from courtqa.workflows.organisation import Role
from courtqa.workflows.records import Done, Subject

__all__ = [
    "Amount",
    "CountedField",
    "DayField",
    "EventName",
    "Facts",
    "FieldName",
    "PersonsField",
    "RoleName",
    "SeriesPath",
    "guard",
    "person_id",
]


class FieldName(str):
    """A parameter that names a field of the workflow."""

    __slots__ = ()
    types: ClassVar[tuple[str, ...]] = ()  # of which it must be; empty: any


class CountedField(FieldName):
    """A parameter that names a field with a number, or with entries to count."""

    __slots__ = ()
    types = ("integer", "decimal", "texts", "persons")


class DayField(FieldName):
    """A parameter that names a field with a day."""

    __slots__ = ()
    types = ("date",)


class PersonsField(FieldName):
    """A parameter that names a field with persons."""

    __slots__ = ()
    types = ("persons",)


class EventName(str):
    """A parameter that names an event of the workflow."""

    __slots__ = ()


class RoleName(str):
    """A parameter that names a role of the policy."""

    __slots__ = ()


class SeriesPath(str):
    """A parameter that names a series of the policy."""

    __slots__ = ()


class Amount(str):
    """A parameter that is an integer, or names the series that holds it."""

    __slots__ = ()


@frozen
class Facts:
    """What a guard may look at: the record as it would stand after the step, and the day."""

    data: Mapping[str, object]  # as it would stand after the step
    before: Mapping[str, object]  # as it stands
    history: tuple[Done, ...]
    subject: Subject
    by: str
    on: date
    roles: Mapping[str, Role]
    value: Callable[[str], object]  # a series, on the day that picks the rule

    def amount(self, given: object) -> Decimal:
        """The number given, or that of the series named."""
        return Decimal(str(self.value(given) if isinstance(given, str) else given))

    def day_of(self, event: str) -> date | None:
        """The day on which the event last happened."""
        return next((done.on for done in reversed(self.history) if done.event == event), None)


def guard(function: Callable[..., bool | Text]) -> Offer:
    """An offer of the guard, under the function's name; its annotations say what its parameters are.

    The function takes `Facts` and keyword parameters, and returns true, or the reason why not.
    """
    hints = get_type_hints(function)
    hints.pop("return", None)
    params = {name: _plain(hint) for name, hint in list(hints.items())[1:]}
    return Offer(
        kind="guard",
        name=function.__name__,
        params=params,
        function=function,
        doc=(function.__doc__ or "").strip(),
    )


def _plain(hint: Any) -> type:
    if get_origin(hint) in (Union, UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    plain: type = get_origin(hint) or hint
    return plain


def person_id(entry: object) -> str:
    """The id of an entry of a ``persons`` field: the entry itself, or its ``id``."""
    return str(entry["id"]) if isinstance(entry, Mapping) else str(entry)


def _listed(values: Sequence[object]) -> Text:
    return Text(zh="、".join(map(str, values)), en=", ".join(map(str, values)))


@guard
def field_is(facts: Facts, *, field: FieldName, value: object) -> bool | Text:
    """The field holds this value."""
    found = facts.data.get(field)
    return found == value or Text(
        zh=f"“{field}”须为 {value}，现为 {found if found is not None else '空'}",
        en=f"{field} must be {value}, it is {found if found is not None else 'empty'}",
    )


@guard
def field_in(facts: Facts, *, field: FieldName, values: tuple[object, ...]) -> bool | Text:
    """The field holds one of these values."""
    found = facts.data.get(field)
    listed = _listed(values)
    return found in values or Text(
        zh=f"“{field}”须为 {listed.zh} 之一，现为 {found if found is not None else '空'}",
        en=f"{field} must be one of {listed.en}, it is {found if found is not None else 'empty'}",
    )


@guard
def field_not_empty(facts: Facts, *, field: FieldName) -> bool | Text:
    """The field holds something."""
    return facts.data.get(field) not in (None, "", (), []) or Text(
        zh=f"“{field}”不得为空", en=f"{field} must not be empty"
    )


def _measured(facts: Facts, field: str) -> Decimal | None:
    found = facts.data.get(field)
    if found is None or isinstance(found, Mapping | bool):
        return None
    return Decimal(str(len(found) if isinstance(found, list | tuple) else found))


@guard
def at_least(facts: Facts, *, field: CountedField, amount: Amount) -> bool | Text:
    """The field's number, or the count of its entries, is at least the amount."""
    found, least = _measured(facts, field), facts.amount(amount)
    return (found is not None and found >= least) or Text(
        zh=f"“{field}”须至少为 {least}，现为 {found if found is not None else '空'}",
        en=f"{field} must be at least {least}, it is {found if found is not None else 'empty'}",
    )


@guard
def items_when(
    facts: Facts, *, items: FieldName, field: FieldName, values: tuple[object, ...]
) -> bool | Text:
    """The list names at least one item, if the field holds one of these values."""
    found = facts.data.get(field)
    return (
        found not in values
        or facts.data.get(items) not in (None, "", (), [])
        or Text(
            zh=f"“{field}”为 {found} 时，“{items}”至少列明一项",
            en=f"{field} {found} needs at least one entry in {items}",
        )
    )


@guard
def not_heavier(facts: Facts, *, field: FieldName, order: tuple[object, ...]) -> bool | Text:
    """The step leaves the field as it was, or makes it lighter; ``order`` goes from light to heavy."""
    was, now = facts.before.get(field), facts.data.get(field)
    if was is None or (was in order and now in order and order.index(now) <= order.index(was)):
        return True
    return Text(
        zh=f"“{field}”不得由 {was} 加重为 {now}", en=f"{field} may not be made heavier: {was} to {now}"
    )


@guard
def at_most(facts: Facts, *, field: CountedField, amount: Amount) -> bool | Text:
    """The field's number, or the count of its entries, is at most the amount."""
    found, most = _measured(facts, field), facts.amount(amount)
    return (found is not None and found <= most) or Text(
        zh=f"“{field}”须至多为 {most}，现为 {found if found is not None else '空'}",
        en=f"{field} must be at most {most}, it is {found if found is not None else 'empty'}",
    )


@guard
def lower_than(facts: Facts, *, field: FieldName, than: FieldName) -> bool | Text:
    """The field's number is lower than that of the other field: never heavier, not even as heavy."""
    found, limit = _measured(facts, field), _measured(facts, than)
    return (found is not None and limit is not None and found < limit) or Text(
        zh=f"“{field}”（{_shown(found).zh}）须低于“{than}”（{_shown(limit).zh}）",
        en=f"{field} ({_shown(found).en}) must be lower than {than} ({_shown(limit).en})",
    )


def _shown(number: Decimal | None) -> Text:
    return Text(zh="空", en="empty") if number is None else Text(zh=str(number), en=str(number))


@guard
def odd(facts: Facts, *, field: CountedField) -> bool | Text:
    """The count of distinct persons, or the number, is odd."""
    found = facts.data.get(field)
    if isinstance(found, list | tuple):
        count = len({person_id(entry) for entry in found})
    else:
        count = found if isinstance(found, int) else 0
    return count % 2 == 1 or Text(
        zh=f"“{field}”须为单数，现为 {count}", en=f"{field} must be an odd number, it is {count}"
    )


@guard
def external_majority(
    facts: Facts, *, members: PersonsField, external: PersonsField | None = None
) -> bool | Text:
    """More than half of the members come from outside the court.

    They are those listed in the ``external`` field or, without one, those whose entry names an external role.
    """
    entries = facts.data.get(members)
    seated = {person_id(entry): entry for entry in entries} if isinstance(entries, list | tuple) else {}
    if external is not None:
        named = facts.data.get(external)
        outside = {person_id(entry) for entry in named} if isinstance(named, list | tuple) else set()
        count = len(outside & seated.keys())
    else:
        count = sum(_external(entry, facts.roles) for entry in seated.values())
    return 2 * count > len(seated) or Text(
        zh=f"“{members}”中院外人员须过半数：共 {len(seated)} 人，院外 {count} 人",
        en=f"more than half of {members} must come from outside the court: {count} of {len(seated)} do",
    )


def _external(entry: object, roles: Mapping[str, Role]) -> bool:
    role = roles.get(str(entry.get("role"))) if isinstance(entry, Mapping) else None
    return role is not None and role.external


@guard
def by_person_concerned(facts: Facts) -> bool | Text:
    """Whoever takes the step is a person the proceeding is about: no one answers for another."""
    return facts.by in facts.subject.persons or Text(
        zh="本步骤只能由本人办理", en="only a person the proceeding is about may do this"
    )


@guard
def by_named(facts: Facts, *, field: FieldName) -> bool | Text:
    """Whoever takes the step stands in this field of persons."""
    return facts.by in _named(facts, field) or Text(
        zh=f"本步骤只能由“{field}”所列人员办理", en=f"only those named in {field} may do this"
    )


@guard
def not_by_named(facts: Facts, *, field: FieldName) -> bool | Text:
    """Whoever takes the step does not stand in this field of persons."""
    return facts.by not in _named(facts, field) or Text(
        zh=f"“{field}”所列人员不得办理本步骤", en=f"those named in {field} may not do this"
    )


def _named(facts: Facts, field: str) -> set[str]:
    found = facts.data.get(field)
    entries = found if isinstance(found, list | tuple) else () if found is None else (found,)
    return {person_id(entry) for entry in entries}


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
def happened_times(facts: Facts, *, event: EventName, at_least: Amount) -> bool | Text:
    """The event has happened at least so many times."""
    count, least = sum(done.event == event for done in facts.history), facts.amount(at_least)
    return count >= least or Text(
        zh=f"“{event}”须办理 {least} 次，现为 {count} 次",
        en=f"{event} must have happened {least} times, it happened {count} times",
    )


@guard
def not_happened(facts: Facts, *, event: EventName) -> bool | Text:
    """The event has not happened."""
    return facts.day_of(event) is None or Text(zh=f"“{event}”已办理过", en=f"{event} has already happened")


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
def days_ahead(facts: Facts, *, field: DayField, at_least: Amount) -> bool | Text:
    """The day in the field lies at least so many calendar days ahead."""
    day, least = facts.data.get(field), facts.amount(at_least)
    ahead = (date.fromisoformat(day) - facts.on).days if isinstance(day, str) else None
    return (ahead is not None and ahead >= least) or Text(
        zh=f"须提前 {least} 日，" + (f"“{field}”为空" if ahead is None else f"距 {day} 仅 {ahead} 日"),
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
    at_least,
    at_most,
    by_named,
    by_person_concerned,
    day_reached,
    days_ahead,
    days_since,
    external_majority,
    field_in,
    field_is,
    field_not_empty,
    happened,
    happened_times,
    happened_when,
    items_when,
    lower_than,
    not_by_named,
    not_happened,
    not_heavier,
    odd,
)
