"""From one database to another, whole: SQLite to PostgreSQL when a court outgrows a file, or back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import Factory, frozen

from courtqa.errors import StoreUnusable
from courtqa.storage.sqlite import SCHEMA, outdated
from courtqa.storage.upgrading import dropped_triggers, is_server, lay_at, schema_at, set_triggers, writing_at
from courtqa.text import Text
from courtqa.workflows import Audit, Verification, verify

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

__all__ = ["Copied", "copy_docket"]

Told = Callable[[str, int, int], object]  # the table, how many rows are done, how many there are


@frozen
class Copied:
    """What was copied: rows by table, how both sides verified, and where every chain ends on both."""

    rows: dict[str, int] = Factory(dict)
    source: Verification = Factory(Verification)
    target: Verification = Factory(Verification)
    ends: int = 0


def copy_docket(source: str, target: str, *, batch: int = 1_000, told: Told | None = None) -> Copied:
    """Copy every court from one place to an empty other one, in one transaction there, verified on both sides.

    Nothing is committed unless both sides verify and every chain ends with the same seal. ``StoreUnusable`` if the
    source has another schema, fails verification, or the target is not empty.
    """
    with writing_at(source, reading=True) as reading, writing_at(target) as writing:
        if (found := schema_at(reading, source)) != SCHEMA:
            raise StoreUnusable(source, outdated(found))
        before = _verified(reading, source)
        _emptied(writing, target)
        rows = {table.name: _copy(reading, writing, table, batch, told) for table in _tables()}
        _renumbered(writing, target)
        set_triggers(writing, target)
        after = _verified(writing, target)
        ends = _ends(reading)
        if ends != _ends(writing):
            raise StoreUnusable(
                target, Text(zh="两边各链的末端封印不同", en="the chains do not end with the same seals")
            )
        writing.commit()
        return Copied(rows, before, after, len(ends))


def _tables() -> list[Table]:
    from sqlmodel import SQLModel

    from courtqa.storage.schema import TABLES

    return [t for t in SQLModel.metadata.sorted_tables if t.name in TABLES and t.name != "meta"]


def _copy(reading: Connection, writing: Connection, table: Table, batch: int, told: Told | None) -> int:
    from sqlalchemy import func, insert, select

    total = int(reading.execute(select(func.count()).select_from(table)).scalar_one())
    rows = reading.execution_options(yield_per=batch).execute(select(table).order_by(*table.primary_key))
    done = 0
    for part in rows.mappings().partitions():
        writing.execute(insert(table), [dict(row) for row in part])
        done += len(part)
        if told is not None:
            told(table.name, done, total)
    return done


def _ends(connection: Connection) -> list[tuple[object, ...]]:
    """Where every chain ends: of each proceeding, and of each directory."""
    from sqlalchemy import text

    proceedings = connection.execute(text("SELECT court, id, version, head FROM proceeding")).all()
    lines = connection.execute(
        text(
            "SELECT court, '@directory', seq, hash FROM directory d WHERE seq = "
            "(SELECT max(seq) FROM directory e WHERE e.court = d.court)"
        )
    ).all()
    return sorted(tuple(row) for row in (*proceedings, *lines))


def _emptied(writing: Connection, where: str) -> None:
    """Have our tables there, empty, with nothing in the way of writing them as they were."""
    from sqlalchemy import func, select

    found = schema_at(writing, where)
    if found is None:
        lay_at(writing, where, triggers=False)
        return
    if found != SCHEMA:
        raise StoreUnusable(where, outdated(found))
    for table in _tables():
        if writing.execute(select(func.count()).select_from(table)).scalar_one():
            raise StoreUnusable(
                where,
                Text(
                    zh=f"表 {table.name} 已有内容；只能复制到空库",
                    en=f"its table {table.name} is not empty; a docket is copied into an empty place only",
                ),
            )
    dropped_triggers(writing, where)


def _renumbered(writing: Connection, where: str) -> None:
    if is_server(where):
        for table in ("outbox", "refusal"):
            writing.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('courtqa.{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            )


def _verified(connection: Connection, where: str) -> Verification:
    with _audit(connection, where) as audit:
        found = verify(audit)
    if not found.ok:
        text = found.text
        raise StoreUnusable(where, text)
    return found


@contextmanager
def _audit(connection: Connection, where: str) -> Iterator[Audit]:
    raw: Any = connection.connection.driver_connection
    if is_server(where):
        from courtqa.storage.postgres_audit import PostgresAudit

        yield PostgresAudit(raw)
        return
    from courtqa.storage.audit import RawAudit

    before = raw.text_factory
    try:
        yield RawAudit(raw, where)
    finally:
        raw.text_factory = before
