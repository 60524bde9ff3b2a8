"""The quick way to find a proceeding untouched: the same questions as the thorough way, asked of bytes.

Each event is hashed as it is stored; its frame is matched by one pattern, and only its payload is parsed and spelt
again. What it comes to is folded in JSON's own types and compared with the stored row. Whatever is not plainly in order
(an unusual spelling, a rare kind of event, any difference) is left to the thorough way, which alone names faults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from attrs import define, field, frozen

from courtqa.errors import CourtqaError
from courtqa.policy import Policy
from courtqa.workflows.fold import approval_of, children_of
from courtqa.workflows.frame import HEAD, TAIL, is_day, is_moment, is_plain, payloads, spelling
from courtqa.workflows.ledger_rows import clock_of
from courtqa.workflows.personal import REQUEST, SALTED
from courtqa.workflows.records import Child
from courtqa.workflows.replay import plan_of_edition, targets_of
from courtqa.workflows.sealing import genesis
from courtqa.workflows.snapshot import clock_row, told

__all__ = ["Judged", "Quick"]

Row = Sequence[Any]
_SEAL = b"courtqa.event.v1\x00"
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
_ALONE = frozenset({"approval", "child"})  # nobody is said to have acted
_HISTORY = '"history":[]'


@frozen
class Judged:
    """A proceeding that was found in order: the seals of its events, the commitments they hold, who acted."""

    seals: tuple[str, ...]
    committed: Mapping[str, tuple[int, str]]
    actors: frozenset[str]


Known = dict[
    tuple[str, str | None, str], frozenset[str | None]
]  # where an event may lead, by kind, state and name
Leads = Callable[[tuple[str, str, str], str, str | None, str], frozenset[str | None]]


@define
class _Course:
    """What the events have come to so far, in JSON's types."""

    court: str
    name: str
    read: Callable[[str], dict[str, Any] | None]  # a payload, if it is canonically spelt
    spell: Callable[[Any], str]
    leads: Leads | None = None  # where such an event may lead, by the pinned edition
    known: Callable[[tuple[str, str, str]], Known] | None = None  # what of that was asked before
    pinned: tuple[str, str, str] = ("", "", "")
    targets: Known = field(factory=dict)
    state: str | None = None
    last: str = ""
    key: str = ""  # the idempotency key of the opening
    snapshot: dict[str, Any] = field(factory=dict)
    done: list[str] = field(factory=list)  # the history, each step as it is spelt
    clocks: Any = ()
    approvals: Any = ()
    children: tuple[Child, ...] = ()
    committed: dict[str, tuple[int, str]] = field(factory=dict)
    actors: set[str] = field(factory=set)

    def follows(self, text: str, seq: int, idem: str, request: str) -> bool:
        """Whether the body is spelt as it should be, belongs where it is stored, and leads on from here."""
        start, _, rest = text.partition(',"payload":')
        spelt, _, end = rest.rpartition(',"policy":"')
        head, tail, payload = HEAD(start), TAIL(end), self.read(spelt)
        if head is None or tail is None or payload is None:
            return False
        if not (start.isascii() or is_plain(start)) or not (end.isascii() or is_plain(end)):
            return False
        actor, principal, where, definition, day, source, key, kind = head.groups()
        policy, whose, at, asked, number, target, event = tail.groups()
        if where != self.court or whose != self.name or asked != request or key != idem or int(number) != seq:
            return False
        if at < self.last or not is_moment(at) or not is_day(day):
            return False
        if kind not in _STEPS or not _RARE.isdisjoint(payload) or (kind == "opened") != (seq == 1):
            return False
        if seq == 1:
            self._open(payload["opened"], definition, policy, day)
            self.key = key
        elif "opened" in payload:
            return False
        if self.leads is not None:
            targets = self.targets.get((kind, source, event))
            if targets is None:
                targets = self.targets[kind, source, event] = self.leads(self.pinned, kind, source, event)
            if source != self.state or target not in targets:
                return False
        if kind not in _ALONE or "approved_by" in payload:
            self._act(payload, (seq, event, day), (actor, principal), kind)
        self.actors.add(actor)
        self._apply(payload)
        self._note(payload, asked, seq)
        self.state = target
        self.last = at
        return True

    def _open(self, opened: Mapping[str, Any], definition: str, policy: str, day: str) -> None:
        subject = opened["subject"]
        self.pinned = (opened["workflow"], opened["edition"], definition)
        if self.known is not None:
            self.targets = self.known(self.pinned)
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

    def _act(
        self,
        payload: Mapping[str, Any],
        step: tuple[int, str, str],
        by: tuple[str, str | None],
        kind: str,
    ) -> None:
        """Who acted, as ``fold.apply`` has it and the snapshot spells it."""
        seq, event, day = step
        late = "true" if payload.get("late") else "false"
        acted = [] if kind in _ALONE else [by]
        if "approved_by" in payload:
            approved = payload["approved_by"]
            behind = payload.get("approved_on_behalf_of", [None] * len(approved))
            acted += zip(approved, behind, strict=True)
            acted = [(self.spell(person)[1:-1], other and self.spell(other)[1:-1]) for person, other in acted]
        for person, other in acted:
            principal = "" if other is None else f'"on_behalf_of":"{other}",'
            self.done.append(
                f'{{"by":"{person}","event":"{event}","late":{late},"on":"{day}",{principal}"seq":{seq}}}'
            )

    def _apply(self, payload: Mapping[str, Any]) -> None:
        """The same as ``fold.apply``, in JSON's types."""
        snapshot = self.snapshot
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

    def stands(self, row: tuple[Any, ...], clocks: Mapping[Any, Any], head: str, version: int) -> bool:
        """Whether the stored row and its clocks are what the events have come to."""
        snapshot = self.snapshot
        ticking = [clock_of(each) for each in self.clocks]
        snapshot["state"], snapshot["version"] = self.state, version
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
            self._spelt(),
            snapshot["edition"],
            snapshot["subject"]["unit"],
            snapshot["opened_on"],
            snapshot["parent"],
            (self.key or None) if snapshot["parent"] is None else None,
        )
        return row == expected and clocks == {clock.name: clock_row(clock) for clock in ticking}

    def _spelt(self) -> str:
        """The snapshot. Behind the history nothing stands that could hold a key of that name: its place is the last."""
        before, _, after = self.spell(self.snapshot).rpartition(_HISTORY)
        return f'{before}"history":[{",".join(self.done)}]{after}'


class Quick:
    """Judges proceedings one by one; None for one that has to be looked at thoroughly."""

    def __init__(self, policy: Policy | None, court: str | None) -> None:
        self._policy = policy
        self._court = court
        self._known: dict[tuple[str, str, str], Known] = {}
        self._read, self._spell = payloads(), spelling()[1]

    def judge(self, rows: list[Row], row: tuple[Any, ...], clocks: Mapping[Any, Any]) -> Judged | None:
        """The proceeding of these events, if all is plainly in order; ``row`` as ``verify`` has it, clocks likewise."""
        try:
            return self._judge(rows, row, clocks)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, CourtqaError):
            return None

    def _judge(self, rows: list[Row], row: tuple[Any, ...], clocks: Mapping[Any, Any]) -> Judged | None:
        first, last = rows[0][0], rows[0][1]
        court, name = first.decode(), last.decode()
        course = _Course(court, name, self._read, self._spell)
        if self._policy is not None and self._court in {None, court}:
            course.leads, course.known = self._leads, self._asked
        linked = genesis(court, name)
        prev, stored = bytes.fromhex(linked), linked.encode()
        seals: list[str] = []
        for expected, (whose, which, seq, idem, request, body, before, seal) in enumerate(rows, 1):
            if seq != expected or before != stored or whose != first or which != last or idem == b"":
                return None
            found = sha256(_SEAL + prev + body)
            linked, prev, stored = found.hexdigest(), found.digest(), seal
            if linked.encode() != seal:
                return None
            if not course.follows(
                body.decode(), seq, "" if idem is None else idem.decode(), request.decode()
            ):
                return None
            seals.append(linked)
        if not course.stands(row, clocks, linked, len(rows)):
            return None
        return Judged(tuple(seals), course.committed, frozenset(course.actors))

    def _asked(self, pinned: tuple[str, str, str]) -> Known:
        return self._known.setdefault(pinned, {})

    def _leads(
        self, pinned: tuple[str, str, str], kind: str, source: str | None, event: str
    ) -> frozenset[str | None]:
        assert self._policy is not None
        plan = plan_of_edition(
            self._policy, pinned[0], date.fromisoformat(pinned[1]), pinned[2], who=pinned[0]
        )
        return frozenset(targets_of(plan, kind, source, event))
