"""Many events in batches: the writing of ``courtqa`` against raw ``executemany``, a hand-written CTE, and SQLModel.

What is to be written is decided beforehand, batch by batch, on a store in memory; each way then writes the same events,
one after another, into a database of its own. The floors are given the very rows: they seal and spell nothing. SQLModel
gets one block of ten, for it takes long. ``python -m benchmarks bulk``; ``COURTQA_BENCH_BULK`` says how many events.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.goals import at_least, at_most
from benchmarks.side_by_side import Timing, ratio, show
from courtqa.storage import SqliteStore
from courtqa.storage.memory import MemoryStore
from courtqa.storage.postgres import PostgresStore
from courtqa.storage.rows import EVENT, STEP, gathered
from courtqa.storage.sqlite import SETTINGS
from courtqa.testing.postgres import running_postgres
from courtqa.workflows import Docket, Entry, Store, ToOpen, ToRecord
from faults.court import OFFICER, START, policy, subject

BATCH, ROUNDS, COURT = 1_000, 10, "small_court"
COUNT = int(os.environ.get("COURTQA_BENCH_BULK", "100000"))
OURS, RAW = "courtqa on SQLite", "raw executemany of the same rows"
SERVER, BY_HAND, OBJECTS = "courtqa on PostgreSQL", "unnest CTE by hand", "SQLModel objects"
WHOLE = "courtqa on SQLite, decided and sealed too"
ACTED = """, acted AS (
    INSERT INTO courtqa.actor AS a (court, id, name, kind, tenures) SELECT %s, %s, %s, %s, %s
    ON CONFLICT (court, id) DO UPDATE SET name = excluded.name WHERE a.name <> excluded.name)"""
Way = Callable[[list[Entry]], float]


def decided(count: int) -> Iterator[tuple[int | None, list[ToRecord], list[Entry]]]:
    """Batches of entries: the openings first (without a block), then a remark in each review, round by round."""
    noted: list[Entry] = []
    docket = Docket(MemoryStore(), policy(), COURT)
    transact = docket.store.transact

    def listening(court: str, work: Any) -> Any:
        def heard(transaction: Any) -> Any:
            write_all = transaction.write_all
            transaction.write_all = lambda entries: (noted.extend(entries), write_all(entries))
            return work(transaction)

        return transact(court, heard)

    docket.store.transact = listening  # type: ignore[method-assign]
    blocks: list[list[str]] = []
    for block in range(count // (BATCH * ROUNDS)):
        noted.clear()
        asked = (ToOpen("review", subject(f"{block}-{n}"), OFFICER, START) for n in range(BATCH))
        opened = docket.open_many(asked, batch=BATCH)
        blocks.append([one.proceeding.id for one in opened if one.proceeding])
        yield None, [], list(noted)
    for number in range(ROUNDS):
        for block, ids in enumerate(blocks):
            noted.clear()
            items = [
                ToRecord(one, "annotate", OFFICER, START, data={"report": f"r{number}"}, key=f"k{number}")
                for one in ids
            ]
            docket.record_many(items, batch=BATCH)
            yield block, items, list(noted)


def by_store(store: Store) -> Way:
    def write(entries: list[Entry]) -> float:
        started = time.perf_counter()
        store.transact(COURT, lambda transaction: transaction.write_all(entries))
        return time.perf_counter() - started

    return write


def raw_sqlite(folder: Path) -> tuple[Way, Way]:
    """What opens, and what writes the same rows without us. A store that nobody times is listened to."""
    heard: list[tuple[str, list[Any]]] = []

    class Listening(sqlite3.Connection):
        def executemany(self, statement: str, values: Any, /) -> sqlite3.Cursor:
            rows = list(values)
            if rows:
                heard.append((statement, rows))
            return super().executemany(statement, rows)

    listened = by_store(SqliteStore(folder / "listened.db", connection=Listening))
    SqliteStore(folder / "raw.db").close()
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    for setting in SETTINGS:  # the very settings of ours
        raw.execute(setting)

    def write(entries: list[Entry]) -> float:
        heard.clear()
        listened(entries)
        started = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        for statement, rows in heard:
            raw.executemany(statement, rows)
        raw.execute("COMMIT")
        return time.perf_counter() - started

    return write, write


def by_hand(where: str) -> Way:
    """One statement for all: it moves the proceedings, adds the events, notes who acted."""
    import psycopg

    held = psycopg.connect(where, autocommit=True)
    moved, added = (*STEP, ("id", "text"), ("was", "int")), EVENT

    def arrays(columns: Any) -> str:
        return ", ".join(f"%s::{'text' if kind == 'date' else kind}[]" for _, kind in columns)

    statement = (
        "WITH moved AS (UPDATE courtqa.proceeding p SET "
        + ", ".join(f"{name} = r.{name}::{kind}" for name, kind in STEP)
        + f" FROM unnest({arrays(moved)}) AS r ({', '.join(name for name, _ in moved)})"
        + " WHERE p.court = %s AND p.id = r.id AND p.version = r.was)"
        + ACTED
        + f" INSERT INTO courtqa.event (court, {', '.join(name for name, _ in added)}) SELECT %s, r.*"
        + f" FROM unnest({arrays(added)}) AS r"
    )

    def write(entries: list[Entry]) -> float:
        rows, by = gathered(entries), entries[0].by
        assert by is not None
        steps = [list(values) for values in zip(*rows.steps, strict=True)]
        events = [list(values) for values in zip(*rows.events, strict=True)]
        values = (*steps, COURT, COURT, by.id, by.name, by.kind, "[]", COURT, *events)
        started = time.perf_counter()
        held.execute(statement, values, prepare=True)
        return time.perf_counter() - started

    return write


def objects(where: str) -> Way:
    """The same rows as objects of a session: read to be moved, added, committed."""
    from sqlmodel import Session, create_engine, select

    from courtqa.storage.schema import EventRow, ProceedingRow

    engine = create_engine(
        where.replace("postgresql://", "postgresql+psycopg://"),
        connect_args={"options": "-c search_path=courtqa"},
    )

    def write(entries: list[Entry]) -> float:
        rows = gathered(entries)
        names = [name for name, _ in EVENT]
        events = [dict(zip(names, row, strict=True)) for row in rows.events]
        steps = {row[-2]: row for row in rows.steps}
        started = time.perf_counter()
        with Session(engine) as session:
            for one in session.exec(select(ProceedingRow).where(ProceedingRow.id.in_(steps))):  # type: ignore[attr-defined]
                state, closed, unit, head, recorded, snapshot, _, _, version, _, _ = steps[one.id]
                one.state, one.closed, one.unit, one.head = state, closed, unit, head
                one.recorded_at, one.snapshot, one.version = recorded, snapshot, version
                session.add(one)
            session.add_all(EventRow(court=COURT, **event) for event in events)
            session.commit()
        return time.perf_counter() - started

    return write


def main(count: int = COUNT) -> None:
    count -= count % (BATCH * ROUNDS)
    with tempfile.TemporaryDirectory() as name, running_postgres(durable=True) as server:
        folder = Path(name)
        opening, writing = raw_sqlite(folder)
        places = {way: server.new_database() for way in (SERVER, BY_HAND, OBJECTS)}
        stores: dict[str, Store] = {
            OURS: SqliteStore(folder / "ours.db"),
            WHOLE: SqliteStore(folder / "whole.db"),
            **{way: PostgresStore(place) for way, place in places.items()},
        }
        openings: dict[str, Way] = {way: by_store(store) for way, store in stores.items()} | {RAW: opening}
        ways: dict[str, Way] = {
            OURS: openings[OURS],
            RAW: writing,
            SERVER: openings[SERVER],
            BY_HAND: by_hand(places[BY_HAND]),
            OBJECTS: objects(places[OBJECTS]),
        }
        whole = Docket(stores[WHOLE], policy(), COURT)
        spent: dict[str, list[float]] = {way: [] for way in (*ways, WHOLE)}
        for block, items, entries in decided(count):
            if block is None:
                for opens in openings.values():
                    opens(entries)
                continue
            gc.freeze()  # what was decided is nobody's work to look through
            for way, write in ways.items():
                if way != OBJECTS or block == 0:
                    spent[way].append(write(entries) / BATCH)
            if block == 0:
                started = time.perf_counter()
                whole.record_many(items, batch=BATCH)
                spent[WHOLE].append((time.perf_counter() - started) / BATCH)
    _tell(count, [Timing(way, statistics.median(each)) for way, each in spent.items()])


def _tell(count: int, timings: list[Timing]) -> None:
    size = f"{count:,} events, {BATCH:,} to a transaction"
    shown = [Timing(each.name, each.seconds * BATCH) for each in timings]
    show(f"{size}: a transaction", shown, ours=SERVER, goal="at most 1.5 of the floors, 0.1 of SQLModel")
    whole = {"decided and sealed too, of raw executemany": ratio(timings, WHOLE, RAW)}
    at_most("bulk on SQLite", RAW, ratio(timings, OURS, RAW), 1.5, size=size, beside=whole)
    at_most("bulk on PostgreSQL", BY_HAND, ratio(timings, SERVER, BY_HAND), 1.5, size=size)
    some = f"{count // ROUNDS if count > BATCH * ROUNDS else count:,} of {size}"
    at_least("bulk on PostgreSQL", OBJECTS, ratio(timings, OBJECTS, SERVER), 10, size=some)


if __name__ == "__main__":
    main()
