"""Laying the tables in a PostgreSQL database, once, by whoever comes first; and who may do what with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courtqa.errors import StoreUnusable
from courtqa.storage.postgres_transaction import lock_number
from courtqa.storage.sqlite import SCHEMA, outdated

if TYPE_CHECKING:
    import psycopg

__all__ = ["grants", "lay", "require", "schema_of"]

LAID = """
SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'courtqa' AND c.relname = 'meta'"""  # to_regclass may still remember what was there before


def schema_of(cursor: psycopg.Cursor[Any]) -> str | None:
    """The version of the schema in the database; None where there is none yet."""
    if cursor.execute(LAID).fetchone() is None:
        return None
    row = cursor.execute("SELECT value FROM courtqa.meta WHERE key = 'schema'").fetchone()
    return "-" if row is None else str(row[0])


def lay(cursor: psycopg.Cursor[Any], *, triggers: bool = True) -> bool:
    """Lay the tables in the running transaction. False: they are there."""
    from courtqa.storage.laying import postgres_statements

    if schema_of(cursor) is not None:
        return False
    cursor.execute(f"SELECT pg_advisory_xact_lock({lock_number('schema', '')})")
    if schema_of(cursor) is not None:  # somebody else was first
        return False
    for statement in postgres_statements(triggers=triggers):
        cursor.execute(statement)
    cursor.execute("INSERT INTO courtqa.meta (key, value) VALUES ('schema', %s)", (SCHEMA,))
    return True


def require(cursor: psycopg.Cursor[Any], where: str) -> None:
    """``StoreUnusable`` unless the schema is the one that this version writes."""
    found = schema_of(cursor)
    if found != SCHEMA:
        raise StoreUnusable(where, outdated(found))


def grants(role: str) -> tuple[str, ...]:
    """The statements that let a role work on dockets: it can add to what was recorded, and never change it."""
    added = "event, directory, refusal, mark, checkpoint"
    return (
        f"GRANT USAGE ON SCHEMA courtqa TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA courtqa TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA courtqa TO {role}",
        *(f"GRANT INSERT ON courtqa.{table} TO {role}" for table in added.split(", ")),
        f"GRANT INSERT, UPDATE ON courtqa.proceeding, courtqa.actor, courtqa.tip TO {role}",
        f"GRANT INSERT, UPDATE, DELETE ON courtqa.deadline TO {role}",
        f"GRANT INSERT, UPDATE (sent_at, attempts, retry_at, failure) ON courtqa.outbox TO {role}",
        f"GRANT INSERT, UPDATE (void, void_reason, voided_on) ON courtqa.number TO {role}",
        f"GRANT INSERT, UPDATE (until, ended_by) ON courtqa.relation, courtqa.delegation TO {role}",
        f"GRANT INSERT, DELETE ON courtqa.personal TO {role}",
    )
