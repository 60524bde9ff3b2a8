"""What the desk says that helps: whose turn it is, who could, what to bring, and how a second person consents."""

from __future__ import annotations

import shlex

import pytest
from typer.testing import CliRunner

from courtqa.cli import app

PEOPLE = """people:
  chen: {name: 陈某, roles: [court_president], unit: harbin_intermediate}
  gao:  {name: 高某, roles: [supervising_vice_president], unit: harbin_intermediate}
  lin:  {name: 林某, roles: [political_department_officer], unit: political_department}
  luo:  {name: 罗某, roles: [political_department_officer], unit: political_department}
  qian: {name: 钱某, roles: [division_chief], unit: civil_1}
"""
MATTER = "resignation-2008-1"
ORDER = ("-d", "decision_reviewed=责令辞职", "-d", "level_reviewed=3", "-d", "order_known_on=2008-03-10",
         "-d", "served_copy=回证", "-d", "remedy_notice=十五日内申诉", "-d", "review_on=2008-09-10")  # fmt: skip


def ask(*words: object) -> str:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["docket", *map(str, words)]).output


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    (folder / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    (folder / "facts.txt").write_text("连续违纪", encoding="utf-8")
    db = folder / "court.db"
    ask("people", "add", db, folder / "people.yaml")
    opened = ask(
        "open", "resignation", db, "--by", "lin", "--subject", "qian", "--unit", "civil_1", "-d", "findings=认定7号",
        "-d", "finding_final_on=2008-03-01", "-d", f"facts=@{folder / 'facts.txt'}", "-d", "proposal=建议",
        "-d", "ground=lax_supervision", "--at", "2008-03-03",
    )  # fmt: skip
    assert f"{MATTER} 钱某 (qian)" in opened
    return db


@pytest.fixture(scope="module")
def told(db):
    """What was said when the proposer wanted to hold the talk too; after that somebody else held it."""
    talk = (
        "-d",
        "notice_text=告知",
        "-d",
        "dialogue_record=谈话",
        "-d",
        "findings_answered=无",
        "--at",
        "2008-03-05",
    )
    said = ask("do", db, MATTER, "hold_dialogue", "--by", "lin", *talk)
    assert "spoken_with" in ask("do", db, MATTER, "hold_dialogue", "--by", "luo", *talk)
    return said


def test_whoever_may_not_for_their_own_part_hears_who_could(told) -> None:
    assert "same_person: 林某 already did 'the opening'" in told
    assert "→ of the people known here it could be 陈某 (chen), 罗某 (luo)" in told


def test_nobody_is_named_where_nobody_could(db, told) -> None:
    said = ask("do", db, MATTER, "draft_notice", "--by", "lin", "-d", "notice_title=x", "--at", "2008-03-06")

    assert "role_missing" in said
    assert "→ nobody known here could; courtqa docket people add" in said


def test_a_text_may_come_from_a_file_and_help_and_refusal_say_so(db, told) -> None:
    refused = ask("do", db, MATTER, "decline_to_resign", "--by", "qian", "--at", "2008-03-06")
    told_by_help = " ".join(ask("do", "--help").replace("│", " ").split())

    assert "连续违纪" in ask("show", db, MATTER)
    assert "→ --data declining_reasons=…  a text, or @file to read it from a file" in refused
    assert "-d statement=@answer.txt takes the text as it is" in told_by_help
    assert "-d roster=@roster.csv or @roster.yaml the rows of a table" in told_by_help


def test_whom_a_matter_is_about_finds_it_waiting_for_their_answer_at_that_moment(db, told) -> None:
    waiting = ask("worklist", db, "--by", "qian", "--at", "2008-03-05 16:00")

    assert "decline_to_resign" in waiting
    assert "钱某 (qian)" in waiting
    assert "nothing waits" in ask("worklist", db, "--by", "luo", "--at", "2008-03-05 16:00")


def test_a_refusal_that_asks_for_the_version_also_says_what_to_bring(db, told) -> None:
    said = ask("do", db, MATTER, "order_resignation", "--by", "chen", "--at", "2008-03-10")

    assert "version_not_read" in said
    assert "→ --data review_on=…" in said


def test_the_command_it_prints_then_is_one_that_works_and_asks_for_what_is_missing(db, told) -> None:
    said = ask("do", db, MATTER, "order_resignation", "--by", "chen", *ORDER, "--at", "2008-03-10")
    line = next(line for line in said.splitlines() if "courtqa docket play" in line)
    words = shlex.split(line[line.index("courtqa docket play") :])[2:]
    answered = (
        CliRunner(env={"COLUMNS": "200"}).invoke(app, ["docket", *words], input="失于监督\nno\n").output
    )

    assert words[words.index("--step") + 1 :][:3] == ["order_resignation", "--data", ORDER[1]]
    assert "decision_reasons" in answered
    assert "You have read version 2: go on?" in answered
    assert "served_copy (" not in answered  # said already, so not asked again


def test_a_second_person_is_told_the_command_and_a_consent_to_other_data_shows_as_such(db, told) -> None:
    one = ask("do", db, MATTER, "order_resignation", "--by", "chen", *ORDER, "-d", "decision_reasons=失于监督",
              "--expect", "2", "--at", "2008-03-10")  # fmt: skip
    other = ask("do", db, MATTER, "order_resignation", "--by", "gao", *ORDER, "-d", "decision_reasons=失于监督。",
                "--expect", "3", "--at", "2008-03-10")  # fmt: skip
    again = ask("do", db, MATTER, "order_resignation", "--by", "chen", *ORDER, "-d", "decision_reasons=失于监督",
                "--expect", "4", "--at", "2008-03-10")  # fmt: skip

    assert "→ somebody else has to consent to the very same data: courtqa docket do" in one
    assert "--by ID" in one
    assert "--expect 3" in one
    assert "not to the same data: 陈某 (chen) / 高某 (gao)" in other
    assert "already_approved" in again
    assert "it could be 高某 (gao)" in again


def test_a_version_that_is_not_there_yet_is_nobody_elses_doing(db, told) -> None:
    said = ask("do", db, MATTER, "close_matter", "--by", "chen", "-d", "closing_reasons=x", "--expect", "99",
               "--at", "2008-03-10")  # fmt: skip

    assert f"{MATTER} has no version 99: it is at version" in said


def test_what_nobody_may_do_yet_is_told_with_who_will_and_what_it_waits_for(db, told) -> None:
    """A hearing is set for a later day: only the chair's step is left, and its day has not come."""
    matter, at = "discipline-2008-1", ("--at", "2008-03-03")
    ask("people", "add", db, "--id", "he", "--role", "discipline_inspector")
    ask("people", "add", db, "--id", "mi", "--role", "discipline_inspector")
    ask("people", "add", db, "--id", "hao", "--role", "discipline_inspector")
    ask("people", "add", db, "--id", "shu", "--role", "adjudication_committee_secretary")
    ask("people", "add", db, "--id", "qin", "--name", "秦某", "--role", "adjudication_committee_member")
    ask("open", "discipline", db, "--by", "mi", "--subject", "qian", "--unit", "civil_1", "-d",
        "referral_reasons=x", *at)  # fmt: skip
    ask("do", db, matter, "check_lead", "--by", "he", "-d", "preliminary_findings=x", "-d", "findings=1", *at)
    ask("do", db, matter, "file_case", "--by", "chen", "-d", "filing_decision=1", "-d", "filed_on=2008-03-03",
        *at)  # fmt: skip
    for one in ("he", "hao"):
        ask("do", db, matter, "report_investigation", "--by", one, "-d", "investigation_report=x", "-d",
            "evidence=x", "-d", "findings_answered=none", *at)  # fmt: skip
    ask("do", db, matter, "tell_facts", "--by", "luo", "-d", "notice_text=x", *at)
    ask("do", db, matter, "hear_person", "--by", "luo", "-d", "hearing_record=x", *at)
    ask("do", db, matter, "refer_to_committee", "--by", "chen", *at)
    said = ask("do", db, matter, "schedule_hearing", "--by", "shu", "-d", "hearing_on=2008-03-17", *at)

    assert "nobody known to the docket may act on it now" in said
    assert "秦某 (qin) once this holds: hold_hearing: " in said


def test_the_log_of_refusals_names_people(db, told) -> None:
    assert "林某 (lin)" in ask("refusals", db)


def test_a_condition_that_uses_an_everyday_word_is_no_hint_for_a_field_of_that_name(db, tmp_path) -> None:
    ask("people", "add", db, "--id", "wang", "--name", "王某", "--role", "lead_judge@civil_1")
    ask("people", "add", db, "--id", "liu", "--name", "刘某", "--role", "trial_management_officer")
    ask("open", "horizontal_ranking", db, "--by", "liu", "--subject", "2008", "-d", "year=2008", "-d",
        "ranked=divisions", "--at", "2008-01-02")  # fmt: skip
    said = ask("do", db, "horizontal_ranking-2008-1", "fix_items", "--by", "chen", "-d",
               f"items_sha256={'0' * 64}", "-d", "quarter_end_on=2008-05-01", "--at", "2008-01-05")  # fmt: skip

    assert "guard_failed" in said
    assert "→ quarter_end_on" in said
    assert "→ month" not in said
