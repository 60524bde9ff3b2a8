"""A database as an earlier version wrote it: upgraded, nothing is lost, and it is as one laid today."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from courtqa.errors import StoreUnusable
from courtqa.storage import current_schema, open_store, upgrade, verify_file
from courtqa.storage.sqlite import SCHEMA
from courtqa.workflows import Query

RELEASED = sorted((Path(__file__).parent / "released").glob("schema-*.sql"))
COURT = "small_court"


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def released(request, tmp_path):
    file = tmp_path / "court.db"
    with closing(sqlite3.connect(file)) as raw:
        raw.executescript(request.param.read_text(encoding="utf-8"))
    return file


def content(file: Path) -> dict[str, list[dict[str, object]]]:
    with closing(sqlite3.connect(file)) as raw:
        raw.row_factory = sqlite3.Row
        tables = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: [dict(row) for row in raw.execute(f"SELECT * FROM {table}")] for table in tables}


def structure(file: Path) -> dict[str, object]:
    """Columns, keys, indexes, references and triggers, however they were spelt."""

    def spelt(sql: str | None) -> str:
        return re.sub(r"\s+", " ", sql or "").strip()

    with closing(sqlite3.connect(file)) as raw:
        found: dict[str, object] = {}
        for kind, name, sql in raw.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
            if kind == "trigger":
                found[name] = spelt(sql)
            if kind == "table":
                keys = raw.execute(f"PRAGMA index_list({name})").fetchall()
                found[name] = (
                    raw.execute(f"PRAGMA table_info({name})").fetchall(),
                    sorted(raw.execute(f"PRAGMA foreign_key_list({name})").fetchall()),
                    sorted(
                        (key[2], key[4], tuple(row[2] for row in raw.execute(f"PRAGMA index_info({key[1]})")))
                        for key in keys
                    ),
                    re.findall(r"CHECK ?\(.*?\)(?=[,\s]*\)?$|, )", spelt(sql)),
                )
        return found


def test_there_is_a_database_of_every_released_schema():
    assert [path.stem for path in RELEASED] == [f"schema-{n}" for n in range(1, int(SCHEMA))]


def test_it_is_not_opened_before_it_is_upgraded(released):
    before = released.read_bytes()

    with pytest.raises(StoreUnusable, match="courtqa db upgrade"):
        open_store(released)

    assert released.read_bytes() == before


def test_upgraded_it_keeps_everything_and_verifies(released):
    before = content(released)

    assert upgrade(str(released)) == (released_schema(before), SCHEMA)

    after = content(released)
    for table, rows in before.items():
        if table != "meta":
            kept = [{name: row[name] for name in old} for row, old in zip(after[table], rows, strict=True)]
            assert kept == rows, table
    assert current_schema(str(released)) == SCHEMA
    found = verify_file(released)
    assert found.ok, str(found)
    store = open_store(released)
    assert len(store.proceedings(COURT, Query())) == len(before["proceeding"])
    assert len(store.numbers()) == len(before["number"])
    assert store.persons(COURT).offices("he") == store.actors(COURT, "he")[0].tenures
    store.close()


def released_schema(before: dict[str, list[dict[str, object]]]) -> object:
    return before["meta"][0]["value"]


def test_upgraded_it_is_built_like_one_that_was_laid_today(released, tmp_path):
    upgrade(str(released))
    open_store(tmp_path / "new.db").close()

    assert structure(released) == structure(tmp_path / "new.db")


def test_upgrading_twice_changes_nothing(released):
    upgrade(str(released))
    before = content(released)

    assert upgrade(str(released)) == (SCHEMA, SCHEMA)
    assert content(released) == before


def test_an_empty_place_is_laid_and_a_newer_one_is_left_alone(tmp_path):
    file = tmp_path / "new.db"
    assert upgrade(str(file)) == (None, SCHEMA)
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")

    with pytest.raises(StoreUnusable, match="99"):
        upgrade(str(file))
    assert current_schema(str(file)) == "99"


@pytest.mark.once
def test_a_server_is_laid_once(database):
    assert current_schema(database) is None
    assert upgrade(database) == (None, SCHEMA)
    assert upgrade(database) == (SCHEMA, SCHEMA)
    open_store(database).close()
