"""Whether an SQLite file still has the tables and triggers that were laid, and values of the types they were laid for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import closing
from functools import cache
from typing import Any

from courtqa.storage.wording import clauses, watched

__all__ = ["misshapen"]

Rows = Callable[[str], Iterator[Sequence[object]]]
COMPUTED = -2  # what an index has for a column that is no column of its table
TYPES = {"INTEGER": "integer", "BOOLEAN": "integer"}  # whatever else is laid holds text
OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master"
RUNNING = """
SELECT id FROM proceeding NOT INDEXED WHERE year <> CAST(substr(opened_on, 1, 4) AS INTEGER)
OR (serial IS NOT NULL AND id GLOB parent || '-' || workflow || '-[0-9]*')
OR (parent IS NULL AND id GLOB workflow || '-[0-9]*-[0-9]*' AND id IS NOT workflow || '-' || year || '-' || serial)"""
STRAY = """
SELECT m.court, m.chain FROM (SELECT DISTINCT court, chain FROM mark) m WHERE
NOT EXISTS (SELECT 1 FROM proceeding p WHERE p.court = m.court AND p.id = m.chain) AND NOT (
m.chain = '@directory' AND EXISTS (SELECT 1 FROM directory d WHERE d.court = m.court))"""


def misshapen(rows: Rows) -> Iterator[str]:
    """What was not laid so. Tables, triggers and plain indexes that a host adds of its own are none of our business.

    A trigger on our tables is, however it spells their names, and an index that can refuse a row.
    A file of an earlier schema is judged after its upgrade.
    """
    laid, found = _laid(), _shape(rows)
    kept = [(_text(key), _text(value)) for key, value in rows("SELECT key, value FROM meta")]
    claimed = [value for key, value in kept if key == "schema"]
    if claimed != [_schema()]:
        if claimed == ["1"] and ("table", "mark") not in found:
            return
        yield f"it says that its schema is {', '.join(map(str, claimed)) or 'none'}"
    yield from (f"nobody wrote {key} into meta" for key, _ in kept if key != "schema")
    tables = {name for kind, name in laid if kind == "table"}
    for (kind, name), told in laid.items():
        if (kind, name) not in found:
            yield f"the {kind} {name} is gone"
        elif found[kind, name] != told:
            yield f"the {kind} {name} is not as it was laid"
    for (kind, name), told in found.items():
        if (kind, name) not in laid and watched(str(told[-1])) in tables:
            yield f"the trigger {name} was never laid"
    for table in sorted(tables):
        yield from _refusing(rows, table, laid)
        yield from _mistyped(rows, table)
    for (proceeding,) in rows(RUNNING):
        yield f"the running number of {_text(proceeding)} is not that of its name"
    for court, chain in rows(STRAY):
        yield f"there are marks of {_text(chain)} in {_text(court)}, which is not there"


def _mistyped(rows: Rows, table: str) -> Iterator[str]:
    wrong = {
        column: f'"{column}" IS NOT NULL AND typeof("{column}") <> \'{TYPES.get(kind, "text")}\''
        + (f' OR "{column}" NOT IN (0, 1)' if kind == "BOOLEAN" else "")
        for column, kind in _columns(table)
    }
    if not any(True for _ in rows(_asked(table, " OR ".join(wrong.values())))):
        return
    for column, condition in wrong.items():
        if any(True for _ in rows(_asked(table, condition))):
            yield f"in {table}, {column} holds a value of another type"


def _refusing(rows: Rows, table: str, laid: Container[tuple[str, str]]) -> Iterator[str]:
    """The indexes that a row of the table has to pass: unique ones, and those that compute."""
    for _, name, unique, *_, part in list(rows(f'PRAGMA index_list("{table}")')):
        called = _text(name)
        if ("index", called) in laid or called.startswith("sqlite_autoindex_"):
            continue
        columns = [row[1] for row in rows(f'PRAGMA index_xinfo("{_quoted(called)}")')]
        if unique or part or COMPUTED in columns:
            yield f"the index {called} was never laid"


def _asked(table: str, condition: str) -> str:
    return f"SELECT 1 FROM {table} NOT INDEXED WHERE {condition} LIMIT 1"  # noqa: S608 - our own names


def _shape(rows: Rows) -> dict[tuple[str, str], tuple[Any, ...]]:
    """By kind and name, what is laid: of a table its columns, keys and checks, of the others their words."""
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for kind, name, table, words in (map(_text, row) for row in rows(OBJECTS)):
        spelt = " ".join(str(words).split())  # an index that a table's own words demand has none
        told: tuple[Any, ...] = (table, spelt)
        if kind == "table" and watched(spelt) is None:
            told = (*_structure(rows, str(name)), clauses(spelt))
        found[str(kind), str(name)] = told
    return found


def _structure(rows: Rows, table: str) -> Iterator[Any]:
    quoted = _quoted(table)
    for asked in ("table_xinfo", "foreign_key_list"):
        yield [tuple(map(_text, row)) for row in rows(f'PRAGMA {asked}("{quoted}")')]
    for _, name, unique, origin, *_ in list(rows(f'PRAGMA index_list("{quoted}")')):
        if _text(origin) != "c":  # what the table itself demands
            columns = [_text(row[2]) for row in rows(f'PRAGMA index_info("{_text(name)}")')]
            yield unique, _text(origin), columns


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def _text(value: object) -> Any:
    return value.decode(errors="backslashreplace") if isinstance(value, bytes) else value


@cache
def _laid() -> dict[tuple[str, str], tuple[Any, ...]]:
    from courtqa.storage.laying import sqlite_statements  # brings SQLAlchemy along

    with closing(sqlite3.connect(":memory:")) as raw:
        for statement in sqlite_statements():
            raw.execute(statement)
        return _shape(raw.execute)


@cache
def _columns(table: str) -> tuple[tuple[str, str], ...]:
    return tuple((column[1], column[2]) for column in _laid()["table", table][0])


def _schema() -> str:
    from courtqa.storage.sqlite import SCHEMA

    return SCHEMA
