"""A proceeding from its events alone. No definition is asked: what was recorded stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from attrs import evolve

from courtqa.workflows.definition import Workflow
from courtqa.workflows.ledger_rows import clock_of
from courtqa.workflows.records import Approval, Child, Done, Event, Proceeding, Subject

__all__ = ["apply", "approval_of", "approval_rows", "children_of", "fold", "opening_row"]


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
    late = bool(payload.get("late"))
    acted = [] if event.kind in {"approval", "child"} else [(event.actor, event.on_behalf_of)]
    approved = payload.get("approved_by", ())
    acted += zip(approved, payload.get("approved_on_behalf_of", [None] * len(approved)), strict=True)
    done = [
        Done(event.seq, event.transition, person, event.effective_on, late, principal)
        for person, principal in acted
    ]
    if "migrated" in payload:
        before = _moved(before, event, payload["migrated"])
    return Proceeding(  # each part by name, for this runs for every event of every trail
        id=before.id,
        court=before.court,
        workflow=before.workflow,
        edition=before.edition,
        definition=before.definition,
        policy=before.policy,
        subject=before.subject,
        state=event.target,
        version=event.seq,
        opened_on=before.opened_on,
        data={**before.data, **payload["data"]} if "data" in payload else before.data,
        history=(*before.history, *done),
        clocks=tuple(map(clock_of, payload["clocks"])) if "clocks" in payload else before.clocks,
        approvals=(
            tuple(map(approval_of, payload["approvals"])) if "approvals" in payload else before.approvals
        ),
        recused=tuple(payload["recused"]) if "recused" in payload else before.recused,
        flagged=_flagged(before, payload),
        parent=before.parent,
        closed=bool(payload.get("closed", before.closed)),
        children=children_of(before.children, payload),
    )


def _moved(before: Proceeding, event: Event, migrated: Mapping[str, Any]) -> Proceeding:
    """From here on it is pinned to another edition."""
    edition = date.fromisoformat(migrated["edition"])
    return evolve(before, edition=edition, definition=event.definition, policy=event.policy)


def _flagged(before: Proceeding, payload: Mapping[str, Any]) -> tuple[int, ...]:
    settled = payload.get("upheld", ())
    flagged = {*before.flagged, *payload.get("earlier_acts", ())} - {*settled}
    return tuple(sorted(flagged)) if flagged else ()


def children_of(before: tuple[Child, ...], payload: Mapping[str, Any]) -> tuple[Child, ...]:
    """The children, after those that the event opened, cancelled, or tells the end of."""
    known = {child.id: child for child in before}
    for row in payload.get("children", ()):
        known[row["id"]] = Child(row["id"], row["workflow"], row.get("dependent", False))
    for name in payload.get("cancelled_children", ()):
        known[name] = evolve(known[name], cancelled=True)
    for row in payload.get("ended", ()):
        child = known.get(row["id"], Child(row["id"], row["workflow"]))
        known[row["id"]] = evolve(child, ended=row["state"])
    return tuple(known.values())


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


def approval_rows(approvals: Iterable[Approval]) -> list[dict[str, object]]:
    """The approvals in JSON's types."""
    return [_row(given) for given in approvals]


def _row(given: Approval) -> dict[str, object]:
    row: dict[str, object] = {"event": given.event, "by": given.by, "request": given.request}
    if given.on_behalf_of is not None:
        row["on_behalf_of"] = given.on_behalf_of
    if given.until is not None:
        row["until"] = given.until.isoformat()
    return row


def approval_of(row: Mapping[str, Any]) -> Approval:
    """The approval that a row holds."""
    until = row.get("until")
    return Approval(
        row["event"],
        row["by"],
        row["request"],
        row.get("on_behalf_of"),
        None if until is None else date.fromisoformat(until),
    )
