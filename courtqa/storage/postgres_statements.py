"""The statements of the hot path on PostgreSQL. All that one event changes is one statement."""

from __future__ import annotations

from functools import lru_cache

__all__ = [
    "ACTED",
    "ACTOR_PART",
    "CLOCKS_PART",
    "CURRENT",
    "CURRENTS",
    "DIRECTORY_HEAD",
    "DIRECTORY_PART",
    "EVENTS",
    "KIN",
    "NO_CLOCKS_PART",
    "OPENED",
    "OUTBOX_PART",
    "PEOPLE",
    "POST",
    "RECORDED",
    "REFUSED",
    "REMINDED",
    "SENT",
    "SERIAL",
    "SETTLED",
    "writing",
]

CURRENT = """
SELECT p.snapshot, p.head, p.recorded_at, e.seq, e.request,
    (SELECT value FROM meta WHERE key = 'people:' || p.court)
FROM proceeding p
LEFT JOIN event e ON e.court = p.court AND e.proceeding = p.id AND e.idem = %s
WHERE p.court = %s AND p.id = %s"""
CURRENTS = """
SELECT id, snapshot, head, recorded_at FROM proceeding WHERE court = %s AND id = ANY(%s) ORDER BY id FOR UPDATE"""
PEOPLE = "SELECT value FROM meta WHERE key = 'people:' || %s"
RECORDED = "SELECT proceeding, seq, request FROM event WHERE court = %s AND proceeding = %s AND idem = %s"
OPENED = """
SELECT event.proceeding, event.seq, event.request FROM proceeding
JOIN event ON event.court = proceeding.court AND event.proceeding = proceeding.id AND event.seq = 1
WHERE proceeding.court = %s AND proceeding.open_key = %s"""
EVENTS = "SELECT body, prev, hash FROM event WHERE court = %s AND proceeding = %s AND seq <= %s ORDER BY seq"
SERIAL = """
SELECT (SELECT coalesce(max(serial), 0) + 1 FROM proceeding WHERE court = %s AND workflow = %s AND year = %s),
    last.seq, last.hash
FROM (SELECT 1) one LEFT JOIN (
    SELECT seq, hash FROM directory WHERE court = %s ORDER BY seq DESC LIMIT 1) last ON true"""
DIRECTORY_HEAD = "SELECT seq, hash FROM directory WHERE court = %s ORDER BY seq DESC LIMIT 1"
KIN = """
SELECT id, workflow, state, parent FROM proceeding
WHERE court = %s AND (id = %s OR parent = %s OR parent = %s) AND id <> %s ORDER BY id FOR SHARE"""
REMINDED = """
UPDATE deadline SET reminded = true
WHERE court = %s AND proceeding = %s AND clock = %s AND remind_on = %s AND status = 'running' AND NOT reminded"""
POST = "INSERT INTO outbox (key, court, proceeding, seq, topic, payload) VALUES (%s, %s, %s, %s, %s, %s)"
SENT = "UPDATE outbox SET sent_at = %s WHERE court = %s AND key = %s AND sent_at IS NULL"
REFUSED = """
SELECT 1 FROM refusal WHERE court = %s AND proceeding = %s AND event = %s AND by = %s AND codes = %s AND at >= %s
LIMIT 1"""
SETTLED = "SELECT 1 FROM event WHERE court = %s AND proceeding = %s AND seq = %s AND hash = %s"

_STEP = """
WITH moved AS (
    UPDATE proceeding SET state = %(state)s, version = %(version)s, closed = %(closed)s, unit = %(unit)s,
        head = %(head)s, recorded_at = %(recorded_at)s, snapshot = %(snapshot)s, edition = %(edition)s,
        definition = %(definition)s
    WHERE court = %(court)s AND id = %(id)s AND version = %(was)s RETURNING court, id)"""
_NEW = """
WITH moved AS (
    INSERT INTO proceeding (court, id, workflow, edition, definition, state, version, closed, unit, opened_on, year,
        serial, open_key, parent, head, recorded_at, snapshot)
    VALUES (%(court)s, %(id)s, %(workflow)s, %(edition)s, %(definition)s, %(state)s, %(version)s, %(closed)s,
        %(unit)s, %(opened_on)s, %(year)s, %(serial)s, %(open_key)s, %(parent)s, %(head)s, %(recorded_at)s,
        %(snapshot)s)
    RETURNING court, id)"""
DIRECTORY_PART = """, listed AS (
    INSERT INTO directory (court, seq, kind, proceeding, at, event, body, prev, hash)
    SELECT moved.court, l.* FROM moved, unnest(%(l_seq)s::int[], %(l_kind)s::text[], %(l_proceeding)s::text[],
        %(l_at)s::int[], %(l_event)s::text[], %(l_body)s::text[], %(l_prev)s::text[], %(l_hash)s::text[])
        AS l (seq, kind, proceeding, at, event, body, prev, hash) ORDER BY l.seq)"""
CLOCKS_PART = """, clocks AS (
    INSERT INTO deadline (court, proceeding, clock, due, remind_on, status, reminded)
    SELECT moved.court, moved.id, c.clock, c.due::date, c.remind_on::date, c.status, false
    FROM moved, unnest(%(c_clock)s::text[], %(c_due)s::text[], %(c_remind)s::text[], %(c_status)s::text[])
        AS c (clock, due, remind_on, status)
    ON CONFLICT (court, proceeding, clock) DO UPDATE SET
        reminded = deadline.reminded AND deadline.remind_on IS NOT DISTINCT FROM excluded.remind_on,
        due = excluded.due, remind_on = excluded.remind_on, status = excluded.status)"""
NO_CLOCKS_PART = """, gone AS (
    DELETE FROM deadline USING moved
    WHERE deadline.court = moved.court AND deadline.proceeding = moved.id AND deadline.clock = ANY(%(c_gone)s::text[]))"""
OUTBOX_PART = """, posted AS (
    INSERT INTO outbox (key, court, proceeding, seq, topic, payload)
    SELECT m.key, moved.court, m.proceeding, m.seq, m.topic, m.payload FROM moved, unnest(%(m_key)s::text[],
        %(m_proceeding)s::text[], %(m_seq)s::int[], %(m_topic)s::text[], %(m_payload)s::text[])
        AS m (key, proceeding, seq, topic, payload))"""
ACTOR_PART = """, acted AS (
    INSERT INTO actor AS a (court, id, name, kind, tenures)
    SELECT moved.court, %(a_id)s, %(a_name)s, %(a_kind)s, %(a_tenures)s FROM moved
    WHERE NOT EXISTS (
        SELECT FROM actor WHERE court = %(court)s AND id = %(a_id)s AND (enrolled
            OR (name = %(a_name)s AND kind = %(a_kind)s AND tenures = %(a_tenures)s)))
    ON CONFLICT (court, id) DO UPDATE SET name = excluded.name, kind = excluded.kind, tenures = excluded.tenures
    WHERE NOT a.enrolled)"""
ACTED = """
INSERT INTO actor AS a (court, id, name, kind, tenures) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (court, id) DO UPDATE SET name = excluded.name, kind = excluded.kind, tenures = excluded.tenures
WHERE NOT a.enrolled AND (a.name, a.kind, a.tenures) <> (excluded.name, excluded.kind, excluded.tenures)"""
_EVENT = """
INSERT INTO event (court, proceeding, seq, idem, request, body, prev, hash)
SELECT moved.court, moved.id, %(version)s, %(idem)s, %(request)s, %(body)s, %(prev)s, %(head)s FROM moved"""


@lru_cache(maxsize=128)
def writing(*parts: str, opening: bool = False) -> str:
    """One statement that moves (or opens) a proceeding and writes its event with those parts; one row, or none."""
    return (_NEW if opening else _STEP) + "".join(parts) + _EVENT
