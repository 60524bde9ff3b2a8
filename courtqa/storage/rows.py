"""Entries as rows: the columns of each table, and the values that an entry puts there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import Factory, frozen

from courtqa.workflows import Current, Entry, Message, canonical, instant, snapshot

__all__ = ["DIRECTORY", "EVENT", "MESSAGE", "NEW", "STEP", "Gathered", "gathered"]

# each column with its type where a database asks for it
STEP = (
    ("state", "text"), ("closed", "boolean"), ("unit", "text"), ("head", "text"), ("recorded_at", "text"),
    ("snapshot", "text"), ("edition", "date"), ("definition", "text"), ("version", "int"),
)  # fmt: skip
_TEXT = 5  # where the snapshot stands among them
NEW = (
    ("id", "text"), ("workflow", "text"), ("edition", "date"), ("definition", "text"), ("state", "text"),
    ("version", "int"), ("closed", "boolean"), ("unit", "text"), ("opened_on", "date"), ("year", "int"),
    ("serial", "int"), ("open_key", "text"), ("parent", "text"), ("head", "text"), ("recorded_at", "text"),
    ("snapshot", "text"),
)  # fmt: skip
EVENT = (
    ("proceeding", "text"), ("seq", "int"), ("idem", "text"), ("request", "text"), ("body", "text"),
    ("prev", "text"), ("hash", "text"),
)  # fmt: skip
DIRECTORY = (
    ("seq", "int"), ("kind", "text"), ("proceeding", "text"), ("at", "int"), ("event", "text"),
    ("body", "text"), ("prev", "text"), ("hash", "text"),
)  # fmt: skip
MESSAGE = (("key", "text"), ("proceeding", "text"), ("seq", "int"), ("topic", "text"), ("payload", "text"))


@frozen
class Gathered:
    """The rows of many entries. A proceeding that goes on several steps is written as it stands in the end."""

    new: list[tuple[Any, ...]] = Factory(list)
    counted: list[list[tuple[str, int]]] = Factory(
        list
    )  # by rounds: the id, and the version that is left behind
    steps: list[tuple[Any, ...]] = Factory(
        list
    )  # the columns of STEP, then the id and the version left behind
    events: list[tuple[Any, ...]] = Factory(list)
    directory: list[tuple[Any, ...]] = Factory(list)
    messages: list[tuple[Any, ...]] = Factory(list)
    after: list[tuple[str, Current]] = Factory(
        list
    )  # the text of each proceeding, and how it stands in the end


def gathered(entries: Sequence[Entry]) -> Gathered:
    """The rows of all entries, in the order in which they may be written."""
    found, courses = Gathered(), dict[str, list[Entry]]()
    for entry in entries:
        name, sealed = entry.after.id, entry.sealed
        event = sealed.event
        courses.setdefault(name, []).append(entry)
        found.events.append(
            (name, event.seq, event.idem or None, event.request, sealed.body, sealed.prev, sealed.hash)
        )
        for line in entry.listed:
            told = (
                line.seq,
                line.kind,
                line.proceeding,
                line.at,
                line.event,
                line.body,
                line.prev,
                line.hash,
            )
            found.directory.append(told)
        if entry.outbox:
            found.messages.extend(map(_message, entry.outbox))
    for name, course in courses.items():
        first, last = course[0], course[-1]
        moved = _step(last)
        text, event = moved[_TEXT], last.sealed.event
        found.after.append((text, Current(last.after, last.sealed.hash, event.recorded_at)))
        if first.before is None:
            found.new.append(_new(first, moved))
            _count(found, name, range(1, last.after.version))
        else:
            _count(found, name, range(first.before.version, last.after.version - 1))
            found.steps.append((*moved, name, last.after.version - 1))
    return found


def _count(found: Gathered, name: str, versions: Iterable[int]) -> None:
    for at, version in enumerate(versions):
        if at == len(found.counted):
            found.counted.append([])
        found.counted[at].append((name, version))


def _step(last: Entry) -> tuple[Any, ...]:
    after, recorded = last.after, instant(last.sealed.event.recorded_at)
    kept = (after.state, after.closed, after.subject.unit, last.sealed.hash, recorded, snapshot(after))
    return (*kept, after.edition.isoformat(), after.definition, after.version)


def _new(first: Entry, moved: tuple[Any, ...]) -> tuple[Any, ...]:
    state, closed, unit, head, recorded, text, edition, definition, _ = moved
    after = first.after
    opened = (after.opened_on.isoformat(), after.opened_on.year, first.serial, first.key, after.parent)
    named = (after.id, after.workflow, edition, definition, state, 1)
    return (*named, closed, unit, *opened, head, recorded, text)


def _message(message: Message) -> tuple[Any, ...]:
    return message.key, message.proceeding, message.seq, message.topic, canonical(message.payload)
