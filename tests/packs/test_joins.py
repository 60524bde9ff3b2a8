"""Where one procedure waits for another, through a docket: by what has ended, not by what somebody types in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from courtqa.errors import Refused
from courtqa.policy import Policy
from courtqa.storage import Docket
from courtqa.workflows import Actor, Proceeding, Subject

HARBIN = timezone(timedelta(hours=8))
OFFICER = Actor.of("xu", "徐某", "petition_officer", unit="petition_office")
LEADER = Actor.of("he", "何某", "supervising_vice_president", unit="harbin_intermediate")
PETITIONER = Actor.of("guo", "郭某", "petitioner")


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=HARBIN)


@pytest.fixture
def docket(harbin: Policy) -> Iterator[Docket]:
    with Docket(":memory:", policy=harbin) as opened:
        yield opened


def refused(docket: Docket, one: Proceeding, event: str, day: str, **data: object) -> tuple[str, ...]:
    with pytest.raises(Refused) as why:
        docket.record(one.id, event, by=OFFICER, at=at(day), data=data)
    return why.value.refusal.codes


def test_a_reception_closes_when_every_item_brought_to_it_has_ended(docket: Docket) -> None:
    reception = docket.open(
        "president_reception",
        subject=Subject("matter", "2007-03-14-reception", "petition_office"),
        by=OFFICER,
        at=at("2007-03-05"),
        data={"slot_on": "2007-03-14"},
    )
    docket.record(reception.id, "announce", by=OFFICER, at=at("2007-03-07"), data={"place": "信访接待大厅"})
    docket.record(
        reception.id, "hold", by=LEADER, at=at("2007-03-14"), data={"receivers": ["chen", "he", "lu"]}
    )
    brought = {"item_title": "反映执行拖延", "visitors": ["guo"]}
    docket.record(reception.id, "register_item", by=OFFICER, at=at("2007-03-14"), data=brought)
    counted = {"visitor_count": 1, "item_count": 1, "minutes": "接待一人，登记一件。"}
    docket.record(reception.id, "complete_minutes", by=OFFICER, at=at("2007-03-15"), data=counted)

    assert refused(docket, reception, "close", "2007-03-16", follow_up_report="一件。") == (
        "children_not_done",
    )
    (item,) = docket.proceedings(workflow="reception_item")
    docket.record(item.id, "answer_on_the_spot", by=LEADER, at=at("2007-03-19"), data={"answer": "已答复。"})
    assert docket.proceeding(item.id).closed
    closed = docket.record(
        reception.id, "close", by=OFFICER, at=at("2007-03-20"), data={"follow_up_report": "已答复。"}
    )

    assert closed.closed
    assert docket.verify().ok


def test_a_petition_records_its_hearing_when_the_hearing_has_ended(docket: Docket) -> None:
    petition = docket.open(
        "petition",
        subject=Subject("petition", "2007-petition-0042", "civil_1", ("guo", "wang")),
        by=OFFICER,
        at=at("2007-03-05"),
        data={
            "received_on": "2007-03-05",
            "channel": "letter",
            "request": "判决认定的面积与产权证不符。",
            "petitioners": ["guo"],
        },
    )
    docket.record(petition.id, "register", by=OFFICER, at=at("2007-03-05"))
    docket.record(petition.id, "accept", by=OFFICER, at=at("2007-03-16"), data={"written_notice": "受理。"})
    asked = {
        "requested_on": "2007-04-11",
        "reexamination_opinions": ["维持", "面积认定有误"],
        "selection_ground": "divided_opinion",
    }
    docket.record(petition.id, "propose_hearing", by=OFFICER, at=at("2007-04-11"), data=asked)

    assert refused(docket, petition, "record_hearing", "2007-04-12", hearing_opinion="多数意见。") == (
        "outside_milestone",
    )
    (hearing,) = docket.proceedings(workflow="petition_hearing")
    gone = {"withdrawal_statement": "不再要求听证。"}
    docket.record(hearing.id, "withdraw", by=PETITIONER, at=at("2007-04-13"), data=gone)
    after = docket.record(
        petition.id,
        "record_hearing",
        by=OFFICER,
        at=at("2007-04-16"),
        data={"hearing_opinion": "未举行听证。"},
    )

    assert after.state == "investigating"
    assert docket.verify().ok
