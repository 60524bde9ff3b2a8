"""A pack of another authority, written as data alone: it holds together, and the how-to shows what it says."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from courtqa.kinds import check_policy, load_policy
from courtqa.policy import Policy, read_as
from courtqa.testing import check_cases
from courtqa.testing.case_file import Case

REPOSITORY = Path(__file__).parents[2]
PACK = REPOSITORY / "examples" / "packs" / "land_enforcement"
HOW_TO = REPOSITORY / "docs" / "how-to" / "write-a-pack.md"
SOURCE = "国土资源执法监察"


@pytest.fixture(scope="module")
def land() -> Policy:
    return load_policy(PACK)


def test_it_is_written_without_a_line_of_python() -> None:
    assert {file.suffix for file in PACK.rglob("*") if file.is_file()} == {".yaml", ".j2"}


def test_it_has_no_faults_and_its_cases_hold(land: Policy) -> None:
    assert [str(problem) for problem in check_policy(PACK)] == []
    assert [str(result) for result in check_cases(land) if not result.ok] == []


def test_every_step_and_every_lapse_is_walked_by_some_case(land: Policy) -> None:
    walked = set()
    for pack in land.packs:
        for file in pack.cases:
            case, _ = read_as(Case, file)
            happened = [step for step in case.steps if not step.expect.refused]
            walked |= {(case.workflow, step.event or f"lapse of {step.lapse}") for step in happened}
    steps = {
        (edition.name, one.event)
        for edition in land.editions("workflows")
        for one in edition.value.transitions
        if not one.clock
    }
    lapses = {
        (edition.name, f"lapse of {name}")
        for edition in land.editions("workflows")
        for name, deadline in edition.value.deadlines.items()
        if deadline.lapse is not None
    }

    assert (steps | lapses) - walked == set()


def test_every_procedure_has_at_least_four_cases(land: Policy) -> None:
    counts = {name: len(list((PACK / "cases" / name).glob("*.yaml"))) for name in land.names("workflows")}

    assert {name: count for name, count in counts.items() if count < 4} == {}


def test_its_quotations_are_word_for_word(land: Policy, seed: str) -> None:
    held = [
        *(found.references for kind in land.kinds() for found in land.editions(kind)),
        *(value.references for path in land.series_paths() for value in land.series(path).values),
    ]
    quoted = [
        reference.quotation
        for references in held
        for reference in references
        if reference.quotation is not None and SOURCE in reference.text.zh
    ]

    assert len(quoted) > 30
    assert [words for words in quoted if words not in seed] == []


@pytest.mark.parametrize(
    ("path", "value", "unit"),
    [
        ("deadlines/violation/cease_order", 0, "calendar_day"),
        ("deadlines/violation/filing", 3, "calendar_day"),
        ("deadlines/upward_report/reporting", 2, "working_day"),
        ("deadlines/criminal_transfer/inquiry", 10, "working_day"),
    ],
)
def test_the_numbers_of_the_text(land: Policy, path: str, value: int, unit: str) -> None:
    series = land.series(path)

    assert (series.at(date(2009, 9, 30)).value, series.unit) == (value, unit)


def test_the_six_steps_and_the_four_rates_stand_in_the_order_of_the_text(land: Policy) -> None:
    ladder = land.edition("ladders", "responsible_persons", on=date(2009, 9, 30)).value
    rates = land.edition("indicators", "four_rates", on=date(2009, 9, 30)).value.indicators

    assert [rung.title.zh for _, rung in ladder.ascending] == [
        "告诫或者责令做出检查",
        "通报批评",
        "年度考核基本称职",
        "年度考核不称职",
        "免职",
        "辞退或者解聘",
    ]
    assert [rate.title.zh for rate in rates.values()] == ["发现率", "制止率", "报告率", "查处率"]


@pytest.mark.parametrize(
    ("file", "written", "instead", "message"),
    [
        (
            "series/deadlines/violation/filing.yaml",
            "value: 3",
            'value: "3"',
            "found the text '3', expected a whole number of days",
        ),
        (
            "series/deadlines/upward_report/reporting.yaml",
            "unit: working_day",
            "unit: working_days",
            "expected a series in calendar_day or working_day or month",
        ),
        (
            "workflows/illegal_land_use/2009-01-01.yaml",
            "to: monitored",
            "to: montored",
            "found the unknown state 'montored', expected 'monitored'",
        ),
        (
            "workflows/approval_freeze/2009-01-01.yaml",
            "    remedy: contest\n",
            "",
            "found the adverse step 'freeze' without `remedy`",
        ),
        (
            "workflows/appraisal_veto/2009-01-01.yaml",
            "guard: lower_than",
            "guard: lower_then",
            "found the unknown guard 'lower_then', expected 'lower_than'",
        ),
        (
            "roles/bureau/2009-01-01.yaml",
            "in: [land_office]",
            "in: [land_ofice]",
            "found the unknown kind of unit 'land_ofice'",
        ),
        (
            "ladders/responsible_persons/2009-01-01.yaml",
            "        below: 2\n",
            "        below: 3\n",
            "found an overlap: finding not_discovered",
        ),
        (
            "indicators/four_rates/2009-01-01.yaml",
            "unit: share",
            "unit: percentage",
            "'percentage'",
        ),
        (
            "workflows/patrol/2009-01-01.yaml",
            "workflow: upward_report",
            "workflow: upwards_report",
            "found the unknown workflow 'upwards_report', expected 'upward_report'",
        ),
    ],
)
def test_a_broken_copy_is_told_what_to_change(
    tmp_path: Path, file: str, written: str, instead: str, message: str
) -> None:
    copy = tmp_path / "broken"
    shutil.copytree(PACK, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert written in text
    (copy / file).write_text(text.replace(written, instead, 1), encoding="utf-8")

    problems = check_policy(copy)

    assert any(message in str(problem) for problem in problems), "\n".join(map(str, problems))
    assert {Path(problem.file).is_relative_to(copy) for problem in problems} == {True}
    assert len(problems) <= 2


def test_the_how_to_shows_what_the_pack_says() -> None:
    blocks = re.findall(
        r"^```yaml\n# (\S+)\n(.*?)^```$", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )

    assert len(blocks) > 8
    assert [path for path, shown in blocks if shown not in (PACK / path).read_text(encoding="utf-8")] == []
