"""Bringing a database to the schema of this version, in one transaction: all of it or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from courtqa.errors import StoreUnusable
from courtqa.storage.audit import unusable
from courtqa.storage.sqlite import SCHEMA
from courtqa.storage.sqlite import lay as lay_sqlite
from courtqa.storage.sqlite import schema_of as sqlite_schema
from courtqa.text import Text

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["current_schema", "is_server", "raw_sqlite", "upgrade"]

_SERVER = ("postgresql://", "postgres://", "postgresql+psycopg://")


def is_server(where: str) -> bool:
    """Whether that is the address of a PostgreSQL server."""
    return where.startswith(_SERVER)


def current_schema(where: str) -> str | None:
    """The version of the schema there; None where nothing of ours is."""
    with _connection(where) as connection:
        return _schema(connection, where)


def upgrade(where: str) -> tuple[str | None, str]:
    """The versions of the schema before and after. An empty database is laid; a newer one is ``StoreUnusable``."""
    with _connection(where) as connection:
        before = _schema(connection, where)
        if before is None:
            _lay(connection, where)
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
    if not is_server(where):
        _drop_triggers(connection)
    command.stamp(config, before)
    command.upgrade(config, "head")
    connection.exec_driver_sql("DROP TABLE courtqa_version")
    connection.exec_driver_sql(f"UPDATE meta SET value = '{SCHEMA}' WHERE key = 'schema'")  # noqa: S608 - ours
    if not is_server(where):
        from courtqa.storage.triggers import TRIGGERS

        for statement in TRIGGERS:
            connection.exec_driver_sql(statement)


def _drop_triggers(connection: Connection) -> None:
    from courtqa.storage.schema import TABLES

    for name, table in connection.exec_driver_sql(
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    ).all():
        if table in TABLES:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _schema(connection: Connection, where: str) -> str | None:
    raw: Any = connection.connection.driver_connection
    if not is_server(where):
        return sqlite_schema(raw)
    from courtqa.storage.postgres_laying import schema_of

    return schema_of(raw.cursor())


def _lay(connection: Connection, where: str) -> None:
    raw: Any = connection.connection.driver_connection
    if not is_server(where):
        lay_sqlite(raw)
        return
    from courtqa.storage.postgres_laying import lay

    lay(raw.cursor())


@contextmanager
def _connection(where: str) -> Iterator[Connection]:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError

    if is_server(where):
        from courtqa.storage.postgres_pool import dialling

        dial = dialling(where)

        def server() -> Any:
            held = dial()
            held.autocommit = False
            return held

        engine = create_engine("postgresql+psycopg://", creator=server)
    else:
        engine = create_engine("sqlite://", creator=lambda: raw_sqlite(where))
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")  # SQLAlchemy now knows of the transaction that it is to commit
            yield connection
    except DBAPIError as error:
        raise unusable(where, error.orig or error) from error
    except (sqlite3.Error, OSError) as error:
        raise unusable(where, error) from error
    finally:
        engine.dispose()


def raw_sqlite(where: str) -> sqlite3.Connection:
    """A connection that writes, inside a transaction that holds the right to."""
    held = sqlite3.connect(where, isolation_level=None, timeout=10.0, check_same_thread=False)
    held.execute("PRAGMA journal_mode = WAL")
    held.execute("PRAGMA synchronous = FULL")
    held.execute("BEGIN IMMEDIATE")
    return held
