"""Guards about what the fields hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from courtqa.policy import Offer
from courtqa.text import Text
from courtqa.workflows.guards import Amount, CountedField, Facts, FieldName, guard, person_id

__all__ = ["OFFERS"]


def _listed(values: Sequence[object]) -> Text:
    words = tuple(map(_word, values))
    return Text(zh="、".join(word.zh for word in words), en=", ".join(word.en for word in words))


def _word(value: object) -> Text:
    """A value as people say it."""
    if value is None:
        return Text(zh="空", en="empty")
    if isinstance(value, bool):
        return Text(zh="是", en="yes") if value else Text(zh="否", en="no")
    return Text(zh=str(value), en=str(value))


@guard
def field_is(facts: Facts, *, field: FieldName, value: object) -> bool | Text:
    """The field holds this value."""
    found = facts.data.get(field)
    return found == value or Text(
        zh=f"“{field}”须为 {_word(value).zh}，现为 {_word(found).zh}",
        en=f"{field} must be {_word(value).en}, it is {_word(found).en}",
    )


@guard
def field_in(facts: Facts, *, field: FieldName, values: tuple[object, ...]) -> bool | Text:
    """The field holds one of these values."""
    found = facts.data.get(field)
    if found in values:
        return True
    listed = _listed(values)
    return Text(
        zh=f"“{field}”须为 {listed.zh} 之一，现为 {_word(found).zh}",
        en=f"{field} must be one of {listed.en}, it is {_word(found).en}",
    )


@guard
def field_not_empty(facts: Facts, *, field: FieldName) -> bool | Text:
    """The field holds something."""
    return facts.data.get(field) not in (None, "", (), []) or Text(
        zh=f"“{field}”不得为空", en=f"{field} must not be empty"
    )


def _measured(facts: Facts, field: str) -> int | Decimal | None:
    found = facts.data.get(field)
    if type(found) is int:
        return found
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
def at_most(facts: Facts, *, field: CountedField, amount: Amount) -> bool | Text:
    """The field's number, or the count of its entries, is at most the amount."""
    found, most = _measured(facts, field), facts.amount(amount)
    return (found is not None and found <= most) or Text(
        zh=f"“{field}”须至多为 {most}，现为 {found if found is not None else '空'}",
        en=f"{field} must be at most {most}, it is {found if found is not None else 'empty'}",
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
def fields_agree(facts: Facts, *, one: FieldName, other: FieldName) -> bool | Text:
    """Both fields hold the same, and not nothing."""
    found, against = facts.data.get(one), facts.data.get(other)
    return (found is not None and found == against) or Text(
        zh=f"“{one}”须与“{other}”一致", en=f"{one} must be the same as {other}"
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
def lower_than(facts: Facts, *, field: FieldName, than: FieldName) -> bool | Text:
    """The field's number is lower than that of the other field: never heavier, not even as heavy."""
    found, limit = _measured(facts, field), _measured(facts, than)
    return (found is not None and limit is not None and found < limit) or Text(
        zh=f"“{field}”（{_shown(found).zh}）须低于“{than}”（{_shown(limit).zh}）",
        en=f"{field} ({_shown(found).en}) must be lower than {than} ({_shown(limit).en})",
    )


@guard
def not_more_than(facts: Facts, *, field: CountedField, than: CountedField) -> bool | Text:
    """The field's number, or the count of its entries, is not above that of the other field."""
    found, limit = _measured(facts, field), _measured(facts, than)
    return (found is not None and limit is not None and found <= limit) or Text(
        zh=f"“{field}”（{_shown(found).zh}）不得多于“{than}”（{_shown(limit).zh}）",
        en=f"{field} ({_shown(found).en}) must not be more than {than} ({_shown(limit).en})",
    )


@guard
def adds_up_to(
    facts: Facts, *, first: CountedField, second: CountedField, third: CountedField, amount: Amount
) -> bool | Text:
    """The numbers of three fields add up to the amount, and none of them is below nought."""
    parts, whole = [_measured(facts, name) for name in (first, second, third)], facts.amount(amount)
    found = [part for part in parts if part is not None]
    if len(found) == len(parts) and min(found) >= 0 and sum(found) == whole:
        return True
    names, shown = (first, second, third), [_shown(part) for part in parts]
    return Text(
        zh=f"{'、'.join(f'“{name}”' for name in names)}均不得为负，合计须为 {whole}，"
        f"现为 {' + '.join(one.zh for one in shown)}",
        en=f"{', '.join(names)} must add up to {whole}, none below nought; "
        f"they are {' + '.join(one.en for one in shown)}",
    )


def _shown(number: int | Decimal | None) -> Text:
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


OFFERS: tuple[Offer, ...] = (
    adds_up_to,
    at_least,
    at_most,
    field_in,
    field_is,
    field_not_empty,
    fields_agree,
    items_when,
    lower_than,
    not_heavier,
    not_more_than,
    odd,
)
