"""A flipped bit, a zeroed page: verify and the integrity check find it together, or it changed nothing."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from courtqa.storage import Docket, verify_file
from faults.court import acknowledged, policy
from faults.figure import Figure

__all__ = ["run"]

CORRUPTIONS, EVENTS, PAGE = 1_500, 120, 4096


def run(scale: float, seed: int) -> Figure:
    """Damage copies of one file, one place each."""
    chance, corruptions = random.Random(seed), max(20, round(CORRUPTIONS * scale))
    found = by_integrity = harmless = missed = 0
    with tempfile.TemporaryDirectory() as folder:
        file, copy = Path(folder) / "court.db", Path(folder) / "copy.db"
        with Docket(file, policy=policy()) as docket:
            for number, _ in enumerate(acknowledged(docket, f"flip-{seed}"), start=1):
                if number == EVENTS:
                    break
        whole, told = file.read_bytes(), _told(file)
        for _ in range(corruptions):
            copy.write_bytes(_damaged(whole, chance))
            for beside in (copy.with_name("copy.db-wal"), copy.with_name("copy.db-shm")):
                beside.unlink(missing_ok=True)
            if not _integral(copy):
                by_integrity += 1
            elif not verify_file(copy).ok:
                found += 1
            elif _told(copy) == told:
                harmless += 1
            else:
                missed += 1
    return Figure(
        "a flipped bit, a zeroed page",
        "verify or the integrity check finds it",
        {
            "corruptions": corruptions,
            "found by the integrity check": by_integrity,
            "found by verify alone": found,
            "in unused space": harmless,
        },
        {"missed": missed},
    )


def _damaged(whole: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(whole)
    if chance.random() < 0.8:
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    else:
        page = chance.randrange(len(damaged) // PAGE) * PAGE
        damaged[page : page + PAGE] = bytes(PAGE)
    return bytes(damaged)


def _integral(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as raw:
            return bool(raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def _told(file: Path) -> str | None:
    """All that the file says, or nothing where it can't be read."""
    try:
        with closing(sqlite3.connect(file)) as raw:
            return "\n".join(raw.iterdump())
    except (sqlite3.Error, UnicodeDecodeError):
        return None
