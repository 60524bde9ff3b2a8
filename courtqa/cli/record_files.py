"""Which files were named, what reads them, and what counts them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

if TYPE_CHECKING:
    from courtqa.evaluation import Cases, ScannedCases

__all__ = ["Engine", "Files"]

Engine = Literal["polars", "duckdb", "spark"]


@frozen
class Files:
    """The files of an evaluation, and the engine that was asked for (None: whichever fits)."""

    cases: Path
    mapping: Path | None = None
    events: Path | None = None
    staff: Path | None = None
    engine: Engine | None = None
    spark_master: str | None = None
    manifest: Path | None = None

    def require_listed(self, cases: Cases | ScannedCases) -> None:
        """Nothing, if every file that is read is one of the manifest. RecordsError tells which is not."""
        from courtqa.evaluation import file_sha256, require_listed

        if self.manifest is None:
            return
        if self.cases.is_dir():
            found = {each.name: file_sha256(each) for each in sorted(self.cases.rglob("*.parquet"))}
        else:
            found = {self.cases.name: cases.sha256}
        require_listed(self.manifest, found | self.digests())

    def read(self) -> Cases | ScannedCases:
        """The records: counted where they are when they are large, else read by way of the mapping."""
        from courtqa.evaluation import engine_for, read_cases, scan_cases, spark_session

        engine = self.engine or engine_for(self.cases, mapped=self.mapping is not None)
        parquet = self.cases.is_dir() or self.cases.name.lower().endswith((".parquet", ".pq"))
        if engine is None or self.mapping is not None or not parquet:
            return read_cases(self.cases, mapping=self.mapping)
        spark = spark_session(self.spark_master) if engine == "spark" else None
        return scan_cases(self.cases, engine=engine, spark=spark)

    def counted_by(self, cases: Cases | ScannedCases) -> Cases | ScannedCases:
        """What was read into memory, handed to the engine that was named."""
        from courtqa.evaluation import Cases, on_engine, spark_session

        if self.engine is None or self.engine == "polars" or not isinstance(cases, Cases):
            return cases
        spark = spark_session(self.spark_master) if self.engine == "spark" else None
        return evolve(cases, frame=on_engine(cases.frame, self.engine, spark))

    def digests(self) -> dict[str, str]:
        """Every file that is read beside the cases, with its sha256."""
        beside = (self.mapping, self.events, self.staff)
        return {each.name: sha256(each.read_bytes()).hexdigest() for each in beside if each is not None}
