"""What is attacked: an open file without its triggers, the notes outside, and which tables say what."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import frozen

from faults.kept import Kept

__all__ = ["LISTS", "OWNED", "TRAIL", "WORKING", "Attack", "Scene", "void"]

LISTS = ("actor", "relation", "delegation", "refusal", "number")
TRAIL = (
    *("event", "directory", "proceeding", "deadline", "mark", "tip", "personal", "checkpoint", "outbox"),
    *LISTS,
)
WORKING = {  # what workers note, under no seal, and the running number of a refusal, of which only the order is sealed
    ("deadline", "reminded"),
    ("refusal", "id"),
    *(("outbox", column) for column in ("id", "sent_at", "attempts", "retry_at", "failure")),
}
KNOWN = {"actor": "enrolled"}  # of others, who only acted, a name is kept that may be erased
OWNED = {
    "event": "proceeding",
    "directory": "proceeding",
    "deadline": "proceeding",
    "outbox": "proceeding",
} | {
    "personal": "proceeding",
    "mark": "chain",
    "tip": "chain",
    "proceeding": "id",
}


@frozen
class Scene:
    """The file that is attacked, open and without triggers, and the folder of notes outside."""

    raw: sqlite3.Connection
    folder: Path
    kept: Kept
    chance: random.Random

    def all(self, statement: str, *values: object) -> list[Any]:
        """The rows."""
        return self.raw.execute(statement, values).fetchall()

    def columns(self, table: str) -> list[str]:
        """The columns of a table."""
        return [row[1] for row in self.all(f"PRAGMA table_info({table})")]

    def sealed(self, table: str) -> list[str]:
        """The columns of a table but those that only a worker reads."""
        return [column for column in self.columns(table) if (table, column) not in WORKING]

    def row(self, table: str, where: str = "1") -> dict[str, Any]:
        """One row by chance, with its rowid."""
        where = f"({where}) AND {KNOWN[table]}" if table in KNOWN else where
        columns = ", ".join(f'"{column}"' for column in self.columns(table))
        rows = self.all(f"SELECT rowid, {columns} FROM {table} WHERE {where}")
        return dict(zip(["rowid", *self.columns(table)], self.chance.choice(rows), strict=True))

    def put(self, table: str, row: dict[str, Any], *, how: str = "INSERT") -> None:
        """A row written, without its rowid."""
        named = {key: value for key, value in row.items() if key != "rowid"}
        columns, marks = ", ".join(f'"{key}"' for key in named), ", ".join("?" * len(named))
        self.raw.execute(f"{how} INTO {table} ({columns}) VALUES ({marks})", tuple(named.values()))

    def change(self, table: str, rowid: int, column: str, value: object) -> None:
        """One cell written."""
        self.raw.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (value, rowid))


@frozen
class Attack:
    """A way to tamper. ``weight`` says how often it is tried among the others."""

    name: str
    act: Callable[[Scene], None]
    weight: int = 1
    triggers: str = "restored"  # afterwards, word for word; "kept": never dropped; "gone": left away


def void(_: object) -> None:
    """Nothing comes of it."""
