"""The docket: open a proceeding, record its events, ask what waits and what is due. One transaction per event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Self

from courtqa.errors import Refused
from courtqa.workflows.asking import Asked, Opening
from courtqa.workflows.attesting import Signer
from courtqa.workflows.clerk import Clerk
from courtqa.workflows.consulting import CONSULTED, consult, sealed_root
from courtqa.workflows.decide import decide
from courtqa.workflows.erasing import ERASED, EXPORTED, note_export
from courtqa.workflows.many import Outcome, ToOpen, ToRecord, open_many, record_many
from courtqa.workflows.personnel import Persons
from courtqa.workflows.plan import Plan
from courtqa.workflows.readership import Reader
from courtqa.workflows.reading import DocketReading, id_of
from courtqa.workflows.reasons import reason as reason_of
from courtqa.workflows.records import Actor, Event, Proceeding, Refusal, Step, Subject
from courtqa.workflows.recusing import recuse, uphold
from courtqa.workflows.scribe import log_refusal
from courtqa.workflows.store import Armed, Current, Message

__all__ = ["Docket"]


class Docket(DocketReading):
    """The proceedings of one court, kept in ``store`` under the rules of ``policy``.

    A running proceeding keeps the edition it was opened under. A step that may not happen raises ``Refused`` with
    every reason and is logged; nothing of it enters the trail. Offices, relations and delegations are those that
    ``people`` keeps; ``persons`` is another register to ask instead.
    """

    @property
    def _clerk(self) -> Clerk:
        return Clerk(self.store, self.policy, self.court, self._persons, self.keeping)

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
        signer: Signer | None = None,
    ) -> Proceeding:
        """The proceeding after the event; ``Refused`` with all reasons if it may not happen.

        Given a proceeding rather than its id, the decision stands only for the version that was read: ``Conflict``
        if someone was first. A step that is adverse to a person must say which version that was. With
        ``on_behalf_of`` a delegate uses that person's power. ``key`` makes a repeated request harmless; the same key for another
        request raises ``IdempotencyMismatch``. ``signer`` signs the sealed event with the key of whoever acts.
        """
        moment_asked, expected = at or self._clock(), _expected(proceeding, expect)
        asked = Asked(
            id_of(proceeding), event, by, moment_asked, dict(data or {}), on, reason, key, on_behalf_of
        )

        def deciding(plan: Plan, current: Current, moment: datetime, persons: Persons) -> Step | Refusal:
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
                persons=persons,
                kin=current.kin,
                digest=asked.digest,
            )

        return self._clerk.step(asked, deciding, expect=expected, signer=signer)

    def record_each(
        self,
        proceeding: Proceeding | str,
        event: str,
        rows: Iterable[Mapping[str, object]],
        *,
        by: Actor,
        at: datetime | None = None,
    ) -> tuple[Proceeding | Refusal, ...]:
        """The same step once for each row of data, in their order: the proceeding after it, or why it was refused.

        Each is a step of its own in the trail, and a row that is refused keeps none of the others back.
        """
        found: list[Proceeding | Refusal] = []
        for row in rows:
            try:
                found.append(self.record(id_of(proceeding), event, by=by, at=at, data=row))
            except Refused as error:
                found.append(error.refusal)
        return tuple(found)

    def open_many(self, items: Iterable[ToOpen], *, batch: int = 500) -> tuple[Outcome, ...]:
        """The outcome of each opening, in order: the proceeding, or why it was refused. ``batch`` to a transaction."""
        return open_many(self, items, batch=batch)

    def record_many(self, items: Iterable[ToRecord], *, batch: int = 500) -> tuple[Outcome, ...]:
        """The outcome of each event, in order. One that is refused keeps none of the others from being recorded."""
        return record_many(self, items, batch=batch)

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
        asked = Asked(id_of(proceeding), "recused", by, at or self._clock(), data, None, reason, key)

        def deciding(plan: Plan, current: Current, moment: datetime, persons: Persons) -> Step | Refusal:
            return recuse(plan, current.proceeding, person, by=by, at=moment, reason=reason, persons=persons)

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
        asked = Asked(id_of(proceeding), "upheld", by, at or self._clock(), {"seq": seq}, None, reason, key)

        def deciding(plan: Plan, current: Current, moment: datetime, persons: Persons) -> Step | Refusal:
            return uphold(plan, current.proceeding, seq, by=by, at=moment, reason=reason, persons=persons)

        return self._clerk.step(asked, deciding, expect=_expected(proceeding, expect))

    def erase(
        self,
        proceeding: Proceeding | str,
        fields: Iterable[str] = (),
        *,
        by: Actor,
        reason: str,
        at: datetime | None = None,
    ) -> Proceeding:
        """The proceeding with the values of its personal fields (all, or these) forgotten; the chain stays whole.

        ``NothingToForget`` where nothing lies outside the chain. What was recorded by an earlier version of courtqa, or in
        a field that is not personal, is sealed for good.
        """
        asked = Asked(id_of(proceeding), ERASED, by, at or self._clock(), {}, None, reason, None)
        after = self._clerk.erase(asked, tuple(fields))
        self.store.scrub()
        return after

    def log(self, refusal: Refusal, *, at: datetime | None = None) -> None:
        """Keep a refusal in the log: for a host whose own transaction took it back with everything else."""
        moment = at or self._clock()
        self.store.transact(self.court, lambda transaction: log_refusal(transaction, refusal, moment))

    def note_export(
        self,
        proceeding: Proceeding | str,
        record: Mapping[str, object],
        *,
        by: Actor,
        reason: str,
        at: datetime | None = None,
    ) -> Proceeding:
        """The proceeding after it was noted that data were handed on; ``record`` is what ``Export.write`` gave."""
        asked = Asked(id_of(proceeding), EXPORTED, by, at or self._clock(), dict(record), None, reason, None)

        def deciding(plan: Plan, current: Current, moment: datetime, persons: Persons) -> Step | Refusal:
            return note_export(
                plan, current.proceeding, record, by=by, at=moment, reason=reason, persons=persons
            )

        return self._clerk.step(asked, deciding, expect=_expected(proceeding, None))

    def is_sealed(self, proceeding: Proceeding | str) -> bool:
        """Whether its record is sealed: that of a measure against a person which is over, or of what one opened."""
        return self._root(self.proceeding(id_of(proceeding))) is not None

    def consult(
        self, proceeding: Proceeding | str, *, by: Actor, purpose: str, at: datetime | None = None
    ) -> Proceeding:
        """The sealed record, opened to ``by``: who looked at it, when and for what stands in its trail from now on.

        ``Refused``, and logged, without a purpose, and for anybody but the person concerned and the offices that act in
        such a procedure. A record that is not sealed is given as it is.
        """
        found = self.proceeding(id_of(proceeding))
        root = self._root(found)
        if root is None:
            return found
        rules = self._plan(root)
        data = {"purpose": purpose}
        asked = Asked(found.id, CONSULTED, by, at or self._clock(), data, None, purpose, None)

        def deciding(plan: Plan, current: Current, moment: datetime, persons: Persons) -> Step | Refusal:
            return consult(
                plan, current.proceeding, rules, by=by, at=moment, purpose=purpose, persons=persons
            )

        return self._clerk.step(asked, deciding, expect=None)

    def reader(self, by: Actor, *, purpose: str = "", at: datetime | None = None) -> Reader:
        """The docket as ``by`` may read it: what shows records to a person asks this one, not the docket itself."""
        return Reader(self, by, purpose, at)

    def _root(self, found: Proceeding) -> Proceeding | None:
        return sealed_root(found, lambda name: self.store.proceeding(self.court, name), self._plan)

    def lapse(self, *, at: datetime | None = None) -> tuple[Event, ...]:
        """The events of all clocks that ran out by ``at``, each claimed once whoever asks; reminders go out too."""
        at = at or self.now()
        self.remind(at=at)
        overdue = self.store.armed(self.court, due=self.day(at) - timedelta(1))
        claimed = (self.lapse_one(armed, at=at) for armed in overdue)
        return tuple(event for event in claimed if event is not None)

    def lapse_one(self, armed: Armed, *, at: datetime) -> Event | None:
        """The event of one clock that ran out; None if somebody else claimed it, or it may not lapse."""
        return self._clerk.lapse(armed, at=at)

    def remind(self, *, at: datetime | None = None) -> int:
        """How many reminders were put into the outbox: of every clock whose day to remind has come, once."""
        armed = self.store.armed(self.court, remind=self.day(at or self.now()))
        return sum(self._clerk.remind(each) for each in armed)

    def reproject(self, *, by: Actor, at: datetime | None = None) -> tuple[Event, ...]:
        """The running deadlines by the policy's calendar, after it was edited: one event for each proceeding they
        move in, that says what moved and why. A window that a party was told of is never shortened.
        """
        at = at or self._clock()
        armed = self.store.armed(self.court, due=date.max)
        affected = dict.fromkeys(each.proceeding for each in armed)
        moved = (self._clerk.recalendar(proceeding, by=by, at=at) for proceeding in affected)
        return tuple(event for event in moved if event is not None)

    def sent(self, message: Message | str, *, at: datetime | None = None) -> bool:
        """Mark a message of the outbox as sent. False: it already was."""
        key = message if isinstance(message, str) else message.key
        at = at or self._clock()
        return self.store.transact(self.court, lambda transaction: transaction.sent(key, at=at))

    def close(self) -> None:
        """Let go of the store's connections."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


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
