"""A judgment came back changed: the lawsuit says so and its review is opened, in one transaction."""

from __future__ import annotations

from datetime import date

from court_system.desk import Desk
from court_system.tables import Lawsuit
from courtqa import Subject
from courtqa.errors import UnknownName
from courtqa.workflows import Proceeding


def lawsuit(desk: Desk, number: str) -> Lawsuit:
    """The lawsuit of that number; ``UnknownName`` if there is none."""
    found = desk.session.get(Lawsuit, number)
    if found is None:
        raise UnknownName("lawsuit", number, ())
    return found


def reverse(desk: Desk, number: str, *, outcome: str, received_on: date) -> Proceeding:
    """The review that the reversal opens. If it may not be opened, the lawsuit stays as it was."""
    case = lawsuit(desk, number)
    case.appeal_outcome = outcome
    review = desk.docket.open(
        "case_review",
        subject=Subject("case", case.number, unit=case.division, persons=(case.judge,), title=case.title),
        by=desk.actor,
        data={"appellate_document_received_on": received_on, "appellate_outcome": outcome},
        key=f"reversal:{case.number}",
    )
    case.review = review.id
    return review
