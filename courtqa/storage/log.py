"""Whether the log beside an SQLite file (``-wal``) is damaged: SQLite reads it up to the first frame that does not hold.

What stands behind that frame is passed over without a word, acknowledged or not. Where commits are waited for, at most one
of them can be on its way when the power goes; two or more behind a broken frame are commits that were lost.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["lost_commits"]

HEAD, FRAME, MAGIC = 32, 24, 0x377F0682
LONGEST = 1 << 26  # bytes that are looked at; a longer log is one that is just being written in bulk
UNDER_WAY = 1


def lost_commits(file: str) -> Iterator[str]:
    """What the log holds that nobody will ever read again."""
    whole = b""
    with suppress(OSError):
        log = Path(f"{file}-wal")
        whole = log.read_bytes() if log.stat().st_size <= LONGEST else b""
    if len(whole) <= HEAD:
        return
    magic, _, size, _, *said = struct.unpack_from(">8I", whole)
    if magic & ~1 != MAGIC or not 512 <= size <= 65_536:
        return
    order, salts = ">II" if magic & 1 else "<II", tuple(said[:2])
    sums = _summed(order, (0, 0), whole[:24])
    holds, lost = sums == tuple(said[2:]), 0
    for at in range(HEAD, len(whole) - FRAME - size + 1, FRAME + size):
        _, committed, *frame = struct.unpack_from(">6I", whole, at)
        if holds:
            sums = _summed(order, sums, whole[at : at + 8])
            sums = _summed(order, sums, whole[at + FRAME : at + FRAME + size])
            holds = (*salts, *sums) == tuple(frame)
        if not holds and committed and tuple(frame[:2]) == salts:
            lost += 1
    if lost > UNDER_WAY:
        yield f"the log beside it is damaged: {lost} commits behind the damage are lost"


def _summed(order: str, sums: tuple[int, int], block: bytes) -> tuple[int, int]:
    one, other = sums
    for first, second in struct.iter_unpack(order, block):
        one = (one + first + other) & 0xFFFFFFFF
        other = (other + second + one) & 0xFFFFFFFF
    return one, other
