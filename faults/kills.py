"""kill -9 at random, in a loop: nothing acknowledged is lost, no step is half done."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from courtqa.storage import Docket, verify_file
from faults.court import acknowledged, policy, scratch
from faults.figure import Figure
from faults.processes import servers, start

__all__ = ["run"]

LIVES, FEWEST, MOST, LATEST = (
    1_000,
    20,
    90,
    0.005,
)  # lines heard before the kill, then so many seconds at most


def write(say: Callable[..., None], file: str, name: str) -> None:
    """Write until killed; each acknowledged event is a line."""
    with Docket(file, policy=policy()) as docket:
        for triple in acknowledged(docket, name):
            say(*triple)


def run(scale: float, seed: int) -> Figure:
    """Let processes write to one file, kill each at a random moment, and look whether what they were told is there."""
    chance, lives, context = random.Random(seed), max(3, round(LIVES * scale)), servers("faults.kills")
    said: set[tuple[str, str, int]] = set()
    with scratch() as folder:
        file = str(Path(folder) / "court.db")
        Docket(file, policy=policy()).close()
        for life in range(lives):
            worker = start(context, write, file, f"life{life}")
            worker.heard(chance.randint(FEWEST, MOST))
            worker.kill_after(chance.uniform(0, LATEST))
            said |= {(proceeding, key, int(seq)) for proceeding, key, seq in worker.lines()}
        with closing(sqlite3.connect(file)) as raw:
            kept = set(raw.execute("SELECT proceeding, idem, seq FROM event"))
            whole = raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        verified = verify_file(file)
    return Figure(
        "kill -9 at random, in a loop",
        "no acknowledged event lost, no half step",
        {"kills": lives, "acknowledged events": len(said)},
        {"lost": len(said - kept), "half steps": len(verified.faults), "files damaged": int(not whole)},
    )
