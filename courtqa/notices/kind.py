"""A kind of notice: its series and number, its fields, its template, who signs, whom it may name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import Factory, frozen

from courtqa.notices.register import Number
from courtqa.text import Text

__all__ = [
    "PENDING",
    "TELLS",
    "Frequency",
    "Naming",
    "NoticeField",
    "NoticeKind",
    "NumberScheme",
    "Tells",
    "Unnamed",
]

Naming = Literal["person", "unit", "none"]
FieldType = Literal[
    "text", "texts", "choice", "date", "integer", "decimal", "person", "persons", "unit", "units", "records"
]
Tells = Literal["finding", "hearing", "article", "authority", "term", "window", "body"]
TELLS: Mapping[Tells, Text] = {
    "finding": Text(zh="所依认定", en="the findings relied on"),
    "hearing": Text(zh="听取陈述申辩的情况", en="how the person was heard"),
    "article": Text(zh="依据的条款", en="the article it stands on"),
    "authority": Text(zh="决定机关", en="who decided"),
    "term": Text(zh="起止或者复查的日期", en="until when, or when it is looked at again"),
    "window": Text(zh="救济期限", en="how long it can be contested"),
    "body": Text(zh="救济的受理机关", en="who hears whoever contests it"),
}
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
    tells: Tells | None = None  # what of a measure against a person this field says
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
class Frequency:
    """No more than so many issues of a series within so many months."""

    issues: int
    months: int


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
    at_most: Frequency | None = None
    serves: Mapping[str, tuple[str, ...]] = Factory(dict)  # workflow: the steps it is served for
    example: Mapping[str, object] = Factory(dict)
