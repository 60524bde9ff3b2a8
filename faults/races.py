"""Two people decide at once: exactly one wins, the other gets a Conflict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from courtqa.errors import Conflict
from courtqa.storage import Docket, verify_file
from faults.court import OFFICER, START, policy, scratch, subject
from faults.figure import Figure
from faults.processes import servers, start

__all__ = ["run"]

RACES, LAPS = 10_000, 250  # in all; for one proceeding


def race(say: Callable[..., None], file: str, proceedings: tuple[str, ...], laps: int) -> None:
    """For each version of each proceeding in turn, try to be the one who acts on it."""
    with Docket(file, policy=policy()) as docket:
        for proceeding in proceedings:
            for version in range(1, laps + 1):
                while docket.proceeding(proceeding).version < version:
                    pass  # the other is ahead of us by nothing: wait for our turn to contend
                try:
                    docket.record(proceeding, "annotate", by=OFFICER, at=START, expect=version)
                    say("won", proceeding, version)
                except Conflict:
                    say("lost", proceeding, version)


def run(scale: float, seed: int) -> Figure:
    """Two processes contend for every version of many proceedings."""
    context, races = servers("faults.races"), max(50, round(RACES * scale))
    laps = min(LAPS, races)
    with scratch() as folder:
        file = str(Path(folder) / "court.db")
        with Docket(file, policy=policy()) as docket:
            opened = [
                docket.open("review", subject=subject(f"{seed}-{number}"), by=OFFICER, at=START).id
                for number in range(races // laps)
            ]
        workers = [start(context, race, file, tuple(opened), laps) for _ in range(2)]
        outcomes: dict[tuple[str, str], Counter[str]] = {}
        for worker in workers:
            for said, proceeding, version in worker.lines():
                outcomes.setdefault((proceeding, version), Counter())[said] += 1
        verified = verify_file(file)
    fair = Counter({"won": 1, "lost": 1})
    return Figure(
        "two people decide at once",
        "exactly one wins, the other gets `Conflict`",
        {"races": len(outcomes)},
        {
            "with another outcome": sum(one != fair for one in outcomes.values()),
            "faults found by verify": len(verified.faults),
        },
    )
