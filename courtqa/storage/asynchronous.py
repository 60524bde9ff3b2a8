"""A docket for applications that await: nothing blocks their loop, and what is written at once is committed together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from courtqa.errors import StoreUnusable
from courtqa.policy import Policy
from courtqa.storage.opening import Docket
from courtqa.storage.places import Place
from courtqa.text import Text
from courtqa.workflows import Persons, Together

__all__ = ["AsyncDocket"]

P = ParamSpec("P")
T = TypeVar("T")


def _awaited(
    method: Callable[Concatenate[Any, P], T], *, writes: bool = False
) -> Callable[Concatenate[AsyncDocket, P], Awaitable[T]]:
    async def call(self: AsyncDocket, /, *words: P.args, **named: P.kwargs) -> T:
        def act(docket: Any) -> T:
            return method(docket, *words, **named)

        return await (self.writing(act) if writes else self.reading(act))

    return update_wrapper(call, method)


class AsyncDocket:
    """The docket of ``courtqa.Docket``, whose calls are awaited: ``await docket.record(…)``.

    On a file, all that is asked while the disk is waited for goes into the next commit (``together`` at most). On
    PostgreSQL each call has one of ``threads`` connections. Reading is done by threads as well. A session or
    connection of the host can't be shared: its calls must stay in the host's thread.
    """

    def __init__(
        self,
        where: Place,
        *,
        policy: Policy,
        court: str | None = None,
        clock: Callable[[], datetime] | None = None,
        persons: Persons | None = None,
        together: int = 64,
        threads: int = 16,
    ) -> None:
        self.docket = Docket(where, policy=policy, court=court, clock=clock, persons=persons)
        writers = getattr(self.docket.store, "writers", 0)
        if writers == 0:
            raise StoreUnusable(
                self.docket.store.where,
                Text(
                    zh="异步使用须给出路径、地址或 Engine；Session 与 Connection 只能在其线程内使用",
                    en="to await it, give a path, an address or an Engine; a Session or Connection stays in its thread",
                ),
            )
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="courtqa")
        self._together = Together(self.docket, most=together) if writers == 1 else None

    async def writing(self, act: Callable[[Docket], T]) -> T:
        """What ``act`` returns of the docket, once what it wrote is durable. It must not wait for anything else."""
        if self._together is not None:
            return await asyncio.wrap_future(self._together.submit(act))  # type: ignore[arg-type]
        return await self.reading(act)

    async def reading(self, act: Callable[[Docket], T]) -> T:
        """What ``act`` returns of the docket."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: act(self.docket))

    open = _awaited(Docket.open, writes=True)
    record = _awaited(Docket.record, writes=True)
    recuse = _awaited(Docket.recuse, writes=True)
    uphold = _awaited(Docket.uphold, writes=True)
    sent = _awaited(Docket.sent, writes=True)

    open_many = _awaited(Docket.open_many)
    record_many = _awaited(Docket.record_many)
    lapse = _awaited(Docket.lapse)
    proceeding = _awaited(Docket.proceeding)
    proceedings = _awaited(Docket.proceedings)
    allowed = _awaited(Docket.allowed)
    worklist = _awaited(Docket.worklist)
    due = _awaited(Docket.due)
    trail = _awaited(Docket.trail)
    actor = _awaited(Docket.actor)
    refusals = _awaited(Docket.refusals)
    outbox = _awaited(Docket.outbox)
    verify = _awaited(Docket.verify)

    async def close(self) -> None:
        """Write what still waits, and let go of threads and connections."""
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        if self._together is not None:
            self._together.close()
        self._threads.shutdown()
        self.docket.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
