"""What the docket does to a database: its statements with their values, and the moments of acknowledgement."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from attrs import define, field

from courtqa.storage import SqliteStore
from courtqa.workflows import Docket
from faults.court import acknowledged, policy

__all__ = ["Acknowledged", "FolderSynced", "Line", "Said", "recorded"]


@define
class Said:
    """One statement."""

    statement: str
    values: tuple[Any, ...] = ()


@define
class Acknowledged:
    """From here on this event must survive."""

    proceeding: str
    key: str
    seq: int


@define
class FolderSynced:
    """From here on the files that are there stay, and those taken away are gone."""


Line = Said | Acknowledged | FolderSynced


@define
class _Log:
    lines: list[Line] = field(factory=list)


def recorded(events: int, name: str) -> list[Line]:
    """The statements of a docket that opens and remarks until so many events are acknowledged."""
    log = _Log()

    class Listening(sqlite3.Connection):
        def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
            log.lines.append(Said(statement, tuple(values)))
            return super().execute(statement, values)

    class Noting(SqliteStore):
        def _sync_folder(self) -> None:
            super()._sync_folder()
            log.lines.append(FolderSynced())

    with tempfile.TemporaryDirectory() as folder:
        store = Noting(Path(folder) / "court.db", connection=Listening)
        docket = Docket(store, policy(), "small_court")
        for number, (proceeding, key, seq) in enumerate(acknowledged(docket, name, steps=6), start=1):
            log.lines.append(Acknowledged(proceeding, key, seq))
            if number == events:
                break
        store.close()
    return log.lines
