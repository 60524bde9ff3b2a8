"""The export itself: only what the specification lists, each column as it says, and a record of what left."""

from __future__ import annotations

import hmac
import json
import secrets
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from courtqa.evaluation.privacy.anonymity import Anonymity, generalised
from courtqa.evaluation.privacy.cells import CountTable, count_table
from courtqa.evaluation.privacy.spec import Column, ExportSpec

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Export", "export"]

LENGTH = 20  # hexadecimal digits of a pseudonym


@frozen
class Export:
    """What leaves: the rows, the tables of counts, the report; and the key, for whoever seals it or lets it go."""

    frame: pl.DataFrame
    counts: dict[str, CountTable]
    anonymity: Anonymity
    left_out: tuple[str, ...]  # the columns that stayed inside
    key: bytes

    def write(
        self,
        folder: str | Path,
        *,
        purpose: str,
        recipient: str,
        format: Literal["csv", "parquet"] = "csv",
        seal: str | Path | None = None,
    ) -> dict[str, object]:
        """Write rows, counts and the record of the export into ``folder``; the record, as it is to be kept in a docket.

        With ``seal`` the key of the pseudonyms is written there, readable by the owner alone; without, it is gone when
        this object is: nobody can lead a pseudonym back to a person.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        rows = folder / f"records.{format}"
        if format == "csv":
            self.frame.write_csv(rows)
        else:
            self.frame.write_parquet(rows)
        files = {rows.name: rows}
        for name, table in self.counts.items():
            file = folder / f"counts-{name}.csv"
            file.write_text(table.to_csv(), "utf-8")
            files[file.name] = file
        if seal is not None:
            _write_privately(Path(seal), self.key)
        record: dict[str, object] = {
            "purpose": purpose,
            "recipient": recipient,
            "columns": list(self.frame.columns),
            "left_out": list(self.left_out),
            "rows": self.frame.height,
            "smallest_group": self.anonymity.smallest,
            "key": "destroyed" if seal is None else "sealed",
            "files": [
                {"name": name, "sha256": sha256(file.read_bytes()).hexdigest()}
                for name, file in sorted(files.items())
            ],
        }
        (folder / "export.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return record


def export(frame: pl.DataFrame, spec: ExportSpec, *, key: bytes | None = None) -> Export:
    """The frame as the specification lets it leave. Each call has a key of its own; a listed column may be missing.

    A value of a category that stands for fewer rows than the smallest group is blanked: an identifier that strayed into
    it stands for one.
    """
    import polars as pl

    key = secrets.token_bytes(32) if key is None else key
    listed = [column for column in spec.columns if column.name in frame.columns]
    made = pl.DataFrame([_treated(frame[column.name], column, spec.smallest, key) for column in listed])
    shown = [name for name in spec.shown if name in made.columns]
    made, report = generalised(made, shown, spec.smallest)
    counts = {
        f"{row}-{column}": count_table(made, row, column, smallest=spec.smallest)
        for row, column in spec.counts
        if row in shown and column in shown
    }
    order = made.sort(made.columns) if made.columns else made  # the order of the source would tell who is who
    left_out = tuple(name for name in frame.columns if name not in made.columns)
    return Export(order, counts, report, left_out, key)


def _treated(series: pl.Series, column: Column, smallest: int, key: bytes) -> pl.Series:
    import polars as pl

    name = column.name
    if column.treatment == "pseudonym":
        values = [None if value is None else _pseudonym(key, column.of, str(value)) for value in series]
        return pl.Series(name, values, dtype=pl.String)
    if column.treatment == "month":
        return _months(series).alias(name)
    if column.treatment == "band":
        numbers = series.cast(pl.String).cast(pl.Float64, strict=False)
        lower = (numbers / column.width).floor() * column.width
        return _common(lower.cast(pl.Int64, strict=False).cast(pl.String), smallest).alias(name)
    return _common(series.cast(pl.String), smallest).alias(name)


def _months(series: pl.Series) -> pl.Series:
    import polars as pl

    if series.dtype not in (pl.Date, pl.Datetime):
        series = series.cast(pl.String).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    return series.dt.strftime("%Y-%m")


def _common(series: pl.Series, smallest: int) -> pl.Series:
    """The values that enough rows share; the others are blank."""
    counted = series.value_counts()
    few = counted.filter(counted[counted.columns[-1]] < smallest)[series.name].to_list()
    return series.set(series.is_in(few), None) if few else series


def _pseudonym(key: bytes, of: str, value: str) -> str:
    return hmac.digest(key, f"{of}\0{value}".encode(), "sha256").hex()[:LENGTH]


def _write_privately(file: Path, key: bytes) -> None:
    import os

    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        os.write(handle, key.hex().encode() + b"\n")
    finally:
        os.close(handle)
