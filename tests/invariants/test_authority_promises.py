"""Who may act against whom, and after what: by the rules as they are loaded, and by a docket that is asked to break them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from attrs import evolve

from courtqa.errors import PolicyError, Refused
from courtqa.policy import load
from courtqa.storage import Docket
from courtqa.workflows import KINDS, OFFERS, Actor, Delegation, Personnel, Relation, Tenure
from tests.docket.conftest import PACK


def refused(docket, proceeding, event, **request) -> set[str]:
    with pytest.raises(Refused) as caught:
        docket.record(proceeding, event, **request)
    return set(caught.value.refusal.codes)


@pytest.fixture
def guarded(policy, new_desk):
    """A docket that asks a register of persons."""
    made = []

    def make(register):
        desk = new_desk()
        docket = Docket(":memory:", policy=policy, clock=lambda: desk.start, persons=register)
        made.append(docket)
        return evolve(desk, docket=docket)

    yield make
    for docket in made:
        docket.close()


def test_i12_nobody_acts_who_is_concerned_related_out_of_office_or_beyond_a_delegation(guarded):
    desk = guarded(
        Personnel(
            tenures={"xu": (Tenure("chief", "civil_1", date(2000, 1, 1), date(2008, 1, 1)),)},
            ties=(Relation("liu", "zhao", "spouse"),),
            lent=(Delegation("ma", "liu", ("chief",), date(2000, 1, 1), events=("grade",)),),
        )
    )
    review = desk.opened()
    told = {"at": desk.day(1), "data": {"report": "已查"}}
    concerned = Actor.of("zhao", "赵某", "chief", unit="civil_1")
    former = Actor.of("xu", "徐某", "chief", unit="civil_1")
    holder = Actor.of("ma", "马某", "chief", unit="civil_1")
    clean = Actor.of("hu", "胡某", "officer", unit="office")

    assert "subject_of_it" in refused(desk.docket, review, "report", by=concerned, **told)
    assert "related" in refused(desk.docket, review, "report", by=desk.chief, **told)
    assert "not_in_tenure" in refused(desk.docket, review, "report", by=former, **told)
    assert "not_delegated" in refused(desk.docket, review, "report", by=clean, on_behalf_of=holder, **told)
    assert len(desk.docket.trail(review)) == 1


def test_i13_four_eyes_and_separation_of_duties_hold_for_one_person_with_two_accounts(guarded):
    desk = guarded(Personnel(accounts={"sun2": "sun"}))
    reported = desk.docket.record(
        desk.opened(), "report", by=desk.chief, at=desk.day(1), data={"report": "已查"}
    )
    both = Actor("liu", "刘某", (*desk.chief.tenures, Tenure("officer", "office")))
    assert "same_person" in refused(
        desk.docket, reported, "grade", by=both, at=desk.day(2), data={"grade": "poor"}
    )
    graded = desk.docket.record(reported, "grade", by=desk.officer, at=desk.day(2), data={"grade": "poor"})
    settled = desk.docket.record(graded, "answer", by=desk.judge, at=desk.day(3), data={"grounds": "不服"})
    half = desk.docket.record(settled, "close", by=desk.leaders[0], at=desk.day(4))

    other_account = Actor.of("sun2", "孙某", "leader")

    assert refused(desk.docket, half, "close", by=other_account, at=desk.day(4))
    assert not desk.docket.proceeding(half.id).closed


def test_i13_every_step_against_a_person_needs_a_second_pair_of_eyes(plans):
    for plan in plans:
        for ways in plan.table.values():
            for way in ways:
                step = way.transition
                if way.adverse and not step.clock:
                    held = step.approvals > 1 or step.quorum or step.not_same_as or step.unit == "other"
                    assert held, (plan.workflow.name, step.event)


def edited(folder: Path, *changes: tuple[str, str]) -> Path:
    copytree(PACK, folder)
    file = folder / "workflows" / "review" / "2000-01-01.yaml"
    text = file.read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    file.write_text(text, "utf-8")
    return folder


STEP = "\n    requires: [grade]"
ADVERSE = (
    STEP
    + """
    adverse: true
    remedy: answer
    after: [report]
    authority: {zh: 测试规则第二条, en: Rules for tests 2}"""
)


def test_i14_no_step_against_a_person_before_what_must_come_before_it(tmp_path, new_desk):
    hasty = (
        "event: grade\n    title: {zh: 定级, en: grade}\n    from: [reported]",
        "event: grade\n    title: {zh: 定级, en: grade}\n    from: [received, reported]",
    )
    rules = load(edited(tmp_path / "pack", (STEP, ADVERSE), hasty), kinds=KINDS, offers=OFFERS)
    desk = new_desk()
    with Docket(":memory:", policy=rules, clock=lambda: desk.start) as docket:
        review = evolve(desk, docket=docket).opened()
        codes = refused(docket, review, "grade", by=desk.officer, at=desk.day(1), data={"grade": "poor"})

        assert codes == {"not_heard_before"}
        assert len(docket.trail(review)) == 1


@pytest.mark.parametrize("lacking", ["remedy: answer", "after: [report]"])
def test_i15_a_step_against_a_person_without_notice_or_remedy_is_no_rule(tmp_path, lacking):
    change = (STEP, ADVERSE.replace("\n    " + lacking, ""))

    with pytest.raises(PolicyError, match=lacking.partition(":")[0]):
        load(edited(tmp_path / "pack", change), kinds=KINDS, offers=OFFERS)


def test_i15_every_step_against_a_person_in_the_built_in_rules_has_both(plans):
    every = [way for plan in plans for ways in plan.table.values() for way in ways]
    steps = [way.transition for way in every if way.transition.adverse]

    assert len(steps) > 5
    assert all(step.after and step.remedy for step in steps)


def test_i16_no_machine_takes_a_step_against_a_person(strict_policy, new_desk):
    desk = new_desk()
    with Docket(":memory:", policy=strict_policy, clock=lambda: desk.start) as docket:
        review = evolve(desk, docket=docket).opened()
        reported = docket.record(review, "report", by=desk.chief, at=desk.day(1), data={"report": "已查"})
        machine = evolve(desk.officer, kind="machine")
        graded = {"at": desk.day(2), "data": {"grade": "poor"}}

        assert "machine_may_not" in refused(docket, reported, "grade", by=machine, **graded)
        assert docket.record(reported, "grade", by=desk.officer, **graded).state == "notified"


def test_i16_no_clock_takes_a_step_against_a_person_that_a_person_should(plans):
    steps = [
        (plan.workflow.name, way.transition.event)
        for plan in plans
        for ways in plan.table.values()
        for way in ways
        if way.transition.adverse and way.transition.clock
    ]

    assert steps == []


class Broken(Personnel):
    """A register that can't be reached."""

    def relations(self, person: str):
        raise ConnectionError(person)


def test_i23_what_cannot_be_looked_up_is_refused_and_logged(guarded):
    desk = guarded(Personnel())
    review = desk.opened()
    desk.docket.persons = Broken()

    codes = refused(desk.docket, review, "report", by=desk.chief, at=desk.day(1), data={"report": "已查"})

    assert codes == {"check_failed"}
    (denial,) = desk.docket.refusals(review)
    assert (denial.event, denial.by, denial.codes) == ("report", "liu", ("check_failed",))
    assert len(desk.docket.trail(review)) == 1
