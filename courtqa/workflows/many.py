"""Opening and advancing many proceedings in one call: in batches, each with its own answer, all in the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import Factory, evolve, frozen

from courtqa.errors import CourtqaError, Refused
from courtqa.refusal import Refusal
from courtqa.workflows.batching import Batch, BatchStore
from courtqa.workflows.records import Actor, Proceeding, Subject
from courtqa.workflows.store import Store, Transaction

if TYPE_CHECKING:
    from courtqa.workflows.docket import Docket

__all__ = ["Outcome", "ToOpen", "ToRecord", "open_many", "record_many"]

Item = TypeVar("Item")


@frozen
class ToOpen:
    """A proceeding to be opened: what ``docket.open`` is told."""

    workflow: str
    subject: Subject
    by: Actor
    at: datetime | None = None
    on: date | None = None
    data: Mapping[str, object] = Factory(dict)
    key: str | None = None


@frozen
class ToRecord:
    """An event to be recorded: what ``docket.record`` is told."""

    proceeding: Proceeding | str
    event: str
    by: Actor
    at: datetime | None = None
    on: date | None = None
    data: Mapping[str, object] = Factory(dict)
    reason: str = ""
    key: str | None = None
    expect: int | None = None
    on_behalf_of: Actor | None = None


@frozen
class Outcome:
    """What became of one of many: the proceeding as it then stood, or why nothing was recorded."""

    proceeding: Proceeding | None = None
    error: CourtqaError | None = None

    @property
    def ok(self) -> bool:
        """Whether it was recorded (or had been before, under the same key)."""
        return self.error is None

    @property
    def refusal(self) -> Refusal | None:
        """Every reason, where it was refused."""
        return self.error.refusal if isinstance(self.error, Refused) else None


def open_many(docket: Docket, items: Iterable[ToOpen], *, batch: int = 500) -> tuple[Outcome, ...]:
    """The outcome of each opening, in order; so many to a transaction."""

    def act(inner: Docket, one: ToOpen) -> Proceeding:
        return inner.open(
            one.workflow, subject=one.subject, by=one.by, at=one.at, on=one.on, data=one.data, key=one.key
        )

    return tuple(_in_batches(docket, items, act, batch, lambda _: ()))


def record_many(docket: Docket, items: Iterable[ToRecord], *, batch: int = 500) -> tuple[Outcome, ...]:
    """The outcome of each event, in order; so many to a transaction. One may build on the one before it."""

    def act(inner: Docket, one: ToRecord) -> Proceeding:
        return inner.record(
            one.proceeding,
            one.event,
            by=one.by,
            at=one.at,
            on=one.on,
            data=one.data,
            reason=one.reason,
            key=one.key,
            expect=one.expect,
            on_behalf_of=one.on_behalf_of,
        )

    def named(chunk: Sequence[ToRecord]) -> Iterable[str]:
        return (each.proceeding if isinstance(each.proceeding, str) else each.proceeding.id for each in chunk)

    return tuple(_in_batches(docket, items, act, batch, named))


def _in_batches(
    docket: Docket,
    items: Iterable[Item],
    act: Callable[[Docket, Item], Proceeding],
    size: int,
    named: Callable[[Sequence[Item]], Iterable[str]],
) -> Iterator[Outcome]:
    rest = iter(items)
    while chunk := tuple(islice(rest, size)):
        outcomes, written = docket.store.transact(docket.court, _batch_of(docket, chunk, act, named))
        if docket.keeping.watch is not None and written:
            docket.keeping.watch(len(written), any(written))
        yield from outcomes


def _batch_of(
    docket: Docket,
    chunk: Sequence[Item],
    act: Callable[[Docket, Item], Proceeding],
    named: Callable[[Sequence[Item]], Iterable[str]],
) -> Callable[[Transaction], tuple[list[Outcome], list[bool]]]:
    def work(transaction: Transaction) -> tuple[list[Outcome], list[bool]]:
        batch = Batch(transaction, transaction.currents(sorted(set(named(chunk)))))
        written: list[bool] = []
        watched = evolve(docket.keeping, watch=lambda count, adverse: written.extend([adverse] * count))
        inner = docket.within(cast("Store", BatchStore(batch, docket.store.where)), watched)
        outcomes = [_outcome(inner, act, item) for item in chunk]
        batch.flush()
        return outcomes, written

    return work


def _outcome(inner: Docket, act: Callable[[Docket, Any], Proceeding], item: object) -> Outcome:
    try:
        return Outcome(act(inner, item))
    except CourtqaError as error:
        return Outcome(error=error)
