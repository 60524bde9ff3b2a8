"""Where dockets may be kept: a file, memory, a server, or whatever the host application has open already."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from courtqa.errors import StoreUnusable
from courtqa.text import Text
from courtqa.workflows import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

__all__ = ["Place", "open_store"]

Place: TypeAlias = "str | Path | Engine | Connection | Session"

_SQLITE = "sqlite:///"
_SERVER = ("postgresql://", "postgres://", "postgresql+psycopg://")


def open_store(where: Place) -> Store:
    """The store at a path, ``sqlite:///path`` or ``postgresql://…``; ``":memory:"`` is gone when closed.

    Given a SQLAlchemy engine, each event is a transaction of its own in that database. Given a connection or a
    session, everything happens inside its transaction and nothing is committed but by the host.
    """
    if not isinstance(where, str | Path):
        return _hosted(where)
    place = str(where)
    if place.startswith(_SERVER):
        from courtqa.storage.postgres import PostgresStore

        return PostgresStore(place)
    if place == "memory:":
        from courtqa.storage.memory import MemoryStore

        return MemoryStore()
    from courtqa.storage.sqlite import SqliteStore

    if place.startswith(_SQLITE):
        place = place.removeprefix(_SQLITE) or ":memory:"
    elif "://" in place:
        raise StoreUnusable(
            place,
            Text(
                zh="不认识这种数据库地址；请给出文件路径、sqlite:/// 或 postgresql:// 地址",
                en="this kind of address is not known; give a file, sqlite:///… or postgresql://…",
            ),
        )
    return SqliteStore(place)


def _hosted(where: object) -> Store:
    """The store in what the host application has open. It has loaded SQLAlchemy, or it could not have it open."""
    loaded = cast("Any", sys.modules.get("sqlalchemy"))
    if loaded is not None and isinstance(where, loaded.Engine):
        return _on_engine(where)
    orm = cast("Any", sys.modules.get("sqlalchemy.orm"))
    if loaded is not None and isinstance(where, (loaded.Connection, *([orm.Session] if orm else []))):
        from courtqa.storage.joined import JoinedStore

        return JoinedStore(cast("Connection | Session", where))
    raise StoreUnusable(
        type(where).__name__,
        Text(
            zh="案卷库只能开在文件、地址，或 SQLAlchemy 的 Engine、Connection、Session 上",
            en="a docket is kept in a file, at an address, or in an Engine, Connection or Session of SQLAlchemy",
        ),
    )


def _on_engine(engine: Engine) -> Store:
    url = engine.url
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        from courtqa.storage.sqlite import SqliteStore

        return SqliteStore(url.database, beside=True)
    if url.get_backend_name() == "postgresql" and engine.dialect.driver == "psycopg":
        from courtqa.storage.postgres import PostgresStore
        from courtqa.storage.postgres_pool import engine_dialling

        return PostgresStore(url.render_as_string(hide_password=True), connect=engine_dialling(engine))
    raise StoreUnusable(
        url.render_as_string(hide_password=True),
        Text(
            zh="这里只能用 SQLite 文件或 postgresql+psycopg；内存库请给出 Connection 或 Session",
            en="only a SQLite file or postgresql+psycopg will do here; of a database in memory, give the Connection or Session",
        ),
    )
