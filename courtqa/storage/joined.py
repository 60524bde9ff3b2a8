"""A docket inside the running transaction of the host application: what it commits, ours is committed with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from courtqa.errors import StoreUnusable
from courtqa.storage.audit import RawAudit, unusable
from courtqa.storage.journal import enough
from courtqa.storage.postgres_audit import PostgresAudit
from courtqa.storage.postgres_pool import cursor_of, unreachable
from courtqa.storage.postgres_transaction import PostgresTransaction
from courtqa.storage.reading import Reading
from courtqa.storage.remembering import Remembered
from courtqa.storage.statements import SqliteTransaction
from courtqa.text import Text
from courtqa.workflows import Audit, Keyring, Transaction

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session as HostSession
    from sqlmodel import Session

__all__ = ["JoinedStore"]

T = TypeVar("T")
UNSAFE = Text(
    zh="宿主事务开始时的设置在断电时可能丢失已确认的记录；请对该文件执行一次 PRAGMA journal_mode = WAL，"
    "并在事务之前设 synchronous 为 FULL",
    en="its transaction began with settings under which a power cut could lose what was acknowledged; "
    "PRAGMA journal_mode = WAL once for the file, and synchronous = FULL before the transaction",
)
WITHIN = "SELECT current_setting('search_path'), set_config('search_path', 'courtqa', true)"


class JoinedStore(Reading):
    """Dockets in the database of a SQLAlchemy connection or session, inside its transaction.

    Every call is a savepoint there. Nothing is ever committed here: the host commits its own change and ours
    together, or neither. A refusal that was logged goes with a host that rolls back: ``docket.log`` logs it again.
    """

    def __init__(self, host: Connection | HostSession) -> None:
        self._host = host
        self._remembered = Remembered()
        self._keys: dict[str, Keyring] = {}
        self.where = self._connection().engine.url.render_as_string(hide_password=True)
        self._sqlite = self._kind()

    def _connection(self) -> Connection:
        from sqlalchemy.orm import Session

        return self._host.connection() if isinstance(self._host, Session) else self._host

    def _kind(self) -> bool:
        dialect = self._connection().dialect
        if (dialect.name, dialect.driver) in {("sqlite", "pysqlite"), ("postgresql", "psycopg")}:
            return dialect.name == "sqlite"
        raise StoreUnusable(
            self.where,
            Text(
                zh=f"不能与 {dialect.name}+{dialect.driver} 共用事务；请用 SQLite 或 postgresql+psycopg",
                en=f"no transaction can be shared with {dialect.name}+{dialect.driver}; "
                "use SQLite or postgresql+psycopg",
            ),
        )

    # -- writing

    def transact(self, court: str, work: Callable[[Transaction], T]) -> T:
        """What ``work`` returns, inside a savepoint of the host's transaction. It is durable once the host commits."""
        with self._raw() as raw:
            return self._in_sqlite(raw, court, work) if self._sqlite else self._in_postgres(raw, court, work)

    def _in_sqlite(self, raw: sqlite3.Connection, court: str, work: Callable[[Transaction], T]) -> T:
        try:
            raw.execute("SAVEPOINT courtqa")
            try:
                held = SqliteTransaction(raw, court, self._remembered, self._keys.get(court))
                result = work(held)
                held.seal_lists()
            except BaseException:
                raw.execute("ROLLBACK TO courtqa")
                raise
            finally:
                raw.execute("RELEASE courtqa")
        except sqlite3.Error as error:
            raise unusable(self.where, error) from error
        return result

    def _in_postgres(self, raw: Any, court: str, work: Callable[[Transaction], T]) -> T:
        import psycopg

        cursor = cursor_of(raw)
        try:
            cursor.execute("SAVEPOINT courtqa")
            try:
                held = PostgresTransaction(
                    cursor,
                    court,
                    self._remembered,
                    locking=True,
                    begun=True,
                    keys=self._keys.get(court),
                )
                result = work(held)
                held.seal_lists()
            except BaseException:
                if not raw.closed:
                    cursor.execute("ROLLBACK TO SAVEPOINT courtqa")
                raise
            finally:
                if not raw.closed:
                    cursor.execute("RELEASE SAVEPOINT courtqa")
        except psycopg.Error as error:
            raise unreachable(self.where, error) from error
        return result

    def mark_with(self, court: str, keys: Keyring) -> None:
        """Mark with these keys whatever is sealed there from now on: the lists beside the trail."""
        self._keys[court] = keys

    # -- the host's connection

    @contextmanager
    def _raw(self) -> Iterator[Any]:
        """The driver's connection, in a transaction, with our tables in reach."""
        connection = self._connection()
        if not connection.in_transaction():
            connection.exec_driver_sql("SELECT 1")  # it begins one, as with any statement of the host
        raw: Any = connection.connection.driver_connection
        if self._sqlite:
            _begin(raw, self.where)
            yield raw
            return
        with _in_our_schema(raw, self.where):
            yield raw

    @contextmanager
    def _session(self) -> Iterator[Session]:
        from sqlmodel import Session

        with self._raw(), Session(self._connection(), autoflush=False) as session:
            yield session

    @contextmanager
    def audit(self) -> Iterator[Audit]:
        """Everything of every court, as the host's transaction sees it."""
        with self._raw() as raw:
            if not self._sqlite:
                yield PostgresAudit(raw)
                return
            before = raw.text_factory
            try:
                yield RawAudit(raw, self.where)
            finally:
                raw.text_factory = before

    def close(self) -> None:
        """Nothing: the connection is the host's."""


def _begin(raw: sqlite3.Connection, where: str) -> None:
    """Hold the right to write, so that what is read is still true when it is written."""
    from courtqa.storage.sqlite import lay, require

    try:
        needed, level = enough(raw, where), int(raw.execute("PRAGMA synchronous").fetchone()[0])
        if not raw.in_transaction:
            if level < needed:
                raw.execute(f"PRAGMA synchronous = {needed}")
            raw.execute("BEGIN IMMEDIATE")
        elif level < needed:
            raise StoreUnusable(where, UNSAFE)
        lay(raw)
        require(raw, where)
    except sqlite3.Error as error:
        raise unusable(where, error) from error


@contextmanager
def _in_our_schema(raw: Any, where: str) -> Iterator[None]:
    """Our tables first in the path while we speak; afterwards as the host had it."""
    import psycopg

    from courtqa.storage.postgres_laying import lay, require

    cursor = cursor_of(raw)
    try:
        before = cursor.execute(WITHIN).fetchone()
        lay(cursor)
        require(cursor, where)
        if cursor.execute("SHOW synchronous_commit").fetchone() in {("off",), ("local",)}:
            cursor.execute("SET LOCAL synchronous_commit = on")
    except psycopg.Error as error:
        raise unreachable(where, error) from error
    try:
        yield
    finally:
        if not raw.closed and raw.info.transaction_status != psycopg.pq.TransactionStatus.INERROR:
            assert before is not None
            cursor.execute("SELECT set_config('search_path', %s, true)", (before[0],))
