"""PostgreSQL's connections terminated, its processes killed, the server restarted: nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from subprocess import CalledProcessError
from typing import TYPE_CHECKING, Any

from courtqa.errors import StoreUnusable
from courtqa.storage import Docket
from courtqa.testing.postgres import PostgresServer, running_postgres
from faults.court import acknowledged, policy
from faults.figure import Figure
from faults.processes import servers, start

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    import psycopg

__all__ = ["run"]

SECONDS, WRITERS, PAUSE, LOOK, PATIENCE = 120.0, 8, 0.08, 0.02, 5.0
WRITING = "SELECT pid FROM pg_stat_activity WHERE application_name = 'courtqa' AND pid <> pg_backend_pid()"
FIRST = (0.5, 0.05, 0.01)  # a connection, a process, the server: each is tried, however slow the machine
LATEST = 60.0  # seconds beyond those asked for, until each has been


def write(say: Callable[..., None], where: str, name: str, over: Event) -> None:
    """Write until it is over, whatever happens to the server; what was not acknowledged is asked again with its key."""
    life = 0
    while not over.is_set():
        try:
            with Docket(where, policy=policy()) as docket:
                for triple in acknowledged(docket, f"{name}-{life}"):
                    say("kept", *triple)
                    if over.is_set():
                        return
        except StoreUnusable:  # ten tries were not enough: the same keys are asked again
            say("again")
            time.sleep(0.2)
        except Exception as error:  # noqa: BLE001 - whatever else it is, it is counted
            say("error", type(error).__name__, str(error)[:80].replace("\n", " "))
            life += 1


def run(scale: float, seed: int) -> Figure:
    """Several writers on a server of our own, to which something happens as soon as one of them is at work again."""
    chance, seconds = random.Random(seed), max(6.0, SECONDS * scale)
    context = servers("faults.postgres")
    done = {"connections terminated": 0, "processes killed": 0, "restarts": 0}
    with running_postgres(durable=True) as server:
        where = server.new_database()
        Docket(where, policy=policy()).close()
        over = context.Event()
        workers = [start(context, write, where, f"{seed}-{number}", over) for number in range(WRITERS)]
        for worker in workers:
            worker.heard(1)
        began = time.monotonic()
        while (lasted := time.monotonic() - began) < seconds or (not all(done.values()) and lasted < LATEST):
            time.sleep(chance.uniform(0, 2 * PAUSE))
            for worker in workers:
                worker.keep_up()
            one_of_each = FIRST[sum(done.values())] if sum(done.values()) < len(FIRST) else None
            struck = _strike(server, where, chance, luck=one_of_each)
            if struck is not None:
                done[struck] += 1
        lasted = time.monotonic() - began
        over.set()
        lines = [line for worker in workers for line in worker.lines()]
        _awake(server)
        with Docket(where, policy=policy()) as docket:
            verified, rows = docket.verify(), _rows(where)
    said = [tuple(words) for kind, *words in lines if kind == "kept"]
    doubled = len(rows) - len({(proceeding, key) for proceeding, key, _ in rows})
    return Figure(
        "PostgreSQL terminated, killed, restarted",
        "nothing lost, nothing twice; an ambiguous commit is resolved by its key",
        {
            **done,
            "faults a minute": round(sum(done.values()) / lasted * 60),
            "acknowledged events": len(set(said)),
        },
        {
            "lost": len(set(said) - set(rows)),
            "doubled": doubled,
            "other errors": sum(kind == "error" for kind, *_ in lines),
            "faults found by verify": len(verified.faults),
        },
    )


def _strike(server: PostgresServer, where: str, chance: random.Random, *, luck: float | None) -> str | None:
    """One misfortune, at random or by the luck given; None if nobody was at work for it to befall."""
    import psycopg

    luck = chance.random() if luck is None else luck
    if luck < 0.03:
        server.stop("immediate")
        server.start()
        return "restarts"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(psycopg.Error), psycopg.connect(where, autocommit=True, connect_timeout=2) as held:
            while time.monotonic() < until:
                if not (pids := _writing(held)):
                    time.sleep(LOOK)
                elif luck >= 0.08:
                    if held.execute("SELECT pg_terminate_backend(%s)", (chance.choice(pids),)).fetchone() == (
                        True,
                    ):
                        return "connections terminated"
                elif _killed(chance.choice(pids)):
                    return "processes killed"
        time.sleep(LOOK)  # it is coming up again
    return None


def _killed(pid: int) -> bool:
    """Whether the process was there to be killed."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _writing(held: psycopg.Connection[Any]) -> list[int]:
    """The processes that serve the writers."""
    return [row[0] for row in held.execute(WRITING)]


def _awake(server: PostgresServer) -> None:
    with suppress(CalledProcessError):
        server.start()


def _rows(where: str) -> list[tuple[str, str, str]]:
    import psycopg

    with psycopg.connect(where) as held:
        found = held.execute("SELECT proceeding, idem, seq FROM courtqa.event").fetchall()
    return [(proceeding, key, str(seq)) for proceeding, key, seq in found]
