"""Connections to PostgreSQL: held open, one to each thread that writes, each set so that acknowledged is durable."""

from __future__ import annotations

import os
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from courtqa.errors import MissingExtra, StoreUnusable
from courtqa.text import Text

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Engine

__all__ = [
    "Connecting",
    "Pool",
    "cursor_of",
    "dialling",
    "engine_dialling",
    "lost",
    "passing",
    "spoken_place",
]

Connecting: TypeAlias = "Callable[[], psycopg.Connection[Any]]"

_MOST = 16
_PASSING = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300", "23505"}
_DURABLE = ("on", "remote_write", "remote_apply")


def dialling(where: str) -> Connecting:
    """What connects to the address, with the tables' schema in its path and nothing acknowledged before it is on disk."""
    try:
        import psycopg
    except ModuleNotFoundError as error:
        raise MissingExtra("PostgreSQL", "postgres") from error
    address = where.replace("postgresql+psycopg://", "postgresql://", 1)

    def connect() -> psycopg.Connection[Any]:
        held = psycopg.connect(address, autocommit=True, application_name="courtqa")
        try:
            prepare(held)
        except BaseException:
            held.close()
            raise
        return held

    return connect


def engine_dialling(engine: Engine) -> Connecting:
    """What takes connections out of a host's engine, with its address, its password and its listeners."""

    def connect() -> psycopg.Connection[Any]:
        taken = engine.raw_connection()
        held: psycopg.Connection[Any] = taken.driver_connection  # type: ignore[assignment]
        taken.detach()
        try:
            held.rollback()
            held.autocommit = True
            prepare(held)
        except BaseException:
            held.close()
            raise
        return held

    return connect


def prepare(held: psycopg.Connection[Any]) -> None:
    """Set what every connection needs."""
    held.execute("SELECT set_config('search_path', 'courtqa', false)")
    row = held.execute("SHOW synchronous_commit").fetchone()
    if (
        row is not None and row[0] not in _DURABLE
    ):  # acknowledged means durable, whatever the server's default
        held.execute("SET synchronous_commit = on")


def cursor_of(held: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
    """A cursor that sends every whole number alike and gives days as text, as SQLite does."""
    from psycopg.types.numeric import Int8Dumper
    from psycopg.types.string import TextLoader

    cursor = held.cursor()
    cursor.adapters.register_dumper(int, Int8Dumper)  # else each size makes a statement of its own
    cursor.adapters.register_loader("date", TextLoader)
    return cursor


class Pool:
    """So many connections at most; the last one given back is the next one taken."""

    def __init__(self, connect: Connecting, *, most: int = _MOST) -> None:
        self._connect = connect
        self._room = threading.BoundedSemaphore(most)
        self._idle: deque[psycopg.Cursor[Any]] = deque()
        self._pid = os.getpid()
        weakref.finalize(self, _close, self._idle, self._pid)

    @contextmanager
    def held(self) -> Iterator[psycopg.Cursor[Any]]:
        """A cursor on a connection that nobody else uses meanwhile."""
        cursor = self.take()
        try:
            yield cursor
        finally:
            self.give(cursor)

    def take(self) -> psycopg.Cursor[Any]:
        """The same, to be given back."""
        if self._pid != os.getpid():  # a connection never crosses a fork
            self._idle.clear()
            self._pid = os.getpid()
        self._room.acquire()
        try:
            return self._taken()
        except BaseException:
            self._room.release()
            raise

    def _taken(self) -> psycopg.Cursor[Any]:
        try:
            return self._idle.pop()
        except IndexError:
            return cursor_of(self._connect())

    def give(self, cursor: psycopg.Cursor[Any]) -> None:
        """Give back what was taken. A connection that is still in a transaction, or gone, is let go of."""
        connection = cursor.connection
        try:
            if connection.closed or connection.info.transaction_status != 0:
                with suppress(Exception):
                    connection.close()
            else:
                self._idle.append(cursor)
        finally:
            self._room.release()

    def close(self) -> None:
        """Let go of the idle ones."""
        _close(self._idle, self._pid)


def _close(idle: deque[psycopg.Cursor[Any]], pid: int) -> None:
    while idle:
        cursor = idle.pop()
        if pid == os.getpid():
            cursor.connection.close()


def lost(error: BaseException) -> bool:
    """Whether the connection is gone, so that nobody here knows what became of the last statement."""
    import psycopg

    state = getattr(error, "sqlstate", None)
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return state is None or state[:2] in {"08", "57"}


def passing(error: BaseException) -> bool:
    """Whether the same may succeed if it is asked again."""
    return lost(error) or getattr(error, "sqlstate", None) in _PASSING


def spoken_place(where: str) -> str:
    """The address without its password."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(where)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}"))


def unreachable(where: str, error: BaseException) -> StoreUnusable:
    """The error of the database, as one of ours."""
    said = str(error).strip() or type(error).__name__
    return StoreUnusable(where, Text(zh=f"数据库报告：{said}", en=f"the database says: {said}"))
