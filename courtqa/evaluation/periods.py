"""Months, quarters, half-years and years: the windows that measures are counted in."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Literal

from attrs import field, frozen

from courtqa.errors import NotAPeriod
from courtqa.text import Text

__all__ = ["Period", "PeriodKind", "month_number"]

PeriodKind = Literal["month", "quarter", "half", "year"]

_MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_FORMS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    ("year", re.compile(r"([0-9]{4})")),
    ("half", re.compile(r"([0-9]{4})H([12])")),
    ("quarter", re.compile(r"([0-9]{4})Q([1-4])")),
    ("month", re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")),
)
_HALVES = ("上半年", "下半年")
_QUARTERS = "一二三四"
_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def month_number(day: date) -> int:
    """The months since year 0: neighbours differ by one, across years too."""
    return day.year * 12 + day.month - 1


@frozen(order=True, repr=False)
class Period:
    """One calendar window: a month, a quarter, a half-year or a year.

    >>> half = Period.parse("2007H1")
    >>> half, half.first.isoformat(), half.last.isoformat()
    (Period('2007H1'), '2007-01-01', '2007-06-30')
    >>> str(half.same_last_year()), half.title.zh
    ('2006H1', '2007年上半年')
    """

    start: int  # the number of its first month, see month_number
    kind: PeriodKind = field(order=lambda kind: _MONTHS[kind])

    @classmethod
    def parse(cls, text: str | int | Period) -> Period:
        """The period written ``2007``, ``2007H1``, ``2007Q3`` or ``2007-05``; NotAPeriod otherwise."""
        if isinstance(text, Period):
            return text
        for kind, form in _FORMS:
            found = form.fullmatch(str(text))
            if found and int(found[1]) > 0:
                ordinal = int(found[2]) if kind != "year" else 1
                return cls(int(found[1]) * 12 + (ordinal - 1) * _MONTHS[kind], kind)
        raise NotAPeriod(str(text))

    @classmethod
    def holding(cls, day: date, kind: PeriodKind) -> Period:
        """The period of that kind which ``day`` falls in."""
        number = month_number(day)
        return cls(number - number % 12 % _MONTHS[kind], kind)

    @property
    def year(self) -> int:
        """The calendar year it lies in."""
        return self.start // 12

    @property
    def ordinal(self) -> int:
        """Which month, quarter or half of its year: counted from 1."""
        return self.start % 12 // _MONTHS[self.kind] + 1

    @property
    def end(self) -> int:
        """The number of the first month after it."""
        return self.start + _MONTHS[self.kind]

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.start % 12 + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        year, month = divmod(self.end - 1, 12)
        return date(year, month + 1, monthrange(year, month + 1)[1])

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> tuple[Period, ...]:
        """Its months, in order."""
        return tuple(Period(number, "month") for number in range(self.start, self.end))

    @property
    def title(self) -> Text:
        """Its name for a reader."""
        year, nth = self.year, self.ordinal
        if self.kind == "year":
            return Text(zh=f"{year}年", en=str(year))
        if self.kind == "half":
            return Text(zh=f"{year}年{_HALVES[nth - 1]}", en=f"{('first', 'second')[nth - 1]} half of {year}")
        if self.kind == "quarter":
            return Text(zh=f"{year}年第{_QUARTERS[nth - 1]}季度", en=f"quarter {nth} of {year}")
        return Text(zh=f"{year}年{nth}月", en=f"{_NAMES[nth - 1]} {year}")

    def contains(self, day: date) -> bool:
        """Whether ``day`` falls in it."""
        return self.first <= day <= self.last

    def same_last_year(self) -> Period:
        """The same window one year before (同期)."""
        return Period(self.start - 12, self.kind)

    def previous(self) -> Period:
        """The window of the same length just before (环比)."""
        return Period(2 * self.start - self.end, self.kind)

    def shifted(self, months: int) -> Period:
        """The window of the same length so many months later, or earlier: it need not begin with a quarter.

        >>> Period.parse("2007").shifted(-1).first.isoformat(), Period.parse("2007").shifted(-1).last.isoformat()
        ('2006-12-01', '2007-11-30')
        """
        return Period(self.start + months, self.kind)

    def split(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The shorter periods it is made of."""
        step = _MONTHS[kind]
        return tuple(Period(number, kind) for number in range(self.start, self.end, step))

    def __repr__(self) -> str:
        return f"Period({str(self)!r})"

    def __str__(self) -> str:
        if self.kind == "year":
            return f"{self.year:04d}"
        if self.kind == "month":
            return f"{self.year:04d}-{self.ordinal:02d}"
        return f"{self.year:04d}{'H' if self.kind == 'half' else 'Q'}{self.ordinal}"
