"""Where lines break in a title, and how wide text is, in characters of the grid."""

from __future__ import annotations

import unicodedata
from math import ceil

__all__ = [
    "PLAIN_MARK",
    "TITLE_WIDTH",
    "addressed_below",
    "mark_lines",
    "signature_places",
    "title_lines",
    "width",
]

TITLE_WIDTH = 19  # characters of 22 pt in the 156 mm of a line, with some air
MOST_TO = 6  # lines of addressees that leave room for text under the head of page 1
PLAIN_MARK = "文件"
_NO_START = set("，。、；：？！）》」』】〕”’%％的了")
# Words that titles of notices are made of: a line may begin with one and must not tear one.
_WORDS = [
    "案件",
    "情况",
    "工作",
    "落实",
    "检查",
    "清理",
    "审判",
    "质量",
    "问题",
    "纪律",
    "作风",
    "信访",
    "涉诉",
    "违反",
    "规定",
    "法院",
    "季度",
    "上半年",
    "下半年",
    "开展",
    "进一步",
    "加强",
    "通报",
    "决定",
    "通知",
]
_NO_END = set("（《「『【〔“‘第关于")


def width(text: str) -> float:
    """The width of the text in full-width characters.

    >>> width("2007年")
    3.0
    """
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def signature_places(org: str, day: str, *, sealed: bool, chars: int = 28) -> tuple[float, float]:
    """Where the issuer and the day begin, in characters from the left (GB/T 9704-2012, 7.3.5.1 and 7.3.5.2).

    >>> signature_places("哈尔滨市中级人民法院", "2008年4月2日", sealed=False)
    (16.0, 18.0)
    >>> signature_places("哈尔滨市中级人民法院", "2008年4月2日", sealed=True)
    (16.0, 18.0)

    A draft has no day yet: its issuer stands where it will not run over the edge.

    >>> signature_places("哈尔滨市中级人民法院", "", sealed=True)
    (14.0, 24.0)
    """
    long, dated = width(org), width(day)
    if sealed:
        day_at = chars - 4 - dated
        org_at = day_at + dated / 2 - long / 2 if day else day_at - long
    elif dated > long:
        day_at = chars - 2 - dated
        org_at = day_at - 2
    else:
        org_at = chars - 2 - long
        day_at = org_at + 2
    return max(org_at, 0.0), max(day_at, 0.0)


def addressed_below(to: tuple[str, ...], chars: int = 28) -> bool:
    """Whether the addressees are too many for page 1 to show the text: they then stand over 抄送 (7.3.2).

    >>> addressed_below(("各区、县（市）人民法院", "本院各部门")), addressed_below(("道里区人民法院",) * 31)
    (False, True)
    """
    return width("，".join(to)) + 1 > MOST_TO * chars


def mark_lines(
    org: str, series: str, title: str, org_pt: float, series_pt: float
) -> tuple[tuple[str, float], ...]:
    """The lines of the mark with their sizes in points, none wider than the type area.

    A document whose title is the name of its series carries the issuer alone, large: nothing is said twice. The plain
    mark of an office, 文件, stands on the issuer's line (7.2.4).

    >>> mark_lines("哈尔滨市中级人民法院", "督查通报", "关于落实情况的通报", 26, 42)
    (('哈尔滨市中级人民法院', 26), ('督查通报', 42))
    >>> mark_lines("哈尔滨市中级人民法院", "诫勉谈话通知书", "诫勉谈话通知书", 26, 42)
    (('哈尔滨市中级人民法院', 39.0),)
    >>> mark_lines("哈尔滨市中级人民法院", "文件", "关于提请免去刘某法官职务的议案", 26, 42)
    (('哈尔滨市中级人民法院文件', 32.5),)
    """
    if series == PLAIN_MARK:
        return ((org + series, _fitting(org + series, series_pt)),)
    if series == title or not series:
        return ((org, _fitting(org, series_pt)),)
    return (org, _fitting(org, org_pt)), (series, _fitting(series, series_pt))


def mark_spacing(line: str, points: float) -> int | None:
    """How far apart, in twips, the characters of a mark stand that would not fit with the usual five points.

    >>> mark_spacing("哈尔滨市中级人民法院文件", 32.5), mark_spacing("哈尔滨市中级人民法院", 39)
    (83, None)
    """
    room = 440 / width(line) - points
    return int(room * 20) if room < 5 else None


def _fitting(text: str, points: float) -> float:
    """The size, or the greatest half point at which the spaced line still fits 156 mm."""
    widest = 440 / (1.12 * max(width(text), 1))
    return points if points <= widest else int(widest * 2) / 2


def title_lines(title: str, limit: int = TITLE_WIDTH) -> tuple[str, ...]:
    """The title in lines of nearly equal length, upper ones longer (GB/T 9704-2012, 7.3.1: 梯形).

    Figures and Latin words are not torn apart, and no line starts with closing punctuation.

    >>> title_lines("关于2007年第四季度全市法院案件审判质量情况的通报")
    ('关于2007年第四季度全市法院', '案件审判质量情况的通报')
    """
    count = ceil(width(title) / limit)
    lines: list[str] = []
    rest = title
    while count > 1:
        target = width(rest) / count
        options = [at for at in range(1, len(rest)) if _may_break(rest, at) and width(rest[:at]) <= limit]
        if not options:
            break
        best = min(options, key=lambda at: abs(width(rest[:at]) - target - 0.6) + _tear(rest, at))
        lines.append(rest[:best])
        rest, count = rest[best:], count - 1
    return (*lines, rest)


def _tear(text: str, at: int) -> float:
    """How much a break hurts: nothing before a word that titles are made of, most inside one."""
    if any(text.startswith(word, at) for word in _WORDS):
        return 0.0
    inside = any(text.startswith(word, at - 1) for word in _WORDS)
    return 9.0 if inside else 3.0


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after in _NO_START or before in _NO_END:
        return False
    return not (before.isascii() and after.isascii() and before != " ")
