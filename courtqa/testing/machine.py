"""A state machine test made from any workflow: whatever happens in whatever order, the promises hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import DataObject, SearchStrategy

from courtqa.policy import Policy
from courtqa.testing.moves import Move, ways_from
from courtqa.testing.people import Cast, cast_of
from courtqa.testing.promises import record_promises, refusal_promises, step_promises, time_promises
from courtqa.testing.strategies import fitting_moves, noon, openings, stray_moves, values_of
from courtqa.testing.values import Values
from courtqa.workflows import (
    CLOCK,
    Actor,
    Event,
    Plan,
    Proceeding,
    Refusal,
    Step,
    allowed,
    lapse,
    plan_of,
    recuse,
    snapshot,
)

__all__ = ["WorkflowMachine", "machine_of"]

PAUSES = (0, 0, 0, 0, 1, 1, 2, 5, 20)  # days that pass before the next thing happens


class WorkflowMachine(RuleBasedStateMachine):
    """Plays one workflow at random. `machine_of` makes a class of it; add rules and invariants of your own."""

    origin: ClassVar[Policy | Plan]  # kept: a plan lives no longer than its policy
    plan: ClassVar[Plan]
    day_of_opening: ClassVar[date]
    cast: ClassVar[Cast]
    values: ClassVar[Values]
    reached: ClassVar[Counter[str]]  # how often each state was entered, over all runs
    taken: ClassVar[Counter[str]]  # how often each event was taken

    extent: ClassVar[settings] = settings(
        deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
    )

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        cls.TestCase.settings = cls.extent  # also for a class made of this one with rules of its own

    def __init__(self) -> None:
        super().__init__()
        self.day = self.day_of_opening
        self.events: list[Event] = []
        self.proceeding: Proceeding
        self.shared: Move | None = None  # what others have consented to, so far

    @initialize(given=st.data())
    def open(self, given: DataObject) -> None:
        """Somebody opens the proceeding."""
        step = given.draw(openings(self.plan, on=self.day, values=self.values), label="opening")
        self._note(step)

    @rule(given=st.data(), times=st.integers(1, 12))
    def work_goes_on(self, given: DataObject, times: int) -> None:
        """Those who should be able to take the next steps, and time passes between them."""
        for _ in range(times):
            self.day += timedelta(given.draw(st.sampled_from(PAUSES), label="days"))
            self._lapse_what_ran_out()
            if self.proceeding.closed or not ways_from(self.plan, self.proceeding):
                return
            moves = fitting_moves(self.plan, self.proceeding, on=self.day, values=self.values)
            self._try(given.draw(moves, label="move"))

    @precondition(lambda self: self.shared is not None and not self.proceeding.closed)
    @rule(given=st.data())
    def another_consents(self, given: DataObject) -> None:
        """A step that needs several persons gets one more."""
        shared = self.shared
        assert shared is not None
        others = [actor for actor in self.cast.actors if actor.tenures[0].role == shared.by.tenures[0].role]
        by = given.draw(st.sampled_from(others or [shared.by]), label="who")
        self._try(Move(shared.event, by, noon(self.plan, self.day), data=shared.data))

    @rule(given=st.data())
    def somebody_errs(self, given: DataObject) -> None:
        """Someone tries what should not be possible."""
        moves = stray_moves(self.plan, self.proceeding, on=self.day, values=self.values)
        self._try(given.draw(moves, label="stray move"))

    @precondition(lambda self: bool(self.proceeding.clocks))
    @rule(given=st.data(), early=st.booleans())
    def time_runs_out(self, given: DataObject, early: bool) -> None:
        """A deadline passes, or someone says too early that it has."""
        name = given.draw(st.sampled_from([clock.name for clock in self.proceeding.clocks]), label="deadline")
        clock = next(clock for clock in self.proceeding.clocks if clock.name == name)
        if not early:
            self.day = max(self.day, clock.due + timedelta(1))
        self._lapse(name)

    @rule(given=st.data(), rarely=st.integers(0, 5))
    def somebody_is_recused(self, given: DataObject, rarely: int) -> None:
        """Someone is taken out of the proceeding, seldom: else nobody would be left."""
        assume(rarely == 0)
        who = given.draw(st.sampled_from(self.cast.actors), label="person")
        by = given.draw(st.sampled_from(self.cast.actors), label="by")
        self._after(
            recuse(self.plan, self.proceeding, who.id, by=by, at=noon(self.plan, self.day), reason="回避"), by
        )

    @invariant()
    def the_record_is_complete(self) -> None:
        """History and version count the same events, and replay gives the same proceeding."""
        if self.events:
            _hold(record_promises(self.events, self.proceeding))

    @invariant()
    def no_deadline_ends_before_it_began(self) -> None:
        """And none runs on once the proceeding is over."""
        if self.events:
            _hold(time_promises(self.plan, self.proceeding))

    def _try(self, move: Move) -> None:
        """The move is made; if it was said to be impossible, it must be refused."""
        before = snapshot(self.proceeding)
        brought = repr(move.data)
        said = allowed(self.plan, self.proceeding, by=move.by, at=move.at)
        outcome = move.take(self.plan, self.proceeding)
        assert repr(move.data) == brought, f"{move.event} changed the data that it was given"
        if isinstance(outcome, Refusal):
            again = move.take(self.plan, self.proceeding)
            _hold(refusal_promises(before, snapshot(self.proceeding), outcome, again))
        else:
            impossible = [each for each in said if each.event == move.event and not each]
            assert not impossible, f"{move.event} by {move.by.id} was said to be refused, and was not"
            if outcome.event.kind == "approval":
                self.shared = move
        self._after(outcome, move.by)

    def _lapse_what_ran_out(self) -> None:
        for clock in self.proceeding.clocks:
            if clock.due < self.day and not clock.lapsed and clock.suspended_on is None:
                self._lapse(clock.name)

    def _lapse(self, name: str) -> None:
        self._after(lapse(self.plan, self.proceeding, name, at=noon(self.plan, self.day)), CLOCK)

    def _after(self, outcome: Step | Refusal, by: Actor) -> None:
        if isinstance(outcome, Step):
            _hold(step_promises(self.plan, self.proceeding, outcome, by=by))
            self._note(outcome)

    def _note(self, step: Step) -> None:
        self.events.append(step.event)
        if not self.reached or step.event.source != step.after.state:
            self.reached[step.after.state] += 1
            self.shared = None
        self.taken[step.event.transition] += step.event.kind != "approval"
        self.proceeding = step.after
        self.day = max(self.day, step.event.effective_on)


def machine_of(
    rules: Policy | Plan,
    workflow: str | None = None,
    *,
    on: date,
    values: Mapping[str, SearchStrategy[Any]] | None = None,
    examples: int = 25,
    steps: int = 30,
) -> type[WorkflowMachine]:
    """A class whose ``TestCase`` plays the workflow's edition in force on that day, from that day on.

    ``rules`` is a policy, with the name of the workflow, or a plan. ``values`` are strategies of your own, by field,
    where the fields hold more than a stranger can guess. ``examples`` runs of at most ``steps`` steps each; more with
    ``TestCase.settings``.
    """
    if isinstance(rules, Plan):
        plan = rules
    elif workflow is None:
        raise ValueError("a policy has many workflows: name the one to test")
    else:
        plan = plan_of(rules, workflow, on=on)
    cast = cast_of(plan, on=on)
    body: dict[str, Any] = {
        "__doc__": f"Plays {plan.workflow.name} at random; every promise of a workflow must hold.",
        "origin": rules,
        "plan": plan,
        "day_of_opening": on,
        "cast": cast,
        "values": values_of(plan, cast, values),
        "reached": Counter(),
        "taken": Counter(),
        "extent": settings(WorkflowMachine.extent, max_examples=examples, stateful_step_count=steps),
    }
    name = f"{plan.workflow.name.title().replace('_', '')}Machine"
    return type(name, (WorkflowMachine,), body)


def _hold(breaches: Iterable[str]) -> None:
    found = list(breaches)
    assert not found, "; ".join(found)
