"""``courtqa base`` and the engines of ``courtqa evaluate`` as a person at the desk meets them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

import courtqa
from courtqa.cli import app
from courtqa.evaluation import read_cases

CASES = pl.DataFrame(
    {
        "case_id": ["1", "2", "3", "4", "5"],
        "division": ["Civil 1", "Civil 1", "Civil 1", "Civil 2", "Civil 2"],
        "judge": ["j1", "j1", "j2", "j3", None],
        "filed_on": [
            date(2006, 1, 2),
            date(2006, 1, 2),
            date(2007, 1, 2),
            date(2007, 1, 2),
            date(2007, 11, 2),
        ],
        "closed_on": [date(2006, 3, 4), date(2007, 3, 4), date(2007, 3, 4), date(2007, 12, 31), None],
    }
)
HARBIN = Path(courtqa.__file__).parent / "packs" / "harbin"  # of it the flow of cases alone: little to load
FLOW = ("--set", "flow", "-f", "csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("records")
    CASES.write_parquet(made / "cases.parquet")
    CASES.write_csv(made / "cases.csv")
    pack = made / "rules"
    pack.mkdir()
    copy(HARBIN / "pack.yaml", pack)
    copytree(HARBIN / "indicators" / "flow", pack / "indicators" / "flow")
    return made


@pytest.fixture(scope="module")
def run(folder: Path) -> Any:
    def ask(*words: str) -> Any:
        files = (".parquet", ".csv", "tables")
        placed = [str(folder / word) if word.endswith(files) else word for word in words]
        placed += ["-p", str(folder / "rules")] if words[0] == "evaluate" else []
        return CliRunner().invoke(app, placed, env={"COLUMNS": "200", "NO_COLOR": "1"})

    return ask


@pytest.fixture(scope="module")
def printed(run: Any) -> str:
    """What the records say, when their sums were kept in base.parquet."""
    made = run("evaluate", "cases.csv", "--period", "2007", *FLOW, "--save-base", "base.parquet")
    assert made.exit_code == 0, made.output
    return str(made.stdout)


def test_every_engine_prints_the_same_figures(run: Any, printed: str) -> None:
    assert "Civil 1,median_days,2007,,,243.5" in printed
    assert run("evaluate", "cases.parquet", "--period", "2007", *FLOW, "--engine", "duckdb").stdout == printed
    assert run("evaluate", "cases.csv", "--period", "2007", *FLOW, "--engine", "duckdb").stdout == printed


def test_a_base_prints_what_the_records_do_before_and_after_a_month_is_refreshed(
    run: Any, printed: str
) -> None:
    shown = ("base", "show", "base.parquet", "--period", "2007", "-f", "csv")

    assert run(*shown).stdout == printed
    refreshed = run("base", "refresh", "base.parquet", "cases.csv", "--month", "2007-03")
    assert "5 rows read, 5 accepted" in refreshed.stdout, refreshed.output
    assert run(*shown).stdout == printed
    assert run("base", "files", "base.parquet").stdout.count("cases.csv  5  ") == 2


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("base", "show", "cases.parquet", "--period", "2007"), 1, "it is no saved base of this version"),
        (("base", "show", "none.parquet", "--period", "2007"), 1, "it is no saved base"),
        (("base", "refresh", "base.parquet", "cases.csv", "--month", "2007"), 2, "'2007' is not a period"),
        (("base", "show", "base.parquet", "--period", "2008", "--against", "2007"), 1, "cannot be compared"),
        (
            ("evaluate", "none.parquet", "--period", "2007", "--engine", "duckdb"),
            1,
            "it cannot be opened",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Any, printed: str, words: tuple[str, ...], code: int, message: str
) -> None:
    told = run(*words)

    assert (told.exit_code, message in told.stderr) == (code, True), told.output


def test_the_places_of_defects_are_written_beside_the_figures(run: Any, folder: Path) -> None:
    (folder / "odd.csv").write_text(
        "case_id,division,filed_on\n=cmd|1,=a,2007-02-30\n2,a,2007-02-03\n2,a,2007-02-03\n"
    )
    run("evaluate", "odd.csv", "--period", "2007", *FLOW, "--out", "tables")
    found = pl.read_csv(folder / "tables" / "defect_places.csv")

    assert found.columns == ["file", "row", "column", "code", "found"]
    assert found.rows() == [
        ("odd.csv", 1, "filed_on", "filed_on_unreadable", "2007-02-30"),
        ("odd.csv", 3, "case_id", "case_id_repeated", "2"),
    ]


def test_a_workbook_of_before_2007_is_read_as_the_person_sees_it() -> None:
    pytest.importorskip("fastexcel", reason="pip install 'courtqa[excel]'")
    frame = read_cases(Path(__file__).parent / "files" / "register.xls").frame

    assert frame.select("case_id", "filed_on", "closed_on").rows() == [
        ("00123", date(2007, 1, 2), date(2007, 3, 4)),
        ("NA", date(2007, 1, 2), None),
    ]
    assert frame.get_column("amount").to_list() == ["10.5", "0.1"]
