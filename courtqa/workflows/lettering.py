"""How wide words are and where they break, without asking any font: the same on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import east_asian_width

__all__ = ["gathered", "width", "wrapped"]

_NARROW = frozenset("iljtfrI.,:;'|!()[]/· -")
_BROAD = frozenset("mwMWABCDEGHKNOQRSUVXYZ&%@—…→↻")
_TOKENS = re.compile(r"[ -~À-ɏ'’]+?(?= |$|[⺀-￯])|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。、；：！？）》」』”’…/／·,.;:!?)")
_NEVER_LAST = frozenset("（《「『“‘(")


def width(text: str) -> float:
    """The width of a text in ems, a little generous.

    >>> width("评查")
    2.0
    """
    return sum(map(_em, text))


def _em(character: str) -> float:
    if east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.36
    return 0.74 if character in _BROAD else 0.58


def wrapped(text: str, ems: float) -> tuple[str, ...]:
    """The text in lines of about ``ems``; words stay whole, and no line begins or ends with the wrong mark.

    >>> wrapped("提交庭自查报告", 4), wrapped("the division's own review", 8)
    (('提交庭自', '查报告'), ("the division's", 'own review'))
    """
    lines, line = [], ""
    for token in _TOKENS.findall(text):
        if line and width(line + token) > ems and token[0] not in _NEVER_FIRST:
            kept = line.rstrip("".join(_NEVER_LAST))
            lines.append(kept.rstrip())
            line = (line[len(kept) :] + token).lstrip()
        else:
            line += token
    return tuple(filter(None, [*lines, line.rstrip()]))


def gathered(facts: Iterable[str], ems: float) -> tuple[str, ...]:
    """The facts, several on a line where they fit, apart where they don't.

    >>> gathered(["评查员", "10日内", "审判管理办公室工作人员"], 12)
    ('评查员 · 10日内', '审判管理办公室工作人员')
    """
    lines: list[str] = []
    for fact in facts:
        if lines and width(f"{lines[-1]} · {fact}") <= ems:
            lines[-1] += f" · {fact}"
        else:
            lines += wrapped(fact, ems)
    return tuple(lines)
