"""Many who write at once, one commit for all of them: each gets an answer of their own, once it is durable."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import evolve, frozen

from courtqa.errors import CourtqaError
from courtqa.workflows.batching import Batch, BatchStore
from courtqa.workflows.store import Store, Transaction

if TYPE_CHECKING:
    from courtqa.workflows.docket import Docket

__all__ = ["Together"]

T = TypeVar("T")


@frozen
class _Asked:
    act: Callable[[Docket], Any]
    future: Future[Any]


@frozen
class _Told:
    asked: _Asked
    value: Any
    error: Exception | None


class Together:
    """One thread that writes for all: whatever waits while it commits goes into its next transaction.

    On a store with one writer at a time, waiting for the disk is then shared. A step that is refused, or fails,
    takes nothing of the others with it.
    """

    def __init__(self, docket: Docket, *, most: int = 64) -> None:
        self._docket = docket
        self._most = most
        self._waiting: deque[_Asked] = deque()
        self._something = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="courtqa-together", daemon=True)
        self._thread.start()

    def submit(self, act: Callable[[Docket], T]) -> Future[T]:
        """What ``act`` will return, once it is durable; or what it raises."""
        future: Future[T] = Future()
        with self._something:
            if self._closed:
                raise RuntimeError("it is closed")
            self._waiting.append(_Asked(act, future))
            self._something.notify()
        return future

    def do(self, act: Callable[[Docket], T]) -> T:
        """What ``act`` returns, durable: ``together.do(lambda docket: docket.record(…))``."""
        return self.submit(act).result()

    def close(self) -> None:
        """Write what still waits, then end."""
        with self._something:
            self._closed = True
            self._something.notify()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        while True:
            with self._something:
                while not self._waiting and not self._closed:
                    self._something.wait()
                if not self._waiting:
                    return
                count = min(self._most, len(self._waiting))
                chunk = [self._waiting.popleft() for _ in range(count)]
            chunk = [asked for asked in chunk if asked.future.set_running_or_notify_cancel()]
            if chunk:
                self._write(chunk)

    def _write(self, chunk: list[_Asked]) -> None:
        docket, written = self._docket, list[bool]()

        def work(transaction: Transaction) -> list[_Told]:
            written.clear()
            batch = Batch(transaction)
            watched = evolve(docket.keeping, watch=lambda count, adverse: written.extend([adverse] * count))
            inner = docket.within(cast("Store", BatchStore(batch, docket.store.where)), watched)
            told = [_tried(inner, asked) for asked in chunk]
            batch.flush()
            return told

        try:
            outcomes = docket.store.transact(docket.court, work)
        except Exception as error:  # noqa: BLE001 - it is told to whoever asked
            self._one_by_one(chunk, error)
            return
        if docket.keeping.watch is not None and written:
            docket.keeping.watch(len(written), any(written))
        for told in outcomes:
            if told.error is not None:
                told.asked.future.set_exception(told.error)
            else:
                told.asked.future.set_result(told.value)

    def _one_by_one(self, chunk: list[_Asked], error: Exception) -> None:
        """Something that is no refusal went wrong: each alone, so that only the one at fault is told."""
        if len(chunk) == 1:
            chunk[0].future.set_exception(error)
            return
        for asked in chunk:
            self._write([asked])


def _tried(inner: Docket, asked: _Asked) -> _Told:
    try:
        return _Told(asked, asked.act(inner), None)
    except CourtqaError as error:
        return _Told(asked, None, error)
