"""A workflow compiled for walking: every step of every state, looked up at once."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from attrs import Factory, define

from courtqa.errors import UnknownName
from courtqa.policy import Edition, Offer, Policy, Series
from courtqa.text import Text
from courtqa.workflows.above import Above, above_of
from courtqa.workflows.bare_guards import bare
from courtqa.workflows.calendar import WorkCalendar, calendar_of
from courtqa.workflows.data import plain
from courtqa.workflows.definition import GuardCall, Transition, Workflow
from courtqa.workflows.guards import Facts, FieldName
from courtqa.workflows.mentioned import mentioned_series
from courtqa.workflows.organisation import Role, Unit, levels_of
from courtqa.workflows.records import Actor, Tenure
from courtqa.workflows.ways import Condition, Test, Way

if TYPE_CHECKING:
    from courtqa.workflows._machine import Machine

__all__ = ["Condition", "Plan", "Way", "compile_plan", "plan_of"]


Table = Mapping[tuple[str, str], tuple[Way, ...]]


@define(eq=False, slots=False)
class Plan:
    """One edition of a workflow, ready to be walked. Made once by `plan_of`, and shared."""

    workflow: Workflow
    definition: str  # SHA-256 of the edition
    policy: str  # SHA-256 of the whole policy
    time_zone: ZoneInfo
    table: Table  # (state, event) -> the ways from there, in the order of the definition
    machine: Machine
    calendar: WorkCalendar | None = None
    roles: Mapping[str, Role] = Factory(dict)
    units: Mapping[str, Unit] = Factory(dict)
    listed: Mapping[str, Mapping[str, Text]] = Factory(dict)  # what fields of type name may hold, by folder
    series: Callable[[str], Series | None] = lambda _: None
    child: Callable[[str, date], Plan] | None = None  # the plan of a workflow that a step opens
    above: Mapping[str, Above] = Factory(dict)  # what opens this, where a step asks who did what there
    edition: Edition[Workflow] | None = None

    @cached_property
    def events(self) -> Mapping[str, tuple[str, ...]]:
        """The states from which each event may be taken."""
        found: dict[str, list[str]] = {}
        for state, event in self.table:
            found.setdefault(event, []).append(state)
        return {event: tuple(states) for event, states in found.items()}

    @cached_property
    def from_state(self) -> Mapping[str, tuple[str, ...]]:
        """The events that each state knows, in the order of the definition."""
        order = {transition.event: index for index, transition in enumerate(self.workflow.transitions)}
        found: dict[str, list[str]] = {state: [] for state in self.workflow.states}
        for state, event in self.table:
            found[state].append(event)
        return {state: tuple(sorted(events, key=lambda e: order[e])) for state, events in found.items()}

    @cached_property
    def automatic(self) -> frozenset[str]:
        """The states with a step that is taken by itself as soon as what it awaits is done."""
        ways = (way for ways in self.table.values() for way in ways)
        return frozenset(way.source for way in ways if way.transition.clock and way.transition.awaits)

    @cached_property
    def looks_beside(self) -> bool:
        """Whether any step depends on a proceeding nearby."""
        return any(one.during is not None for one in self.workflow.transitions)

    @property
    def rule(self) -> str | None:
        """The rule that the whole edition stands on, cited in its own language."""
        return None if self.edition is None else self.edition.reference.text.zh

    @property
    def calendar_digest(self) -> str:
        """SHA-256 of the calendar, or nothing where the plan has none."""
        return "" if self.calendar is None else self.calendar.digest

    @cached_property
    def levels(self) -> Mapping[str, str]:
        """The level of each unit: its own, or that of the nearest unit above that has one."""
        return levels_of(self.units)

    def competent(self, roles: frozenset[str], actor: Actor) -> tuple[Tenure, ...]:
        """The actor's tenures of these roles, where the role may be held there and by such an actor."""
        return tuple(t for t in actor.tenures if t.role in roles and self._counts(t, actor.kind))

    def _counts(self, tenure: Tenure, kind: str) -> bool:
        role = self.roles.get(tenure.role)
        if role is None:
            return True
        if role.machine and kind != "machine":
            return False
        unit = None if tenure.unit is None else self.units.get(tenure.unit)
        return not role.held_in or unit is None or unit.kind in role.held_in

    def day_of(self, at: datetime) -> date:
        """The civil day of a moment, where the court sits. The moment must say its offset."""
        if at.tzinfo is None:
            raise ValueError("a moment needs its time zone: pass an aware datetime")
        return at.astimezone(self.time_zone).date()

    def number(self, path: str, on: date) -> object:
        """The value of a series on that day. Raises UnknownName or NotInForce."""
        series = self.series(path)
        if series is None:
            raise UnknownName("series", path, ())
        return series.at(on).value

    def unit_of(self, path: str) -> str:
        """The unit in which a series is counted."""
        series = self.series(path)
        if series is None:
            raise UnknownName("series", path, ())
        return series.unit

    def next(self, state: str, event: str, facts: Facts) -> str | None:
        """The state after the event, or nothing: the bare step, by table and conditions alone."""
        for tests, target in self._walk[state].get(event, ()):
            for quick, ask, expected in tests:
                if not quick(facts) and (ask(facts) is True) is not expected:
                    break
            else:
                return target
        return None

    @cached_property
    def _walk(self) -> Mapping[str, Mapping[str, tuple[tuple[tuple[Test, ...], str], ...]]]:
        found: dict[str, dict[str, tuple[tuple[tuple[Test, ...], str], ...]]]
        found = {state: {} for state in self.workflow.states}
        for (state, event), ways in self.table.items():
            found[state][event] = tuple((way.tests, way.target) for way in ways)
        return found

    @cached_property
    def personal(self) -> frozenset[str]:
        """The fields whose values are kept outside the chain, so that they can be erased."""
        return frozenset(name for name, field in self.workflow.fields.items() if field.personal)

    def is_adverse(self, source: str | None, event: str) -> bool:
        """Whether a step of that name, from that state, bears on somebody's standing."""
        return any(way.adverse for way in self.table.get((source or "", event), ()))

    def event_title(self, event: str) -> Text:
        """The title of an event, for a sentence; the opening is one that no definition lists."""
        bare = Text(zh="立卷", en="the opening") if event == "opened" else Text(zh=event, en=event)
        return next((one.title for one in self.workflow.transitions if one.event == event), bare)

    def titles(self, kind: str, names: tuple[str, ...] | frozenset[str]) -> Text:
        """The titles of roles or states, for a sentence."""
        known: Mapping[str, Any] = self.roles if kind == "roles" else self.workflow.states
        ordered = [name for name in known if name in names] + sorted(set(names) - known.keys())
        texts = [known[name].title if name in known else Text(zh=name, en=name) for name in ordered]
        return Text(zh="、".join(text.zh for text in texts), en=" or ".join(text.en for text in texts))


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
                tests=tuple(condition.test for condition in conditions),
                takes=frozenset(transition.requires + transition.allows),
                sets={name: plain(value) for name, value in transition.sets.items()},
                adverse=_adverse(workflow, transition, source, end),
                delegable=_delegable(transition, adverse=_adverse(workflow, transition, source, end)),
                rule=None if transition.authority is None else transition.authority.zh,
            )
        )
    return {key: tuple(ways) for key, ways in table.items()}


def _adverse(workflow: Workflow, transition: Transition, source: str, end: str) -> bool:
    return transition.adverse or (end != source and workflow.states[end].adverse)


def _delegable(transition: Transition, *, adverse: bool) -> bool:
    return not adverse if transition.delegable is None else transition.delegable


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
