"""Numbers and dates as Chinese documents write them."""

from __future__ import annotations

from datetime import date

__all__ = ["count_han", "date_han", "date_zh", "level_label"]

_DIGITS = "〇一二三四五六七八九"


def date_zh(day: date) -> str:
    """The day in Arabic figures, year in full, no leading zero (GB/T 9704-2012, 7.3.5.4).

    >>> date_zh(date(2008, 4, 3))
    '2008年4月3日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def date_han(day: date) -> str:
    """The day in Han figures, as before 2012 and on judgments.

    >>> date_han(date(2008, 4, 3)), date_han(date(2010, 10, 20))
    ('二〇〇八年四月三日', '二〇一〇年十月二十日')
    """
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{count_han(day.month)}月{count_han(day.day)}日"


def count_han(number: int) -> str:
    """A number from 1 to 99 in Han figures.

    >>> [count_han(n) for n in (1, 10, 12, 20, 99)]
    ['一', '十', '十二', '二十', '九十九']
    """
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def level_label(level: int, ordinal: int) -> str:
    """The label of the ``ordinal``-th heading of a level (GB/T 9704-2012, 7.3.3).

    >>> [level_label(level, 3) for level in (1, 2, 3, 4)]
    ['三、', '（三）', '3.', '（3）']
    """
    return {
        1: f"{count_han(ordinal)}、",
        2: f"（{count_han(ordinal)}）",
        3: f"{ordinal}.",
        4: f"（{ordinal}）",
    }[level]
