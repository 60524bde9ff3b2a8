"""Which clocks run after a step: armed, stopped, suspended, resumed, extended; and which were late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

from attrs import evolve

from courtqa.errors import CalendarUnknown, NotInForce
from courtqa.workflows import deadlines
from courtqa.workflows.deadlines import TimeUnit
from courtqa.workflows.definition import Deadline, Transition, Workflow
from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Clock, Proceeding, Reason

__all__ = ["clocks_after", "lapse_day", "late", "marked_lapsed", "opening_clocks", "rule_day", "unknown"]


def rule_day(workflow: Workflow, opened_on: date, data: Mapping[str, object], on: date) -> date:
    """The day that picks the values of series: of filing, of the event, or the one in a field.

    ``breach``, ``period_end`` and ``issue`` stand in the field of that name with ``_on``; until the field
    holds a day, the day of filing counts.
    """
    if workflow.applies_by == "event":
        return on
    day = data.get(f"{workflow.applies_by}_on")
    return date.fromisoformat(day) if isinstance(day, str) else opened_on


def late(proceeding: Proceeding, on: date) -> tuple[str, ...]:
    """The running deadlines whose last day is before ``on``."""
    return tuple(clock.name for clock in proceeding.clocks if clock.due < on and clock.suspended_on is None)


def lapse_day(clock: Clock, proceeding: Proceeding) -> date:
    """The day a lapse takes effect: the day after the last, however late it is noticed."""
    return max(clock.due + timedelta(1), proceeding.history[-1].on)


def marked_lapsed(clocks: tuple[Clock, ...], name: str) -> tuple[Clock, ...]:
    """The clocks, with that one lapsed."""
    return tuple(evolve(clock, lapsed=True) if clock.name == name else clock for clock in clocks)


def unknown(error: NotInForce | CalendarUnknown, rule: str | None) -> Reason:
    """A rule without a value, or a day no calendar knows, as a reason."""
    code = "series_not_in_force" if isinstance(error, NotInForce) else "calendar_unknown"
    return reason(code, rule, why=error.text)


def opening_clocks(
    plan: Plan, data: Mapping[str, object], *, on: date
) -> tuple[tuple[Clock, ...], list[Reason]]:
    """The clocks of a proceeding that opens on that day."""
    keeper = _Keeper(
        plan, (), data=data, on=on, rule_day=rule_day(plan.workflow, on, data, on), rule=plan.rule
    )
    keeper.enter(plan.workflow.initial)
    return keeper.result()


def clocks_after(
    plan: Plan, way: Way, proceeding: Proceeding, data: Mapping[str, object], *, on: date
) -> tuple[tuple[Clock, ...], list[Reason]]:
    """The clocks after the step, and every reason why they cannot be set."""
    day = rule_day(plan.workflow, proceeding.opened_on, data, on)
    keeper = _Keeper(plan, proceeding.clocks, data=data, on=on, rule_day=day, rule=way.rule)
    keeper.change(way.transition)
    if way.target != way.source:
        keeper.enter(way.target)
    return keeper.result()


class _Keeper:
    """The clocks while one step changes them."""

    def __init__(
        self,
        plan: Plan,
        clocks: tuple[Clock, ...],
        *,
        data: Mapping[str, object],
        on: date,
        rule_day: date,
        rule: str | None,
    ) -> None:
        self.plan, self.data, self.on, self.day, self.rule = plan, data, on, rule_day, rule
        self.clocks = {clock.name: clock for clock in clocks}
        self.reasons: list[Reason] = []

    def result(self) -> tuple[tuple[Clock, ...], list[Reason]]:
        return tuple(self.clocks.values()), self.reasons

    def change(self, transition: Transition) -> None:
        for name in transition.suspends:
            clock = self._running(name)
            if clock is not None and clock.suspended_on is None:
                self.clocks[name] = deadlines.suspend(clock, on=self.on)
        for name in transition.resumes:
            if self._running(name) is not None:
                self._attempt(name, self._resumed)
        if transition.extends is not None and self._running(transition.extends.deadline) is not None:
            extension = transition.extends
            if self.clocks[extension.deadline].extensions >= extension.at_most:
                title = self.plan.workflow.deadlines[extension.deadline].title
                self._refuse("no_extension_left", deadline=title, count=extension.at_most)
            else:
                self._attempt(extension.deadline, lambda name: self._extended(name, extension.by))

    def enter(self, state: str) -> None:
        """Stop what the state does not keep running, and start its own deadline."""
        entered = self.plan.workflow.states[state]
        if entered.final:
            self.clocks = {}
            return
        self.clocks = {
            name: clock
            for name, clock in self.clocks.items()
            if clock.suspended_on is not None or name == entered.deadline
        }
        if entered.deadline is not None and entered.deadline not in self.clocks:
            self._attempt(entered.deadline, self._started)

    def _attempt(self, name: str, make: object) -> None:
        assert callable(make)
        try:
            clock = make(name)
        except (NotInForce, CalendarUnknown) as error:
            self.reasons.append(unknown(error, self.rule))
        else:
            if clock is not None:
                self.clocks[name] = clock

    def _running(self, name: str) -> Clock | None:
        if name not in self.clocks:
            self._refuse("clock_not_running", deadline=self.plan.workflow.deadlines[name].title)
        return self.clocks.get(name)

    def _refuse(self, code: str, **facts: object) -> None:
        self.reasons.append(reason(code, self.rule, **facts))

    def _started(self, name: str) -> Clock | None:
        deadline = self.plan.workflow.deadlines[name]
        start = self.on
        if deadline.starts != "entering":
            day = self.data.get(deadline.starts)
            if not isinstance(day, str):
                title = self.plan.workflow.fields[deadline.starts].title
                self._refuse("missing_data", field=title, name=deadline.starts)
                return None
            start = date.fromisoformat(day)
        return deadlines.start(
            name,
            self.plan.calendar,
            on=start,
            budget=self._length(deadline.budget),
            unit=self._unit(deadline.budget),
            roll=deadline.roll,
            remind=self._remind(deadline),
        )

    def _resumed(self, name: str) -> Clock:
        deadline = self.plan.workflow.deadlines[name]
        return deadlines.resume(
            self.clocks[name],
            self.plan.calendar,
            on=self.on,
            roll=deadline.roll,
            remind=self._remind(deadline),
        )

    def _extended(self, name: str, by: str) -> Clock:
        deadline = self.plan.workflow.deadlines[name]
        return deadlines.extend(
            self.clocks[name],
            self.plan.calendar,
            by=self._length(by),
            roll=deadline.roll,
            remind=self._remind(deadline),
        )

    def _length(self, path: str) -> int:
        value = self.plan.number(path, self.day)
        assert isinstance(value, int), path
        return value

    def _unit(self, path: str) -> TimeUnit:
        return cast("TimeUnit", self.plan.unit_of(path))

    def _remind(self, deadline: Deadline) -> tuple[int, TimeUnit] | None:
        if deadline.remind is None:
            return None
        return self._length(deadline.remind), self._unit(deadline.remind)
