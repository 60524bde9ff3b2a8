"""Nobody reviews their own decision: the proceeding that decided stands above its review, and its record is asked."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from attrs import evolve

from courtqa.errors import Refused
from courtqa.kinds import load_policy
from courtqa.policy import Lookup
from courtqa.storage import Docket
from courtqa.workflows import Actor, Subject
from courtqa.workflows.family_checks import family_checks

POLICY = load_policy("harbin")
COURT = "harbin_intermediate"
CHEN = Actor.of("chen", "陈某", "court_president", unit=COURT)
SONG = Actor.of("song", "宋某", "supervising_vice_president", unit=COURT)
GAO = Actor.of("gao", "高某", "supervising_vice_president", unit=COURT)
LIN = Actor.of("lin", "林某", "political_department_officer", unit="political_department")
PAN = Actor.of("pan", "潘某", "political_department_officer", unit="political_department")
WEN = Actor.of("wen", "文某", "document_clerk", unit="general_office")
ZHOU = Actor.of("zhou", "周某", "trial_management_officer", unit="trial_management_office")
WANG = Actor.of("wang", "王某", "lead_judge", unit="civil_1")
DECISION = {
    "decision_reviewed": "停止审判权",
    "decision_reasons": "三件发改均有认定。",
    "level_reviewed": 3,
    "effective_on": date(2008, 1, 28),
    "ends_on": date(2008, 4, 28),
    "remedy_notice": "三十日内可申请复核。",
}


def at(month: int, day: int) -> datetime:
    return datetime(2008, month, day, 10, tzinfo=POLICY.zone)


@pytest.fixture(scope="module")
def docket() -> Docket:
    """A suspension that Chen and Song decided is in force; Wang has asked for its review, which was accepted."""
    docket = Docket(":memory:", policy=POLICY)
    docket.people.add(CHEN, SONG, GAO, LIN, PAN, WEN, ZHOU, WANG, evolve(WANG, id="wang2"))
    measure = docket.open(
        "adjudication_suspension",
        subject=Subject("person", "wang", "civil_1", ("wang",)),
        by=ZHOU,
        at=at(1, 7),
        data={
            "findings": ["评查11号"],
            "finding_final_on": date(2007, 12, 20),
            "facts": "有责任。",
            "proposal": "阶梯建议。",
            "ground": "reversals",
        },
    )

    def step(event: str, by: Actor, day: datetime, **data: object) -> None:
        nonlocal measure
        measure = docket.record(measure, event, by=by, at=day, data=data)

    step("verify_facts", PAN, at(1, 10), verification="已核。", findings_answered=[])
    step("notify_person", PAN, at(1, 11), notice_text="告知。")
    step("give_statement", WANG, at(1, 18), statement="陈述。")
    for one in (CHEN, SONG):
        step("decide_suspension", one, at(1, 25), **DECISION)
    step("serve_decision", WEN, at(1, 28), decision_known_on=date(2008, 1, 28), served_copy="回证。")
    return docket


@pytest.fixture(scope="module")
def review(docket: Docket) -> str:
    (measure,) = docket.proceedings(workflow="adjudication_suspension")
    docket.record(measure, "request_review", by=WANG, at=at(2, 14), data={"grounds": "责任过重。"})
    (review,) = docket.proceedings(workflow="evaluation_review")
    docket.record(review, "accept", by=LIN, at=at(2, 15))
    return review.id


def steps(docket: Docket, by: Actor, day: datetime) -> dict[str, tuple[str, ...]]:
    return {item.proceeding.workflow: item.steps for item in docket.worklist(by=by, at=day)}


def test_what_nobody_asked_for_is_on_nobodys_list(docket: Docket) -> None:
    assert "record_review" not in steps(docket, PAN, at(2, 1)).get("adjudication_suspension", ())
    assert "lift_after_review" not in steps(docket, CHEN, at(2, 1))["adjudication_suspension"]
    assert "lift" in steps(docket, CHEN, at(2, 1))["adjudication_suspension"]


@pytest.mark.parametrize("by", [CHEN, SONG], ids=["who took it", "who consented to it"])
def test_whoever_decided_does_not_decide_on_the_review(docket: Docket, review: str, by: Actor) -> None:
    with pytest.raises(Refused) as refused:
        docket.record(review, "uphold", by=by, at=at(2, 28), data={"reasons": "维持。"})

    assert refused.value.refusal.codes == ("same_person_above",)
    (why,) = refused.value.refusal.reasons
    assert f"{by.name}参与了“停止审判权”的“决定停止审判权”" in why.text.zh
    assert (
        f"{by.name} took part in 'decide the suspension' of the 'Suspension of adjudication'" in why.text.en
    )


def test_it_waits_on_the_desk_of_somebody_else(docket: Docket, review: str) -> None:
    day = at(2, 28)

    assert "evaluation_review" not in steps(docket, CHEN, day)
    assert set(steps(docket, GAO, day)["evaluation_review"]) == {"uphold", "vary"}
    uphold = next(one for one in docket.allowed(review, by=SONG, at=day) if one.event == "uphold")
    assert uphold.refusal is not None
    assert uphold.refusal.codes == ("same_person_above",)


def test_somebody_else_decides_and_the_outcome_may_then_be_recorded(docket: Docket, review: str) -> None:
    docket.record(review, "uphold", by=GAO, at=at(2, 28), data={"reasons": "维持。"})
    docket.lapse(at=at(3, 31))

    assert docket.proceeding(review).state == "settled"
    assert steps(docket, PAN, at(4, 1))["adjudication_suspension"] == ("record_review",)


def test_what_waits_says_for_what(docket: Docket, review: str) -> None:
    docket.open(
        "trial_post_transfer",
        subject=Subject("person", "wang2", "civil_1", ("wang2",)),
        by=ZHOU,
        at=at(1, 7),
        data={
            "findings": ["评查11号"],
            "finding_final_on": date(2008, 1, 20),
            "facts": "有责任。",
            "proposal": "建议。",
            "ground": "reversals",
        },
    )
    (item,) = (one for one in docket.worklist(by=PAN, at=at(1, 8)) if one.proceeding.subject.id == "wang2")

    assert item.steps == ()
    assert "finding_final_on" in str(item.waits)


@pytest.mark.parametrize(
    ("names", "expected"), [(("contestd",), "'contested'"), (("decide_suspensoin",), "'decide_suspension'")]
)
def test_a_misspelt_step_of_what_opens_it_is_found(names, expected) -> None:
    edition = POLICY.editions("workflows", "evaluation_review")[-1].value
    changed = [
        evolve(one, not_same_as_parent=names) if one.event == "uphold" else one for one in edition.transitions
    ]
    complaints = list(family_checks(evolve(edition, transitions=tuple(changed)), Lookup(POLICY)))

    assert expected in [each.expected for each in complaints]


def test_a_workflow_that_nothing_opens_has_no_parent_to_keep_apart_from() -> None:
    edition = POLICY.editions("workflows", "data_correction")[-1].value
    changed = (evolve(edition.transitions[0], not_same_as_parent=("contested",)), *edition.transitions[1:])
    complaints = list(family_checks(evolve(edition, transitions=changed), Lookup(POLICY)))

    assert any("no workflow that opens this one" in each.found for each in complaints)
