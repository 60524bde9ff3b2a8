"""Deadlines that passed, claimed by 8 workers at once on PostgreSQL: ``SKIP LOCKED`` against plain ``FOR UPDATE``.

Each worker is a process with the docket's own ``Worker``: it claims, decides, seals and records each lapse, and has the
seal marked by a key service that answers after 5 ms (``Keyring``: keys from outside the database), all under the lock; the
peer differs in the lock only. What was claimed is compared over all workers: each deadline once. Beside it the two ends:
the same with keys at hand, where few cores are busy with the work itself, and claims that are only marked and committed.
"""

from __future__ import annotations

import hmac
import multiprocessing
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.context import ForkServerContext
from typing import Any

from attrs import frozen

from benchmarks.goals import at_least, at_most
from benchmarks.side_by_side import Timing, ratio, show
from courtqa.storage import Docket
from courtqa.testing.postgres import running_postgres
from courtqa.workflows import ToOpen, Worker
from faults.court import OFFICER, START, policy, subject

WORKERS, DEADLINES, SERVED, AT_ONCE = 8, 600, 240, 4
ANSWER = 0.005  # seconds until the key service has answered
LATER = START + timedelta(days=400)
SKIPPING, WAITING = "SKIP LOCKED", "plain FOR UPDATE"
LOCKS = {SKIPPING: " FOR UPDATE OF p, d SKIP LOCKED", WAITING: " FOR UPDATE OF p, d"}
GOAL = "SKIP LOCKED at least 2 times plain FOR UPDATE"
MARK = "UPDATE deadline SET status = 'lapsed' WHERE court = %s AND proceeding = ANY(%s)"


@frozen
class KeyService:
    """Keys of which another machine makes the marks: each call waits for it."""

    wait: float = 0.0
    names: frozenset[str] = frozenset({"service"})

    def mark(self, message: bytes) -> tuple[str, str]:
        """The mark, once the service has answered."""
        time.sleep(self.wait)
        return "service", hmac.digest(b"of another machine", message, "sha256").hex()

    def holds(self, key: str, message: bytes, mark: str) -> bool:
        """Whether the mark is that of the service."""
        return key == "service" and self.mark(message)[1] == mark

    def signers(self, actor: str) -> frozenset[str]:  # noqa: ARG002
        """Nobody has to sign."""
        return frozenset()


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


Work = Callable[[Docket], list[str]]


def worker(where: str, lock: str, work: Work, keys: KeyService | None, begin: Any, done: Any) -> None:
    """Wait for the others, then work; says what was claimed."""
    from courtqa.storage.postgres_transaction import PostgresTransaction

    PostgresTransaction._skip_proceedings = lock
    with Docket(where, policy=policy(), keys=keys) as docket:
        begin.wait()
        done.put(work(docket))


def taken(
    context: ForkServerContext, where: str, lock: str, work: Work, keys: KeyService | None, count: int
) -> tuple[float, int]:
    """Seconds from the moment that all are ready until the last is done, and how many were claimed more than once."""
    begin, done = context.Barrier(WORKERS + 1), context.Queue()
    given = (where, lock, work, keys, begin, done)
    workers = [context.Process(target=worker, args=given) for _ in range(WORKERS)]
    for each in workers:
        each.start()
    begin.wait()
    started = time.perf_counter()
    claimed = [each for _ in workers for each in done.get()]
    seconds = time.perf_counter() - started
    for each in workers:
        each.join()
    if len(set(claimed)) != count:
        raise AssertionError(f"{len(set(claimed)):,} of {count:,} were claimed")
    return seconds, len(claimed) - count


def main() -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["faults.warm", "courtqa.storage", "psycopg"])
    with running_postgres(durable=True) as server:

        def measured(
            work: Work, rounds: int, *, count: int = DEADLINES, wait: float | None = None
        ) -> tuple[list[Timing], int]:
            times: dict[str, list[float]] = {name: [] for name in LOCKS}
            doubled = 0
            for _ in range(rounds):
                for name, lock in LOCKS.items():
                    where = server.emptied_database()
                    at_hand, served = (None, None) if wait is None else (KeyService(), KeyService(wait))
                    with Docket(where, policy=policy(), keys=at_hand) as docket:
                        docket.open_many(
                            ToOpen("review", subject(f"case-{n}"), OFFICER, START) for n in range(count)
                        )
                    seconds, more = taken(context, where, lock, work, served, count)
                    times[name].append(seconds)
                    doubled += more
            return [Timing(name, statistics.median(each)) for name, each in times.items()], doubled

        served, doubled = measured(lapsing, 3, count=SERVED, wait=ANSWER)
        lapses, more = measured(lapsing, 1)
        claims, still_more = measured(marking, 3)
    size = f"{SERVED:,} deadlines, {WORKERS} workers, marks by a key service that answers after {ANSWER * 1e3:.0f} ms"
    show(f"{size}: claim, decide, seal, record", served, ours=SKIPPING, goal=GOAL)
    many = f"{DEADLINES:,} deadlines, {WORKERS} workers"
    show(f"{many}: claim, decide, seal, record", lapses, ours=SKIPPING, goal="none; the work hides the lock")
    show(f"{many}: claim, mark, commit", claims, ours=SKIPPING, goal="none; next to nothing is held")
    work = "deadline claims on PostgreSQL, 8 workers"
    ends = {
        f"{DEADLINES:,} lapses with no service to wait for": ratio(lapses, WAITING, SKIPPING),
        f"{DEADLINES:,} claims with nothing done under the lock": ratio(claims, WAITING, SKIPPING),
    }
    at_least(work, "plain FOR UPDATE", ratio(served, WAITING, SKIPPING), 2, size=size, beside=ends)
    twice = doubled + more + still_more
    at_most(work, "nothing claimed twice", twice, 0, size=f"{many}, and those", unit="twice")


if __name__ == "__main__":
    main()
