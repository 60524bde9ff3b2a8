"""The words of a stored statement, past its comments and spacing: what a table's clauses say, what a trigger watches."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["clauses", "watched", "words"]

_WORD = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|\w+|[<>=!|]+|\S""",
    re.DOTALL,
)
_TRIGGER = re.compile(r"CREATE (?:TEMP |TEMPORARY )?TRIGGER ", re.IGNORECASE)


def words(statement: str) -> list[str]:
    """Its words and signs in their order.

    >>> words('CREATE TRIGGER a AFTER INSERT ON /* x */ "Event" BEGIN SELECT 1; END')[5:8]
    ['ON', '"Event"', 'BEGIN']
    """
    return [word for word in _WORD.findall(statement) if not word.startswith(("--", "/*"))]


def clauses(statement: str) -> list[str]:
    """What stands before a table's columns, each column and constraint, and what stands behind; sorted, for an
    upgrade adds at the end.

    >>> clauses("CREATE TABLE a (b INTEGER, CHECK (b >= 1)) STRICT")
    ['CHECK ( b >= 1 )', 'CREATE TABLE a', 'STRICT', 'b INTEGER']
    """
    return sorted(" ".join(clause) for clause in _split(words(statement)))


def _split(said: list[str]) -> Iterator[list[str]]:
    depth, clause = 0, list[str]()
    for word in said:
        depth -= word == ")"
        if (word == "," and depth == 1) or (word in "()" and depth == 0):
            yield clause
            clause = []
        else:
            clause.append(word)
        depth += word == "("
    if clause:
        yield clause


def watched(statement: str) -> str | None:
    """The table that a trigger watches, in small letters; None of what is no trigger.

    >>> watched('CREATE TRIGGER "on host" AFTER UPDATE OF "a" ON main.[EVENT] BEGIN SELECT 1; END')
    'event'
    """
    said = words(statement)
    if _TRIGGER.match(" ".join(said)) is None:
        return None
    upper = [word.upper() for word in said]
    if "ON" not in upper:
        return None
    at = upper.index("ON") + 1
    if said[at + 1 : at + 2] == ["."]:
        at += 2
    named = said[at] if at < len(said) else ""
    return (named[1:-1] if named[:1] in "\"'`[" else named).lower()
