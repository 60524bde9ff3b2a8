"""A small court for the battery: its rules, its people, and a writer that says what was acknowledged."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from courtqa.policy import Policy, load
from courtqa.workflows import KINDS, OFFERS, Actor, Docket, Proceeding, Subject

__all__ = ["CHIEF", "JUDGE", "LEADERS", "OFFICER", "START", "acknowledged", "policy", "scratch", "subject"]

PACK = Path(__file__).parent.parent / "tests" / "docket" / "pack"
START = datetime(2008, 1, 7, 1, tzinfo=UTC)  # nine in the morning in Harbin
OFFICER = Actor.of("wang", "王某", "officer", unit="office")
CHIEF = Actor.of("liu", "刘某", "chief", unit="civil_1")
JUDGE = Actor.of("zhao", "赵某", "judge", unit="civil_1")
LEADERS = (Actor.of("sun", "孙某", "leader"), Actor.of("qian", "钱某", "leader"))


def scratch() -> TemporaryDirectory[str]:
    """A folder for a battery in which nothing hangs on the disk: in memory, where the machine has such a place."""
    memory = Path("/dev/shm")
    return TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)


@cache
def policy() -> Policy:
    """The rules of the small court."""
    return load(PACK, kinds=KINDS, offers=OFFERS)


def subject(name: str) -> Subject:
    """What a review is about."""
    return Subject("case", name, unit="civil_1", title=name)


def acknowledged(docket: Docket, name: str, *, steps: int = 12) -> Iterator[tuple[str, str, int]]:
    """Open reviews and add remarks without end; each triple (proceeding, key, version) is durable when it comes."""
    number = 0
    while True:
        key = f"{name}-{number}"
        review: Proceeding = docket.open("review", subject=subject(key), by=OFFICER, at=START, key=key)
        yield review.id, key, review.version
        for step in range(steps):
            key = f"{name}-{number}-{step}"
            review = docket.record(review, "annotate", by=OFFICER, at=START, data={"report": key}, key=key)
            yield review.id, key, review.version
        number += 1
