"""Petition, reception, testimony, inspection, attendance, campaigns and the lot: what the pack promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

from courtqa.errors import NotInForce
from courtqa.policy import Policy
from courtqa.workflows import Actor, Refusal, Step, Subject, Workflow, decide, open_proceeding, plan_of
from courtqa.workflows.allocation import Candidate, draw_judge, roster_digest
from courtqa.workflows.duty import Duty, counted, duties
from courtqa.workflows.lots import commitment, joint_seed
from courtqa.workflows.rhythm import kept, recurring

DAY = date(2008, 1, 1)
CASES = Path(__file__).parents[2] / "courtqa" / "packs" / "harbin" / "cases"
PROCEDURES = (
    "case_review",
    "hearing_attendance",
    "key_case_analysis",
    "litigant_testimony",
    "petition",
    "president_reception",
    "random_assignment",
    "reception_item",
    "review_campaign",
    "task_inspection",
)


ITEMS = {
    "case_review": {"H21"},
    "hearing_attendance": {"H17", "H51"},
    "key_case_analysis": {"H23"},
    "litigant_testimony": {"H24"},
    "petition": {"H16", "H20", "H22", "H48"},
    "president_reception": {"H20"},
    "random_assignment": {"H17"},
    "reception_item": {"H20"},
    "review_campaign": {"H21"},
    "task_inspection": {"H12"},
}


def workflow(policy: Policy, name: str, on: date = DAY) -> Workflow:
    found: Workflow = policy.edition("workflows", name, on=on).value
    return found


@pytest.mark.parametrize("name", PROCEDURES)
def test_every_procedure_has_at_least_four_cases(name: str) -> None:
    assert len(list((CASES / name).glob("*.yaml"))) >= 4


@pytest.mark.parametrize("name", PROCEDURES)
def test_every_step_stands_on_a_rule_and_every_deadline_on_a_series(harbin: Policy, name: str) -> None:
    for edition in harbin.editions("workflows", name):
        assert [one.event for one in edition.value.transitions if one.authority is None] == []
        for deadline in edition.value.deadlines.values():
            assert harbin.series(deadline.budget) is not None


@pytest.mark.parametrize("name", PROCEDURES)
def test_every_procedure_names_the_items_of_the_inventory_it_stands_on(harbin: Policy, name: str) -> None:
    for edition in harbin.editions("workflows", name):
        assert set(re.findall(r"\bH\d+", edition.note or "")) >= ITEMS[name]


def test_nothing_inspected_closes_without_a_verified_result(harbin: Policy) -> None:
    inspection = workflow(harbin, "task_inspection")

    assert {one.source for one in inspection.transitions if one.to == "closed"} == {("verified",)}
    assert {one.event for one in inspection.transitions if one.to == "verified"} == {"verify_result"}
    assert all("verify_result" in path for path in paths(inspection, "closed"))


def test_nobody_speaks_without_having_consented(harbin: Policy) -> None:
    testimony = workflow(harbin, "litigant_testimony")

    assert all("consent" in path and "select" in path for path in paths(testimony, "delivered"))
    for event in ("select", "deliver"):
        (step,) = (one for one in testimony.transitions if one.event == event)
        assert ("case_pending", False) in {
            (call.params.get("field"), call.params.get("value")) for call in step.when
        }


def test_a_petition_is_heard_before_it_is_decided(harbin: Policy) -> None:
    petition = workflow(harbin, "petition")
    (draft,) = (one for one in petition.transitions if one.event == "draft_opinion")

    assert set(draft.after) == {"hear_petitioner", "investigate"}
    assert all("draft_opinion" in path for path in paths(petition, "opinion_issued"))


def test_the_one_complained_of_touches_no_step_of_the_inquiry(harbin: Policy) -> None:
    for edition in harbin.editions("workflows", "petition"):
        kept_out = {
            one.event
            for one in edition.value.transitions
            if any(
                call.guard == "not_by_named" and call.params["field"] == "respondents" for call in one.when
            )
        }
        assert kept_out >= {
            "route_to_discipline",
            "hear_petitioner",
            "investigate",
            "draft_opinion",
            "issue_opinion",
            "decide_review",
            "decide_re_review",
        }


def test_a_petition_follows_the_rules_of_the_day_it_came(harbin: Policy) -> None:
    with pytest.raises(NotInForce):
        harbin.edition("workflows", "petition", on=date(2005, 4, 30))
    editions = {
        on: harbin.edition("workflows", "petition", on=on).since
        for on in (date(2005, 5, 1), date(2022, 4, 30), date(2022, 5, 1))
    }

    assert list(editions.values()) == [date(2005, 5, 1), date(2005, 5, 1), date(2022, 5, 1)]


def test_what_the_regulations_of_2022_say_is_no_assumption_and_what_stands_for_2005_is(
    harbin: Policy,
) -> None:
    told = [
        "handling",
        "handling_extension",
        "re_review",
        "re_review_request",
        "review",
        "review_request",
        "screening",
        "transfer_objection",
    ]
    for name in told:
        old, new = harbin.series(f"deadlines/petition/{name}").values
        assert (old.since, old.assumption) == (date(2005, 5, 1), True)
        assert (new.since, new.assumption) == (date(2022, 5, 1), False)


def test_eighty_eight_receptions_against_the_weeks_of_two_years(harbin: Policy) -> None:
    calendar = plan_of(harbin, "president_reception", on=DAY).calendar
    assert calendar is not None
    weekday = harbin.value("receptions/weekday", on=DAY)
    weeks = harbin.value("receptions/weeks_between", on=DAY)

    weekly = recurring(
        calendar, first=date(2007, 1, 1), last=date(2008, 12, 31), weeks=int(weeks), weekday=int(weekday)
    )
    result = kept(weekly, set(weekly[:88]))

    assert len(weekly) == 105 - weeks_at_rest(calendar, date(2007, 1, 1), date(2008, 12, 31))
    assert result.share == Fraction(88, len(weekly))
    assert len(result.missed) == len(weekly) - 88


def test_a_reception_on_a_rest_day_moves_within_its_week(harbin: Policy) -> None:
    calendar = plan_of(harbin, "president_reception", on=DAY).calendar
    assert calendar is not None

    # Wednesday 3 October 2007 and the rest of its week are the holiday of the National Day
    autumn = recurring(calendar, first=date(2007, 9, 24), last=date(2007, 10, 14), weeks=1, weekday=3)
    fortnightly = recurring(calendar, first=date(2007, 9, 24), last=date(2007, 10, 14), weeks=2, weekday=3)

    assert autumn == (date(2007, 9, 26), date(2007, 10, 10))
    assert fortnightly == (date(2007, 9, 26), date(2007, 10, 10))
    assert kept(autumn, {date(2007, 9, 26), date(2007, 9, 28)}).besides == (date(2007, 9, 28),)


def test_the_rhythm_was_fortnightly_before_it_was_weekly(harbin: Policy) -> None:
    assert harbin.value("receptions/weeks_between", on=date(2005, 1, 1)) == 2
    assert harbin.value("receptions/weeks_between", on=DAY) == 1


def test_the_duty_to_attend_is_counted_per_person_and_period(harbin: Policy) -> None:
    plan = plan_of(harbin, "hearing_attendance", on=DAY)
    liu = Actor.of("liu", "刘某", "trial_management_officer", unit="trial_management_office")
    asked = {
        "gao": int(harbin.value("duties/hearing_attendance/adjudication_committee_member", on=DAY)),
        "zhao": int(harbin.value("duties/hearing_attendance/division_chief", on=DAY)),
    }

    def attended(number: int, who: list[str], period: str, *, held: bool = True):
        at = datetime(2008, 1, 7, 9, tzinfo=UTC)
        data = {"attendance_kind": "leader", "hearing_on": date(2008, 1, 14), "open_to_public": True}
        opened = open_proceeding(
            plan,
            id=f"a{number}",
            court="c",
            subject=Subject("case", f"case-{number}", "civil_1"),
            by=liu,
            at=at,
            data=data,
        )
        assert isinstance(opened, Step)
        invited = decide(plan, opened.after, "invite", by=liu, at=at, data={"invited": who})
        assert isinstance(invited, Step)
        if not held:
            return invited.after
        record = {"attended": who, "duty_period": period, "no_instruction": True}
        done = decide(plan, invited.after, "record_attendance", by=liu, at=at + timedelta(7), data=record)
        assert isinstance(done, Step)
        return done.after

    hearings = [
        attended(1, ["gao", "zhao"], "2008Q1"),
        attended(2, ["zhao"], "2008Q1"),
        attended(3, ["zhao"], "2008Q2"),
        attended(4, ["zhao"], "2008Q1", held=False),
    ]
    counts = counted(hearings, persons="attended", period="duty_period", after="record_attendance")

    assert duties(counts, asked=asked, periods=["2008Q1", "2008Q2"]) == (
        Duty("gao", "2008Q1", 1, 1),
        Duty("zhao", "2008Q1", 2, 3),
        Duty("gao", "2008Q2", 0, 1),
        Duty("zhao", "2008Q2", 1, 3),
    )
    assert [one.short for one in duties(counts, asked=asked, periods=["2008Q1"])] == [0, 1]


def test_a_petition_born_of_a_reception_is_the_visitors_own(harbin: Policy) -> None:
    xu = Actor.of("xu", "徐某", "petition_officer", unit="petition_office")
    guo, stranger = (Actor.of(name, name, "petitioner") for name in ("guo", "hu"))
    at = datetime(2007, 3, 14, 9, tzinfo=UTC)
    item = open_proceeding(
        plan_of(harbin, "reception_item", on=at.date()),
        id="item-1",
        court="c",
        subject=Subject("matter", "item-1", "petition_office"),
        by=xu,
        at=at,
        data={"item_title": "反映面积认定", "visitors": ["guo"], "respondents": ["wang"]},
    )
    assert isinstance(item, Step)
    brought = {"received_on": at.date(), "request": "请求复查判决。", "petitioners": ["guo"]}
    moved = decide(
        plan_of(harbin, "reception_item", on=at.date()),
        item.after,
        "open_petition",
        by=xu,
        at=at,
        data=brought,
    )
    assert isinstance(moved, Step)
    (child,) = moved.opens
    petition = plan_of(harbin, "petition", on=at.date())

    assert child.after.parent == "item-1"
    assert child.after.data["channel"] == "reception"
    assert child.after.data["respondents"] == ["wang"]
    registered = decide(petition, child.after, "register", by=xu, at=at)
    assert isinstance(registered, Step)
    words = {"withdrawal_statement": "问题已解决。"}
    refused = decide(petition, registered.after, "withdraw", by=stranger, at=at, data=words)
    assert isinstance(refused, Refusal)
    assert refused.codes == ("guard_failed",)
    assert isinstance(decide(petition, registered.after, "withdraw", by=guo, at=at, data=words), Step)


def test_a_forged_draw_leaves_no_trace_and_the_true_one_is_taken(harbin: Policy) -> None:
    plan = plan_of(harbin, "random_assignment", on=DAY)
    window = int(harbin.value("allocation/window", on=DAY))
    jin, pan = (Actor.of(name, name, "docketing_officer", unit="docketing_1") for name in ("jin", "pan"))
    at = datetime(2008, 1, 7, 9, tzinfo=UTC)
    roster = (Candidate("li", 3), Candidate("wang", 4), Candidate("zhao", 1, absent=True))
    secret = "0c1d-2e3f-4a5b-6c7d"
    opened = open_proceeding(
        plan,
        id="a1",
        court="c",
        subject=Subject("case", "2008-civ-1", "civil_1"),
        by=jin,
        at=at,
        data={"filed_on": at.date(), "weight": 1},
    )
    assert isinstance(opened, Step)
    fixed = {
        "roster": [attrs.asdict(one) for one in roster],
        "roster_digest": roster_digest(roster),
        "seed_commitment": commitment(secret),
    }
    ready = decide(plan, opened.after, "fix_roster", by=jin, at=at, data=fixed)
    assert isinstance(ready, Step)

    chosen = set()
    for number in range(40):
        seed = joint_seed(secret, str(number))
        draw = draw_judge("2008-civ-1", candidates=roster, seed=seed, window=window)
        chosen.add(draw.chosen)
        told = {"seed_secret": secret, "public_number": str(number), "draw_proof": draw.proof}
        true = decide(plan, ready.after, "draw", by=pan, at=at, data={**told, "assigned_judge": draw.chosen})
        assert isinstance(true, Step)
        for other in {"li", "wang", "zhao"} - {draw.chosen}:
            forged = attrs.evolve(draw, chosen=other).proof
            step = decide(
                plan,
                ready.after,
                "draw",
                by=pan,
                at=at,
                data={**told, "draw_proof": forged, "assigned_judge": other},
            )
            assert isinstance(step, Refusal)
            assert step.codes == ("guard_failed",)
    assert chosen == {"li", "wang"}


def weeks_at_rest(calendar, first: date, last: date) -> int:
    """The weeks whose Wednesday and every day after it until Sunday are rest days."""
    wednesdays = [first + timedelta(n) for n in range((last - first).days + 1)]
    return sum(
        not any(calendar.is_workday(day + timedelta(n)) for n in range(5))
        for day in wednesdays
        if day.isoweekday() == 3
    )


def paths(found: Workflow, target: str) -> Iterator[frozenset[str]]:
    """The events of every way to the state that passes no state twice."""
    steps = [(source, one) for one in found.transitions for source in one.source if one.to is not None]

    def walk(state: str, seen: frozenset[str], events: frozenset[str]) -> Iterator[frozenset[str]]:
        if state == target:
            yield events
            return
        for source, one in steps:
            if source == state and one.to not in seen:
                yield from walk(str(one.to), seen | {str(one.to)}, events | {one.event})

    yield from walk(found.initial, frozenset({found.initial}), frozenset())


def test_once_every_case_of_the_sample_is_opened_no_further_one_is_offered(harbin: Policy) -> None:
    campaign = workflow(harbin, "review_campaign")
    (opening,) = [one for one in campaign.transitions if one.event == "open_review"]

    assert [call.guard for call in opening.unless] == ["sample_taken"]
    # what the step may still bring is not asked about when steps are offered: this condition reads none of it
    assert "sample_proof" not in opening.requires
