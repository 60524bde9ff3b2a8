"""The same course of events leaves the same bytes, whatever keeps them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courtqa.errors import CourtqaError
from courtqa.storage import Docket
from courtqa.workflows import Subject

pytestmark = pytest.mark.once
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["open", "report", "grade", "answer", "close", "annotate", "lapse", "recuse"]),
        st.integers(0, 5),  # who
        st.integers(1, 2),  # in which proceeding
        st.integers(0, 9),  # days later
        st.sampled_from([None, "k1", "k2"]),
    ),
    max_size=14,
)
SUBJECT = Subject("case", "1", unit="civil_1", persons=("zhao",), title="民终")
COUNT = iter(range(10_000))
DATA = {"report": {"report": "已查"}, "grade": {"grade": "poor"}, "answer": {"grounds": "不服"}}


@pytest.fixture(scope="module")
def address(server) -> str:
    return server.new_database()


def walk(desk, moves) -> None:
    people = (desk.officer, desk.chief, desk.judge, desk.other_chief, *desk.leaders)
    at = desk.start
    for event, who, number, days, key in moves:
        at += timedelta(days)
        by, name = people[who], f"review-2008-{number}"
        try:
            if event == "open":
                desk.docket.open("review", subject=evolve(SUBJECT, id=str(number)), by=by, at=at, key=key)
            elif event == "lapse":
                desk.docket.lapse(at=at)
            elif event == "recuse":
                desk.docket.recuse(name, people[number].id, by=by, at=at, reason="亲属", key=key)
            else:
                version = desk.docket.proceeding(name).version
                told = {"by": by, "at": at, "key": key, "data": DATA.get(event, {})}
                desk.docket.record(name, event, expect=version, **told)
        except CourtqaError:
            pass


def rows(docket: Docket, court: str) -> dict[str, list[tuple[object, ...]]]:
    with docket.store.audit() as audit:
        parts = ("events", "proceedings", "deadlines", "directory")
        kept = {part: sorted(tuple(row) for row in getattr(audit, part)()) for part in parts}
    of_court = {part: [row for row in found if row[0] == court.encode()] for part, found in kept.items()}
    sent = [(one.key, one.seq, one.payload) for one in docket.outbox()]
    logged = [(one.event, one.by, one.codes, one.at) for one in docket.refusals()]
    return {**of_court, "outbox": sent, "refusals": logged}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES.map(lambda moves: [("open", 0, 1, 0, None), ("open", 0, 2, 0, "k1"), *moves]))
def test_the_same_course_leaves_the_same_bytes_in_memory_sqlite_and_postgresql(moves, address, policy, desk):
    court = f"court_{next(COUNT)}"
    kept = []
    for where in ("memory:", ":memory:", address):
        docket = Docket(where, policy=policy, court=court, clock=lambda: desk.start)
        walk(evolve(desk, docket=docket), moves)
        kept.append(rows(docket, court))
        assert docket.verify().ok
        docket.close()

    assert kept[0]["events"]
    assert kept[1] == kept[0]
    assert kept[2] == kept[0]
