"""Who may do what on PostgreSQL: one role owns the tables and never works, another works and owns nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courtqa.storage.postgres_laying import grants, lay, require
from courtqa.storage.postgres_pool import dialling, spoken_place, unreachable

if TYPE_CHECKING:
    import psycopg

__all__ = ["init_roles"]

OWNED = """
SELECT c.relkind, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'courtqa' AND c.relkind IN ('r', 'p') ORDER BY c.relname"""
FUNCTIONS = """
SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'courtqa'"""


def init_roles(where: str, *, app: str = "courtqa_app", owner: str = "courtqa_owner") -> None:
    """Make both roles, if they are not there, lay the tables, give them to the one and the rights to the other.

    The application's role can add events and never change or remove one. It gets no password here: set one, or let
    the server know it in another way. Whoever asks must be allowed to make roles.
    """
    import psycopg

    try:
        held = dialling(where)()
        try:
            with held.transaction():
                _give(held, app, owner)
        finally:
            held.close()
    except psycopg.Error as error:
        raise unreachable(spoken_place(where), error) from error


def _give(held: psycopg.Connection[Any], app: str, owner: str) -> None:
    from psycopg import sql

    cursor = held.cursor()
    for role, login in ((owner, "NOLOGIN"), (app, "LOGIN")):
        if cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
            made = sql.SQL("CREATE ROLE {} " + login + " NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
            cursor.execute(made.format(sql.Identifier(role)))
    lay(cursor)
    require(cursor, spoken_place(""))
    to = sql.Identifier(owner)
    cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(to))
    cursor.execute(sql.SQL("ALTER SCHEMA courtqa OWNER TO {}").format(to))
    for _, table in cursor.execute(OWNED).fetchall():
        cursor.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(sql.Identifier("courtqa", table), to))
    for (function,) in cursor.execute(FUNCTIONS).fetchall():
        cursor.execute(
            sql.SQL("ALTER FUNCTION {}() OWNER TO {}").format(sql.Identifier("courtqa", function), to)
        )
    name = sql.Identifier(app).as_string(held)
    for statement in grants(name):
        cursor.execute(statement)
