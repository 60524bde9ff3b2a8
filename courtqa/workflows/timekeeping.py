"""Which clocks run after a step: armed, stopped, suspended, resumed, extended; and which were late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

from attrs import evolve, frozen

from courtqa.errors import CalendarUnknown, NotInForce
from courtqa.workflows import clockwork
from courtqa.workflows.definition import Exclusion, Extension, Transition, Workflow
from courtqa.workflows.ledger import Clock, Grant, TimeUnit
from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Proceeding, Reason

__all__ = [
    "Signed",
    "clocks_after",
    "clocks_moved",
    "lapse_day",
    "late",
    "marked_lapsed",
    "opening_clocks",
    "remind_ahead",
    "rule_day",
    "unknown",
]


@frozen
class Signed:
    """The step that touches a ledger: its event, its number in the trail, and who stood behind it."""

    event: str = ""
    seq: int = 0
    by: tuple[str, ...] = ()


def rule_day(workflow: Workflow, opened_on: date, data: Mapping[str, object], on: date) -> date:
    """The day that picks the values of series: of filing, of the event, or the one in a field.

    ``breach``, ``period_end`` and ``issue`` stand in the field of that name with ``_on``; until the field
    holds a day, the day of filing counts.
    """
    if workflow.applies_by == "event":
        return on
    day = data.get(f"{workflow.applies_by}_on")
    return date.fromisoformat(day) if isinstance(day, str) else opened_on


def late(plan: Plan, proceeding: Proceeding, on: date) -> tuple[str, ...]:
    """The running deadlines whose last day is before ``on``; a time that steps have to wait for makes none late."""
    return tuple(
        clock.name
        for clock in proceeding.clocks
        if clock.due < on and clock.suspended_on is None and not past(plan, proceeding, clock, on)
    )


def past(plan: Plan, proceeding: Proceeding, clock: Clock, on: date) -> bool:
    """Whether nothing is due by the clock on that day: a time to wait for that is over, or one that the opening kept."""
    deadline = plan.workflow.deadlines.get(clock.name)
    if deadline is None:
        return False
    kept = deadline.met_by_opening and proceeding.opened_on <= clock.due
    return clock.due < on and (deadline.waits or kept)


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


def remind_ahead(plan: Plan, name: str, day: date) -> tuple[int, TimeUnit] | None:
    """How long before its last day a deadline is reminded of, by the rules of that day."""
    path = plan.workflow.deadlines[name].remind
    if path is None:
        return None
    value = plan.number(path, day)
    assert isinstance(value, int), path
    return value, cast("TimeUnit", plan.unit_of(path))


def opening_clocks(
    plan: Plan, data: Mapping[str, object], *, on: date
) -> tuple[tuple[Clock, ...], list[Reason]]:
    """The clocks of a proceeding that opens on that day."""
    keeper = _Keeper(
        plan, (), data=data, on=on, rule_day=rule_day(plan.workflow, on, data, on), rule=plan.rule
    )
    keeper.enter(plan.workflow.initial)
    keeper.settle(plan.workflow.initial)
    return keeper.result()


def clocks_after(
    plan: Plan,
    way: Way,
    proceeding: Proceeding,
    data: Mapping[str, object],
    *,
    on: date,
    by: tuple[str, ...] = (),
) -> tuple[tuple[Clock, ...], list[Reason]]:
    """The clocks after the step, and every reason why they cannot be set. ``by`` are all who stand behind it."""
    signed = Signed(way.transition.event, proceeding.version + 1, by)
    day = rule_day(plan.workflow, proceeding.opened_on, data, on)
    keeper = _Keeper(plan, proceeding.clocks, data=data, on=on, rule_day=day, rule=way.rule, signed=signed)
    keeper.change(way.transition)
    if way.target != way.source:
        keeper.enter(way.target)
    keeper.settle(way.target)
    return keeper.result()


def clocks_moved(
    plan: Plan, state: str, proceeding: Proceeding, *, on: date
) -> tuple[tuple[Clock, ...], list[Reason]]:
    """The clocks of a proceeding that goes on in that state of another edition: those it knows run on."""
    known = tuple(clock for clock in proceeding.clocks if clock.name in plan.workflow.deadlines)
    day = rule_day(plan.workflow, proceeding.opened_on, proceeding.data, on)
    keeper = _Keeper(plan, known, data=proceeding.data, on=on, rule_day=day, rule=plan.rule)
    keeper.enter(state)
    keeper.settle(state)
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
        signed: Signed = Signed("", 1),
    ) -> None:
        self.signed = signed
        self.plan, self.data, self.on, self.day, self.rule = plan, data, on, rule_day, rule
        self.clocks = {clock.name: clock for clock in clocks}
        self.reasons: list[Reason] = []

    def result(self) -> tuple[tuple[Clock, ...], list[Reason]]:
        return tuple(self.clocks.values()), self.reasons

    def change(self, transition: Transition) -> None:
        for name in transition.suspends:
            clock = self._running(name)
            if clock is not None and (clock.suspended_on is None or clock.excluding):
                self.clocks[name] = self._stopped(clock)
        for name in transition.resumes:
            if self._running(name) is not None:
                self._attempt(name, self._resumed)
        if transition.excludes is not None and self._running(transition.excludes.deadline) is not None:
            self._attempt(transition.excludes.deadline, lambda _: self._excluded(transition.excludes))
        if transition.extends is not None and self._running(transition.extends.deadline) is not None:
            extension = transition.extends
            if self.clocks[extension.deadline].extensions >= extension.at_most:
                title = self.plan.workflow.deadlines[extension.deadline].title
                self._refuse("no_extension_left", deadline=title, count=extension.at_most)
            else:
                self._attempt(extension.deadline, lambda _: self._extended(extension))

    def enter(self, state: str) -> None:
        """Stop what the state does not keep running, and start its own deadline."""
        entered = self.plan.workflow.states[state]
        if entered.final:
            self.clocks = {}
            return
        self.clocks = {
            name: clock
            for name, clock in self.clocks.items()
            if clock.suspended_on is not None or name == entered.deadline or self._stands(name, state)
        }
        if entered.deadline is not None and entered.deadline not in self.clocks:
            self._attempt(entered.deadline, self._started)

    def settle(self, state: str) -> None:
        """Stop the clocks that do not count the time in this state, and go on with those that now do."""
        for name, clock in tuple(self.clocks.items()):
            if self._stands(name, state):
                if clock.suspended_on is None:
                    self.clocks[name] = self._stopped(clock, excluding=True)
            elif clock.excluding:
                self._attempt(name, self._resumed)

    def _stands(self, name: str, state: str) -> bool:
        return state in self.plan.workflow.deadlines[name].not_counted_in

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
        return clockwork.start(
            name,
            self.plan.calendar,
            on=start,
            budget=self._length(deadline.budget),
            unit=cast("TimeUnit", self.plan.unit_of(deadline.budget)),
            roll=deadline.roll,
            remind=self._remind(name),
        )

    def _stopped(self, clock: Clock, *, excluding: bool = False) -> Clock:
        since = self.on if clock.suspended_on is None else clock.suspended_on
        return clockwork.suspend(clock, on=since, excluding=excluding, seq=self.signed.seq)

    def _resumed(self, name: str) -> Clock:
        return clockwork.resume(
            self.clocks[name],
            self.plan.calendar,
            on=self.on,
            roll=self.plan.workflow.deadlines[name].roll,
            remind=self._remind(name),
            event=self.signed.event,
        )

    def _excluded(self, exclusion: Exclusion) -> Clock | None:
        since, until = (self.data.get(name) for name in (exclusion.since, exclusion.until))
        if not isinstance(since, str) or not isinstance(until, str):
            missing = exclusion.until if isinstance(since, str) else exclusion.since
            self._refuse("missing_data", field=self.plan.workflow.fields[missing].title, name=missing)
            return None
        if until < since:
            self._refuse("not_a_period", since=since, until=until)
            return None
        return clockwork.exclude(
            self.clocks[exclusion.deadline],
            self.plan.calendar,
            since=date.fromisoformat(since),
            until=date.fromisoformat(until),
            remind=self._remind(exclusion.deadline),
            event=self.signed.event,
            seq=self.signed.seq,
        )

    def _extended(self, extension: Extension) -> Clock | None:
        name, most = extension.deadline, self._length(extension.by)
        by: object = most if extension.length is None else self.data.get(extension.length)
        if not isinstance(by, int):
            title = self.plan.workflow.fields[str(extension.length)].title
            self._refuse("missing_data", field=title, name=extension.length)
            return None
        if not 1 <= by <= most:
            title = self.plan.workflow.deadlines[name].title
            self._refuse("extension_too_long", deadline=title, by=by, most=most)
            return None
        return clockwork.extend(
            self.clocks[name],
            self.plan.calendar,
            by=by,
            roll=self.plan.workflow.deadlines[name].roll,
            remind=self._remind(name),
            grant=Grant(by, self.on, self.signed.event, self.signed.seq, self.signed.by),
        )

    def _length(self, path: str) -> int:
        value = self.plan.number(path, self.day)
        assert isinstance(value, int), path
        return value

    def _remind(self, name: str) -> tuple[int, TimeUnit] | None:
        return remind_ahead(self.plan, name, self.day)
