"""English sentences with places in them, and what they are in Chinese: for what is composed in English alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["Phrases"]


class Phrases:
    """Sentences by their English form, in which ``{}`` is a place for a name or a value.

    >>> known = Phrases({"no {} from {} on": "自 {1} 起没有 {0}", "text": "文本"})
    >>> known.chinese("no text from 2008 on"), known.chinese("something else")
    ('自 2008 起没有 文本', None)
    """

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self._plain = {english: chinese for english, chinese in pairs.items() if "{}" not in english}
        formed = ((english, chinese) for english, chinese in pairs.items() if "{}" in english)
        # what says most is tried first, so that a short form never swallows a longer sentence
        ordered = sorted(formed, key=lambda pair: -len(pair[0].replace("{}", "")))
        self._formed = [(_pattern(english), chinese) for english, chinese in ordered]

    def chinese(self, sentence: str) -> str | None:
        """The sentence in Chinese, what stands in its places too where it is known; None for an unknown one."""
        told = self._plain.get(sentence)
        if told is not None:
            return told
        for pattern, chinese in self._formed:
            held = pattern.fullmatch(sentence)
            if held is not None:
                parts = [part if (said := self.chinese(part)) is None else said for part in held.groups()]
                return _filled(chinese, parts)
        return None


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL)


def _filled(chinese: str, parts: list[str]) -> str:
    """The Chinese with its places ``{}``, in their order, or ``{0}``, ``{1}`` in another, filled in."""
    following = iter(parts)
    return re.sub(
        r"\{(\d?)\}", lambda place: parts[int(place[1])] if place[1] else next(following, ""), chinese
    )
