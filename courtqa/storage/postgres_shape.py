"""Whether a PostgreSQL database still has the tables, indexes, constraints, triggers and rights that were laid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Table

__all__ = ["misshapen"]

Ask = Callable[[str], Any]  # (statement) -> cursor
Known = dict[tuple[str, str], Any]  # by kind and name, what it is

TABLES = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'courtqa'"
COLUMNS = f"""
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull {TABLES}
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE c.relkind IN ('r', 'p')"""
CONSTRAINTS = f"""
SELECT c.relname, o.contype::text, ARRAY(
    SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY k (num, at)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num ORDER BY k.at),
    pg_get_constraintdef(o.oid), o.convalidated
{TABLES} JOIN pg_constraint o ON o.conrelid = c.oid WHERE o.contype IN ('p', 'u', 'f', 'c')"""  # noqa: S608 - our own words
INDEXES = f"""
SELECT i.relname, c.relname, x.indisunique AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.oid),
    x.indisvalid AND x.indisready, x.indpred IS NOT NULL, ARRAY(
    SELECT a.attname::text FROM unnest(x.indkey::int[]) WITH ORDINALITY k (num, at)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num ORDER BY k.at)
{TABLES} JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid"""  # noqa: S608 - our own words
TRIGGERS = f"""
SELECT t.tgname, c.relname, t.tgenabled::text, pg_get_triggerdef(t.oid) {TABLES}
JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal"""
FUNCTIONS = """
SELECT p.proname, p.prosrc, p.prosecdef FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = 'courtqa'"""
RULES = f"SELECT r.rulename, c.relname {TABLES} JOIN pg_rewrite r ON r.ev_class = c.oid"
RIGHTS = f"""
SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type {TABLES}
CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relkind IN ('r', 'p') AND a.grantee <> c.relowner"""
_NEVER = "TRUNCATE TRIGGER DELETE"
FORBIDDEN = {
    **dict.fromkeys(("event", "directory", "mark", "checkpoint", "refusal"), f"{_NEVER} UPDATE"),
    **dict.fromkeys(("proceeding", "number", "tip", "outbox", "actor", "relation", "delegation"), _NEVER),
    "personal": "TRUNCATE TRIGGER UPDATE",
}
_BODY = re.compile(r"\$\$(.*)\$\$", re.DOTALL)
_NAMED = re.compile(r"CREATE (FUNCTION|TRIGGER) (?:courtqa\.)?(\w+)")
_WORD = re.compile(r"\w+|[<>=]+")


def misshapen(ask: Ask) -> Iterator[str]:
    """What was not laid so. Tables, indexes and rights that a host adds of its own are none of our business.

    Triggers, rules and unique indexes on our tables are: they could keep an event from being recorded.
    """
    laid, found = _laid(), _found(ask)
    for (kind, name), told in laid.items():
        if (kind, name) not in found:
            yield f"the {kind} {name} is gone"
        elif found[kind, name] != told:
            yield f"the {kind} {name} is not as it was laid"
    for kind, name in found.keys() - laid.keys():
        if kind in {"trigger", "constraint"} and name.partition(" ")[0] in _names():
            yield f"the {kind} {name} was never laid"
    for rule, table in ask(RULES).fetchall():
        if table in _names():
            yield f"the rule {rule} on {table} was never laid"
    for table, role, right in ask(RIGHTS).fetchall():
        if right in FORBIDDEN.get(table, "").split():
            yield f"{role} may {right} {table}"


def _found(ask: Ask) -> Known:
    found: Known = {}
    for table, column, kind, filled in ask(COLUMNS).fetchall():
        found["column", f"{table} {column}"] = kind, filled
    for table, kind, columns, words, whole in ask(CONSTRAINTS).fetchall():
        spelt = sorted(_WORD.findall(words.lower())) if kind == "c" else None
        key = f"{table} {kind} {','.join(sorted(columns) if kind == 'c' else columns)}"
        found["constraint", key] = spelt, whole
    for name, table, unique, sound, part, columns in ask(INDEXES).fetchall():
        place = ("constraint", f"{table} by {name}") if unique else ("index", name)
        found[place] = table, sound, part, columns
    for name, table, enabled, words in ask(TRIGGERS).fetchall():
        found["trigger", f"{table} {name}"] = enabled, _words(words)
    for name, body, definer in ask(FUNCTIONS).fetchall():
        found["function", name] = body, definer
    return found


def _words(statement: str) -> list[str]:
    return sorted(word for word in re.findall(r"\w+", statement.lower()) if word != "courtqa")


@cache
def _names() -> frozenset[str]:
    from courtqa.storage.schema import TABLES as OURS

    return OURS


@cache
def _laid() -> Known:
    from courtqa.storage.laying import postgres_tables
    from courtqa.storage.postgres_triggers import POSTGRES_TRIGGERS

    laid: Known = {}
    for table in postgres_tables():
        laid.update(_of_table(table))
    for statement in POSTGRES_TRIGGERS:
        if (named := _NAMED.match(statement)) is None:
            continue
        kind, name = named.groups()
        if kind == "FUNCTION":
            body = _BODY.search(statement)
            laid["function", name] = body and body[1], "SECURITY DEFINER" in statement
        else:
            on = re.search(r" ON courtqa\.(\w+)", statement)
            laid["trigger", f"{on and on[1]} {name}"] = "A", _words(statement)
    return laid


def _of_table(table: Table) -> Iterator[tuple[tuple[str, str], Any]]:
    from sqlalchemy import CheckConstraint, ForeignKeyConstraint, PrimaryKeyConstraint
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.sql.schema import ColumnCollectionConstraint

    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for column in table.columns:
        kind = column.type.compile(dialect).lower().partition(" collate")[0]
        yield ("column", f"{table.name} {column.name}"), (kind, not column.nullable)
    for one in table.constraints:
        if isinstance(one, CheckConstraint):
            words = f"CHECK ({one.sqltext})".lower()
            names = {column.name for column in table.columns}
            columns = ",".join(sorted(names & set(_WORD.findall(words))))
            yield ("constraint", f"{table.name} c {columns}"), (sorted(_WORD.findall(words)), True)
            continue
        assert isinstance(one, ColumnCollectionConstraint)
        kind = {PrimaryKeyConstraint: "p", ForeignKeyConstraint: "f"}.get(type(one), "u")
        columns = ",".join(column.name for column in one.columns)
        yield ("constraint", f"{table.name} {kind} {columns}"), (None, True)
    for index in table.indexes:
        part = index.dialect_options["postgresql"]["where"] is not None
        yield ("index", str(index.name)), (table.name, True, part, [column.name for column in index.columns])
