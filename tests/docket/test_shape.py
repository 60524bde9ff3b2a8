"""A file whose tables, triggers or types are no longer those that were laid is found, though no row says otherwise."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from attrs import evolve

from courtqa.storage import Docket, verify_file

WORDS = "UPDATE sqlite_master SET sql = replace(sql, 'BEFORE UPDATE ON event', 'AFTER UPDATE ON event')"


@pytest.fixture
def court(file, new_desk):
    """A review that ran its course, and one in which a clock runs."""
    desk = new_desk(file)
    desk.closed(1)
    desk.opened(2)
    desk.docket.close()
    return file


def run(file, *statements):
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for statement in statements:
            raw.execute(statement)


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DROP TRIGGER event_no_update"], "the trigger event_no_update is gone"),
        (["PRAGMA writable_schema = ON", WORDS], "the trigger event_no_update is not as it was laid"),
        (
            ["CREATE TRIGGER mine AFTER INSERT ON event BEGIN DELETE FROM outbox; END"],
            "the trigger mine was never laid",
        ),
        (
            ['CREATE TRIGGER "on mine" BEFORE INSERT ON /* ours */ "EVENT" BEGIN SELECT raise(ignore); END'],
            "the trigger on mine was never laid",
        ),
        (["CREATE UNIQUE INDEX mine ON EVENT (request)"], "the index mine was"),
        (["CREATE INDEX mine ON event (abs(seq))"], "the index mine was never laid"),
        (
            [
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_master SET sql = replace(sql, 'seq >= 1', '1 >= seq') WHERE name = 'event'",
            ],
            "the table event is not as it was laid",
        ),
        (
            [
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_master SET sql = replace(sql, 'TABLE', 'TABLe') WHERE name = 'personal'",
            ],
            "the table personal is not as it was laid",
        ),
        (["DROP INDEX deadline_due"], "the index deadline_due is gone"),
        (["ALTER TABLE number ADD COLUMN more"], "the table number is not as it was laid"),
        (["UPDATE deadline SET due = CAST(due AS BLOB)"], "in deadline, due holds a value of another type"),
        (["UPDATE deadline SET reminded = 2"], "in deadline, reminded holds a value of another type"),
        (
            ["UPDATE proceeding SET serial = 9, version = version + 1 WHERE serial = 2"],
            "the running number of review-2008-2 is not that of its name",
        ),
        (["INSERT INTO mark VALUES ('small_court', 'nobody', 1, 'k', 'm')"], "there are marks of nobody"),
        (["INSERT INTO meta VALUES ('Schema', '2')"], "nobody wrote Schema into meta"),
        (["UPDATE meta SET value = '1'"], "it says that its schema is 1"),
    ],
)
def test_each_change_of_shape_is_found_and_said(court, statements, said):
    assert verify_file(court).ok
    run(court, *statements)

    found = [fault for fault in verify_file(court).faults if fault.rule == "misshapen"]

    assert any(said in fault.text.en for fault in found), found


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE personal SET salt = salt || ' ' WHERE seq = 2",
        "UPDATE personal SET field = 'grounds' WHERE seq = 2",
        "UPDATE personal SET seq = 7 WHERE seq = 2",
    ],
)
def test_a_value_about_a_person_stands_where_its_commitment_does(
    file, new_desk, strict_policy, forge, statement
):
    desk = new_desk()
    with Docket(file, policy=strict_policy, clock=lambda: desk.day(3)) as docket:
        at = evolve(desk, docket=docket)
        docket.record(at.opened(1), "report", by=desk.chief, at=desk.day(1), data={"report": "已查"})
    assert verify_file(file).ok

    forge(file, statement)

    assert verify_file(file).rules == {"personal_differs"}


def test_what_a_host_keeps_in_the_same_file_is_none_of_our_business(court):
    run(
        court,
        "CREATE TABLE host (id INTEGER PRIMARY KEY, told TEXT)",
        "CREATE TRIGGER host_told AFTER INSERT ON host BEGIN SELECT 1; END",
        "CREATE INDEX quicker ON event (hash)",
        "CREATE VIEW list AS SELECT id FROM proceeding",
    )

    assert verify_file(court).ok
