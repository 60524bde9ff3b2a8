"""The seal: each event is hashed together with the seal of the event before it.

``hash = SHA-256("courtqa.event.v1" NUL, prev, body)`` where ``body`` is the canonical JSON of the event and ``prev``
the hash before it; the first follows ``SHA-256("courtqa.genesis.v1" NUL, court, NUL, proceeding)``. The body is
stored exactly as hashed. A second chain, the directory, seals the opening and the closing of each proceeding,
so that a proceeding that was dropped whole is missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Literal

from attrs import frozen

from courtqa.workflows.canonical import canonical, parse
from courtqa.workflows.records import Event

__all__ = [
    "Listed",
    "Sealed",
    "directory_genesis",
    "enlist",
    "event_of",
    "genesis",
    "instant",
    "link",
    "moment",
    "seal",
    "unseal",
]

_EVENT = b"courtqa.event.v1\x00"
_GENESIS = b"courtqa.genesis.v1\x00"
_DIRECTORY = b"courtqa.directory.v1\x00"
_DIRECTORY_GENESIS = b"courtqa.directory-genesis.v1\x00"
_lately: list[tuple[datetime | None, str]] = [(None, "")]  # the moment spelt last


@frozen
class Sealed:
    """An event with the body that was hashed, the seal before it (hex) and its own (hex)."""

    event: Event
    body: str
    prev: str
    hash: str


@frozen
class Listed:
    """A line of the directory: that a proceeding opened or closed, with the seal of that event."""

    court: str
    seq: int
    kind: Literal["opened", "closed"]
    proceeding: str
    at: int  # the seq of the event inside its proceeding
    event: str  # the hash of that event
    body: str
    prev: str
    hash: str


def genesis(court: str, proceeding: str) -> str:
    """What stands before the first event of a proceeding, in hex."""
    return sha256(_GENESIS + court.encode() + b"\x00" + proceeding.encode()).hexdigest()


def directory_genesis(court: str) -> str:
    """What stands before the first line of a court's directory, in hex."""
    return sha256(_DIRECTORY_GENESIS + court.encode()).hexdigest()


def link(prev: str, body: bytes, *, directory: bool = False) -> str:
    """The hash of ``body`` after ``prev``, in hex."""
    return sha256((_DIRECTORY if directory else _EVENT) + bytes.fromhex(prev) + body).hexdigest()


def seal(event: Event, prev: str) -> Sealed:
    """The event sealed behind ``prev``; ``NotCanonical`` if it holds what a trail can't."""
    body = canonical(
        {
            "v": 1,
            "court": event.court,
            "proceeding": event.proceeding,
            "seq": event.seq,
            "kind": event.kind,
            "transition": event.transition,
            "from": event.source,
            "to": event.target,
            "actor": _actor(event),
            "recorded_at": instant(event.recorded_at),
            "effective_on": event.effective_on.isoformat(),
            "definition": event.definition,
            "policy": event.policy,
            "calendar": event.calendar,
            "idem": event.idem,
            "request": event.request,
            "reason": event.reason,
            "payload": event.payload,
        }
    )
    return Sealed(event, body, prev, link(prev, body.encode()))


def _actor(event: Event) -> dict[str, object]:
    actor: dict[str, object] = {"id": event.actor, "roles": event.roles}
    if event.on_behalf_of is not None:  # left out otherwise: the bodies of other events stay as they were
        actor["on_behalf_of"] = event.on_behalf_of
    return actor


def unseal(body: str, prev: str, hash: str) -> Sealed:
    """The sealed event that a store kept. It is not verified here."""
    return Sealed(event_of(parse(body)), body, prev, hash)


def event_of(body: Mapping[str, Any]) -> Event:
    """The event that a parsed body tells of."""
    return Event(
        proceeding=body["proceeding"],
        court=body["court"],
        seq=body["seq"],
        kind=body["kind"],
        transition=body["transition"],
        source=body["from"],
        target=body["to"],
        actor=body["actor"]["id"],
        roles=tuple(body["actor"]["roles"]),
        recorded_at=moment(body["recorded_at"]),
        effective_on=date.fromisoformat(body["effective_on"]),
        definition=body["definition"],
        policy=body["policy"],
        calendar=body["calendar"],
        idem=body["idem"],
        request=body["request"],
        reason=body["reason"],
        payload=body["payload"],
        on_behalf_of=body["actor"].get("on_behalf_of"),
    )


def enlist(kind: Literal["opened", "closed"], sealed: Sealed, seq: int, prev: str) -> Listed:
    """The directory's line about the opening or closing event ``sealed``."""
    event = sealed.event
    body = canonical(
        {
            "v": 1,
            "court": event.court,
            "seq": seq,
            "kind": kind,
            "proceeding": event.proceeding,
            "at": event.seq,
            "event": sealed.hash,
            "recorded_at": instant(event.recorded_at),
        }
    )
    return Listed(
        court=event.court,
        seq=seq,
        kind=kind,
        proceeding=event.proceeding,
        at=event.seq,
        event=sealed.hash,
        body=body,
        prev=prev,
        hash=link(prev, body.encode(), directory=True),
    )


def instant(at: datetime) -> str:
    """The moment in UTC, to the microsecond, in a spelling that sorts.

    >>> instant(datetime(2008, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2008-01-02T03:04:05.000000Z'
    """
    last, told = _lately[0]
    if last is not at:  # the event, its row and its proceeding have one moment
        told = at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"  # in place of "+00:00"
        _lately[0] = at, told
    return told


def moment(spelt: str) -> datetime:
    """The moment that ``instant`` spelt."""
    return datetime.fromisoformat(spelt)
