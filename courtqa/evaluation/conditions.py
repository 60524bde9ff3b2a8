"""Conditions and quantities as data: what a mapping or an indicator says about a row, never as an expression."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

import attrs
from attrs import fields, frozen

__all__ = ["Condition", "Fault", "Quantity", "as_day"]

Fault = tuple[str, str]
"""What was found, and what was expected."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def as_day(text: str) -> date | None:
    """The day that ``text`` writes, or None when it names a column. ValueError for a day that is not."""
    return date.fromisoformat(text) if _DAY.fullmatch(text) else None


@frozen
class Quantity:
    """A number of a row: a column, or the whole days from one date column to another."""

    field: str | None = None
    days: tuple[str, str] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is read from."""
        return self.days or ((self.field,) if self.field else ())

    def faults(self) -> Iterator[Fault]:
        """What is wrong with it, if anything: found, expected."""
        if (self.field is None) == (self.days is None):
            yield "both field and days" if self.days else "neither", "either field: or days: [from, to]"


@frozen
class Condition:
    """A condition on one column (or on the days between two). Several tests in one condition must all hold.

    A row in which the column is empty fulfils no test but ``is: missing``.
    ``before`` and its like take a day (``2013-12-31``) or the name of another date column.
    """

    field: str | None = None
    days: tuple[str, str] | None = None
    state: Literal["present", "missing", "yes", "no"] | None = attrs.field(
        default=None, metadata={"key": "is"}
    )
    among: tuple[str, ...] | None = attrs.field(default=None, metadata={"key": "in"})
    not_in: tuple[str, ...] | None = None
    same_as: str | None = None  # another column
    before: str | None = None
    not_before: str | None = None
    after: str | None = None
    not_after: str | None = None
    weekend: Literal[True] | None = None
    at_least: int | Decimal | None = None
    at_most: int | Decimal | None = None
    above: int | Decimal | None = None
    below: int | Decimal | None = None
    contains: str | None = None
    ends_with: str | None = None
    negated: Literal[True] | None = None  # holds where all the tests together do not

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it looks at."""
        limits = (self.before, self.not_before, self.after, self.not_after)
        others = tuple(name for name in limits if name is not None and not _DAY.fullmatch(name))
        return (*self.quantity.columns, *others, *((self.same_as,) if self.same_as else ()))

    @property
    def quantity(self) -> Quantity:
        """What is tested."""
        return Quantity(self.field, self.days)

    def faults(self) -> Iterator[Fault]:
        """What is wrong with it, if anything: found, expected."""
        yield from self.quantity.faults()
        tests = [each.name for each in fields(Condition) if each.name not in {"field", "days", "negated"}]
        if all(getattr(self, name) is None for name in tests):
            yield "a condition without a test", "a test beside field: (is, in, before, at_most …)"
        if self.days and any(getattr(self, name) is not None for name in tests if name not in _NUMERIC):
            yield "another test of days", "at_least, at_most, above or below"
        for name in ("before", "not_before", "after", "not_after"):
            try:
                as_day(getattr(self, name) or "")
            except ValueError:
                yield f"{name}: {getattr(self, name)}", "a day of the calendar"


_NUMERIC = {"at_least", "at_most", "above", "below"}
