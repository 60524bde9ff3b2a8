"""What keeps a docket in order from the command line: erasing, exports on record, workers, keys at hand."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from courtqa.cli import app
from courtqa.storage import Docket, verify_file
from courtqa.workflows import KeyFile, new_key
from faults.court import CHIEF, OFFICER, START
from faults.kept import strict_policy, write_strict_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """The small court's rules, in which a report is about a person."""
    return write_strict_pack(tmp_path_factory.mktemp("rules") / "pack")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A marked docket with one review that was reported."""
    keys = KeyFile((new_key("hmac-sha256", "m"), new_key("ed25519", "s")))
    (tmp_path / "keys").write_text(keys.text)
    (tmp_path / "keys").chmod(0o400)
    monkeypatch.setenv("COURTQA_KEYS", str(tmp_path / "keys"))
    with Docket(tmp_path / "court.db", policy=strict_policy(), keys=keys, clock=lambda: START) as docket:
        docket.people.add(OFFICER, CHIEF)
        from faults.court import subject

        review = docket.open("review", subject=subject("1"), by=OFFICER, at=START)
        docket.record(review, "report", by=CHIEF, at=START, data={"report": "已查"})
    return tmp_path / "court.db"


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_what_was_erased_is_named_with_its_event_and_nothing_is_left_to_erase(kept, pack):
    asked = ["docket", "erase", kept, "review-2008-1", "--pack", pack, "--at", "2008-01-09"]

    misspelt = run(*asked, "--by", "wang", "--reason", "asked", "--field", "raport")
    refused = run(*asked, "--by", "liu", "--reason", "asked")
    done = run(*asked, "--by", "wang", "--reason", "at the person's request")
    again = run(*asked, "--by", "wang", "--reason", "再删", "--lang", "zh")

    assert misspelt.exit_code == 2
    assert "under raport; there is report" in " ".join(misspelt.output.split())
    assert refused.exit_code == 1
    assert "review-2008-1: report erased; recorded as event 3" in done.output
    assert again.exit_code == 2
    assert "没有可删除的个人信息" in again.output
    assert verify_file(kept).ok
    assert "已查".encode() not in kept.read_bytes()


def test_an_export_is_noted_in_the_proceeding_that_decided_it(kept, pack, tmp_path):
    (tmp_path / "records.csv").write_text("judge,unit,days\n" + "王某,civil_1,12\n" * 9)
    (tmp_path / "spec.yaml").write_text("columns: {unit: category, days: {band: 30}}\n")
    asked = ["privacy", "export", tmp_path / "records.csv", "--spec", tmp_path / "spec.yaml", "--pack", pack]
    told = ["--purpose", "研究", "--recipient", "university", "--out", tmp_path / "out"]

    done = run(*asked, *told, "--docket", kept, "--proceeding", "review-2008-1", "--by", "wang")

    assert done.exit_code == 0, done.output
    with Docket(kept, policy=strict_policy(), keys=KeyFile.environment()) as docket:
        event = docket.trail("review-2008-1")[-1]
    assert (event.kind, event.actor, event.reason) == ("exported", "wang", "研究")
    assert "university" in json.dumps(event.payload, ensure_ascii=False)
    assert verify_file(kept).ok


def test_a_worker_takes_the_keys_from_where_the_other_commands_do(kept, pack, tmp_path):
    assert run("worker", tmp_path / "none.db", "--once", "--pack", pack).exit_code == 2
    assert not (tmp_path / "none.db").exists()

    lapsed = run("worker", kept, "--once", "--pack", pack, "--at", "2009-01-01")

    assert lapsed.exit_code == 0, lapsed.output
    assert verify_file(kept).ok


def test_the_trails_of_a_marked_docket_leave_for_mining(kept, pack, tmp_path):
    done = run("docket", "export", kept, "--format", "xes", "--out", tmp_path / "court.xes", "--pack", pack)

    assert done.exit_code == 0, done.output
    assert "1 proceedings, 2 events" in done.output
