"""核验码: what is printed at the foot of a notice so that a reader can hold it against the court's trail."""

from __future__ import annotations

from typing import Protocol

__all__ = ["witness_of"]

SHOWN = 16  # characters of the seal: 64 bits, typed by hand


class Trailed(Protocol):
    """A trail, as far as its witness needs it."""

    def __len__(self) -> int: ...

    @property
    def head(self) -> str:
        """The seal of the last event."""
        ...


def witness_of(proceeding: str, trail: Trailed, checkpoint: int | None = None) -> str:
    """The proceeding, how many events it had, the head of its seal in fours, and the checkpoint that covers it.

    >>> class T(list):
    ...     head = "3f9a0c11d2e45b7788aa"
    >>> witness_of("notice_issue-2008-1", T(range(6)), 41)
    'notice_issue-2008-1/6/3f9a-0c11-d2e4-5b77/41'
    """
    head = "-".join(trail.head[at : at + 4] for at in range(0, SHOWN, 4))
    line = f"{proceeding}/{len(trail)}/{head}"
    return line if checkpoint is None else f"{line}/{checkpoint}"
