"""A notice that serves the decision of a measure: opened by the measure's own step, under the measure's seal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from courtqa.notices.witness import witness_of
from courtqa.workflows import Actor, Docket, Proceeding

__all__ = ["ISSUE", "open_within", "witness_line"]

ISSUE = "notice_issue"
DRAFTING = frozenset({"draft_notice", "draft_corrected_notice"})  # the steps of a measure that open one


def open_within(
    docket: Docket,
    measure: Proceeding,
    facts: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
    key: str | None = None,
) -> Proceeding:
    """The notice that the measure's step of drafting opens. ``Refused`` where that step may not be taken."""
    steps = {one.event for one in docket.allowed(measure, by=by, at=at)} & DRAFTING
    event = min(steps, default="draft_notice")
    after = docket.record(measure, event, by=by, at=at, data=facts, key=key)
    return docket.proceeding([child.id for child in after.children if child.workflow == ISSUE][-1])


def witness_line(docket: Docket, notice: Proceeding) -> str:
    """核验码: the seal of the measure that it serves, so that the person served holds it; else the notice's own."""
    sealed = notice.parent or notice.id
    return witness_of(sealed, docket.trail(sealed), docket.last_checkpoint())
