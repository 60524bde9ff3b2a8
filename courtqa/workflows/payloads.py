"""What the payloads of sealed events tell, as the fold and the snapshot of a proceeding need it: once for each text.

A payload is taken apart into its data and the rest, for the rest (clocks above all) is often word for word that of others.
Both are parsed and spelt again; what is not spelt canonically tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from courtqa.workflows.canonical import canonical, read_json, spelt
from courtqa.workflows.fold import approval_of
from courtqa.workflows.ledger_rows import clock_of
from courtqa.workflows.personal import SALTED
from courtqa.workflows.snapshot import clock_row, told

__all__ = ["NO_CLOCKS", "Clocks", "Data", "Opened", "Payloads", "Rest", "Told", "remember", "spell"]

T = TypeVar("T")
_RARE = frozenset({"migrated", "earlier_acts", "upheld", "erased"})
_FAMILY = frozenset({"children", "cancelled_children", "ended"})
_MORE = _FAMILY | {"opened", "approved_by", "approvals", "recused", "closed"}
_DATA = b'"data":{'
_BEHIND = re.compile(
    rb'},"(?:deadline|ended|exported|late|milestone|moved|opened|recused)":'
).search  # what may stand behind the data
_MOST = 30_000  # texts of a kind that are remembered


class Clocks(NamedTuple):
    """The clocks of a proceeding: as its snapshot has them, and by name the day, the reminder and the status stored."""

    spelt: bytes
    days: Mapping[bytes, tuple[bytes, bytes | None, bytes]]


class Data(NamedTuple):
    """The data that an event brought, and the commitments among it, by field."""

    values: Mapping[str, Any]
    committed: Sequence[tuple[str, str]]


class Opened(NamedTuple):
    """What the opening says of the proceeding, and the same as the snapshot spells it."""

    workflow: str
    edition: str
    parent: bytes | None
    unit: bytes | None
    told: tuple[bytes, bytes, bytes]  # parent, subject, workflow


class Rest(NamedTuple):
    """What few payloads tell; None where one leaves a thing as it was."""

    opened: Opened | None
    acted: Sequence[tuple[bytes, bytes]]  # who approved, and on whose behalf, as in a line of the history
    approvals: bytes | None
    requests: tuple[str, ...]  # the commitments to requests that were approved
    recused: bytes | None
    closed: bytes | None
    family: Mapping[str, Any] | None


class Told(NamedTuple):
    """What a payload tells besides its data."""

    late: bytes  # as a line of the history goes on with it
    clocks: Clocks | None
    rest: Rest | None


_NOTHING, NO_CLOCKS = Data({}, ()), Clocks(b"[]", {})


def remember(known: dict[bytes, T], text: bytes, value: T) -> T:
    """The value, from now on known for that text. Only so many are."""
    if len(known) >= _MOST:
        known.clear()
    known[text] = value
    return value


class Payloads:
    """Reads payloads and remembers what they told."""

    def __init__(self) -> None:
        self._rests: dict[bytes, Told] = {}
        self._data: dict[bytes, Data] = {}

    def read(self, payload: bytes) -> tuple[Told, Data]:
        """What it tells, and its data; ValueError where it is not plainly spelt, or tells what is rare."""
        at = payload.find(_DATA)
        if at < 0:
            return self._rests.get(payload) or self._tell(payload), _NOTHING
        behind = _BEHIND(payload, at)
        end = len(payload) - 2 if behind is None else behind.start()
        rest, data = payload[: at + 8] + payload[end:], payload[at + 7 : end + 1]
        return self._rests.get(rest) or self._tell(rest), self._data.get(data) or self._bring(data)

    def _bring(self, text: bytes) -> Data:
        values = _object(text, ("payload", "data"))
        committed = [
            (value["commitment"], name)
            for name, value in values.items()
            if type(value) is dict and len(value) == 1 and "commitment" in value
        ]
        return remember(self._data, text, Data(values, committed))

    def _tell(self, text: bytes) -> Told:
        value = _object(text, ("payload",))
        if not _RARE.isdisjoint(value):
            raise ValueError("this is for the thorough way")
        if value.get("data", {}) != {} or ("data" in value) != text.count(_DATA):
            raise ValueError("there is data somewhere else")
        late = b'true,"on":"' if value.get("late") else b'false,"on":"'
        clocks = _clocks(value["clocks"]) if "clocks" in value else None
        more = None if _MORE.isdisjoint(value) else _tell_more(value)
        return remember(self._rests, text, Told(late, clocks, more))


def _object(text: bytes, path: tuple[str, ...]) -> dict[str, Any]:
    """The object that a text spells at that place of a body; ValueError unless it does so canonically."""
    decoded = text.decode()
    value = read_json(decoded)
    if type(value) is not dict or canonical(value, path) != decoded:
        raise ValueError("it is not a canonically spelt object")
    return value


def _tell_more(value: dict[str, Any]) -> Rest:
    approvals = value.get("approvals")
    return Rest(
        opened=_opened(value["opened"]) if "opened" in value else None,
        acted=tuple(_acted(value)) if "approved_by" in value else (),
        approvals=None if approvals is None else _listed(map(approval_of, approvals)),
        requests=tuple(
            row["request"].removeprefix(SALTED)
            for row in approvals or ()
            if row["request"].startswith(SALTED)
        ),
        recused=spell([*value["recused"]]) if "recused" in value else None,
        closed=(b"true" if value["closed"] else b"false") if "closed" in value else None,
        family=None if _FAMILY.isdisjoint(value) else value,
    )


def _opened(opened: Mapping[str, Any]) -> Opened:
    subject, parent, workflow = opened["subject"], opened["parent"], opened["workflow"]
    about = {name: subject[name] for name in ("kind", "id", "unit", "title")}
    shown = {**about, "persons": [*subject["persons"]]}
    return Opened(
        workflow,
        date.fromisoformat(opened["edition"]).isoformat(),
        parent and parent.encode(),
        about["unit"] and about["unit"].encode(),
        (spell(parent), spell(shown), spell(workflow)),
    )


def _clocks(rows: Iterable[Any]) -> Clocks:
    ticking = [clock_of(row) for row in rows]
    stored = {clock.name.encode(): clock_row(clock) for clock in ticking}
    days = {
        name: (
            row["due"].encode(),
            row["remind_on"] and row["remind_on"].encode(),
            row["status"].encode(),
        )
        for name, row in stored.items()
    }
    return Clocks(_listed(ticking), days)


def _acted(value: Mapping[str, Any]) -> Iterator[tuple[bytes, bytes]]:
    approved = value["approved_by"]
    behind = value.get("approved_on_behalf_of", [None] * len(approved))
    for person, other in zip(approved, behind, strict=True):
        principal = b'","seq":' if other is None else b'","on_behalf_of":' + spell(other) + b',"seq":'
        yield b'{"by":' + spell(person) + b',"event":"', principal


def _listed(records: Iterable[object]) -> bytes:
    return spell([told(record) for record in records])


def spell(value: object) -> bytes:
    """The canonical text of a value that is known to have one."""
    return spelt(value).encode()
