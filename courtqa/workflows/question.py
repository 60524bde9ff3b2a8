"""The question that the checks of authority answer: may this person take this way, on these days?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from attrs import Factory, frozen

from courtqa.workflows.above import opener
from courtqa.workflows.data import request_digest
from courtqa.workflows.personnel import NOBODY, Delegation, Persons
from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.records import Actor, Approval, Done, Kin, Proceeding, Tenure

__all__ = ["Question"]


@frozen
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

    @cached_property
    def holder(self) -> Actor:
        """On whose office the step rests."""
        return self.on_behalf_of or self.by

    @cached_property
    def request(self) -> str:
        """SHA-256 of what several persons approve together; nothing where the data are at fault."""
        if self.brought is None:
            return ""
        return request_digest(self.proceeding.id, self.way.transition.event, data=self.brought)

    @cached_property
    def people(self) -> tuple[tuple[Actor, str], ...]:
        """Everyone who stands behind the step, with the id of the natural person."""
        those = (self.by,) if self.on_behalf_of is None else (self.by, self.on_behalf_of)
        return tuple((one, self.persons.person(one.id)) for one in those)

    @cached_property
    def offices(self) -> tuple[Tenure, ...]:
        """The tenures that make competent for the step, past and future ones too."""
        roles = self.way.roles
        if self.lent:
            roles &= {role for power in self.lent for role in power.roles}
        return self.plan.competent(roles, self.holder)

    @cached_property
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

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The natural persons whom the proceeding is about."""
        return frozenset(map(self.persons.person, self.proceeding.subject.persons))

    def barred_acts(self, person: str) -> tuple[str, ...]:
        """Which of the events that exclude one from the step this person did, consented to, or had done."""
        barred = self.way.transition.not_same_as
        if not barred:
            return ()
        found = {
            done.event for done in self.proceeding.history if done.event in barred and self._by(done, person)
        }
        found |= {
            given.event
            for given in self.proceeding.approvals
            if given.event in barred and self._by(given, person)
        }
        return tuple(event for event in barred if event in found)

    @cached_property
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
