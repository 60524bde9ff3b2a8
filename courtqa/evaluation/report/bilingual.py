"""One drawing in two languages: drawn once, with room for the longer word, and every text in it in both.

Two drawings of the same figures differ in their words alone. So the two specifications are walked side by side, the
wider word of each pair is drawn, and then each such text is replaced by both, of which the page shows one.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from markupsafe import Markup

from courtqa.evaluation.charts import svg

__all__ = ["bilingual"]

_TEXT = re.compile(r">([^<>]+)</text>")


def bilingual(zh: dict[str, Any], en: dict[str, Any]) -> Markup | None:
    """The drawing with its texts in both languages; None where it must be drawn twice.

    That is so where the two differ in more than words, where one word stands for two, or where a text is broken into
    lines or cut short.
    """
    pairs: dict[str, tuple[str, str]] = {}
    try:
        told = _merged(zh, en, pairs)
    except _OtherwiseError:
        return None
    drawn = svg(told)
    shown = {unescape(text) for text in _TEXT.findall(drawn)}
    if any("…" in text and text not in pairs for text in shown):
        return None
    # The renderer escapes every text it draws; ours are escaped here.
    return Markup(_TEXT.sub(lambda found: _both(found[0], pairs.get(unescape(found[1]))), drawn))  # noqa: S704


class _OtherwiseError(Exception):
    """The two drawings differ in more than words."""


def _both(found: str, pair: tuple[str, str] | None) -> str:
    if pair is None:
        return found
    zh, en = (escape(text, quote=False) for text in pair)
    return f'><tspan class="zh">{zh}</tspan><tspan class="en">{en}</tspan></text>'


def _merged(zh: Any, en: Any, pairs: dict[str, tuple[str, str]]) -> Any:
    if isinstance(zh, dict) and isinstance(en, dict):
        if len(zh) != len(en):
            raise _OtherwiseError
        # data sets bear names made of their content: theirs are matched by their order
        return {
            name: _merged(one, other, pairs)
            for (name, other), one in zip(en.items(), zh.values(), strict=True)
        }
    if isinstance(zh, list) and isinstance(en, list):
        if len(zh) != len(en):
            raise _OtherwiseError
        return [_merged(one, other, pairs) for one, other in zip(zh, en, strict=True)]
    if isinstance(zh, str) and isinstance(en, str) and zh != en:
        return _word(zh, en, pairs)
    if zh != en:
        raise _OtherwiseError
    return en


def _word(zh: str, en: str, pairs: dict[str, tuple[str, str]]) -> str:
    if zh.startswith("data-") and en.startswith("data-"):
        return en
    wider = zh if _width(zh) > _width(en) else en
    if "|" in wider or pairs.setdefault(wider, (zh, en)) != (zh, en):
        raise _OtherwiseError
    return wider


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)
