"""Many events in batches: decided, sealed and written by ``record_many``, and its rows alone by raw ``executemany``.

The floor is given the very rows, noted beforehand: it decides nothing, seals nothing and spells nothing. So the writing
of ``courtqa`` is compared with it on its own as well.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path
from shutil import copy
from typing import Any

from benchmarks.side_by_side import interleaved_afresh, show
from courtqa.storage import SqliteStore
from courtqa.storage.memory import MemoryStore
from courtqa.workflows import Docket, Entry, ToOpen, ToRecord
from faults.court import OFFICER, START, policy, subject

BATCH = 1_000


def course(docket: Docket, count: int) -> list[ToRecord]:
    """A remark in each of so many reviews, which are opened here."""
    opened = docket.open_many(
        (ToOpen("review", subject(f"case-{n}"), OFFICER, START) for n in range(count)), batch=BATCH
    )
    return [
        ToRecord(one.proceeding.id, "annotate", OFFICER, START, key="k") for one in opened if one.proceeding
    ]


def main(count: int = 5_000) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        laid = folder / "laid.db"
        store = SqliteStore(laid)
        items = course(Docket(store, policy(), "small_court"), count)
        store.close()
        entries = _entries(items, count)
        rows = _rows(laid, entries, folder)
        made = iter(range(10_000))

        def fresh() -> Path:
            file = folder / f"{next(made)}.db"
            copy(laid, file)
            return file

        def whole() -> Any:
            docket = Docket(SqliteStore(fresh()), policy(), "small_court")
            return lambda: docket.record_many(items, batch=BATCH)

        def writing() -> Any:
            held = SqliteStore(fresh())
            return lambda: [held.transact("small_court", lambda t, c=c: t.write_all(c)) for c in entries]

        def floor() -> Any:
            raw = sqlite3.connect(fresh(), isolation_level=None)
            raw.execute("PRAGMA synchronous = FULL")

            def run() -> None:
                for chunk in rows:
                    raw.execute("BEGIN IMMEDIATE")
                    for statement, values in chunk:
                        raw.executemany(statement, values)
                    raw.execute("COMMIT")

            return run

        ways = {"decide, seal, write": whole, "write": writing, "raw executemany of the same rows": floor}
        timings = interleaved_afresh(ways, rounds=3)
    show(f"{count:,} events, {BATCH:,} to a transaction", timings, ours="write", goal="at most 1.5 times raw")


def _entries(items: list[ToRecord], count: int) -> list[list[Entry]]:
    """What is to be written of the same events, by batches: decided on a store in memory."""
    noted: list[Entry] = []
    docket = Docket(MemoryStore(), policy(), "small_court")
    course(docket, count)
    transact = docket.store.transact

    def listening(court: str, work: Any) -> Any:
        def heard(transaction: Any) -> Any:
            write_all = transaction.write_all
            transaction.write_all = lambda entries: (noted.extend(entries), write_all(entries))
            return work(transaction)

        return transact(court, heard)

    docket.store.transact = listening  # type: ignore[method-assign]
    docket.record_many(items, batch=BATCH)
    return [noted[first : first + BATCH] for first in range(0, len(noted), BATCH)]


def _rows(laid: Path, entries: list[list[Entry]], folder: Path) -> list[list[tuple[str, list[Any]]]]:
    noted: list[list[tuple[str, list[Any]]]] = []

    class Listening(sqlite3.Connection):
        def executemany(self, statement: str, values: Any, /) -> sqlite3.Cursor:
            rows = list(values)
            if rows:
                noted[-1].append((statement, rows))
            return super().executemany(statement, rows)

    copy(laid, folder / "listened.db")
    held = SqliteStore(folder / "listened.db", connection=Listening)
    for chunk in entries:
        noted.append([])
        held.transact("small_court", lambda transaction, chunk=chunk: transaction.write_all(chunk))
    held.close()
    return noted


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
