"""The commands on the database itself."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from courtqa.cli.app import app
from courtqa.errors import StoreUnusable
from courtqa.storage import init_roles, open_store
from courtqa.testing.store_events import COURT, DAY, LI, NOW, armed_clock, go_on, message_of, open_one
from courtqa.workflows import Worker

RELEASED = Path(__file__).parent.parent / "storage/released/schema-1.sql"
PACK = str(Path(__file__).parent.parent / "docket/pack")


def run(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "160"})


@pytest.fixture
def old(tmp_path):
    file = tmp_path / "court.db"
    with closing(sqlite3.connect(file)) as raw:
        raw.executescript(RELEASED.read_text(encoding="utf-8"))
    return file


def test_a_file_of_an_earlier_version_is_upgraded_checked_and_copied(old, tmp_path):
    assert "schema 1" in run("db", "current", old).output
    assert run("db", "check", old).exit_code == 1

    assert "schema 1 → 2" in run("db", "upgrade", old).output
    assert "已是结构版本 2" in run("db", "upgrade", old, "--lang", "zh").output

    checked = run("db", "check", old)
    assert checked.exit_code == 0, checked.output
    copied = run("db", "copy", old, tmp_path / "copy.db")
    assert copied.exit_code == 0
    assert "5 chains end with the same seal on both sides" in copied.output
    assert run("db", "copy", old, tmp_path / "copy.db").exit_code == 2


def test_a_file_whose_guards_were_taken_away_is_not_fit(tmp_path):
    file = tmp_path / "court.db"
    open_store(file).close()
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("DROP TRIGGER event_no_update")

    checked = run("db", "check", file)

    assert checked.exit_code == 1
    assert "event_no_update" in checked.output
    assert run("db", "check", tmp_path / "none.db").exit_code == 2


@pytest.mark.once
def test_the_roles_are_made_and_the_one_that_works_can_only_add(server, database):
    assert run("db", "init-roles", database).exit_code == 0
    init_roles(database)  # again, to no harm
    working = database.replace("postgres@", "courtqa_app@")
    store = open_store(working)
    before = open_one(store, payload=armed_clock("a", DAY))
    after = go_on(store, before, outbox=[message_of("p-1", 2)])
    store.transact(COURT, lambda held: held.give_number("b", 2008, "n", "d", DAY))
    store.transact(COURT, lambda held: held.take(at=NOW, until=NOW, most=1))
    store.transact(COURT, lambda held: held.enrol(LI))
    assert store.transact(COURT, lambda held: held.persons().offices("li")) == LI.tenures

    import psycopg

    with psycopg.connect(working, autocommit=True) as raw:
        for statement in (
            "UPDATE courtqa.event SET body = ''",
            "DELETE FROM courtqa.event",
            "TRUNCATE courtqa.event CASCADE",
            "DELETE FROM courtqa.proceeding",
            "UPDATE courtqa.number SET seq = 2",
            "UPDATE courtqa.outbox SET payload = ''",
            "DROP TABLE courtqa.event",
            "ALTER TABLE courtqa.event DISABLE TRIGGER ALL",
            "UPDATE courtqa.meta SET value = '9'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(statement)
    with psycopg.connect(database, autocommit=True) as raw:
        raw.execute("SET session_replication_role = replica")
        for statement in (
            "UPDATE courtqa.event SET body = ''",
            "DELETE FROM courtqa.event",
            "TRUNCATE courtqa.event CASCADE",
            "UPDATE courtqa.proceeding SET version = 9",
            "DELETE FROM courtqa.refusal",
            "INSERT INTO courtqa.event SELECT court, proceeding, 4, 'x', request, body, hash, hash FROM courtqa.event",
            "UPDATE courtqa.number SET notice_id = 'm'",
            "INSERT INTO courtqa.number SELECT court, series, year, 7, 7, 'm', '', given_on, false, '' FROM courtqa.number",
        ):
            if "refusal" not in statement:
                with pytest.raises(psycopg.errors.IntegrityError, match="courtqa"):
                    raw.execute(statement)
    assert store.proceeding(COURT, "p-1") == after
    store.close()
    checked = run("db", "check", working)
    assert "courtqa_app" in checked.output
    assert "event_link" not in checked.output
    assert run("db", "check", database).exit_code == 1


def test_a_role_that_may_not_lay_tables_says_so(tmp_path):
    with pytest.raises(StoreUnusable):
        open_store(tmp_path / "none" / "court.db")


# -- the worker


def test_a_worker_lapses_reminds_and_delivers(old, tmp_path):
    run("db", "upgrade", old)
    told = run("worker", old, "--once", "--pack", PACK, "--at", "2008-06-01", "--deliver", tmp_path / "out")

    assert told.exit_code == 0, told.output
    files = sorted((tmp_path / "out").glob("*.json"))
    assert f"{len(files)} sent" in told.output
    assert all(set(json.loads(file.read_text())) >= {"key", "topic", "payload"} for file in files)
    assert files
    again = run("worker", old, "--once", "--pack", PACK, "--at", "2008-06-02", "--deliver", "-")
    assert again.output == ""


def test_what_a_handler_cannot_deliver_is_tried_again_later(tmp_path):
    from courtqa.policy import load
    from courtqa.workflows import KINDS, OFFERS, Docket

    store = open_store(tmp_path / "court.db")
    docket = Docket(store, load(PACK, kinds=KINDS, offers=OFFERS), COURT)
    before = open_one(store)
    go_on(store, before, outbox=[message_of("p-1", 2, n) for n in (1, 2)])
    heard = []

    def handler(message):
        heard.append(message.key)
        if message.payload["number"] == 1 and message.attempts < 3:
            raise OSError("no line")

    worker = Worker(docket, {"told": handler})

    first = worker.once(at=NOW)
    assert [one.key for one in first.sent] == ["p-1:2:2"]
    assert [why for _, why in first.failed] == ["OSError: no line"]
    assert not worker.once(at=NOW + timedelta(seconds=5))
    assert len(worker.once(at=NOW + timedelta(seconds=10)).failed) == 1
    assert [one.key for one in worker.once(at=NOW + timedelta(seconds=30)).sent] == ["p-1:2:1"]
    assert heard.count("p-1:2:1") == 3
    assert [why for _, why in Worker(docket, {"other": handler}).once(at=NOW).failed] == []
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_worker_ends_in_good_order_when_it_is_asked_to(old):
    run("db", "upgrade", old)
    words = ["-m", "courtqa", "worker", str(old), "--pack", PACK, "--every", "0.1", "--deliver", "-"]
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=20) == 0
    process.stdout.close()


@pytest.mark.once
def test_the_commands_on_a_docket_take_the_address_of_a_server(database, tmp_path):
    (tmp_path / "people.yaml").write_text(
        "people:\n  wang: {name: 王某, roles: [officer], unit: office}\n", encoding="utf-8"
    )
    said = run("docket", "people", "add", database, tmp_path / "people.yaml", "--pack", PACK)
    assert said.exit_code == 0, said.output
    subject = ("--subject", "1", "--unit", "civil_1", "--at", "2008-01-07")
    opened = run("docket", "open", "review", database, "--by", "wang", *subject, "--pack", PACK)
    assert opened.exit_code == 0, opened.output
    noted = run(
        "docket",
        "do",
        database,
        "review-2008-1",
        "annotate",
        "--by",
        "wang",
        "--at",
        "2008-01-08",
        "--pack",
        PACK,
    )
    assert noted.exit_code == 0, noted.output
    assert "events 2" in run("docket", "verify", database).output
    assert "1 lapsed" in run("worker", database, "--once", "--pack", PACK, "--at", "2008-02-01").output
