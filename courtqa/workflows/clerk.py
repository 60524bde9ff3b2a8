"""The clerk writes: one event, one transaction, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from courtqa.errors import Conflict, IdempotencyMismatch, NotCanonical, Refused, UnknownName
from courtqa.policy import Policy
from courtqa.workflows.canonical import digest
from courtqa.workflows.data import request_digest
from courtqa.workflows.decide import lapse
from courtqa.workflows.fold import fold
from courtqa.workflows.opening import OPENED, open_proceeding
from courtqa.workflows.plan import Plan, plan_of
from courtqa.workflows.records import Actor, Event, Proceeding, Refusal, Step, Subject
from courtqa.workflows.replay import pinned_plan
from courtqa.workflows.sealing import Listed, Sealed, directory_genesis, enlist, genesis, seal
from courtqa.workflows.store import Armed, Current, Denial, Entry, Message, Recorded, Store, Transaction

__all__ = ["Asked", "Clerk", "Opening"]

Deciding: TypeAlias = "Callable[[Plan, Current, datetime], Step | Refusal]"


@frozen
class Opening:
    """What somebody asks to open."""

    workflow: str
    subject: Subject
    by: Actor
    at: datetime
    on: date | None
    data: Mapping[str, object]
    key: str | None

    @property
    def digest(self) -> str:
        """SHA-256 of the request. The moment is no part of it: a repeated request comes later."""
        subject = self.subject
        return _or_nothing(
            lambda: digest(
                {
                    "workflow": self.workflow,
                    "subject": [subject.kind, subject.id, subject.unit, subject.persons, subject.title],
                    "request": request_digest("", OPENED, data=self.data, by=self.by.id, on=self.on),
                }
            )
        )


@frozen
class Asked:
    """What somebody asks to record."""

    proceeding: str
    event: str
    by: Actor
    at: datetime
    data: Mapping[str, object]
    on: date | None
    reason: str
    key: str | None

    @property
    def digest(self) -> str:
        """SHA-256 of the request. The moment is no part of it: a repeated request comes later."""
        return _or_nothing(
            lambda: request_digest(
                self.proceeding, self.event, data=self.data, by=self.by.id, on=self.on, reason=self.reason
            )
        )


@frozen
class Clerk:
    """Writes what was decided into the store of one court."""

    store: Store
    policy: Policy
    court: str

    def open(self, opening: Opening) -> Proceeding:
        """The new proceeding, or the one that the key already stands for."""
        today = opening.at.astimezone(self.policy.zone).date()
        day = opening.on or today
        plan = plan_of(self.policy, opening.workflow, on=day)
        request = opening.digest

        def work(transaction: Transaction) -> Proceeding | Refusal:
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
            )
            if isinstance(step, Refusal):
                return _refuse(transaction, evolve(step, proceeding=opening.workflow), opening.at)
            step = evolve(step, event=evolve(step.event, request=request))
            return self._write(transaction, None, step, by=opening.by, key=opening.key, serial=serial)

        return _granted(self.store.transact(self.court, work))

    def step(self, asked: Asked, decide: Deciding, *, expect: int | None) -> Proceeding:
        """The proceeding after the event, or as it was after the event that the key already stands for."""
        request = asked.digest

        def work(transaction: Transaction) -> Proceeding | Refusal:
            current = transaction.current(asked.proceeding)
            if current is None:
                raise UnknownName("proceeding", asked.proceeding, ())
            known = None if asked.key is None else transaction.recorded(asked.proceeding, asked.key)
            if known is not None:
                return _again(transaction, known, asked.key, request)
            version = current.proceeding.version
            if expect is not None and expect != version:
                raise Conflict(asked.proceeding, expect, version)
            moment = max(asked.at, current.recorded_at)  # recorded time never goes back
            step = decide(pinned_plan(self.policy, current.proceeding), current, moment)
            if isinstance(step, Refusal):
                return _refuse(transaction, step, moment)
            step = evolve(step, event=evolve(step.event, request=request, idem=asked.key or ""))
            return self._write(transaction, current, step, by=asked.by)

        return _granted(self.store.transact(self.court, work))

    def lapse(self, armed: Armed, *, at: datetime) -> Event | None:
        """The event of a clock that ran out; None if somebody else claimed it first or it may not lapse."""

        def work(transaction: Transaction) -> Event | None:
            current = transaction.current(armed.proceeding)
            if current is None or not _still(armed, current.proceeding):
                return None
            moment = max(at, current.recorded_at)
            plan = pinned_plan(self.policy, current.proceeding)
            step = lapse(plan, current.proceeding, armed.clock, at=moment)
            if isinstance(step, Refusal):
                _refuse(transaction, step, moment)
                return None
            self._write(transaction, current, step)
            return step.event

        return self.store.transact(self.court, work)

    def remind(self, armed: Armed) -> bool:
        """Put the reminder of a clock into the outbox, once."""

        def work(transaction: Transaction) -> bool:
            current = transaction.current(armed.proceeding)
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
                },
            )
            return transaction.reminded(armed, message)

        return self.store.transact(self.court, work)

    def _write(
        self,
        transaction: Transaction,
        current: Current | None,
        step: Step,
        *,
        by: Actor | None = None,
        key: str | None = None,
        serial: int | None = None,
    ) -> Proceeding:
        before = None if current is None else current.proceeding
        sealed = seal(step.event, genesis(self.court, step.after.id) if current is None else current.head)
        outbox = tuple(
            Message(f"{sealed.hash}:{n}", step.after.id, step.event.seq, str(each.get("topic", "step")), each)
            for n, each in enumerate(step.outbox, 1)
        )
        listed = self._listed(transaction, before, step.after, sealed)
        if not transaction.write(Entry(sealed, before, step.after, by, listed, outbox, key, serial)):
            raise Conflict(step.after.id, step.event.seq - 1, step.event.seq)
        for child in step.opens:
            self._write(transaction, None, child)
        return step.after

    def _listed(
        self, transaction: Transaction, before: Proceeding | None, after: Proceeding, sealed: Sealed
    ) -> tuple[Listed, ...]:
        """The lines of the directory: none for most events."""
        turns: list[Literal["opened", "closed"]] = ["opened"] if before is None else []
        if after.closed and (before is None or not before.closed):
            turns.append("closed")
        lines: list[Listed] = []
        if turns:
            seq, prev = transaction.directory_head() or (0, directory_genesis(self.court))
            for turn in turns:
                lines.append(enlist(turn, sealed, seq + 1, prev))
                seq, prev = lines[-1].seq, lines[-1].hash
        return tuple(lines)


def _again(transaction: Transaction, known: Recorded, key: str | None, request: str) -> Proceeding:
    if known.request != request:
        raise IdempotencyMismatch(known.proceeding, key or "", known.seq)
    return fold(sealed.event for sealed in transaction.events(known.proceeding, upto=known.seq))


def _refuse(transaction: Transaction, refusal: Refusal, at: datetime) -> Refusal:
    text = refusal.text
    words = (refusal.proceeding, refusal.event, refusal.by, text.zh, text.en)
    proceeding, event, by, zh, en = (each.encode(errors="backslashreplace").decode() for each in words)
    transaction.refuse(Denial(proceeding, event, by, refusal.codes, zh, en, at))
    return refusal


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


def _or_nothing(digested: Callable[[], str]) -> str:
    """The digest, or nothing for what can't be recorded: the decision then says what is wrong with it."""
    try:
        return digested()
    except NotCanonical:
        return ""
