"""An entry as the one statement that writes it: the parts it needs, and their values."""

from __future__ import annotations

from typing import Any

from courtqa.storage import postgres_statements as sql
from courtqa.storage.bulk import array
from courtqa.workflows import Entry, canonical, clocks_of, instant, snapshot, tenures

__all__ = ["clocks_written", "written"]


def written(entry: Entry, court: str) -> tuple[str, dict[str, Any]]:
    """The statement that writes all of an entry, and its values."""
    sealed, event, after = entry.sealed, entry.sealed.event, entry.after
    values: dict[str, Any] = {
        "court": court,
        "id": after.id,
        "state": after.state,
        "version": after.version,
        "closed": after.closed,
        "unit": after.subject.unit,
        "head": sealed.hash,
        "recorded_at": instant(event.recorded_at),
        "snapshot": snapshot(after),
        "edition": after.edition,
        "definition": after.definition,
        "idem": event.idem or None,
        "request": event.request,
        "body": sealed.body,
        "prev": sealed.prev,
    }
    if entry.before is None:
        values |= {
            "workflow": after.workflow,
            "opened_on": after.opened_on,
            "year": after.opened_on.year,
            "serial": entry.serial,
            "open_key": entry.key,
            "parent": after.parent,
        }
    else:
        values["was"] = entry.before.version
    parts = [part for add in (_listed, _clocks, _posted, _acted) for part in add(entry, values)]
    return sql.writing(*parts, opening=entry.before is None), values


def _listed(entry: Entry, values: dict[str, Any]) -> tuple[str, ...]:
    if not entry.listed:
        return ()
    for name in ("seq", "kind", "proceeding", "at", "event", "body", "prev", "hash"):
        values[f"l_{name}"] = array(getattr(line, name) for line in entry.listed)
    return (sql.DIRECTORY_PART,)


def _clocks(entry: Entry, values: dict[str, Any]) -> tuple[str, ...]:
    if entry.before is not None and entry.before.clocks == entry.after.clocks:
        return ()
    before = {} if entry.before is None else clocks_of(entry.before)
    after = clocks_of(entry.after)
    parts: list[str] = []
    if gone := sorted(before.keys() - after.keys()):
        values["c_gone"] = array(gone)
        parts.append(sql.NO_CLOCKS_PART)
    if changed := {name: row for name, row in after.items() if before.get(name) != row}:
        values["c_clock"] = array(changed)
        for name, column in (("c_due", "due"), ("c_remind", "remind_on"), ("c_status", "status")):
            values[name] = array(row[column] for row in changed.values())
        parts.append(sql.CLOCKS_PART)
    return tuple(parts)


def _posted(entry: Entry, values: dict[str, Any]) -> tuple[str, ...]:
    if not entry.outbox:
        return ()
    for name in ("key", "proceeding", "seq", "topic"):
        values[f"m_{name}"] = array(getattr(message, name) for message in entry.outbox)
    values["m_payload"] = array(canonical(message.payload) for message in entry.outbox)
    return (sql.OUTBOX_PART,)


def _acted(entry: Entry, values: dict[str, Any]) -> tuple[str, ...]:
    if (by := entry.by) is None:
        return ()
    values |= {"a_id": by.id, "a_name": by.name, "a_kind": by.kind, "a_tenures": tenures(by)}
    return (sql.ACTOR_PART,)


def clocks_written(entry: Entry, court: str) -> tuple[str, dict[str, Any]] | None:
    """The statement that changes the clocks of an entry alone, and its values; None where none changes."""
    values: dict[str, Any] = {"court": court, "id": entry.after.id}
    parts = _clocks(entry, values)
    if not parts:
        return None
    return f"WITH moved AS (SELECT %(court)s AS court, %(id)s AS id){''.join(parts)} SELECT 1", values
