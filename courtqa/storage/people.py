"""Who is known to a docket: names and offices, kept beside the trail and free to be corrected."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from courtqa.storage.sqlite import SqliteStore
from courtqa.storage.statements import ACTOR
from courtqa.workflows import Actor, tenures

__all__ = ["enrol"]


def enrol(store: SqliteStore, court: str, actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Those of ``actors`` that were new or have changed: each now stands with this name and these offices.

    All of them or none are written. What they did before keeps the offices it was done in: those are in the trail.
    """
    wanted = tuple(actors)

    def work(held: sqlite3.Connection) -> tuple[Actor, ...]:
        rows = ((actor, (court, actor.id, actor.name, actor.kind, tenures(actor))) for actor in wanted)
        return tuple(actor for actor, row in rows if held.execute(ACTOR, row).rowcount > 0)

    return store.immediate(work)
