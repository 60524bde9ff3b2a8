"""That a commit outlasts a loss of power, however SQLite keeps its journal; and what our own connection never does."""

from __future__ import annotations

import sqlite3
from typing import Any

from courtqa.errors import StoreUnusable
from courtqa.text import Text

__all__ = ["EXTRA", "FULL", "enough", "only_adding"]

FULL, EXTRA = 2, 3  # PRAGMA synchronous

_KEPT = frozenset({"event", "directory", "mark", "checkpoint", "refusal"})
_STANDING = _KEPT | {"proceeding", "number", "tip", "outbox", "actor", "relation", "delegation", "meta"}
_SHAPING = frozenset(
    {
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_ATTACH,
        sqlite3.SQLITE_CREATE_TRIGGER,
        sqlite3.SQLITE_CREATE_VTABLE,
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_TRIGGER,
    }
)
_SETTLED = frozenset(
    {
        "foreign_keys",
        "ignore_check_constraints",
        "journal_mode",
        "recursive_triggers",
        "synchronous",
        "trusted_schema",
        "writable_schema",
    }
)


def enough(held: sqlite3.Connection, where: str) -> int:
    """The ``synchronous`` at which a commit outlasts a loss of power.

    Where SQLite deletes its journal to commit, at FULL the folder is not synced: the journal may be back when the power
    is, and undoes what was acknowledged. ``StoreUnusable`` where a file has no journal on the disk at all.
    """
    mode = str(held.execute("PRAGMA journal_mode").fetchone()[0])
    if mode in {"memory", "off"} and held.execute("PRAGMA database_list").fetchone()[2]:
        raise StoreUnusable(
            where,
            Text(
                zh=f"journal_mode={mode}，断电会损坏文件；请设为 WAL",
                en=f"with journal_mode={mode} a power cut damages the file; set it to WAL",
            ),
        )
    return EXTRA if mode == "delete" else FULL


def only_adding(action: int, first: str | None, second: str | None, *_: Any) -> int:
    """What SQLite asks before it compiles a statement: whether our connection may do such a thing.

    It may add to what was recorded, and neither change that nor take away what keeps it from being changed.
    """
    refused = (
        action in _SHAPING
        or (action == sqlite3.SQLITE_UPDATE and first in _KEPT | {"personal"})
        or (action == sqlite3.SQLITE_DELETE and first in _STANDING)
        or (action == sqlite3.SQLITE_PRAGMA and second is not None and str(first).lower() in _SETTLED)
    )
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK
