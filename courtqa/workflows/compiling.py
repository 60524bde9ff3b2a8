"""Compiling an edition of a workflow: all that hangs on the definition alone is settled here, once."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from courtqa.errors import UnknownName
from courtqa.policy import Edition, Offer, Policy
from courtqa.text import Text
from courtqa.workflows.above import above_of
from courtqa.workflows.bare_guards import bare
from courtqa.workflows.calendar import calendar_of
from courtqa.workflows.data import plain
from courtqa.workflows.definition import GuardCall, Transition, Workflow
from courtqa.workflows.guards import FieldName
from courtqa.workflows.mentioned import mentioned_series
from courtqa.workflows.plan import Condition, Plan, Table, Way
from courtqa.workflows.ways import leading

if TYPE_CHECKING:
    from courtqa.workflows._machine import Machine

__all__ = ["compile_plan", "plan_of"]


def compile_plan(
    workflow: Workflow,
    *,
    guards: Mapping[str, Offer],
    definition: str = "",
    policy: str = "",
    time_zone: ZoneInfo,
    **context: Any,
) -> Plan:
    """The plan of a workflow whose guards are found in ``guards``. Raises UnknownName for any other guard."""
    from courtqa.workflows import _machine

    def bind(call: GuardCall, expected: bool = True) -> Condition:
        offer = guards.get(call.guard)
        if offer is None:
            raise UnknownName("guard", call.guard, guards)
        reads = {
            str(call.params[n])
            for n, t in offer.params.items()
            if issubclass(t, FieldName) and n in call.params
        }
        ask = partial(offer.function, **call.params)
        return Condition(call, ask, expected, frozenset(reads), bare(offer, call.params, expected=expected))

    def condition(call: GuardCall) -> _machine.Condition:
        ask = bind(call).ask
        return lambda given: ask(given["facts"]) is True

    machine = _machine.build(workflow, condition)
    return Plan(
        workflow,
        definition,
        policy,
        time_zone,
        _table(workflow, machine, bind),
        machine,
        **context,
    )


def _table(workflow: Workflow, machine: Machine, bind: Callable[[GuardCall, bool], Condition]) -> Table:
    """The table, in the machine's order: its n-th row of a state and event is the definition's n-th."""
    from courtqa.workflows import _machine

    written: dict[tuple[str, str], list[Transition]] = {}
    for transition in workflow.transitions:
        for source in transition.source:
            written.setdefault((source, transition.event), []).append(transition)
    table: dict[tuple[str, str], list[Way]] = {}
    for event, source, target in _machine.rows(machine):
        ways = table.setdefault((source, event), [])
        transition = written[source, event][len(ways)]
        end = source if target is None else target
        conditions = (
            *(bind(call, True) for call in transition.when),
            *(bind(call, False) for call in transition.unless),
        )
        ways.append(
            Way(
                transition=transition,
                source=source,
                target=end,
                roles=frozenset(transition.by),
                conditions=conditions,
                leads=leading(end, conditions),
                takes=frozenset(transition.requires + transition.allows),
                sets={name: plain(value) for name, value in transition.sets.items()},
                adverse=_adverse(workflow, transition, source, end),
                delegable=_delegable(transition, adverse=_adverse(workflow, transition, source, end)),
                closes=workflow.states[end].final,
                timed=_timed(workflow, transition, source, end),
                rule=None if transition.authority is None else transition.authority.zh,
            )
        )
    return {key: tuple(ways) for key, ways in table.items()}


def _adverse(workflow: Workflow, transition: Transition, source: str, end: str) -> bool:
    return transition.adverse or (end != source and workflow.states[end].adverse)


def _delegable(transition: Transition, *, adverse: bool) -> bool:
    return not adverse if transition.delegable is None else transition.delegable


def _timed(workflow: Workflow, transition: Transition, source: str, end: str) -> bool:
    starts = end != source and workflow.states[end].deadline is not None
    asks = transition.suspends or transition.resumes or transition.extends or transition.excludes
    return starts or bool(asks)


_plans: dict[int, tuple[weakref.ref[Policy], dict[tuple[str, date], Plan]]] = {}


def plan_of(policy: Policy, name: str, *, on: date) -> Plan:
    """The plan of the workflow edition in force on that day. Raises UnknownName or NotInForce."""
    edition = policy.edition("workflows", name, on=on)
    key = id(policy)
    if key not in _plans or _plans[key][0]() is not policy:
        _plans[key] = weakref.ref(policy, lambda _: _plans.pop(key, None)), {}
    plans = _plans[key][1]
    if (name, edition.since) not in plans:
        plans[name, edition.since] = _plan(policy, edition)
    return plans[name, edition.since]


def _plan(policy: Policy, edition: Edition[Workflow]) -> Plan:
    workflow = edition.value
    calls = {call.guard for t in workflow.transitions for call in t.when + t.unless}
    ask = weakref.ref(policy)  # a plan must not keep its policy alive through the cache

    def child(name: str, on: date) -> Plan:
        living = ask()
        assert living is not None, "the policy of a plan is gone"
        return plan_of(living, name, on=on)

    offers = {name: policy.offer("guard", name) for name in calls}
    series = {path: policy.series(path) for path in mentioned_series(workflow, offers)}
    return compile_plan(
        workflow,
        guards=offers,
        definition=edition.digest,
        policy=policy.digest,
        time_zone=ZoneInfo(str(policy.time_zone)),
        calendar=calendar_of(policy, workflow.calendar),
        roles=_newest(policy, "roles", "roles"),
        units=_newest(policy, "units", "units"),
        listed=_listed(policy, workflow),
        series=series.get,
        child=child,
        above=above_of(policy, workflow),
        edition=edition,
    )


def _listed(policy: Policy, workflow: Workflow) -> dict[str, dict[str, Text]]:
    """The names that fields of type ``name`` may hold, with their titles."""
    folders = {field.of for field in workflow.fields.values() if field.of}
    return {
        of: {name: policy.editions(of, name)[-1].value.title for name in policy.names(of)} for of in folders
    }


def _newest(policy: Policy, kind: str, attribute: str) -> dict[str, Any]:
    """What the newest edition of every name of that kind lists."""
    found: dict[str, Any] = {}
    for name in policy.names(kind):
        found.update(getattr(policy.editions(kind, name)[-1].value, attribute))
    return found
