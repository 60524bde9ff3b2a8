"""The real records and their expected tables, where they are present."""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from courtqa import load_policy
from courtqa.evaluation import Base, Cases, IndicatorSet, Measures, base_of, read_cases
from courtqa.policy import Policy

ROOT = Path(__file__).parents[2]


class Real:
    """Records that nobody here wrote, read by the mapping of the same name, and the tables computed apart from us."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def folder(self, name: str) -> Path:
        if not (self.home / name).is_dir():
            pytest.skip(f"no records in {self.home}: set COURTQA_DATA to the folder that holds {name}/")
        return self.home / name

    @cache  # noqa: B019  one object for the whole session
    def cases(self, name: str, file: str) -> Cases:
        return read_cases(self.folder(name) / file, mapping=ROOT / "examples" / "mappings" / f"{name}.yaml")

    @cache  # noqa: B019
    def base(self, name: str, file: str, indicators: str, by: str) -> Base:
        return base_of(self.cases(name, file), self.indicators(indicators), by=by)

    def table(self, name: str, table: str) -> list[dict[str, object]]:
        path = self.folder(name) / "expected" / f"{table}.csv"
        return pl.read_csv(path, infer_schema_length=None).to_dicts()

    @cache  # noqa: B019
    def indicators(self, name: str) -> IndicatorSet:
        policy = load_policy("harbin", ROOT / "examples" / "packs" / "appellate_court")
        found: IndicatorSet = policy.edition("indicators", name, on=date(2020, 12, 31)).value
        return found

    @staticmethod
    def agree(measured: Measures, unit: str, row: dict[str, object], columns: dict[str, str]) -> None:
        """Every named column of the row is the measure, to the six decimals that the table has."""
        for column, indicator in columns.items():
            value = measured.get(unit, indicator).value

            assert value is not None, (unit, indicator)
            assert round(float(value), 6) == pytest.approx(float(str(row[column])), abs=1.01e-6), (
                unit,
                indicator,
            )


@pytest.fixture(scope="session")
def real() -> Real:
    return Real(Path(os.environ.get("COURTQA_DATA", ROOT.parent / "shared" / "data")))


@pytest.fixture(scope="session")
def harbin() -> Policy:
    """The built-in pack, read once for all the tests of this room."""
    return load_policy("harbin")
