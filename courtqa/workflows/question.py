"""The question that the checks of authority answer: may this person take this way, on these days?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import Factory, frozen

from courtqa.workflows.above import opener
from courtqa.workflows.data import request_digest
from courtqa.workflows.once import once
from courtqa.workflows.personnel import NOBODY, Delegation, Persons
from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.records import Actor, Approval, Done, Kin, Proceeding, Tenure
from courtqa.workflows.seats import Seat, roles_on, seat_of

__all__ = ["Question"]


@frozen(slots=False, eq=False)
class Question:
    """Who asks for which way. ``days`` are those on which the step takes effect and is recorded."""

    plan: Plan
    way: Way
    proceeding: Proceeding
    by: Actor
    days: tuple[date, ...]
    on_behalf_of: Actor | None = None
    persons: Persons = NOBODY
    brought: Mapping[str, object] | None = None  # the data that the step brings; None: they are at fault
    data: Mapping[str, object] = Factory(dict)  # as it would stand after the step
    rule_day: date = date.min  # the day that picks the values of series
    kin: tuple[Kin, ...] = ()  # the proceedings nearby

    @property
    def holder(self) -> Actor:
        """On whose office the step rests."""
        return self.on_behalf_of or self.by

    @property
    def behind(self) -> tuple[Actor, ...]:
        """Everyone who stands behind the step."""
        return (self.by,) if self.on_behalf_of is None else (self.by, self.on_behalf_of)

    @property
    def unit(self) -> str | None:
        """The unit that the proceeding is about."""
        return self.proceeding.subject.unit

    @property
    def history(self) -> tuple[Done, ...]:
        """What was done before the step."""
        return self.proceeding.history

    @once
    def request(self) -> str:
        """SHA-256 of what several persons approve together; nothing where the data are at fault."""
        if self.brought is None:
            return ""
        return request_digest(self.proceeding.id, self.way.transition.event, data=self.brought)

    @once
    def people(self) -> tuple[tuple[Actor, str], ...]:
        """Everyone who stands behind the step, with the id of the natural person."""
        me = self.by, self.persons.person(self.by.id)
        if self.on_behalf_of is None:
            return (me,)
        return me, (self.on_behalf_of, self.persons.person(self.on_behalf_of.id))

    @once
    def seat(self) -> Seat:
        """What is known of the office of whoever acts for themselves."""
        return seat_of(self.plan, self.way, self.by, self.days, self.proceeding.subject.unit)

    @once
    def offices(self) -> tuple[Tenure, ...]:
        """The tenures that make competent for the step, past and future ones too."""
        if self.on_behalf_of is None:
            return self.seat.offices
        roles = self.way.roles
        if self.lent:
            roles &= {role for power in self.lent for role in power.roles}
        return self.plan.competent(roles, self.on_behalf_of)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles in which the step is taken, as its event names them."""
        return self.seat.roles if self.on_behalf_of is None else roles_on(self.offices, self.days[0])

    @once
    def lent(self) -> tuple[Delegation, ...]:
        """The delegations that cover the step on every day that counts; none where everyone acts for themselves."""
        if self.on_behalf_of is None:
            return ()
        (_, delegate), (_, delegator) = self.people
        workflow, event = self.plan.workflow.name, self.way.transition.event
        return tuple(
            power
            for power in self.persons.delegations(delegator, delegate)
            if power.covers(workflow, event)
            and not self.way.roles.isdisjoint(power.roles)
            and all(map(power.holds, self.days))
        )

    @once
    def subjects(self) -> frozenset[str]:
        """The natural persons whom the proceeding is about."""
        return frozenset(map(self.persons.person, self.proceeding.subject.persons))

    def barred_acts(self, person: str) -> tuple[str, ...]:
        """Which of the events that exclude one from the step this person did, consented to, or had done."""
        barred, record = self.way.transition.not_same_as, self.proceeding
        acts: list[Done | Approval]
        acts = [act for act in record.history if act.event in barred and self._by(act, person)]
        acts += [act for act in record.approvals if act.event in barred and self._by(act, person)]
        return tuple(event for event in barred if any(act.event == event for act in acts)) if acts else ()

    @once
    def barred_above(self) -> Mapping[str, frozenset[str]]:
        """The steps of the proceeding that opened this one from which the step is kept apart, and who is behind each.

        LookupError where what opened it cannot be looked at.
        """
        wanted = self.way.transition.not_same_as_parent
        if not wanted or self.proceeding.parent is None:
            return {}
        record = opener(self.kin)
        found = self.plan.above[record.workflow].barred(record, wanted)
        return {event: frozenset(map(self.persons.person, accounts)) for event, accounts in found}

    def did(self, events: tuple[str, ...], person: str) -> bool:
        """Whether this person did one of the events, or had it done."""
        return any(done.event in events and self._by(done, person) for done in self.proceeding.history)

    def _by(self, act: Done | Approval, person: str) -> bool:
        natural = self.persons.person
        return natural(act.by) == person or (
            act.on_behalf_of is not None and natural(act.on_behalf_of) == person
        )
