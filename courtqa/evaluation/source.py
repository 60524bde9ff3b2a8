"""A file of records as text, with the digest of its bytes. It is read in a child process, all or nothing."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from attrs import frozen

from courtqa.errors import RecordsError
from courtqa.evaluation.jail import Limits, read_in_jail
from courtqa.text import Text

__all__ = ["Source", "read_source"]

_KNOWN = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".xlsx", ".xlsm", ".xls")


@frozen(eq=False)
class Source:
    """The rows of a file, in its own columns, and the digest of its bytes."""

    name: str
    frame: pl.DataFrame
    sha256: str


def read_source(
    path: Path,
    *,
    encoding: str,
    separator: str,
    sheet: str | None = None,
    header_row: int = 1,
    limits: Limits | None = None,
) -> Source:
    """The rows of a CSV file (also ``.gz``) or a sheet as text, or of a Parquet file as it stands. RecordsError."""
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
