"""The outbox held against the trail: what each event asks to be told follows from the event itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import define, field

from courtqa.errors import NotCanonical
from courtqa.workflows.canonical import canonical, parse
from courtqa.workflows.chains import plain
from courtqa.workflows.faults import Fault, fault
from courtqa.workflows.snapshot import is_damaged
from courtqa.workflows.store import Audit

__all__ = ["Posted", "check_actors"]

Key = tuple[Any, Any]  # court, proceeding
Posting = tuple[Any, Any, Any, Any]  # seq, key, topic, payload


@define
class Posted:
    """What lies in the outbox, ticked off proceeding by proceeding."""

    kept: dict[Key, list[Posting]] = field(factory=dict)
    children: dict[Key, list[tuple[str, str]]] = field(factory=dict)  # of a parent: id, workflow
    clocks: dict[Key, dict[Any, tuple[Any, Any, Any]]] = field(factory=dict)  # name → due, status, reminded

    def take(self, court: Any, proceeding: Any, *posting: Any) -> None:
        """A message as it is stored."""
        seq, key, topic, payload = posting
        self.kept.setdefault((court, proceeding), []).append((seq, key, topic, payload))

    def child(self, court: Any, parent: Any, id: Any, workflow: Any) -> None:
        """A proceeding that was opened by another, which tells of it."""
        self.children.setdefault((court, parent), []).append((str(id), str(workflow)))

    def forget(self, key: Key) -> None:
        """Leave out what nobody asked about."""
        self.kept.pop(key, None)
        self.children.pop(key, None)
        self.clocks.pop(key, None)

    def holds(self, key: Key) -> bool:
        """Whether anything of it lies here."""
        return key in self.kept or key in self.children or key in self.clocks

    def clock(self, key: Key, name: Any, due: Any, status: Any, reminded: Any) -> None:
        """A clock as it is stored, and whether somebody was reminded of it."""
        self.clocks.setdefault(key, {})[name] = due, status, reminded

    def check(
        self,
        key: Key,
        rows: Sequence[Sequence[object]],
        seals: Mapping[int, str],
        row: Any,
        listed: Iterable[tuple[Any, Any, Any]],
    ) -> Iterator[Fault]:
        """What is amiss in the messages of one proceeding; ``rows`` are its events, ``row`` as ``verify`` has it.

        ``listed`` says what the directory has of it: (kind, number, seal).
        """
        closed_at = next((at for kind, at, _ in listed if kind == "closed" and isinstance(at, int)), None)
        name, messages, clocks = str(key[1]), self.kept.pop(key, ()), self.clocks.pop(key, {})
        expected, told = set(self._expected(key, row, closed_at)), set[tuple[Any, Any]]()
        for seq, posted, topic, payload in messages:
            if not isinstance(seq, int) or seq not in seals:
                yield fault(name, seq, "message_orphaned")
            elif (topic, payload) in expected and _follows(posted, seals[seq]):
                expected.discard((topic, payload))
            elif (clock := _reminder(key, seq, posted, topic, payload)) and _ran(*clock, rows[:seq]):
                told.add(clock)
            else:
                yield fault(name, seq, "message_differs")
        for topic, _ in sorted(expected):
            yield fault(name, 0, "message_missing", topic=topic)
        for clock, (due, status, reminded) in clocks.items():
            if reminded and clock not in {each for each, _ in told}:
                yield fault(name, 0, "message_missing", topic="reminder")
            if not reminded and status == "running" and (clock, due) in told:
                yield fault(name, 0, "message_differs")

    def leftovers(self) -> Iterator[Fault]:
        """Messages of proceedings that are not there."""
        for (_, proceeding), messages in self.kept.items():
            for seq, *_ in messages:
                yield fault(str(proceeding), seq, "message_orphaned")

    def _expected(self, key: Key, row: Any, closed_at: int | None) -> Iterator[tuple[str, str]]:
        name = key[1]
        try:
            for child, workflow in self.children.pop(key, ()):
                told = {"topic": "opened", "proceeding": child, "workflow": workflow, "parent": name}
                yield "opened", canonical(told)
            if row is not None and closed_at is not None and closed_at > 1:
                told = {"topic": "closed", "proceeding": name, "state": row[2], "parent": row[11]}
                yield "closed", canonical(told)
        except NotCanonical:
            return


def check_actors(audit: Audit) -> Iterator[Fault]:
    """What a broken disk did to those who acted. (Whoever changes an entry with intent changes its check as well.)"""
    for _, *told in audit.actors():
        if is_damaged(*map(str, map(plain, told))):
            yield fault(str(plain(told[0])), 0, "actor_differs")


def _follows(key: Any, seal: str) -> bool:
    head, _, number = str(key).partition(":")
    return head == seal and number.isascii() and number.isdecimal() and number == str(int(number))


def _reminder(key: Key, seq: int, posted: Any, topic: Any, payload: Any) -> tuple[Any, Any] | None:
    """The clock that a message reminds of, and its day; None if it is no reminder, or not one of ours."""
    try:
        told: Any = parse(str(payload))
        clock, due = told["clock"], told["due"]
        spelt = {"topic": "reminder", "proceeding": key[1], "clock": clock, "due": due}
        if "seq" in told:  # those of before have none
            spelt["seq"] = seq
        expected = f"{key[0]}/{key[1]}/{clock}/{due}/reminder"
        return (clock, due) if (topic, posted, payload) == ("reminder", expected, canonical(spelt)) else None
    except (NotCanonical, KeyError, TypeError):
        return None


def _ran(clock: object, due: object, rows: Sequence[Sequence[object]]) -> bool:
    """Whether an event set a clock of that name to that day."""
    named, day = canonical({"name": clock})[1:-1].encode(), canonical({"due": due})[1:-1].encode()
    return any(named in body and day in body for body in (row[5] for row in rows) if isinstance(body, bytes))
