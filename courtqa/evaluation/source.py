"""A file of records as text, with the digest of its bytes. It is read in a child process, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import polars as pl
from attrs import frozen

from courtqa.errors import RecordsError
from courtqa.evaluation.jail import Limits, read_in_jail
from courtqa.evaluation.looking import parts_of
from courtqa.text import Text

__all__ = ["Part", "Source", "digest_of_parts", "read_source"]

_KNOWN = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".xlsx", ".xlsm", ".xls")


@frozen
class Part:
    """One of the files of a folder: its path in it, and how many rows stand before its first."""

    name: str
    before: int


@frozen(eq=False)
class Source:
    """The rows of a file, in its own columns, and the digest of its bytes. ``parts``: the files of a folder."""

    name: str
    frame: pl.DataFrame
    sha256: str
    parts: tuple[Part, ...] = ()


def read_source(
    path: Path,
    *,
    encoding: str,
    separator: str,
    sheet: str | None = None,
    header_row: int = 1,
    limits: Limits | None = None,
) -> Source:
    """The rows of a CSV file (also ``.gz``) or a sheet as text, or of Parquet, a file or a folder, as it stands.

    RecordsError.
    """
    if path.is_dir():
        return _folder(path, limits)
    kind = path.name.lower()
    if not kind.removesuffix(".gz").endswith(_KNOWN) or (
        kind.endswith(".gz") and ".csv" not in kind and ".tsv" not in kind and ".txt" not in kind
    ):
        problem = Text(
            zh="只读 CSV（.csv、.csv.gz、.tsv）、Excel（.xlsx、.xls）与 Parquet 文件；其他格式请先另存",
            en="only CSV (.csv, .csv.gz, .tsv), Excel (.xlsx, .xls) and Parquet are read; save it as one of them first",
        )
        raise RecordsError(str(path), [problem])
    frame, digest = read_in_jail(
        path, encoding=encoding, separator=separator, sheet=sheet, header_row=header_row, limits=limits
    )
    return Source(path.name, frame, digest)


def digest_of_parts(digests: Mapping[str, str]) -> str:
    """One sha256 for the files of a folder, by their digests in order of name."""
    listed = (f"{Path(name).name} {each}\n" for name, each in digests.items())
    return sha256("".join(listed).encode()).hexdigest()


def _folder(folder: Path, limits: Limits | None) -> Source:
    """The rows of all parts, one below the other. A part of a path that says ``year=2007`` is a column of text."""
    frames: list[pl.DataFrame] = []
    parts: list[Part] = []
    digests: dict[str, str] = {}
    for path in parts_of(folder):
        frame, digests[str(path)] = read_in_jail(path, encoding="utf-8", separator=",", limits=limits)
        said = [each.split("=", 1) for each in path.parent.relative_to(folder).parts if "=" in each]
        frame = frame.with_columns(
            pl.lit(value).alias(key) for key, value in said if key not in frame.columns
        )
        parts.append(Part(path.relative_to(folder).as_posix(), sum(each.height for each in frames)))
        frames.append(_like(frames[0], frame, parts) if frames else frame)
    together = [_texts_where_they_differ(frame, frames) for frame in frames]
    return Source(folder.name, pl.concat(together), digest_of_parts(digests), tuple(parts))


def _like(first: pl.DataFrame, frame: pl.DataFrame, parts: list[Part]) -> pl.DataFrame:
    """The columns of the first part, in its order. RecordsError where the part has others."""
    lacks = [name for name in first.columns if name not in frame.columns]
    more = [name for name in frame.columns if name not in first.columns]
    if lacks or more:
        named, listed = parts[0].name, ", ".join(lacks or more)
        problem = (
            Text(zh=f"缺少 {named} 所有的列：{listed}", en=f"it lacks the columns of {named}: {listed}")
            if lacks
            else Text(
                zh=f"有 {named} 所没有的列：{listed}", en=f"it has columns that {named} lacks: {listed}"
            )
        )
        raise RecordsError(parts[-1].name, [problem])
    return frame.select(first.columns)


def _texts_where_they_differ(frame: pl.DataFrame, frames: list[pl.DataFrame]) -> pl.DataFrame:
    """A column that is of another type in some part is text in all of them."""
    differing = [name for name in frame.columns if len({each.schema[name] for each in frames}) > 1]
    return frame.with_columns(pl.col(differing).cast(pl.String)) if differing else frame
