"""Given, when, then: one proceeding told step by step, and what must come of each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from attrs import evolve, frozen

from courtqa.policy import Policy
from courtqa.testing.case_file import Expected
from courtqa.testing.differences import Outcome, differences, listed
from courtqa.testing.moments import moment_of
from courtqa.workflows import (
    Actor,
    Event,
    Plan,
    Proceeding,
    Refusal,
    Step,
    Subject,
    allowed,
    decide,
    lapse,
    open_proceeding,
    plan_of,
    recuse,
)

__all__ = ["Story", "given"]

Moment = str | date | datetime  # a day is nine in the morning there


def given(
    rules: Policy | Plan,
    workflow: str | None = None,
    *,
    subject: Subject,
    by: Actor,
    at: Moment,
    data: Mapping[str, object] | None = None,
    id: str = "1",
) -> Story:
    """A story that begins with the opening of a proceeding, under the edition in force on that day.

    ``rules`` is a policy, with the name of the workflow, or a plan. Stories are values: one may go on in several
    ways. Raises ValueError for a moment that cannot be read.
    """
    zone = rules.zone if isinstance(rules, Policy) else rules.time_zone
    moment = moment_of(zone, at)
    if moment is None:
        raise ValueError(f"{at!r} is no moment: write a day such as 2008-03-03, or 2008-03-03 14:30")
    if isinstance(rules, Plan):
        plan = rules
    elif workflow is None:
        raise ValueError("a policy has many workflows: name the one to open")
    else:
        plan = plan_of(rules, workflow, on=moment.astimezone(zone).date())
    outcome = open_proceeding(plan, id=id, court="court", subject=subject, by=by, at=moment, data=data)
    return Story(rules, plan, moment, outcome, f"the opening by {by.id}").told()


@frozen
class Story:
    """What has happened so far, and what came of the last thing that was tried."""

    rules: Policy | Plan  # kept: a plan lives no longer than its policy
    plan: Plan
    at: datetime
    outcome: Outcome  # of the last thing tried
    tried: str
    events: tuple[Event, ...] = ()
    known: Proceeding | None = None
    faced: bool = True  # whether a refusal, if it was one, has been expected aloud

    @property
    def proceeding(self) -> Proceeding:
        """The proceeding as it stands. AssertionError where even the opening was refused."""
        if self.known is None:
            raise AssertionError(self._message([self._refusal()]))
        return self.known

    def told(self) -> Story:
        """The story with what came of the last thing."""
        if isinstance(self.outcome, Refusal):
            return evolve(self, faced=False)
        return evolve(self, events=(*self.events, self.outcome.event), known=self.outcome.after, faced=True)

    def when(
        self,
        event: str,
        *,
        by: Actor,
        at: Moment | None = None,
        on: date | None = None,
        data: Mapping[str, object] | None = None,
        reason: str = "",
    ) -> Story:
        """Somebody takes a step; without ``at`` at the moment of the last one."""
        moment = self._moment(at)
        outcome = decide(self.plan, self._going(), event, by=by, at=moment, on=on, data=data, reason=reason)
        return self._after(outcome, moment, f"{event} by {by.id}")

    def when_time_runs_out(self, deadline: str, *, at: Moment) -> Story:
        """A deadline has passed, and the clock is asked what follows."""
        moment = self._moment(at)
        outcome = lapse(self.plan, self._going(), deadline, at=moment)
        return self._after(outcome, moment, f"the lapse of {deadline}")

    def when_recused(self, person: str, *, by: Actor, at: Moment | None = None, reason: str = "") -> Story:
        """Somebody is taken out of the proceeding."""
        moment = self._moment(at)
        outcome = recuse(self.plan, self._going(), person, by=by, at=moment, reason=reason)
        return self._after(outcome, moment, f"the recusal of {person}")

    def then(
        self,
        *,
        state: str | None = None,
        refused: str | Sequence[str] = (),
        due: Mapping[str, date] | None = None,
        late: bool | None = None,
        opens: Sequence[str] | None = None,
        data: Mapping[str, object] | None = None,
        closed: bool | None = None,
    ) -> Story:
        """The same story, if it came out as expected; else AssertionError: found, expected, and what went before.

        ``refused`` are the codes of all reasons, each once. What is left out is not looked at, but a step that
        is not expected to be refused must not be.
        """
        expected = Expected(
            state=state,
            refused=(refused,) if isinstance(refused, str) else tuple(refused),
            due=dict(due or {}),
            late=late,
            opens=None if opens is None else tuple(opens),
            data=dict(data or {}),
        )
        faults = [message for _, message in differences(self.outcome, expected)]
        if closed is not None and self.known is not None and self.known.closed is not closed:
            faults.append(f"found closed: {self.known.closed}, expected {closed}")
        if faults:
            raise AssertionError(self._message(faults))
        return evolve(self, faced=True)

    def allowed(self, *, by: Actor, at: Moment | None = None) -> tuple[str, ...]:
        """The events that ``by`` may take now, as far as that does not hang on what they bring."""
        found = allowed(self.plan, self.proceeding, by=by, at=self._moment(at))
        return tuple(each.event for each in found if each)

    def _going(self) -> Proceeding:
        if not self.faced:
            raise AssertionError(self._message([self._refusal()]))
        return self.proceeding

    def _after(self, outcome: Outcome, moment: datetime, tried: str) -> Story:
        return evolve(self, outcome=outcome, at=moment, tried=tried).told()

    def _moment(self, at: Moment | None) -> datetime:
        moment = self.at if at is None else moment_of(self.plan.time_zone, at)
        if moment is None:
            raise ValueError(f"{at!r} is no moment: write a day such as 2008-03-03, or 2008-03-03 14:30")
        return moment

    def _refusal(self) -> str:
        assert isinstance(self.outcome, Refusal)
        return next(message for _, message in differences(self.outcome, Expected()))

    def _message(self, faults: Sequence[str]) -> str:
        rules = {why.rule for why in getattr(self.outcome, "reasons", ()) if why.rule}
        lines = [f"{self.tried}, {self.at:%Y-%m-%d %H:%M}:", *(f"  {fault}" for fault in faults)]
        lines += [f"  rule: {rule}" for rule in sorted(rules)]
        if isinstance(self.outcome, Step):
            clocks = [f"{clock.name} {clock.due}" for clock in self.outcome.after.clocks]
            lines.append(f"  deadlines running: {listed(clocks)}")
        lines.append("what went before:" if self.events else "nothing went before")
        lines += [
            f"  {event.seq}. {event.effective_on} {event.transition} by {event.actor} → {event.target}"
            for event in self.events
        ]
        return "\n".join(lines)
