"""What is due is found by an index, however many clocks run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from benchmarks.bench_due_sweep import COUNT, DUE, armed_docket, sweep

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def million() -> Iterator[sqlite3.Connection]:
    held = armed_docket()
    yield held
    held.close()


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "deadline_due"),
        ({"lapsed": True}, "deadline_due"),
        ({"remind": True}, "deadline_remind"),
    ],
)
def test_a_thousand_due_clocks_are_found_by_index_among_a_million(
    million: sqlite3.Connection, asked: dict[str, bool], index: str
) -> None:
    statement, values = sweep(**asked)

    plan = [row[3] for row in million.execute("EXPLAIN QUERY PLAN " + statement, values)]
    rows = million.execute(statement, values).fetchall()

    assert million.execute("SELECT count(*) FROM deadline").fetchone() == (COUNT,)
    assert plan[0].startswith(f"SEARCH deadline USING INDEX {index} (court=?")
    assert "due<?" in plan[0] or "remind_on<?" in plan[0]
    assert not any(step.startswith("SCAN") for step in plan)
    assert len(rows) == DUE
    assert {row[3] for row in rows} == {date(2008, 1, 1).isoformat()}
