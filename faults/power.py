"""Power loss: of what was not yet synced, nothing, a prefix, any part, or a torn sector may have reached the disk.

The docket's own statements are played once more through a file system that notes every write and every sync; then
the files are laid as they might have been left at each moment, and opened.
"""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
from attrs import define, field, frozen

from courtqa.storage import verify_file
from faults.figure import Figure
from faults.recorded import Acknowledged, FolderSynced, Line, recorded

__all__ = ["run"]

POINTS, EVENTS, SECTOR = 10_000, 150, 512
CLOSELY = 0.2  # the share of crash points after which every seal is verified, not only the events counted
WAYS = ("none", "prefix", "subset", "torn")


@frozen
class Write:
    """Bytes written to a file, not yet synced."""

    file: str
    offset: int
    data: bytes


@frozen
class Truncate:
    """A file cut to a size."""

    file: str
    size: int


@frozen
class Sync:
    """Everything written to the file before is on the disk from here on."""

    file: str


@frozen
class Delete:
    """A file taken away; certainly so where the folder is synced too."""

    file: str
    synced: bool


Change = Write | Truncate | Delete
Move = Change | Sync | Acknowledged | FolderSynced


class _Files(apsw.VFS):
    """A file system that notes what is done to its files."""

    def __init__(self, moves: list[Move]) -> None:
        self.moves = moves
        super().__init__("noting", "")

    def xOpen(self, name: Any, flags: list[int]) -> _File:  # noqa: N802
        return _File(self.moves, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(name, syncdir)
        self.moves.append(Delete(os.path.basename(name), bool(syncdir)))  # noqa: PTH119


class _File(apsw.VFSFile):
    def __init__(self, moves: list[Move], name: Any, flags: list[int]) -> None:
        self.moves = moves
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.name = os.path.basename(path or "temporary")  # noqa: PTH119
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self.moves.append(Write(self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self.moves.append(Truncate(self.name, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self.moves.append(Sync(self.name))


def played(lines: Iterable[Line], synchronous: str) -> list[Move]:
    """The moves of the files while the statements are played at that setting, with small checkpoints."""
    moves: list[Move] = []
    files = _Files(moves)
    with tempfile.TemporaryDirectory() as folder:
        connection = apsw.Connection(str(Path(folder) / "court.db"), vfs="noting")
        connection.execute(
            "PRAGMA locking_mode = EXCLUSIVE"
        )  # the index of the log in memory: it never survives anyway
        for line in lines:
            if isinstance(line, Acknowledged | FolderSynced):
                moves.append(line)
                continue
            connection.execute(line.statement, line.values).fetchall()
            if line.statement.startswith("PRAGMA journal_mode"):
                connection.execute("PRAGMA wal_autocheckpoint = 24")
            if line.statement.startswith("PRAGMA synchronous"):
                connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.close()
    files.unregister()
    return moves


@define
class _Disk:
    """What is certainly on the disk, and what is still on its way."""

    synced: dict[str, bytearray] = field(factory=dict)
    unsynced: dict[str, list[Change]] = field(factory=dict)

    def take(self, move: Change | Sync | FolderSynced) -> None:
        if isinstance(move, FolderSynced):
            for name, waiting in list(self.unsynced.items()):
                if any(isinstance(one, Delete) for one in waiting):
                    self.unsynced.pop(name)
                    self.synced.pop(name, None)
            return
        if isinstance(move, Sync):
            for one in self.unsynced.pop(move.file, []):
                _apply(self.synced, one)
        elif isinstance(move, Delete) and move.synced:
            self.unsynced.pop(move.file, None)
            self.synced.pop(move.file, None)
        else:
            self.unsynced.setdefault(move.file, []).append(move)

    def left(self, way: str, chance: random.Random) -> dict[str, bytes]:
        """The files as the loss of power might leave them."""
        files = {name: bytearray(content) for name, content in self.synced.items()}
        for moves in self.unsynced.values():
            for one in _arrived(moves, way, chance):
                _apply(files, one)
        return {name: bytes(content) for name, content in files.items()}


def _arrived(moves: Sequence[Change], way: str, chance: random.Random) -> Iterator[Change]:
    if way == "none":
        return
    if way == "subset":
        yield from (one for one in moves if chance.random() < 0.5)
        return
    count = chance.randrange(len(moves) + 1)
    yield from moves[:count]
    if way == "torn" and count < len(moves):
        torn = moves[count]
        if isinstance(torn, Write) and len(torn.data) > 1:
            sectors = max(1, len(torn.data) // SECTOR)
            kept = chance.randrange(sectors) * SECTOR or chance.randrange(1, min(SECTOR, len(torn.data)))
            yield Write(torn.file, torn.offset, torn.data[:kept])


def _apply(files: dict[str, bytearray], move: Change) -> None:
    if isinstance(move, Delete):
        files.pop(move.file, None)
        return
    content = files.setdefault(move.file, bytearray())
    if isinstance(move, Truncate):
        del content[move.size :]
        return
    end = move.offset + len(move.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[move.offset : end] = move.data


@frozen
class _Outcome:
    lost: bool
    damaged: bool


def looked_at(
    folder: Path, files: dict[str, bytes], due: set[tuple[str, str, int]], *, closely: bool
) -> _Outcome:
    """What is found when the power is back: the acknowledged events, and a whole file; closely: every seal too."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    file = folder / "court.db"
    if not due and not file.exists():
        return _Outcome(lost=False, damaged=False)
    try:
        with closing(sqlite3.connect(file)) as raw:
            whole = raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            laid = raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchone()
            kept = set(raw.execute("SELECT proceeding, idem, seq FROM event")) if laid else set()
    except sqlite3.Error:
        return _Outcome(lost=bool(due), damaged=True)
    sealed = not closely or not kept or verify_file(file).ok
    return _Outcome(lost=not due <= kept, damaged=not (whole and sealed))


def crashes(moves: Sequence[Move], points: int, chance: random.Random) -> Iterator[_Outcome]:
    """So many losses of power, spread over the moves."""
    moments = sorted(chance.choices(range(1, len(moves) + 1), k=points))
    disk, due, done = _Disk(), set[tuple[str, str, int]](), 0
    with tempfile.TemporaryDirectory() as folder:
        for moment in moments:
            for move in moves[done:moment]:
                if isinstance(move, Acknowledged):
                    due.add((move.proceeding, move.key, move.seq))
                else:
                    disk.take(move)
            done = moment
            left = disk.left(chance.choice(WAYS), chance)
            yield looked_at(Path(folder), left, due, closely=chance.random() < CLOSELY)


def run(scale: float, seed: int) -> Figure:
    """Lose the power at many moments, at FULL as the docket has it, and at NORMAL to see that losses are found."""
    chance, points = random.Random(seed), max(40, round(POINTS * scale))
    lines = recorded(EVENTS, f"power-{seed}")
    full = list(crashes(played(lines, "FULL"), points, chance))
    normal = list(crashes(played(lines, "NORMAL"), max(40, points // 10), chance))
    return Figure(
        "power loss (replayed crash points: none, a prefix, a subset, a torn sector of the unsynced writes)",
        "0 lost, 0 corrupt at WAL + FULL; NORMAL loses acknowledged events",
        {
            "crash points at FULL": len(full),
            f"of {len(normal):,} crash points at NORMAL, for control, lost events": sum(
                one.lost for one in normal
            ),
        },
        {"lost": sum(one.lost for one in full), "corrupt": sum(one.damaged for one in full)},
    )
