"""``courtqa health``: figures against their ranges and targets, from a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from courtqa.cli import app


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A division that closes 60 of 200 filed, and one that closes all."""
    rows = [f"s{n},slow,2007-01-05,{'2007-09-01' if n < 60 else ''}" for n in range(200)]
    rows += [f"q{n},quick,2007-01-05,2007-03-01" for n in range(100)]
    path = tmp_path / "register.csv"
    path.write_text("case_id,division,filed_on,closed_on\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def _run(*options: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["health", *options])
    return found.exit_code, found.output


def test_only_what_is_surely_outside_is_listed(register: Path) -> None:
    code, text = _run(str(register), "-p", "court_performance", "--period", "2007")

    assert code == 0
    assert "slow" in text
    assert "30.00 %" in text
    assert "≥ 100.00 %" in text
    assert "quick" not in text
    assert "2 figures have a range or a target, 1 of them lie outside" in text.replace("\n", " ")


def test_everything_is_listed_when_asked_for_in_the_reader_s_language(register: Path) -> None:
    code, text = _run(str(register), "-p", "court_performance", "--period", "2007", "--all", "--lang", "zh")

    assert code == 0
    assert "达到目标" in text
    assert "仅供参考" in text


def test_the_table_can_be_read_by_a_program_and_what_cannot_be_done_is_said(register: Path) -> None:
    code, text = _run(str(register), "-p", "court_performance", "--period", "2007", "-f", "csv")

    assert code == 0
    assert text.splitlines()[0].startswith(
        "unit,indicator,period,value,n,low,high,band_low,band_high,target,standing"
    )
    assert _run(str(register), "-p", "court_performance", "--period", "2007x")[0] == 2
    assert _run(str(register), "-p", "court_performance", "--period", "2007", "--by", "room")[0] == 2
