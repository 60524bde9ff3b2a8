"""What a court has in memory, and one transaction on it: the plainest store there is, without any database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from typing import TypeVar

from attrs import Factory, define, evolve

from courtqa.errors import Conflict
from courtqa.workflows import (
    Actor,
    Armed,
    Current,
    Delegation,
    Denial,
    Entry,
    KeptNote,
    Kin,
    Listed,
    Mark,
    Message,
    NumberLine,
    Personal,
    Personnel,
    Proceeding,
    Recorded,
    Relation,
    Sealed,
    clocks_of,
    kin_of,
)

__all__ = ["CourtHeld", "MemoryTransaction"]

Tie = TypeVar("Tie", Relation, Delegation)


@define
class CourtHeld:
    """Everything of one court. A transaction works on a copy that takes its place when it commits."""

    current: dict[str, Current] = Factory(dict)
    events: dict[str, tuple[Sealed, ...]] = Factory(dict)
    opened: dict[str, Recorded] = Factory(dict)  # by the key of the opening
    serials: dict[tuple[str, int], int] = Factory(dict)
    serial_of: dict[str, int] = Factory(dict)
    directory: list[Listed] = Factory(list)
    clocks: dict[tuple[str, str], tuple[Armed, str]] = Factory(dict)  # with its status
    outbox: dict[str, Message] = Factory(dict)
    waiting: dict[str, tuple[int, datetime | None, str]] = Factory(
        dict
    )  # attempts, not before, why it failed
    refusals: list[Denial] = Factory(list)
    actors: dict[str, Actor] = Factory(dict)
    enrolled: set[str] = Factory(set)
    relations: list[Relation] = Factory(list)
    delegations: list[Delegation] = Factory(list)
    marks: list[Mark] = Factory(list)
    tips: dict[str, Mark] = Factory(dict)
    personal: dict[str, dict[str, Personal]] = Factory(dict)
    checkpoints: list[KeptNote] = Factory(list)
    numbers: list[NumberLine] = Factory(list)

    def copied(self) -> CourtHeld:
        """The same, to be changed without changing this. What is inside is replaced, never changed."""
        found = copy(self)
        for name in CourtHeld.__slots__:
            if name != "__weakref__":
                setattr(found, name, copy(getattr(self, name)))
        return found

    def personnel(self) -> Personnel:
        """The people: offices of those enrolled, relations, delegations."""
        return Personnel(
            {each: self.actors[each].tenures for each in self.enrolled},
            tuple(self.relations),
            tuple(self.delegations),
            everybody=frozenset(self.actors) if self.enrolled else None,
        )

    def kin(self, proceeding: Proceeding) -> tuple[Kin, ...]:
        """The parent, the children, and the other children of the parent."""
        me, parent = proceeding.id, proceeding.parent
        near = (each.proceeding for name, each in sorted(self.current.items()) if name != me)
        return tuple(
            kin_of(proceeding, each.id, each.workflow, each.state, each.parent)
            for each in near
            if each.parent == me or (parent is not None and parent in (each.id, each.parent))
        )


class MemoryTransaction:
    """One transaction of one court, on its copy."""

    def __init__(self, held: CourtHeld, court: str) -> None:
        self.held = held
        self.court = court

    def current(self, proceeding: str, *, key: str | None = None) -> Current | None:  # noqa: ARG002
        """The proceeding as it stands."""
        return self.held.current.get(proceeding)

    def recorded(self, proceeding: str, key: str) -> Recorded | None:
        """The event of the proceeding that the key stands for."""
        for sealed in self.held.events.get(proceeding, ()):
            if sealed.event.idem == key:
                return Recorded(proceeding, sealed.event.seq, sealed.event.request)
        return None

    def opened(self, key: str) -> Recorded | None:
        """The opening that the key stands for."""
        return self.held.opened.get(key)

    def events(self, proceeding: str, *, upto: int) -> tuple[Sealed, ...]:
        """The first ``upto`` events of the proceeding."""
        return self.held.events.get(proceeding, ())[:upto]

    def next_serial(self, workflow: str, year: int) -> int:
        """The next running number of a workflow's proceedings in a year."""
        return self.held.serials.get((workflow, year), 0) + 1

    def directory_head(self) -> tuple[int, str] | None:
        """The number and the seal of the directory's last line."""
        if not self.held.directory:
            return None
        last = self.held.directory[-1]
        return last.seq, last.hash

    def write(self, entry: Entry) -> bool:
        """Write all of it. False: the proceeding has moved on since ``before``, nothing was written."""
        held, after, sealed = self.held, entry.after, entry.sealed
        known = held.current.get(after.id)
        was = None if entry.before is None else entry.before.version
        if (None if known is None else known.proceeding.version) != was:
            return False
        held.current[after.id] = Current(after, sealed.hash, sealed.event.recorded_at)
        held.events[after.id] = (*held.events.get(after.id, ()), sealed)
        if entry.before is None:
            if entry.key is not None:
                held.opened[entry.key] = Recorded(after.id, 1, sealed.event.request)
            if entry.serial is not None:
                held.serials[after.workflow, after.opened_on.year] = entry.serial
                held.serial_of[after.id] = entry.serial
        held.directory.extend(entry.listed)
        self._clocks(entry)
        held.outbox.update({message.key: message for message in entry.outbox})
        if entry.by is not None and entry.by.id not in held.enrolled:
            held.actors[entry.by.id] = entry.by
        held.marks.extend(entry.marks)
        held.tips.update({tip.chain: tip for tip in entry.tips})
        kept = held.personal.get(after.id, {}) | {one.commitment: one for one in entry.personal}
        held.personal[after.id] = {name: one for name, one in kept.items() if name not in entry.forgotten}
        return True

    def currents(self, proceedings: Iterable[str]) -> dict[str, Current]:
        """Each of those proceedings that is there, as it stands."""
        return {name: self.held.current[name] for name in proceedings if name in self.held.current}

    def write_all(self, entries: Sequence[Entry]) -> None:
        """Write all of all of them, in order; ``Conflict`` if a proceeding has moved on meanwhile."""
        for entry in entries:
            if not self.write(entry):
                raise Conflict(entry.after.id, entry.after.version - 1, entry.after.version)

    def _clocks(self, entry: Entry) -> None:
        held, me = self.held, entry.after.id
        rows, kept = clocks_of(entry.after), {c.name: c for c in entry.after.clocks}
        for place in [place for place in held.clocks if place[0] == me and place[1] not in rows]:
            del held.clocks[place]
        for name, row in rows.items():
            clock = kept[name]
            before = held.clocks.get((me, name))
            same = before is not None and before[0].remind_on == clock.remind_on
            reminded = same and before is not None and before[0].reminded
            held.clocks[me, name] = (
                Armed(me, name, clock.due, clock.remind_on, reminded=reminded),
                row["status"],
            )

    def reminded(self, armed: Armed, message: Message) -> bool:
        """Put the reminder into the outbox. False: it was there already."""
        kept, status = self.held.clocks.get((armed.proceeding, armed.clock), (armed, ""))
        if (
            kept.remind_on is None
            or kept.remind_on != armed.remind_on
            or kept.reminded
            or status != "running"
        ):
            return False
        self.held.clocks[armed.proceeding, armed.clock] = evolve(kept, reminded=True), status
        self.held.outbox[message.key] = message
        return True

    def kin(self, proceeding: Proceeding) -> tuple[Kin, ...]:
        """The parent, the children, and the other children of the parent, as they stand."""
        return self.held.kin(proceeding)

    def persons(self) -> Personnel:
        """The people of the court: offices, relations, delegations."""
        return self.held.personnel()

    def enrol(self, actor: Actor) -> bool:
        """Make somebody known, with their offices. False: they stand so already."""
        if actor.id in self.held.enrolled and self.held.actors[actor.id] == actor:
            return False
        self.held.enrolled.add(actor.id)
        self.held.actors[actor.id] = actor
        return True

    def relate(self, relation: Relation) -> Relation:
        """The relation as it is now kept, under an id of its own."""
        kept = evolve(relation, id=f"relation-{len(self.held.relations) + 1}")
        self.held.relations.append(kept)
        return kept

    def delegate(self, delegation: Delegation) -> Delegation:
        """The delegation as it is now kept, under an id of its own."""
        kept = evolve(delegation, id=f"delegation-{len(self.held.delegations) + 1}")
        self.held.delegations.append(kept)
        return kept

    def end(self, id: str, *, until: date, by: str) -> bool:
        """Let the relation or delegation of that id be over on ``until``. False: there is none that still holds."""
        return _ended(self.held.relations, id, until, by) or _ended(self.held.delegations, id, until, by)

    def personal(self, proceeding: str) -> Mapping[str, Personal]:
        """The values about persons of a proceeding, by the commitments that stand for them."""
        return self.held.personal.get(proceeding, {})

    def mark(self, marks: Iterable[Mark], tips: Iterable[Mark]) -> None:
        """Marks over seals that are there already, and over where chains end."""
        self.held.marks.extend(marks)
        self.held.tips.update({tip.chain: tip for tip in tips})

    def checkpoint(self, kept: KeptNote) -> None:
        """Keep a checkpoint; ``Conflict`` if its number is taken."""
        last = len(self.held.checkpoints)
        if kept.number != last + 1:
            raise Conflict("@checkpoint", kept.number - 1, last)
        self.held.checkpoints.append(kept)

    def refused(self, denial: Denial, *, since: datetime) -> bool:
        """Whether the same refusal was logged since then."""
        same = (denial.proceeding, denial.event, denial.by, denial.codes)
        return any(
            (one.proceeding, one.event, one.by, one.codes) == same and one.at >= since
            for one in self.held.refusals
        )

    def refuse(self, denial: Denial) -> None:
        """Log a refusal."""
        self.held.refusals.append(denial)

    def sent(self, key: str, *, at: datetime) -> bool:
        """Mark a message as sent. False: it already was, or there is none."""
        message = self.held.outbox.get(key)
        if message is None or message.sent_at is not None:
            return False
        self.held.outbox[key] = evolve(message, sent_at=at)
        return True

    def claim(self, due: date, *, after: Armed | None = None, most: int) -> tuple[Armed, ...]:
        """So many running clocks due by that day, behind ``after``."""
        place = None if after is None else (after.due, after.proceeding, after.clock)
        running = (armed for armed, status in self.held.clocks.values() if status == "running")
        found = sorted(((a.due, a.proceeding, a.clock), a) for a in running if a.due <= due)
        return tuple(armed for where, armed in found if place is None or where > place)[:most]

    def take(self, *, at: datetime, until: datetime, most: int) -> tuple[Message, ...]:
        """So many messages to be sent that are in nobody's hands: in the caller's until then."""
        taken: list[Message] = []
        for key, message in self.held.outbox.items():
            attempts, resting, why = self.held.waiting.get(key, (0, None, ""))
            if len(taken) < most and message.sent_at is None and (resting is None or resting <= at):
                self.held.waiting[key] = attempts + 1, until, why
                taken.append(evolve(message, attempts=attempts + 1))
        return tuple(taken)

    def failed(self, key: str, *, retry_at: datetime, why: str) -> bool:
        """Note why a message could not be sent; it rests until then. False: it was sent, or there is none."""
        message = self.held.outbox.get(key)
        if message is None or message.sent_at is not None:
            return False
        self.held.waiting[key] = self.held.waiting.get(key, (0, None, ""))[0], retry_at, why
        return True

    def numbered(self, notice_id: str) -> NumberLine | None:
        """The line of the register that a notice holds."""
        return next((line for line in self.held.numbers if line.notice_id == notice_id), None)

    def give_number(self, series: str, year: int, notice_id: str, model_digest: str, on: date) -> NumberLine:
        """The next number of the series, without a gap."""
        if (known := self.numbered(notice_id)) is not None:
            return known
        of_series = [line for line in self.held.numbers if line.series == series]
        seq = 1 + sum(line.year == year for line in of_series)
        line = NumberLine(series, self.court, year, seq, 1 + len(of_series), notice_id, model_digest, on)
        self.held.numbers.append(line)
        return line

    def void_number(self, series: str, year: int, seq: int, *, reason: str, on: date) -> NumberLine | None:  # noqa: ARG002
        """The line, now void; None if there is none of that number."""
        for at, line in enumerate(self.held.numbers):
            if (line.series, line.year, line.seq) == (series, year, seq):
                if not line.void:
                    self.held.numbers[at] = evolve(line, void=True, void_reason=reason)
                return self.held.numbers[at]
        return None


def _ended(kept: list[Tie], id: str, until: date, by: str) -> bool:
    for at, one in enumerate(kept):
        if one.id == id and (one.until is None or one.until > until):
            kept[at] = evolve(one, until=until, ended_by=by)
            return True
    return False
