"""The process dies before each SQL statement in turn: a rerun with the same keys comes to the same bytes."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copy
from typing import Any

from courtqa.storage import SqliteStore, verify_file
from courtqa.workflows import Docket
from faults.court import CHIEF, JUDGE, LEADERS, OFFICER, START, policy, scratch, subject
from faults.figure import Figure

__all__ = ["run"]


class _Died(BaseException):
    """The process is gone."""


def _dying(nth: int) -> type[sqlite3.Connection]:
    """A connection that dies before its ``nth`` statement, and does nothing after that."""
    left = [nth]

    class Dying(sqlite3.Connection):
        def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
            left[0] -= 1
            if left[0] <= 0:
                raise _Died
            return super().execute(statement, values)

    return Dying


def _course(docket: Docket) -> None:
    """A review with every kind of write: opening, steps, clocks, approvals, a child, the end."""
    review = docket.open("review", subject=subject("one"), by=OFFICER, at=START, key="one")
    docket.lapse(at=START)
    for number, (event, by, data) in enumerate(
        [
            ("report", CHIEF, {"report": "已查"}),
            ("grade", OFFICER, {"grade": "poor"}),
            ("answer", JUDGE, {"grounds": "不服"}),
            ("close", LEADERS[0], {}),
            ("close", LEADERS[1], {}),
        ]
    ):
        docket.record(review.id, event, by=by, at=START, data=data, key=str(number))
    docket.open("review", subject=subject("two"), by=OFFICER, at=START, key="two")


def _content(file: Path) -> str:
    with closing(sqlite3.connect(file)) as raw:
        return "\n".join(raw.iterdump())


def run(scale: float, seed: int) -> Figure:
    """Die before every statement of a whole course, or of some; run it again; compare."""
    chance = random.Random(seed)
    died = differing = half = 0
    with scratch() as folder:
        laid, whole, file = (Path(folder) / f"{name}.db" for name in ("laid", "whole", "file"))
        SqliteStore(laid).close()
        copy(laid, whole)
        _play(whole, sqlite3.Connection)
        wanted = _content(whole)
        for nth in range(1, 10_000):
            if scale < 1 and nth > 1 and chance.random() > scale:
                continue
            for old in Path(folder).glob("file.db*"):
                old.unlink()
            copy(laid, file)
            try:
                _play(file, _dying(nth))
                break
            except _Died:
                died += 1
            half += not verify_file(file).ok
            _play(file, sqlite3.Connection)
            differing += _content(file) != wanted
    return Figure(
        "kill at every SQL statement",
        "a rerun with the same keys converges to the same bytes",
        {"statement points": died},
        {"other contents after the rerun": differing, "half steps": half},
    )


def _play(file: Path, connection: type[sqlite3.Connection]) -> None:
    store = SqliteStore(file, connection=connection)
    try:
        _course(Docket(store, policy(), "small_court"))
    finally:
        store.close()
