"""The same event twice: the same request gives the first result, another request under the key is an error."""

from __future__ import annotations

import random
from pathlib import Path

from courtqa.errors import IdempotencyMismatch
from courtqa.storage import Docket, verify_file
from faults.court import OFFICER, START, policy, scratch, subject
from faults.figure import Figure

__all__ = ["run"]

EVENTS, LAPS = 2_000, 100  # in all; for one proceeding


def run(scale: float, seed: int) -> Figure:
    """Deliver every event up to four times, by two dockets, now and then with another content."""
    chance, events = random.Random(seed), max(50, round(EVENTS * scale))
    again = mismatched = wrong = silent = 0
    with scratch() as folder:
        file = str(Path(folder) / "court.db")
        with Docket(file, policy=policy()) as first, Docket(file, policy=policy()) as second:
            for number in range(events):
                if number % LAPS == 0:
                    about = subject(f"twice-{number}")
                    review = first.open("review", subject=about, by=OFFICER, at=START, key=f"open-{number}")
                said, key = {"report": f"remark {number}"}, f"key-{number}"
                asked = {"by": OFFICER, "at": START, "key": key}
                review = first.record(review.id, "annotate", data=said, **asked)
                for _ in range(chance.randrange(1, 4)):
                    docket = chance.choice([first, second])
                    if chance.random() < 0.8:
                        again += 1
                        wrong += (
                            docket.record(review.id, "annotate", data=said, **asked).version != review.version
                        )
                        continue
                    mismatched += 1
                    try:
                        docket.record(review.id, "annotate", data={"report": "something else"}, **asked)
                        silent += 1
                    except IdempotencyMismatch:
                        pass
            opened = first.proceedings()
            doubled = sum(len(list(first.trail(one.id))) - 1 for one in opened) - events
        verified = verify_file(file)
    return Figure(
        "the same event twice",
        "same key and request: the first result; same key, other request: an error",
        {"repeats": again, "repeats with another content": mismatched},
        {
            "with another result": wrong,
            "mismatches let through": silent,
            "events doubled": doubled,
            "faults found by verify": len(verified.faults),
        },
    )
