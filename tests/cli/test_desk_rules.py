"""What the desk says and refuses since every procedure was typed by hand."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from typer.testing import CliRunner

from courtqa import load_policy
from courtqa.cli import app
from courtqa.cli.answers import answer
from courtqa.workflows import plan_of

PEOPLE = """people:
  liu: {name: 刘某, roles: [trial_management_officer], unit: trial_management_office}
  lin: {name: 林某, roles: [political_department_officer], unit: political_department}
  chen: {name: 陈某, roles: [court_president], unit: harbin_intermediate}
"""


@pytest.fixture
def desk(tmp_path):
    db = tmp_path / "court.db"

    def run(*words):
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["docket", *map(str, words)])

    (tmp_path / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    run("people", "add", db, tmp_path / "people.yaml")
    return lambda *words: run(*(db if word == "DB" else word for word in words))


def test_a_digest_is_a_digest_or_a_file_to_compute_it_of(desk, tmp_path) -> None:
    items, year = tmp_path / "items.txt", "horizontal_ranking-2008-1"
    items.write_text("weights", encoding="utf-8")
    desk("open", "horizontal_ranking", "DB", "--by", "liu", "--subject", "2008", "-d", "year=2008",
         "-d", "ranked=divisions", "--at", "2008-01-02")  # fmt: skip

    typed = desk(
        "do", "DB", year, "fix_items", "--by", "chen", "-d", "items_sha256=abc", "-d",
        "quarter_end_on=2008-03-31", "--at", "2008-01-05"
    )  # fmt: skip
    filed = desk("do", "DB", year, "fix_items", "--by", "chen", "-d", f"items_sha256=@{items}",
                 "-d", "quarter_end_on=2008-03-31", "--at", "2008-01-05")  # fmt: skip

    assert (typed.exit_code, "a SHA-256 digest of 64 hex digits" in typed.output) == (2, True)
    assert filed.exit_code == 0
    assert sha256(b"weights").hexdigest() in desk("show", "DB", year).output

    def logging(month, *lang):
        given = ("-d", f"month={month}", "-d", f"log_sha256=@{items}")
        return desk("do", "DB", year, "log_month", "--by", "liu", *given, "--at", "2008-02-01", *lang)

    assert (
        "“月份”（month）须逐月依次填报，应为 2008-01，现为 2008-02"
        in logging("2008-02", "--lang", "zh").output
    )
    assert logging("2008-01").exit_code == 0
    assert "2008-02 is next, not 2008-01" in logging("2008-01").output
    early = desk("do", "DB", year, "compile_quarter", "--by", "liu", "-d", f"statistics_sha256=@{items}",
                 "-d", "quarter_end_on=2008-05-30", "--at", "2008-02-02").output  # fmt: skip
    assert "the last day of June" in early
    assert "log_month must have happened 3 times, it happened once" in early
    assert "added up from the 3 months logged so far" in early


def test_weights_that_do_not_add_up_are_refused_and_every_candidate_may_object(desk, tmp_path) -> None:
    (tmp_path / "more.yaml").write_text(
        "people:\n  wang: {name: 王某, roles: [candidate], unit: civil_1}\n"
        "  zhou: {name: 周某, roles: [candidate], unit: civil_1}\n",
        encoding="utf-8",
    )
    choice = "shortlist_selection-2007-1"
    desk("people", "add", "DB", tmp_path / "more.yaml")
    desk("open", "shortlist_selection", "DB", "--by", "lin", "--subject", "2007", "-d", "purpose=merit",
         "-d", "posts=honour", "-d", "candidates=wang,zhou", "--at", "2007-03-01")  # fmt: skip

    def publishing(*weights):
        names = ("weight_performance", "weight_exam", "weight_vote")
        given = [word for name, one in zip(names, weights, strict=True) for word in ("-d", f"{name}={one}")]
        return desk("do", "DB", choice, "publish_rules", "--by", "lin", *given, "-d", "tie_rule=equal",
                    "-d", "cut_off=1", "--at", "2007-03-05")  # fmt: skip

    assert "must add up to 100, none below nought; they are 50 + 30 + 10" in publishing(50, 30, 10).output
    assert "they are 120 + -30 + 10" in publishing(120, -30, 10).output
    assert publishing(50, 30, 20).exit_code == 0
    stage = desk(
        "do", "DB", choice, "object", "--by", "wang", "-d", "objection_grounds=x", "--at", "2007-03-06"
    )
    assert "only a person the proceeding is about" not in stage.output


def test_no_more_pass_or_are_proposed_than_there_are_and_the_clock_is_no_step_to_type(desk, tmp_path) -> None:
    (tmp_path / "more.yaml").write_text(
        "people:\n  gu: {name: 顾某, roles: [recruitment_authority_officer]}\n", encoding="utf-8"
    )
    intake = "open_recruitment-2007-1"
    desk("people", "add", "DB", tmp_path / "more.yaml")
    desk("open", "open_recruitment", "DB", "--by", "lin", "--subject", "r", "-d", "posts=clerk", "-d", "places=1",
         "-d", "qualifications=law", "--at", "2007-03-01")  # fmt: skip
    desk("do", "DB", intake, "approve_plan", "--by", "gu", "-d", "approval_number=8", "--at", "2007-03-02")
    desk("do", "DB", intake, "announce", "--by", "lin", "-d", "announcement=all", "--at", "2007-03-03")
    typed = desk("do", "DB", intake, "vet", "--by", "lin", "--at", "2007-03-04").output
    desk("lapse", "DB", "--at", "2007-03-14")
    screened = desk("do", "DB", intake, "screen", "--by", "lin", "-d", "registered=2", "-d", "passed_screening=3",
                    "-d", "rejected_told=yes", "--at", "2007-03-15").output  # fmt: skip

    assert "close_registration" not in typed
    assert "passed_screening (3) must not be more than registered (2)" in screened


@pytest.mark.parametrize("nothing", ["", "无", "none"])
def test_a_list_of_nothing_can_be_said(nothing) -> None:
    plan = plan_of(load_policy("harbin"), "admonition", on=date(2008, 1, 7))

    assert answer(plan, "findings_answered", [nothing]) == ([], None)
    assert answer(plan, "findings_answered", ["review 11", nothing])[0] == ["review 11", nothing]


def test_who_could_speak_for_themselves_is_the_person_concerned_alone(desk, tmp_path) -> None:
    (tmp_path / "more.yaml").write_text(
        "people:\n  ma: {name: 马某, roles: [discipline_inspector], unit: discipline_supervision_office}\n"
        "  yu: {name: 于某, roles: [lead_judge], unit: civil_1}\n"
        "  shen: {name: 沈某, roles: [lead_judge], unit: civil_1}\n",
        encoding="utf-8",
    )
    talk = "admonition-2008-1"
    desk("people", "add", "DB", tmp_path / "more.yaml")
    desk("open", "admonition", "DB", "--by", "ma", "--subject", "yu", "--unit", "civil_1", "--person", "yu",
         "-d", "findings=11", "-d", "finding_final_on=2007-12-20", "-d", "facts=x", "-d", "proposal=x",
         "-d", "ground=conduct", "--at", "2008-01-07")  # fmt: skip
    desk("do", "DB", talk, "verify_facts", "--by", "lin", "-d", "verification=x", "-d", "findings_answered=无",
         "--at", "2008-01-10")  # fmt: skip
    desk("do", "DB", talk, "notify_person", "--by", "lin", "-d", "notice_text=x", "--at", "2008-01-11")
    ghosted = desk(
        "do", "DB", talk, "give_statement", "--by", "lin", "-d", "statement=x", "--at", "2008-01-12"
    )
    unheard = desk(
        "do", "DB", talk, "decide_admonition", "--by", "chen", "--expect", "3", "--at", "2008-01-12"
    )

    assert "it could be 于某 (yu)" in ghosted.output
    assert "沈某" not in ghosted.output
    assert "it may be taken when it is: person heard or person silent" in unheard.output


PETITION_PEOPLE = """people:
  xu: {name: 徐某, roles: [petition_officer], unit: petition_office}
  sun: {name: 孙某, roles: [reviewer], unit: trial_management_office}
  ma: {name: 马某, roles: [document_clerk], unit: petition_office}
  dong: {name: 董某, roles: [hearing_chair], unit: harbin_intermediate}
  guo: {name: 郭某, roles: [petitioner]}
  meng: {name: 孟某, roles: [petitioner]}
"""


@pytest.fixture
def petition(desk, tmp_path):
    (tmp_path / "petition.yaml").write_text(PETITION_PEOPLE, encoding="utf-8")
    desk("people", "add", "DB", tmp_path / "petition.yaml")
    desk("open", "petition", "DB", "--by", "xu", "--subject", "p-1", "--person", "guo", "-d", "channel=letter",
         "-d", "received_on=2007-03-05", "-d", "request=x", "-d", "petitioners=guo", "--at", "2007-03-05")  # fmt: skip

    def do(event, by, on, *data, lang="en", id="petition-2007-1"):
        given = [word for one in data for word in ("-d", one)]
        return desk("do", "DB", id, event, "--by", by, *given, "--at", on, "--lang", lang)

    return do


def test_a_condition_on_a_field_says_which_step_takes_it(petition) -> None:
    petition("register", "xu", "2007-03-05")
    petition("accept", "xu", "2007-03-12", "written_notice=told")
    petition("hear_petitioner", "sun", "2007-03-14", "petitioner_statement=s")
    petition("investigate", "sun", "2007-03-15", "investigation_report=r")

    refused = petition("draft_opinion", "sun", "2007-03-16", "outcome=support", "opinion=o").output

    assert (
        "findings (查实的问题（逐项） / findings, item by item) is not of this step; taken by: investigate"
        in refused
    )
    assert "→ outcome (处理结果 / outcome): one of the choices" in refused


def test_what_only_those_named_may_do_is_offered_to_nobody_else(petition, desk) -> None:
    told = petition("withdraw", "xu", "2007-03-06", "withdrawal_statement=w").output

    assert "it could be 郭某 (guo)" in told
    assert "meng" not in told
    listed = desk(
        "allowed", "DB", "petition-2007-1", "--by", "meng", "--at", "2007-03-06", "--lang", "zh"
    ).output
    assert "只能由“信访人”（petitioners）所列人员办理" in listed


def test_a_hearing_says_its_notice_and_its_members_by_title_and_name(petition, desk) -> None:
    hearing = "petition_hearing-2007-1"
    desk("open", "petition_hearing", "DB", "--by", "xu", "--subject", "p-1", "--person", "guo", "-d",
         "requested_on=2007-06-05", "-d", "reexamination_opinions=a", "-d", "selection_ground=both",
         "--at", "2007-06-05")  # fmt: skip
    petition("approve", "chen", "2007-06-06", id=hearing)

    early = petition(
        "schedule", "xu", "2007-06-07", "hearing_on=2007-06-10", "place=1", lang="zh", id=hearing
    )
    petition("schedule", "xu", "2007-06-07", "hearing_on=2007-06-20", "place=1", id=hearing)
    seated = petition("form_panel", "xu", "2007-06-12", "chair=dong", "panel=dong,guo,qiu",
                      "external_members=guo,qiu", "conflicts_checked=yes", id=hearing)  # fmt: skip

    assert "距“听证日期”（hearing_on）须不少于 7 日，现距 2007-06-10 仅 3 日" in early.output
    barred = petition("form_panel", "xu", "2007-06-12", "chair=dong", "panel=dong,guo,qiu",
                      "external_members=guo,qiu", "conflicts_checked=yes", lang="zh", id=hearing)  # fmt: skip
    assert "郭某（guo）是本事项的当事人" in barred.output
    assert "subject_of_it: 郭某 (guo) is a person this proceeding is about" in seated.output
