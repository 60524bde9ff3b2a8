"""A key case is analysed before colleagues: its handler, the head of the unit, a member of the committee."""

from __future__ import annotations

from datetime import timedelta

from courtqa.simulation.agenda import Script
from courtqa.simulation.desk import Desk
from courtqa.workflows import Proceeding

__all__ = ["analyse"]


def analyse(desk: Desk, parent: Proceeding) -> Script:
    """The analysis that a review or a hearing opened, up to the verified rectification."""
    opened = desk.docket.proceedings(workflow="key_case_analysis")
    found = next(child for child in reversed(opened) if child.parent == parent.id)
    says, officer = desk.manners.says, desk.one_of("trial_management")
    unit, persons = str(found.subject.unit), found.subject.persons
    yield desk.within(2, 7)
    found = desk.record(
        found, "confirm_problem", desk.one_of("vice_president"), confirmation=says("confirmation")
    )
    head = (
        desk.office.chiefs[unit][1]
        if persons[0] == desk.office.chiefs[unit][0].id
        else desk.office.chiefs[unit][0]
    )
    if desk.happens("wrong_hand"):
        yield desk.soon()
        desk.refused(found, "state_by_division_head", head, division_head_statement=says("analysis_head"))
    yield desk.within(2, 8)
    if desk.happens("passed_over"):
        found = desk.record(found, "pass_over_handler", officer, absence_record=says("absence"))
    else:
        judge = desk.office.judges[persons[0]]
        found = desk.record(found, "state_by_handler", judge, handler_statement=says("analysis_handler"))
    yield desk.within(1, 7)
    found = desk.record(found, "state_by_division_head", head, division_head_statement=says("analysis_head"))
    yield desk.within(1, 7)
    member = desk.one_of("committee")
    found = desk.record(
        found, "state_by_committee_member", member, committee_member_statement=says("analysis_member")
    )
    yield desk.within(5, 20)
    today = desk.agenda.today
    if desk.happens("too_early"):
        tomorrow = today + timedelta(1)
        desk.refused(found, "hold_session", officer, session_on=tomorrow, de_identified=True)
    found = desk.record(found, "hold_session", officer, session_on=today, de_identified=True)
    yield desk.within(1, 6)
    found = desk.record(found, "record_lessons", officer, lessons=desk.some("lessons"))
    yield desk.within(8, 20)
    found = desk.record(found, "report_rectification", head, rectification_report=says("analysis_rectified"))
    yield desk.within(1, 5)
    desk.record(found, "verify_rectification", officer, verification=says("verified"))
