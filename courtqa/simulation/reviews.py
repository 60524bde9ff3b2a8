"""A reversed case is reviewed: by its division, by the court, after hearing its judge, by the committee."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, timedelta
from typing import Any

from attrs import frozen

from courtqa.simulation.agenda import Script
from courtqa.simulation.analyses import analyse
from courtqa.simulation.desk import Desk
from courtqa.workflows import Actor, Proceeding, Subject

__all__ = ["ReversedCase", "review"]

Part = Generator[datetime, None, Proceeding]


@frozen
class ReversedCase:
    """A case that came back from appeal, with what the simulation knows about it."""

    case_id: str
    number: str
    division: str
    judge: str
    presiding: str
    decided_on: date
    outcome: str
    cause: str
    exempt: bool


def review(desk: Desk, case: ReversedCase, handed_over: date | None = None) -> Script:
    """The review of one case, from the appellate document to the verified rectification.

    The document of a case decided before the docket opened is ``handed_over`` later.
    """
    days = int(desk.chance.rng.integers(*desk.manners.document_days))
    received = handed_over or case.decided_on + timedelta(days)
    yield desk.on(received)
    received = desk.agenda.today
    officer = desk.one_of("trial_management")
    found = desk.docket.open(
        "case_review",
        subject=Subject("case", case.case_id, case.division, _persons(case), case.number),
        by=officer,
        data={"appellate_document_received_on": received, "appellate_outcome": case.outcome},
        key=f"review:{case.case_id}",
    )
    yield desk.within(1, 1) if desk.happens("slow") else desk.soon()
    found = desk.record(found, "register", officer, appellate_reasons=desk.manners.says("appellate_reasons"))
    found = yield from _two_levels(desk, case, found)
    if case.exempt:
        yield desk.within(1, 3)
        desk.record(found, "close_without_fault", officer)
        return
    if case.cause == "misconduct_lead":
        yield desk.within(1, 3)
        desk.record(found, "refer_to_discipline", officer, referral_reasons=desk.manners.says("referral"))
        return
    found = yield from _graded(desk, found)
    found = yield from _heard(desk, case, found, officer)
    found = yield from _settled(desk, found, officer)
    yield from _put_right(desk, case, found, officer)


def _persons(case: ReversedCase) -> tuple[str, ...]:
    return tuple(dict.fromkeys((case.judge, case.presiding)))


def _two_levels(desk: Desk, case: ReversedCase, found: Proceeding) -> Part:
    judge, says = desk.office.judges[case.judge], desk.manners.says
    yield desk.within(2, 6)
    found = desk.record(found, "submit_self_analysis", judge, self_analysis=says("self_analysis"))
    report: dict[str, Any] = {"self_review_report": says("self_review")}
    chief, _ = desk.office.chiefs[case.division]
    if chief.id in found.subject.persons or desk.happens("wrong_hand"):
        yield desk.soon()
        desk.refused(
            found, "submit_self_review", chief if chief.id in found.subject.persons else judge, **report
        )
    yield desk.within(1, 3)
    head = desk.office.head_apart_from(case.division, found.subject.persons)
    found = desk.record(found, "submit_self_review", head, **report)
    reviewer = desk.one_of("reviewer")
    if desk.happens("wrong_hand"):
        desk.refused(found, "submit_court_review", head, court_review_report=says("court_review"))
    if desk.happens("too_early"):
        yield desk.soon()
        desk.refused(found, "grade", reviewer, preliminary_grade="qualified")
    yield desk.within(5, 16)
    found = desk.record(found, "submit_court_review", reviewer, court_review_report=says("court_review"))
    yield desk.within(1, 3)
    if not case.exempt:
        return desk.record(
            found,
            "classify_cause",
            reviewer,
            cause=case.cause,
            responsibility=desk.draw({"defect": 0.6, "error": 0.4}),
        )
    if desk.happens("exempt_as_error"):
        desk.refused(found, "classify_cause", reviewer, cause=case.cause, responsibility="error")
    return desk.record(found, "classify_exempt_cause", reviewer, cause=case.cause)


def _graded(desk: Desk, found: Proceeding) -> Part:
    yield desk.within(1, 3)
    reviewer = _who(desk, found, "submit_court_review")
    grade = desk.draw(desk.manners.grades)
    if grade == "qualified":
        return desk.record(
            found, "grade", reviewer, preliminary_grade=grade, disagreement=desk.happens("disagrees")
        )
    if desk.happens("forgets_findings"):
        desk.refused(found, "grade", reviewer, preliminary_grade=grade)
        yield desk.soon()
    findings = desk.some("review_findings")
    return desk.record(found, "grade", reviewer, preliminary_grade=grade, findings=findings)


def _who(desk: Desk, found: Proceeding, event: str) -> Actor:
    by = next(done.by for done in reversed(found.history) if done.event == event)
    return next(actor for actor in desk.office.everyone() if actor.id == by)


def _heard(desk: Desk, case: ReversedCase, found: Proceeding, officer: Actor) -> Part:
    judge, says = desk.office.judges[case.judge], desk.manners.says
    yield desk.within(1, 3)
    found = desk.record(found, "notify_judge", officer)
    answer = desk.draw({name: desk.manners.habits[name] for name in ("objects", "silent")} | {"accepts": 0.5})
    if answer == "silent":
        if desk.happens("too_early"):
            yield desk.within(2, 4)
            desk.refused(found, "fix_grade", officer, final_grade="qualified")
        yield desk.on(max(clock.due for clock in found.clocks) + timedelta(1))
        if desk.happens("late_objection"):
            desk.refused(found, "object", judge, objection_grounds=says("late_objection"))
        return desk.look(found)
    yield desk.on(desk.agenda.today + timedelta(int(desk.chance.rng.integers(1, 9))))
    if answer == "accepts":
        return desk.record(found, "accept_grade", judge, response=says("response"))
    found = desk.record(found, "object", judge, objection_grounds=says("objection"))
    first = _who(desk, found, "submit_court_review")
    if desk.happens("same_reviewer"):
        yield desk.within(1, 2)
        desk.refused(found, "confirm_grade", first, reconsideration_opinion=says("reconsideration"))
    yield desk.within(3, 10)
    second = desk.one_of("reviewer", apart_from=[first.id])
    opinion = says("reconsideration")
    if not desk.happens("amended"):
        return desk.record(found, "confirm_grade", second, reconsideration_opinion=opinion)
    lighter = {"unqualified": "flawed", "flawed": "qualified", "qualified": "excellent"}
    grade = lighter[str(found.data["preliminary_grade"])]
    return desk.record(found, "amend_grade", second, reconsideration_opinion=opinion, preliminary_grade=grade)


def _settled(desk: Desk, found: Proceeding, officer: Actor) -> Part:
    yield desk.within(1, 6)
    grade = str(found.data["preliminary_grade"])
    sound = grade in ("excellent", "qualified")
    if sound and found.data.get("disagreement") is not True:
        return desk.record(found, "fix_grade", officer, final_grade=grade)
    if sound:
        found = desk.record(found, "refer_disagreement_to_committee", officer)
    else:
        found = desk.record(found, "refer_grade_to_committee", officer)
    yield desk.within(5, 22)
    president = desk.one_of("president")
    members = [
        actor.id for key in ("president", "vice_president", "committee") for actor in desk.office.posts[key]
    ]
    opinion = {"committee_opinion": desk.manners.says("committee"), "final_grade": grade}
    event = "committee_finds_sound" if sound else "committee_finds_fault"
    if desk.happens("short_committee"):
        desk.refused(found, event, president, committee_members=members[:4], **opinion)
        yield desk.within(3, 6)
    return desk.record(found, event, president, committee_members=members[:7], **opinion)


def _put_right(desk: Desk, case: ReversedCase, found: Proceeding, officer: Actor) -> Script:
    says = desk.manners.says
    yield desk.within(1, 6)
    if found.data["final_grade"] in ("excellent", "qualified"):
        desk.record(found, "close", officer)
        return
    measures = [says("rectification")]
    if desk.happens("analysed"):
        found = desk.record(found, "nominate_for_analysis", officer, rectification_measures=measures)
        desk.agenda.add(analyse(desk, found))
    else:
        found = desk.record(found, "order_rectification", officer, rectification_measures=measures)
    head = desk.office.head_apart_from(case.division, found.subject.persons)
    yield desk.within(8, 25)
    found = desk.record(found, "report_rectification", head, rectification_report=says("rectified"))
    if desk.happens("returned"):
        yield desk.within(1, 5)
        found = desk.record(found, "return_rectification", officer, verification=says("insufficient"))
        yield desk.within(3, 8)
        found = desk.record(found, "report_rectification", head, rectification_report=says("rectified"))
    yield desk.within(2, 7)
    desk.record(found, "verify_rectification", officer, verification=says("verified"))
