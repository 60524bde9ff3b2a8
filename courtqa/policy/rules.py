"""What a loaded rule is: a dated number in a series, a dated whole in an edition, a text in an asset."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import field, frozen

from courtqa.errors import NotInForce
from courtqa.policy.places import Path, Place, Value, joined
from courtqa.policy.reference import Reference
from courtqa.text import Text

__all__ = ["Asset", "Assumption", "DatedValue", "Edition", "Number", "Series"]

T = TypeVar("T")
Number: TypeAlias = "int | Decimal | str | bool | None"


@frozen
class Assumption:
    """What the law leaves open and the pack decides: at which place, and why so."""

    path: str
    since: date
    note: str
    pack: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.path} ({self.since.isoformat()}, {self.pack}, {self.file}:{self.line}): {self.note}"


@frozen
class DatedValue:
    """The value of a series from one day on. ``None`` is repealed."""

    since: date
    value: Number
    references: tuple[Reference, ...]
    note: str | None
    assumption: bool
    pack: str
    file: str
    line: int
    shadows: DatedValue | None = None  # what an earlier pack said for the same day
    amends: str | None = None  # why a later pack replaced it

    @property
    def reference(self) -> Reference:
        """The first reference: the law that sets the value."""
        return self.references[0]


@frozen
class Series:
    """One number through time."""

    path: str
    title: Text
    unit: str
    values: tuple[DatedValue, ...]  # by day
    digest: str  # SHA-256 of the canonical content
    note: str | None = None

    def at(self, on: date) -> DatedValue:
        """The value in force on that day. Raises NotInForce before the first day and after repeal."""
        index = bisect_right(self.values, on, key=lambda value: value.since)
        if index == 0 or self.values[index - 1].value is None:
            raise NotInForce(self.path, on, [value.since for value in self.values])
        return self.values[index - 1]


@frozen
class Edition(Generic[T]):
    """One complete rule from one day on, until the next edition of its name."""

    kind: str
    name: str
    since: date
    title: Text
    value: T
    references: tuple[Reference, ...]
    note: str | None
    assumptions: tuple[Assumption, ...]
    pack: str
    file: str
    digest: str  # SHA-256 of the canonical content
    body: Mapping[str, Value] = field(repr=False)  # as written, after any overlay
    amends: str | None = None
    shadows: Edition[Any] | None = field(default=None, repr=False)
    places: Mapping[Path, Place] = field(
        factory=dict, repr=False, eq=False
    )  # in files relative to their packs

    @property
    def reference(self) -> Reference:
        """The first reference: the law that the edition stands on."""
        return self.references[0]

    @property
    def path(self) -> str:
        """The address of the rule: ``workflows/case_review``."""
        return joined((self.kind, self.name))


@frozen
class Asset:
    """A text file of a pack, such as a template."""

    path: str  # relative to the pack, with slashes
    text: str = field(repr=False)
    sha256: str
    pack: str
    amends: str | None = None
    shadows: Asset | None = field(default=None, repr=False)
