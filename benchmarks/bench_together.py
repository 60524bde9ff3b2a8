"""Durable events in a SQLite file when many ask at once: one commit each, and one for all who wait."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.goals import at_least
from benchmarks.side_by_side import interleaved, ratio, show
from courtqa.storage import SqliteStore
from courtqa.workflows import Docket, Together
from faults.court import OFFICER, START, policy, subject

SUBMITTERS, ROUNDS = 64, 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        docket = Docket(SqliteStore(Path(folder) / "court.db"), policy(), "small_court")
        ids = [
            docket.open("review", subject=subject(f"case-{number}"), by=OFFICER, at=START).id
            for number in range(SUBMITTERS)
        ]

        def noting(review: str) -> Callable[[Docket], object]:
            return lambda held: held.record(review, "annotate", by=OFFICER, at=START)

        def alone() -> object:
            return [noting(review)(docket) for review in ids]

        with Together(docket, most=SUBMITTERS) as together:

            def at_once() -> object:
                waiting = [together.submit(noting(review)) for review in ids]
                return [each.result() for each in waiting]

            timings = interleaved(
                {"one commit for all who wait": at_once, "a commit each": alone}, rounds=ROUNDS
            )
        docket.close()
    show(
        f"{SUBMITTERS} events asked for at once, SQLite at FULL",
        timings,
        ours="one commit for all who wait",
        goal="at most 0.2 of a commit each",
    )
    times = ratio(timings, "a commit each", "one commit for all who wait")
    each = next(one for one in timings if one.name == "a commit each")
    waited = {"of a commit each, the share in which it waits for the disk": 1 - each.busy / each.seconds}
    size = f"{SUBMITTERS} submitters at once"
    at_least("group commit, SQLite at FULL", "a commit each", times, 5, size=size, beside=waited)


if __name__ == "__main__":
    main()
