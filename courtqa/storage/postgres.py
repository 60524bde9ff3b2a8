"""PostgreSQL as the server store: many threads, processes and machines, nothing acknowledged is lost."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from courtqa.errors import Overtaken
from courtqa.storage import postgres_statements as sql
from courtqa.storage.postgres_audit import PostgresAudit
from courtqa.storage.postgres_laying import lay, require, schema_of
from courtqa.storage.postgres_people import Kept
from courtqa.storage.postgres_pool import Connecting, Pool, dialling, lost, passing, spoken_place, unreachable
from courtqa.storage.postgres_transaction import PostgresTransaction, lock_number
from courtqa.storage.reading import Reading
from courtqa.storage.remembering import Remembered
from courtqa.workflows import Audit, Keyring, Transaction

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Engine
    from sqlmodel import Session

__all__ = ["PostgresStore"]

T = TypeVar("T")
_TRIES = 10


@frozen
class _Doubt:
    """A commit of which nobody knows whether it was done: what it wrote, and what was to be returned."""

    court: str
    seals: tuple[tuple[str, int, str], ...]
    result: Any


class PostgresStore(Reading):
    """Dockets in the schema ``courtqa`` of a PostgreSQL database, at ``postgresql://…``.

    It needs no more than the rights of the application role (``courtqa db init-roles``), except to lay the tables
    in an empty database. ``most`` is how many connections are held at once for writing.
    """

    def __init__(self, where: str, *, connect: Connecting | None = None, most: int = 16) -> None:
        self.where = spoken_place(where)
        self.writers = most
        self._connect = connect or dialling(where)
        self._pool = Pool(self._connect, most=most)
        self._remembered = Remembered()
        self._people: Kept = {}
        self._engine: Engine | None = None
        self._keys: dict[str, Keyring] = {}
        self._lock = threading.Lock()
        self._again(self._prepare)

    # -- writing

    def transact(self, court: str, work: Callable[[Transaction], T]) -> T:
        """What ``work`` returns, committed and durable. ``work`` may be called again if others were first."""
        doubts: list[_Doubt] = []

        def once(cursor: psycopg.Cursor[Any], attempt: int) -> T:
            if doubts:
                doubt = doubts.pop()
                if self._settled(cursor, doubt):
                    return doubt.result  # type: ignore[no-any-return]
            transaction = PostgresTransaction(
                cursor,
                court,
                self._remembered,
                locking=attempt > 0,
                people=self._people,
                keys=self._keys.get(court),
            )
            result: Any = None
            try:
                result = work(transaction)
                transaction.commit()
            except BaseException as error:
                if transaction.committing and transaction.seals and lost(error):
                    doubts.append(_Doubt(court, tuple(transaction.seals), result))
                transaction.rollback()
                raise
            return result  # type: ignore[no-any-return]

        return self._trying(once)

    def mark_with(self, court: str, keys: Keyring) -> None:
        """Mark with these keys whatever is sealed there from now on: the lists beside the trail."""
        self._keys[court] = keys

    def immediate(self, work: Callable[[psycopg.Cursor[Any]], T]) -> T:
        """What ``work`` returns, inside one transaction and committed; asked again if others were first."""

        def once(cursor: psycopg.Cursor[Any], attempt: int) -> T:  # noqa: ARG001
            cursor.execute("BEGIN")
            try:
                result = work(cursor)
                cursor.execute("COMMIT")
            except BaseException:
                if not cursor.connection.closed:
                    cursor.execute("ROLLBACK")
                raise
            return result

        return self._trying(once)

    def _trying(self, once: Callable[[psycopg.Cursor[Any], int], T]) -> T:
        def attempt(number: int) -> T:
            cursor = self._pool.take()
            try:
                return once(cursor, number)
            finally:
                self._pool.give(cursor)

        return self._again(attempt)

    def _again(self, once: Callable[[int], T]) -> T:
        """Ask again while that may help, waiting a little longer each time."""
        import psycopg

        for attempt in range(_TRIES):
            try:
                return once(attempt)
            except Overtaken:
                if attempt == _TRIES - 1:
                    raise AssertionError("a row that is locked was moved by somebody else") from None
            except psycopg.Error as error:
                if not passing(error) or attempt == _TRIES - 1:
                    raise unreachable(self.where, error) from error
                pause = 0.02 if lost(error) else 0.005  # a server that restarts needs seconds
                time.sleep(random.uniform(0.5, 1.5) * pause * 2**attempt)
        raise AssertionError  # the last try returned or raised

    def _settled(self, cursor: psycopg.Cursor[Any], doubt: _Doubt) -> bool:
        """Whether the commit in doubt was done. The locks wait for it, should it still be under way."""
        cursor.execute(f"BEGIN; SELECT pg_advisory_xact_lock({lock_number('directory', doubt.court)})")
        try:
            for proceeding, seq, seal in doubt.seals:
                cursor.execute(sql.CURRENT + " FOR UPDATE OF p", (None, doubt.court, proceeding))
                if cursor.execute(sql.SETTLED, (doubt.court, proceeding, seq, seal)).fetchone() is None:
                    return False
            return True
        finally:
            if not cursor.connection.closed:
                cursor.execute("ROLLBACK")

    # -- reading

    @contextmanager
    def _session(self) -> Iterator[Session]:
        from sqlalchemy.exc import DBAPIError
        from sqlalchemy.pool import QueuePool
        from sqlmodel import Session, create_engine

        with self._lock:
            if self._engine is None:
                self._engine = create_engine(
                    "postgresql+psycopg://",
                    creator=partial(_reader, self._connect),
                    poolclass=QueuePool,
                    pool_pre_ping=True,
                    pool_size=4,
                    max_overflow=12,
                )
        try:
            with Session(self._engine) as session:
                yield session
        except DBAPIError as error:
            raise unreachable(self.where, error.orig or error) from error

    @contextmanager
    def audit(self) -> Iterator[Audit]:
        """Everything of every court, read-only, as of one moment."""
        import psycopg

        held = self._connect()
        try:
            held.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield PostgresAudit(held)
        except psycopg.Error as error:
            raise unreachable(self.where, error) from error
        finally:
            held.close()

    # -- the connections

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _prepare(self, attempt: int) -> None:  # noqa: ARG002
        with self._pool.held() as cursor:
            if schema_of(cursor) is None:
                cursor.execute("BEGIN")
                try:
                    lay(cursor)
                    cursor.execute("COMMIT")
                finally:
                    if not cursor.connection.closed and cursor.connection.info.transaction_status != 0:
                        cursor.execute("ROLLBACK")
            require(cursor, self.where)


def _reader(connect: Connecting) -> psycopg.Connection[Any]:
    held = connect()
    held.execute("SET default_transaction_read_only = on")
    held.autocommit = False
    return held
