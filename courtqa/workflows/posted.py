"""The outbox held against the trail: what each event asks to be told follows from the event itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import define, field

from courtqa.errors import NotCanonical
from courtqa.workflows.canonical import canonical, parse
from courtqa.workflows.chains import plain
from courtqa.workflows.faults import Fault, fault
from courtqa.workflows.frame import are_plain
from courtqa.workflows.snapshot import is_damaged
from courtqa.workflows.store import Audit

__all__ = ["Posted", "check_actors"]

Row = Sequence[Any]
Key = tuple[Any, Any]  # court, proceeding
Posting = Sequence[Any]  # seq, key, topic, payload
_OPENED = b'{"parent":"%b","proceeding":"%b","topic":"opened","workflow":"%b"}'
_CLOSED = b'{"parent":%b,"proceeding":"%b","state":"%b","topic":"closed"}'


@define
class Posted:
    """What lies in the outbox, ticked off proceeding by proceeding."""

    kept: dict[Key, list[Posting]] = field(factory=dict)
    children: dict[Key, list[tuple[Any, Any]]] = field(factory=dict)  # of a parent: id, workflow
    clocks: dict[Key, dict[Any, tuple[Any, Any, Any]]] = field(factory=dict)  # name → due, status, reminded

    def take(self, key: Key, posting: Posting) -> None:
        """A message as it is stored."""
        self.kept.setdefault(key, []).append(posting)

    def child(self, key: Key, id: Any, workflow: Any) -> None:
        """A proceeding that was opened by another, which tells of it."""
        self.children.setdefault(key, []).append((id, workflow))

    def forget(self, key: Key) -> None:
        """Leave out what nobody asked about, or what is settled."""
        self.kept.pop(key, None)
        self.children.pop(key, None)
        self.clocks.pop(key, None)

    def clock(self, key: Key, name: Any, due: Any, status: Any, reminded: Any) -> None:
        """A clock as it is stored, and whether somebody was reminded of it."""
        self.clocks.setdefault(key, {})[name] = due, status, reminded

    def settles(self, key: Key, seals: Sequence[bytes], row: Row, closed_at: int) -> bool:
        """Whether the messages are plainly those that the events ask for, and nothing was reminded of: then it is done with.

        The quick way, on what is stored; it errs to no. ``closed_at`` is 0 while the proceeding is open.
        """
        try:
            settled = self._settled(key, seals, row, closed_at)
        except (TypeError, AttributeError, ValueError):  # whatever is stored there
            return False
        if settled:
            self.forget(key)
        return settled

    def _settled(self, key: Key, seals: Sequence[bytes], row: Row, closed_at: int) -> bool:
        expected = [
            (b"opened", _OPENED % (key[1], child, workflow)) for child, workflow in self.children.get(key, ())
        ]
        if closed_at > 1:
            parent = b"null" if row[11] is None else b'"' + row[11] + b'"'
            expected.append((b"closed", _CLOSED % (parent, key[1], row[2])))
        for seq, posted, topic, payload in self.kept.get(key, ()):
            if type(seq) is not int or not 0 < seq <= len(seals):
                return False
            head, number = posted[:65], posted[65:]
            if head != seals[seq - 1] + b":" or not number.isdigit() or number.startswith(b"0"):
                return False
            expected.remove((topic, payload))
        reminded = any(reminded for _, _, reminded in self.clocks.get(key, {}).values())
        children = (text for child in self.children.get(key, ()) for text in child)
        return not expected and not reminded and are_plain([*children])

    def check(
        self,
        key: Key,
        rows: Sequence[Row],
        seals: Mapping[int, str],
        row: Any,
        closed_at: int | None,
    ) -> Iterator[Fault]:
        """What is amiss in the messages of one proceeding; ``rows`` are its events, ``row`` its own as text.

        ``closed_at`` is the number of the event with which the directory has it closed.
        """
        messages, clocks = self.kept.pop(key, ()), self.clocks.pop(key, {})
        children = self.children.pop(key, ())
        key = plain(key[0]), plain(key[1])
        expected, told = set(_expected(key[1], children, row, closed_at)), set[tuple[Any, Any]]()
        name = str(key[1])
        for seq, posted, topic, payload in (map(plain, posting) for posting in messages):
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
        for clock, (due, status, reminded) in _plainly(clocks):
            if reminded and clock not in {each for each, _ in told}:
                yield fault(name, 0, "message_missing", topic="reminder")
            if not reminded and status == "running" and (clock, due) in told:
                yield fault(name, 0, "message_differs")

    def leftovers(self) -> Iterator[Fault]:
        """Messages of proceedings that are not there."""
        for (_, proceeding), messages in self.kept.items():
            for seq, *_ in messages:
                yield fault(str(plain(proceeding)), plain(seq), "message_orphaned")


def _plainly(clocks: Mapping[Any, tuple[Any, Any, Any]]) -> Iterator[tuple[Any, Iterable[Any]]]:
    return ((plain(clock), map(plain, days)) for clock, days in clocks.items())


def _expected(
    name: Any, children: Iterable[tuple[Any, Any]], row: Any, closed_at: int | None
) -> Iterator[tuple[str, str]]:
    try:
        for child, workflow in children:
            told = {"topic": "opened", "proceeding": str(plain(child)), "workflow": str(plain(workflow))}
            yield "opened", canonical({**told, "parent": name})
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
