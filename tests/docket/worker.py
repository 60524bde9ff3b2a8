"""A process of its own that works on a docket and says, line by line, what was acknowledged.

``worker.py write DB NAME``: open reviews and add remarks until killed.
``worker.py race DB PROCEEDING ROUNDS``: for each version in turn, try to be the one who acts on it.
``worker.py lapse DB``: claim every clock that ran out.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from courtqa.errors import Conflict
from courtqa.policy import load
from courtqa.storage import Docket
from courtqa.workflows import KINDS, OFFERS, Actor, Subject

START = datetime(2008, 1, 7, 1, tzinfo=UTC)
OFFICER = Actor.of("wang", "王某", "officer", unit="office")


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def write(docket: Docket, name: str) -> None:
    for number in count():
        subject = Subject("case", f"{name}-{number}", unit="civil_1")
        review = docket.open("review", subject=subject, by=OFFICER, at=START, key=f"{name}-{number}")
        say(review.id, f"{name}-{number}", review.version)
        for step in range(5):
            key = f"{name}-{number}-{step}"
            review = docket.record(review, "annotate", by=OFFICER, at=START, data={"report": key}, key=key)
            say(review.id, key, review.version)


def race(docket: Docket, proceeding: str, rounds: str) -> None:
    for version in range(1, int(rounds) + 1):
        try:
            docket.record(proceeding, "annotate", by=OFFICER, at=START, expect=version)
            say("won", version)
        except Conflict as conflict:
            say("lost", conflict.expected)


def lapse(docket: Docket) -> None:
    for event in docket.lapse(at=START + timedelta(60)):
        say(event.proceeding)


def main(what: str, where: str, *rest: str) -> None:
    policy = load(Path(__file__).parent / "pack", kinds=KINDS, offers=OFFERS)
    with Docket(where, policy=policy) as docket:
        say("ready")
        sys.stdin.readline()
        {"write": write, "race": race, "lapse": lapse}[what](docket, *rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
