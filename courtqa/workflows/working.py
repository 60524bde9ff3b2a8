"""What a worker does for a docket, beside any number of others: deadlines that passed, messages to be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import Factory, evolve, frozen

from courtqa.errors import CourtqaError
from courtqa.workflows.batching import Batch, BatchStore
from courtqa.workflows.records import Event
from courtqa.workflows.store import Armed, Message, Store, Transaction

if TYPE_CHECKING:
    from courtqa.workflows.docket import Docket

__all__ = ["ANY", "Deliver", "Worked", "Worker"]

Deliver: TypeAlias = Callable[[Message], object]
ANY = "*"  # the topic of a handler for whatever no other takes
LEASE = timedelta(minutes=5)  # so long a message is in one worker's hands
REST = timedelta(seconds=10), timedelta(hours=1)  # after the first failure; at most


@frozen
class Worked:
    """What one round did."""

    lapsed: tuple[Event, ...] = ()
    reminded: int = 0
    sent: tuple[Message, ...] = ()
    failed: tuple[tuple[Message, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lapsed or self.reminded or self.sent or self.failed)


@frozen
class Worker:
    """Lapses deadlines and delivers messages. ``handlers`` are by topic; ``"*"`` takes what no other does.

    A handler is told each message at least once: should the worker die before it is marked as sent, once more. The
    message's ``key`` tells. What raises is tried again later, less and less often.
    """

    docket: Docket
    handlers: Mapping[str, Deliver] = Factory(dict)
    most: int = 50

    def once(self, *, at: datetime | None = None) -> Worked:
        """One round: all deadlines that nobody else works on, then all messages that are due."""
        at = at or self.docket.now()
        lapsed = self._lapse(at)
        reminded = self.docket.remind(at=at)
        sent, failed = self._deliver(at) if self.handlers else ([], [])
        if self.docket.keeping.watch is not None:
            self.docket.keeping.watch(0, False)  # for whatever others recorded meanwhile
        return Worked(tuple(lapsed), reminded, tuple(sent), tuple(failed))

    def _lapse(self, at: datetime) -> list[Event]:
        docket, events = self.docket, list[Event]()
        due = docket.day(at) - timedelta(1)
        after: Armed | None = None
        while True:

            def work(
                transaction: Transaction, after: Armed | None = after
            ) -> tuple[Armed | None, list[Event]]:
                claimed = transaction.claim(due, after=after, most=self.most)
                batch = Batch(transaction)
                inner = docket.within(
                    cast("Store", BatchStore(batch, docket.store.where)), evolve(docket.keeping, watch=None)
                )
                found = [event for armed in claimed if (event := _lapsed(inner, armed, at)) is not None]
                batch.flush()
                return (claimed[-1] if claimed else None), found

            after, found = docket.store.transact(docket.court, work)
            events += found
            if found and docket.keeping.watch is not None:
                docket.keeping.watch(len(found), False)
            if after is None:
                return events

    def _deliver(self, at: datetime) -> tuple[list[Message], list[tuple[Message, str]]]:
        docket, sent, failed = self.docket, list[Message](), list[tuple[Message, str]]()
        while True:
            taken = docket.store.transact(
                docket.court, lambda held: held.take(at=at, until=at + LEASE, most=self.most)
            )
            if not taken:
                return sent, failed
            for message in taken:
                why = self._hand(message)
                if why is None:
                    docket.sent(message, at=at)
                    sent.append(message)
                else:
                    failed.append((message, why))
                    self._rest(message, at, why)

    def _hand(self, message: Message) -> str | None:
        """Why it could not be delivered."""
        handler = self.handlers.get(message.topic) or self.handlers.get(ANY)
        if handler is None:
            return f"nobody delivers {message.topic}"
        try:
            handler(message)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are to be delivered
            return f"{type(error).__name__}: {error}"
        return None

    def _rest(self, message: Message, at: datetime, why: str) -> None:
        until = at + min(REST[0] * 2 ** min(message.attempts - 1, 20), REST[1])
        docket = self.docket
        docket.store.transact(
            docket.court, lambda held: held.failed(message.key, retry_at=until, why=why[:500])
        )


def _lapsed(inner: Docket, armed: Armed, at: datetime) -> Event | None:
    """The event of the clock. None if it may not lapse, or cannot be judged here: it stays due for all to see."""
    try:
        return inner.lapse_one(armed, at=at)
    except CourtqaError:
        return None
