"""What a docket tells: proceedings, what may be done, what waits, what is due and why, what happened."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime, timedelta
from typing import Self

from attrs import evolve

from courtqa.errors import UnknownName
from courtqa.policy import Policy
from courtqa.text import Text
from courtqa.workflows.attested import Evidence
from courtqa.workflows.attesting import Checkpoint
from courtqa.workflows.chains import plain
from courtqa.workflows.decide import Allowed, allowed
from courtqa.workflows.explaining import explain_clock, last_clock
from courtqa.workflows.faults import Verification
from courtqa.workflows.keeping import Keeping, told_of
from courtqa.workflows.people import People
from courtqa.workflows.personal import commitments_in, reveal_event
from courtqa.workflows.personnel import Persons
from courtqa.workflows.plan import Plan
from courtqa.workflows.present import machine_time
from courtqa.workflows.records import Actor, Proceeding
from courtqa.workflows.recusing import Flag, flags_of
from courtqa.workflows.replay import pinned_plan, plan_of_edition
from courtqa.workflows.store import Denial, Message, Query, Store
from courtqa.workflows.trail import Trail, read_trail
from courtqa.workflows.verify import verify
from courtqa.workflows.worklist import DueItem, WorkItem, due_items, near, work_items

__all__ = ["DocketReading", "id_of"]


class DocketReading:
    """The questions that a docket answers. Nothing here writes."""

    def __init__(
        self,
        store: Store,
        policy: Policy,
        court: str,
        clock: Callable[[], datetime] | None = None,
        persons: Persons | None = None,
        *,
        keeping: Keeping | None = None,
    ) -> None:
        self.store = store
        self.policy = policy
        self.court = court
        self._clock = clock or machine_time
        self._persons = persons  # None: the store's own, asked at every step inside its transaction
        self.keeping = keeping or Keeping()
        self.keeping.demand(store, court)

    @property
    def persons(self) -> Persons:
        """Where offices, relations and delegations are looked up: as they stand now."""
        return self.store.persons(self.court) if self._persons is None else self._persons

    @persons.setter
    def persons(self, register: Persons) -> None:
        self._persons = register

    @property
    def people(self) -> People:
        """The people whom this docket knows, and their relations and delegations."""
        return People(self.store, self.court, lambda at: self.day(at or self._clock()))

    def proceeding(self, id: str) -> Proceeding:
        """The proceeding as it stands; ``UnknownName`` if there is none."""
        found = self.store.proceeding(self.court, id)
        if found is None:
            raise UnknownName("proceeding", id, ())
        return told_of(self.store, found)

    def proceedings(
        self, *, workflow: str | None = None, state: str | None = None, closed: bool | None = None
    ) -> tuple[Proceeding, ...]:
        """The proceedings of a workflow or in a state, in order of opening."""
        query = Query(workflow=workflow, state=state, closed=closed)
        return tuple(told_of(self.store, one) for one in self.store.proceedings(self.court, query))

    def allowed(
        self,
        proceeding: Proceeding | str,
        *,
        by: Actor,
        at: datetime | None = None,
        on_behalf_of: Actor | None = None,
    ) -> tuple[Allowed, ...]:
        """What ``by`` may do now, and why the rest may not be done."""
        found = self.proceeding(proceeding) if isinstance(proceeding, str) else proceeding
        plan = self._plan(found)
        return allowed(
            plan,
            found,
            by=by,
            at=at or self._clock(),
            on_behalf_of=on_behalf_of,
            persons=self.persons,
            kin=near(self.store, self.court, plan, found),
        )

    def flagged(self) -> tuple[Flag, ...]:
        """The steps to be looked at again, because whoever took them was recused since or turns out to be related."""
        found, persons = self.store.proceedings(self.court, Query()), self.persons
        return tuple(flag for one in found for flag in flags_of(self._plan(one), one, persons))

    def worklist(
        self, *, by: Actor, on: date | None = None, at: datetime | None = None
    ) -> tuple[WorkItem, ...]:
        """What waits for ``by`` at that moment, or on that day; what is due first comes first."""
        if on is None:
            at = self._clock() if at is None else at
            on = self.day(at)
        elif at is None:
            at = datetime(on.year, on.month, on.day, 12, tzinfo=self.policy.zone)
        plans = [
            plan_of_edition(self.policy, *pinned, who=self.court)
            for pinned in self.store.editions(self.court)
        ]
        return work_items(self.store, self.court, plans, by=by, on=on, at=at, persons=self.persons)

    def due(self, *, on: date | None = None, within: int = 0) -> tuple[DueItem, ...]:
        """The clocks that end by ``on``, or within so many days after it; the late ones first.

        One that was marked as lapsed stays listed until somebody acts.
        """
        on = on or self.day(self._clock())
        armed = self.store.armed(self.court, due=on + timedelta(within), lapsed=True)
        return due_items(self.store, self.court, self._plan, armed, on=on)

    def explain_deadline(self, proceeding: Proceeding | str, name: str) -> Text:
        """One sentence: why the deadline ends on its day, or ended there. ``UnknownName`` if it never ran."""
        found = self.proceeding(id_of(proceeding))
        plan = self._plan(found)
        events = (sealed.event for sealed in self.store.trail(self.court, found.id))
        clock = last_clock(found, name, events)
        if clock is None:
            raise UnknownName("deadline", name, plan.workflow.deadlines)
        names = {actor.id: actor.name for actor in self.store.actors(self.court)}
        return explain_clock(plan, found, clock, names=names)

    def trail(self, proceeding: Proceeding | str) -> Trail:
        """The events of a proceeding: iterate over them, or print them."""
        found = self.proceeding(id_of(proceeding))
        names = {actor.id: actor.name for actor in self.store.actors(self.court)}
        sealed = self.store.trail(self.court, found.id)
        if any(commitments_in(each.event) for each in sealed):
            known = self.store.personal(self.court, found.id)
            sealed = tuple(evolve(each, event=reveal_event(each.event, known)) for each in sealed)
        return read_trail(sealed, found, self._plan(found), names=names)

    def actor(self, id: str) -> Actor:
        """Someone who acted here, with the name and the offices they last acted with."""
        found = self.store.actors(self.court, id)
        if not found:
            raise UnknownName("actor", id, (actor.id for actor in self.store.actors(self.court)))
        return found[0]

    def refusals(self, proceeding: Proceeding | str | None = None) -> tuple[Denial, ...]:
        """The refused steps, oldest first. A refused opening stands under the name of its workflow."""
        return self.store.refusals(self.court, None if proceeding is None else id_of(proceeding))

    def outbox(self, *, sent: bool = False) -> tuple[Message, ...]:
        """The messages still to be sent (or those sent), oldest first."""
        return self.store.outbox(self.court, sent=sent)

    def last_checkpoint(self) -> int | None:
        """The number of the newest checkpoint over this court's trail; None while there is none."""
        with self.store.audit() as audit:
            rows = (row[:2] for row in audit.checkpoints())
            return max(
                (int(str(number)) for court, number in rows if plain(court) == self.court), default=None
            )

    def verify(
        self, *, checkpoints: tuple[Checkpoint, ...] = (), verifier: str | None = None
    ) -> Verification:
        """Whether all stored is as it was recorded, and each step one that its pinned edition knows.

        With the docket's keys the marks are looked at too. ``checkpoints`` are those kept elsewhere, ``verifier`` the
        public key they are signed with.
        """
        evidence = Evidence(self.keeping.keys, checkpoints, verifier)
        with self.store.audit() as audit:
            return verify(audit, policy=self.policy, court=self.court, evidence=evidence)

    def _plan(self, proceeding: Proceeding) -> Plan:
        return pinned_plan(self.policy, proceeding)

    def now(self) -> datetime:
        """The moment that the docket's clock tells."""
        return self._clock()

    def day(self, at: datetime) -> date:
        """The day on which a moment falls where the court sits."""
        return at.astimezone(self.policy.zone).date()

    def within(self, store: Store, keeping: Keeping) -> Self:
        """The same docket, working on another store: the pieces of a batch are."""
        inner = copy(self)
        inner.store, inner.keeping = store, keeping
        return inner


def id_of(proceeding: Proceeding | str) -> str:
    """The id, given itself or the proceeding."""
    return proceeding if isinstance(proceeding, str) else proceeding.id
