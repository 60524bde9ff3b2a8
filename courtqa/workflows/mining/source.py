"""Bytes of a log, plain or gzipped, read in pieces: bounded in size, hashed, and counted for whoever waits."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

from courtqa.errors import RecordsError
from courtqa.text import Text

__all__ = ["LARGEST", "Progress", "Source", "no_progress"]

LARGEST = 512 * 2**20  # bytes of a log once unpacked
MOST_PACKED = 200  # times smaller than what it unpacks to
PIECE = 2**16

Progress = Callable[[int, int], None]  # bytes read so far of the file, and its size


def no_progress(done: int, size: int) -> None:
    """Nobody waits."""


class Source:
    """A file to read once. RecordsError where it cannot be read, is too large, or unpacks to far more than it is."""

    def __init__(self, path: str | Path, *, largest: int = LARGEST, progress: Progress = no_progress) -> None:
        self.path, self.largest, self.progress = Path(path), largest, progress
        self._digest = sha256()

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.name

    @property
    def sha256(self) -> str:
        """SHA-256 of the file as it lies, once it has been read to the end."""
        return self._digest.hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """The unpacked bytes."""
        try:
            size = self.path.stat().st_size
            with self.path.open("rb") as file:
                yield from self._unpacked(file, size)
        except (OSError, EOFError, zlib.error) as error:
            raise self.refused(f"无法读取：{error}", f"cannot be read: {error}") from error

    def _unpacked(self, file: BufferedReader, size: int) -> Iterator[bytes]:
        packed = file.peek(2)[:2] == b"\x1f\x8b"
        for piece in iter(lambda: file.read(PIECE), b""):
            self._digest.update(piece)
        file.seek(0)
        stream = cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packed else file
        total = 0
        for piece in iter(lambda: stream.read(PIECE), b""):
            total += len(piece)
            if total > self.largest or (packed and total > MOST_PACKED * max(size, 1024)):
                raise self.refused(
                    f"解压后超过 {self.largest} 字节或压缩比过高",
                    f"unpacks to more than {self.largest} bytes, or to far more than it is",
                )
            self.progress(min(file.tell(), size), size)
            yield piece

    def refused(self, zh: str, en: str) -> RecordsError:
        """The error that names this file."""
        return RecordsError(str(self.path), [Text(zh=zh, en=en)])
