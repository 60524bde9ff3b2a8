"""The plainest events there are, to write into any store: a proceeding that is opened, goes on, and is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from courtqa.text import Text
from courtqa.workflows import (
    Actor,
    Clock,
    Denial,
    Entry,
    Event,
    Message,
    Proceeding,
    Sealed,
    Store,
    Transaction,
    fold,
)
from courtqa.workflows.ledger_rows import clock_rows
from courtqa.workflows.sealing import directory_genesis, enlist, genesis, seal

__all__ = [
    "COURT",
    "DAY",
    "NOW",
    "armed_clock",
    "denied",
    "go_on",
    "message_of",
    "open_one",
    "opening",
    "reminder_of",
    "step",
]

COURT = "court"
DAY = date(2008, 1, 7)
NOW = datetime(2008, 1, 7, 1, tzinfo=UTC)
LI = Actor.of("li", "李某", "officer", unit="office")


def opening(id: str = "p-1", *, parent: str | None = None, key: str | None = None, **changes: Any) -> Event:
    """The event that opens a proceeding."""
    about: dict[str, object] = {"kind": "case", "id": id, "unit": "civil_1", "persons": [], "title": id}
    opened = {"workflow": "w", "edition": "2008-01-01", "parent": parent, "subject": about}
    told = {"opened": opened, **changes.pop("payload", {})}
    return _event(
        id, 1, kind="opened", transition="opened", target="s", idem=key or "", payload=told, **changes
    )


def step(before: Proceeding, *, key: str | None = None, **changes: Any) -> Event:
    """The event after those: it stays where it is unless told otherwise."""
    plain = {"kind": "step", "transition": "on", "source": before.state, "target": before.state}
    seq = before.version + 1
    return _event(before.id, seq, idem=key or "", **{**plain, **changes})


def _event(id: str, seq: int, **changes: Any) -> Event:
    fields = {
        "court": COURT,
        "actor": LI.id,
        "roles": ("officer",),
        "source": None,
        "recorded_at": NOW,
        "effective_on": DAY,
        "definition": "d",
        "policy": "p",
        "calendar": "",
        "request": f"request-{seq}",
        "payload": {},
        **changes,
    }
    return Event(proceeding=id, seq=seq, **fields)


def open_one(
    store: Store, id: str = "p-1", *, by: Actor | None = LI, serial: int | None = None, **changes: Any
) -> Proceeding:
    """A proceeding opened in the store, listed in its directory."""
    event = opening(id, **changes)

    def work(transaction: Transaction) -> Proceeding:
        return opened_in(transaction, event, by=by, serial=serial)

    return store.transact(COURT, work)


def opened_in(
    transaction: Transaction, event: Event, *, by: Actor | None = LI, serial: int | None = None
) -> Proceeding:
    """The proceeding that the event opens, inside a transaction."""
    sealed = seal(event, genesis(event.court, event.proceeding))
    seq, prev = transaction.directory_head() or (0, directory_genesis(event.court))
    listed = enlist("opened", sealed, seq + 1, prev)
    after = fold([event])
    entry = Entry(sealed, None, after, by, (listed,), key=event.idem or None, serial=serial)
    assert transaction.write(entry)
    return after


def go_on(
    store: Store,
    before: Proceeding,
    *,
    by: Actor | None = LI,
    outbox: Sequence[Message] = (),
    event: Event | None = None,
    **beside: Any,
) -> Proceeding | None:
    """The proceeding after one more event; None if it has moved on since ``before``."""

    def work(transaction: Transaction) -> Proceeding | None:
        entry = entry_after(transaction, before, event or step(before), by=by, outbox=outbox, **beside)
        return entry.after if transaction.write(entry) else None

    return store.transact(COURT, work)


def entry_after(
    transaction: Transaction, before: Proceeding, event: Event, *, by: Actor | None = LI, **beside: Any
) -> Entry:
    """What is written of an event that follows ``before``."""
    kept: list[Sealed] = list(transaction.events(before.id, upto=before.version))
    sealed = seal(event, kept[-1].hash)
    beside["outbox"] = tuple(beside.get("outbox", ()))
    return Entry(sealed, before, fold([*(one.event for one in kept), event]), by, **beside)


def armed_clock(
    name: str, due: date, *, remind_on: date | None = None, lapsed: bool = False
) -> dict[str, Any]:
    """The payload of an event that sets a clock; no day clears the list."""
    clock = Clock(
        name, "calendar_day", 5, DAY, due, Text(zh="期", en="time"), remind_on=remind_on, lapsed=lapsed
    )
    return {"clocks": clock_rows([clock])}


def clocks(*made: dict[str, Any]) -> dict[str, Any]:
    """Several clocks in one payload."""
    return {"clocks": [row for each in made for row in each["clocks"]]}


def message_of(id: str, seq: int, number: int = 1) -> Message:
    """A message that an event asks to be sent."""
    return Message(f"{id}:{seq}:{number}", id, seq, "told", {"number": number})


def reminder_of(id: str, seq: int, clock: str, due: date) -> Message:
    """The message that reminds of a clock, as a docket writes it."""
    told = {"topic": "reminder", "proceeding": id, "clock": clock, "due": due.isoformat(), "seq": seq}
    return Message(f"{COURT}/{id}/{clock}/{due.isoformat()}/reminder", id, seq, "reminder", told)


def denied(
    event: str, *, at: datetime = NOW, by: str = "li", codes: Iterable[str] = ("role_missing",)
) -> Denial:
    """A step that was refused."""
    return Denial("p-1", event, by, tuple(codes), "不行", "no", at)
