"""Many writers at once on one file: no error, no step lost, no step twice."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from courtqa.storage import Docket, verify_file
from faults.court import acknowledged, policy
from faults.figure import Figure
from faults.processes import servers, start

__all__ = ["run"]

WRITERS, SECONDS = 8, 30.0


def write(say: Callable[..., None], file: str, name: str, seconds: float) -> None:
    """Write for so long; an error is a line of its own."""
    try:
        with Docket(file, policy=policy()) as docket:
            until = time.monotonic() + seconds
            for triple in acknowledged(docket, name):
                say(*triple)
                if time.monotonic() > until:
                    return
    except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
        say("error", type(error).__name__)


def run(scale: float, seed: int) -> Figure:
    """Eight processes write at once for a while."""
    context, seconds = servers("faults.writers"), max(1.0, SECONDS * scale)
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "court.db")
        Docket(file, policy=policy()).close()
        workers = [start(context, write, file, f"{seed}-{number}", seconds) for number in range(WRITERS)]
        lines = [line for worker in workers for line in worker.lines()]
        verified = verify_file(file)
    errors = [line for line in lines if line[0] == "error"]
    return Figure(
        "many writers on SQLite",
        "no error at 8 writers",
        {"writers": WRITERS, "acknowledged events": len(lines) - len(errors)},
        {"errors": len(errors), "faults found by verify": len(verified.faults)},
    )
