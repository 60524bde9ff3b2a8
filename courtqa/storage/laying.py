"""Laying the tables in an empty database: the same tables in SQLite and in PostgreSQL, each with its own triggers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Dialect, Identity, MetaData, PrimaryKeyConstraint, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import AutoString, SQLModel

from courtqa.storage.postgres_triggers import POSTGRES_TRIGGERS
from courtqa.storage.schema import TABLES
from courtqa.storage.triggers import TRIGGERS

__all__ = ["PLACE", "postgres_statements", "postgres_tables", "sqlite_statements"]

PLACE = "courtqa"  # the schema of a PostgreSQL database in which our tables lie, whatever else it holds


def sqlite_statements(*, triggers: bool = True) -> tuple[str, ...]:
    """The statements that lay the tables, their indexes and their triggers in an empty SQLite file."""
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name in TABLES]
    return (*_laid(tables, sqlite.dialect()), *(TRIGGERS if triggers else ()))


def postgres_statements(*, triggers: bool = True) -> tuple[str, ...]:
    """The statements that lay the same in a schema of a PostgreSQL database."""
    laid = _laid(postgres_tables(), postgresql.dialect())  # type: ignore[no-untyped-call]
    return (f"CREATE SCHEMA {PLACE}", *laid, *(POSTGRES_TRIGGERS if triggers else ()))


def postgres_tables() -> list[Table]:
    """The tables as PostgreSQL has them: words sort by their bytes, and every key begins with the court."""
    tables = MetaData(schema=PLACE)
    for table in SQLModel.metadata.sorted_tables:
        if table.name in TABLES:
            _by_court(table.to_metadata(tables, schema=PLACE))
    return tables.sorted_tables


def _by_court(table: Table) -> None:
    for column in table.columns:
        if isinstance(column.type, AutoString):
            column.type = postgresql.TEXT(collation="C")
    if [column.name for column in table.primary_key.columns] == ["id"]:  # SQLite numbers rows by that alone
        table.c.id.type = postgresql.BIGINT()
        table.c.id.primary_key = False
        table.constraints.remove(table.primary_key)
        table.append_constraint(PrimaryKeyConstraint(table.c.court, table.c.id))
        table.c.id.server_default = Identity()
        table.c.id.server_default._set_parent(table.c.id)


def _laid(tables: list[Table], dialect: Dialect) -> Iterator[str]:
    for table in tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))
