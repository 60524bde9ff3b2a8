"""``courtqa docket play``: led through a proceeding by question and answer, also from a pipe."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from courtqa.cli import app

PACK = str(Path(__file__).parent / "desk_pack")
PEOPLE = """
people:
  wang: {name: 王某, roles: [officer], unit: office}
  zhao: {name: 赵某, roles: [judge], unit: civil_1}
  sun: {name: 孙某, roles: [leader]}
  qian: {name: 钱某, roles: [leader]}
"""


@pytest.fixture
def desk(tmp_path):
    place = str(tmp_path / "court.db")
    (tmp_path / "people.yaml").write_text(PEOPLE, encoding="utf-8")

    def run(*words, answers=None, at="2008-01-08", lang="en"):
        every = ["docket", *map(str, words), "--pack", PACK, "--lang", lang]
        every += ["--at", at] if words[0] in {"open", "play", "do"} else []
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, every, input=answers)

    run("people", "add", place, tmp_path / "people.yaml")
    run("open", "correction", place, "--by", "wang", "--subject", "1", "--unit", "civil_1", "-d",
        "found_on=2008-01-07", at="2008-01-07")  # fmt: skip

    def play(by, answers, *, at="2008-01-08", lang="en"):
        return run("play", place, "correction-2008-1", "--by", by, answers=answers, at=at, lang=lang)

    return play


FACTS = "1\n日期误写\n漏页\n\n笔误\n\n否\n\n\n\n\n"  # the step, two facts, kind, nobody, no, nothing more


def test_the_fields_of_a_step_are_asked_for_one_by_one(desk):
    said = desk("wang", FACTS)

    assert said.exit_code == 0, said.output
    assert "1  record_facts (record the facts)" in said.output
    assert (
        "facts (事实（逐项） / facts, one by one): texts, given once for each, or @file with a list; none for none; one a line"
        in said.output
    )
    assert "kind (类型 / kind): one of the choices: clerical (a slip)" in said.output
    assert "2. 2008-01-08 王某 (officer): record the facts" in said.output


def test_several_steps_follow_each_other_until_nothing_is_left_to_this_person(desk):
    said = desk("wang", FACTS + "tell\n", lang="zh")

    assert said.exit_code == 0
    assert "3. 2008-01-08 王某（审管办人员）: 告知" in said.output
    assert "可由赵某（zhao）办理：state" in said.output
    assert said.output.rstrip().endswith("现无可办步骤")


def test_an_answer_that_does_not_fit_is_asked_for_again(desk):
    said = desk("wang", "record\n1\n\n事实\n\nslip\nclerical\n\n\n\n\n\n\n")

    assert "there is no step 'record' here; did you mean record_facts?" in said.output
    assert "this is needed" in said.output
    assert "can't be 'slip'" in said.output
    assert "record the facts" in said.output
    assert said.exit_code == 0


def test_lines_that_end_early_leave_things_as_they_were(desk):
    said = desk("wang", "1\n")

    assert "not done" in said.output
    assert "version 1;" in desk("wang", "\n").output


def test_an_adverse_step_asks_whether_it_is_meant(desk):
    desk("wang", FACTS + "tell\n")
    desk("zhao", "1\n已更正\n")

    no = desk("sun", "blame\n属实\nno\n")
    yes = desk("sun", "blame\n属实\nyes\n")
    other = desk("qian", "blame\n属实\nyes\n")

    assert "'blame' is adverse to a person. You have read version 4: go on? (yes/no)> no" in no.output
    assert "1 consented so far: 孙某 (sun)" in yes.output
    assert "blamed; version 6; closed" in other.output


def test_whoever_has_nothing_to_do_is_told_so(desk):
    said = desk("zhao", "")

    assert said.exit_code == 0
    assert "nothing may be done by this person now" in said.output


def test_it_works_in_a_pipe_of_the_shell(desk, tmp_path):
    command = [sys.executable, "-m", "courtqa", "docket", "play", str(tmp_path / "court.db")]
    command += ["correction-2008-1", "--by", "wang", "--at", "2008-01-08", "--pack", PACK, "--lang", "zh"]

    done = subprocess.run(command, input=FACTS, capture_output=True, text=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stderr
    assert "步骤（序号或名称，回车结束）> 1" in done.stdout
    assert "2. 2008-01-08 王某（审管办人员）: 记录事实" in done.stdout


def test_a_step_that_is_closed_says_why_when_it_is_asked_for(desk):
    said = desk("wang", "tell\n\n")

    assert "guard_failed: facts must not be empty" in said.output
