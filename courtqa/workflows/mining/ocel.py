"""Trails as an object-centric event log, OCEL 2.0 in JSON: proceedings, persons, units and what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from courtqa.workflows.mining.identities import Identities
from courtqa.workflows.mining.log import Value
from courtqa.workflows.mining.telling import Told, told_data
from courtqa.workflows.records import Event, Proceeding
from courtqa.workflows.sealing import instant

__all__ = ["ocel_of"]

ALWAYS = instant(datetime(1970, 1, 1, tzinfo=UTC))  # OCEL's moment for what never changes
PROCEEDING = dict.fromkeys(("workflow", "edition", "definition", "state", "closed"), "string")
EVENT = {"kind": "string", "state": "string", "effective_on": "string", "role": "string", "late": "boolean"}


def ocel_of(told: Iterable[Told], *, identities: Identities) -> dict[str, list[dict[str, Any]]]:
    """The log as OCEL 2.0 has it in JSON: ``eventTypes``, ``objectTypes``, ``events``, ``objects``.

    An event type is ``workflow/event``. The state of a proceeding is an attribute that changes over time. All
    values are text, as the published schema asks; their types are declared.
    """
    made = _Log(identities)
    for each in told:
        made.tell(each)
    return made.document()


class _Log:
    """The objects and events, as they are told one proceeding after the other."""

    def __init__(self, identities: Identities) -> None:
        self.identities = identities
        self.objects: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.types: dict[str, dict[str, str]] = {}

    def tell(self, told: Told) -> None:
        one, subject = told.proceeding, told.proceeding.subject
        kind: Literal["person", "matter"] = "person" if subject.kind == "person" else "matter"
        matter = self._object(subject.kind, self.identities.of(kind, subject.id))
        whole = self._object("proceeding", one.id)
        whole["attributes"] = self._history(one, told.events)
        self._relate(whole, matter, "about")
        for person in subject.persons:
            self._relate(whole, self._person(person), "concerns")
        if subject.unit is not None:
            self._relate(whole, self._object("unit", subject.unit), "of the unit")
        if one.parent is not None:
            self._relate(whole, self._object("proceeding", one.parent), "opened by")
        for event in told.events:
            self._event(event, told, matter)

    def _history(self, one: Proceeding, events: Iterable[Event]) -> list[dict[str, str]]:
        fixed = {"workflow": one.workflow, "edition": one.edition.isoformat(), "definition": one.definition}
        rows = [{"name": name, "value": value, "time": ALWAYS} for name, value in fixed.items()]
        state = None
        for event in events:
            if event.target != state:
                state = event.target
                rows.append({"name": "state", "value": state, "time": instant(event.recorded_at)})
            if event.payload.get("closed"):
                rows.append({"name": "closed", "value": "true", "time": instant(event.recorded_at)})
        return rows

    def _event(self, event: Event, told: Told, matter: Mapping[str, Any]) -> None:
        said: dict[str, Value] = {
            "kind": event.kind,
            "state": event.target,
            "effective_on": event.effective_on.isoformat(),
            "role": "/".join(event.roles),
            "late": bool(event.payload.get("late")),
            **told_data(event, told.plan),
        }
        activity = f"{told.proceeding.workflow}/{event.transition}"
        declared = self.types.setdefault(activity, dict(EVENT))
        for name, value in said.items():
            declared.setdefault(name, _type(value))
        consenting = event.payload.get("approved_by", [])
        assert isinstance(consenting, list)
        related = [
            (f"proceeding:{event.proceeding}", "in"),
            (matter["id"], "about"),
            (self._person(event.actor)["id"], "by"),
        ]
        if told.proceeding.subject.unit is not None:
            related.append((f"unit:{told.proceeding.subject.unit}", "of the unit"))
        related += [(self._person(str(person))["id"], "consenting") for person in consenting]
        if told.proceeding.parent is not None and event.kind == "opened":
            related.append((f"proceeding:{told.proceeding.parent}", "opened by"))
        self.events.append(
            {
                "id": f"{event.proceeding}#{event.seq}",
                "type": activity,
                "time": instant(event.recorded_at),
                "attributes": [{"name": name, "value": _text(value)} for name, value in said.items()],
                "relationships": [
                    {"objectId": other, "qualifier": qualifier} for other, qualifier in related
                ],
            }
        )

    def _person(self, id: str) -> dict[str, Any]:
        return self._object("person", self.identities.of("person", id))

    def _object(self, type: str, id: str) -> dict[str, Any]:
        made = {"id": f"{type}:{id}", "type": type, "attributes": [], "relationships": []}
        return self.objects.setdefault(f"{type}:{id}", made)

    @staticmethod
    def _relate(one: dict[str, Any], other: Mapping[str, Any], qualifier: str) -> None:
        relation = {"objectId": other["id"], "qualifier": qualifier}
        if relation not in one["relationships"]:
            one["relationships"].append(relation)

    def document(self) -> dict[str, list[dict[str, Any]]]:
        kinds = sorted({one["type"] for one in self.objects.values()})
        return {
            "objectTypes": [
                {"name": kind, "attributes": _declared(PROCEEDING if kind == "proceeding" else {})}
                for kind in kinds
            ],
            "eventTypes": [
                {"name": name, "attributes": _declared(declared)}
                for name, declared in sorted(self.types.items())
            ],
            "objects": list(self.objects.values()),
            "events": sorted(self.events, key=lambda event: event["time"]),
        }


def _declared(types: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in types.items()]


def _type(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "string"


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
