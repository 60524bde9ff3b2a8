"""What a docket asks of the register of persons, what it asks of those who harm, and what it writes of a refusal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from attrs import evolve

from courtqa.errors import Conflict, Refused
from courtqa.policy import load
from courtqa.storage import Docket
from courtqa.workflows import KINDS, OFFERS, Actor, Delegation, Personnel, Relation, Subject, Tenure

START = datetime(2008, 1, 7, 1, tzinfo=UTC)
GAO = Actor.of("gao", "高某", "judge", unit="civil_1")
LENT = Delegation("liu", "gao", ("chief",), date(2008, 1, 1), reference="委托书1号")


@pytest.fixture
def desk_with(new_desk, policy):
    """A desk whose docket asks this register."""

    def make(persons):
        desk = new_desk()
        return evolve(
            desk, docket=Docket(":memory:", policy=policy, clock=lambda: desk.start, persons=persons)
        )

    return make


def test_the_trail_says_on_whose_behalf_somebody_acted(desk_with) -> None:
    desk = desk_with(Personnel(lent=(LENT,)))
    desk.docket.record(
        desk.opened(), "report", by=GAO, on_behalf_of=desk.chief, at=desk.day(1), data={"report": "已查"}
    )
    trail = desk.docket.trail("review-2008-1")

    assert trail[1].on_behalf_of == "liu"
    assert "高某 代" in trail.to("zh")
    assert desk.docket.verify().ok


def test_every_refusal_is_logged_with_its_codes_and_leaves_no_trace(desk_with) -> None:
    desk = desk_with(Personnel(ties=(Relation("liu", "zhao", "配偶"),)))
    review = desk.opened()
    for holder, by in ((None, desk.chief), (desk.chief, GAO)):
        with pytest.raises(Refused):
            desk.docket.record(
                review, "report", by=by, on_behalf_of=holder, at=desk.day(1), data={"report": "x"}
            )

    logged = [(denial.by, denial.codes) for denial in desk.docket.refusals(review)]
    assert logged == [("liu", ("related",)), ("gao", ("not_delegated", "related"))]
    assert len(desk.docket.trail(review)) == 1


def test_the_register_is_asked_again_at_every_step(desk_with) -> None:
    class Office(Personnel):
        until = None

        def offices(self, person):
            return (Tenure("chief", "civil_1", until=self.until),) if person == "liu" else None

    office = Office()
    desk = desk_with(office)
    review = desk.docket.record(desk.opened(), "annotate", by=desk.chief, at=desk.day(0))
    Office.until = date(2008, 1, 8)

    with pytest.raises(Refused) as refused:
        desk.docket.record(review, "report", by=desk.chief, at=desk.day(1), data={"report": "x"})

    assert "not_in_tenure" in refused.value.refusal.codes


def test_a_register_that_does_not_answer_is_a_refusal_with_a_code(desk_with) -> None:
    class Down(Personnel):
        def relations(self, person):
            raise ConnectionError(person)

    desk = desk_with(Down())
    with pytest.raises(Refused) as refused:
        desk.opened()

    assert refused.value.refusal.codes == ("check_failed",)
    assert [denial.codes for denial in desk.docket.refusals()] == [("check_failed",)]


class TestLateRecusal:
    def test_the_docket_lists_what_is_to_be_looked_at_again_until_it_has_been(self, desk) -> None:
        reported = desk.docket.record(
            desk.opened(), "report", by=desk.chief, at=desk.day(1), data={"report": "已查"}
        )
        out = desk.docket.recuse(reported, "liu", by=desk.officer, reason="亲属", at=desk.day(2))

        assert [(flag.proceeding, flag.seq, flag.event) for flag in desk.docket.flagged()] == [
            (out.id, 2, "report")
        ]
        assert "to be looked at again" in str(desk.docket.trail(out))
        assert "待复查" in desk.docket.trail(out).to("zh")

        other = Actor.of("lin", "林某", "chief", unit="civil_1")
        desk.docket.uphold(out, 2, by=other, reason="已核", at=desk.day(3))

        assert desk.docket.flagged() == ()
        assert "待复查" not in desk.docket.trail(out).to("zh")
        assert desk.docket.verify().ok

    def test_a_relation_found_late_is_listed_without_any_event(self, desk_with) -> None:
        desk = desk_with(file := Personnel())
        desk.docket.record(desk.opened(), "report", by=desk.chief, at=desk.day(1), data={"report": "已查"})
        desk.docket.persons = evolve(file, ties=(Relation("zhao", "liu", "near kin"),))

        assert [(flag.seq, flag.by, flag.why.en) for flag in desk.docket.flagged()] == [
            (2, "liu", "related to a party (near kin)")
        ]


class TestStepsAgainstAPerson:
    @pytest.fixture
    def settling(self):
        """A docket with a review that waits for the leaders to decide against somebody."""
        pack = Path(__file__).parents[1] / "workflows" / "pack"
        docket = Docket(":memory:", policy=load(pack, kinds=KINDS, offers=OFFERS), clock=lambda: START)
        subject = Subject("case", "1", "civil_1", ("zhao",))
        review = docket.open("review", subject=subject, by=Actor.of("chen", "陈某", "clerk"))
        chief = Actor.of("liu", "刘某", "chief", unit="civil_1")
        reviewer = Actor.of("wang", "王某", "reviewer", unit="office")
        judge = Actor.of("zhao", "赵某", "judge", unit="civil_1")
        review = docket.record(review, "report", by=chief, data={"findings": ["迟延"]})
        review = docket.record(review, "grade", by=reviewer, data={"grade": "flawed"})
        yield docket, docket.record(review, "answer", by=judge, data={"grounds": "不服"})
        docket.close()

    def test_whoever_harms_says_which_version_was_read(self, settling) -> None:
        docket, review = settling
        request = {"by": Actor.of("sun", "孙某", "leader"), "data": {"members": ["a", "b", "c"]}}
        with pytest.raises(Refused) as refused:
            docket.record(review.id, "decide", **request)

        assert refused.value.refusal.codes == ("version_not_read",)
        assert docket.refusals(review)[0].codes == ("version_not_read",)
        assert docket.record(review.id, "decide", expect=review.version, **request).state == "flawed"

    def test_a_version_that_has_moved_on_is_a_conflict(self, settling) -> None:
        docket, review = settling
        leader = Actor.of("sun", "孙某", "leader")
        docket.record(review, "extend", by=leader)

        with pytest.raises(Conflict):
            docket.record(review, "decide", by=leader, data={"members": ["a", "b", "c"]})
