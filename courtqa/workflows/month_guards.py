"""Guards about months: which is next, of which year and quarter it is, whether it is over, whether a day ends one."""

from __future__ import annotations

from datetime import date, timedelta

from courtqa.policy import Offer
from courtqa.text import Text
from courtqa.workflows.guards import DayField, Facts, FieldName, guard

__all__ = ["OFFERS", "months_in_words"]

NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@guard
def next_month(facts: Facts, *, field: FieldName, start: int) -> bool | Text:
    """The month (YYYY-MM) is the one after that which the field held before; first, the one the year begins with."""
    found, was = facts.data.get(field), facts.before.get(field)
    if not _is_month(found):
        return Text(zh=f"“{field}”须写作 YYYY-MM", en=f"{field} must be a month as 2008-01, it is {found}")
    if was is None:
        fits, wanted = str(found)[5:] == f"{start:02d}", f"{str(found)[:4]}-{start:02d}"
    else:
        year, month = map(int, str(was).split("-"))
        wanted = f"{year + month // 12:04d}-{month % 12 + 1:02d}"
        fits = found == wanted
    return fits or Text(
        zh=f"“{field}”须逐月依次填报，应为 {wanted}，现为 {found}",
        en=f"{field} comes month by month: {wanted} is next, not {found}",
    )


@guard
def month_within(facts: Facts, *, field: FieldName, months: tuple[object, ...]) -> bool | Text:
    """The month (YYYY-MM) in the field is one of these."""
    found = facts.data.get(field)
    return (_is_month(found) and int(str(found)[5:]) in months) or Text(
        zh=f"“{field}”须在 {months_in_words(months).zh} 之内，现为 {found}",
        en=f"{field} must be in {months_in_words(months).en}, it is {found}",
    )


@guard
def month_over(facts: Facts, *, field: FieldName) -> bool | Text:
    """The last day of the month (YYYY-MM) in the field has come."""
    found = facts.data.get(field)
    first = _day_of(f"{found}-01") if _is_month(found) else None
    last = None if first is None else _last_of(first)
    return (last is not None and last <= facts.on) or Text(
        zh=f"“{field}”{found} 须至该月最后一日方可办理",
        en=f"this must wait for the last day of the month in {field} ({found})",
    )


@guard
def of_year(facts: Facts, *, field: FieldName, year: FieldName) -> bool | Text:
    """The day or month in the field is of the year that the other field names."""
    found, wanted = facts.data.get(field), facts.data.get(year)
    return (isinstance(found, str) and wanted is not None and found[:5] == f"{wanted}-") or Text(
        zh=f"“{field}”须在 {wanted} 年之内，现为 {found}", en=f"{field} must be in {wanted}, it is {found}"
    )


@guard
def month_ends(facts: Facts, *, field: DayField, months: tuple[object, ...]) -> bool | Text:
    """The day in the field is the last of a month, and the month is one of these."""
    day = _day_of(facts.data.get(field))
    if day is not None and day.month in months and day == _last_of(day):
        return True
    return Text(
        zh=f"“{field}”须为 {months_in_words(months).zh} 的最后一日，现为 {facts.data.get(field)}",
        en=f"{field} must be the last day of {months_in_words(months).en}, it is {facts.data.get(field)}",
    )


def _is_month(value: object) -> bool:
    return isinstance(value, str) and len(value) == 7 and _day_of(f"{value}-01") is not None


def _day_of(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _last_of(day: date) -> date:
    """The last day of the month of a day."""
    late = day.replace(day=28) + timedelta(4)
    return late - timedelta(late.day)


def months_in_words(months: tuple[object, ...]) -> Text:
    """Months by number, as people name them."""
    return Text(
        zh=f"{'、'.join(map(str, months))}月",
        en=" or ".join(NAMES[int(str(each)) - 1] for each in months),
    )


OFFERS: tuple[Offer, ...] = (month_ends, month_over, month_within, next_month, of_year)
