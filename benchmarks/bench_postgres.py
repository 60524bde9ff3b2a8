"""A durable event in PostgreSQL with 1, 4 and 16 workers, each a process, against transactions written by hand.

By hand in psycopg, which decides nothing and seals nothing: SELECT … FOR UPDATE, look the key up, UPDATE the row, INSERT
the event, stop the deadline, note who acted, COMMIT, in the docket's own tables. Beside it the least that anybody could
do: two small tables, without deadlines, people, links of a chain, or an index that the step changes; by hand and with a
SQLModel session. Every way works on rows of its own, on the same server, which waits for the disk, and with workers that have
been at it for some events.
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
from courtqa.workflows import ToOpen
from faults.court import CHIEF, OFFICER, START, policy, subject

EVENTS, ROUNDS, WORKERS = 60, 3, (1, 4, 16)
BEFORE = 6  # events of each worker that nobody times: it knows the rules, and its connection the statements
OURS, HAND, LEAST, MODEL = "courtqa", "psycopg by hand", "two small tables by hand", "a SQLModel session"
LAY = """
CREATE TABLE by_hand (id text PRIMARY KEY, state text NOT NULL, version int NOT NULL, snapshot text NOT NULL);
CREATE TABLE by_hand_event (proceeding text NOT NULL, seq int NOT NULL, idem text, body text NOT NULL, hash text NOT NULL,
    PRIMARY KEY (proceeding, seq), UNIQUE (proceeding, idem))"""
BODY = '{"actor":{"id":"liu","roles":["chief"]},"kind":"step","payload":{"data":{"report":"r"}}}' * 5


def ours(where: str, ids: list[str], begin: Any) -> None:
    with Docket(where, policy=policy()) as docket:
        for number, each in enumerate(ids):
            if number == BEFORE:
                begin.wait()
            docket.record(each, "report", by=CHIEF, at=START, data={"report": f"r{number}"}, key=f"k{number}")


def by_hand(where: str, ids: list[str], begin: Any) -> None:
    import psycopg

    with psycopg.connect(where, autocommit=True) as held:
        for number, each in enumerate(ids):
            if number == BEFORE:
                begin.wait()
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


def same_rows(where: str, ids: list[str], begin: Any) -> None:
    """What the docket writes for such an event, in a transaction by hand."""
    import psycopg

    with psycopg.connect(where, autocommit=True, options="-c search_path=courtqa") as held:
        for number, each in enumerate(ids):
            if number == BEFORE:
                begin.wait()
            place, seal = ("small_court", each), f"{number:064x}"
            with held.transaction():
                row = held.execute(
                    "SELECT version, head, recorded_at, snapshot FROM proceeding WHERE court = %s AND id = %s FOR UPDATE",
                    place,
                ).fetchone()
                assert row is not None
                held.execute(
                    "SELECT seq, request FROM event WHERE court = %s AND proceeding = %s AND idem = %s",
                    (*place, f"k{number}"),
                )
                held.execute(
                    "UPDATE proceeding SET state = 'reported', version = version + 1, head = %s, recorded_at = %s, "
                    "snapshot = %s WHERE court = %s AND id = %s",
                    (seal, row[2], row[3], *place),
                )
                held.execute(
                    "INSERT INTO event (court, proceeding, seq, idem, request, body, prev, hash) "
                    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                    (*place, row[0] + 1, f"k{number}", seal, row[3], row[1], seal),
                )
                held.execute(
                    "DELETE FROM deadline WHERE court = %s AND proceeding = %s AND clock = 'report'", place
                )
                held.execute(
                    "INSERT INTO actor AS a (court, id, name, kind, tenures) VALUES ('small_court', 'liu', %s, 'human', %s) "
                    "ON CONFLICT (court, id) DO UPDATE SET name = excluded.name, tenures = excluded.tenures "
                    "WHERE NOT a.enrolled AND (a.name, a.tenures) <> (excluded.name, excluded.tenures)",
                    ("liu", "[]"),
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
    for number, each in enumerate(ids):
        if number == BEFORE:
            begin.wait()
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
    asked = (ToOpen("review", subject(f"{name}-{number}"), OFFICER, START) for number in range(count))
    with Docket(where, policy=policy()) as docket:
        return [each.proceeding.id for each in docket.open_many(asked) if each.proceeding is not None]


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
            HAND: (same_rows, reviews),
            LEAST: (by_hand, rows),
            MODEL: (by_sqlmodel, rows),
        }
        for workers in WORKERS:
            times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
            for lap in range(ROUNDS + 1):
                for name, (work, prepare) in ways.items():
                    ids = prepare(
                        where, (EVENTS + BEFORE) * workers, f"{name.replace(' ', '-')}-{workers}-{lap}"
                    )
                    shares = [ids[number::workers] for number in range(workers)]
                    spent = taken(context, work, where, shares)
                    if lap:
                        times[name].append(spent)
            size = f"{EVENTS * workers:,} events, {workers} worker{'s' * (workers > 1)}"
            timings = [
                Timing(name, *map(statistics.median, zip(*each, strict=True))) for name, each in times.items()
            ]
            goal = "at most 1.2 of psycopg by hand, which writes the same rows"
            show(f"Durable in PostgreSQL: {size}", timings, ours=OURS, goal=goal)
            told = f"{workers} worker{'s' * (workers > 1)}"
            beside = {
                f"ours of two small tables by hand, {told}": ratio(timings, OURS, LEAST),
                f"a SQLModel session of two small tables by hand, {told}": ratio(timings, MODEL, LEAST),
                f"processor time of our {told}, of psycopg by hand": ratio(timings, OURS, HAND, busy=True),
            }
            work = "durable event in PostgreSQL"
            at_most(work, f"{HAND}, {told}", ratio(timings, OURS, HAND), 1.2, size=size, beside=beside)
