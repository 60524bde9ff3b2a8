"""Whether a place is fit to keep dockets: its schema, its guards, and that acknowledged means durable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import frozen

from courtqa.errors import StoreUnusable
from courtqa.storage.sqlite import SCHEMA, outdated
from courtqa.storage.upgrading import is_server, schema_at, writing_at
from courtqa.text import Text

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Checked", "check_place"]

RIGHTS = """
SELECT has_table_privilege('courtqa.event', 'UPDATE') OR has_table_privilege('courtqa.event', 'DELETE')
    OR has_table_privilege('courtqa.event', 'TRUNCATE')"""
GUARDS = """
SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'courtqa' AND NOT t.tgisinternal AND t.tgenabled = 'A'"""
COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'courtqa'"
NAMED = re.compile(r"CREATE TRIGGER (\w+)")


@frozen
class Checked:
    """One thing that was looked at: what it should be, what it is, and what to do where it differs."""

    name: Text
    found: str
    ok: bool
    advice: Text | None = None


def check_place(where: str) -> tuple[Checked, ...]:
    """All that was looked at, in order. Nothing is changed."""
    with writing_at(where, reading=True) as connection:
        found = schema_at(connection, where)
        if found is None:
            raise StoreUnusable(where, Text(zh="其中没有案卷库", en="there is no docket in it"))
        schema = Checked(
            Text(zh="结构版本", en="schema"),
            found,
            found == SCHEMA,
            None if found == SCHEMA else outdated(found),
        )
        if found != SCHEMA:
            return (schema,)
        rest = _server(connection) if is_server(where) else _file(connection)
        return (schema, *rest)


def _file(connection: Connection) -> Iterator[Checked]:
    from courtqa.storage.shape import misshapen
    from courtqa.storage.triggers import TRIGGERS

    def pragma(name: str) -> str:
        return str(connection.exec_driver_sql(f"PRAGMA {name}").scalar())

    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    laid = {str(name): str(sql) for name, sql in rows}
    wanted = {NAMED.match(statement)[1]: statement for statement in TRIGGERS}  # type: ignore[index]
    yield _guards({name for name, statement in wanted.items() if laid.get(name) == statement}, set(wanted))
    columns = {
        (table, row[1])
        for (table,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).all()
        for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")').all()
    }
    yield _columns(columns)
    yield _shape(list(misshapen(lambda query: iter(connection.exec_driver_sql(query).all()))))
    mode = pragma("journal_mode")
    advice = Text(zh="用本库打开一次即恢复为 wal", en="opening it with this library sets it back to wal")
    yield _setting("journal_mode", mode, ok=mode == "wal", advice=advice)
    whole = pragma("quick_check")
    broken = Text(
        zh="文件已损坏：从备份恢复，再核验", en="the file is damaged: restore a backup, then verify"
    )
    yield _setting("quick_check", whole, ok=whole == "ok", advice=broken)


def _server(connection: Connection) -> Iterator[Checked]:
    from courtqa.storage.postgres_shape import misshapen
    from courtqa.storage.postgres_triggers import POSTGRES_TRIGGERS

    raw: Any = connection.connection.driver_connection
    wanted = {found[1] for statement in POSTGRES_TRIGGERS if (found := NAMED.match(statement))}
    yield _guards({row[0] for row in raw.execute(GUARDS).fetchall()} & wanted, wanted)
    yield _columns({(table, column) for table, column in raw.execute(COLUMNS).fetchall()})
    yield _shape(list(misshapen(raw.execute)))
    lost = Text(zh="断电可能丢失已确认的记录", en="a power cut could lose what was acknowledged")
    for name, good in (
        ("synchronous_commit", {"on", "remote_write", "remote_apply"}),
        ("fsync", {"on"}),
        ("full_page_writes", {"on"}),
    ):
        value = str(raw.execute(f"SHOW {name}").fetchone()[0])
        yield _setting(name, value, ok=value in good, advice=lost)
    sums = str(raw.execute("SHOW data_checksums").fetchone()[0])
    yield _setting(
        "data_checksums",
        sums,
        ok=sums == "on",
        advice=Text(
            zh="停机后用 pg_checksums --enable 开启，否则磁盘翻位可能无人察觉",
            en="stop the server and run pg_checksums --enable; without, a flipped bit may go unseen by the server",
        ),
    )
    may = bool(raw.execute(RIGHTS).fetchone()[0])
    role = str(raw.execute("SELECT current_user").fetchone()[0])
    yield Checked(
        Text(zh="本角色不能改动已记录的", en="this role cannot change what was recorded"),
        role,
        not may,
        Text(
            zh="此角色可改可删；用 courtqa db init-roles 另设应用角色并以它登录",
            en="it may; make a role for the application with `courtqa db init-roles` and connect as that",
        )
        if may
        else None,
    )


def _guards(there: set[str], wanted: set[str]) -> Checked:
    missing = sorted(wanted - there)
    return Checked(
        Text(zh="防改触发器", en="triggers that keep it from being changed"),
        f"{len(there)}/{len(wanted)}",
        not missing,
        Text(zh=f"缺少或被改：{'、'.join(missing)}", en=f"missing or changed: {', '.join(missing)}")
        if missing
        else None,
    )


def _columns(there: set[tuple[str, str]]) -> Checked:
    from sqlmodel import SQLModel

    from courtqa.storage.schema import TABLES

    tables = [table for table in SQLModel.metadata.sorted_tables if table.name in TABLES]
    wanted = {(table.name, column.name) for table in tables for column in table.columns}
    missing = sorted(f"{table}.{column}" for table, column in wanted - there)
    return Checked(
        Text(zh="表与列", en="tables and columns"),
        f"{len(wanted & there)}/{len(wanted)}",
        not missing,
        Text(zh=f"缺少：{'、'.join(missing)}", en=f"missing: {', '.join(missing)}") if missing else None,
    )


def _shape(amiss: list[str]) -> Checked:
    told = "; ".join(amiss)
    return Checked(
        Text(zh="表、索引、约束、触发器、权限", en="tables, indexes, constraints, triggers, rights"),
        "-" if amiss else "✓",
        not amiss,
        Text(zh=f"与建立时不同：{told}", en=f"not as laid: {told}") if amiss else None,
    )


def _setting(name: str, found: str, *, ok: bool, advice: Text) -> Checked:
    return Checked(Text(zh=name, en=name), found, ok, None if ok else advice)
