"""Bringing a database to the schema of this version, in one transaction: all of it or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from courtqa.errors import StoreUnusable
from courtqa.storage.audit import open_raw, unusable
from courtqa.storage.lists import courts_listed
from courtqa.storage.remembering import Remembered
from courtqa.storage.sqlite import SCHEMA
from courtqa.storage.sqlite import lay as lay_sqlite
from courtqa.storage.sqlite import schema_of as sqlite_schema
from courtqa.storage.statements import SqliteTransaction
from courtqa.text import Text

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = [
    "current_schema",
    "dropped_triggers",
    "is_server",
    "lay_at",
    "schema_at",
    "set_triggers",
    "upgrade",
    "writing_at",
]

_SERVER = ("postgresql://", "postgres://", "postgresql+psycopg://")


OWNED_AS_ALL = """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT p.proname, r.rolname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'courtqa' AND p.proowner <> n.nspowner
    LOOP EXECUTE format('ALTER FUNCTION courtqa.%I() OWNER TO %I', one.proname, one.rolname); END LOOP;
END $$"""


def is_server(where: str) -> bool:
    """Whether that is the address of a PostgreSQL server."""
    return where.startswith(_SERVER)


def current_schema(where: str, *, reading: bool = False) -> str | None:
    """The version of the schema there; None where nothing of ours is. With ``reading`` the place must be there."""
    with writing_at(where, reading=reading) as connection:
        return schema_at(connection, where)


def upgrade(where: str) -> tuple[str | None, str]:
    """The versions of the schema before and after. An empty database is laid; a newer one is ``StoreUnusable``."""
    with writing_at(where) as connection:
        before = schema_at(connection, where)
        if before is None:
            lay_at(connection, where)
        elif before != SCHEMA:
            _run(connection, where, before)
        connection.commit()
        return before, SCHEMA


def _run(connection: Connection, where: str, before: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before not in known:
        raise StoreUnusable(
            where,
            Text(
                zh=f"其结构版本为 {before}，不是本版 courtqa 所知的任何一版；请用写它的版本",
                en=f"it has schema {before}, which this courtqa doesn't know; use the version that wrote it",
            ),
        )
    dropped_triggers(connection, where)
    command.stamp(config, before)
    command.upgrade(config, "head")
    connection.exec_driver_sql("DROP TABLE courtqa_version")
    connection.exec_driver_sql(f"UPDATE meta SET value = '{SCHEMA}' WHERE key = 'schema'")  # noqa: S608 - ours
    set_triggers(connection, where)
    raw: Any = connection.connection.driver_connection
    if not is_server(where):  # a server began with them
        for court in courts_listed(raw.execute):
            SqliteTransaction(raw, court, Remembered()).seal_anew()


def dropped_triggers(connection: Connection, where: str) -> None:
    """Take the triggers away, inside the transaction in which they are set again."""
    if is_server(where):
        raw: Any = connection.connection.driver_connection
        raw.execute(  # SQLAlchemy would take the %I for places of values
            """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'courtqa' AND NOT t.tgisinternal
    LOOP EXECUTE format('DROP TRIGGER %I ON courtqa.%I', one.tgname, one.relname); END LOOP;
    FOR one IN SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'courtqa'
    LOOP EXECUTE format('DROP FUNCTION courtqa.%I()', one.proname); END LOOP;
END $$"""
        )
        return
    from courtqa.storage.schema import TABLES

    for name, table in connection.exec_driver_sql(
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    ).all():
        if table in TABLES:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def set_triggers(connection: Connection, where: str) -> None:
    """Set the triggers that keep what was recorded from being changed."""
    raw: Any = connection.connection.driver_connection
    if is_server(where):
        from courtqa.storage.postgres_triggers import POSTGRES_TRIGGERS as TRIGGERS
    else:
        from courtqa.storage.triggers import TRIGGERS
    for statement in TRIGGERS:
        raw.execute(statement)
    if is_server(where):
        raw.execute(OWNED_AS_ALL)


def schema_at(connection: Connection, where: str) -> str | None:
    """The version of the schema that the connection sees."""
    raw: Any = connection.connection.driver_connection
    if not is_server(where):
        return sqlite_schema(raw)
    from courtqa.storage.postgres_laying import schema_of

    return schema_of(raw.cursor())


def lay_at(connection: Connection, where: str, *, triggers: bool = True) -> None:
    """Lay the tables in the connection's transaction."""
    raw: Any = connection.connection.driver_connection
    if not is_server(where):
        lay_sqlite(raw, triggers=triggers)
        return
    from courtqa.storage.postgres_laying import lay

    lay(raw.cursor(), triggers=triggers)


@contextmanager
def writing_at(where: str, *, reading: bool = False) -> Iterator[Connection]:
    """A connection in a transaction that may write, or that reads everything as of one moment."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import DBAPIError

    if is_server(where):
        from courtqa.storage.postgres_pool import dialling

        dial = dialling(where)
        from psycopg import IsolationLevel

        def server() -> Any:
            held = dial()
            held.autocommit = False
            if reading:
                held.isolation_level = IsolationLevel.REPEATABLE_READ
                held.read_only = True
            return held

        engine = create_engine("postgresql+psycopg://", creator=server)
    else:
        engine = create_engine("sqlite://", creator=lambda: _raw(where, reading=reading))
        event.listen(engine, "begin", _begin)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT 1"
            )  # SQLAlchemy now knows of the transaction that it is to commit
            yield connection
    except DBAPIError as error:
        raise unusable(where, error.orig or error) from error
    except (sqlite3.Error, OSError) as error:
        raise unusable(where, error) from error
    finally:
        engine.dispose()


def _raw(where: str, *, reading: bool) -> sqlite3.Connection:
    """A connection to a file, that writes or only reads."""
    if reading:
        return open_raw(where)
    held = sqlite3.connect(where, isolation_level=None, timeout=10.0, check_same_thread=False)
    held.execute("PRAGMA journal_mode = WAL")
    held.execute("PRAGMA synchronous = FULL")
    return held


def _begin(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    if not raw.in_transaction:  # one that only reads takes no lock by this
        raw.execute("BEGIN IMMEDIATE")
