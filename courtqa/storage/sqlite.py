"""SQLite as the embedded store: one file, many threads and processes, nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from courtqa.errors import StoreUnusable
from courtqa.storage.audit import RawAudit, open_raw, unusable
from courtqa.storage.journal import enough, only_adding
from courtqa.storage.reading import Reading
from courtqa.storage.remembering import Remembered
from courtqa.storage.statements import SqliteTransaction
from courtqa.text import Text
from courtqa.workflows import UNMARKED, Audit, Keyring, Transaction

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

__all__ = ["SCHEMA", "SETTINGS", "SqliteStore"]

T = TypeVar("T")
SCHEMA = "2"  # 2: mark, tip, personal, checkpoint
_TRIES = 10
SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # so that INSERT OR REPLACE fires the delete triggers
    "PRAGMA trusted_schema = OFF",
    "PRAGMA secure_delete = ON",  # what is forgotten is overwritten
)


class SqliteStore(Reading):
    """Dockets in one SQLite file (WAL, synchronous=FULL), or in memory at ``":memory:"``.

    Writing goes over one held connection, one thread at a time; each transaction takes the write lock at its
    start (``BEGIN IMMEDIATE``), so what it has read is still true when it writes. With ``beside`` the tables are
    laid beside those of another application.
    """

    writers = 1  # at a time

    def __init__(
        self,
        where: str | Path,
        *,
        patience: float = 10.0,
        connection: type[sqlite3.Connection] = sqlite3.Connection,
        beside: bool = False,
    ) -> None:
        self.where = str(where)
        self.in_memory = self.where == ":memory:"
        self._patience = patience
        self._factory = connection
        self._beside = beside
        self._lock = threading.RLock()
        self._pid = 0
        self._held: sqlite3.Connection | None = None
        self._engine: Engine | None = None
        self._remembered = Remembered()
        self._keys: dict[str, Keyring] = {}
        with self._lock:
            self._connection()

    # -- writing

    def transact(self, court: str, work: Callable[[Transaction], T]) -> T:
        """What ``work`` returns, committed and durable. ``work`` may be called again if others were first."""

        def sealed(held: sqlite3.Connection) -> T:
            transaction = SqliteTransaction(held, court, self._remembered, self._keys.get(court))
            result = work(transaction)
            transaction.seal_lists()
            return result

        return self.immediate(sealed)

    def mark_with(self, court: str, keys: Keyring) -> None:
        """Mark with these keys whatever is sealed there from now on: the lists beside the trail."""
        self._keys[court] = keys

    def immediate(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What ``work`` returns, inside ``BEGIN IMMEDIATE`` and committed, retried while the file is busy."""
        with self._lock:
            held = self._connection()
            return self._trying(lambda: self._once(held, work))

    def _once(self, held: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
        held.execute("BEGIN IMMEDIATE")
        try:
            result = work(held)
            held.execute("COMMIT")
        except BaseException:
            if held.in_transaction:
                with suppress(sqlite3.Error):
                    held.execute("ROLLBACK")
            raise
        return result

    def _trying(self, work: Callable[[], T]) -> T:
        for attempt in range(_TRIES):
            try:
                return work()
            except UnicodeDecodeError as error:  # a damaged file
                raise unusable(self.where, error) from error
            except sqlite3.Error as error:
                if not _busy(error) or attempt == _TRIES - 1:
                    raise unusable(self.where, error) from error
                time.sleep(random.uniform(0.5, 1.5) * 0.005 * 2**attempt)
        raise AssertionError  # the last try returned or raised

    # -- reading

    @contextmanager
    def _session(self) -> Iterator[Session]:
        from sqlalchemy.pool import QueuePool, StaticPool
        from sqlmodel import Session, create_engine

        with self._lock:
            held = self._connection()
            if self._engine is None and self.in_memory:
                self._engine = create_engine("sqlite://", creator=lambda: held, poolclass=StaticPool)
            elif self._engine is None:
                self._engine = create_engine("sqlite://", creator=self._reader, poolclass=QueuePool)
            engine = self._engine
        with self._lock if self.in_memory else nullcontext(), self._translated(), Session(engine) as session:
            yield session

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from sqlalchemy.exc import DBAPIError

        try:
            yield
        except DBAPIError as error:
            raise unusable(self.where, error.orig or error) from error

    def _reader(self) -> sqlite3.Connection:
        reader = sqlite3.connect(self.where, timeout=self._patience, check_same_thread=False)
        reader.execute("PRAGMA query_only = ON")
        return reader

    @contextmanager
    def audit(self) -> Iterator[Audit]:
        """Everything of every court, read-only, as of one moment."""
        if self.in_memory:
            raw = sqlite3.connect(":memory:")
            with self._lock:
                self._connection().backup(raw)
        else:
            raw = open_raw(self.where)
        try:
            yield RawAudit(raw, self.where)
        finally:
            raw.close()

    def marked(self, court: str) -> bool:
        """Whether the trail of the court is marked with keys."""
        with self._lock:
            found = self._connection().execute(
                "SELECT 1 FROM tip WHERE court = ? AND key <> ? LIMIT 1", (court, UNMARKED)
            )
            return found.fetchone() is not None

    def scrub(self) -> bool:
        """Move the log into the file and empty it: what was removed is overwritten in both. False while somebody reads."""
        with self._lock:
            held = self._connection()
            row = self._trying(lambda: held.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
            return not row[0]

    # -- the held connection

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None
            if self._held is not None and self._pid == os.getpid():
                self._held.close()
            self._held = None

    def _connection(self) -> sqlite3.Connection:
        if self._held is not None and self._pid == os.getpid():
            return self._held
        self._engine = None  # a connection never crosses a fork
        self._held = self._trying(self._connect)
        self._pid = os.getpid()
        return self._held

    def _connect(self) -> sqlite3.Connection:
        held = sqlite3.connect(
            self.where,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            factory=self._factory,
        )
        try:
            for setting in SETTINGS:
                held.execute(setting)
            self._prepare(held)
        except BaseException:
            held.close()
            raise
        held.set_authorizer(only_adding)
        weakref.finalize(self, held.close)
        return held

    def _prepare(self, held: sqlite3.Connection) -> None:
        if schema_of(held) is None:
            taken = held.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
            if taken and not self._beside and schema_of(held) is None:
                raise StoreUnusable(self.where, outdated("-"))
            held.execute("PRAGMA journal_mode = WAL")
            self._sync_folder()
            self._once(held, lay)
        require(held, self.where)
        if held.execute("PRAGMA journal_mode").fetchone()[0] not in {"wal", "memory"}:
            self._write_ahead(held)

    def _write_ahead(self, held: sqlite3.Connection) -> None:
        """Again, where somebody took that away; while others hold the file, each commit syncs the folder instead."""
        with suppress(sqlite3.OperationalError):
            held.execute("PRAGMA journal_mode = WAL")
            self._sync_folder()
        held.execute(f"PRAGMA synchronous = {enough(held, self.where)}")

    def _sync_folder(self) -> None:
        """That the file is there, and the journal of before it gone, must outlast a loss of power as well.

        SQLite leaves the folder unsynced when it deletes a journal, except at ``synchronous = EXTRA``.
        """
        if self.in_memory or os.name != "posix":
            return
        folder = os.open(Path(self.where).absolute().parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def schema_of(held: sqlite3.Connection) -> str | None:
    """The version of our schema in the file; None where there is none of it yet."""
    if held.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'").fetchone() is None:
        return None
    try:
        row = held.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.OperationalError:  # a table of that name, but somebody else's
        return "-"
    return "-" if row is None else str(row[0])


def lay(held: sqlite3.Connection, *, triggers: bool = True) -> bool:
    """Lay the tables in the running transaction, beside any that are there. False: they are there already."""
    if schema_of(held) is not None:  # another process was first
        return False
    from courtqa.storage.laying import sqlite_statements

    for statement in sqlite_statements(triggers=triggers):
        held.execute(statement)
    held.execute("INSERT INTO meta (key, value) VALUES ('schema', ?)", (SCHEMA,))
    return True


def require(held: sqlite3.Connection, where: str) -> None:
    """``StoreUnusable`` unless the schema is the one that this version writes."""
    found = schema_of(held)
    if found != SCHEMA:
        raise StoreUnusable(where, outdated(found))


def outdated(found: str | None) -> Text:
    """What to say of a database with another schema."""
    return Text(
        zh=f"其结构版本为 {found}，本版 courtqa 需要 {SCHEMA}；用 courtqa db upgrade 升级",
        en=f"it has schema {found}, this courtqa needs {SCHEMA}; `courtqa db upgrade` brings it there",
    )


def _busy(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) or 0
    return code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
