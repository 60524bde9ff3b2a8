"""What passes between a docket and its store: records, each of one thing that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from attrs import Factory, frozen

from courtqa.workflows.attesting.marks import Mark
from courtqa.workflows.drafting import drafted
from courtqa.workflows.personal import Personal
from courtqa.workflows.records import Actor, Kin, Proceeding
from courtqa.workflows.sealing import Listed, Sealed

__all__ = [
    "Armed",
    "Current",
    "Denial",
    "Entry",
    "Message",
    "NumberLine",
    "Query",
    "Recorded",
]


@frozen
class Current:
    """A proceeding as it stands, with the seal and the moment of its last event."""

    proceeding: Proceeding
    head: str
    recorded_at: datetime
    kept: Proceeding | None = None  # as it is stored, where values about persons lie outside the chain
    kin: tuple[Kin, ...] = ()  # the proceedings nearby, where a step may depend on them


@frozen
class Recorded:
    """An event that an idempotency key already stands for."""

    proceeding: str
    seq: int
    request: str


@frozen
class Message:
    """Something to be done outside, after the commit. Its key makes a second delivery harmless."""

    key: str
    proceeding: str
    seq: int
    topic: str
    payload: Mapping[str, Any] = Factory(dict)
    sent_at: datetime | None = None
    attempts: int = 0  # how often a worker took it up


@frozen
class NumberLine:
    """A line of the register of numbers: what was given to which notice."""

    series: str
    court: str
    year: int
    seq: int
    total: int
    notice_id: str
    model_digest: str
    given_on: date
    void: bool = False
    void_reason: str = ""


@frozen
class Denial:
    """A step that was refused, and the codes why. Kept in a log of its own, never in the trail."""

    proceeding: str
    event: str
    by: str
    codes: tuple[str, ...]
    zh: str
    en: str
    at: datetime


@frozen
class Armed:
    """A running clock of some proceeding."""

    proceeding: str
    clock: str
    due: date
    remind_on: date | None = None
    reminded: bool = False


@drafted
@frozen(weakref_slot=False)
class Entry:
    """All that one event changes, to be written together or not at all."""

    sealed: Sealed
    before: Proceeding | None
    after: Proceeding
    by: Actor | None = None  # who acted, with name and offices: kept beside the trail, never in it
    listed: tuple[Listed, ...] = ()
    outbox: tuple[Message, ...] = ()
    key: str | None = None  # the idempotency key of an opening
    serial: int | None = None  # the running number inside workflow and year, of an opening
    marks: tuple[Mark, ...] = ()  # by keys from outside, over the seals; only ever added to
    tips: tuple[
        Mark, ...
    ] = ()  # the same over where the chains end now; each takes the place of the last one
    personal: tuple[Personal, ...] = ()  # values about persons, outside the chain
    forgotten: tuple[str, ...] = ()  # commitments of this proceeding whose values are removed


@frozen
class Query:
    """Which proceedings to list; ``None`` asks for all."""

    workflow: str | None = None
    states: tuple[tuple[str, str, str], ...] | None = None  # (workflow, definition, state)
    state: str | None = None
    closed: bool | None = None
    ids: tuple[str, ...] | None = None
