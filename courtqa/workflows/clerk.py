"""The clerk writes: one event, one transaction, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias, TypeVar

from attrs import Factory, evolve, frozen

from courtqa.errors import Conflict, IdempotencyMismatch, Refused, UnknownName
from courtqa.policy import Policy
from courtqa.workflows.above import with_parent
from courtqa.workflows.asking import Asked, Opening
from courtqa.workflows.attesting import Signer
from courtqa.workflows.compiling import plan_of
from courtqa.workflows.decide import lapse
from courtqa.workflows.erasing import erase
from courtqa.workflows.fold import fold
from courtqa.workflows.keeping import Keeping, current_of, unsigned
from courtqa.workflows.opening import open_proceeding
from courtqa.workflows.personal import SALTED, is_concealed, is_same_request, reveal
from courtqa.workflows.personnel import Persons
from courtqa.workflows.plan import Plan
from courtqa.workflows.recalendaring import recalendar
from courtqa.workflows.records import Actor, Event, Proceeding, Refusal, Step
from courtqa.workflows.replay import pinned_plan
from courtqa.workflows.scribe import Scribe, log_refusal
from courtqa.workflows.store import Armed, Current, Message, Recorded, Store, Transaction

__all__ = ["Asked", "Clerk", "Opening"]

T = TypeVar("T")
Deciding: TypeAlias = "Callable[[Plan, Current, datetime, Persons], Step | Refusal]"


@frozen
class Clerk:
    """Writes what was decided into the store of one court."""

    store: Store
    policy: Policy
    court: str
    persons: Persons | None = None  # None: those that the store keeps
    keeping: Keeping = Factory(Keeping)

    def _write(self, work: Callable[[Transaction, Scribe], T]) -> T:
        """What ``work`` returns, committed; then those who look on are told."""
        last: list[Scribe] = []

        def attempt(transaction: Transaction) -> T:
            last[:] = [Scribe(self.policy, self.court, self.keeping)]
            return work(transaction, last[0])

        outcome = self.store.transact(self.court, attempt)
        if self.keeping.watch is not None and last[0].written:
            self.keeping.watch(len(last[0].written), any(last[0].written))
        return outcome

    def open(self, opening: Opening) -> Proceeding:
        """The new proceeding, or the one that the key already stands for."""
        today = opening.at.astimezone(self.policy.zone).date()
        day = opening.on or today
        plan = plan_of(self.policy, opening.workflow, on=day)
        request = opening.digest

        def work(transaction: Transaction, scribe: Scribe) -> Proceeding | Refusal:
            known = None if opening.key is None else transaction.opened(opening.key)
            if known is not None:
                return _again(transaction, known, opening.key, request)
            serial = transaction.next_serial(opening.workflow, day.year)
            step = open_proceeding(
                plan,
                id=f"{opening.workflow}-{day.year}-{serial}",
                court=self.court,
                subject=opening.subject,
                by=opening.by,
                at=opening.at,
                on=opening.on,
                data=opening.data,
                idem=opening.key or "",
                persons=self._people(transaction),
            )
            if isinstance(step, Refusal):
                return log_refusal(transaction, evolve(step, proceeding=opening.workflow), opening.at)
            step = evolve(step, event=evolve(step.event, request=request))
            return scribe.write(
                transaction,
                None,
                step,
                by=opening.by,
                key=opening.key,
                serial=serial,
                asked=not plan.personal.isdisjoint(opening.data),
            )

        return _granted(self._write(work))

    def step(
        self, asked: Asked, decide: Deciding, *, expect: int | None, signer: Signer | None = None
    ) -> Proceeding:
        """The proceeding after the event, or as it was after the event that the key already stands for."""
        request = asked.digest

        def work(transaction: Transaction, scribe: Scribe) -> Proceeding | Refusal:
            current = current_of(transaction, asked.proceeding, key=asked.key)
            if current is None:
                raise UnknownName("proceeding", asked.proceeding, ())
            known = None if asked.key is None else transaction.recorded(asked.proceeding, asked.key)
            if known is not None:
                return _again(transaction, known, asked.key, request)
            version = current.proceeding.version
            if expect is not None and expect != version:
                raise Conflict(asked.proceeding, expect, version)
            moment = max(asked.at, current.recorded_at)  # recorded time never goes back
            plan = pinned_plan(self.policy, current.proceeding)
            if plan.looks_beside:
                current = evolve(current, kin=transaction.kin(current.proceeding))
            above = current.proceeding.parent if plan.above else None
            if above is not None and (opener := current_of(transaction, above)) is not None:
                current = evolve(current, kin=with_parent(current.kin, opener.proceeding))
            step = decide(plan, current, moment, self._people(transaction))
            if isinstance(step, Refusal):
                return log_refusal(transaction, step, moment)
            lacking = unsigned(plan, current, step, self.keeping, signer)
            if lacking is not None:
                return log_refusal(transaction, lacking, moment)
            if (step.event.request, step.event.idem) != (request, asked.key or ""):  # decided in other words
                step = evolve(step, event=evolve(step.event, request=request, idem=asked.key or ""))
            held = not plan.personal.isdisjoint(asked.data)
            return scribe.write(transaction, current, step, by=asked.by, asked=held, signer=signer)

        return _granted(self._write(work))

    def _people(self, transaction: Transaction) -> Persons:
        return transaction.persons() if self.persons is None else self.persons

    def lapse(self, armed: Armed, *, at: datetime) -> Event | None:
        """The event of a clock that ran out; None if somebody else claimed it first or it may not lapse."""

        def work(transaction: Transaction, scribe: Scribe) -> Event | None:
            current = current_of(transaction, armed.proceeding)
            if current is None or not _still(armed, current.proceeding):
                return None
            moment = max(at, current.recorded_at)
            plan = pinned_plan(self.policy, current.proceeding)
            step = lapse(plan, current.proceeding, armed.clock, at=moment)
            if isinstance(step, Refusal):
                log_refusal(transaction, step, moment, since=current.recorded_at)
                return None
            scribe.write(transaction, current, step)
            return step.event

        return self._write(work)

    def erase(self, asked: Asked, fields: tuple[str, ...]) -> Proceeding:
        """The proceeding without the values of these fields: one transaction records it and removes them."""

        def work(transaction: Transaction, scribe: Scribe) -> Proceeding | Refusal:
            current = current_of(transaction, asked.proceeding)
            if current is None:
                raise UnknownName("proceeding", asked.proceeding, ())
            known, moment = transaction.personal(asked.proceeding), max(asked.at, current.recorded_at)
            plan, persons = pinned_plan(self.policy, current.proceeding), self._people(transaction)
            made = erase(
                plan,
                current.proceeding,
                fields,
                known,
                by=asked.by,
                at=moment,
                reason=asked.reason,
                persons=persons,
            )
            if isinstance(made.outcome, Refusal):
                return log_refusal(transaction, made.outcome, moment)
            scribe.write(transaction, current, made.outcome, by=asked.by, forgotten=made.forgotten)
            after = current_of(transaction, asked.proceeding)
            assert after is not None
            return after.proceeding

        return _granted(self._write(work))

    def recalendar(self, proceeding: str, *, by: Actor, at: datetime) -> Event | None:
        """The event that moves the running deadlines of the proceeding by the policy's calendar; None if none moves."""

        def work(transaction: Transaction, scribe: Scribe) -> Event | None:
            current = current_of(transaction, proceeding)
            if current is None:
                return None
            plan = pinned_plan(self.policy, current.proceeding)
            moment = max(at, current.recorded_at)
            step = recalendar(plan, current.proceeding, by=by, at=moment)
            if step is None:
                return None
            scribe.write(transaction, current, step, by=by)
            return step.event

        return self._write(work)

    def remind(self, armed: Armed) -> bool:
        """Put the reminder of a clock into the outbox, once."""

        def work(transaction: Transaction) -> bool:
            current = current_of(transaction, armed.proceeding)
            if current is None or not _still(armed, current.proceeding):
                return False
            message = Message(
                key=f"{self.court}/{armed.proceeding}/{armed.clock}/{armed.due.isoformat()}/reminder",
                proceeding=armed.proceeding,
                seq=current.proceeding.version,
                topic="reminder",
                payload={
                    "topic": "reminder",
                    "proceeding": armed.proceeding,
                    "clock": armed.clock,
                    "due": armed.due.isoformat(),
                    "seq": current.proceeding.version,
                },
            )
            return transaction.reminded(armed, message)

        return self.store.transact(self.court, work)


def _again(transaction: Transaction, known: Recorded, key: str | None, request: str) -> Proceeding:
    apart = transaction.personal(known.proceeding) if known.request.startswith(SALTED) else {}
    if not is_same_request(request, known.request, apart.values()):
        raise IdempotencyMismatch(known.proceeding, key or "", known.seq)
    found = fold(sealed.event for sealed in transaction.events(known.proceeding, upto=known.seq))
    return reveal(found, transaction.personal(found.id)) if is_concealed(found) else found


def _granted(outcome: Proceeding | Refusal) -> Proceeding:
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    return outcome


def _still(armed: Armed, proceeding: Proceeding) -> bool:
    return any(
        clock.name == armed.clock
        and clock.due == armed.due
        and not clock.lapsed
        and clock.suspended_on is None
        for clock in proceeding.clocks
    )
