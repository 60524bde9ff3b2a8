"""The lists beside the trail: people, refusals, the register of numbers. Each has one seal over all that it holds.

The seal is a running hash over the rows in their order: ``SHA-256("courtqa.list.v1" NUL, seal before, row)``, a row being
the JSON list of its cells, and before the first ``SHA-256("courtqa.list-genesis.v1" NUL, court, NUL, list)``. It lies with
the tips, counts how often it was set, is marked by the key of the docket where there is one, and checkpoints hold it as
they hold the end of a chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256

from attrs import define, field, frozen

from courtqa.workflows.attesting.checkpoints import Ends
from courtqa.workflows.attesting.marks import Keyring, Mark
from courtqa.workflows.chains import plain
from courtqa.workflows.faults import Fault, fault
from courtqa.workflows.store import Audit

__all__ = [
    "LISTS",
    "PEOPLE",
    "REFUSALS",
    "REGISTER",
    "UNMARKED",
    "check_lists",
    "list_genesis",
    "list_seal",
    "list_tip",
    "seal_in_tip",
]

PEOPLE, REFUSALS, REGISTER = LISTS = ("@people", "@refusals", "@register")
UNMARKED = "-"  # in place of the key of a list that no key has marked
_ROW = b"courtqa.list.v1\x00"
_GENESIS = b"courtqa.list-genesis.v1\x00"
_TIP = "courtqa.list-tip.v1"


def list_genesis(court: str, name: str) -> str:
    """What stands before the first row of a list, in hex."""
    return sha256(_GENESIS + court.encode() + b"\x00" + name.encode()).hexdigest()


def list_seal(prev: str, rows: Iterable[Sequence[object]]) -> str:
    """The seal of a list after these rows, in hex."""
    for row in rows:
        told = json.dumps([_cell(cell) for cell in row], separators=(",", ":"))
        prev = sha256(_ROW + bytes.fromhex(prev) + told.encode()).hexdigest()
    return prev


def _cell(value: object) -> object:
    """A cell as either database gives it: days as text, truth as a number, bytes as the text they spell."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | bool):
        return value if isinstance(value, str) else int(value)
    return plain(value)


def list_tip(keys: Keyring | None, court: str, name: str, seq: int, seal: str) -> Mark:
    """The seal of a list as it is kept: the hash and, where there is a key, its mark."""
    if keys is None:
        return Mark(name, seq, UNMARKED, seal)
    key, mark = keys.mark(_message(court, name, seq, seal))
    return Mark(name, seq, key, f"{seal} {mark}")


def seal_in_tip(mark: str) -> str:
    """The hash in a list's tip, without the mark of the key."""
    return mark.partition(" ")[0]


def _message(court: str, name: str, seq: int, seal: str) -> bytes:
    return f"{_TIP}\0{court}\0{name}\0{seq}\0{seal}".encode()


@frozen
class _Tip:
    """The seal of a list as it is stored."""

    seq: object
    key: str
    seal: str
    mark: str

    @property
    def number(self) -> int:
        """How often it was set, or how many rows it counts."""
        return self.seq if isinstance(self.seq, int) else 0

    def holds(self, keys: Keyring | None, court: str, name: str) -> bool:
        """Whether its mark is that of a key at hand; without any, whether it looks like a mark."""
        if keys is None:
            return (self.key == UNMARKED) == (not self.mark)
        try:
            return keys.holds(self.key, _message(court, name, self.number, self.seal), self.mark)
        except Exception:  # noqa: BLE001 - a mark that can't even be judged does not hold
            return False


@define
class _Read:
    """The rows of one list of one court, so far."""

    seal: str
    count: int = 0
    at_checkpoint: str = ""
    upto: int = field(default=-1)  # how many rows the checkpoint covers

    def add(self, row: Sequence[object]) -> None:
        """One more row."""
        self.seal = list_seal(self.seal, [row])
        self.count += 1
        if self.count == self.upto:
            self.at_checkpoint = self.seal


def check_lists(audit: Audit, keys: Keyring | None, ends: Mapping[str, Ends]) -> Iterator[Fault]:
    """What is amiss in the lists: rows against their seals, seals against keys and against the newest checkpoint."""
    tips = {
        (plain(court), plain(chain)): _tip(seq, key, mark)
        for court, chain, seq, key, mark in audit.tips()
        if plain(chain) in LISTS
    }
    covered = {(court, name): held[name] for court, held in ends.items() for name in LISTS if name in held}
    for name in LISTS:
        read: dict[str, _Read] = {}
        for court, *row in audit.rows_of(name):
            whose = str(plain(court))
            if whose not in read:
                upto = covered.get((whose, name), (-1, ""))[0]
                read[whose] = _Read(list_genesis(whose, name), upto=upto)
            read[whose].add(row)
        courts = {*read, *(court for court, known in (*tips, *covered) if known == name)}
        for court in sorted(map(str, courts)):
            found = read.get(court) or _Read(list_genesis(court, name))
            tip, then = tips.get((court, name)), covered.get((court, name))
            if tip is None:
                yield fault(name, 0, "tip_missing")
                continue
            yield from _check(name, found, tip, then)
            if not tip.holds(keys, court, name):
                yield fault(name, tip.number, "tip_wrong")


def _tip(seq: object, key: object, mark: object) -> _Tip:
    seal, _, rest = str(plain(mark)).partition(" ")
    return _Tip(plain(seq), str(plain(key)), seal, rest)


def _check(name: str, found: _Read, tip: _Tip, covered: tuple[int, str] | None) -> Iterator[Fault]:
    seq = tip.number
    if found.seal != tip.seal or (name == REFUSALS and found.count != seq):
        yield fault(name, seq, "list_differs")
    if covered is not None:
        then, seal = covered
        passed = found.at_checkpoint if name == REFUSALS else tip.seal if seq == then else seal
        if seq < then or passed != seal:
            yield fault(name, then, "checkpoint_passed")
