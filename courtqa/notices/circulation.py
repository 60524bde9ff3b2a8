"""Who gets a notice: the address book, how often somebody was named before, and the list it is sent out by."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from courtqa.notices.distribution import AddressBook, Distribution, Recipient
from courtqa.notices.kind import NoticeKind
from courtqa.notices.records import IssueRecord
from courtqa.policy import Policy
from courtqa.text import Text

__all__ = ["Circulation", "address_book", "circulate", "naming_of", "over_frequency"]

_GROUPS = {"basic_court": ("court", "subordinate")}


@frozen
class Circulation:
    """Whom a notice is addressed to and copied to, as printed, and the bodies one by one that it is sent to."""

    to: tuple[Recipient, ...]
    cc: tuple[Recipient, ...]
    sent_to: tuple[str, ...]
    nth: int = 1  # how often the one named most is named with this one


def address_book(policy: Policy, *, on: date) -> Mapping[str, Recipient]:
    """Every body by id: the basic courts and departments of the units, and the bodies of the address books."""
    found: dict[str, Recipient] = {}
    for name in policy.names("units"):
        for key, unit in policy.edition("units", name, on=on).value.units.items():
            if unit.parent is not None:
                below = unit.kind == "basic_court"
                found[key] = Recipient(
                    unit.title, "court" if below else "department", "subordinate" if below else "inner"
                )
    for name in policy.names("address_books"):
        book: AddressBook = policy.edition("address_books", name, on=on).value
        found.update(book.bodies)
    return found


def circulate(
    policy: Policy,
    distribution: Distribution,
    *,
    on: date,
    kinds: frozenset[str] = frozenset(),
    units: Iterable[str] = (),
    nth: int = 1,
) -> Circulation:
    """Who gets a notice that names units of these ``kinds``, the ``nth`` time within the months of the ladder."""
    book = {**address_book(policy, on=on), **distribution.recipients}
    to = tuple(book[name] for name in distribution.to)
    cc = distribution.copies(kinds, book, nth=nth)
    whole: list[str] = []
    for each in (*to, *cc):
        whole += _members(policy, each, book, frozenset(units), on)
    return Circulation(to, cc, tuple(dict.fromkeys(whole)), nth)


def naming_of(
    persons: Iterable[str], earlier: Iterable[IssueRecord], distribution: Distribution, *, on: date
) -> int:
    """How often the one of these persons who is named most is named with this one, within the ladder's months."""
    if not distribution.repeats:
        return 1
    since = _months_before(on, max(repeat.months for repeat in distribution.repeats))
    asked = set(persons)
    counts: dict[str, int] = {}
    for record in earlier:
        if since < record.on <= on:
            for person in {named.id for named in record.named} & asked:
                counts[person] = counts.get(person, 0) + 1
    return 1 + max(counts.values(), default=0)


def over_frequency(kind: NoticeKind, earlier: Iterable[IssueRecord], *, on: date) -> Text | None:
    """Why no further issue of the series may go out that day; None if one may."""
    if kind.at_most is None:
        return None
    most, months = kind.at_most.issues, kind.at_most.months
    since = _months_before(on, months)
    issued = sum(record.number.series == kind.series and since < record.on <= on for record in earlier)
    if issued < most:
        return None
    return Text(
        zh=f"“{kind.series_title.zh}”{months}个月内至多{most}期，已印发{issued}期",
        en=f"{kind.series_title.en}: at most {most} issues in {months} months, {issued} went out",
    )


def _members(
    policy: Policy, each: Recipient, book: Mapping[str, Recipient], units: frozenset[str], on: date
) -> list[str]:
    if each.kinds:
        return [
            unit.title.zh
            for name in policy.names("units")
            for unit in policy.edition("units", name, on=on).value.units.values()
            if unit.kind in each.kinds
        ]
    if each.local:
        return [body.title.zh for body in book.values() if body.of in units] or [each.title.zh]
    return [each.title.zh]


def _months_before(day: date, months: int) -> date:
    """The corresponding day so many months before, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
