"""``courtqa evaluate`` as a person at the desk meets it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from courtqa.cli.evaluate import evaluate

CASES = """no,division,judge,filed_on,closed_on
1,=cmd|evil,j1,2006-01-02,2006-03-04
2,Civil 1,j1,2006-01-02,2006-03-04
3,Civil 1,j2,2007-01-02,2007-03-04
4,Civil 1,j2,2007-01-02,2007-12-31
5,Civil 2,j3,2007-01-02,not yet
"""


@pytest.fixture
def run(tmp_path: Path) -> Any:
    records = tmp_path / "cases.csv"
    records.write_text(CASES, encoding="utf-8")
    app = typer.Typer()
    app.command()(evaluate)

    def ask(*options: str, file: Path = records) -> Any:
        return CliRunner().invoke(app, [str(file), *options], env={"COLUMNS": "200", "NO_COLOR": "1"})

    return ask


def test_the_table_shows_figures_with_their_counts_and_the_change(run: Any) -> None:
    told = run("--period", "2007", "--against", "2006", "--set", "flow")

    assert told.exit_code == 0, told.output
    assert "5 rows read, 4 accepted, 1 rejected" in told.stdout
    assert "closed_on (closed_on): not a date" in told.stdout
    assert "100.00 %" in told.stdout
    assert "2/2" in told.stdout
    assert "against 2006" in told.stdout


def test_a_file_that_the_manifest_does_not_vouch_for_is_refused(run: Any, tmp_path: Path) -> None:
    sound, manifest = (tmp_path / "cases.csv").read_bytes(), tmp_path / "SHA256SUMS"
    manifest.write_text(f"{sha256(sound).hexdigest()}  extract/cases.csv\n", encoding="utf-8")
    asked = ("--period", "2007", "--set", "flow", "--manifest", str(manifest))
    accepted = run(*asked)
    (tmp_path / "cases.csv").write_bytes(sound.replace(b"2007-12-31", b"2007-12-30"))
    changed = run(*asked)
    manifest.write_text("no list\n", encoding="utf-8")

    assert accepted.exit_code == 0, accepted.output
    assert (changed.exit_code, run(*asked).exit_code) == (1, 1)
    assert "cases.csv is not the file that the list names" in changed.stderr
    assert "line 1 is not a sha256" in run(*asked).stderr


def test_json_alone_is_on_the_standard_output(run: Any) -> None:
    told = json.loads(run("--period", "2007", "--set", "flow", "-f", "json").stdout)

    assert (told["rows"], told["accepted"], told["defects"]["closed_on_unreadable"]) == (5, 4, 1)
    assert told["measures"][0]["unit"] == "Civil 1"


def test_a_unit_that_looks_like_a_formula_is_made_harmless_in_csv(run: Any, tmp_path: Path) -> None:
    told = run("--period", "2006", "--set", "flow", "-f", "csv", "--out", str(tmp_path / "out"))

    assert "'=cmd|evil" in told.stdout
    assert pl.read_csv(tmp_path / "out" / "measures.csv")["unit"].unique().sort().to_list() == [
        "'=cmd|evil",
        "Civil 1",
    ]
    assert "not a date" in (tmp_path / "out" / "defects.csv").read_text(encoding="utf-8")


def test_units_with_few_cases_are_left_out_and_counted(run: Any) -> None:
    told = run("--period", "2006", "--set", "flow", "--min-n", "2")

    assert "2 units with fewer than 2 cases are left out" in told.stdout


def test_what_the_records_do_not_hold_is_named_and_not_zero(run: Any) -> None:
    told = run("--period", "2007")

    assert "not recorded (columns or tables it needs are missing): reversal and remand rate" in told.stdout


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--period", "2007", "--set", "flo"), 2, "did you mean 'flow'?"),
        (("--period", "soon"), 2, "'soon' is not a period"),
        (("--period", "2007", "--by", "chamber"), 2, "there is no unit column named 'chamber'"),
        (("--period", "2008", "--against", "2007", "--set", "flow"), 1, "2008 cannot be compared with 2007"),
        (("--period", "2007H1", "--against", "2006"), 1, "they differ in length"),
        (("--period", "2000"), 2, "not in force on 2000-12-31"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Any, options: tuple[str, ...], code: int, message: str
) -> None:
    told = run(*options)

    assert (told.exit_code, message in told.stderr) == (code, True), told.stderr
    assert told.stdout == ""


def test_a_file_that_is_not_there_is_said_in_a_sentence(run: Any, tmp_path: Path) -> None:
    told = run("--period", "2007", file=tmp_path / "none.csv")

    assert told.exit_code == 1
    assert "it cannot be opened" in told.stderr


def test_it_answers_in_chinese(run: Any) -> None:
    told = run("--period", "2007", "--against", "2006", "--set", "flow", "--lang", "zh")

    assert "读入 5 行，采用 4 行，未采用 1 行" in told.stdout
    assert "个百分点" in told.stdout
