"""``courtqa workflow``: what a clerk, an analyst and an integrator see of the procedures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from courtqa.cli.app import app
from courtqa.cli.workflow_pages import pages
from courtqa.cli.workflow_words import mentioned
from courtqa.kinds import load_policy

ROOT = Path(__file__).parents[2]
SMALL = str(ROOT / "tests/workflows/pack")
LAW = ROOT / "docs/law"


def run(*words: str, width: int = 160) -> Result:
    return CliRunner().invoke(app, ["workflow", *words], env={"COLUMNS": str(width), "NO_COLOR": "1"})


def test_the_list_shows_every_procedure_with_its_size_and_its_editions() -> None:
    found = run("list", "-p", SMALL)

    assert found.exit_code == 0, found.output
    assert re.search(r"appeal .* appeal .* 2007-01-01", found.output)
    assert re.search(r"review .* case review .* 2007-01-01", found.output)


def test_the_list_of_the_built_in_pack_names_the_numbers_it_covers() -> None:
    found = run("list", "--lang", "zh")

    assert "发改案件评查" in found.output
    assert "H21" in found.output


def test_a_procedure_is_shown_with_owners_deadlines_rules_and_remedies() -> None:
    found = run("show", "review", "-p", SMALL, "--lang", "zh", width=220)

    assert found.exit_code == 0, found.output
    assert "10" in found.output
    for word in ("已告知", "评查人不得为报告人", "本单位"):
        assert word in found.output


def test_a_procedure_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    found = run("show", "reviw", "-p", SMALL)

    assert found.exit_code != 0
    assert "reviw" in str(found.exception)


def test_the_linter_passes_a_good_pack_and_points_at_the_line_of_a_bad_one() -> None:
    good = run("check", SMALL)
    bad = run("check", str(ROOT / "tests/broken_packs/workflow_adverse_without_remedy"))

    assert good.exit_code == 0
    assert "review 2007-01-01" in good.output
    assert bad.exit_code == 1
    assert re.search(r"workflows/.*\.yaml:\d+: found .*without `remedy`", bad.output)


@pytest.mark.parametrize(("name", "begins"), [("x.mmd", "flowchart TD"), ("x.dot", "digraph")])
def test_a_diagram_takes_its_notation_from_the_name_of_the_file(
    tmp_path: Path, name: str, begins: str
) -> None:
    found = run("diagram", "review", "-p", SMALL, "--out", str(tmp_path / name))

    assert found.exit_code == 0, found.output
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_two_days_of_one_edition_do_not_differ() -> None:
    found = run("diff", "review", "2007-02-01", "2008-02-01", "-p", SMALL, "--lang", "zh")

    assert found.output.strip() == "没有差异"


def test_a_wrong_day_is_refused_in_words() -> None:
    found = run("show", "review", "-p", SMALL, "--on", "2008-02-30")

    assert found.exit_code == 2
    assert "YYYY-MM-DD" in found.output


def test_a_walk_prints_where_matters_wait_and_writes_a_chart(tmp_path: Path) -> None:
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    chart = tmp_path / "waits.svg"

    found = run("simulate", "review", "-p", SMALL, "--cases", "12", "--seed", "3", "--out", str(chart))

    assert found.exit_code == 0, found.output
    assert "Where they wait" in found.output
    assert "Which deadline runs out most" in found.output
    assert chart.read_text(encoding="utf-8").startswith("<svg")


def test_notes_name_the_numbers_of_the_inventory_alone_and_in_ranges() -> None:
    assert mentioned("H36, H38–H40 and H41-H42") == {36, 38, 39, 40, 41, 42}
    assert mentioned(None) == frozenset()


def test_the_committed_pages_are_what_the_command_writes_today() -> None:
    written = {page.name: page.text for page in pages(load_policy("harbin"), pictures=False)}
    kept = {path.name: path.read_text(encoding="utf-8") for path in LAW.glob("*.md")}

    stale = sorted(name for name in written if kept.get(name) != written[name])
    again = "run: courtqa workflow docs --out docs/law"

    assert not stale, f"{', '.join(stale)} differ; {again}"
    assert set(kept) == set(written), again


def test_every_page_has_its_picture_drawn_from_today_s_definition() -> None:
    import hashlib

    from courtqa.workflows import diagram_of, plan_of

    policy = load_policy("harbin")
    for name in policy.names("workflows"):
        newest = policy.editions("workflows", name)[-1]
        drawn = diagram_of(plan_of(policy, name, on=newest.since))
        for lang in ("zh", "en"):
            picture = (LAW / f"{name}.{lang}.svg").read_text(encoding="utf-8")
            source = hashlib.sha256(drawn.dot(lang).encode()).hexdigest()  # type: ignore[arg-type]
            assert f'data-source="{source}"' in picture, "run: courtqa workflow docs --out docs/law"
