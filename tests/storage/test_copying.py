"""A docket moved from one kind of database to another, whole and verified."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from courtqa.errors import StoreUnusable
from courtqa.storage import NumberRegister, copy_docket, open_store, upgrade
from courtqa.storage.upgrading import writing_at
from courtqa.testing.store_events import COURT, DAY, armed_clock, denied, go_on, open_one, reminder_of, step
from courtqa.workflows import Armed, Query


@pytest.fixture
def filled(tmp_path) -> Path:
    file = tmp_path / "court.db"
    store = open_store(file)
    before = open_one(store, key="k", serial=1, payload=armed_clock("a", DAY, remind_on=DAY))
    go_on(store, before)
    reminder, armed = reminder_of("p-1", 2, "a", DAY), Armed("p-1", "a", DAY, DAY)
    store.transact(COURT, lambda held: held.reminded(armed, reminder))
    open_one(store, "p-2", serial=2)
    store.transact(COURT, lambda held: held.refuse(denied("x")))
    store.transact(COURT, lambda held: held.give_number("b", 2008, "n", "d", DAY))
    store.close()
    return file


def everything(where: str) -> dict[str, list[tuple[object, ...]]]:
    from courtqa.storage.copying import _tables

    with writing_at(where, reading=True) as held:
        return {
            t.name: [tuple(row) for row in held.execute(t.select().order_by(*t.primary_key))]
            for t in _tables()
        }


def test_a_copy_is_equal_and_goes_on(filled, tmp_path):
    told = []
    target = tmp_path / "copy.db"

    copied = copy_docket(str(filled), str(target), batch=1, told=lambda *words: told.append(words))

    assert copied.rows["event"] == 3
    assert (copied.source.ok, copied.target.ok, copied.ends) == (True, True, 3)
    assert ("event", 3, 3) in told
    assert everything(str(target)) == everything(str(filled))
    store = open_store(target)
    assert go_on(store, store.proceeding(COURT, "p-2")).version == 2
    with closing(sqlite3.connect(target)) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute("DELETE FROM event")
    store.close()


@pytest.mark.once
def test_a_copy_goes_into_a_server_whose_roles_were_made_before(filled, server):
    from courtqa.storage import check_place, init_roles

    database = server.new_database()
    init_roles(database)

    assert copy_docket(str(filled), database).target.ok

    import psycopg

    with psycopg.connect(database) as held:
        owners = held.execute(
            "SELECT DISTINCT proowner::regrole::text FROM pg_proc WHERE pronamespace = 'courtqa'::regnamespace"
        )
        assert owners.fetchall() == [("courtqa_owner",)]
    working = database.replace("postgres@", "courtqa_app@")
    amiss = [one.name.en for one in check_place(working) if not one.ok]
    assert amiss == ["fsync", "full_page_writes"]  # of the server that tests start
    store = open_store(working)
    assert go_on(store, store.proceeding(COURT, "p-2")).version == 2
    store.close()


@pytest.mark.once
def test_to_a_server_and_back_nothing_is_lost(filled, tmp_path, database):
    copy_docket(str(filled), database)
    server = open_store(database)
    before = server.proceeding(COURT, "p-2")
    ran = step(before, payload=armed_clock("a", DAY, lapsed=True))
    after = go_on(server, before, event=ran, outbox=[reminder_of("p-2", 2, "a", DAY)])
    server.transact(COURT, lambda held: held.refuse(denied("y")))
    register = NumberRegister(server)
    next_number = register.assign(
        series="b", court=COURT, year=2008, notice_id="m", model_digest="d", on=date(2008, 3, 1)
    )
    server.close()

    copy_docket(database, str(tmp_path / "back.db"))

    assert next_number.seq == 2
    assert everything(str(tmp_path / "back.db")) == everything(database)
    back = open_store(tmp_path / "back.db")
    assert back.proceeding(COURT, "p-2") == after
    assert len(back.refusals(COURT, None)) == 2
    back.close()


@pytest.mark.parametrize("kind", ["file", pytest.param("server", marks=pytest.mark.once)])
def test_into_a_place_that_holds_something_nothing_is_copied(filled, request, tmp_path, kind):
    where = str(tmp_path / "other.db") if kind == "file" else request.getfixturevalue("database")
    store = open_store(where)
    open_one(store, "theirs")
    store.close()

    with pytest.raises(StoreUnusable, match="not empty"):
        copy_docket(str(filled), where)

    store = open_store(where)
    assert [one.id for one in store.proceedings(COURT, Query())] == ["theirs"]
    store.close()


def test_what_does_not_verify_is_not_copied(filled, tmp_path):
    with closing(sqlite3.connect(filled)) as raw, raw:
        raw.execute("DROP TRIGGER event_no_update")
        raw.execute("UPDATE event SET request = 'other' WHERE seq = 2")

    with pytest.raises(StoreUnusable, match="not as recorded"):
        copy_docket(str(filled), str(tmp_path / "copy.db"))

    assert not (tmp_path / "copy.db").exists() or upgrade(str(tmp_path / "copy.db"))[0] is None


def test_a_place_that_was_laid_and_is_empty_will_do(filled, tmp_path):
    open_store(tmp_path / "laid.db").close()

    assert copy_docket(str(filled), str(tmp_path / "laid.db")).ends == 3
