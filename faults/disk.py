"""A full disk: a typed error, nothing half-written, and work goes on when there is room."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from courtqa.errors import StoreUnusable
from courtqa.storage import SqliteStore, verify_file
from courtqa.workflows import Docket
from faults.court import OFFICER, START, policy, subject
from faults.figure import Figure

__all__ = ["run"]

FILLS, MOST_PAGES = 400, 3  # how often the disk fills up; pages of room each time, at most


class _Small(sqlite3.Connection):
    """A connection on a disk with a limit."""

    def room(self, pages: int) -> None:
        used = super().execute("PRAGMA page_count").fetchone()[0]
        super().execute(f"PRAGMA max_page_count = {used + pages}")

    def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
        return super().execute(statement, values)


def run(scale: float, seed: int) -> Figure:
    """Fill the disk again and again at another statement; look at what is there; make room and ask once more."""
    chance, fills = random.Random(seed), max(10, round(FILLS * scale))
    full = untyped = half = stuck = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "court.db"
        store = SqliteStore(file, connection=_Small)
        docket, held = Docket(store, policy(), "small_court"), store._connection()
        assert isinstance(held, _Small)
        for number in count():
            if full >= fills:
                break
            if number % 7 == 0:
                held.room(chance.randrange(MOST_PAGES + 1))
            key = f"{seed}-{number}"
            before = _size(file)
            try:
                _ask(docket, key)
                continue
            except StoreUnusable:
                full += 1
            except Exception:  # noqa: BLE001 - any other error is what must not happen
                untyped += 1
            half += _size(file) != before
            held.room(10_000)
            try:
                _ask(docket, key)
            except StoreUnusable:
                stuck += 1
        store.close()
        verified = verify_file(file)
    return Figure(
        "disk full",
        "a typed error, nothing half-written, works again when there is room",
        {"full disks": full},
        {
            "errors without a type": untyped,
            "half-written": half,
            "not working again": stuck,
            "faults found by verify": len(verified.faults),
        },
    )


def _ask(docket: Docket, key: str) -> None:
    long = "述" * 700
    review = docket.open("review", subject=subject(key), by=OFFICER, at=START, key=key)
    docket.record(review.id, "annotate", by=OFFICER, at=START, data={"report": long}, key=f"{key}-0")


def _size(file: Path) -> tuple[int, ...]:
    """How many rows each table of one step holds; an opening that stands alone is whole."""
    with closing(sqlite3.connect(file)) as raw:
        events = raw.execute("SELECT count(*) FROM event").fetchone()[0]
        rows = raw.execute("SELECT count(*) FROM directory").fetchone()[0]
        orphans = raw.execute(
            "SELECT count(*) FROM event LEFT JOIN proceeding ON proceeding.id = event.proceeding WHERE proceeding.id IS NULL"
        ).fetchone()[0]
    return orphans, int(rows > events)
