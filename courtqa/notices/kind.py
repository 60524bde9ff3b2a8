"""A kind of notice: its series and number, its fields, its template, who signs, whom it may name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from attrs import Factory, frozen

from courtqa.notices.register import Number
from courtqa.text import Text

__all__ = [
    "PENDING",
    "Copy",
    "Distribution",
    "Naming",
    "NoticeField",
    "NoticeKind",
    "NumberScheme",
    "Recipient",
    "Unnamed",
]

Naming = Literal["person", "unit", "none"]
FieldType = Literal[
    "text", "texts", "choice", "date", "integer", "decimal", "person", "persons", "unit", "units", "records"
]
PENDING = "【待编号】"


@frozen
class NoticeField:
    """One typed datum of a notice. ``of`` are the columns of ``records``."""

    title: Text
    type: FieldType
    optional: bool = False
    choices: Mapping[str, Text] = Factory(dict)
    of: Mapping[str, NoticeField] = Factory(dict)
    acting: bool = False  # a person who acts in office (chairs, reviews), not one whom the notice is about
    note: str | None = None


@frozen
class NumberScheme:
    """How the number is printed: as 代字〔年〕号, as an issue of a periodical, as a case number, or several ways."""

    styles: tuple[Literal["bracket", "issue", "case"], ...]
    code: str = ""  # 代字

    def printed(self, number: Number) -> tuple[str, ...]:
        """The number in each style."""
        ways = {"bracket": number.bracket(self.code), "issue": number.issue, "case": number.case(self.code)}
        return tuple(ways[style] for style in self.styles)

    @property
    def pending(self) -> tuple[str, ...]:
        """What stands there before a number is given."""
        return (PENDING,)


@frozen
class Unnamed:
    """What stands for a person or a unit that may not be named."""

    person: Text
    unit: Text


@frozen
class NoticeKind:
    """A kind of notice, as a pack defines it."""

    name: str
    since: date
    title: Text
    series: str
    series_title: Text
    org: Text  # the issuing body, as in the red mark and the signature
    template: str  # a file under notices/templates/
    fields: Mapping[str, NoticeField]
    number: NumberScheme
    sign_by: tuple[str, ...]
    distribution: str
    printer: Text
    unnamed: Unnamed
    naming: Naming = "person"
    sealed: bool = False
    family: Literal["gongwen", "wenshu"] = "gongwen"
    example: Mapping[str, object] = Factory(dict)


@frozen
class Recipient:
    """A body or group of bodies that notices go to."""

    title: Text
    group: Literal["party", "congress", "government", "cppcc", "court", "department"]


@frozen
class Copy:
    """A rule that a recipient gets a copy, always or when a unit of a kind is named."""

    recipient: str
    when_named: str | None = None  # a unit kind, e.g. basic_court
    note: str | None = None


@frozen
class Distribution:
    """Whom notices reach: who may be named, who is addressed, who gets a copy."""

    name: str
    since: date
    title: Text
    reaches: tuple[str, ...]  # the kinds of unit that may be named
    names: Literal["leaders", "all_staff"]
    recipients: Mapping[str, Recipient]
    to: tuple[str, ...]
    cc: tuple[Copy, ...] = ()

    def copies(self, named: frozenset[str]) -> tuple[Recipient, ...]:
        """The recipients of copies when units of these kinds are named, Party first, courts last."""
        order = ("party", "congress", "government", "cppcc", "court", "department")
        found = [
            self.recipients[c.recipient] for c in self.cc if c.when_named is None or c.when_named in named
        ]
        return tuple(sorted(found, key=lambda recipient: order.index(recipient.group)))

    def unknown(self) -> Iterator[str]:
        """The recipients that rules speak of and the address book doesn't hold."""
        for name in (*self.to, *(copy.recipient for copy in self.cc)):
            if name not in self.recipients:
                yield name
