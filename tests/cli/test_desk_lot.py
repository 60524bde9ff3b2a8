"""A case assigned by lot through the command line: nobody copies a digest, and a third person can draw again."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from courtqa.cli import app
from courtqa.policy import read_document

PEOPLE = """people:
  jin: {name: 金某, roles: [docketing_officer], unit: docketing_1}
  pan: {name: 潘某, roles: [docketing_officer], unit: docketing_1}
  lin: {name: 林某, roles: [lay_supervisor]}
  cui: {name: 崔某, roles: [presiding_judge], unit: civil_1}
  deng: {name: 邓某, roles: [presiding_judge], unit: civil_1}
  feng: {name: 冯某, roles: [presiding_judge], unit: civil_1}
  gong: {name: 宫某, roles: [presiding_judge], unit: civil_1}
"""
JUDGES = (
    "judges: {cui: {load: 9}, deng: {load: 4, absent: true}, feng: {load: 6, capacity: 50}, gong: {load: 8}}"
)
SECRET = "twelve grey geese on the ice"


@pytest.fixture
def desk(tmp_path):
    def run(*words):
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["docket", *map(str, words)])

    (tmp_path / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "judges.yaml").write_text(JUDGES, encoding="utf-8")
    run("people", "add", tmp_path / "court.db", tmp_path / "people.yaml")
    run("open", "random_assignment", tmp_path / "court.db", "--by", "jin", "--subject", "2008-civ-1", "--unit",
        "civil_1", "-d", "filed_on=2008-03-03", "-d", "weight=1", "--at", "2008-03-03")  # fmt: skip
    return run


def test_a_case_is_assigned_by_lot_with_what_the_commands_wrote(desk, tmp_path):
    db, case = tmp_path / "court.db", "random_assignment-2008-1"
    fix, drawn = tmp_path / "fix.yaml", tmp_path / "draw.yaml"

    written = desk("lot", "roster", tmp_path / "judges.yaml", "--secret", SECRET, "--out", fix)
    fixed = desk("do", db, case, "fix_roster", "--by", "jin", "--data-file", fix, "--at", "2008-03-03")
    lots = desk("lot", "draw", db, case, "--secret", SECRET, "--public", "28650", "--out", drawn)
    own = desk("do", db, case, "draw", "--by", "jin", "--data-file", drawn, "--at", "2008-03-04")
    done = desk("do", db, case, "draw", "--by", "pan", "--data-file", drawn, "--at", "2008-03-04")

    assert "wrote" in written.output
    assert fixed.exit_code == 0, fixed.output
    assert "deng  0 of" in lots.output
    assert "←" in lots.output
    assert (own.exit_code, done.exit_code) == (1, 0), done.output
    assert "same_person" in own.output
    assert "林某 (lin) may: confirm_draw, contest_draw" in done.output


def test_another_secret_than_the_one_committed_to_is_refused(desk, tmp_path):
    db, case, file = tmp_path / "court.db", "random_assignment-2008-1", tmp_path / "data.yaml"
    desk("lot", "roster", tmp_path / "judges.yaml", "--secret", SECRET, "--out", file)
    desk("do", db, case, "fix_roster", "--by", "jin", "--data-file", file, "--at", "2008-03-03")

    desk("lot", "draw", db, case, "--secret", SECRET + "!", "--public", "28650", "--out", file)
    said = desk("do", db, case, "draw", "--by", "pan", "--data-file", file, "--at", "2008-03-04")

    assert said.exit_code == 1
    assert "guard_failed" in said.output


def test_a_secret_that_can_be_guessed_is_not_taken(desk, tmp_path):
    said = desk("lot", "roster", tmp_path / "judges.yaml", "--secret", "1234", "--out", tmp_path / "x.yaml")

    assert said.exit_code == 2
    assert "can be guessed" in said.output


def test_there_is_nothing_to_draw_before_the_roster_is_fixed(desk, tmp_path):
    said = desk("lot", "draw", tmp_path / "court.db", "random_assignment-2008-1", "--secret", SECRET,
                "--public", "1", "--out", tmp_path / "x.yaml")  # fmt: skip

    assert said.exit_code == 2
    assert "no roster on file" in said.output


def test_a_proof_is_taken_from_a_file_and_only_the_judge_drawn_may_step_aside(desk, tmp_path):
    db, case, fix, drawn = tmp_path / "court.db", "random_assignment-2008-1", tmp_path / "a", tmp_path / "b"
    (tmp_path / "shi.yaml").write_text(
        "people:\n  shi: {name: 石某, roles: [technology_officer], unit: technology_office}\n",
        encoding="utf-8",
    )
    desk("people", "add", db, tmp_path / "shi.yaml")
    desk("lot", "roster", tmp_path / "judges.yaml", "--secret", SECRET, "--out", fix)
    desk("do", db, case, "fix_roster", "--by", "jin", "--data-file", fix, "--at", "2008-03-03")
    desk("lot", "draw", db, case, "--secret", SECRET, "--public", "28650", "--out", drawn)
    proof = tmp_path / "proof.json"
    brought = read_document(drawn.read_bytes(), file="b").value
    proof.write_text(f"{brought['draw_proof']}\n", encoding="utf-8")

    def drawing(by, *words):
        given = ("-d", f"draw_proof=@{proof}", "-d", f"assigned_judge={brought['assigned_judge']}")
        return desk("do", db, case, "draw", "--by", by, "-d", f"seed_secret={SECRET}", "-d", "public_number=28650",
                    *given, "--at", "2008-03-04", *words)  # fmt: skip

    unlent = drawing("lin", "--on-behalf-of", "shi")
    desk("people", "delegate", db, "shi", "pan", "--role", "technology_officer", "--by", "shi", "--since",
         "2008-03-04", "--until", "2008-03-09", "--reference", "order 3", "--at", "2008-03-03")  # fmt: skip
    lent = drawing("pan", "--on-behalf-of", "shi")
    both = desk("do", db, case, "confirm_draw", "--by", "shi", "-d", "replay_note=x", "--at", "2008-03-05")
    desk("do", db, case, "confirm_draw", "--by", "lin", "-d", "replay_note=x", "--at", "2008-03-05")
    desk("do", db, case, "hand_over", "--by", "jin", "-d", "notice=x", "--at", "2008-03-06")
    other, own = (
        desk("do", db, case, "step_aside", "--by", who, "-d", "recusal_reasons=x", "-d", f"out_of_lot={who}",
             "--at", "2008-03-07")
        for who in ("gong", brought["assigned_judge"])
    )  # fmt: skip

    assert unlent.exit_code == 1, unlent.output
    assert lent.exit_code == 0, lent.output
    assert "石某" in lent.output
    assert "same_person" in both.output
    assert brought["assigned_judge"] == "cui"
    assert (other.exit_code, own.exit_code) == (1, 0), own.output

    desk("do", db, case, "redraw", "--by", "jin", "-d", "reassignment_ground=recusal", "--at", "2008-03-07")
    again = desk("do", db, case, "fix_roster", "--by", "jin", "--data-file", fix, "--at", "2008-03-07")
    (tmp_path / "judges.yaml").write_text(
        JUDGES.replace("load: 9", "load: 9, recused: true"), encoding="utf-8"
    )
    desk("lot", "roster", tmp_path / "judges.yaml", "--secret", SECRET, "--out", fix)
    others = desk("do", db, case, "fix_roster", "--by", "jin", "--data-file", fix, "--at", "2008-03-07")

    assert again.exit_code == 1
    assert "崔某 (cui) may no longer have this case: the roster must say recused: true there" in again.output
    assert others.exit_code == 0, others.output
