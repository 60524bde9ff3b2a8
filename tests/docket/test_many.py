"""Many openings and events in one call: each with its answer, all in the trail, alike in every store."""

from __future__ import annotations

import pytest
from attrs import evolve

from courtqa.errors import Conflict, IdempotencyMismatch, UnknownName
from courtqa.storage import Docket
from courtqa.workflows import Subject, ToOpen, ToRecord


@pytest.fixture(params=["memory:", ":memory:", pytest.param("postgresql", marks=pytest.mark.once)])
def many(request, policy, desk):
    where = request.getfixturevalue("emptied")() if request.param == "postgresql" else request.param
    with Docket(where, policy=policy, clock=lambda: desk.start) as docket:
        yield evolve(desk, docket=docket)


def to_open(desk, number: int, **changes: object) -> ToOpen:
    subject = Subject("case", f"{number}", unit="civil_1", persons=("zhao",))
    return ToOpen("review", subject, **{"by": desk.officer, "key": f"k{number}", **changes})


def test_each_gets_its_own_answer_and_the_trail_is_whole(many):
    opened = many.docket.open_many(
        [to_open(many, 1), to_open(many, 2, by=many.judge), to_open(many, 3), to_open(many, 1)], batch=3
    )

    assert [one.ok for one in opened] == [True, False, True, True]
    assert opened[1].refusal.codes[0] == "not_open_by"
    assert opened[3].proceeding == opened[0].proceeding
    assert [one.id for one in many.docket.proceedings()] == ["review-2008-1", "review-2008-2"]
    assert [one.codes for one in many.docket.refusals("review")] == [opened[1].refusal.codes]
    assert many.docket.verify().ok


def test_one_may_build_on_the_one_before_it(many):
    many.docket.open_many([to_open(many, 1), to_open(many, 2)])
    first, second = "review-2008-1", "review-2008-2"
    course = [
        ToRecord(first, "report", by=many.chief, at=many.day(1), data={"report": "一"}, key="a"),
        ToRecord(first, "grade", by=many.officer, at=many.day(2), data={"grade": "poor"}),
        ToRecord(second, "report", by=many.other_chief, at=many.day(1), data={"report": "二"}),
        ToRecord(first, "answer", by=many.judge, at=many.day(3), data={"grounds": "不服"}),
        ToRecord(first, "close", by=many.leaders[0], at=many.day(4)),
        ToRecord(first, "close", by=many.leaders[1], at=many.day(5), expect=2),
        ToRecord(first, "report", by=many.chief, at=many.day(1), data={"report": "一"}, key="a"),
        ToRecord(first, "report", by=many.chief, at=many.day(1), data={"report": "别"}, key="a"),
        ToRecord("review-1999-1", "report", by=many.chief, at=many.day(1)),
        ToRecord(first, "close", by=many.leaders[1], at=many.day(5), expect=5),
    ]

    done = many.docket.record_many(course)

    assert [one.ok for one in done] == [True, True, False, True, True, False, True, False, False, True]
    assert done[2].refusal.codes == ("wrong_unit",)
    assert isinstance(done[5].error, Conflict)
    assert done[6].proceeding == done[0].proceeding
    assert isinstance(done[7].error, IdempotencyMismatch)
    assert isinstance(done[8].error, UnknownName)
    assert done[9].proceeding == many.docket.proceeding(first)
    assert (done[9].proceeding.version, done[9].proceeding.closed) == (6, True)
    assert [one.parent for one in many.docket.proceedings(workflow="analysis")] == [first]
    assert many.docket.verify().ok


def test_in_one_call_or_one_by_one_the_trail_is_the_same(many, desk):
    subjects = [to_open(desk, number, at=desk.start) for number in range(3)]
    for one in subjects:
        desk.docket.open(one.workflow, subject=one.subject, by=one.by, at=one.at, key=one.key)
    many.docket.open_many(subjects, batch=2)
    steps = [
        ToRecord(
            f"review-2008-{n}", "report", by=desk.chief, at=desk.day(1), data={"report": "x"}, key=f"r{n}"
        )
        for n in (1, 2, 3)
    ] + [ToRecord("review-2008-2", "grade", by=desk.officer, at=desk.day(2), data={"grade": "poor"})]
    for one in steps:
        desk.docket.record(one.proceeding, one.event, by=one.by, at=one.at, data=one.data, key=one.key)
    many.docket.record_many(steps, batch=3)

    for name in ("review-2008-1", "review-2008-2", "review-2008-3"):
        assert [one.body for one in many.docket.trail(name).sealed] == [
            one.body for one in desk.docket.trail(name).sealed
        ]
        assert many.docket.trail(name).head == desk.docket.trail(name).head
    assert many.docket.due(within=99) == desk.docket.due(within=99)
    assert many.docket.actor("liu") == desk.docket.actor("liu")
