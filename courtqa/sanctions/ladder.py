"""A ladder: the measures a court may take against one of its own, from the mildest up, and what each needs."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from attrs import Factory, frozen

from courtqa.text import Text

__all__ = [
    "Exemption",
    "Factor",
    "Form",
    "Ground",
    "Hearing",
    "Ladder",
    "Length",
    "Limitation",
    "Remedy",
    "Rung",
]


@frozen
class Length:
    """A length of time. Months end on the corresponding day, or on the month's last."""

    count: int
    unit: Literal["calendar_day", "month"]

    def after(self, start: date) -> date:
        """The last day of the length; the first day is not counted.

        >>> Length(6, "month").after(date(2007, 8, 31)), Length(10, "calendar_day").after(date(2008, 4, 3))
        (datetime.date(2008, 2, 29), datetime.date(2008, 4, 13))
        """
        if self.unit == "calendar_day":
            return start + timedelta(days=self.count)
        year, month = divmod(start.year * 12 + start.month - 1 + self.count, 12)
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))

    @property
    def text(self) -> Text:
        """The length in words."""
        many = "" if self.count == 1 else "s"
        if self.unit == "month":
            return Text(zh=f"{self.count}个月", en=f"{self.count} month{many}")
        return Text(zh=f"{self.count}日", en=f"{self.count} day{many}")


@frozen
class Ground:
    """A way onto a rung: so many findings of a kind, or an indicator in a band.

    The band runs from ``at_least`` up to, not including, ``below``. Bands of the same finding or
    indicator meet without gap or overlap over the whole ladder.
    """

    title: Text
    finding: str | None = None
    indicator: str | None = None
    at_least: int | Decimal = 1
    below: int | Decimal | None = None
    minimum_n: int = 0
    note: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What is counted: ("finding", kind) or ("indicator", name)."""
        return ("finding", self.finding) if self.finding else ("indicator", self.indicator or "")

    def met_by(self, value: int | float | Fraction) -> bool:
        """Whether the value lies in the band; compared exactly."""
        exact = Fraction(value)
        return Fraction(self.at_least) <= exact and (self.below is None or exact < Fraction(self.below))


@frozen
class Remedy:
    """Where the person may have the decision looked at again, and how long the door stands open."""

    title: Text
    to: Text
    within: Length
    note: str | None = None


@frozen
class Form:
    """One of the forms that a measure may take, such as a warning; the later in the ladder the heavier."""

    title: Text
    lasts: Length


@frozen
class Rung:
    """One measure: on what grounds, by whom, for how long, and how it can be undone."""

    title: Text
    level: int
    grounds: Mapping[str, Ground]
    authority: tuple[str, ...]  # the roles that may decide; one of them is enough
    remedy: Remedy | None = None
    lasts: Length | None = None
    review: Length | None = None
    approvals: int = 0  # other persons who must have agreed
    approved_by: tuple[str, ...] = ()
    hearing: bool = True
    basis: Text | None = None  # the rule, quoted in refusals
    rule: str | None = None  # the series that says on which days the rule is in force
    procedure: str | None = None  # the workflow by which it is imposed
    severity: int | None = None  # its weight beside other editions of the ladder; none: its level
    forms: Mapping[str, Form] = Factory(dict)  # of which the decision names one
    note: str | None = None

    @property
    def weight(self) -> int:
        """How heavy it is, comparable between editions of its ladder."""
        return self.level if self.severity is None else self.severity


@frozen
class Exemption:
    """A cause for which nobody answers."""

    title: Text
    rule: Text


@frozen
class Factor:
    """A circumstance that speaks for or against; a person weighs it, the ladder only lists it."""

    title: Text
    weighs: Literal["aggravating", "mitigating"]


@frozen
class Hearing:
    """How a person is heard: how long they have to answer once notified."""

    answer_within: Length
    note: str | None = None


@frozen
class Limitation:
    """How long after the facts a measure may still be proposed. Without ``within`` no length was read anywhere."""

    rule: Text
    within: Length | None = None
    note: str | None = None


@frozen
class Ladder:
    """The rungs for one kind of office."""

    name: str
    since: date
    title: Text
    subjects: tuple[str, ...]  # the roles whose holders the ladder is for
    hearing: Hearing
    rungs: Mapping[str, Rung]
    exempt: Mapping[str, Exemption] = Factory(dict)
    factors: Mapping[str, Factor] = Factory(dict)
    findings: Mapping[str, Text] = Factory(dict)  # the kinds of finding, titled
    limitation: Limitation | None = None
    together_at_most: Length | None = None  # how long several measures may last together
    once: Text | None = None  # the rule that nobody answers twice for the same facts
    milder: Text | None = None  # the rule that the milder of two laws applies

    @property
    def ascending(self) -> tuple[tuple[str, Rung], ...]:
        """The rungs by name, from the mildest up."""
        return tuple(sorted(self.rungs.items(), key=lambda item: item[1].level))

    def grounds(self) -> Iterator[tuple[str, str, Ground]]:
        """All grounds with the names of rung and ground, from the mildest rung up."""
        for rung_name, rung in self.ascending:
            for name, ground in rung.grounds.items():
                yield rung_name, name, ground
