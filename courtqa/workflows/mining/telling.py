"""What an export tells of a proceeding: an allow-list. Free text, personal fields and names stay inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from courtqa.workflows.definition import FieldType
from courtqa.workflows.mining.identities import Identities
from courtqa.workflows.mining.log import EventLog, LogCase, LogEvent, Value
from courtqa.workflows.plan import Plan
from courtqa.workflows.records import Event, Proceeding

__all__ = ["Told", "log_of", "told_data"]

TOLD: frozenset[FieldType] = frozenset({"choice", "date", "integer", "decimal", "yes_no", "unit", "name"})


@frozen
class Told:
    """A proceeding with its events, and the plan whose fields say what may be told."""

    proceeding: Proceeding
    events: Sequence[Event]
    plan: Plan


def log_of(told: Iterable[Told], *, identities: Identities) -> EventLog:
    """The trails as an event log, in the court's own time."""
    return EventLog(tuple(_case(each, identities) for each in told))


def _case(told: Told, identities: Identities) -> LogCase:
    one = told.proceeding
    moments = [event.recorded_at.astimezone(told.plan.time_zone) for event in told.events]
    attributes: dict[str, Value] = {
        "workflow": one.workflow,
        "edition": one.edition.isoformat(),
        "definition": one.definition,
        "state": one.state,
        "matter": identities.of("matter", one.subject.id),
        "matter_kind": one.subject.kind,
    }
    if one.subject.unit is not None:
        attributes["department"] = one.subject.unit
    if one.parent is not None:
        attributes["parent"] = one.parent
    return LogCase(
        one.id,
        tuple(_event(event, at, told, identities) for event, at in zip(told.events, moments, strict=True)),
        started_at=moments[0],
        ended_at=moments[-1] if one.closed else None,
        attributes=attributes,
    )


def _event(event: Event, at: datetime, told: Told, identities: Identities) -> LogEvent:
    attributes: dict[str, Value] = {
        "lifecycle:transition": "start" if event.kind == "approval" else "complete",
        "concept:instance": f"{event.proceeding}#{event.seq}",
        "kind": event.kind,
        "state": event.target,
        "effective_on": event.effective_on.isoformat(),
        "late": bool(event.payload.get("late")),
        **told_data(event, told.plan),
    }
    if event.roles:
        attributes["org:role"] = event.roles[0]
    return LogEvent(event.transition, at, identities.of("person", event.actor), None, attributes)


def told_data(event: Event, plan: Plan) -> Mapping[str, Value]:
    """What the event brought, of the kinds that identify nobody: choices, days, numbers, units."""
    brought = event.payload.get("data", {})
    assert isinstance(brought, Mapping)
    found: dict[str, Value] = {}
    for name, value in brought.items():
        known = plan.workflow.fields.get(name)
        if known is not None and known.type in TOLD and not known.personal and isinstance(value, Value):
            found[f"data_{name}"] = value
    return found
