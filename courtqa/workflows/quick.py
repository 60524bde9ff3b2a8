"""The quick way to find a proceeding untouched: the same questions as the thorough way, asked of bytes.

Each event is hashed as it is stored; its frame is matched by one pattern, and only its payload is parsed and spelt
again. What it comes to is folded in JSON's own types and compared with the stored row. Whatever is not plainly in order
(an unusual spelling, a rare kind of event, any difference) is left to the thorough way, which alone names faults.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from attrs import define, field, frozen

from courtqa.errors import CourtqaError
from courtqa.policy import Policy
from courtqa.workflows.canonical import parse
from courtqa.workflows.fold import approval_of, children_of
from courtqa.workflows.ledger_rows import clock_of
from courtqa.workflows.personal import REQUEST, SALTED
from courtqa.workflows.records import Child
from courtqa.workflows.replay import plan_of_edition, targets_of
from courtqa.workflows.sealing import genesis, moment
from courtqa.workflows.snapshot import clock_row, told

__all__ = ["Judged", "Quick"]

Row = Sequence[Any]
_TEXT = r'"([^"\\]*)"'
_HEAD = re.compile(
    rf'{{"actor":{{"id":{_TEXT}(?:,"on_behalf_of":{_TEXT})?,"roles":\[(?:"[^"\\]*"(?:,"[^"\\]*")*)?\]}},'
    rf'"calendar":{_TEXT},"court":{_TEXT},"definition":{_TEXT},"effective_on":{_TEXT},'
    rf'"from":(?:{_TEXT}|null),"idem":{_TEXT},"kind":{_TEXT}\Z'
).match
_TAIL = re.compile(
    rf'{_TEXT[1:]},"proceeding":{_TEXT},"reason":{_TEXT},"recorded_at":{_TEXT},"request":{_TEXT},'
    rf'"seq":([1-9][0-9]{{0,9}}),"to":{_TEXT},"transition":{_TEXT},"v":1}}\Z'
).match
_ODD = re.compile(  # in a payload: a number that is not a small whole one, or a key of other characters
    r'[:,\[]-?(?:0[0-9]|[0-9]{15}|[0-9]+[.eE]|[NI])|[{,]"(?:[a-z0-9_]*[^"a-z0-9_][^"]*)?":'
).search
_SEAL = b"courtqa.event.v1\x00"
_DEEPEST = 30
_RARE = frozenset({"migrated", "earlier_acts", "upheld", "erased"})
_STEPS = frozenset(
    {
        "opened",
        "step",
        "consulted",
        "exported",
        "approval",
        "lapse",
        "recusal",
        "reminder",
        "recalendared",
        "child",
        "cancelled",
    }
)
_FAMILY = frozenset({"children", "cancelled_children", "ended"})
_loads = json.JSONDecoder().decode
_dumps = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


@frozen
class Judged:
    """A proceeding that was found in order: the seals of its events, the commitments they hold, who acted."""

    seals: tuple[str, ...]
    committed: Mapping[str, tuple[int, str]]
    actors: frozenset[str]


Leads = Callable[[tuple[str, str, str], str, str | None, str], frozenset[str | None]]


@define
class _Course:
    """What the events have come to so far, in JSON's types."""

    court: str
    name: str
    leads: Leads | None = None  # where such an event may lead, by the pinned edition
    pinned: tuple[str, str, str] = ("", "", "")
    state: str | None = None
    last: str = ""
    key: str = ""  # the idempotency key of the opening
    snapshot: dict[str, Any] = field(factory=dict)
    clocks: Any = ()
    approvals: Any = ()
    children: tuple[Child, ...] = ()
    committed: dict[str, tuple[int, str]] = field(factory=dict)
    actors: set[str] = field(factory=set)

    def follows(self, text: str, seq: int, idem: str, request: str) -> bool:
        """Whether the body is spelt as it should be, belongs where it is stored, and leads on from here."""
        start, _, rest = text.partition(',"payload":')
        spelt, _, end = rest.rpartition(',"policy":"')
        head, tail, payload = _HEAD(start), _TAIL(end), _payload(spelt)
        if head is None or tail is None or payload is None or not _plain(start) or not _plain(end):
            return False
        actor, principal, _, where, definition, day, source, key, kind = head.groups()
        policy, whose, _, at, asked, number, target, event = tail.groups()
        if where != self.court or whose != self.name or asked != request or key != idem or int(number) != seq:
            return False
        if at < self.last or not _spelt_moment(at) or not _spelt_day(day):
            return False
        if kind not in _STEPS or not _RARE.isdisjoint(payload) or (kind == "opened") != (seq == 1):
            return False
        if seq == 1:
            self._open(payload["opened"], definition, policy, day)
            self.key = key
        elif "opened" in payload:
            return False
        if self.leads is not None and (
            source != self.state or target not in self.leads(self.pinned, kind, source, event)
        ):
            return False
        self._apply(payload, {"seq": seq, "event": event, "by": actor, "on": day}, principal, kind)
        self._note(payload, asked, seq)
        self.state = self.snapshot["state"] = target
        self.snapshot["version"] = seq
        self.last = at
        return True

    def _open(self, opened: Mapping[str, Any], definition: str, policy: str, day: str) -> None:
        subject = opened["subject"]
        self.pinned = (opened["workflow"], opened["edition"], definition)
        self.snapshot |= {
            "id": self.name,
            "court": self.court,
            "workflow": opened["workflow"],
            "edition": date.fromisoformat(opened["edition"]).isoformat(),
            "definition": definition,
            "policy": policy,
            "subject": {
                "kind": subject["kind"],
                "id": subject["id"],
                "unit": subject["unit"],
                "persons": list(subject["persons"]),
                "title": subject["title"],
            },
            "opened_on": day,
            "parent": opened["parent"],
            "data": {},
            "history": [],
            "recused": [],
            "closed": False,
        }

    def _apply(
        self, payload: Mapping[str, Any], done: dict[str, Any], principal: str | None, kind: str
    ) -> None:
        """The same as ``fold.apply``, in JSON's types."""
        snapshot = self.snapshot
        done["late"] = bool(payload.get("late"))
        self.actors.add(done["by"])
        if kind not in {"approval", "child"}:
            snapshot["history"].append(done if principal is None else {**done, "on_behalf_of": principal})
        if "approved_by" in payload:
            approved = payload["approved_by"]
            behind = payload.get("approved_on_behalf_of", [None] * len(approved))
            for person, other in zip(approved, behind, strict=True):
                given = {**done, "by": person}
                snapshot["history"].append(given if other is None else {**given, "on_behalf_of": other})
        if "data" in payload:
            snapshot["data"].update(payload["data"])
        self.clocks = payload.get("clocks", self.clocks)
        self.approvals = payload.get("approvals", self.approvals)
        if "recused" in payload:
            snapshot["recused"] = list(payload["recused"])
        if "closed" in payload:
            snapshot["closed"] = bool(payload["closed"])
        if not _FAMILY.isdisjoint(payload):
            self.children = children_of(self.children, payload)

    def _note(self, payload: Mapping[str, Any], request: str, seq: int) -> None:
        """The commitments that the event holds."""
        if "data" in payload:
            for name, value in payload["data"].items():
                if type(value) is dict and len(value) == 1 and "commitment" in value:
                    self.committed.setdefault(value["commitment"], (seq, name))
        requests = [request]
        if "approvals" in payload:
            requests += [row["request"] for row in payload["approvals"]]
        for text in requests:
            if text.startswith(SALTED):
                self.committed.setdefault(text.removeprefix(SALTED), (seq, REQUEST))

    def stands(self, row: tuple[Any, ...], clocks: Mapping[Any, Any], head: str) -> bool:
        """Whether the stored row and its clocks are what the events have come to."""
        snapshot = self.snapshot
        ticking = [clock_of(each) for each in self.clocks]
        snapshot["clocks"] = [told(clock) for clock in ticking]
        snapshot["approvals"] = [told(approval_of(each)) for each in self.approvals]
        if self.children:
            snapshot["children"] = [told(child) for child in self.children]
        expected = (
            snapshot["workflow"],
            snapshot["definition"],
            snapshot["state"],
            snapshot["version"],
            int(snapshot["closed"]),
            head,
            self.last,
            _dumps(snapshot),
            snapshot["edition"],
            snapshot["subject"]["unit"],
            snapshot["opened_on"],
            snapshot["parent"],
            (self.key or None) if snapshot["parent"] is None else None,
        )
        return row == expected and clocks == {clock.name: clock_row(clock) for clock in ticking}


class Quick:
    """Judges proceedings one by one; None for one that has to be looked at thoroughly."""

    def __init__(self, policy: Policy | None, court: str | None) -> None:
        self._policy = policy
        self._court = court
        self._targets: dict[tuple[str, str, str, str | None, str], frozenset[str | None]] = {}

    def judge(self, rows: list[Row], row: tuple[Any, ...], clocks: Mapping[Any, Any]) -> Judged | None:
        """The proceeding of these events, if all is plainly in order; ``row`` as ``verify`` has it, clocks likewise."""
        try:
            return self._judge(rows, row, clocks)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, CourtqaError):
            return None

    def _judge(self, rows: list[Row], row: tuple[Any, ...], clocks: Mapping[Any, Any]) -> Judged | None:
        court, name = rows[0][0].decode(), rows[0][1].decode()
        course, prev = _Course(court, name), genesis(court, name)
        if self._policy is not None and self._court in {None, court}:
            course.leads = self._leads
        seals: list[str] = []
        for expected, (whose, which, seq, idem, request, body, before, seal) in enumerate(rows, 1):
            stored = seal.decode()
            if seq != expected or before.decode() != prev or whose != rows[0][0] or which != rows[0][1]:
                return None
            if sha256(_SEAL + bytes.fromhex(prev) + body).hexdigest() != stored:
                return None
            idle = "" if idem is None else idem.decode()
            if not course.follows(body.decode(), seq, idle, request.decode()):
                return None
            prev = stored
            seals.append(stored)
        if not course.stands(row, clocks, prev):
            return None
        return Judged(tuple(seals), course.committed, frozenset(course.actors))

    def _leads(
        self, pinned: tuple[str, str, str], kind: str, source: str | None, event: str
    ) -> frozenset[str | None]:
        key = (*pinned[::2], kind, source, event)
        known = self._targets.get(key)
        if known is None:
            assert self._policy is not None
            plan = plan_of_edition(
                self._policy, pinned[0], date.fromisoformat(pinned[1]), pinned[2], who=pinned[0]
            )
            known = self._targets[key] = frozenset(targets_of(plan, kind, source, event))
        return known


@lru_cache(maxsize=50_000)
def _payload(text: str) -> dict[str, Any] | None:
    """The payload, if it is a canonically spelt object; it is not to be changed."""
    if "\\" in text:
        value = parse(text)
    elif text.count("{") + text.count("[") > _DEEPEST or not _plain(text) or _ODD(text):
        return None
    else:
        value = _loads(text)
        if _dumps(value) != text:
            return None
    return value if type(value) is dict else None


def _plain(text: str) -> bool:
    """Whether nothing in it may not be in a trail: the quick answer, which errs to no."""
    return text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text))


@lru_cache(maxsize=20_000)
def _spelt_day(text: str) -> bool:
    return date.fromisoformat(text).isoformat() == text


def _spelt_moment(text: str) -> bool:
    return len(text) == 27 and text[10] == "T" and text[26] == "Z" and text[19] == "." and bool(moment(text))
