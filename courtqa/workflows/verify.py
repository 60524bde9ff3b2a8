"""Whether anybody touched what was recorded. Total: whatever bytes are stored it answers, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from attrs import define, field, frozen

from courtqa.errors import CourtqaError
from courtqa.policy import Policy
from courtqa.workflows.attested import Attested, Evidence
from courtqa.workflows.attesting.marks import DIRECTORY
from courtqa.workflows.chains import Link, Row, check_directory, check_trail, plain
from courtqa.workflows.faults import Fault, Verification, fault
from courtqa.workflows.fold import fold
from courtqa.workflows.posted import Posted, check_actors
from courtqa.workflows.quick import Quick
from courtqa.workflows.records import Event, Proceeding
from courtqa.workflows.replay import check_replay
from courtqa.workflows.sealing import instant
from courtqa.workflows.snapshot import clocks_of, snapshot
from courtqa.workflows.store import Audit

__all__ = ["Part", "verify", "verify_chain", "verify_part", "verify_whole"]

Key = tuple[Any, Any]  # court, proceeding
Replay = Callable[[Proceeding, tuple[Event, ...]], Iterable[Fault]]
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


def verify(
    audit: Audit,
    *,
    policy: Policy | None = None,
    court: str | None = None,
    evidence: Evidence | None = None,
    only: Collection[str] | None = None,
    quickly: bool = True,
) -> Verification:
    """What is amiss in everything stored: each chain, each row against its events, and the directory.

    With ``policy``, each step is also held against the edition that its proceeding is pinned to; with ``court`` only
    in the proceedings of that court, for another may have another policy. ``evidence`` is what is known from outside:
    keys and checkpoints. ``only`` names the proceedings whose events are to be read; all the rest is read anyway. The outcome is
    the same whether ``quickly`` or not; a test holds the two against each other.
    """
    ledger = _ledger(audit, policy, court, evidence, only, quickly=quickly)
    try:
        ledger.faults.extend(fault("-", 0, "unreadable", why=why) for why in audit.damage())
        ledger.faults.extend(fault("-", 0, "misshapen", why=why) for why in audit.misshapen())
        ledger.read(audit)
        for name, rows in groupby(audit.events(), key=itemgetter(0, 1)):
            key = _key(name)
            if only is None or key[1] in only:
                ledger.check(key, rows)
            else:
                ledger.pass_over(key, rows)
        ledger.check_leftovers()
    except CourtqaError as error:
        ledger.faults.append(fault("-", 0, "unreadable", why=error.text.en))
    return Verification(tuple(ledger.faults), ledger.counts)


@frozen
class Part:
    """What one of several processes found in its share of the events."""

    faults: tuple[Fault, ...]
    counts: Mapping[str, int]
    lengths: Mapping[Key, int]


def verify_part(
    audit: Audit,
    since: tuple[bytes, bytes] | None,
    before: tuple[bytes, bytes] | None,
    *,
    policy: Policy | None = None,
    evidence: Evidence | None = None,
) -> Part:
    """What is amiss in the proceedings from one key to another, and in what is kept beside them."""
    ledger = _ledger(audit, policy, None, evidence, None, quickly=True)
    try:
        ledger.read(audit, whole=False)
        ledger.faults.clear()  # whoever puts the parts together looks at all that is for no proceeding alone
        for name, rows in groupby(audit.events(since, before), key=itemgetter(0, 1)):
            ledger.check(_key(name), rows)
    except CourtqaError as error:
        ledger.faults.append(fault("-", 0, "unreadable", why=error.text.en))
    counted = {name: ledger.counts[name] for name in ("proceedings", "events")}
    return Part(tuple(ledger.faults), counted, ledger.lengths)


def verify_whole(
    audit: Audit, parts: Iterable[Part], *, policy: Policy | None = None, evidence: Evidence | None = None
) -> Verification:
    """The outcome of ``verify``, where the events were read in parts."""
    ledger = _ledger(audit, policy, None, evidence, None, quickly=True)
    try:
        ledger.faults.extend(fault("-", 0, "unreadable", why=why) for why in audit.damage())
        ledger.faults.extend(fault("-", 0, "misshapen", why=why) for why in audit.misshapen())
        ledger.read(audit)
        for part in parts:
            ledger.take(part)
        ledger.check_leftovers()
    except CourtqaError as error:
        ledger.faults.append(fault("-", 0, "unreadable", why=error.text.en))
    return Verification(tuple(ledger.faults), ledger.counts)


def verify_chain(rows: Iterable[Row]) -> tuple[Fault, ...]:
    """What is amiss in the trail of one proceeding, given as ``Audit.events`` gives it."""
    return tuple(each for judged in check_trail(rows) for each in judged.faults)


def _ledger(
    audit: Audit,
    policy: Policy | None,
    court: str | None,
    evidence: Evidence | None,
    only: Collection[str] | None,
    *,
    quickly: bool,
) -> _Ledger:
    replay = None if policy is None else partial(check_replay, policy)
    attested = Attested(evidence or Evidence(), policy, audit)
    return _Ledger(replay, court, attested, Quick(policy, court) if quickly else None, only)


def _key(row: Row) -> Key:
    return plain(row[0]), plain(row[1])


@define
class _Ledger:
    """What is stored beside the events, ticked off while the events are read."""

    replay: Replay | None
    court: str | None
    attested: Attested
    quick: Quick | None = None
    only: Collection[str] | None = None
    faults: list[Fault] = field(factory=list)
    counts: dict[str, int] = field(factory=lambda: {"proceedings": 0, "events": 0, "listed": 0})
    listed: dict[Key, list[tuple[Any, Any, Any]]] = field(factory=dict)  # kind, at, seal
    rows: dict[Key, tuple[Any, ...]] = field(factory=dict)
    clocks: dict[Key, dict[Any, dict[str, Any]]] = field(factory=dict)
    lengths: dict[Key, int] = field(factory=dict)
    posted: Posted = field(factory=Posted)
    seen: set[Key] = field(factory=set)

    def read(self, audit: Audit, *, whole: bool = True) -> None:
        """The directory, judged on the way, the rows, the clocks, and what lies beside."""
        self.faults.extend(self.attested.read())
        lines = list(audit.directory())
        self.counts["listed"] = len(lines)
        for court, group in groupby(lines if whole else (), key=lambda line: plain(line[0])):
            of_court = list(group)
            self.faults.extend(check_directory(of_court))
            seals = {plain(line[1]): plain(line[8]) for line in of_court}
            self.faults.extend(self.attested.check_directory(court, seals))
            self.seen.add((court, DIRECTORY))
        for line in lines:
            court, kind, proceeding, at, seal = map(plain, (line[0], *line[2:6]))
            self.listed.setdefault((court, proceeding), []).append((kind, at, seal))
        for row in audit.proceedings():
            self.rows[_key(row)] = tuple(map(plain, row[2:]))
            if row[13] is not None:
                self.posted.child(plain(row[0]), plain(row[13]), plain(row[1]), plain(row[2]))
        for court, proceeding, clock, due, remind_on, status, reminded in (
            map(plain, row) for row in audit.deadlines()
        ):
            kept = {"due": due, "remind_on": remind_on, "status": status}
            self.clocks.setdefault((court, proceeding), {})[clock] = kept
            self.posted.clock((court, proceeding), clock, due, status, reminded)
        for row in audit.messages():
            self.posted.take(*map(plain, row))
        self.faults.extend(check_actors(audit) if whole else ())

    def check(self, key: Key, rows: Iterable[Row]) -> None:
        """The events of one proceeding, and all that is kept beside them."""
        name, rows = str(key[1]), list(rows)
        if self.quick is not None and self._found_in_order(self.quick, key, rows):
            return
        links = list(check_trail(rows))
        broken = [each for judged in links for each in judged.faults]
        self.faults.extend(broken)
        self.counts["proceedings"] += 1
        self.counts["events"] += len(links)
        self.lengths[key] = len(links)
        self.seen.add(key)
        listed, row = self.listed.pop(key, []), self.rows.pop(key, None)
        self._check_listed(name, links, listed)
        self.faults.extend(self.attested.check(*key, links))
        self.faults.extend(self.posted.check(key, rows, {each.seq: each.seal for each in links}, row, listed))
        clocks = self.clocks.pop(key, {})
        if row is None:
            self.faults.append(fault(name, len(links), "row_missing"))
            return
        if isinstance(row[3], int) and row[3] > links[-1].seq:
            cut = fault(name, links[-1].seq + 1, "truncated", version=row[3], last=links[-1].seq)
            self.faults.append(cut)
        elif not broken:
            self.faults.extend(self._check_row(name, links, row, clocks))

    def _found_in_order(self, quick: Quick, key: Key, rows: list[Row]) -> bool:
        """Whether the proceeding is plainly as it was recorded; what lies beside it is then looked at too."""
        row, listed = self.rows.get(key), self.listed.get(key, [])
        judged = None if row is None else quick.judge(rows, row, self.clocks.get(key, {}))
        if judged is None or self.attested.needs_events(judged.actors):
            return False
        at = dict(enumerate(judged.seals, 1))
        if not any(kind == "opened" for kind, _, _ in listed) or any(
            at.get(n) != seal for _, n, seal in listed
        ):
            return False
        for kept in (self.rows, self.listed, self.clocks):
            kept.pop(key, None)
        self.counts["proceedings"] += 1
        self.counts["events"] += len(rows)
        self.lengths[key] = len(rows)
        self.seen.add(key)
        self.faults.extend(self.attested.check_judged(*key, judged))
        if self.posted.holds(key) or len(listed) > 1:
            self.faults.extend(self.posted.check(key, rows, at, row, listed))
        return True

    def take(self, part: Part) -> None:
        """What another process found."""
        self.faults.extend(part.faults)
        for name, count in part.counts.items():
            self.counts[name] += count
        for key, length in part.lengths.items():
            self._tick(key, length)

    def pass_over(self, key: Key, rows: Iterable[Row]) -> None:
        """A proceeding that was not asked about: only how long it is."""
        self._tick(key, sum(1 for _ in rows))

    def _tick(self, key: Key, length: int) -> None:
        self.lengths[key] = length
        self.listed.pop(key, None)
        self.rows.pop(key, None)
        self.clocks.pop(key, None)
        self.posted.forget(key)
        self.attested.forget(key)
        self.seen.add(key)

    def _check_listed(self, name: str, links: list[Link], listed: list[tuple[Any, Any, Any]]) -> None:
        seals = {judged.seq: judged.seal for judged in links}
        if not any(kind == "opened" for kind, _, _ in listed):
            self.faults.append(fault(name, 1, "unlisted"))
        self.faults.extend(
            fault(name, at, "directory_disagrees") for _, at, seal in listed if seals.get(at) != seal
        )

    def _check_row(
        self, name: str, links: list[Link], row: tuple[Any, ...], clocks: dict[Any, Any]
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
            kept = clocks_of(proceeding)
        except Exception as error:  # noqa: BLE001 - hashed nonsense may fail in any way; verifying may not
            yield fault(name, last.seq, "not_replayable", why=type(error).__name__)
            return
        for column, stored, folded in zip(COLUMNS, row, expected, strict=True):
            if stored != folded:
                yield fault(name, last.seq, "row_differs", column=column)
        if clocks != kept:
            yield fault(name, last.seq, "deadline_differs")
        if self.replay is not None and self.court in {None, proceeding.court}:
            yield from self.replay(proceeding, events)

    def check_leftovers(self) -> None:
        """What no event stands behind: lines of the directory, rows, clocks, messages."""
        for _, name in self.listed:
            self.faults.append(fault(str(name), 0, "dropped"))
        for key, row in self.rows.items():
            if key not in self.listed:
                self.faults.append(fault(str(key[1]), 0, "truncated", version=row[3], last=0))
        for _, name in self.clocks.keys() - self.rows.keys():
            self.faults.append(fault(str(name), 0, "deadline_differs"))
        self.faults.extend(self.attested.leftovers(self.seen))
        self.faults.extend(self.posted.leftovers())
