"""Characters that must not stand in a rule, because a reader can't see them or is misled by them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

__all__ = ["hidden_characters"]

# Line feed, carriage return, tab and the ideographic space are ordinary in Chinese text files.
_ORDINARY = {ord(character): None for character in "\n\r\t\u3000\u00a0"}
_REFUSED = {
    "Cc": "a control character",
    "Cf": "an invisible character",
    "Co": "a private-use character",
    "Cs": "half of a character",
    "Zl": "an invisible line separator",
    "Zp": "an invisible paragraph separator",
}
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def hidden_characters(text: str) -> Iterator[tuple[int, str]]:
    r"""The offset of each character that is refused, with what it is.

    >>> list(hidden_characters("ab\u202ec"))
    [(2, 'a text-direction character (U+202E)')]
    """
    if text.translate(_ORDINARY).isprintable():
        return
    for offset, character in enumerate(text):
        if ord(character) not in _ORDINARY and (what := _refusal(character)):
            yield offset, f"{what} (U+{ord(character):04X})"


def _refusal(character: str) -> str | None:
    if character in _BIDI:
        return "a text-direction character"
    if (ord(character) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
        return "a character that Unicode never assigns"
    return _REFUSED.get(unicodedata.category(character))
