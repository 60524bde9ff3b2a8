"""``courtqa docket`` as somebody at the desk types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

PACK = str(Path(__file__).parent / "pack")


@pytest.fixture
def court(file, new_desk):
    desk = new_desk(file)
    review = desk.opened(1)
    desk.notified(2)
    with pytest.raises(Exception, match="refused"):
        desk.docket.record(review, "report", by=desk.judge, at=desk.day(1))
    desk.docket.record(review, "report", by=desk.chief, at=desk.day(20), data={"report": "[bold]迟[/]"})
    desk.docket.close()
    return file


@pytest.fixture
def courtqa():
    docket = pytest.importorskip("courtqa.cli.docket")

    def run(*words: object):
        return CliRunner(env={"COLUMNS": "200"}).invoke(docket.docket_app, [str(word) for word in words])

    return run


def test_the_worklist_of_someone_who_acted_needs_only_the_id(courtqa, court):
    said = courtqa("worklist", court, "--by", "wang", "--on", "2008-02-01", "--pack", PACK)

    assert said.exit_code == 0, said.output
    assert "review-2008-1" in said.output
    assert "review-2008-2" not in said.output


def test_the_worklist_of_an_office_needs_its_role_and_unit(courtqa, court):
    where = ("worklist", court, "--role", "judge", "--on", "2008-02-01", "--pack", PACK, "--lang", "zh")

    assert "review-2008-2" in courtqa(*where, "--unit", "civil_1").output
    assert "没有待办事项" in courtqa(*where, "--unit", "civil_2").output


def test_the_worklist_of_nobody_teaches_how_to_ask(courtqa, court):
    said = courtqa("worklist", court, "--pack", PACK)

    assert said.exit_code == 2
    assert "--role" in said.output


def test_due_says_why_the_day_is_the_day(courtqa, court):
    said = courtqa("due", court, "--on", "2008-01-10", "--within", "10", "--pack", PACK, "--lang", "zh")

    assert "2008-01-14" in said.output
    assert "5日" in said.output


def test_the_trail_names_people_and_the_rule_that_was_missed(courtqa, court):
    said = courtqa("trail", court, "review-2008-1", "--pack", PACK, "--lang", "zh")

    assert "刘某（庭长）" in said.output
    assert "第三条" in said.output


def test_what_people_wrote_is_shown_as_they_wrote_it(courtqa, court):
    said = courtqa("show", court, "review-2008-1", "--pack", PACK)

    assert "[bold]迟[/]" in said.output
    assert "review-2008-2" in courtqa("show", court, "--pack", PACK).output


def test_refusals_show_their_codes(courtqa, court):
    assert "role_missing" in courtqa("refusals", court, "review-2008-1", "--pack", PACK).output


def test_verify_exits_0_when_nothing_was_touched(courtqa, court):
    assert courtqa("verify", court).exit_code == 0
    assert courtqa("verify", court, "--pack", PACK).exit_code == 0


def test_verify_exits_3_and_names_what_was_touched(courtqa, court, forge):
    forge(court, "UPDATE event SET body = replace(body, 'poor', 'good')")

    said = courtqa("verify", court, "--lang", "zh")

    assert said.exit_code == 3
    assert "hash_mismatch" in said.output
    assert "核验未通过" in said.output


def test_verify_exits_4_when_there_is_nothing_to_verify(courtqa, tmp_path):
    assert courtqa("verify", tmp_path / "none.db").exit_code == 4
    (tmp_path / "text.db").write_text("no database")
    assert courtqa("verify", tmp_path / "text.db").exit_code == 4
