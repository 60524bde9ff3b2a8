"""Published figures, exactly: halves round away from zero, in integers, and percent is not points."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from courtqa.text import Lang, Text

__all__ = [
    "Change",
    "PercentChange",
    "PointsChange",
    "percent_change",
    "points_change",
    "printed",
    "ratio",
    "rounded",
]

Exact = int | Decimal | Fraction


def rounded(value: Exact, places: int = 2) -> Decimal:
    """``value`` with ``places`` decimals, halves away from zero, without passing through a float.

    >>> rounded(Fraction(1, 200)), rounded(Fraction(-1, 200)), rounded(Fraction(-1, 1000))
    (Decimal('0.01'), Decimal('-0.01'), Decimal('0.00'))
    """
    exact = Fraction(value) * 10**places
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    whole += 2 * rest >= exact.denominator
    sign = int(exact < 0 and whole > 0)
    return Decimal((sign, tuple(map(int, str(whole))), -places))


def printed(value: Exact, places: int = 2, *, signed: bool = False) -> str:
    """``value`` as it is printed: rounded, with a true minus sign, with a plus when ``signed``.

    >>> printed(Fraction(-374, 10), signed=True), printed(6, 0, signed=True)
    ('−37.40', '+6')
    """
    number = rounded(value, places)
    sign = "−" if number < 0 else "+" if signed and number > 0 else ""
    return f"{sign}{number.copy_abs():f}"


def ratio(numerator: int | Decimal | None, denominator: int | Decimal | None) -> Fraction | None:
    """The exact quotient; ``None`` when either side is missing or nothing came in.

    >>> ratio(140, 152), ratio(3, 0)
    (Fraction(35, 38), None)
    """
    if numerator is None or denominator is None or denominator == 0:
        return None
    return Fraction(numerator) / Fraction(denominator)


@frozen(order=True)
class PercentChange:
    """A relative change: ``Fraction(-374, 1000)`` is a fall of 37.4 percent of what was there before.

    >>> str(percent_change(500, 313)), percent_change(500, 313).sentence.zh
    ('−37.40 %', '下降37.40%')
    """

    share: Fraction

    @property
    def percent(self) -> Fraction:
        """The change in percent."""
        return self.share * 100

    def text(self, places: int = 2) -> Text:
        """The signed figure with its unit."""
        figure = printed(self.percent, places, signed=True)
        return Text(zh=f"{figure}%", en=f"{figure} %")

    @property
    def sentence(self) -> Text:
        """The change in words, as bulletins write it."""
        figure = printed(abs(self.percent))
        return _worded(self.share, zh=f"{figure}%", en=f"{figure} %")

    def to(self, lang: Lang) -> str:
        """The signed figure in ``lang``."""
        return self.text().to(lang)

    def __str__(self) -> str:
        return self.text().en


@frozen(order=True)
class PointsChange:
    """A difference of two shares, in percentage points. It never compares or adds with a percent change.

    >>> change = points_change(Fraction(6213, 10000), Fraction(6335, 10000))
    >>> str(change), change.to("zh"), change.sentence.en
    ('+1.22 pp', '+1.22 个百分点', 'up 1.22 percentage points')
    """

    points: Fraction

    def text(self, places: int = 2) -> Text:
        """The signed figure with its unit."""
        figure = printed(self.points, places, signed=True)
        return Text(zh=f"{figure} 个百分点", en=f"{figure} pp")

    @property
    def sentence(self) -> Text:
        """The change in words, as bulletins write it."""
        figure = printed(abs(self.points))
        return _worded(self.points, zh=f"{figure}个百分点", en=f"{figure} percentage points")

    def to(self, lang: Lang) -> str:
        """The signed figure in ``lang``."""
        return self.text().to(lang)

    def __str__(self) -> str:
        return self.text().en


Change = PercentChange | PointsChange


def percent_change(before: Exact | None, after: Exact | None) -> PercentChange | None:
    """The change relative to ``before``; ``None`` when there is nothing before to relate it to."""
    if before is None or after is None or before == 0:
        return None
    return PercentChange((Fraction(after) - Fraction(before)) / abs(Fraction(before)))


def points_change(before: Exact | None, after: Exact | None) -> PointsChange | None:
    """The difference of two shares (0.62 is 62 %) in percentage points; ``None`` when one is missing."""
    if before is None or after is None:
        return None
    return PointsChange((Fraction(after) - Fraction(before)) * 100)


def _worded(size: Fraction, *, zh: str, en: str) -> Text:
    if size == 0:
        return Text(zh="持平", en="unchanged")
    up = size > 0
    return Text(zh=f"{'上升' if up else '下降'}{zh}", en=f"{'up' if up else 'down'} {en}")
