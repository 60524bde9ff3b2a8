"""Whether a PostgreSQL database still has the tables, indexes, constraints, triggers and rights that were laid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from courtqa.storage.sqlite import SCHEMA

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

__all__ = ["misshapen"]

Ask = Callable[[str], Any]  # (statement) -> cursor
Known = dict[tuple[str, str], Any]  # by kind and name, what it is

TABLES = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'courtqa'"
COLUMNS = f"""
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, o.collname::text,
    coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attidentity::text || a.attgenerated::text {TABLES}
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_collation o ON o.oid = a.attcollation LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p')"""
META = "SELECT key, value FROM courtqa.meta"
CONSTRAINTS = f"""
SELECT c.relname, o.contype::text, ARRAY(
    SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY k (num, at)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num ORDER BY k.at),
    pg_get_constraintdef(o.oid), o.convalidated
{TABLES} JOIN pg_constraint o ON o.conrelid = c.oid WHERE o.contype IN ('p', 'u', 'f', 'c')"""  # noqa: S608 - our own words
INDEXES = f"""
SELECT i.relname, c.relname, x.indisunique, x.indisunique AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.oid),
    x.indisvalid AND x.indisready, x.indpred IS NOT NULL, x.indexprs IS NOT NULL, ARRAY(
    SELECT a.attname::text FROM unnest(x.indkey::int[]) WITH ORDINALITY k (num, at)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num ORDER BY k.at)
{TABLES} JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid"""  # noqa: S608 - our own words
TRIGGERS = f"""
SELECT t.tgname, c.relname, t.tgenabled::text, pg_get_triggerdef(t.oid) {TABLES}
JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal"""
FUNCTIONS = """
SELECT p.proname, p.prosrc, p.prosecdef, l.lanname, p.proconfig FROM pg_proc p
JOIN pg_language l ON l.oid = p.prolang
JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = 'courtqa'"""
RULES = f"SELECT r.rulename, c.relname {TABLES} JOIN pg_rewrite r ON r.ev_class = c.oid"
RIGHTS = f"""
SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type {TABLES}
CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relkind IN ('r', 'p') AND a.grantee <> c.relowner
UNION SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type {TABLES}
JOIN pg_attribute t ON t.attrelid = c.oid CROSS JOIN LATERAL aclexplode(t.attacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relkind IN ('r', 'p') AND a.grantee <> c.relowner"""
KEPT = f"""
SELECT c.relname, c.relpersistence::text, c.relrowsecurity {TABLES} WHERE c.relkind IN ('r', 'p')"""
RUNNING = """
SELECT id FROM courtqa.proceeding WHERE year <> extract(year FROM opened_on)
OR (serial IS NOT NULL AND starts_with(id, parent || '-' || workflow || '-')
    AND substr(id, length(parent || workflow) + 3) ~ '^[0-9]')
OR (parent IS NULL AND starts_with(id, workflow || '-') AND substr(id, length(workflow) + 2) ~ '^[0-9].*-[0-9]'
    AND id IS DISTINCT FROM workflow || '-' || year || '-' || serial)"""
STRAY = """
SELECT m.court, m.chain FROM (SELECT DISTINCT court, chain FROM courtqa.mark) m WHERE
NOT EXISTS (SELECT FROM courtqa.proceeding p WHERE p.court = m.court AND p.id = m.chain) AND NOT (
m.chain = '@directory' AND EXISTS (SELECT FROM courtqa.directory d WHERE d.court = m.court))"""
_NEVER = "TRUNCATE TRIGGER DELETE"
FORBIDDEN = {
    **dict.fromkeys(("event", "directory", "mark", "checkpoint", "refusal"), f"{_NEVER} UPDATE"),
    **dict.fromkeys(("proceeding", "number", "tip", "outbox", "actor", "relation", "delegation"), _NEVER),
    "personal": "TRUNCATE TRIGGER UPDATE",
    "meta": f"{_NEVER} INSERT UPDATE",
}
_BODY = re.compile(r"\$\$(.*)\$\$", re.DOTALL)
_PATH = re.compile(r"SET search_path = (.*?) AS ")
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
        if kind in {"column", "trigger", "constraint"} and name.partition(" ")[0] in _names():
            yield f"the {kind} {name} was never laid"
    for rule, table in ask(RULES).fetchall():
        if table in _names():
            yield f"the rule {rule} on {table} was never laid"
    yield from _loose(ask)
    kept = dict(ask(META).fetchall())
    if kept.get("schema") != SCHEMA:
        yield f"it says that its schema is {kept.get('schema', 'none')}"
    yield from (f"nobody wrote {key} into meta" for key in kept if key != "schema" and key[:7] != "people:")
    for (proceeding,) in ask(RUNNING).fetchall():
        yield f"the running number of {proceeding} is not that of its name"
    for court, chain in ask(STRAY).fetchall():
        yield f"there are marks of {chain} in {court}, which is not there"


def _loose(ask: Ask) -> Iterator[str]:
    """Rights that nobody should have, and tables that a crash would empty or that hide rows."""
    for table, role, right in ask(RIGHTS).fetchall():
        if right in FORBIDDEN.get(table, "").split():
            yield f"{role} may {right} {table}"
    for table, persistence, hidden in ask(KEPT).fetchall():
        if persistence != "p" and table in _names():
            yield f"the table {table} is not logged: a crash would empty it"
        if hidden and table in _names():
            yield f"the table {table} hides rows"


def _found(ask: Ask) -> Known:
    found: Known = {}
    for table, column, *told in ask(COLUMNS).fetchall():
        found["column", f"{table} {column}"] = tuple(told)
    for table, kind, columns, words, whole in ask(CONSTRAINTS).fetchall():
        spelt = _WORD.findall(words.lower()) if kind == "c" else None
        key = f"{table} {kind} {','.join(sorted(columns) if kind == 'c' else columns)}"
        found["constraint", key] = spelt, whole
    for name, table, unique, alone, sound, part, computed, columns in ask(INDEXES).fetchall():
        strange = not unique and (part or computed) and name not in _indexes()  # it can refuse a row
        place = ("constraint", f"{table} by {name}") if alone or strange else ("index", name)
        found[place] = table, sound, part, columns
    for name, table, enabled, words in ask(TRIGGERS).fetchall():
        found["trigger", f"{table} {name}"] = enabled, _words(words)
    for name, body, definer, spoken, settings in ask(FUNCTIONS).fetchall():
        found["function", name] = body, definer, spoken, settings
    return found


def _words(statement: str) -> list[str]:
    return sorted(word for word in re.findall(r"\w+", statement.lower()) if word != "courtqa")


@cache
def _names() -> frozenset[str]:
    from courtqa.storage.schema import TABLES as OURS

    return OURS


@cache
def _indexes() -> frozenset[str]:
    return frozenset(name for kind, name in _laid() if kind == "index")


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
            path = _PATH.search(statement)
            settings = path and [f"search_path={path[1]}"]
            laid["function", name] = body and body[1], "SECURITY DEFINER" in statement, "plpgsql", settings
        else:
            on = re.search(r" ON courtqa\.(\w+)", statement)
            laid["trigger", f"{on and on[1]} {name}"] = "A", _words(statement)
    return laid


def _given(column: Column[Any]) -> tuple[str, str]:
    """What a row gets where nothing is said: a value, or a number of its own."""
    from sqlalchemy import DefaultClause

    if column.identity is not None:
        return "", "d"
    default = column.server_default
    return (str(default.arg).strip("'") if isinstance(default, DefaultClause) else "", "")


def _of_table(table: Table) -> Iterator[tuple[tuple[str, str], Any]]:
    from sqlalchemy import CheckConstraint, ForeignKeyConstraint, PrimaryKeyConstraint
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.sql.schema import ColumnCollectionConstraint

    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for column in table.columns:
        kind, collated, _ = column.type.compile(dialect).lower().partition(" collate")
        told = (kind, not column.nullable, "C" if collated else None, *_given(column))
        yield ("column", f"{table.name} {column.name}"), told
    for one in table.constraints:
        if isinstance(one, CheckConstraint):
            words = f"CHECK ({one.sqltext})".lower()
            names = {column.name for column in table.columns}
            columns = ",".join(sorted(names & set(_WORD.findall(words))))
            yield ("constraint", f"{table.name} c {columns}"), (_WORD.findall(words), True)
            continue
        assert isinstance(one, ColumnCollectionConstraint)
        kind = {PrimaryKeyConstraint: "p", ForeignKeyConstraint: "f"}.get(type(one), "u")
        columns = ",".join(column.name for column in one.columns)
        yield ("constraint", f"{table.name} {kind} {columns}"), (None, True)
    for index in table.indexes:
        part = index.dialect_options["postgresql"]["where"] is not None
        yield ("index", str(index.name)), (table.name, True, part, [column.name for column in index.columns])
