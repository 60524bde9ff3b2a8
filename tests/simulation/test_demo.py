"""``courtqa demo``: one command, the whole loop, and every place it points to is there."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
import typer
from typer.testing import CliRunner, Result

import courtqa
from courtqa.cli import demo_words
from courtqa.cli.demo import demo
from courtqa.simulation import court_years
from courtqa.storage import Docket
from courtqa.text import Text

app = typer.Typer()
app.command()(demo)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("demo") / "out"
    return CliRunner().invoke(app, ["--out", str(out), "--seed", "5"]), out


def test_the_demo_ends_well_and_says_what_it_did(shown: tuple[Result, Path]) -> None:
    result, _ = shown

    assert result.exit_code == 0, result.output
    for words in ("−35.16 %", "−37.40 %", "−20.82 %", "−33.53 %", "+1.22 pp", "+6.00 pp"):
        assert words in result.output
    for words in ("same_person", "nobody signs their own draft", "nothing was touched"):
        assert words in result.output


def test_every_place_the_demo_points_to_is_there(shown: tuple[Result, Path]) -> None:
    _, out = shown

    assert {path.name for path in out.iterdir() if not path.name.startswith((".", "court.db"))} == {
        "bulletins",
        "decisions.md",
        "records",
        "report.html",
    }
    assert len(list((out / "bulletins").glob("*.docx"))) == 5
    assert len(list((out / "bulletins").glob("*.html"))) == 5
    assert (out / "report.html").stat().st_size > 10_000
    assert "## " in (out / "decisions.md").read_text(encoding="utf-8")


def test_the_docket_of_the_demo_can_be_verified_again(shown: tuple[Result, Path]) -> None:
    _, out = shown
    docket = Docket(out / "court.db", policy=courtqa.load_policy("harbin"))

    assert docket.verify().ok
    assert len(docket.proceedings(workflow="case_review")) == 131 + 82
    assert len(docket.proceedings(workflow="petition_hearing")) == 32


def test_the_records_of_the_demo_are_those_of_its_seed(shown: tuple[Result, Path]) -> None:
    _, out = shown

    written = pl.read_csv(out / "records" / "cases.csv", try_parse_dates=True)

    assert written["case_id"].equals(court_years(2006, 2007, seed=5).cases["case_id"])


def test_the_report_needs_no_network(shown: tuple[Result, Path]) -> None:
    _, out = shown
    page = (out / "report.html").read_text(encoding="utf-8")

    for loading in ('src="http', "src='http", '<link rel="stylesheet" href="http', "@import url(http"):
        assert loading not in page


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")

    result = CliRunner().invoke(app, ["--out", str(tmp_path), "--lang", "zh"])

    assert result.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_words_of_the_demo_have_both_languages_and_the_same_places() -> None:
    texts = [value for value in vars(demo_words).values() if isinstance(value, Text)]
    texts += [each for value in vars(demo_words).values() if isinstance(value, tuple) for each in value]

    assert len(texts) > 30
    for text in texts:
        assert _places(text.zh) == _places(text.en), json.dumps(text.zh, ensure_ascii=False)


def _places(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}
