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

_NO_ACT = frozenset({"approval", "child"})  # kinds of events by which nobody has done a step
_FLAGS = frozenset({"upheld", "earlier_acts"})  # what tells of acts to be looked at again
_FAMILY = frozenset({"children", "cancelled_children", "ended"})  # what tells of children


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
    edition, definition, policy = before.edition, before.definition, before.policy
    if "migrated" in payload:  # from here on it is pinned to another edition
        edition = date.fromisoformat(payload["migrated"]["edition"])
        definition, policy = event.definition, event.policy
    return Proceeding(  # in their order and not by name, for this runs for every event of every trail
        before.id,
        before.court,
        before.workflow,
        edition,
        definition,
        policy,
        before.subject,
        event.target,
        event.seq,
        before.opened_on,
        {**before.data, **payload["data"]} if "data" in payload else before.data,
        before.history + _done(event, payload),
        tuple(map(clock_of, payload["clocks"])) if "clocks" in payload else before.clocks,
        tuple(map(approval_of, payload["approvals"])) if "approvals" in payload else before.approvals,
        tuple(payload["recused"]) if "recused" in payload else before.recused,
        before.flagged if _FLAGS.isdisjoint(payload) else _flagged(before, payload),
        before.parent,
        bool(payload["closed"]) if "closed" in payload else before.closed,
        before.children if _FAMILY.isdisjoint(payload) else children_of(before.children, payload),
    )


def _done(event: Event, payload: Mapping[str, Any]) -> tuple[Done, ...]:
    """Who acted by the event: whoever brought it, and those who had consented to it."""
    seq, step, on, late = event.seq, event.transition, event.effective_on, bool(payload.get("late"))
    acted = () if event.kind in _NO_ACT else (Done(seq, step, event.actor, on, late, event.on_behalf_of),)
    if "approved_by" not in payload:
        return acted
    approved = payload["approved_by"]
    behind = payload.get("approved_on_behalf_of", [None] * len(approved))
    pairs = zip(approved, behind, strict=True)
    return acted + tuple(Done(seq, step, person, on, late, principal) for person, principal in pairs)


def _flagged(before: Proceeding, payload: Mapping[str, Any]) -> tuple[int, ...]:
    settled = payload.get("upheld", ())
    flagged = {*before.flagged, *payload.get("earlier_acts", ())} - {*settled}
    return tuple(sorted(flagged))


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
