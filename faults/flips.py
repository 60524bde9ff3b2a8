"""A flipped bit, a zeroed page: verify and the integrity check find it together, or it changed nothing."""

from __future__ import annotations

import random
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

from courtqa.storage import verify_file
from faults.court import scratch
from faults.figure import Figure
from faults.kept import copied, write_docket

__all__ = ["run"]

CORRUPTIONS, PAGE = 1_500, 4096
NOTES = {"sent_at", "attempts", "retry_at", "failure"}  # what a worker jots down in the outbox
Cells = dict[tuple[str, object, str], object]  # table, row, column


def run(scale: float, seed: int) -> Figure:
    """Damage copies of one file, one place each. What is missed is told in full on standard error."""
    chance, corruptions = random.Random(seed), max(20, round(CORRUPTIONS * scale))
    became: Counter[str] = Counter()
    with scratch() as folder:
        file, copy = Path(folder) / "court.db", Path(folder) / "copy.db"
        write_docket(file, seed)
        whole = copied(file)
        copy.write_bytes(whole)
        told = _told(copy)
        for _ in range(corruptions):
            damaged, place = _damaged(whole, chance)
            copy.write_bytes(damaged)
            outcome, differing = _looked_at(copy, told)
            became[outcome] += 1
            if outcome == "missed":
                sys.stderr.write(f"missed, seed {seed}: {place}{''.join(differing)}\n")
    return Figure(
        "a flipped bit, a zeroed page",
        "verify or the integrity check finds it",
        {
            "corruptions": corruptions,
            "found by the integrity check": became["integrity"],
            "found by verify alone": became["verify"],
            "in unused space": became["harmless"],
        }
        | ({"in a worker's notes of delivery": became["noted"]} if became["noted"] else {}),
        {"missed": became["missed"]},
    )


def _looked_at(file: Path, told: Cells) -> tuple[str, list[str]]:
    """What became of one corruption, and each cell that says something else now."""
    if not _integral(file):
        return "integrity", []
    if not verify_file(file).ok:
        return "verify", []
    now = _told(file)
    differing = [each for each in told.keys() | now.keys() if told.get(each) != now.get(each)]
    if not differing:
        return "harmless", []
    if all(table == "outbox" and column in NOTES for table, _, column in differing):
        return "noted", []
    return "missed", [
        f"\n  {table}, row {row}, {column}: {told.get((table, row, column))!r} -> {now.get((table, row, column))!r}"
        for table, row, column in differing
    ]


def _damaged(whole: bytes, chance: random.Random) -> tuple[bytes, str]:
    damaged = bytearray(whole)
    if chance.random() < 0.8:
        at, bit = chance.randrange(len(damaged)), chance.randrange(8)
        damaged[at] ^= 1 << bit
        return bytes(damaged), f"byte {at} (page {at // PAGE + 1}), bit {bit}"
    page = chance.randrange(len(damaged) // PAGE) * PAGE
    damaged[page : page + PAGE] = bytes(PAGE)
    return bytes(damaged), f"page {page // PAGE + 1} zeroed"


def _integral(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as raw:
            return bool(raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def _told(file: Path) -> Cells:
    """Every cell of the file by table, row and column, and its schema; past the indexes, as bytes."""
    cells: Cells = {}
    with closing(sqlite3.connect(file)) as raw:
        raw.text_factory = bytes
        schema = raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        cells.update({("sqlite_master", row[1], ""): row for row in schema})
        for name in [row[1].decode() for row in schema if row[0] == b"table"]:
            columns = [column[1].decode() for column in raw.execute(f'PRAGMA table_info("{name}")')]
            for rowid, *row in raw.execute(f'SELECT rowid, * FROM "{name}" NOT INDEXED'):
                cells.update({(name, rowid, column): cell for column, cell in zip(columns, row, strict=True)})
    return cells
