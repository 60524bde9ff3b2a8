"""What is stored beside the events, ticked off while the events are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

from attrs import define, field

from courtqa.policy import Policy
from courtqa.workflows.attested import Attested
from courtqa.workflows.attesting.marks import DIRECTORY
from courtqa.workflows.chains import Link, Row, check_directory, check_trail, plain
from courtqa.workflows.faults import Fault, fault
from courtqa.workflows.fold import fold
from courtqa.workflows.posted import Posted
from courtqa.workflows.quick import Quick
from courtqa.workflows.replay import check_replay
from courtqa.workflows.sealing import instant
from courtqa.workflows.snapshot import clocks_of, snapshot
from courtqa.workflows.store import Audit

__all__ = ["COLUMNS", "Inventory", "Key", "text_key"]

Key: TypeAlias = tuple[Any, Any]  # court, proceeding: as they are stored
COLUMNS = (
    "workflow",
    "definition",
    "state",
    "version",
    "closed",
    "head",
    "recorded_at",
    "snapshot",
    "edition",
    "unit",
    "opened_on",
    "parent",
    "open_key",
)


def text_key(key: Row) -> Key:
    """Court and proceeding as text, whatever is stored."""
    return plain(key[0]), plain(key[1])


@define
class Inventory:
    """All that is kept beside the events, as it is stored; what no event accounts for is left in the end."""

    attested: Attested
    quick: Quick | None = None
    policy: Callable[[], Policy] | None = None  # asked for once a proceeding has to be looked at thoroughly
    court: str | None = None  # whose proceedings the policy is for; None: all
    faults: list[Fault] = field(factory=list)
    counts: dict[str, int] = field(factory=lambda: {"proceedings": 0, "events": 0, "listed": 0})
    listed: dict[Key, list[tuple[Any, Any, Any]]] = field(factory=dict)  # kind, at, seal
    rows: dict[Key, Row] = field(factory=dict)
    clocks: dict[Key, dict[Any, tuple[Any, Any, Any]]] = field(factory=dict)  # due, remind_on, status
    posted: Posted = field(factory=Posted)
    seen: set[Key] = field(factory=set)  # as text

    def read_directory(self, audit: Audit, *, judging: bool = True) -> None:
        """Every line of the directory; ``judging`` it on the way, unless somebody else does."""
        for court, group in groupby(audit.directory(), key=itemgetter(0)):
            lines, name = list(group), plain(court)
            self.counts["listed"] += len(lines)
            for line in lines:
                self.listed.setdefault((court, line[3]), []).append((line[2], line[4], line[5]))
            if judging:
                self.faults.extend(check_directory(lines))
                seals = (
                    {plain(line[1]): plain(line[8]) for line in lines} if self.attested.knows(name) else {}
                )
                self.faults.extend(self.attested.check_directory(name, seals))
                self.seen.add((name, DIRECTORY))

    def read(self, audit: Audit, holds: Callable[[Any, Any], bool] | None = None) -> None:
        """The rows of proceedings, the clocks, the messages; of the rows those that ``holds`` says, if it is given."""
        for row in audit.proceedings():
            if holds is None or holds(row[0], row[1]):
                self.rows[row[0], row[1]] = row[2:]
            if row[13] is not None:
                self.posted.child((row[0], row[13]), row[1], row[2])
        for court, proceeding, clock, due, remind_on, status, reminded in audit.deadlines():
            self.clocks.setdefault((court, proceeding), {})[clock] = due, remind_on, status
            self.posted.clock((court, proceeding), clock, due, status, reminded)
        for court, proceeding, *posting in audit.messages():
            self.posted.take((court, proceeding), posting)

    def check(self, key: Key, rows: Iterable[Row]) -> None:
        """The events of one proceeding, and all that is kept beside them."""
        rows = list(rows)
        self.counts["proceedings"] += 1
        self.counts["events"] += len(rows)
        self.seen.add(text_key(key))
        if self.quick is None or not self._in_order(self.quick, key, rows):
            self._check_thoroughly(key, rows)

    def pass_over(self, key: Key, rows: Iterable[Row]) -> None:
        """A proceeding that was not asked about."""
        for _ in rows:
            pass
        for kept in (self.listed, self.rows, self.clocks):
            kept.pop(key, None)
        self.posted.forget(key)
        self.attested.forget(text_key(key))
        self.seen.add(text_key(key))

    def _in_order(self, quick: Quick, key: Key, rows: list[Row]) -> bool:
        """Whether the proceeding is plainly as it was recorded; what lies beside it is then looked at too."""
        row, listed = self.rows.get(key), self.listed.get(key, ())
        judged = None if row is None else quick.judge(rows, row, self.clocks.get(key, {}))
        if row is None or judged is None or self.attested.needs_events(judged.actors):
            return False
        seals, last = judged.seals, len(rows)
        if not all(type(at) is int and 0 < at <= last and seals[at - 1] == seal for _, at, seal in listed):
            return False
        turns = {kind: at for kind, at, _ in reversed(listed)}
        if b"opened" not in turns:
            return False
        for kept in (self.rows, self.listed, self.clocks):
            kept.pop(key, None)
        self.faults.extend(self.attested.check_judged(*text_key(key), judged))
        if not self.posted.settles(key, seals, row, turns.get(b"closed", 0)):
            told, at = tuple(map(plain, row)), dict(enumerate(map(plain, seals), 1))
            self.faults.extend(self.posted.check(key, rows, at, told, turns.get(b"closed")))
        return True

    def _check_thoroughly(self, key: Key, rows: list[Row]) -> None:
        links, (court, chain) = list(check_trail(rows)), text_key(key)
        broken = [each for judged in links for each in judged.faults]
        self.faults.extend(broken)
        listed = [tuple(map(plain, each)) for each in self.listed.pop(key, ())]
        kept = self.rows.pop(key, None)
        row = None if kept is None else tuple(map(plain, kept))
        name, seals = str(chain), {judged.seq: judged.seal for judged in links}
        if not any(kind == "opened" for kind, _, _ in listed):
            self.faults.append(fault(name, 1, "unlisted"))
        self.faults.extend(
            fault(name, at, "directory_disagrees") for _, at, seal in listed if seals.get(at) != seal
        )
        self.faults.extend(self.attested.check(court, chain, links))
        closed_at = next((at for kind, at, _ in listed if kind == "closed" and isinstance(at, int)), None)
        self.faults.extend(self.posted.check(key, rows, seals, row, closed_at))
        clocks = self.clocks.pop(key, {})
        if row is None:
            self.faults.append(fault(name, len(links), "row_missing"))
        elif isinstance(row[3], int) and row[3] > links[-1].seq:
            self.faults.append(
                fault(name, links[-1].seq + 1, "truncated", version=row[3], last=links[-1].seq)
            )
        elif not broken:
            told = {plain(clock): tuple(map(plain, days)) for clock, days in clocks.items()}
            self.faults.extend(self._check_row(name, links, row, told))

    def _check_row(
        self, name: str, links: list[Link], row: tuple[Any, ...], clocks: dict[Any, tuple[Any, ...]]
    ) -> Iterable[Fault]:
        events = tuple(judged.event for judged in links if judged.event is not None)
        last = events[-1]
        try:
            proceeding = fold(events)
            expected = (
                proceeding.workflow,
                proceeding.definition,
                proceeding.state,
                proceeding.version,
                int(proceeding.closed),
                links[-1].seal,
                instant(last.recorded_at),
                snapshot(proceeding),
                proceeding.edition.isoformat(),
                proceeding.subject.unit,
                proceeding.opened_on.isoformat(),
                proceeding.parent,
                (events[0].idem or None) if proceeding.parent is None else None,
            )
            kept = {clock: tuple(days.values()) for clock, days in clocks_of(proceeding).items()}
        except Exception as error:  # noqa: BLE001 - hashed nonsense may fail in any way; verifying may not
            yield fault(name, last.seq, "not_replayable", why=type(error).__name__)
            return
        for column, stored, folded in zip(COLUMNS, row, expected, strict=True):
            if stored != folded:
                yield fault(name, last.seq, "row_differs", column=column)
        if clocks != kept:
            yield fault(name, last.seq, "deadline_differs")
        if self.policy is not None and self.court in {None, proceeding.court}:
            yield from check_replay(self.policy(), proceeding, events)

    def check_leftovers(self) -> None:
        """What no event stands behind: lines of the directory, rows, clocks, messages."""
        for _, name in self.listed:
            self.faults.append(fault(str(plain(name)), 0, "dropped"))
        for key, row in self.rows.items():
            if key not in self.listed:
                self.faults.append(fault(str(plain(key[1])), 0, "truncated", version=plain(row[3]), last=0))
        for _, name in self.clocks.keys() - self.rows.keys():
            self.faults.append(fault(str(plain(name)), 0, "deadline_differs"))
        self.faults.extend(self.attested.leftovers(self.seen))
        self.faults.extend(self.posted.leftovers())
