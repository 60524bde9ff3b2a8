"""A workflow compiled for walking: every step of every state, looked up at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from attrs import Factory, define

from courtqa.errors import UnknownName
from courtqa.policy import Edition, Series
from courtqa.text import Text
from courtqa.workflows.above import Above
from courtqa.workflows.calendar import WorkCalendar
from courtqa.workflows.definition import Workflow
from courtqa.workflows.guards import Facts
from courtqa.workflows.naming_persons import names_the_known
from courtqa.workflows.organisation import Role, Unit, levels_of
from courtqa.workflows.records import Actor, Tenure
from courtqa.workflows.ways import Condition, Leads, Way, leading_first

if TYPE_CHECKING:
    from courtqa.workflows._machine import Machine
    from courtqa.workflows.seats import Seat

__all__ = ["Condition", "Plan", "Table", "Way"]


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

    @cached_property
    def of_people(self) -> Table:
        """The ways that people go: (state, event) -> those of them, where there are any."""
        return _of(self.table, clock=False)

    @cached_property
    def of_clock(self) -> Table:
        """The ways that open by themselves, when a deadline lapses or what they await is done."""
        return _of(self.table, clock=True)

    @cached_property
    def naming(self) -> frozenset[str]:
        """The fields that name people whom the docket must know."""
        return frozenset(name for name, field in self.workflow.fields.items() if names_the_known(field))

    @cached_property
    def seats(self) -> dict[tuple[Way, Actor, tuple[date, ...], str | None], Seat]:
        """What was found out so far about people's offices; see `seat_of`."""
        return {}

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

    @cached_property
    def next(self) -> Callable[[str, str, Facts], str | None]:
        """The bare step, by table and conditions alone: the state after an event, or nothing."""
        walk: dict[str, dict[str, Leads]] = {state: {} for state in self.workflow.states}
        for (state, event), ways in self.table.items():
            walk[state][event] = leading_first(ways)

        def step(state: str, event: str, facts: Facts) -> str | None:
            leads = walk[state].get(event)
            return None if leads is None else leads(facts)

        return step

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


def _of(table: Table, *, clock: bool) -> Table:
    found = {key: tuple(way for way in ways if way.transition.clock is clock) for key, ways in table.items()}
    return {key: ways for key, ways in found.items() if ways}
