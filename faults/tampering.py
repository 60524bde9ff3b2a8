"""Somebody with the database in hands: whatever is changed, verification with keys and checkpoints outside says so."""

from __future__ import annotations

import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from attrs import define, field

from courtqa.errors import CourtqaError
from courtqa.storage import verify_file
from faults.attacks import ATTACKS
from faults.court import scratch
from faults.figure import Figure
from faults.forgeries import Forger
from faults.kept import Kept, keep
from faults.scene import TRAIL, WORKING, Attack, Scene

__all__ = ["run", "tampered"]

TAMPERINGS, HISTORIES = 1_250, 10
SAME = "changed nothing that is told"


def run(scale: float, seed: int) -> Figure:
    """Tamper with copies of one file, each time in another way."""
    found = tampered(scale, seed)
    return Figure(
        "a database administrator edits, deletes, reorders, moves, forges, computes hashes anew",
        "verify finds it",
        {
            "distinct tamperings": found.told["found"] + found.told["missed"],
            "found by the chain alone": found.told["by the chain"],
            "found with keys and checkpoints outside": found.told["found"],
        }
        | {
            words: found.told[name]
            for name, words in (
                (SAME, f"more that {SAME}"),
                ("refused", "refused by the database itself"),
            )
            if found.told[name]
        },
        {"missed": found.told["missed"]},
    )


def tampered(scale: float, seed: int) -> Tampered:
    """Each attack as often as its weight says; one that changes nothing new is tried again with another chance."""
    found, chance = Tampered(), random.Random(seed)
    with scratch() as name:
        folder = Path(name)
        kept = keep(folder, seed)
        field = _Field(kept, folder / "scene", _told(kept.whole))
        field.seen.add(_fingerprint(kept.whole, field.whole, kept.notes))
        forger = Forger.at_work(folder, seed, max(2, round(HISTORIES * scale)), kept.keys)
        attacks = (*ATTACKS, *forger.attacks())
        each = TAMPERINGS * scale / sum(one.weight for one in attacks)
        for attack in attacks:
            wanted = int(attack.weight * each + chance.random())
            for number in range(40 * wanted):
                outcome = field.tried(attack, f"{seed}-{attack.name}-{number}")
                found.count(attack, number, outcome)
                wanted -= bool(outcome & {"found", "missed", "refused"})
                if not wanted:
                    break
    return found


@define
class Tampered:
    """What became of the tamperings; which were missed, by name and number."""

    told: Counter[str] = field(factory=Counter)
    missed: list[tuple[str, int]] = field(factory=list)
    past_the_chain: Counter[str] = field(factory=Counter)

    def count(self, attack: Attack, number: int, outcome: set[str]) -> None:
        """One more."""
        self.told.update(outcome)
        name = attack.name
        if "missed" in outcome:
            self.missed.append((name, number))
            sys.stderr.write(f"missed: {name}, number {number} ({', '.join(sorted(outcome))})\n")
        elif "found" in outcome and "by the chain" not in outcome:
            self.past_the_chain[name] += 1


@define
class _Field:
    """Where the attacks take place: each on a fresh copy, none twice."""

    kept: Kept
    folder: Path
    whole: str
    seen: set[bytes] = field(factory=set)

    def tried(self, attack: Attack, chance: str) -> set[str]:
        """What became of one tampering; nothing if it was no new one."""
        with _scene(self.kept, self.folder, chance) as scene:
            try:
                _act(attack, scene)
                scene.raw.commit()
            except (sqlite3.Error, IndexError, OverflowError):
                return {"refused"} if attack.triggers == "kept" else set()
            scene.raw.close()
            return self._looked_at(self.folder / "court.db")

    def _looked_at(self, file: Path) -> set[str]:
        notes = {
            place: {each.name: each.read_bytes() for each in sorted((self.folder / place).iterdir())}
            for place in self.kept.notes
        }
        told = _told(file.read_bytes())
        fingerprint = _fingerprint(file.read_bytes(), told, notes)
        if fingerprint in self.seen:
            return set()
        self.seen.add(fingerprint)
        try:
            outcome = {"by the chain"} if _found(file, self.kept, None) else set[str]()
            if _found(file, self.kept, self.folder):
                return outcome | {"found"}
        except Exception as error:  # noqa: BLE001 - an answer is promised whatever is stored
            return {"missed", f"raised {error!r}"}
        return {SAME if told == self.whole else "missed"}


def _act(attack: Attack, scene: Scene) -> None:
    """The attack, with the triggers out of its way and afterwards word for word where they were."""
    triggers = scene.all("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    if attack.triggers == "restored":
        for name, _ in triggers:
            scene.raw.execute(f"DROP TRIGGER {name}")
    attack.act(scene)
    if attack.triggers == "restored":
        for _, statement in triggers:
            scene.raw.execute(statement)


@contextmanager
def _scene(kept: Kept, folder: Path, chance: str) -> Iterator[Scene]:
    folder.mkdir()
    (folder / "court.db").write_bytes(kept.whole)
    for place, notes in kept.notes.items():
        (folder / place).mkdir()
        for name, note in notes.items():
            (folder / place / name).write_bytes(note)
    try:
        with closing(sqlite3.connect(folder / "court.db")) as raw:
            raw.execute("PRAGMA synchronous = OFF")
            yield Scene(raw, folder, kept, random.Random(chance))
    finally:
        rmtree(folder)


def _found(file: Path, kept: Kept, folder: Path | None) -> bool:
    """Whether verification says touched, or that it can't be told: by the chain alone, or with keys and notes too."""
    try:
        evidence = None if folder is None else kept.evidence(folder)
        return not verify_file(file, policy=kept.policy, evidence=evidence).ok
    except CourtqaError:
        return True


def _fingerprint(file: bytes, told: str, notes: dict[str, dict[str, bytes]]) -> bytes:
    with closing(sqlite3.connect(":memory:")) as raw, suppress(sqlite3.Error, UnicodeDecodeError):
        raw.deserialize(file)
        schema = raw.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        return sha256(repr((told, schema, notes)).encode("utf-8", "surrogatepass")).digest()
    return sha256(file + repr(notes).encode()).digest()


def _told(file: bytes) -> str:
    """Every cell of the trail with its type, whatever the rows' place in the file; not what workers note."""
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.deserialize(file)
        raw.text_factory = bytes
        try:
            return "\n".join(repr(sorted(map(repr, _rows(raw, table)))) for table in TRAIL)
        except sqlite3.Error:
            return "unreadable"


def _rows(raw: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    known = (column[1].decode() for column in raw.execute(f"PRAGMA table_info({table})"))
    columns = ", ".join(f'"{one}"' for one in known if (table, one) not in WORKING)
    where = " WHERE enrolled" if table == "actor" else ""
    return raw.execute(f"SELECT {columns} FROM {table}{where}").fetchall()
