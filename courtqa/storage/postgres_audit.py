"""Reading everything in a PostgreSQL database as it lies there, for verification: days and truth as SQLite spells them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from courtqa.storage.beside import BesideAudit
from courtqa.storage.postgres_shape import misshapen

if TYPE_CHECKING:
    import psycopg

__all__ = ["PostgresAudit"]

EVENTS = """
SELECT court, proceeding, seq, idem, request, body, prev, hash FROM courtqa.event ORDER BY court, proceeding, seq"""
PROCEEDINGS = """
SELECT court, id, workflow, definition, state, version, closed::int, head, recorded_at, snapshot, edition::text, unit,
    opened_on::text, parent, open_key
FROM courtqa.proceeding"""
DEADLINES = """
SELECT court, proceeding, clock, due::text, remind_on::text, status, reminded::int FROM courtqa.deadline"""
DIRECTORY = """
SELECT court, seq, kind, proceeding, at, event, body, prev, hash FROM courtqa.directory ORDER BY court, seq"""
MESSAGES = "SELECT court, proceeding, seq, key, topic, payload FROM courtqa.outbox ORDER BY court, id"
TEXTS = ("text", "varchar")
_names = count(1)


class PostgresAudit(BesideAudit):
    """All rows of all courts as of one moment, a few thousand at a time, text as bytes."""

    schema, mark, past = "courtqa.", "%s", ""

    def __init__(self, held: psycopg.Connection[Any]) -> None:
        self._held = held

    def events(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, seq, idem, request, body, prev, hash), in order of the first three."""
        return self._rows(EVENTS)

    def proceedings(self) -> Iterator[Sequence[object]]:
        """(court, id) and the columns of ``inventory.COLUMNS``."""
        return self._rows(PROCEEDINGS)

    def deadlines(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, clock, due, remind_on, status, reminded)."""
        return self._rows(DEADLINES)

    def directory(self) -> Iterator[Sequence[object]]:
        """(court, seq, kind, proceeding, at, event, body, prev, hash), in order of the first two."""
        return self._rows(DIRECTORY)

    def messages(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, seq, key, topic, payload) of the outbox."""
        return self._rows(MESSAGES)

    def damage(self) -> Iterator[str]:
        """Nothing: the server checks its own pages when it reads them."""
        return iter(())

    def misshapen(self) -> Iterator[str]:
        """What of the tables, indexes, constraints, triggers and rights is not as it was laid."""
        return misshapen(self._held.execute)

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> Iterator[Sequence[object]]:
        from psycopg.types.string import ByteaBinaryLoader

        with self._held.cursor(f"courtqa_{next(_names)}", binary=True) as cursor:
            for name in TEXTS:  # which comes as the bytes that it is
                cursor.adapters.register_loader(name, ByteaBinaryLoader)
            cursor.itersize = 2_000
            cursor.execute(query, values or None, binary=True)
            yield from cursor
