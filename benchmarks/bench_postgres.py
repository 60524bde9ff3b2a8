"""A durable event in PostgreSQL with 1, 4 and 16 workers, each a process, against transactions written by hand.

By hand: SELECT … FOR UPDATE, look the key up, INSERT the event, UPDATE the row, COMMIT, in psycopg. Then a SQLModel
session doing the same. Every way works on rows of its own, on the same server, which waits for the disk.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from typing import Any

from benchmarks.goals import at_most
from benchmarks.side_by_side import Timing, ratio, show
from courtqa.storage import Docket
from courtqa.testing.postgres import running_postgres
from faults.court import CHIEF, OFFICER, START, policy, subject

EVENTS, ROUNDS, WORKERS = 60, 3, (1, 4, 16)
OURS, HAND, MODEL = "courtqa", "psycopg by hand", "a SQLModel session"
LAY = """
CREATE TABLE by_hand (id text PRIMARY KEY, state text NOT NULL, version int NOT NULL, snapshot text NOT NULL);
CREATE TABLE by_hand_event (proceeding text NOT NULL, seq int NOT NULL, idem text, body text NOT NULL, hash text NOT NULL,
    PRIMARY KEY (proceeding, seq), UNIQUE (proceeding, idem))"""
BODY = '{"actor":{"id":"liu","roles":["chief"]},"kind":"step","payload":{"data":{"report":"r"}}}' * 5


def ours(where: str, ids: list[str], begin: Any) -> None:
    with Docket(where, policy=policy()) as docket:
        begin.wait()
        for number, each in enumerate(ids):
            docket.record(each, "report", by=CHIEF, at=START, data={"report": f"r{number}"}, key=f"k{number}")


def by_hand(where: str, ids: list[str], begin: Any) -> None:
    import psycopg

    with psycopg.connect(where, autocommit=True) as held:
        begin.wait()
        for number, each in enumerate(ids):
            with held.transaction():
                row = held.execute(
                    "SELECT state, version, snapshot FROM by_hand WHERE id = %s FOR UPDATE", (each,)
                ).fetchone()
                assert row is not None
                held.execute(
                    "SELECT seq FROM by_hand_event WHERE proceeding = %s AND idem = %s", (each, f"k{number}")
                )
                held.execute(
                    "INSERT INTO by_hand_event VALUES (%s, %s, %s, %s, %s)",
                    (each, row[1] + 1, f"k{number}", BODY, f"{number:064x}"),
                )
                held.execute(
                    "UPDATE by_hand SET state = 'reported', version = version + 1, snapshot = %s WHERE id = %s",
                    (BODY, each),
                )


def by_sqlmodel(where: str, ids: list[str], begin: Any) -> None:
    from sqlmodel import Field, Session, SQLModel, create_engine, select

    class Row(SQLModel, table=True):
        __tablename__ = "by_hand"
        id: str = Field(primary_key=True)
        state: str
        version: int
        snapshot: str

    class Event(SQLModel, table=True):
        __tablename__ = "by_hand_event"
        proceeding: str = Field(primary_key=True)
        seq: int = Field(primary_key=True)
        idem: str | None
        body: str
        hash: str

    engine = create_engine(where.replace("postgresql://", "postgresql+psycopg://"))
    begin.wait()
    for number, each in enumerate(ids):
        with Session(engine) as session:
            row = session.exec(select(Row).where(Row.id == each).with_for_update()).one()
            session.exec(select(Event).where(Event.proceeding == each, Event.idem == f"k{number}")).first()
            session.add(
                Event(
                    proceeding=each, seq=row.version + 1, idem=f"k{number}", body=BODY, hash=f"{number:064x}"
                )
            )
            row.state, row.version, row.snapshot = "reported", row.version + 1, BODY
            session.add(row)
            session.commit()


Work = Callable[[str, list[str], Any], None]


class Ready:
    """Waits for the others, and notes the processor time so far."""

    def __init__(self, barrier: Any) -> None:
        self.barrier, self.since = barrier, 0.0

    def wait(self) -> None:
        self.barrier.wait()
        self.since = time.process_time()


def worker(work: Work, where: str, share: list[str], barrier: Any, spent: Any) -> None:
    ready = Ready(barrier)
    work(where, share, ready)
    spent.put(time.process_time() - ready.since)


def taken(context: ForkServerContext, work: Work, where: str, shares: list[list[str]]) -> tuple[float, float]:
    """Seconds from the moment that all are ready until the last is done, and the workers' processor time."""
    begin, spent = context.Barrier(len(shares) + 1), context.SimpleQueue()
    workers = [context.Process(target=worker, args=(work, where, share, begin, spent)) for share in shares]
    for each in workers:
        each.start()
    begin.wait()
    started = time.perf_counter()
    busy = sum(spent.get() for _ in workers)
    seconds = time.perf_counter() - started
    for each in workers:
        each.join()
        assert each.exitcode == 0, work.__name__
    return seconds, busy


def reviews(where: str, count: int, name: str) -> list[str]:
    """New reviews that wait for their report."""
    with Docket(where, policy=policy()) as docket:
        return [
            docket.open("review", subject=subject(f"{name}-{number}"), by=OFFICER, at=START).id
            for number in range(count)
        ]


def rows(where: str, count: int, name: str) -> list[str]:
    """New rows of the tables by hand."""
    import psycopg

    ids = [f"{name}-{number}" for number in range(count)]
    with psycopg.connect(where, autocommit=True) as held:
        held.cursor().executemany(
            "INSERT INTO by_hand VALUES (%s, 'received', 1, %s)", [(one, BODY) for one in ids]
        )
    return ids


def main() -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["faults.warm", "courtqa.storage", "psycopg", "sqlmodel"])
    with running_postgres(durable=True) as server:
        where = server.new_database()
        Docket(where, policy=policy()).close()
        import psycopg

        with psycopg.connect(where, autocommit=True) as held:
            held.execute(LAY)
        ways: dict[str, tuple[Work, Callable[[str, int, str], list[str]]]] = {
            OURS: (ours, reviews),
            HAND: (by_hand, rows),
            MODEL: (by_sqlmodel, rows),
        }
        for workers in WORKERS:
            times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
            for lap in range(ROUNDS + 1):
                for name, (work, prepare) in ways.items():
                    ids = prepare(where, EVENTS * workers, f"{name.replace(' ', '-')}-{workers}-{lap}")
                    shares = [ids[number::workers] for number in range(workers)]
                    spent = taken(context, work, where, shares)
                    if lap:
                        times[name].append(spent)
            size = f"{EVENTS * workers:,} events, {workers} worker{'s' * (workers > 1)}"
            timings = [
                Timing(name, *map(statistics.median, zip(*each, strict=True))) for name, each in times.items()
            ]
            goal = "at most 1.2 of psycopg by hand; a SQLModel session was 2.1 to 4.8 of it in a trial"
            show(f"Durable in PostgreSQL: {size}", timings, ours=OURS, goal=goal)
            told = f"{workers} worker{'s' * (workers > 1)}"
            beside = {
                f"a SQLModel session, {told}, of psycopg by hand": ratio(timings, MODEL, HAND),
                f"processor time of our {told}, of psycopg by hand": ratio(timings, OURS, HAND, busy=True),
            }
            work = "durable event in PostgreSQL"
            at_most(work, f"{HAND}, {told}", ratio(timings, OURS, HAND), 1.2, size=size, beside=beside)
