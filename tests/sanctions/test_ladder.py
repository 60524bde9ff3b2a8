"""Ladders: the two of the Harbin pack, and what the loader refuses."""

import shutil
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtqa import check_policy
from courtqa.policy import find_pack
from courtqa.sanctions import Length

JUDGES = "ladders/judges/2006-01-01.yaml"
LEADERS = "ladders/leaders/2006-01-01.yaml"


def test_the_ladders_have_the_measures_of_the_court_in_order(policy):
    titles = {
        name: [
            rung.title.zh for _, rung in policy.edition("ladders", name, on=date(2008, 1, 1)).value.ascending
        ]
        for name in policy.names("ladders")
    }

    assert titles == {
        "judges": ["通报批评", "诫勉谈话", "停止审判权", "调离审判岗位", "提请免去法职"],
        "leaders": ["诫勉谈话", "暂停履行领导职务", "建议引咎辞职", "提请免去领导职务"],
    }


def test_what_the_source_leaves_open_is_marked_as_assumed(policy):
    assumed = {found.file for found in policy.assumptions()}

    assert JUDGES in assumed
    assert LEADERS in assumed


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (JUDGES, "at_least: 2\n        below: 3\n    authority", "at_least: 3\n        below: 4\n    authority", "a gap"),
        (JUDGES, "at_least: 1\n        below: 2\n    authority", "at_least: 1\n        below: 9\n    authority", "an overlap"),
        (JUDGES, "        at_least: 8\n", "        at_least: 8\n        below: 9\n", "falls through"),
        (JUDGES, "at_least: 3\n        below: 5", "at_least: 5\n        below: 3", "more than at_least"),
        (JUDGES, "    level: 3\n", "    level: 4\n", "levels 1, 2, 4, 4, 5"),
        (JUDGES, "    authority: [court_president]\n", "    authority: []\n", "no deciding role"),
        (JUDGES, "authority: [court_president]", "authority: [emperor]", "the role 'emperor'"),
        (JUDGES, "    lasts: {count: 6, unit: month}\n    remedy", "    remedy", "without an end or a review"),
        (JUDGES, "    lasts: {count: 6, unit: month}\n    remedy", "    lasts: {count: 0, unit: month}\n    remedy", "a length of 0"),
        (JUDGES, "    approved_by: [supervising_vice_president, adjudication_committee_member]\n", "", "approvals by nobody"),
        (JUDGES, "finding: conduct_breach\n        at_least: 1", "finding: bad_mood\n        at_least: 1", "'bad_mood'"),
        (JUDGES, "indicator: reversal_rate_strict", "indicator: bad_luck_rate", "an indicator of the pack"),
        (JUDGES, "answer_within: {count: 10,", "answer_within: {count: 0,", "no time to answer"),
        (JUDGES, "    level: 1\n", "    level: 1\n    hearing: false\n", "a measure without a hearing"),
        (JUDGES, "        indicator: reversal_rate_strict\n        at_least: 0.05", "        at_least: 0.05", "neither or both"),
        (LEADERS, "    remedy:\n      title: {zh: 申请复核, en: internal review}\n      to: {zh: 政治部, en: the political department}\n      within: {count: 30, unit: calendar_day}\n  duty", "  duty", "without a remedy"),
        (LEADERS, "within: {count: 15, unit", "within: {count: 0, unit", "without time to use it"),
    ],
)  # fmt: skip
@pytest.mark.once
def test_a_ladder_with_a_fault_is_refused_at_its_line(tmp_path, file, before, after, said):
    pack = tmp_path / "pack"
    shutil.copytree(find_pack("harbin"), pack)
    text = (pack / file).read_text("utf-8")
    assert before in text
    (pack / file).write_text(text.replace(before, after, 1), "utf-8")

    problems = [problem for problem in check_policy(pack) if "ladders" in problem.file]

    assert any(said in str(problem) for problem in problems), problems
    assert all(problem.line > 1 for problem in problems)


@given(start=st.dates(date(2000, 1, 1), date(2030, 1, 1)), months=st.integers(1, 60))
def test_months_end_on_the_corresponding_day_or_the_months_last(start, months):
    end = Length(months, "month").after(start)

    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (
        end.day < start.day and (end.replace(day=28).month != (end.fromordinal(end.toordinal() + 1)).month)
    )
