"""A proceeding from its events alone. No definition is asked: what was recorded stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from attrs import evolve

from courtqa.text import Text
from courtqa.workflows.definition import Workflow
from courtqa.workflows.records import Approval, Clock, Done, Event, Proceeding, Subject

__all__ = ["apply", "approval_rows", "clock_rows", "fold", "opening_row"]


def fold(events: Iterable[Event]) -> Proceeding:
    """The proceeding as it stands after these events, the first of which opened it.

    Raises ValueError for no events at all.
    """
    proceeding: Proceeding | None = None
    for event in events:
        proceeding = apply(proceeding, event)
    if proceeding is None:
        raise ValueError("a proceeding begins with the event that opened it")
    return proceeding


def apply(before: Proceeding | None, event: Event) -> Proceeding:
    """The proceeding after one more event."""
    payload = cast("Mapping[str, Any]", event.payload)
    if before is None:
        before = _opened(event, payload["opened"])
    done = [Done(event.seq, event.transition, event.actor, event.effective_on, bool(payload.get("late")))]
    if event.kind == "approval":
        done = []
    done += [
        Done(event.seq, event.transition, person, event.effective_on, bool(payload.get("late")))
        for person in payload.get("approved_by", ())
    ]
    return evolve(
        before,
        state=event.target,
        version=event.seq,
        data={**before.data, **payload["data"]} if "data" in payload else before.data,
        history=(*before.history, *done),
        clocks=tuple(map(_clock, payload["clocks"])) if "clocks" in payload else before.clocks,
        approvals=(
            tuple(Approval(**row) for row in payload["approvals"])
            if "approvals" in payload
            else before.approvals
        ),
        recused=tuple(payload["recused"]) if "recused" in payload else before.recused,
        closed=bool(payload.get("closed", before.closed)),
    )


def _opened(event: Event, opened: Mapping[str, Any]) -> Proceeding:
    subject = opened["subject"]
    return Proceeding(
        id=event.proceeding,
        court=event.court,
        workflow=opened["workflow"],
        edition=date.fromisoformat(opened["edition"]),
        definition=event.definition,
        policy=event.policy,
        subject=Subject(
            kind=subject["kind"],
            id=subject["id"],
            unit=subject["unit"],
            persons=tuple(subject["persons"]),
            title=subject["title"],
        ),
        state=event.target,
        version=0,
        opened_on=event.effective_on,
        parent=opened["parent"],
    )


def opening_row(workflow: Workflow, subject: Subject, parent: str | None) -> dict[str, object]:
    """What the opening event says of the proceeding, in JSON's types."""
    return {
        "workflow": workflow.name,
        "edition": workflow.since.isoformat(),
        "parent": parent,
        "subject": {
            "kind": subject.kind,
            "id": subject.id,
            "unit": subject.unit,
            "persons": list(subject.persons),
            "title": subject.title,
        },
    }


def clock_rows(clocks: Iterable[Clock]) -> list[dict[str, object]]:
    """The clocks in JSON's types."""
    return [
        {
            "name": clock.name,
            "unit": clock.unit,
            "budget": clock.budget,
            "started_on": clock.started_on.isoformat(),
            "due": clock.due.isoformat(),
            "reason": {"zh": clock.reason.zh, "en": clock.reason.en},
            "remind_on": None if clock.remind_on is None else clock.remind_on.isoformat(),
            "suspended_on": None if clock.suspended_on is None else clock.suspended_on.isoformat(),
            "suspended_days": clock.suspended_days,
            "extensions": clock.extensions,
            "lapsed": clock.lapsed,
        }
        for clock in clocks
    ]


def approval_rows(approvals: Iterable[Approval]) -> list[dict[str, object]]:
    """The approvals in JSON's types."""
    return [{"event": given.event, "by": given.by, "request": given.request} for given in approvals]


def _clock(row: Mapping[str, Any]) -> Clock:
    def day(name: str) -> date | None:
        return None if row[name] is None else date.fromisoformat(row[name])

    return Clock(
        name=row["name"],
        unit=row["unit"],
        budget=row["budget"],
        started_on=date.fromisoformat(row["started_on"]),
        due=date.fromisoformat(row["due"]),
        reason=Text(**row["reason"]),
        remind_on=day("remind_on"),
        suspended_on=day("suspended_on"),
        suspended_days=row["suspended_days"],
        extensions=row["extensions"],
        lapsed=row["lapsed"],
    )
