"""Where a value stands: the file and line of every key and item of a document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from attrs import Factory, frozen

from courtqa.errors import Problem

__all__ = ["Document", "Path", "Place", "Value", "dotted"]

Path: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = "None | bool | int | Decimal | str | list[Value] | dict[str, Value]"


@frozen(order=True)
class Place:
    """A line of a file."""

    file: str
    line: int


def dotted(path: Path) -> str:
    """The path as people write it.

    >>> dotted(("states", "open", "owner", 0))
    'states.open.owner.0'
    """
    return ".".join(map(str, path))


@frozen
class Document:
    """What a file says, and where it says it.

    ``unread`` holds the paths of values already reported as unreadable, so that nobody reports them twice.
    """

    value: Mapping[str, Value]
    places: Mapping[Path, Place]
    file: str
    unread: frozenset[Path] = Factory(frozenset)

    def place(self, path: Path) -> Place:
        """The place of ``path``, or of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return self.places.get((), Place(self.file, 1))

    def problem(self, path: Path, found: str, expected: str) -> Problem:
        """A fault of this document at ``path``."""
        place = self.place(path)
        return Problem(place.file, place.line, found, expected)
