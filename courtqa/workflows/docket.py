"""The docket: open a proceeding, record its events, ask what waits and what is due. One transaction per event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Self

from courtqa.errors import UnknownName
from courtqa.policy import Policy
from courtqa.workflows.clerk import Asked, Clerk, Opening
from courtqa.workflows.decide import Allowed, allowed, decide
from courtqa.workflows.faults import Verification
from courtqa.workflows.personnel import NOBODY, Persons
from courtqa.workflows.plan import Plan
from courtqa.workflows.reasons import reason as reason_of
from courtqa.workflows.records import Actor, Event, Proceeding, Refusal, Step, Subject
from courtqa.workflows.recusing import Flag, flags_of, recuse, uphold
from courtqa.workflows.replay import pinned_plan, plan_of_edition
from courtqa.workflows.store import Current, Denial, Message, Query, Store
from courtqa.workflows.trail import Trail, read_trail
from courtqa.workflows.verify import verify
from courtqa.workflows.worklist import DueItem, WorkItem, due_items, work_items

__all__ = ["Docket"]


class Docket:
    """The proceedings of one court, kept in ``store`` under the rules of ``policy``.

    A running proceeding keeps the edition it was opened under. A step that may not happen raises ``Refused`` with
    every reason and is logged; nothing of it enters the trail.
    """

    def __init__(
        self,
        store: Store,
        policy: Policy,
        court: str,
        clock: Callable[[], datetime] | None = None,
        persons: Persons = NOBODY,
    ) -> None:
        self.store = store
        self.policy = policy
        self.court = court
        self._clock = clock or partial(datetime.now, UTC)
        self.persons = persons  # asked at every step, inside its transaction
        self._clerk = Clerk(store, policy, court, persons)

    # -- writing

    def open(
        self,
        workflow: str,
        *,
        subject: Subject,
        by: Actor,
        at: datetime | None = None,
        on: date | None = None,
        data: Mapping[str, object] | None = None,
        key: str | None = None,
    ) -> Proceeding:
        """The new proceeding. The same ``key`` with the same request gives the first one again."""
        opening = Opening(workflow, subject, by, at or self._clock(), on, dict(data or {}), key)
        return self._clerk.open(opening)

    def record(
        self,
        proceeding: Proceeding | str,
        event: str,
        *,
        by: Actor,
        at: datetime | None = None,
        on: date | None = None,
        data: Mapping[str, object] | None = None,
        reason: str = "",
        key: str | None = None,
        expect: int | None = None,
        on_behalf_of: Actor | None = None,
    ) -> Proceeding:
        """The proceeding after the event; ``Refused`` with all reasons if it may not happen.

        Given a proceeding rather than its id, the decision stands only for the version that was read: ``Conflict``
        if someone was first. A step that is adverse to a person must say which version that was. With
        ``on_behalf_of`` a delegate uses that person's power. ``key`` makes a repeated request harmless; the same key for another request raises
        ``IdempotencyMismatch``.
        """
        moment_asked, expected = at or self._clock(), _expected(proceeding, expect)
        asked = Asked(
            _id(proceeding), event, by, moment_asked, dict(data or {}), on, reason, key, on_behalf_of
        )

        def deciding(plan: Plan, current: Current, moment: datetime) -> Step | Refusal:
            if expected is None and (unread := _unread(plan, current.proceeding, event, by)) is not None:
                return unread
            day = on
            if day is None and at is not None and moment != at:
                day = plan.day_of(at)  # recorded late: it still takes effect on its own day
            return decide(
                plan,
                current.proceeding,
                event,
                by=by,
                at=moment,
                on=day,
                data=data,
                reason=reason,
                idem=key or "",
                on_behalf_of=on_behalf_of,
                persons=self.persons,
            )

        return self._clerk.step(asked, deciding, expect=expected)

    def recuse(
        self,
        proceeding: Proceeding | str,
        person: str,
        *,
        by: Actor,
        reason: str,
        at: datetime | None = None,
        key: str | None = None,
        expect: int | None = None,
    ) -> Proceeding:
        """The proceeding without that person: every further step of theirs is refused, earlier ones are flagged."""
        data = {"person": person}
        asked = Asked(_id(proceeding), "recused", by, at or self._clock(), data, None, reason, key)

        def deciding(plan: Plan, current: Current, moment: datetime) -> Step | Refusal:
            return recuse(
                plan, current.proceeding, person, by=by, at=moment, reason=reason, persons=self.persons
            )

        return self._clerk.step(asked, deciding, expect=_expected(proceeding, expect))

    def uphold(
        self,
        proceeding: Proceeding | str,
        seq: int,
        *,
        by: Actor,
        reason: str,
        at: datetime | None = None,
        key: str | None = None,
        expect: int | None = None,
    ) -> Proceeding:
        """The proceeding with a flagged step looked at again, by somebody competent for it, and left standing."""
        asked = Asked(_id(proceeding), "upheld", by, at or self._clock(), {"seq": seq}, None, reason, key)

        def deciding(plan: Plan, current: Current, moment: datetime) -> Step | Refusal:
            return uphold(
                plan, current.proceeding, seq, by=by, at=moment, reason=reason, persons=self.persons
            )

        return self._clerk.step(asked, deciding, expect=_expected(proceeding, expect))

    def lapse(self, *, at: datetime | None = None) -> tuple[Event, ...]:
        """The events of all clocks that ran out by ``at``, each claimed once whoever asks; reminders go out too."""
        at = at or self._clock()
        today = self._day(at)
        for armed in self.store.armed(self.court, remind=today):
            self._clerk.remind(armed)
        overdue = self.store.armed(self.court, due=today - timedelta(1))
        claimed = (self._clerk.lapse(armed, at=at) for armed in overdue)
        return tuple(event for event in claimed if event is not None)

    def sent(self, message: Message | str, *, at: datetime | None = None) -> bool:
        """Mark a message of the outbox as sent. False: it already was."""
        key = message if isinstance(message, str) else message.key
        at = at or self._clock()
        return self.store.transact(self.court, lambda transaction: transaction.sent(key, at=at))

    # -- reading

    def proceeding(self, id: str) -> Proceeding:
        """The proceeding as it stands; ``UnknownName`` if there is none."""
        found = self.store.proceeding(self.court, id)
        if found is None:
            raise UnknownName("proceeding", id, ())
        return found

    def proceedings(
        self, *, workflow: str | None = None, state: str | None = None, closed: bool | None = None
    ) -> tuple[Proceeding, ...]:
        """The proceedings of a workflow or in a state, in order of opening."""
        return self.store.proceedings(self.court, Query(workflow=workflow, state=state, closed=closed))

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
        return allowed(
            self._plan(found),
            found,
            by=by,
            at=at or self._clock(),
            on_behalf_of=on_behalf_of,
            persons=self.persons,
        )

    def flagged(self) -> tuple[Flag, ...]:
        """The steps to be looked at again, because whoever took them was recused since or turns out to be related."""
        found = self.store.proceedings(self.court, Query())
        return tuple(flag for one in found for flag in flags_of(self._plan(one), one, self.persons))

    def worklist(self, *, by: Actor, on: date | None = None) -> tuple[WorkItem, ...]:
        """What waits for ``by``; what is due first comes first."""
        at = self._clock()
        if on is None:
            on = self._day(at)
        else:
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
        on = on or self._day(self._clock())
        armed = self.store.armed(self.court, due=on + timedelta(within), lapsed=True)
        return due_items(self.store, self.court, self._plan, armed, on=on)

    def trail(self, proceeding: Proceeding | str) -> Trail:
        """The events of a proceeding: iterate over them, or print them."""
        found = self.proceeding(_id(proceeding))
        names = {actor.id: actor.name for actor in self.store.actors(self.court)}
        return read_trail(self.store.trail(self.court, found.id), found, self._plan(found), names=names)

    def actor(self, id: str) -> Actor:
        """Someone who acted here, with the name and the offices they last acted with."""
        found = self.store.actors(self.court, id)
        if not found:
            raise UnknownName("actor", id, (actor.id for actor in self.store.actors(self.court)))
        return found[0]

    def refusals(self, proceeding: Proceeding | str | None = None) -> tuple[Denial, ...]:
        """The refused steps, oldest first. A refused opening stands under the name of its workflow."""
        return self.store.refusals(self.court, None if proceeding is None else _id(proceeding))

    def outbox(self, *, sent: bool = False) -> tuple[Message, ...]:
        """The messages still to be sent (or those sent), oldest first."""
        return self.store.outbox(self.court, sent=sent)

    def verify(self) -> Verification:
        """Whether all stored is as it was recorded, and each step one that its pinned edition knows."""
        with self.store.audit() as audit:
            return verify(audit, policy=self.policy, court=self.court)

    def close(self) -> None:
        """Let go of the store's connections."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _plan(self, proceeding: Proceeding) -> Plan:
        return pinned_plan(self.policy, proceeding)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.policy.zone).date()


def _id(proceeding: Proceeding | str) -> str:
    return proceeding if isinstance(proceeding, str) else proceeding.id


def _unread(plan: Plan, proceeding: Proceeding, event: str, by: Actor) -> Refusal | None:
    """A step against a person is for those who read the proceeding: they say which version that was."""
    ways = plan.table.get((proceeding.state, event), ())
    if not any(way.adverse and not way.transition.clock for way in ways):
        return None
    title = ways[0].transition.title
    told = reason_of("version_not_read", ways[0].rule, event=title, version=proceeding.version)
    return Refusal(proceeding.id, event, by.id, (told,))


def _expected(proceeding: Proceeding | str, expect: int | None) -> int | None:
    return proceeding.version if expect is None and isinstance(proceeding, Proceeding) else expect
