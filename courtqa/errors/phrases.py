"""English sentences with places in them, and what they are in Chinese: for what is composed in English alone.

What is wrong in a pack is said in some five hundred short sentences, in all rooms, each in two halves (found,
expected). Their Chinese stands in one file, ``complaints.zh.toml``, that a clerk can read through; a test holds that
no sentence in the code lacks its own there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

__all__ = ["Phrases", "complaints"]


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
        self._formed = [(english.split("{}"), chinese) for english, chinese in ordered]

    def chinese(self, sentence: str) -> str | None:
        """The sentence in Chinese, what stands in its places too where it is known; None for an unknown one."""
        told = self._plain.get(sentence)
        if told is not None:
            return told
        for pieces, chinese in self._formed:
            if all(piece in sentence for piece in pieces) and (held := _pattern(*pieces).fullmatch(sentence)):
                return self._filled(chinese, held.groups())
        return None

    def of_place(self, part: str) -> str:
        """What stands in a place: a name or a value in quotes as it is, words in Chinese where they are known."""
        quoted = part[:1] in {"'", '"', "`"} and part[-1] == part[0] and part.count(part[0]) == 2
        return part if quoted else self.chinese(part) or part

    def _filled(self, chinese: str, parts: Sequence[str]) -> str:
        """The Chinese with its places filled in: ``{}`` in their order, ``{1}`` in another; ``{=}`` word for word."""
        following = iter(parts)

        def put(place: re.Match[str]) -> str:
            part = parts[int(place[2])] if place[2] else next(following, "")
            return part if place[1] else self.of_place(part)

        return re.sub(r"\{(=?)(\d?)\}", put, chinese)


@cache
def complaints() -> Phrases:
    """What may be found wrong in rules, and what was expected."""
    import tomllib

    file = Path(__file__).with_name("complaints.zh.toml")
    return Phrases(tomllib.loads(file.read_text(encoding="utf-8")))


@cache
def _pattern(*pieces: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, pieces)), re.DOTALL)
