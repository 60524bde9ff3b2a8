"""A workflow compiled for walking: every step of every state, looked up at once."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from attrs import Factory, define

from courtqa.errors import UnknownName
from courtqa.policy import Edition, Offer, Policy, Series
from courtqa.text import Text
from courtqa.workflows.calendar import WorkCalendar
from courtqa.workflows.data import plain
from courtqa.workflows.definition import GuardCall, Transition, Workflow
from courtqa.workflows.guards import Amount, Facts, FieldName, SeriesPath
from courtqa.workflows.organisation import Role, Unit
from courtqa.workflows.ways import Condition, Way

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
    series: Callable[[str], Series | None] = lambda _: None
    child: Callable[[str, date], Plan] | None = None  # the plan of a workflow that a step opens
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

    @property
    def rule(self) -> str | None:
        """The rule that the whole edition stands on, cited in its own language."""
        return None if self.edition is None else self.edition.reference.text.zh

    @property
    def calendar_digest(self) -> str:
        """SHA-256 of the calendar, or nothing where the plan has none."""
        return "" if self.calendar is None else self.calendar.digest

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
        for way in self.table.get((state, event), ()):
            for ask, expected in way.tests:
                if (ask(facts) is True) is not expected:
                    break
            else:
                return way.target
        return None

    def event_title(self, event: str) -> Text:
        """The title of an event, for a sentence."""
        found = (one.title for one in self.workflow.transitions if one.event == event)
        return next(found, Text(zh=event, en=event))

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
        return Condition(call, partial(offer.function, **call.params), expected, frozenset(reads))

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
                tests=tuple((condition.ask, condition.expected) for condition in conditions),
                takes=frozenset(transition.requires + transition.allows),
                sets={name: plain(value) for name, value in transition.sets.items()},
                adverse=transition.adverse or (end != source and workflow.states[end].adverse),
                rule=None if transition.authority is None else transition.authority.zh,
            )
        )
    return {key: tuple(ways) for key, ways in table.items()}


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
    series = {path: policy.series(path) for path in _series_paths(workflow, offers)}
    return compile_plan(
        workflow,
        guards=offers,
        definition=edition.digest,
        policy=policy.digest,
        time_zone=ZoneInfo(str(policy.time_zone)),
        calendar=_calendar(policy, workflow),
        roles=_newest(policy, "roles", "roles"),
        units=_newest(policy, "units", "units"),
        series=series.get,
        child=child,
        edition=edition,
    )


def _series_paths(workflow: Workflow, offers: Mapping[str, Offer]) -> Iterator[str]:
    """The series that the workflow mentions, as it writes them."""
    for deadline in workflow.deadlines.values():
        yield deadline.budget
        if deadline.remind is not None:
            yield deadline.remind
    for one in workflow.transitions:
        if one.extends is not None:
            yield one.extends.by
        if one.quorum is not None:
            yield from filter(None, (one.quorum.at_least, one.quorum.more_than_half_of))
        for call in one.when + one.unless:
            for name, wanted in offers[call.guard].params.items():
                value = call.params.get(name)
                if wanted in {Amount, SeriesPath} and isinstance(value, str):
                    yield value


def _newest(policy: Policy, kind: str, attribute: str) -> dict[str, Any]:
    """What the newest edition of every name of that kind lists."""
    found: dict[str, Any] = {}
    for name in policy.names(kind):
        found.update(getattr(policy.editions(kind, name)[-1].value, attribute))
    return found


_calendars: dict[tuple[str, str], WorkCalendar] = {}


def _calendar(policy: Policy, workflow: Workflow) -> WorkCalendar | None:
    """The calendar the workflow names, or the only one. Its newest edition: a calendar is a table of days."""
    names = policy.names("calendars")
    name = workflow.calendar or (names[0] if len(names) == 1 else None)
    if name is None:
        return None
    edition = policy.editions("calendars", name)[-1]
    key = (policy.digest, name)
    if key not in _calendars:
        offer = policy.offer("calendar_source", edition.value.source)
        _calendars[key] = WorkCalendar.of(edition.value, offer.function)
    return _calendars[key]
