"""The quick way to find a proceeding untouched: the same questions as the thorough way, asked of bytes.

Each event is hashed as it is stored, its frame cut at the places where it must be what the event before and the stored
columns make it, its payload looked up among those known. What it comes to is folded as it is spelt, and compared with the
stored row. Whatever is not plainly in order (an unusual spelling, a rare kind of event, any difference) is left to the
thorough way, which alone names faults.
"""

from __future__ import annotations

from binascii import hexlify, unhexlify
from collections.abc import Callable, Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

from attrs import define, field, frozen

from courtqa.errors import CourtqaError
from courtqa.policy import Policy
from courtqa.workflows.fold import children_of
from courtqa.workflows.frame import Frame, Turn, Who, are_days, are_moments, are_plain, turn_of, who_of
from courtqa.workflows.lawful import Lawful, Move, Pinned
from courtqa.workflows.payloads import NO_CLOCKS, Clocks, Data, Opened, Payloads, Rest, Told, remember, spell
from courtqa.workflows.personal import REQUEST, SALTED
from courtqa.workflows.records import Child
from courtqa.workflows.sealing import genesis
from courtqa.workflows.snapshot import told

__all__ = ["Judged", "Quick"]

Row = Sequence[Any]
_SEAL = b"courtqa.event.v1\x00"
_KINDS = {
    kind.encode(): kind
    for kind in (
        "opened", "step", "consulted", "exported", "approval", "lapse", "recusal", "reminder", "recalendared", "child",
        "cancelled",
    )
}  # fmt: skip
_ALONE = frozenset({b"approval", b"child"})  # nobody is said to have acted
_SALTED = SALTED.encode()  # before the commitment to a request


@frozen
class Judged:
    """A proceeding that was found in order: the seals of its events, the commitments they hold, who acted."""

    seals: Sequence[bytes]
    committed: Mapping[str, tuple[int, str]]
    actors: Collection[str]


@define
class _Course:
    """What the events have come to so far, each part as the snapshot spells it."""

    opened: Opened | None = None
    state: bytes = b"null"
    history: list[bytes] = field(factory=list)
    data: dict[str, Any] = field(factory=dict)
    clocks: Clocks = NO_CLOCKS
    approvals: bytes = b"[]"
    recused: bytes = b"[]"
    closed: bytes = b"false"
    children: tuple[Child, ...] = ()
    actors: set[str] = field(factory=set)
    committed: dict[str, tuple[int, str]] = field(factory=dict)
    said: list[bytes] = field(factory=list)  # texts that are yet to be looked at
    days: list[bytes] = field(factory=list)
    moments: list[bytes] = field(factory=list)

    def commit(self, seq: int, data: Data, request: bytes) -> None:
        """The commitments that an event holds."""
        for commitment, name in data.committed:
            self.committed.setdefault(commitment, (seq, name))
        if request.startswith(_SALTED):
            self.committed.setdefault(request.removeprefix(_SALTED).decode(), (seq, REQUEST))

    def take(self, seq: int, line: bytes, rest: Rest) -> None:
        """What few events tell, as ``fold.apply`` has it."""
        for person, behind in rest.acted:
            self.history.append(person + line + behind + b"%d" % seq)
        for commitment in rest.requests:
            self.committed.setdefault(commitment, (seq, REQUEST))
        if rest.opened is not None:
            if seq > 1:
                raise ValueError("it was opened before")
            self.opened = rest.opened
        if rest.approvals is not None:
            self.approvals = rest.approvals
        if rest.recused is not None:
            self.recused = rest.recused
        if rest.closed is not None:
            self.closed = rest.closed
        if rest.family is not None:
            self.children = children_of(self.children, rest.family)


@frozen
class _Steps:
    """The steps of one edition that were looked at before, by kind, state before (as it is spelt) and end of the body."""

    ask: Callable[[Move], bool]
    known: dict[tuple[bytes, bytes, bytes], Turn] = field(factory=dict)

    def learn(self, kind: bytes, source: bytes, end: bytes) -> Turn:
        """Where the step leads; ValueError or KeyError if the edition knows no such one, or it is rare."""
        turn, name = turn_of(end), _KINDS[kind]
        state = None if source == b"null" else source[1:-1].decode()
        if (name == "opened") != (state is None) or not self.ask((name, state, turn.event, turn.target)):
            raise ValueError("this is for the thorough way")
        self.known[kind, source, end] = turn
        return turn


class Quick:
    """Judges proceedings one by one; None for one that has to be looked at thoroughly.

    Without a policy the moves are only gathered in ``moves``, by what they are pinned to: whoever has it may ask.
    """

    def __init__(self, policy: Policy | None, court: str | None) -> None:
        self.moves: dict[Pinned, set[Move]] = {}
        self._policy, self._court = policy, court
        self._payloads = Payloads()
        self._whos: dict[bytes, Who] = {}
        self._steps: dict[tuple[Pinned, bool], _Steps] = {}

    def judge(self, rows: Sequence[Row], row: Row, clocks: Mapping[Any, Any]) -> Judged | None:
        """The proceeding of these events, if all is plainly in order.

        ``row`` has the columns of ``inventory.COLUMNS``, ``clocks`` (due, remind_on, status) by name, as they are stored.
        """
        try:
            return self._judge(rows, row, clocks)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, CourtqaError):
            return None

    def _judge(self, rows: Sequence[Row], row: Row, clocks: Mapping[Any, Any]) -> Judged | None:
        court, name = rows[0][0], rows[0][1]
        seals, frame = _chained(rows, court, name), Frame.of(rows[0][5], court, name)
        if seals is None:
            return None
        course = self._course(rows, frame, court, name)
        if not (are_plain(course.said) and are_days(course.days) and are_moments(course.moments)):
            return None
        if row != _row_of(course, frame, rows) or clocks != course.clocks.days:
            return None
        return Judged(seals, course.committed, course.actors)

    def _course(self, rows: Sequence[Row], frame: Frame, court: bytes, name: bytes) -> _Course:
        """What the events come to; ValueError and the like where one does not plainly follow from the one before."""
        course, source, steps = (
            _Course(said=[court, name, frame.definition, frame.policy]),
            b"null",
            _Steps(bool),
        )
        read, whos, known = self._payloads.read, self._whos, steps.known
        history, said, days, moments = course.history, course.said, course.days, course.moments
        brought, actors = course.data, course.actors
        for seq, (_, _, _, idem, request, body, _, _) in enumerate(rows, 1):
            if idem == b"":  # none is stored where there is none
                raise ValueError("this is for the thorough way")
            key, number = idem or b"", b"%d" % seq
            cut = frame.cut(body, source, number, key, request)
            if cut is None:  # the pack was edited meanwhile, or it is no frame at all
                frame = Frame.of(body, court, name)
                said += (frame.definition, frame.policy)
                cut = frame.cut(body, source, number, key, request)
            if cut is None:
                raise ValueError("this is for the thorough way")
            piece, day, kind, payload, reason, moment, end = cut
            told, data = read(payload)
            if seq == 1:
                steps = self._steps_of(told, court, frame.definition)
                known = steps.known
            who = whos.get(piece) or remember(whos, piece, who_of(piece))
            turn = known.get((kind, source, end)) or steps.learn(kind, source, end)
            line = turn.line + told.late + day
            if kind not in _ALONE:
                history.append(who.line + line + who.behind + number)
            if told.clocks is not None:
                course.clocks = told.clocks
            if told.rest is not None:
                course.take(seq, line, told.rest)
            brought |= data.values
            if data.committed or request.startswith(_SALTED):
                course.commit(seq, data, request)
            actors.add(who.actor)
            said += (key, request, reason)
            days.append(day)
            moments.append(moment)
            source = turn.spelt
        course.state = source
        return course

    def _steps_of(self, told: Told, court: bytes, definition: bytes) -> _Steps:
        """The steps of the edition under which the proceeding was opened."""
        if told.rest is None or told.rest.opened is None:
            raise ValueError("it does not begin with the opening")
        pinned = (told.rest.opened.workflow, told.rest.opened.edition, definition.decode())
        asked = self._court in {None, court.decode()}
        if (pinned, asked) not in self._steps:
            self._steps[pinned, asked] = _Steps(self._asking(pinned) if asked else lambda _: True)
        return self._steps[pinned, asked]

    def _asking(self, pinned: Pinned) -> Callable[[Move], bool]:
        if self._policy is not None:
            lawful = Lawful.of(self._policy, *pinned)
            return lambda move: lawful.takes((move,))
        gathered = self.moves.setdefault(pinned, set())

        def gather(move: Move) -> bool:
            gathered.add(move)
            return True

        return gather


def _chained(rows: Sequence[Row], court: bytes, name: bytes) -> Sequence[bytes] | None:
    """The seals, if every event gives its own behind the one before it, and is filed here, in its place."""
    courts, names, numbers, _, _, bodies, before, seals = zip(*rows, strict=True)
    prev = (genesis(court.decode(), name.decode()).encode(), *seals[:-1])
    length = len(rows)
    if before != prev or numbers != tuple(range(1, length + 1)):
        return None
    if courts != (court,) * length or names != (name,) * length:
        return None
    found = [
        hexlify(sha256(_SEAL + unhexlify(link) + body).digest())
        for link, body in zip(prev, bodies, strict=True)
    ]
    return seals if found == list(seals) else None


def _row_of(course: _Course, frame: Frame, rows: Sequence[Row]) -> Row:
    """The row that the events come to, with its snapshot."""
    opened, length = course.opened, len(rows)
    if opened is None:
        raise ValueError("it does not begin with the opening")
    parent, subject, workflow = opened.told
    edition, day = opened.edition.encode(), course.days[0]
    children = spell([told(child) for child in course.children])
    snapshot = (
        b'{"approvals":%b,%b"clocks":%b,"closed":%b,"court":"%b","data":%b,"definition":"%b","edition":"%b",'
        b'"history":[%b],"id":"%b","opened_on":"%b","parent":%b,"policy":"%b","recused":%b,"state":%b,'
        b'"subject":%b,"version":%d,"workflow":%b}'
    ) % (
        course.approvals, b'"children":' + children + b"," if course.children else b"", course.clocks.spelt,
        course.closed, rows[0][0], spell(course.data), frame.definition, edition, b"},".join(course.history) + b"}",
        rows[0][1], day, parent, frame.policy, course.recused, course.state, subject, length, workflow,
    )  # fmt: skip
    return (
        opened.workflow.encode(),
        frame.definition,
        course.state[1:-1],
        length,
        int(course.closed == b"true"),
        rows[-1][7],
        course.moments[-1],
        snapshot,
        edition,
        opened.unit,
        day,
        opened.parent,
        rows[0][3] if opened.parent is None else None,
    )
