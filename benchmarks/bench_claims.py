"""Deadlines that passed, claimed by 8 workers at once on PostgreSQL: ``SKIP LOCKED`` against plain ``FOR UPDATE``.

Each worker is a process that claims through the docket's store, marks what it claimed and commits, until none is left;
the peer differs in the lock only. What was claimed is compared over all workers: each deadline once. Then the same with
the docket's own ``Worker``, which decides, seals and records each lapse: that much work hides the lock on few cores.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.context import ForkServerContext
from typing import Any

from benchmarks.goals import at_least, at_most
from benchmarks.side_by_side import Timing, ratio, show
from courtqa.storage import Docket
from courtqa.testing.postgres import running_postgres
from courtqa.workflows import ToOpen, Worker
from faults.court import OFFICER, START, policy, subject

WORKERS, DEADLINES, AT_ONCE = 8, 600, 4
LATER = START + timedelta(days=400)
SKIPPING, WAITING = "SKIP LOCKED", "plain FOR UPDATE"
LOCKS = {SKIPPING: " FOR UPDATE OF p, d SKIP LOCKED", WAITING: " FOR UPDATE OF p, d"}
GOAL = "SKIP LOCKED at least 2 times plain FOR UPDATE"
MARK = "UPDATE deadline SET status = 'lapsed' WHERE court = %s AND proceeding = ANY(%s)"


def marking(docket: Docket) -> list[str]:
    """Claim, mark and commit until nothing is left; whose deadlines."""
    found: list[str] = []

    def work(transaction: Any) -> list[str]:
        claimed = [armed.proceeding for armed in transaction.claim(LATER.date(), most=1)]
        transaction._change(MARK, (docket.court, claimed))
        return claimed

    while claimed := docket.store.transact(docket.court, work):
        found += claimed
    return found


def lapsing(docket: Docket) -> list[str]:
    """Lapse until nothing is left; whose deadlines."""
    found: list[str] = []
    while events := Worker(docket, most=AT_ONCE)._lapse(LATER):
        found += [event.proceeding for event in events]
    return found


def worker(where: str, lock: str, work: Callable[[Docket], list[str]], begin: Any, done: Any) -> None:
    """Wait for the others, then work; says what was claimed."""
    from courtqa.storage.postgres_transaction import PostgresTransaction

    PostgresTransaction._skip_proceedings = lock
    with Docket(where, policy=policy()) as docket:
        begin.wait()
        done.put(work(docket))


def taken(
    context: ForkServerContext, where: str, lock: str, work: Callable[[Docket], list[str]]
) -> tuple[float, int]:
    """Seconds from the moment that all are ready until the last is done, and how many were claimed more than once."""
    begin, done = context.Barrier(WORKERS + 1), context.Queue()
    workers = [context.Process(target=worker, args=(where, lock, work, begin, done)) for _ in range(WORKERS)]
    for each in workers:
        each.start()
    begin.wait()
    started = time.perf_counter()
    claimed = [each for _ in workers for each in done.get()]
    seconds = time.perf_counter() - started
    for each in workers:
        each.join()
    if len(set(claimed)) != DEADLINES:
        raise AssertionError(f"{len(set(claimed)):,} of {DEADLINES:,} were claimed")
    return seconds, len(claimed) - DEADLINES


def main() -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["faults.warm", "courtqa.storage", "psycopg"])
    with running_postgres(durable=True) as server:

        def measured(work: Callable[[Docket], list[str]], rounds: int) -> tuple[list[Timing], int]:
            times: dict[str, list[float]] = {name: [] for name in LOCKS}
            doubled = 0
            for _ in range(rounds):
                for name, lock in LOCKS.items():
                    where = server.emptied_database()
                    with Docket(where, policy=policy()) as docket:
                        docket.open_many(
                            ToOpen("review", subject(f"case-{n}"), OFFICER, START) for n in range(DEADLINES)
                        )
                    seconds, more = taken(context, where, lock, work)
                    times[name].append(seconds)
                    doubled += more
            return [Timing(name, statistics.median(each)) for name, each in times.items()], doubled

        claims, doubled = measured(marking, 3)
        lapses, more = measured(lapsing, 1)
    size = f"{DEADLINES:,} deadlines, {WORKERS} workers"
    show(f"{size}: claim, mark, commit", claims, ours=SKIPPING, goal=GOAL)
    show(f"{size}: claim, decide, seal, record", lapses, ours=SKIPPING, goal="none; the work hides the lock")
    work = "deadline claims on PostgreSQL, 8 workers"
    whole = {
        "the same where each lapse is decided and recorded, by so much": ratio(lapses, WAITING, SKIPPING)
    }
    at_least(work, "plain FOR UPDATE", ratio(claims, WAITING, SKIPPING), 2, size=size, beside=whole)
    at_most(work, "nothing claimed twice", doubled + more, 0, size=size, unit="twice")


if __name__ == "__main__":
    main()
