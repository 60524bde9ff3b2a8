"""Writing many entries at once: one statement for each kind of row, not for each row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from courtqa.errors import Conflict
from courtqa.storage.rows import DIRECTORY, EVENT, MESSAGE, NEW, STEP, gathered
from courtqa.workflows import Current, Entry

if TYPE_CHECKING:
    import psycopg

__all__ = ["array", "postgres_rows", "sqlite_rows"]

COUNTED = "UPDATE proceeding SET version = version + 1 WHERE court = ? AND id = ? AND version = ?"
Columns = Sequence[tuple[str, str]]


Afterwards = list[tuple[str, Current]]  # the text of each proceeding, and how it stands now


def sqlite_rows(held: sqlite3.Connection, court: str, entries: Sequence[Entry]) -> Afterwards:
    """Write the proceedings, events, directory lines and messages of all entries, or raise ``Conflict``."""
    found = gathered(entries)
    held.executemany(_insert("proceeding", NEW), _of(court, found.new))
    for each in found.counted:
        _all(held.executemany(COUNTED, _of(court, each)).rowcount, each)
    places = ", ".join(f"{name} = ?" for name, _ in STEP)
    step = f"UPDATE proceeding SET {places} WHERE id = ? AND version = ? AND court = ?"  # noqa: S608 - names only
    _all(held.executemany(step, [(*row, court) for row in found.steps]).rowcount, found.steps)
    held.executemany(_insert("event", EVENT), _of(court, found.events))
    held.executemany(_insert("directory", DIRECTORY), _of(court, found.directory))
    held.executemany(_insert("outbox", MESSAGE), _of(court, found.messages))
    return found.after


def postgres_rows(cursor: psycopg.Cursor[Any], court: str, entries: Sequence[Entry]) -> Afterwards:
    """The same on PostgreSQL: each kind of row is one statement over arrays."""
    found = gathered(entries)

    def run(statement: str, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            arrays = [array(values) for values in zip(*rows, strict=True)]
            text = statement.format(
                names=", ".join(name for name, _ in columns),
                arrays=", ".join(f"%s::{'text' if kind == 'date' else kind}[]" for _, kind in columns),
                picked=", ".join(f"r.{name}::{kind}" for name, kind in columns),
                set=", ".join(f"{name} = r.{name}::{kind}" for name, kind in columns[: len(STEP)]),
            )
            cursor.execute(text, (court, *arrays), prepare=True)
            _all(cursor.rowcount, rows)

    def insert(table: str, order: str = "") -> str:
        return (
            f"INSERT INTO {table} (court, {{names}}) SELECT %s, {{picked}} "  # noqa: S608 - names only
            f"FROM unnest({{arrays}}) WITH ORDINALITY AS r ({{names}}, nth) ORDER BY nth{order}"
        )

    run(insert("proceeding"), NEW, found.new)
    for each in found.counted:
        counted = (
            "UPDATE proceeding p SET version = p.version + 1 FROM (SELECT %s) c (court), unnest({arrays}) AS r ({names}) "
            "WHERE p.court = c.court AND p.id = r.id AND p.version = r.was"
        )
        run(counted, (("id", "text"), ("was", "int")), each)
    step = (
        "UPDATE proceeding p SET {set} FROM (SELECT %s) c (court), unnest({arrays}) AS r ({names}) "
        "WHERE p.court = c.court AND p.id = r.id AND p.version = r.was"
    )
    run(step, (*STEP, ("id", "text"), ("was", "int")), found.steps)
    run(insert("event"), EVENT, found.events)
    run(insert("directory"), DIRECTORY, found.directory)
    run(insert("outbox"), MESSAGE, found.messages)
    return found.after


def array(values: Iterable[object]) -> str:
    r"""The values as PostgreSQL spells an array. A driver asks each value for its type, which takes most of the time.

    >>> array(["a", 'say "b"', None, 3, True])
    '{"a","say \\"b\\"",NULL,3,true}'
    """
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: object) -> str:
    if isinstance(value, str):
        if "\\" in value:
            value = value.replace("\\", "\\\\")
        return '"' + value.replace('"', '\\"') + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return "NULL" if value is None else str(value)


def _insert(table: str, columns: Columns) -> str:
    names = ", ".join(name for name, _ in columns)
    return f"INSERT INTO {table} (court, {names}) VALUES (?{', ?' * len(columns)})"  # noqa: S608 - names only


def _of(court: str, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(court, *row) for row in rows]


def _all(changed: int, rows: Sequence[tuple[Any, ...]]) -> None:
    """Every row was there as it was read."""
    if rows and changed != len(rows):
        name = next((str(value) for value in rows[0] if isinstance(value, str)), "-")
        raise Conflict(name, 0, 0)
