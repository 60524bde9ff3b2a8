"""Relations, delegations, tables and rows at the desk: what is typed, and what is said back."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from courtqa.cli import app

PEOPLE = """people:
  liu: {name: 刘某, roles: [trial_management_officer], unit: trial_management_office}
  bai: {name: 白某, roles: [discipline_inspector], unit: discipline_supervision_office}
  he: {name: 何某, roles: [supervising_vice_president], unit: harbin_intermediate}
  gao: {name: 高某, roles: [adjudication_committee_member], unit: harbin_intermediate}
  ren: {name: 任某, roles: [docketing_officer], unit: docketing_1}
  wang: {name: 王某, roles: [presiding_judge], unit: civil_1}
  shen: {name: 沈某, roles: [presiding_judge], unit: civil_1}
"""
SECRET = "twelve grey geese on the ice"


@pytest.fixture
def desk(tmp_path):
    db = tmp_path / "court.db"

    def run(*words):
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["docket", *map(str, words)])

    (tmp_path / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    run("people", "add", db, tmp_path / "people.yaml")
    return lambda *words: run(*(db if word == "DB" else word for word in words))


def test_a_relation_and_a_delegation_are_recorded_listed_and_ended(desk) -> None:
    typo = desk("people", "relate", "DB", "bai", "wangg", "--kind", "cousin", "--by", "liu")
    desk("people", "relate", "DB", "bai", "wang", "--kind", "cousin", "--by", "liu", "--at", "2008-01-02")
    wrong = desk("people", "delegate", "DB", "he", "gao", "--role", "division_chief", "--by", "he")
    lent = desk("people", "delegate", "DB", "he", "gao", "--role", "supervising_vice_president", "--by", "he",
                "--since", "2008-01-01", "--reference", "order 12", "--at", "2008-01-02")  # fmt: skip
    ended = desk("people", "end", "DB", "delegation-1", "--by", "he", "--until", "2008-02-01")
    listed = desk("people", "ties", "DB").output

    assert (typo.exit_code, "did you mean wang" in typo.output) == (2, True)
    assert (wrong.exit_code, "holds no office of division_chief" in wrong.output) == (2, True)
    assert "--by gao --on-behalf-of he" in lent.output
    assert "delegation-1 is over on 2008-02-01" in ended.output
    assert all(
        word in listed
        for word in ("白某 – 王某", "cousin", "何某 → 高某", "order 12", "2008-01-01–2008-02-01")
    )


def test_a_roster_comes_from_a_table_and_names_only_people_the_docket_knows(desk, tmp_path) -> None:
    table, case = tmp_path / "roster.csv", "random_assignment-2008-1"
    desk("open", "random_assignment", "DB", "--by", "ren", "--subject", "2008-civ-1", "--unit", "civil_1",
         "-d", "filed_on=2008-03-03", "-d", "weight=1", "--at", "2008-03-03")  # fmt: skip

    def fixing(text):
        table.write_text(text, encoding="utf-8")
        given = ("-d", f"roster=@{table}", "-d", "roster_digest=x", "-d", "seed_commitment=y")
        return desk("do", "DB", case, "fix_roster", "--by", "ren", *given, "--at", "2008-03-03").output

    head = "法官,load,capacity,absent,recused\n"

    assert "there is no column 'lod'; did you mean load?" in fixing("法官,lod\nwang,9\n")
    assert "row 1: load can't be 'nine'" in fixing(head + "wang,nine,100,no,no\n")
    assert "nobody is known as 'wangg'; did you mean 'wang'?" in fixing(head + "wangg,9,100,no,no\n")
    assert "the digest of the roster is" in fixing(head + "wang,9,100,no,否\n")
    assert "lacks 'absent' in row 1" in fixing("id,load,capacity,recused\nwang,9,100,no\n")


def test_every_review_that_was_drawn_is_opened_by_one_command(desk, tmp_path) -> None:
    cases, campaign = tmp_path / "cases.txt", "review_campaign-2008-1"
    rows, fix, drawn = (tmp_path / name for name in ("rows.csv", "fix.yaml", "drawn.yaml"))
    cases.write_text("criminal/k1\ncriminal/k2\n", encoding="utf-8")
    desk("open", "review_campaign", "DB", "--by", "liu", "--subject", "2008-routine", "-d", "kind=routine",
         "-d", "theme=x", "-d", "period=2008H1", "--at", "2008-07-01")  # fmt: skip
    desk("do", "DB", campaign, "approve", "--by", "he", "-d", "approval_note=yes", "--at", "2008-07-02")
    desk("lot", "population", cases, "--secret", SECRET, "--out", fix)
    desk("do", "DB", campaign, "fix_population", "--by", "liu", "--data-file", fix, "--at", "2008-07-03")
    said = desk("lot", "sample", "DB", campaign, "--secret", SECRET, "--public", "77", "--out", drawn).output
    first, second = said.splitlines()[0].rpartition(": ")[2].split(", ")
    desk("do", "DB", campaign, "draw_sample", "--by", "liu", "--data-file", drawn, "-d", "witness=a notary",
         "--at", "2008-07-04")  # fmt: skip
    desk("do", "DB", campaign, "confirm_draw", "--by", "bai", "-d", "replay_note=same", "--at", "2008-07-05")
    same = ("-d", "appellate_document_received_on=2008-07-06", "-d", "appellate_outcome=not_reversed",
            "-d", "review_kind=routine", "--by", "liu", "--at", "2008-07-06")  # fmt: skip

    def opening(*lines):
        rows.write_text("drawn_case,case_unit,case_judges\n" + "\n".join(lines), encoding="utf-8")
        return desk("each", "DB", campaign, "open_review", rows, *same)

    unread = opening(f"{first},criminal_9,shen")
    done = opening(f"{first},criminal_1,shen", "k9,criminal_1,shen", f'{second},criminal_1,"shen,wang"')

    assert (unread.exit_code, "row 1: case_unit" in unread.output) == (2, True)
    assert (done.exit_code, "2 of 3 rows recorded" in done.output) == (1, True)
    assert (
        f"row 2 refused: {campaign}: open_review refused: the next case of the sample is {second}"
        in done.output
    )
    assert desk("show", "DB", "--workflow", "case_review").output.count(f"{campaign}-case_review-") == 2
    assert "open_review" in desk("refusals", "DB").output
