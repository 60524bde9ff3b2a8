from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from courtqa.errors import NotInForce
from courtqa.policy import load
from courtqa.workflows import (
    KINDS,
    OFFERS,
    Plan,
    Proceeding,
    Refusal,
    Step,
    lapse,
    open_proceeding,
    plan_of,
)

PACK = Path(__file__).parent / "pack"


def clock_of(proceeding: Proceeding, name: str):
    return next(clock for clock in proceeding.clocks if clock.name == name)


def test_a_step_after_the_last_day_is_marked_late_and_one_on_it_is_not(court) -> None:
    opened = court.opened("2008-03-03")
    due = clock_of(opened, "review").due
    assert due == date(2008, 3, 17)

    in_time = court.does(opened, "report", court.chief, "2008-03-17", findings=[])
    late = court.does(opened, "report", court.chief, "2008-03-18", findings=[])

    assert (in_time.history[-1].late, late.history[-1].late) == (False, True)


def test_a_deadline_that_two_states_share_runs_on(court) -> None:
    assert clock_of(court.reported(), "review") == clock_of(court.opened(), "review")


def test_leaving_a_state_stops_its_clock_and_entering_starts_the_next(court) -> None:
    assert [clock.name for clock in court.notified().clocks] == ["answer"]


def test_a_suspended_clock_stands_still_and_the_lost_days_are_given_back(court) -> None:
    settling = court.settling()
    assert clock_of(settling, "decision").due == date(2008, 4, 10)

    stayed = court.does(settling, "stay", court.leader, "2008-03-20", stayed_on="2008-03-20")
    resumed = court.does(stayed, "resume", court.leader, "2008-05-01")

    assert clock_of(stayed, "decision").suspended_on == date(2008, 3, 20)
    assert not resumed.history[-1].late
    assert clock_of(resumed, "decision").due == date(2008, 5, 22)
    assert "扣除中止的42日" in clock_of(resumed, "decision").reason.zh
    assert [clock.name for clock in resumed.clocks] == ["decision"]


def test_a_deadline_is_extended_only_as_often_as_the_rule_says(court) -> None:
    once = court.settling()
    for leader in (court.leader, court.second_leader):
        once = court.does(once, "extend", leader, "2008-03-12")

    refusal = court.refuses(once, "extend", court.leader, "2008-03-13")

    assert refusal.codes == ("no_extension_left",)


def test_a_limit_starts_on_the_day_in_its_field(court) -> None:
    stayed = court.does(court.settling(), "stay", court.leader, "2008-03-20", stayed_on="2008-03-15")

    assert clock_of(stayed, "stay").due == date(2008, 5, 14)


@pytest.mark.parametrize(("given", "code"), [({}, "missing_data"), ({"stayed_on": "soon"}, "wrong_type")])
def test_without_that_day_there_is_one_reason_and_no_guess(court, given, code) -> None:
    refusal = court.refuses(court.settling(), "stay", court.leader, "2008-03-20", **given)

    assert refusal.codes == (code,)


class TestLapse:
    def test_a_deadline_lapses_on_the_day_after_its_last_however_late_it_is_noticed(self, court) -> None:
        notified = court.notified()
        due = clock_of(notified, "answer").due
        assert due == date(2008, 3, 24)  # 03-22 is a Saturday

        step = lapse(court.plan, notified, "answer", at=court.at("2008-04-20"))

        assert isinstance(step, Step)
        event = step.event
        assert (event.kind, event.transition, event.actor, event.roles) == (
            "lapse",
            "record_silence",
            "clock",
            ("clock",),
        )
        assert event.effective_on == date(2008, 3, 25)
        assert not step.after.history[-1].late
        assert step.after.state == "settling"
        assert clock_of(step.after, "decision").due == date(2008, 4, 25)

    def test_a_deadline_does_not_lapse_on_its_last_day(self, court) -> None:
        refusal = lapse(court.plan, court.notified(), "answer", at=court.at("2008-03-24", 23))

        assert isinstance(refusal, Refusal)
        assert refusal.codes == ("not_lapsed",)

    def test_a_lapse_is_claimed_once(self, court) -> None:
        step = lapse(court.plan, court.notified(), "answer", at=court.at("2008-04-20"))
        assert isinstance(step, Step)
        again = lapse(court.plan, step.after, "answer", at=court.at("2008-04-20"))

        assert isinstance(again, Refusal)
        assert again.codes == ("clock_not_running",)

    def test_a_deadline_to_which_no_step_is_bound_is_only_marked(self, court) -> None:
        step = lapse(court.plan, court.opened(), "review", at=court.at("2008-04-20"))
        assert isinstance(step, Step)

        again = lapse(court.plan, step.after, "review", at=court.at("2008-04-21"))

        assert (step.after.state, clock_of(step.after, "review").lapsed) == ("received", True)
        assert step.event.payload["deadline"] == "review"
        assert isinstance(again, Refusal)

    def test_a_suspended_deadline_does_not_lapse(self, court) -> None:
        stayed = court.does(court.settling(), "stay", court.leader, "2008-03-20", stayed_on="2008-03-20")

        refusal = lapse(court.plan, stayed, "decision", at=court.at("2009-03-20"))

        assert isinstance(refusal, Refusal)
        assert refusal.codes == ("clock_not_running",)


def test_what_time_decided_no_late_step_undoes(court) -> None:
    notified = court.notified()

    court.does(notified, "answer", court.judge, "2008-03-24", grounds="不服")
    refusal = court.refuses(notified, "answer", court.judge, "2008-03-25", grounds="不服")

    assert refusal.codes == ("lapse_comes_first",)


@pytest.fixture(scope="session")
def later(tmp_path_factory) -> Plan:
    """An overlay lengthens the time to answer from 2009 and repeals the time to decide from 2010."""
    pack = tmp_path_factory.mktemp("later")
    for name, unit, day, value in (
        ("answer", "calendar_day", "2009-01-01", "30"),
        ("decision", "month", "2010-01-01", "null"),
    ):
        path = pack / "series" / "deadlines" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"unit: {unit}\nvalues:\n  {day}: {{value: {value}, reference: {{title: 新规则, article: 第1条}}}}\n",
            encoding="utf-8",
        )
    (pack / "pack.yaml").write_text(
        "name: later\ntitle: {zh: 新规, en: later}\nversion: '1'\ntime_zone: Asia/Shanghai\n"
        "reference: {title: 新规则, article: 第1条}\n",
        encoding="utf-8",
    )
    policy = load(PACK, pack, kinds=KINDS, offers=OFFERS)
    return plan_of(policy, "review", on=date(2009, 1, 1))


class TestLawsThatChange:
    @pytest.mark.parametrize(("filed", "days"), [("2008-12-31", 15), ("2009-01-01", 30)])
    def test_the_day_of_filing_picks_the_time_limit(self, later, court_of, filed: str, days: int) -> None:
        court = court_of(later)
        reported = court.does(court.opened(filed), "report", court.chief, "2009-01-05", findings=["x"])

        notified = court.does(reported, "grade", court.reviewer, "2009-01-05", grade="flawed")

        assert (clock_of(notified, "answer").budget, clock_of(notified, "answer").started_on) == (
            days,
            date(2009, 1, 5),
        )

    def test_a_limit_that_was_repealed_is_not_invented(self, later, court_of) -> None:
        court = court_of(later)
        reported = court.does(court.opened("2010-03-01"), "report", court.chief, "2010-03-02", findings=["x"])
        notified = court.does(reported, "grade", court.reviewer, "2010-03-03", grade="flawed")

        refusal = court.refuses(notified, "answer", court.judge, "2010-03-04", grounds="不服")

        assert refusal.codes == ("series_not_in_force",)


def test_a_step_whose_deadline_no_calendar_covers_is_refused_not_guessed(court) -> None:
    refusal = open_proceeding(
        court.plan,
        id="R9",
        court="court",
        subject=court.subject,
        by=court.clerk,
        at=court.at("2026-12-25"),
    )

    assert isinstance(refusal, Refusal)
    assert refusal.codes == ("calendar_unknown",)


def test_a_proceeding_before_the_rules_are_in_force_is_refused(policy) -> None:
    with pytest.raises(NotInForce):
        plan_of(policy, "review", on=date(2006, 12, 31))
