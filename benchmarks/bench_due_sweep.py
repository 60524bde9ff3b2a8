"""The clocks that are due, among a million that are not: by the index, and by looking at each."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

from benchmarks.goals import at_least
from benchmarks.side_by_side import interleaved, ratio, show

COUNT, DUE = 1_000_000, 1_000
TODAY = date(2008, 1, 1)
ARM = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
INSERT INTO deadline (court, proceeding, clock, due, remind_on, status, reminded)
SELECT 'court', 'review-2008-' || i, 'answer',
    date('2008-01-01', CASE WHEN i % ? = 0 THEN '+0 days' ELSE '+' || (1 + i % 3000) || ' days' END),
    date('2007-12-29', CASE WHEN i % ? = 0 THEN '+0 days' ELSE '+' || (4 + i % 3000) || ' days' END),
    'running', 0
FROM n"""


def armed_docket(count: int = COUNT, due: int = DUE) -> sqlite3.Connection:
    """A store's own tables in memory, with so many running clocks, of which ``due`` end today."""
    from courtqa.storage.laying import sqlite_statements

    held = sqlite3.connect(":memory:", isolation_level=None)
    for statement in sqlite_statements():
        held.execute(statement)
    held.execute(ARM, (count, count // due, count // due))
    return held


def sweep(*, remind: bool = False, lapsed: bool = False) -> tuple[str, list[Any]]:
    """The statement by which a docket asks for what is due, or to be reminded of, with its values."""
    from sqlalchemy.dialects import sqlite

    from courtqa.storage import queries

    asked = queries.armed("court", None if remind else TODAY, TODAY if remind else None, lapsed=lapsed)
    compiled = asked.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    values = (compiled.params[name] for name in compiled.positiontup or ())
    return str(compiled), [value.isoformat() if isinstance(value, date) else value for value in values]


def main() -> None:
    held = armed_docket()
    statement, values = sweep()
    whole = statement.replace("FROM deadline", "FROM deadline NOT INDEXED")

    def found(query: str) -> int:
        return len(held.execute(query, values).fetchall())

    if found(statement) != DUE or found(whole) != DUE:
        raise AssertionError("the two ways find different clocks")
    timings = interleaved({"by the index": lambda: found(statement), "each in turn": lambda: found(whole)})
    show(
        f"{DUE:,} due among {COUNT:,} running clocks",
        timings,
        ours="by the index",
        goal="at most 0.05 of looking at each",
    )
    times = ratio(timings, "each in turn", "by the index", busy=True)
    at_least("due sweep", "a full scan", times, 20, size=f"{DUE:,} due of {COUNT:,} armed")
