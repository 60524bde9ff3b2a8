"""A file of records as text, all or nothing: a fault in its structure refuses the whole file, with row and column."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import polars as pl
from attrs import frozen

from courtqa.errors import RecordsError
from courtqa.text import Text

__all__ = ["Source", "read_source"]

_MOST_FAULTS = 20


@frozen(eq=False)
class Source:
    """The rows of a file, in its own columns, and the digest of its bytes."""

    name: str
    frame: pl.DataFrame
    sha256: str


def read_source(path: Path, *, encoding: str, separator: str) -> Source:
    """The rows of a CSV file (also ``.gz``) as text, or of a Parquet file as it stands. Raises RecordsError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = Text(zh=f"无法打开：{error.strerror}", en=f"it cannot be opened: {error.strerror}")
        raise RecordsError(str(path), [problem]) from error
    digest = sha256(content).hexdigest()
    kind = path.name.lower().removesuffix(".gz")
    if kind.endswith((".parquet", ".pq")):
        return Source(path.name, _parquet(path, content), digest)
    if kind.endswith((".csv", ".tsv", ".txt")):
        text = _decoded(path, content, encoding)
        return Source(path.name, _csv(path, text, separator), digest)
    raise RecordsError(
        str(path),
        [
            Text(
                zh="只读 CSV（.csv、.csv.gz、.tsv）与 Parquet 文件；其他格式请先另存",
                en="only CSV (.csv, .csv.gz, .tsv) and Parquet are read; save it as one of them first",
            )
        ],
    )


def _parquet(path: Path, content: bytes) -> pl.DataFrame:
    try:
        return pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        problem = Text(
            zh=f"不是可读的 Parquet 文件：{error}", en=f"it is not a readable Parquet file: {error}"
        )
        raise RecordsError(str(path), [problem]) from error


def _decoded(path: Path, content: bytes, encoding: str) -> str:
    try:
        if path.name.lower().endswith(".gz"):
            content = gzip.decompress(content)
        text = content.decode("utf-8-sig" if encoding.lower() in {"utf-8", "utf8"} else encoding)
    except (OSError, EOFError, zlib.error) as error:
        problem = Text(zh=f"压缩文件损坏：{error}", en=f"the compressed file is damaged: {error}")
        raise RecordsError(str(path), [problem]) from error
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
    return text


def _csv(path: Path, text: str, separator: str) -> pl.DataFrame:
    faults = []
    for fault in _faults(text, separator):
        faults.append(fault)
        if len(faults) == _MOST_FAULTS:
            faults.append(Text(zh="……（其余从略）", en="… (more are not shown)"))
            break
    if faults:
        raise RecordsError(str(path), faults)
    return pl.read_csv(io.BytesIO(text.encode()), separator=separator, infer_schema=False)


def _faults(text: str, separator: str) -> Iterator[Text]:
    """What keeps the text from being a table: read once with the standard library, which says where."""
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        yield Text(zh=f"第 {line} 行含空字符（NUL）", en=f"line {line} holds a NUL character")
        return
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    try:
        for number, row in enumerate(rows):
            if not number:
                header = row
                yield from _of_header(header)
            elif len(row) != len(header) and (row or len(header) > 1):
                yield Text(
                    zh=f"第 {number} 条记录（文件第 {rows.line_num} 行）有 {len(row)} 列，表头有 {len(header)} 列",
                    en=f"record {number} (line {rows.line_num}) has {len(row)} columns, the header has "
                    f"{len(header)}",
                )
    except csv.Error as error:
        yield Text(
            zh=f"文件第 {rows.line_num} 行引号或字段有误：{error}",
            en=f"line {rows.line_num}: {error}",
        )
        return
    if not header:
        yield Text(zh="文件为空", en="the file is empty")


def _of_header(header: list[str]) -> Iterator[Text]:
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
