"""Where a value stands: the file and line of every key and item of a document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from attrs import Factory, frozen

from courtqa.errors import Problem

__all__ = ["Document", "Path", "Place", "Value", "joined", "rule_path"]

Path: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = "bool | int | Decimal | str | list[Value] | dict[str, Value] | None"


@frozen(order=True)
class Place:
    """A line of a file."""

    file: str
    line: int


def joined(path: Path) -> str:
    """The path as people write it.

    >>> joined(("workflows", "case_review", "states", "filed"))
    'workflows/case_review/states/filed'
    """
    return "/".join(map(str, path))


def rule_path(path: str) -> str:
    """The path of a rule with slashes, where it was written with dots.

    >>> rule_path("deadlines.case_review.report")
    'deadlines/case_review/report'
    """
    return path.strip("/").replace(".", "/")


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
