"""The jail for files: a child process with little memory and time reads them, and dies in our stead.

One child stays warm and reads one file after another; when a file kills it, that file is refused and the next gets a
fresh one.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import IO, Any

import polars as pl
from attrs import asdict, evolve, frozen

from courtqa.errors import RecordsError
from courtqa.evaluation.looking import State, parts_of, states_of
from courtqa.text import Text

__all__ = ["Limits", "Looked", "look_in_jail", "read_in_jail"]


@frozen
class Limits:
    """What reading one file may cost. Memory and time grow with the size of the file, never with what it unpacks to."""

    memory: int = 4 << 30  # bytes of address space
    seconds: int = 60  # of processor
    unpacked: int = 512 << 20  # bytes that a packed file may come to
    ratio: int = 100  # how many times its size it may unpack to
    cells: int = 20_000_000

    def for_size(self, size: int) -> Limits:
        """The limits for an honest file of that many bytes."""
        honest = evolve(self, memory=self.memory + 20 * size, seconds=self.seconds + size // (1 << 20))
        return evolve(honest, unpacked=max(self.unpacked, 20 * size))


@frozen
class Looked:
    """What the child found of files that stay where they are, by their paths."""

    digests: Mapping[str, str]
    states: Mapping[str, State]
    counts: Mapping[str, int]


class _Jail:
    """The warm child, and who talks to it: one file at a time."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[str] | None = None
        self._lock = Lock()

    def ask(self, request: Mapping[str, object], seconds: int) -> dict[str, object] | None:
        """Its answer; None when it died or took too long."""
        with self._lock:
            child = self._child if self._child and self._child.poll() is None else self._fresh()
            told, heard = _pipes(child)
            try:
                told.write(json.dumps(request) + "\n")
                told.flush()
                with selectors.DefaultSelector() as waiting:
                    waiting.register(heard, selectors.EVENT_READ)
                    line = heard.readline() if waiting.select(seconds) else ""
            except OSError:
                line = ""
            if not line:
                self.close()
                return None
            found: dict[str, object] = json.loads(line)
            return found

    def _fresh(self) -> subprocess.Popen[str]:
        kept = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "HOME", "LANG")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "courtqa.evaluation.jailed"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=environment | {"POLARS_MAX_THREADS": "2"},
        )
        return self._child

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in _pipes(child):
                pipe.close()


def _pipes(child: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if child.stdin is None or child.stdout is None:
        raise OSError("the child has no pipes")
    return child.stdin, child.stdout


_JAIL = _Jail()
atexit.register(_JAIL.close)


def read_in_jail(
    path: Path,
    *,
    encoding: str,
    separator: str,
    sheet: str | None = None,
    header_row: int = 1,
    limits: Limits | None = None,
) -> tuple[pl.DataFrame, str]:
    """The rows of a file and the digest of its bytes. RecordsError, also when reading it cost too much."""
    allowed = (limits or Limits()).for_size(_size(path))
    with tempfile.TemporaryDirectory(prefix="courtqa-") as folder:
        out = Path(folder) / "rows.arrow"
        asked = {
            "path": str(path.absolute()),
            "encoding": encoding,
            "separator": separator,
            "sheet": sheet,
            "header_row": header_row,
            "out": str(out),
            "limits": asdict(allowed),
        }
        answer = _answered(path, asked, allowed)
        return pl.read_ipc(BytesIO(out.read_bytes())), str(answer["sha256"])


def look_in_jail(path: Path, *, pages: bool = True, limits: Limits | None = None) -> Looked:
    """Of a Parquet file, or all those in a folder: digests, states, and what was counted (see ``looking``).

    Every page is unpacked and decoded in the child first, so that nothing hostile reaches the engine that then counts
    where the files are; without ``pages``, for an engine that is a process of its own, the footers alone. RecordsError,
    also when it cost too much or a file changed meanwhile.
    """
    paths = [each.absolute() for each in (parts_of(path) if path.is_dir() else [path])]
    before = states_of(paths)
    allowed = (limits or Limits()).for_size(sum(map(_size, paths)))
    asked = {"look": [str(each) for each in paths], "pages": pages, "limits": asdict(allowed)}
    answer: Any = _answered(path, asked, allowed)
    if {name: tuple(state) for name, state in answer["states"].items()} != before:
        problem = Text(zh="读取期间文件有变动", en="it changed while it was being read")
        raise RecordsError(str(path), [problem])
    return Looked(answer["sha256"], before, answer["counts"])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        problem = Text(zh=f"无法打开：{error.strerror}", en=f"it cannot be opened: {error.strerror}")
        raise RecordsError(str(path), [problem]) from error


def _answered(path: Path, asked: Mapping[str, object], allowed: Limits) -> dict[str, object]:
    """What the child found. RecordsError for what it refuses, and when the file killed it."""
    answer = _JAIL.ask(asked, allowed.seconds * 2)
    if answer is None:
        problem = Text(
            zh="读取它所需的内存或时间超过限度，已中止",
            en="reading it took more memory or time than a file of its size may, and was stopped",
        )
        raise RecordsError(str(path), [problem])
    if "problems" in answer:
        told: Any = answer["problems"]
        raise RecordsError(str(path), [Text(zh=zh, en=en) for zh, en in told])
    return answer
