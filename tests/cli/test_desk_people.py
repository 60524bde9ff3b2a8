"""``courtqa docket people``: making people known, and finding out who they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from courtqa.cli import app
from courtqa.kinds import load_policy
from courtqa.storage import Docket, enrol
from courtqa.workflows import Actor

PACK = str(Path(__file__).parent / "desk_pack")


@pytest.fixture
def people(tmp_path):
    def run(command, *words, lang="en"):
        every = [command, str(tmp_path / "court.db"), *map(str, words), "--pack", PACK, "--lang", lang]
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["docket", "people", *every])

    return run


def test_adding_people_begins_a_docket(people):
    said = people(
        "add", "--id", "wang", "--name", "王某", "--role", "officer@office", "--since", "2007-01-01"
    )

    assert said.exit_code == 0, said.output
    assert "added wang 王某: officer (trial management office, 2007-01-01–)" in said.output
    assert "审管办人员 (审管办, 2007-01-01–)" in people("list", lang="zh").output


def test_whoever_is_added_again_stands_as_now_said(people):
    people("add", "--id", "wang", "--name", "王某", "--role", "officer@office")

    changed = people("add", "--id", "wang", "--name", "王明", "--role", "leader")
    same = people("add", "--id", "wang", "--name", "王明", "--role", "leader")

    assert "changed wang 王明: leader" in changed.output
    assert "1 unchanged" in same.output
    assert "王某" not in people("list").output


def test_every_fault_of_a_file_is_told_and_nobody_of_it_is_added(people, tmp_path):
    file = tmp_path / "people.yaml"
    file.write_text(
        """people:
  wang: {name: 王某, roles: [oficer], unit: ofice}
  zhao: {name: 赵某, roles: [judge], unit: office}
  sun: {name: 孙某, offices: [{role: leader, since: 2008-01-01, until: 2007-01-01}]}
  hu: {name: 胡某}
""",
        encoding="utf-8",
    )

    said = people("add", file)

    assert said.exit_code == 2
    assert "wang: there is no role 'oficer'; did you mean officer?" in said.output
    assert "wang: there is no unit 'ofice'; did you mean office?" in said.output
    assert "zhao: judge is not held in trial management office" in said.output
    assert "sun: the term of leader is over before it begins" in said.output
    assert "nobody is known yet" in people("list").output


def test_a_key_that_a_file_of_people_does_not_have_is_told_with_its_line(people, tmp_path):
    file = tmp_path / "people.yaml"
    file.write_text("people:\n  wang:\n    name: 王某\n    role: officer\n", encoding="utf-8")

    said = people("add", file)

    assert said.exit_code == 2
    assert "people.yaml:4" in said.output


def test_one_of_file_and_person_has_to_be_given(people):
    assert people("add").exit_code == 2
    assert people("add", "people.yaml", "--id", "wang").exit_code == 2


def test_a_person_is_shown_with_what_they_take_part_in(people, tmp_path):
    people("add", "--id", "wang", "--name", "王某", "--role", "officer@office")
    with Docket(tmp_path / "court.db", policy=load_policy(PACK)) as docket:
        from courtqa.workflows import Subject

        docket.open(
            "correction",
            subject=Subject("case", "1"),
            by=docket.actor("wang"),
            data={"found_on": "2008-01-07"},
        )

    said = people("show", "wang")

    assert "wang 王某: officer (trial management office)" in said.output
    assert "found: they acted in it" in said.output
    assert "did you mean wang?" in people("show", "wan").output


def test_only_those_who_are_new_or_changed_are_written(tmp_path):
    wang, sun = Actor.of("wang", "王某", "officer", unit="office"), Actor.of("sun", "孙某", "leader")
    with Docket(tmp_path / "court.db", policy=load_policy(PACK)) as docket:
        enrol(docket.store, docket.court, [wang])

        written = enrol(docket.store, docket.court, [wang, sun])

        assert written == (sun,)
        assert docket.store.actors(docket.court) == (sun, wang)
        assert docket.verify().ok
