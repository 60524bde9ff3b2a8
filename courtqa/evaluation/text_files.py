"""A CSV file as text, all or nothing: a fault in its structure refuses the whole file, with line and column."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from courtqa.errors import RecordsError
from courtqa.text import Text

__all__ = ["header_faults", "read_text_file", "unpacked"]

_MOST_FAULTS = 20
_BLOCK = 1 << 20


def read_text_file(
    path: Path, content: bytes, *, encoding: str, separator: str, most: int, header_row: int = 1
) -> pl.DataFrame:
    """The rows of a CSV file, every column text. ``most``: bytes that a compressed one may grow to. RecordsError.

    ``header_row``: the record with the names of the columns; what stands above it is a title, and is not read.
    """
    if path.name.lower().endswith(".gz"):
        content = unpacked(path, content, most)
    text, above = _below_title(path, _decoded(path, content, encoding), separator, header_row)
    return _table(path, text, separator, above)


def unpacked(path: Path, content: bytes, most: int) -> bytes:
    """What a gzip file holds, unless that is more than ``most`` bytes."""
    held = io.BytesIO()
    try:
        with gzip.open(io.BytesIO(content)) as file:
            while block := file.read(_BLOCK):
                held.write(block)
                if held.tell() > most:
                    problem = Text(
                        zh=f"解压后超过 {most >> 20} MiB，未读入",
                        en=f"it unpacks to more than {most >> 20} MiB, which is refused",
                    )
                    raise RecordsError(str(path), [problem])
    except (OSError, EOFError, zlib.error) as error:
        problem = Text(zh=f"压缩文件损坏：{error}", en=f"the compressed file is damaged: {error}")
        raise RecordsError(str(path), [problem]) from error
    return held.getvalue()


def _decoded(path: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode("utf-8-sig" if encoding.lower() in {"utf-8", "utf8"} else encoding)
    except LookupError as error:
        problem = Text(zh=f"没有名为 {encoding} 的编码", en=f"there is no encoding named {encoding!r}")
        raise RecordsError(str(path), [problem]) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Text(
            zh=f"第 {line} 行的字节不是 {encoding} 编码；请在对照表中写明 encoding（如 gb18030）",
            en=f"line {line} holds bytes that are not {encoding}; name the encoding in the mapping "
            "(encoding: gb18030, cp1252 …)",
        )
        raise RecordsError(str(path), [problem]) from error


def _below_title(path: Path, text: str, separator: str, header_row: int) -> tuple[str, int]:
    """The text from its header on, and how many lines stand above it."""
    held = io.StringIO(text, newline="")
    rows = csv.reader(held, delimiter=separator)
    try:
        for _ in range(header_row - 1):
            next(rows)
    except (StopIteration, csv.Error) as error:
        problem = Text(zh=f"没有第 {header_row} 行", en=f"it has no row {header_row}")
        raise RecordsError(str(path), [problem]) from error
    return held.read(), rows.line_num


def _table(path: Path, text: str, separator: str, above: int = 0) -> pl.DataFrame:
    faults: list[Text] = []
    rows = _Rows(text, separator, above)
    for fault in rows.faults():
        faults.append(fault)
        if len(faults) == _MOST_FAULTS:
            faults.append(Text(zh="……（其余从略）", en="… (more are not shown)"))
            break
    if faults:
        raise RecordsError(str(path), faults)
    if text.count("\r") != text.count(
        "\r\n"
    ):  # line ends of several systems: only the standard library knows them
        return _slowly(text, separator)
    frame = pl.read_csv(io.BytesIO(text.encode()), separator=separator, infer_schema=False)
    return frame if frame.height == rows.count else _slowly(text, separator)


def _slowly(text: str, separator: str) -> pl.DataFrame:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header = next(rows)
    held = [[cell or None for cell in row] for row in rows]
    return pl.DataFrame(held, schema=dict.fromkeys(header, pl.String), orient="row")


class _Rows:
    """The text read once with the standard library, which says where a fault is."""

    def __init__(self, text: str, separator: str, above: int) -> None:
        self._text, self._separator, self._above, self.count = text, separator, above, 0

    def faults(self) -> Iterator[Text]:
        """What keeps the text from being a table."""
        if "\x00" in self._text:
            line = self._above + self._text.count("\n", 0, self._text.index("\x00")) + 1
            yield Text(zh=f"第 {line} 行含空字符（NUL）", en=f"line {line} holds a NUL character")
            return
        rows = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator, strict=True)
        header: list[str] = []
        try:
            for number, row in enumerate(rows):
                self.count = number
                if not number:
                    header = row
                    yield from header_faults(header)
                elif len(row) != len(header) and (row or len(header) > 1):
                    yield Text(
                        zh=f"第 {number} 条记录（文件第 {self._above + rows.line_num} 行）有 {len(row)} 列，"
                        f"表头有 {len(header)} 列",
                        en=f"record {number} (line {self._above + rows.line_num}) has {len(row)} columns, the header has "
                        f"{len(header)}",
                    )
        except csv.Error as error:
            yield Text(
                zh=f"文件第 {self._above + rows.line_num} 行引号或字段有误：{error}",
                en=f"line {self._above + rows.line_num}: {error}",
            )
            return
        if not header:
            yield Text(zh="文件为空", en="the file is empty")


def header_faults(header: list[str]) -> Iterator[Text]:
    """Columns without a name, and names that stand twice."""
    seen: set[str] = set()
    for place, name in enumerate(header, start=1):
        if not name.strip():
            yield Text(zh=f"第 {place} 列没有列名", en=f"column {place} has no name")
        elif name in seen:
            yield Text(
                zh=f"列名“{name}”重复（第 {place} 列）",
                en=f"the column name {name!r} stands twice (column {place})",
            )
        seen.add(name)
