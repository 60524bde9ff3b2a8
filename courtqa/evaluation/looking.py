"""What one pass over records that stay where they are says of them. Of files it is made in the jail, over every page."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any

import narwhals as nw

from courtqa.errors import RecordsError
from courtqa.evaluation.dates import literal
from courtqa.evaluation.defects import Defect, DefectReport
from courtqa.evaluation.everywhere import FIRST_DAY, LAST_DAY
from courtqa.evaluation.tables import CANONICAL, as_table, collected
from courtqa.text import Text

__all__ = ["State", "counted", "looked_at", "parts_of", "report_of", "require_same", "states_of"]

State = tuple[int, ...]
"""Which file it is and when it last changed: device, inode, size, and both times in nanoseconds.

Whoever puts another file in its place, or writes into it, changes one of them; the time of the last change of the
inode can't be set.
"""


def looked_at(paths: Sequence[Path], *, pages: bool) -> dict[str, Any]:
    """The digest and the state of each Parquet file and, of all together, the rows and what was found in them.

    With ``pages`` every page of every column is unpacked and decoded, so that whatever it provokes it provokes here;
    without, the footers alone are read and nothing is counted. RecordsError for what is no table of ours.
    """
    import polars as pl

    digests, states = {}, {}
    for path in paths:
        with path.open("rb") as file:
            states[str(path)] = _state(os.fstat(file.fileno()))
            digests[str(path)] = file_digest(file, "sha256").hexdigest()
    with _readable(paths[0]):
        frame = pl.scan_parquet(list(paths))
        schema = frame.collect_schema()
    if problems := _faults(schema):
        raise RecordsError(str(paths[0]), problems)
    with _readable(paths[0]):
        table = as_table(frame)
        whole = [nw.col(name).count().alias(_PAGES + name) for name in schema] if pages else []
        asked = [nw.len().alias("rows"), *(_asked(table) if pages else []), *whole]
        counts = nw.to_native(table.select(*asked)).collect(engine="streaming")
    found = counts.row(0, named=True).items()
    require_same(states)
    return {
        "sha256": digests,
        "states": states,
        "counts": {name: int(held or 0) for name, held in found if not name.startswith(_PAGES)},
    }


def parts_of(folder: Path) -> list[Path]:
    """The Parquet files in a folder and below it, in order of name. RecordsError when there is none."""
    found = sorted(each for each in folder.rglob("*.parquet") if each.is_file())
    if not found:
        problem = Text(zh="文件夹中没有 Parquet 文件", en="the folder holds no Parquet file")
        raise RecordsError(str(folder), [problem])
    return found


def states_of(paths: Sequence[Path]) -> dict[str, State]:
    """Which files these are now. RecordsError for one that is not there."""
    found = {}
    for path in paths:
        try:
            found[str(path)] = _state(path.stat())
        except OSError as error:
            problem = Text(zh=f"无法打开：{error.strerror}", en=f"it cannot be opened: {error.strerror}")
            raise RecordsError(str(path), [problem]) from error
    return found


def require_same(states: Mapping[str, State]) -> None:
    """Nothing, if each file is the one it was and nothing was written into it. RecordsError tells which is not."""
    for name, now in states_of([Path(name) for name in states]).items():
        if now != tuple(states[name]):
            problem = Text(
                zh="核验之后、统计完成之前文件有变动或被替换，结果不予采用",
                en="it was changed or replaced after it was checked and before all was counted: nothing is taken from it",
            )
            raise RecordsError(name, [problem])


def _state(held: os.stat_result) -> State:
    return held.st_dev, held.st_ino, held.st_size, held.st_mtime_ns, held.st_ctime_ns


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """RecordsError for what Polars cannot read."""
    import polars as pl

    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        problem = Text(zh=f"不是可读的 Parquet 文件：{said}", en=f"it is not a readable Parquet file: {said}")
        raise RecordsError(str(path), [problem]) from error


def counted(table: Any) -> Mapping[str, int]:
    """How many rows there are, and what one pass over them can count, by the engine that holds them."""
    found = collected(table.select(nw.len().alias("rows"), *_asked(table))).row(0, named=True)
    return {name: int(held or 0) for name, held in found.items()}


def report_of(name: str, counts: Mapping[str, int]) -> DefectReport:
    """The defect report of what was counted. No row is rejected: a scan only looks."""
    rows = counts["rows"]
    defects = tuple(
        Defect(code, _title(code), found, code.removesuffix(_BEYOND))
        for code, found in counts.items()
        if code != "rows" and found
    )
    return DefectReport(name, rows, rows, defects)


_PAGES = "pages of "
_BEYOND = "_out_of_range"
_TITLES = {
    "closed_before_filed": Text(zh="结案早于立案", en="closed before filed"),
    "case_id_missing": Text(zh="没有案号", en="no case id"),
}


def _title(code: str) -> Text:
    day = code.removesuffix(_BEYOND)
    return _TITLES.get(code) or Text(zh=f"{day}：不可信的年份", en=f"{day}: a year that cannot be meant")


def _asked(table: Any) -> list[nw.Expr]:
    given = set(table.collect_schema().names())
    looked: dict[str, nw.Expr] = {}
    if {"filed_on", "closed_on"} <= given:
        looked["closed_before_filed"] = nw.col("closed_on") < nw.col("filed_on")
    if "case_id" in given:
        looked["case_id_missing"] = nw.col("case_id").is_null()
    for day in (each for each, kind in CANONICAL.items() if kind == "date" and each in given):
        looked[day + _BEYOND] = (nw.col(day) < literal(FIRST_DAY)) | (nw.col(day) > literal(LAST_DAY))
    return [test.fill_null(value=False).cast(nw.Int64).sum().alias(code) for code, test in looked.items()]


def _faults(schema: Mapping[str, Any]) -> list[Text]:
    """Why it is no table of ours."""
    import polars as pl

    nested = [name for name, kind in schema.items() if kind.is_nested() or kind in {pl.Binary, pl.Object}]
    days = [name for name, kind in CANONICAL.items() if kind == "date" and name in schema]
    problems = [
        Text(zh=f"列 {name} 不是日期；请给出对照表", en=f"column {name} holds no days; give a mapping")
        for name in days
        if schema[name] not in {pl.Date, pl.Datetime}
    ]
    if nested:
        listed = ", ".join(nested)
        problems.append(
            Text(zh=f"列 {listed} 不是单一的值", en=f"the columns {listed} hold lists, records or bytes")
        )
    if not set(CANONICAL) & set(schema):
        listed = ", ".join(schema)
        problems.append(
            Text(zh=f"没有可识别的列：{listed}", en=f"no column is known, give a mapping; it has {listed}")
        )
    return problems
