"""The tree over the ends of all chains (RFC 6962): its root, and the path that proves one leaf."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

__all__ = ["path_of", "tree_root"]


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree of these leaves; of none, the hash of nothing.

    >>> tree_root([]).hex()[:8], tree_root([b""]).hex()[:8]
    ('e3b0c442', '6e340b9c')
    """
    if not leaves:
        return sha256().digest()
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        level = _above(level)
    return level[0]


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The nodes beside the way from the leaf at ``index`` to the root; IndexError for a leaf that is not there."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    level, path = [sha256(b"\x00" + leaf).digest() for leaf in leaves], []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            path.append(level[beside])
        level, index = _above(level), index >> 1
    return path


def _above(level: list[bytes]) -> list[bytes]:
    """The level above: neighbours joined; one left over rises as it is, which is the tree of RFC 6962."""
    pairs = zip(level[::2], level[1::2], strict=False)
    made = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return made if len(level) % 2 == 0 else [*made, level[-1]]
