"""An old copy put back: the newest checkpoint outside says that something was there which is gone."""

from __future__ import annotations

import random
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


@frozen
class _Copy:
    """The file at one moment, and how many checkpoints there were outside by then."""

    whole: bytes
    noted: int


def run(scale: float, seed: int) -> Figure:
    """Copy a file after each event, a checkpoint now and then; in the end put each copy back and look."""
    chance, moments = random.Random(seed), max(8, round(MOMENTS * scale))
    keys = KeyFile((new_key("hmac-sha256", "m1"), new_key("ed25519", "s1")))
    told = {"copies put back": 0, "of them worked on afterwards": 0, "with one place outside lost": 0}
    missed = alarms = 0
    with scratch() as name:
        folder = Path(name)
        copies = _copies(folder, f"backup-{seed}", moments, chance, keys)
        newest = copies[-1].noted
        for number, copy in enumerate(copies):
            file, lost = folder / f"back-{number}.db", chance.random() < 0.3
            file.write_bytes(copy.whole)
            told["with one place outside lost"] += lost
            if number % 5 == 0:
                _go_on(file, keys, f"{seed}-{number}")
                told["of them worked on afterwards"] += 1
            kept = [folder / place for place in PLACES[lost:]]
            fine = _fine(file, keys, kept)
            told["copies put back"] += 1
            missed += fine and copy.noted < newest
            alarms += not fine and copy.noted == newest
            file.unlink()
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
