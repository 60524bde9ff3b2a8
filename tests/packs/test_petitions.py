"""A petition and its hearing in one docket."""

from __future__ import annotations

from datetime import date, datetime

from courtqa.policy import Policy
from courtqa.storage import Docket
from courtqa.workflows import Actor, Subject


def test_a_settled_petition_calls_its_hearing_off(harbin: Policy) -> None:
    xu = Actor.of("xu", "徐某", "petition_officer", unit="petition_office")

    def at(month: int, day: int) -> datetime:
        return datetime(2023, month, day, 10, tzinfo=harbin.zone)

    docket = Docket(":memory:", policy=harbin)
    docket.people.add(xu, Actor.of("guo", "郭某", "petitioner"), Actor.of("wang", "王某", "handling_judge"))
    petition = docket.open(
        "petition",
        subject=Subject("petition", "2023-petition-0042", unit="civil_1", persons=("guo", "wang")),
        by=xu,
        at=at(2, 6),
        data={
            "received_on": date(2023, 2, 6),
            "channel": "letter",
            "request": "重新核定",
            "petitioners": ["guo"],
        },
    ).id
    docket.record(petition, "register", by=xu, at=at(2, 6), data={"respondents": ["wang"]})
    docket.record(petition, "accept", by=xu, at=at(2, 15), data={"written_notice": "已书面告知受理。"})
    proposed = {
        "hearing_ground": "complex",
        "requested_on": date(2023, 2, 20),
        "reexamination_opinions": ["维持", "变更"],
        "selection_ground": "both",
    }
    docket.record(petition, "propose_hearing", by=xu, at=at(2, 20), data=proposed)
    (hearing,) = docket.proceedings(workflow="petition_hearing")

    docket.record(petition, "settle", by=xu, at=at(2, 21), data={"settlement": "双方达成和解。"})

    called_off = docket.proceeding(hearing.id)
    assert called_off.closed
    assert called_off.state == "called_off"
