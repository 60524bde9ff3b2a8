"""Who may act: in office, impartial, in their own name or on behalf of another, alone or with others."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from courtqa.text import Text
from courtqa.workflows import (
    Actor,
    Delegation,
    GuardCall,
    Personnel,
    Refusal,
    Relation,
    Step,
    Tenure,
    allowed,
    decide,
    flags_of,
    fold,
    guard,
    open_proceeding,
    recuse,
    restore,
    snapshot,
    uphold,
)
from courtqa.workflows.compiling import compile_plan
from courtqa.workflows.sealing import event_of, genesis, seal

FIVE, SIX, SEVEN = date(2008, 3, 5), date(2008, 3, 6), date(2008, 3, 7)
DEPUTY = Actor.of("gao", "高某", "judge", unit="civil_1")


def lent(**changes: object) -> Personnel:
    """The chief Liu has lent the chief's power to the judge Gao."""
    scope = {"roles": ("chief",), "since": date(2008, 1, 1), "reference": "哈中法〔2008〕3号", **changes}
    return Personnel(lent=(Delegation("liu", "gao", **scope),))


def attempt(
    court, persons, *, by=None, event="report", day="2008-03-05", holder=None, proceeding=None, **data
):
    proceeding = proceeding or court.opened()
    data = data or ({"findings": ["x"]} if event == "report" else {})
    return decide(
        court.plan,
        proceeding,
        event,
        by=by or court.chief,
        at=court.at(day),
        data=data,
        on_behalf_of=holder,
        persons=persons,
    )


def codes(outcome) -> tuple[str, ...]:
    assert isinstance(outcome, Refusal), outcome
    return outcome.codes


class TestOffices:
    def test_the_register_of_offices_outweighs_what_somebody_says_of_themselves(self, court) -> None:
        known = Personnel(tenures={"liu": (Tenure("judge", "office"),)})

        assert codes(attempt(court, known)) == ("role_missing", "wrong_unit")

    def test_whoever_was_transferred_between_the_day_and_the_record_does_not_act_for_the_old_unit(
        self, court
    ) -> None:
        moved = evolve(
            court.chief,
            tenures=(Tenure("chief", "civil_1", until=SIX), Tenure("chief", "civil_2", SIX)),
        )
        step = decide(
            court.plan,
            court.opened(),
            "report",
            by=moved,
            at=court.at("2008-03-06"),
            on=FIVE,
            data={"findings": []},
        )

        assert codes(step) == ("wrong_unit",)

    @pytest.mark.parametrize(("unit", "expected"), [("civil_1", None), ("daoli_1", ("wrong_level",))])
    def test_a_step_of_a_level_asks_where_the_office_is_held(self, policy, court_of, unit, expected) -> None:
        court = court_of(small_plan(policy, level=("intermediate",)))
        chief = Actor.of("liu", "刘某", "chief", unit=unit)
        step = decide(court.plan, court.opened(), "go", by=chief, at=court.at("2008-03-05"))

        assert (step.codes if isinstance(step, Refusal) else None) == expected


class TestRelations:
    def test_a_spouse_of_the_judge_does_not_act_on_the_judge(self, court) -> None:
        file = Personnel(ties=(Relation("zhao", "liu", "配偶"),))
        refusal = attempt(court, file)

        assert codes(refusal) == ("related",)
        assert "刘某与当事人 zhao 有应当回避的关系（配偶）" in refusal.text.zh

    def test_a_relation_counts_only_while_it_lasts(self, court) -> None:
        over = Personnel(ties=(Relation("zhao", "liu", "配偶", until=FIVE),))

        assert isinstance(attempt(court, over), Step)
        assert codes(attempt(court, over, day="2008-03-04")) == ("related",)

    def test_a_relation_bars_from_opening_too(self, court) -> None:
        file = Personnel(ties=(Relation("chen", "zhao", "kin"),))
        step = open_proceeding(
            court.plan,
            id="R1",
            court="court",
            subject=court.subject,
            by=court.clerk,
            at=court.at("2008-03-03"),
            persons=file,
        )

        assert codes(step) == ("related",)

    def test_a_related_member_does_not_sit(self, court) -> None:
        file = Personnel(ties=(Relation("a", "zhao", "kin"),))
        refusal = attempt(
            court,
            file,
            by=court.leader,
            event="decide",
            day="2008-03-12",
            proceeding=court.settling(),
            members=["a", "b", "c"],
        )

        assert codes(refusal) == ("related",)

    def test_a_register_that_does_not_answer_refuses(self, court) -> None:
        class Down(Personnel):
            def relations(self, person):
                raise ConnectionError(person)

        refusal = attempt(court, Down())

        assert codes(refusal) == ("check_failed",)
        assert "not_related could not be checked (ConnectionError)" in refusal.text.en

    def test_offices_that_cannot_be_looked_up_are_not_held(self, court) -> None:
        class Down(Personnel):
            def offices(self, person):
                raise TimeoutError(person)

        assert codes(attempt(court, Down())) == ("check_failed",)
        assert all(
            not one
            for one in allowed(
                court.plan, court.opened(), by=court.chief, at=court.at("2008-03-05"), persons=Down()
            )
        )


class TestAccounts:
    file = Personnel(accounts={"liu_2": "liu", "zhao_2": "zhao", "sun_2": "sun"})

    def test_nobody_reviews_their_own_work_under_a_second_account(self, court) -> None:
        second = Actor.of("liu_2", "刘某", "reviewer", unit="office")
        refusal = attempt(
            court,
            self.file,
            by=second,
            event="grade",
            day="2008-03-07",
            proceeding=court.reported(),
            grade="flawed",
        )

        assert codes(refusal) == ("same_person",)

    def test_the_subject_stays_the_subject_under_a_second_account(self, court) -> None:
        second = Actor.of("zhao_2", "赵某", "chief", unit="civil_1")

        assert codes(attempt(court, self.file, by=second)) == ("subject_of_it",)

    def test_a_recusal_reaches_every_account(self, court) -> None:
        out = recuse(
            court.plan,
            court.opened(),
            "liu_2",
            by=court.leader,
            at=court.at("2008-03-04"),
            reason="x",
            persons=self.file,
        )
        assert isinstance(out, Step)

        assert codes(attempt(court, self.file, proceeding=out.after)) == ("recused",)

    def test_one_person_with_two_accounts_does_not_make_two(self, court) -> None:
        first = court.does(court.settling(), "extend", court.leader, "2008-03-12")
        second = Actor.of("sun_2", "孙某", "leader", unit="court")

        assert codes(
            attempt(court, self.file, by=second, event="extend", day="2008-03-13", proceeding=first)
        ) == ("already_approved",)


class TestDelegation:
    def test_a_delegate_acts_with_the_power_of_another_and_the_event_says_so(self, court) -> None:
        step = attempt(court, lent(), by=DEPUTY, holder=court.chief)

        assert isinstance(step, Step)
        assert (step.event.actor, step.event.on_behalf_of, step.event.roles) == ("gao", "liu", ("chief",))
        assert step.event.payload["delegation"] == "哈中法〔2008〕3号"
        assert (step.after.history[-1].by, step.after.history[-1].on_behalf_of) == ("gao", "liu")

    @pytest.mark.parametrize(
        "changes",
        [
            {"until": FIVE},
            {"since": SIX},
            {"events": ("grade",)},
            {"workflows": ("appeal",)},
            {"roles": ("reviewer",)},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_a_delegation_does_not_reach_beyond_its_scope(self, court, changes) -> None:
        assert codes(attempt(court, lent(**changes), by=DEPUTY, holder=court.chief)) == ("not_delegated",)

    def test_a_delegation_ends_with_the_office_it_was_given_from(self, court) -> None:
        gone = evolve(court.chief, tenures=(Tenure("chief", "civil_1", until=FIVE),))

        assert codes(attempt(court, lent(), by=DEPUTY, holder=gone)) == ("not_in_tenure", "wrong_unit")

    def test_a_power_that_was_lent_is_not_lent_on(self, court) -> None:
        file = Personnel(
            lent=(
                Delegation("liu", "gao", ("chief",), date(2008, 1, 1)),
                Delegation("gao", "he", ("chief",), date(2008, 1, 1)),
            )
        )
        third = Actor.of("he", "何某", "judge", unit="civil_1")

        assert codes(attempt(court, file, by=third, holder=DEPUTY)) == ("role_missing", "wrong_unit")

    def test_only_the_roles_that_were_lent_count(self, court) -> None:
        both = evolve(court.chief, tenures=(Tenure("chief", "civil_2"), Tenure("judge", "civil_1")))

        assert codes(attempt(court, lent(), by=DEPUTY, holder=both)) == ("wrong_unit",)

    def test_nobody_outside_the_court_acts_for_somebody_in_it(self, court) -> None:
        guest = Actor.of("gao", "高某", "deputy")

        assert codes(attempt(court, lent(), by=guest, holder=court.chief)) == ("delegate_without_office",)

    def test_no_machine_acts_for_anybody(self, court) -> None:
        robot = evolve(DEPUTY, kind="machine")

        assert codes(attempt(court, lent(), by=robot, holder=court.chief)) == ("machine_may_not",)

    def test_a_step_against_a_person_is_taken_in_ones_own_name(self, court) -> None:
        file = Personnel(lent=(Delegation("sun", "gao", ("leader",), date(2008, 1, 1)),))
        refusal = attempt(
            court,
            file,
            by=DEPUTY,
            holder=court.leader,
            event="decide",
            day="2008-03-12",
            proceeding=court.settling(),
            members=["a", "b", "c"],
        )

        assert codes(refusal) == ("not_delegable",)

    @pytest.mark.parametrize(
        ("tie", "barred"),
        [(Relation("zhao", "liu", "kin"), "刘某"), (Relation("zhao", "gao", "kin"), "高某")],
    )
    def test_a_relation_of_either_bars_both(self, court, tie, barred) -> None:
        file = evolve(lent(), ties=(tie,))
        refusal = attempt(court, file, by=DEPUTY, holder=court.chief)

        assert codes(refusal) == ("related",)
        assert barred in refusal.text.zh

    def test_duties_are_kept_apart_through_a_delegate(self, court) -> None:
        reported = attempt(court, lent(), by=DEPUTY, holder=court.chief)
        assert isinstance(reported, Step)
        later = Actor.of("liu", "刘某", "reviewer", unit="office")

        refusal = court.refuses(reported.after, "grade", later, "2008-03-07", grade="flawed")

        assert refusal.codes == ("same_person",)

    def test_what_continues_a_step_may_be_done_by_whoever_had_it_done(self, court) -> None:
        reported = attempt(court, lent(), by=DEPUTY, holder=court.chief)
        assert isinstance(reported, Step)

        assert (
            court.does(reported.after, "supplement", court.chief, "2008-03-06", findings=["y"]).version == 3
        )

    def test_the_event_is_the_same_after_sealing_and_folding(self, court) -> None:
        import json

        opened = court.opened()
        step = attempt(court, lent(), by=DEPUTY, holder=court.chief, proceeding=opened)
        assert isinstance(step, Step)
        body = json.loads(seal(step.event, genesis("court", "R1")).body)

        assert body["actor"] == {"id": "gao", "roles": ["chief"], "on_behalf_of": "liu"}
        assert event_of(body) == step.event
        assert restore(snapshot(step.after)) == step.after

    def test_a_step_in_ones_own_name_is_sealed_as_ever(self, court) -> None:
        step = attempt(court, Personnel())
        assert isinstance(step, Step)

        body = seal(step.event, genesis("court", "R1")).body
        assert "on_behalf_of" not in body
        assert "on_behalf_of" not in snapshot(step.after)
        assert "flagged" not in snapshot(step.after)


class TestConsents:
    def once(self, court, **persons: object):
        first = attempt(
            court,
            Personnel(**persons),
            by=court.leader,
            event="extend",
            day="2008-03-12",
            proceeding=court.settling(),
        )
        assert isinstance(first, Step)
        return first.after

    def second(self, court, proceeding, persons):
        step = attempt(
            court, persons, by=court.second_leader, event="extend", day="2008-03-13", proceeding=proceeding
        )
        assert isinstance(step, Step), step
        return step

    def test_a_consent_falls_with_the_office(self, court) -> None:
        first = self.once(court, tenures={"sun": (Tenure("leader", "court"),)})
        removed = Personnel(tenures={"sun": (Tenure("leader", "court", until=date(2008, 3, 13)),)})
        step = self.second(court, first, removed)

        assert step.event.kind == "approval"
        assert step.event.payload["fallen_approvals"] == ["sun"]
        assert [given.by for given in step.after.approvals] == ["qian"]

    def test_a_consent_falls_with_a_term_that_was_known_to_end(self, court) -> None:
        leaving = evolve(court.leader, tenures=(Tenure("leader", "court", until=date(2008, 3, 13)),))
        first = court.does(court.settling(), "extend", leaving, "2008-03-12")

        assert first.approvals[0].until == date(2008, 3, 13)
        assert self.second(court, first, Personnel()).event.kind == "approval"

    def test_a_consent_falls_with_a_relation_found_since(self, court) -> None:
        found = Personnel(ties=(Relation("sun", "zhao", "kin"),))

        assert self.second(court, self.once(court), found).event.kind == "approval"

    def test_a_consent_falls_with_the_recusal_of_whoever_gave_it(self, court) -> None:
        first = self.once(court)
        out = recuse(court.plan, first, "sun", by=court.clerk, at=court.at("2008-03-12"), reason="亲属")
        assert isinstance(out, Step)

        assert out.after.approvals == ()

    def test_two_consents_of_what_turns_out_to_be_one_person_count_once(
        self, court, policy, court_of
    ) -> None:
        three = court_of(small_plan(policy, approvals=3))
        chiefs = [Actor.of(name, name, "chief", unit="civil_1") for name in ("a", "b", "c")]
        first = three.does(three.opened(), "go", chiefs[0], "2008-03-05")
        second = three.does(first, "go", chiefs[1], "2008-03-05")
        step = decide(
            three.plan,
            second,
            "go",
            by=chiefs[2],
            at=three.at("2008-03-06"),
            persons=Personnel(accounts={"b": "a"}),
        )

        assert isinstance(step, Step)
        assert step.event.kind == "approval"


class TestLateRecusal:
    def recused(self, court):
        step = recuse(
            court.plan, court.reported(), "liu", by=court.leader, at=court.at("2008-03-06"), reason="亲属"
        )
        assert isinstance(step, Step)
        return step.after

    def test_earlier_acts_are_flagged_and_listed(self, court) -> None:
        after = self.recused(court)

        assert after.flagged == (2,)
        assert [(flag.seq, flag.event, flag.by) for flag in flags_of(court.plan, after)] == [
            (2, "report", "liu")
        ]
        assert restore(snapshot(after)) == after

    def test_a_relation_found_late_flags_what_was_done_while_it_lasted(self, court) -> None:
        reported = court.reported()
        found = Personnel(ties=(Relation("liu", "zhao", "配偶"),))
        before = Personnel(ties=(Relation("liu", "zhao", "配偶", until=FIVE),))

        assert [flag.why.zh for flag in flags_of(court.plan, reported, found)] == ["与当事人有关系（配偶）"]
        assert list(flags_of(court.plan, reported, before)) == []

    def test_somebody_else_competent_looks_again_and_lets_it_stand(self, court) -> None:
        other = Actor.of("gao", "高某", "chief", unit="civil_1")
        step = uphold(court.plan, self.recused(court), 2, by=other, at=court.at("2008-03-07"), reason="已核")

        assert isinstance(step, Step)
        assert step.after.flagged == ()
        assert (step.event.kind, step.event.payload) == ("upheld", {"upheld": [2]})

    @pytest.mark.parametrize(
        ("by", "seq", "reason", "expected"),
        [
            (Actor.of("liu", "刘某", "chief", unit="civil_1"), 2, "x", ("recused",)),
            (Actor.of("wang", "王某", "reviewer", unit="office"), 2, "x", ("role_missing", "wrong_unit")),
            (Actor.of("gao", "高某", "chief", unit="civil_1"), 1, "x", ("not_flagged",)),
            (Actor.of("gao", "高某", "chief", unit="civil_1"), 2, "", ("missing_data",)),
        ],
    )
    def test_nobody_else_does(self, court, by, seq, reason, expected) -> None:
        step = uphold(court.plan, self.recused(court), seq, by=by, at=court.at("2008-03-07"), reason=reason)

        assert codes(step) == expected


class TestFailingClosed:
    @guard
    def unwell(facts) -> bool | Text:
        """A guard that breaks."""
        raise ZeroDivisionError

    @pytest.mark.parametrize("key", ["when", "unless"])
    def test_a_guard_that_raises_refuses(self, policy, court_of, key) -> None:
        court = court_of(small_plan(policy, guards={"unwell": self.unwell}, **{key: (GuardCall("unwell"),)}))
        chief = Actor.of("liu", "刘某", "chief", unit="civil_1")

        assert court.refuses(court.opened(), "go", chief, "2008-03-05").codes == ("check_failed",)

    @pytest.mark.parametrize("key", ["when", "unless"])
    def test_an_answer_that_is_none_refuses(self, policy, court_of, key) -> None:
        @guard
        def vague(facts) -> bool | Text:
            """A guard that says nothing."""
            return None

        court = court_of(small_plan(policy, guards={"vague": vague}, **{key: (GuardCall("vague"),)}))
        chief = Actor.of("liu", "刘某", "chief", unit="civil_1")

        assert court.refuses(court.opened(), "go", chief, "2008-03-05").codes == ("guard_failed",)


def small_plan(policy, *, guards=None, **rules: object):
    """The small court with one more step ``go`` for its chiefs."""
    from courtqa.workflows import Transition, Unit, plan_of

    plan = plan_of(policy, "review", on=date(2008, 3, 3))
    go = Transition("go", Text(zh="办", en="go"), ("received",), by=("chief",), **rules)
    units = {**plan.units, "daoli": Unit(Text(zh="下级", en="below"), "court", "court", level="basic")}
    units["daoli_1"] = Unit(Text(zh="下级庭", en="division below"), "trial_division", "daoli")
    return compile_plan(
        evolve(plan.workflow, transitions=(go,)),
        guards=guards or {},
        time_zone=plan.time_zone,
        calendar=plan.calendar,
        roles=plan.roles,
        units=units,
        series=plan.series,
    )


def test_a_trail_of_delegates_consents_and_recusals_folds_to_the_same(court) -> None:
    file = evolve(lent(), tenures={"sun": (Tenure("leader", "court"),)})
    opened = open_proceeding(
        court.plan,
        id="R1",
        court="court",
        subject=court.subject,
        by=court.clerk,
        at=court.at("2008-03-03"),
        persons=file,
    )
    assert isinstance(opened, Step)
    reported = attempt(court, file, by=DEPUTY, holder=court.chief, proceeding=opened.after)
    assert isinstance(reported, Step)
    out = recuse(
        court.plan,
        reported.after,
        "liu",
        by=court.leader,
        at=court.at("2008-03-06"),
        reason="亲属",
        persons=file,
    )
    assert isinstance(out, Step)
    by = Actor.of("he", "何某", "chief", unit="civil_1")
    stands = uphold(court.plan, out.after, 2, by=by, at=court.at("2008-03-07"), reason="已核", persons=file)
    assert isinstance(stands, Step)

    assert fold([opened.event, reported.event, out.event, stands.event]) == stands.after
    assert out.after.flagged == (2,)
