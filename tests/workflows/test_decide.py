from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from courtqa.errors import Refused
from courtqa.workflows import (
    Actor,
    Plan,
    Refusal,
    Step,
    Subject,
    Tenure,
    allowed,
    decide,
    open_proceeding,
    recuse,
)
from courtqa.workflows.reasons import CODES, SENTENCES


def test_a_step_that_is_allowed_names_its_event_and_what_comes_after(court) -> None:
    step = decide(
        court.plan,
        court.opened(),
        "report",
        by=court.chief,
        at=court.at("2008-03-05"),
        data={"findings": ["送达迟延"]},
    )

    assert isinstance(step, Step)
    event = step.event
    assert (event.seq, event.kind, event.transition) == (2, "step", "report")
    assert (event.source, event.target, event.actor, event.roles) == (
        "received",
        "reviewed",
        "liu",
        ("chief",),
    )
    assert event.effective_on == date(2008, 3, 5)
    assert step.after.state == "reviewed"
    assert step.after.data == {"findings": ["送达迟延"]}


def test_all_the_reasons_come_at_once_each_with_its_rule(court) -> None:
    refusal = court.refuses(
        court.reported(),
        "grade",
        Actor.of("liu", "刘某", "chief", unit="civil_1"),
        "2008-03-07",
        gread="flawed",
    )

    assert refusal.codes == (
        "role_missing",
        "wrong_unit",
        "same_person",
        "missing_data",
        "unknown_data",
        "guard_failed",
    )
    assert {reason.rule for reason in refusal.reasons} == {"评查人不得为报告人"}
    assert "did you mean 'grade'?" in refusal.text.en
    assert "是否指“grade”？" in refusal.text.zh


def test_a_refusal_changes_nothing(court) -> None:
    before = court.reported()
    kept = evolve(before)

    court.refuses(before, "grade", court.chief, "2008-03-07", grade="flawed")

    assert before == kept


def test_an_unknown_event_is_answered_with_the_nearest(court) -> None:
    refusal = court.refuses(court.opened(), "reprot", court.chief, "2008-03-05")

    assert refusal.codes == ("no_such_event",)
    assert "did you mean 'report'?" in refusal.text.en


def test_an_event_of_another_state_says_where_it_belongs(court) -> None:
    refusal = court.refuses(court.opened(), "grade", court.reviewer, "2008-03-05", grade="sound")

    assert refusal.codes == ("wrong_state",)
    assert "it may be taken when it is: reviewed" in refusal.text.en


def test_a_closed_proceeding_takes_nothing_more(court) -> None:
    closed = court.does(court.settling(), "drop", court.leader, "2008-03-12")

    assert closed.closed
    assert closed.clocks == ()
    assert court.refuses(closed, "drop", court.leader, "2008-03-13").codes == ("closed",)


def test_the_guards_choose_between_two_ways_of_one_event(court) -> None:
    flawed = court.does(court.reported(), "grade", court.reviewer, "2008-03-07", grade="flawed")
    sound = court.does(court.reported(), "grade", court.reviewer, "2008-03-07", grade="sound")

    assert (flawed.state, sound.state) == ("notified", "sound")


def test_fields_that_a_step_sets_by_itself_are_kept(court) -> None:
    closed = court.does(court.settling(), "drop", court.leader, "2008-03-12")

    assert closed.data["grade"] == "sound"


class TestAuthority:
    def test_an_office_counts_only_in_its_tenure_on_the_day_and_when_recorded(self, court) -> None:
        leaving = Actor("liu", "刘某", (Tenure("chief", "civil_1", date(2008, 1, 1), date(2008, 3, 6)),))
        step = decide(
            court.plan,
            court.opened(),
            "report",
            by=leaving,
            at=court.at("2008-03-06"),
            on=date(2008, 3, 5),
            data={"findings": []},
        )

        assert isinstance(step, Refusal)
        assert step.codes == ("not_in_tenure", "wrong_unit")

    def test_the_last_day_of_a_tenure_counts_and_the_day_after_does_not(self, court) -> None:
        leaving = Actor("liu", "刘某", (Tenure("chief", "civil_1", date(2008, 1, 1), date(2008, 3, 6)),))

        court.does(court.opened(), "report", leaving, "2008-03-05", findings=[])
        refusal = court.refuses(court.opened(), "report", leaving, "2008-03-06", findings=[])
        assert refusal.codes == ("not_in_tenure", "wrong_unit")

    def test_a_step_of_the_own_unit_is_for_the_own_unit(self, court) -> None:
        refusal = court.refuses(court.opened(), "report", court.other_chief, "2008-03-05", findings=[])

        assert refusal.codes == ("wrong_unit",)
        assert "civil division 2" in refusal.text.en

    def test_an_office_held_in_the_wrong_kind_of_unit_does_not_count(self, court) -> None:
        posing = Actor.of("liu", "刘某", "chief", unit="office")
        refusal = court.refuses(court.opened(), "report", posing, "2008-03-05", findings=[])

        assert "role_missing" in refusal.codes

    def test_whoever_the_proceeding_is_about_may_not_act_on_it(self, court) -> None:
        assert court.refuses(court.opened(), "report", court.judge, "2008-03-05", findings=[]).codes == (
            "subject_of_it",
        )

    def test_nobody_reviews_their_own_work_however_many_offices_they_hold(self, court) -> None:
        both = Actor("liu", "刘某", (Tenure("chief", "civil_1"), Tenure("reviewer", "office")))
        reported = court.does(court.opened(), "report", both, "2008-03-05", findings=["x"])
        moved = Actor("liu", "刘某", (Tenure("reviewer", "office"),))

        refusal = court.refuses(reported, "grade", moved, "2008-03-07", grade="flawed")

        assert refusal.codes == ("same_person",)

    def test_separation_of_duties_looks_at_the_opening_too(self, court) -> None:
        opener = Actor("chen", "陈某", (Tenure("reviewer", "office"),))

        assert court.refuses(court.reported(), "grade", opener, "2008-03-07", grade="flawed").codes == (
            "same_person",
        )

    def test_a_step_for_the_same_person_is_only_for_them(self, court) -> None:
        reported = court.reported()

        assert (
            court.does(reported, "supplement", court.chief, "2008-03-06", findings=["y"]).state == "reviewed"
        )
        other = Actor.of("gao", "高某", "chief", unit="civil_1")
        assert court.refuses(reported, "supplement", other, "2008-03-06", findings=["y"]).codes == (
            "not_same_person",
        )

    def test_a_machine_takes_no_adverse_step(self, court) -> None:
        machine = Actor("bot", "系统", (Tenure("leader", "court"),), kind="machine")
        members = ["a", "b", "c"]

        assert court.refuses(court.settling(), "decide", machine, "2008-03-12", members=members).codes == (
            "machine_may_not",
        )

    def test_a_person_cannot_hold_the_office_of_a_machine(self, court) -> None:
        plan = court.plan
        posing = Actor.of("x", "某", "robot", unit="office")
        robot = Actor("x", "系统", posing.tenures, kind="machine")

        assert plan.competent(frozenset({"robot"}), posing) == ()
        assert plan.competent(frozenset({"robot"}), robot) == robot.tenures

    def test_what_the_clock_does_no_person_and_no_machine_may_do(self, court) -> None:
        from courtqa.workflows import CLOCK

        for actor in (court.leader, CLOCK):
            assert court.refuses(court.notified(), "record_silence", actor, "2008-04-30").codes == (
                "only_the_clock",
            )


class TestRecusal:
    def test_a_recused_person_may_do_nothing_more(self, court) -> None:
        step = recuse(
            court.plan,
            court.reported(),
            "wang",
            by=court.leader,
            at=court.at("2008-03-06"),
            reason="与当事人有亲属关系",
        )
        assert isinstance(step, Step)

        refusal = court.refuses(step.after, "grade", court.reviewer, "2008-03-07", grade="flawed")

        assert refusal.codes == ("recused",)

    def test_a_late_recusal_names_what_the_person_did_before(self, court) -> None:
        step = recuse(
            court.plan, court.reported(), "liu", by=court.leader, at=court.at("2008-03-06"), reason="亲属"
        )

        assert isinstance(step, Step)
        assert step.event.payload == {"recused": ["liu"], "earlier_acts": [2]}

    def test_nobody_is_recused_twice(self, court) -> None:
        first = recuse(
            court.plan, court.opened(), "liu", by=court.leader, at=court.at("2008-03-06"), reason="x"
        )
        assert isinstance(first, Step)
        again = recuse(court.plan, first.after, "liu", by=court.leader, at=court.at("2008-03-06"), reason="x")

        assert isinstance(again, Refusal)
        assert again.codes == ("already_recused",)


class TestApprovals:
    def test_a_step_of_two_needs_two_persons_on_the_same_request(self, court) -> None:
        settling = court.settling()

        first = court.does(settling, "extend", court.leader, "2008-03-12")
        second = court.does(first, "extend", court.second_leader, "2008-03-13")

        assert (first.state, first.clocks) == ("settling", settling.clocks)
        assert [given.by for given in first.approvals] == ["sun"]
        assert second.approvals == ()
        assert second.clocks[0].due == date(2008, 5, 10)
        assert [done.by for done in second.history if done.event == "extend"] == ["qian", "sun"]

    def test_one_person_does_not_make_two(self, court) -> None:
        first = court.does(court.settling(), "extend", court.leader, "2008-03-12")

        assert court.refuses(first, "extend", court.leader, "2008-03-13").codes == ("already_approved",)

    def test_an_approval_is_forgotten_when_the_state_moves_on(self, court) -> None:
        first = court.does(court.settling(), "extend", court.leader, "2008-03-12")
        stayed = court.does(first, "stay", court.leader, "2008-03-13", stayed_on="2008-03-13")

        assert stayed.approvals == ()


class TestQuorum:
    @pytest.mark.parametrize(
        ("members", "codes"),
        [
            (["a", "b", "c"], None),
            (["a", "b"], ("no_quorum", "no_quorum")),
            (["a", "b", "c", "d"], ("no_quorum",)),
            (["a", "b", "b"], ("no_quorum", "no_quorum", "no_quorum")),
            (["a", "b", "zhao"], ("subject_of_it",)),
            (["a", "b", "wang"], ("same_person",)),
        ],
    )
    def test_a_body_decides_with_more_than_half_and_an_odd_number(self, court, members, codes) -> None:
        step = decide(
            court.plan,
            court.settling(),
            "decide",
            by=court.leader,
            at=court.at("2008-03-12"),
            data={"members": members},
        )

        assert (step.codes if isinstance(step, Refusal) else None) == codes


def test_an_adverse_step_opens_the_remedy_in_the_same_transaction(court) -> None:
    step = decide(
        court.plan,
        court.settling(),
        "decide",
        by=court.leader,
        at=court.at("2008-03-12"),
        data={"members": ["a", "b", "c"]},
        idem="k1",
    )

    assert isinstance(step, Step)
    (child,) = step.opens
    assert child.after.workflow == "appeal"
    assert (child.after.parent, child.after.id) == ("R1", "R1-appeal-5")
    assert child.after.data == {"grade": "flawed"}
    assert child.event.idem == "k1:R1-appeal-5"
    assert [message["topic"] for message in step.outbox] == ["opened", "closed"]


def test_a_condition_that_must_not_hold_is_explained(court) -> None:
    urgent = open_proceeding(
        court.plan,
        id="R2",
        court="court",
        subject=court.subject,
        by=court.clerk,
        at=court.at("2008-03-03"),
        data={"urgent": True},
    )
    assert isinstance(urgent, Step)
    held = evolve(court.settling(), data={**court.settling().data, "urgent": True})

    refusal = court.refuses(held, "decide", court.leader, "2008-03-12", members=["a", "b", "c"])

    assert refusal.codes == ("guard_failed",)
    assert "not while: urgent: yes" in refusal.text.en


class TestDays:
    def test_a_step_takes_effect_between_the_last_step_and_today(self, court) -> None:
        for on in (date(2008, 3, 4), date(2008, 3, 8)):
            step = decide(
                court.plan,
                court.reported(),
                "grade",
                by=court.reviewer,
                at=court.at("2008-03-07"),
                on=on,
                data={"grade": "flawed"},
            )
            assert isinstance(step, Refusal)
            assert step.codes == ("wrong_day",)

    def test_a_day_begins_at_midnight_where_the_court_sits(self, court) -> None:
        late_evening = datetime(2008, 3, 4, 16, 30, tzinfo=UTC)  # half past midnight in Harbin

        step = decide(
            court.plan, court.opened(), "report", by=court.chief, at=late_evening, data={"findings": []}
        )

        assert isinstance(step, Step)
        assert step.event.effective_on == date(2008, 3, 5)

    def test_a_moment_without_its_offset_is_an_error(self, court) -> None:
        with pytest.raises(ValueError, match="aware"):
            decide(court.plan, court.opened(), "report", by=court.chief, at=datetime(2008, 3, 4))


class TestOpening:
    def test_only_those_named_may_open(self, court) -> None:
        step = open_proceeding(
            court.plan,
            id="R1",
            court="court",
            subject=Subject("person", "x"),
            by=court.judge,
            at=court.at("2008-03-03"),
            data={"grade": "sound"},
        )

        assert isinstance(step, Refusal)
        assert step.codes == ("not_open_by", "wrong_subject", "unknown_data")

    def test_an_opening_arms_the_first_deadline(self, court) -> None:
        (clock,) = court.opened("2008-09-22").clocks

        assert (clock.name, clock.due, clock.remind_on) == (
            "review",
            date(2008, 10, 9),
            date(2008, 10, 6),
        )


class TestAllowed:
    def test_what_may_be_done_is_listed_with_what_it_needs(self, court) -> None:
        listed = allowed(court.plan, court.reported(), by=court.reviewer, at=court.at("2008-03-07"))

        assert [(one.event, bool(one), one.requires) for one in listed] == [
            ("grade", True, ("grade",)),
            ("supplement", False, ("findings",)),
        ]
        refused = listed[1].refusal
        assert refused is not None
        assert refused.codes == ("role_missing", "not_same_person")

    def test_everything_listed_as_open_can_be_done_with_the_right_data(self, court) -> None:
        listed = allowed(court.plan, court.settling(), by=court.leader, at=court.at("2008-03-12"))
        data = {"decide": {"members": ["a", "b", "c"]}, "stay": {"stayed_on": "2008-03-12"}}

        for one in listed:
            if one:
                court.does(court.settling(), one.event, court.leader, "2008-03-12", **data.get(one.event, {}))
        assert [one.event for one in listed if one] == ["extend", "stay", "decide", "drop"]

    def test_whoever_has_approved_sees_that_another_must(self, court) -> None:
        first = court.does(court.settling(), "extend", court.leader, "2008-03-12")
        at = court.at("2008-03-13")

        (again,) = (o for o in allowed(court.plan, first, by=court.leader, at=at) if o.event == "extend")
        (other,) = (
            o for o in allowed(court.plan, first, by=court.second_leader, at=at) if o.event == "extend"
        )

        assert again.refusal is not None
        assert again.refusal.codes == ("already_approved",)
        assert other

    def test_a_closed_proceeding_offers_nothing(self, court) -> None:
        closed = court.does(court.settling(), "drop", court.leader, "2008-03-12")

        assert allowed(court.plan, closed, by=court.leader, at=court.at("2008-03-12")) == ()


def test_every_sentence_stands_in_both_languages_and_every_code_is_plain() -> None:
    assert all(text.zh.strip() and text.en.strip() for text in SENTENCES.values())
    assert all(code.replace("_", "").isalpha() for code in CODES)


def test_a_refusal_reads_well_as_an_error(court) -> None:
    refusal = court.refuses(court.opened(), "report", court.other_chief, "2008-03-05", findings=[])

    assert str(Refused(refusal)) == (
        "R1: report refused: this needs such an office in that very unit; 何某 serves in civil division 2, "
        "the matter belongs to civil division 1"
    )


def test_the_plan_is_compiled_once_per_edition(policy, plan: Plan) -> None:
    from courtqa.workflows import plan_of

    assert plan_of(policy, "review", on=date(2012, 1, 1)) is plan
