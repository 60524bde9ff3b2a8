"""An old copy put back: the newest checkpoint outside says that something was there which is gone."""

from __future__ import annotations

import random
import struct
from itertools import count
from pathlib import Path

from attrs import frozen

from courtqa.errors import CourtqaError
from courtqa.storage import Docket, checkpoint, checkpoints_of, verify_file
from courtqa.workflows import Evidence, KeyFile, new_key
from faults.court import OFFICER, START, acknowledged, policy, scratch, subject
from faults.figure import Figure
from faults.kept import copied

__all__ = ["run"]

MOMENTS, PLACES = 300, ("one", "two")
JOURNAL = bytes.fromhex("d9d505f920a163d7")  # how a rollback journal of SQLite begins
PAGE, SECTOR, SALT = 4096, 512, 0


@frozen
class _Copy:
    """The file at one moment, and how many checkpoints there were outside by then."""

    whole: bytes
    noted: int


def run(scale: float, seed: int) -> Figure:
    """Copy a file after each event, a checkpoint now and then; in the end put each copy back and look."""
    chance, moments = random.Random(seed), max(8, round(MOMENTS * scale))
    keys = KeyFile((new_key("hmac-sha256", "m1"), new_key("ed25519", "s1")))
    told = {
        "copies put back": 0,
        "of them worked on afterwards": 0,
        "put into a journal beside the newest": 0,
        "with one place outside lost": 0,
    }
    missed = alarms = 0
    with scratch() as name:
        folder = Path(name)
        copies = _copies(folder, f"backup-{seed}", moments, chance, keys)
        newest = copies[-1].noted
        for number, copy in enumerate(copies):
            file, lost = folder / f"back-{number}.db", chance.random() < 0.3
            file.write_bytes(copy.whole)
            told["with one place outside lost"] += lost
            if number % 6 == 1:
                _smuggle(file, copies[-1].whole, copy.whole)
                told["put into a journal beside the newest"] += 1
            elif number % 5 == 0:
                _go_on(file, keys, f"{seed}-{number}")
                told["of them worked on afterwards"] += 1
            kept = [folder / place for place in PLACES[lost:]]
            fine = _fine(file, keys, kept)
            told["copies put back"] += 1
            smuggled = (
                folder / f"{file.name}-journal"
            ).exists()  # then nobody can tell before it is played back
            missed += fine and (copy.noted < newest or smuggled)
            alarms += not fine and copy.noted == newest and not smuggled
            for each in folder.glob(f"{file.name}*"):
                each.unlink()
    return Figure(
        "an old backup restored",
        "verification against the newest checkpoint outside fails",
        told | {"younger than it, and rightly found whole": sum(copy.noted == newest for copy in copies)},
        {"missed": missed, "false alarms": alarms},
    )


def _copies(folder: Path, name: str, moments: int, chance: random.Random, keys: KeyFile) -> list[_Copy]:
    file, copies, noted = folder / "court.db", list[_Copy](), 0
    rest = max(2, moments // 20)  # the last ones are younger than any checkpoint
    with Docket(file, policy=policy(), keys=keys) as docket:
        for number, _ in zip(count(1), acknowledged(docket, name, steps=7), strict=False):
            copies.append(_Copy(copied(file), noted))
            if number == moments - rest or (number < moments - rest and chance.random() < 0.1):
                checkpoint(docket.store, docket.court, keys, [folder / place for place in PLACES])
                noted += 1
                copies.append(_Copy(copied(file), noted))
            if number == moments:
                return copies
    return copies


def _smuggle(file: Path, now: bytes, then: bytes) -> None:
    """The newest file, and beside it a rollback journal: whoever opens it to write plays the old pages back."""
    file.write_bytes(now)
    pages = [
        at for at in range(0, len(then), PAGE) if then[at : at + PAGE] != now[at : at + PAGE]
    ]  # each with its number and a sum of every 200th byte
    said = struct.pack(">5I", len(pages), SALT, len(then) // PAGE, SECTOR, PAGE)
    told = bytearray((JOURNAL + said).ljust(SECTOR, b"\0"))
    for at in pages:
        page = then[at : at + PAGE]
        summed = (SALT + sum(page[PAGE - 200 : 0 : -200])) % 2**32
        told += struct.pack(">I", at // PAGE + 1) + page + struct.pack(">I", summed)
    Path(f"{file}-journal").write_bytes(bytes(told))


def _go_on(file: Path, keys: KeyFile, name: str) -> None:
    """What is done afterwards, by whoever did not see that the copy was an old one."""
    with Docket(file, policy=policy(), keys=keys) as docket:
        docket.open("review", subject=subject(name), by=OFFICER, at=START, key=name)


def _fine(file: Path, keys: KeyFile, places: list[Path]) -> bool:
    verifier = keys.signing.verifier
    try:
        evidence = Evidence(keys, checkpoints_of(places, verifier), verifier)
        return verify_file(file, policy=policy(), evidence=evidence).ok
    except CourtqaError:
        return False
