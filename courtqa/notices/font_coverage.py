"""Which characters a font file holds: its ``cmap`` table, formats 4 and 12 (OpenType 1.9, cmap)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from struct import unpack_from

__all__ = ["characters_of", "uncovered"]


def uncovered(path: str, index: int, text: str) -> str:
    """The characters of the text that the font lacks, each once, in order of appearance."""
    known = characters_of(path, index)
    return "".join(c for c in dict.fromkeys(text) if ord(c) not in known and not c.isspace())


@lru_cache(maxsize=16)
def characters_of(path: str, index: int = 0) -> frozenset[int]:
    """The code points of a font, or of one font of a collection; empty if its table is of another kind."""
    data = Path(path).read_bytes()
    start = unpack_from(">L", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    table = _table(data, start)
    best = 0
    for at in range(unpack_from(">H", data, table + 2)[0]):
        platform, encoding, offset = unpack_from(">HHL", data, table + 4 + 8 * at)
        kind = unpack_from(">H", data, table + offset)[0]
        if (platform, encoding) in {(3, 10), (0, 4), (0, 6)} and kind == 12:
            return frozenset(_format_12(data, table + offset))
        if kind == 4:
            best = table + offset
    return frozenset(_format_4(data, best)) if best else frozenset()


def _table(data: bytes, start: int) -> int:
    for at in range(unpack_from(">H", data, start + 4)[0]):
        tag, _, offset, _ = unpack_from(">4sLLL", data, start + 12 + 16 * at)
        if tag == b"cmap":
            return int(offset)
    raise ValueError("a font without a cmap table")


def _format_12(data: bytes, at: int) -> set[int]:
    found: set[int] = set()
    for group in range(unpack_from(">L", data, at + 12)[0]):
        first, last, _ = unpack_from(">LLL", data, at + 16 + 12 * group)
        found.update(range(first, last + 1))
    return found


def _format_4(data: bytes, at: int) -> set[int]:
    double = unpack_from(">H", data, at + 6)[0]
    found: set[int] = set()
    for segment in range(0, double, 2):
        last = unpack_from(">H", data, at + 14 + segment)[0]
        first = unpack_from(">H", data, at + 16 + double + segment)[0]
        if first != 0xFFFF:
            found.update(range(first, last + 1))
    return found
