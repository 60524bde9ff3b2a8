"""Whether each recorded step exists in the edition that the proceeding is pinned to."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from courtqa.errors import CourtqaError, DefinitionMissing
from courtqa.policy import Policy
from courtqa.workflows.compiling import plan_of
from courtqa.workflows.faults import Fault, fault
from courtqa.workflows.plan import Plan
from courtqa.workflows.records import Event, Proceeding

__all__ = ["check_replay", "pinned_plan", "plan_of_edition", "targets_of"]

# the state stays as it is
STILL = frozenset(
    {"approval", "child", "consulted", "erased", "exported", "recalendared", "recusal", "reminder", "upheld"}
)

_pinned: dict[int, tuple[weakref.ref[Policy], dict[tuple[str, date, str], Plan]]] = {}  # as asked for before


def pinned_plan(policy: Policy, proceeding: Proceeding) -> Plan:
    """The plan of the very edition that the proceeding was opened under, whatever came into force since."""
    pinned = (proceeding.workflow, proceeding.edition, proceeding.definition)
    key = id(policy)
    held = _pinned.get(key)
    if held is None or held[0]() is not policy:
        held = _pinned[key] = weakref.ref(policy, lambda _: _pinned.pop(key, None)), {}
    plan = held[1].get(pinned)
    if plan is None:
        plan = held[1][pinned] = plan_of_edition(policy, *pinned, who=proceeding.id)
    return plan


def plan_of_edition(policy: Policy, workflow: str, since: date, definition: str, *, who: str) -> Plan:
    """The plan of an edition by its day and its digest; ``DefinitionMissing`` if the policy holds no such one."""
    try:
        plan = plan_of(policy, workflow, on=since)
    except CourtqaError as error:
        raise DefinitionMissing(who, workflow, definition) from error
    if plan.definition != definition:
        raise DefinitionMissing(who, workflow, definition)
    return plan


def check_replay(policy: Policy, proceeding: Proceeding, events: tuple[Event, ...]) -> Iterator[Fault]:
    """Each step that the edition it was taken under does not know, or that it leads elsewhere."""
    state: str | None = None
    plan: Plan | None = None
    for event in events:
        since = _edition(event)
        if since is not None:
            try:
                pinned = (proceeding.workflow, since, event.definition)
                plan = plan_of_edition(policy, *pinned, who=proceeding.id)
            except DefinitionMissing:
                yield fault(proceeding.id, event.seq, "definition_missing", definition=event.definition[:12])
                return
        if (
            plan is None
            or event.source != state
            or event.target not in targets_of(plan, event.kind, event.source, event.transition)
        ):
            facts = {"source": event.source, "event": event.transition, "target": event.target}
            yield fault(proceeding.id, event.seq, "step_not_in_definition", **facts)
        state = event.target


def _edition(event: Event) -> date | None:
    """The day of the edition that holds from this event on, if it changes with it."""
    told: Any = event.payload.get("opened" if event.kind == "opened" else "migrated")
    if event.kind not in {"opened", "migrated"} or not isinstance(told, Mapping):
        return None
    return date.fromisoformat(told["edition"])


def targets_of(plan: Plan, kind: str, source: str | None, transition: str) -> set[str | None]:
    """The states to which such an event may lead."""
    if kind == "opened":
        return {plan.workflow.initial}
    if kind == "migrated":
        return {*plan.workflow.states}
    if kind == "cancelled":
        return {plan.workflow.cancelled or source}
    if kind in STILL:
        return {source}
    ways = plan.table.get((source or "", transition), ())
    return {way.target for way in ways} or ({source} if kind == "lapse" else set())
