"""What only a server can do to a docket: end its connections, crash, keep a role out, lose sight of a commit."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter

import pytest

from courtqa.errors import MissingExtra, StoreUnusable
from courtqa.storage import SCHEMA, open_store
from courtqa.storage.laying import postgres_statements
from courtqa.storage.postgres_pool import Pool, dialling, spoken_place
from courtqa.testing.store_events import COURT, go_on, open_one, opened_in, opening, step
from courtqa.workflows import Query, verify

pytestmark = pytest.mark.once

END_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = 'courtqa' AND pid <> pg_backend_pid() AND datname = current_database()"""


def writing(
    store, name: str, stop: threading.Event, kept: list[tuple[str, int]], failed: list[BaseException]
):
    """Go on with a proceeding until asked to stop, without any key, keeping what was acknowledged."""
    before = None
    while not stop.is_set():
        try:
            before = before or store.proceeding(COURT, name) or open_one(store, name)
            event = step(before, request=f"{name}-{before.version + 1}")
            before = go_on(store, before, by=None, event=event)
            if before is not None:  # else somebody was first: what was not acknowledged may stand
                kept.append((name, before.version))
        except StoreUnusable:  # the server is away for longer than it is waited for: nothing is acknowledged
            before = None
        except BaseException as error:  # noqa: BLE001 - told in the thread that looks
            failed.append(error)
            return


def under_fire(
    database: str, fire, *, seconds: float
) -> tuple[set[tuple[str, int]], dict[str, list[int]], object]:
    store = open_store(database)
    stop, kept, failed = threading.Event(), [], []
    names = [f"p-{n}" for n in range(4)]
    threads = [threading.Thread(target=writing, args=(store, name, stop, kept, failed)) for name in names]
    for thread in threads:
        thread.start()
    until = time.monotonic() + seconds
    while time.monotonic() < until and not failed:
        fire()
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    trails = {name: [one.event.seq for one in store.trail(COURT, name)] for name in names}
    with store.audit() as audit:
        found = verify(audit)
    store.close()
    return set(kept), trails, found


def test_i1_nothing_acknowledged_is_lost_and_nothing_stands_twice_when_connections_end(database):
    import psycopg

    with psycopg.connect(database, autocommit=True, application_name="the end") as other:

        def fire():
            other.execute(END_ALL)
            time.sleep(0.08)

        kept, trails, found = under_fire(database, fire, seconds=1.5)

    assert len(kept) > 5
    for name, seqs in trails.items():
        assert seqs == list(range(1, len(seqs) + 1))
        assert {version for kept_name, version in kept if kept_name == name} <= set(seqs)
    assert found.ok


def test_i1_nothing_acknowledged_is_lost_when_the_server_crashes(server, database):
    def fire():
        time.sleep(0.3)
        server.stop("immediate")
        server.start()

    kept, trails, found = under_fire(database, fire, seconds=1.0)

    assert all(version in trails[name] for name, version in kept)
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in trails.values())
    assert found.ok


@pytest.mark.parametrize("done", [True, False])
def test_a_commit_in_doubt_is_asked_for_again_and_neither_lost_nor_doubled(database, done):
    """The connection ends at the commit: once after it was done, once before it came to it."""
    store = open_store(database)
    before = open_one(store)
    ended = Counter()

    class Ending:
        """A cursor whose connection ends with the first statement that writes an event."""

        def __init__(self, cursor):
            self.cursor = cursor

        def execute(self, statement, *values, **more):
            if "INSERT INTO event" in statement and not ended["writing"]:
                ended["writing"] += 1
                if done:
                    self.cursor.execute(statement, *values, **more)
                self.cursor.connection.close()
            return self.cursor.execute(statement, *values, **more)

        def __getattr__(self, name):
            return getattr(self.cursor, name)

    class EndingPool(Pool):
        def _taken(self):
            return Ending(super()._taken())

    store._pool = EndingPool(dialling(database))

    after = go_on(store, before)

    assert ended["writing"] == 1
    assert (after.version, len(store.trail(COURT, "p-1"))) == (2, 2)
    assert store.proceeding(COURT, "p-1") == after
    store.close()


def test_nothing_is_acknowledged_before_it_is_on_disk(database, server):
    server.run(
        "psql",
        "-q",
        "-d",
        database,
        "-c",
        f"ALTER DATABASE {database.split('/')[3].split('?')[0]} SET synchronous_commit = off",
    )
    held = dialling(database)()

    assert held.execute("SHOW synchronous_commit").fetchone() == ("on",)
    held.close()


def test_a_server_that_cannot_be_reached_is_an_error_with_its_place_and_without_the_password(monkeypatch):
    monkeypatch.setattr("courtqa.storage.postgres._TRIES", 2)

    with pytest.raises(StoreUnusable, match="nowhere") as caught:
        open_store("postgresql://liu:secret@/court?host=/nowhere")

    assert "secret" not in str(caught.value)
    assert spoken_place("postgresql://liu:secret@db:5432/court") == "postgresql://liu@db:5432/court"


def test_without_the_driver_it_says_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(MissingExtra, match=r"courtqa\[postgres\]"):
        open_store("postgresql://db/court")


def test_whoever_comes_first_lays_the_tables(database):
    failed = []

    def lay():
        try:
            open_store(database).close()
        except BaseException as error:  # noqa: BLE001 - told in the thread that looks
            failed.append(error)

    threads = [threading.Thread(target=lay) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    store = open_store(database)
    assert store.proceedings(COURT, Query()) == ()
    store.close()


def test_every_key_begins_with_the_court_so_that_the_tables_can_be_split_by_it(database):
    import psycopg

    open_store(database).close()
    keys = """
SELECT c.conrelid::regclass::text, c.contype, (
    SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1])
FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE n.nspname = 'courtqa' AND c.contype IN ('p', 'u', 'f')"""
    with psycopg.connect(database) as raw:
        found = raw.execute(keys).fetchall()

    assert len(found) > 20
    assert {first for table, _, first in found if table != "courtqa.meta"} == {"court"}


def test_a_docket_works_on_tables_that_are_partitioned_by_court(database):
    import psycopg

    with psycopg.connect(database) as raw:
        for statement in postgres_statements():
            table = re.match(r"\s*CREATE TABLE courtqa\.(\w+)", statement)
            if table is None or table[1] == "meta":
                raw.execute(statement)
                continue
            raw.execute(statement + " PARTITION BY LIST (court)")
            for name, which in (("first", f"FOR VALUES IN ('{COURT}')"), ("rest", "DEFAULT")):
                raw.execute(f"CREATE TABLE courtqa.{table[1]}_{name} PARTITION OF courtqa.{table[1]} {which}")
        raw.execute("INSERT INTO courtqa.meta (key, value) VALUES ('schema', %s)", (SCHEMA,))
    store = open_store(database)
    go_on(store, open_one(store))
    store.transact("other", lambda held: opened_in(held, opening(court="other")))

    with store.audit() as audit:
        assert verify(audit).ok
    store.close()
    with psycopg.connect(database) as raw:
        of_court = [
            raw.execute(f"SELECT DISTINCT court FROM courtqa.event_{name}").fetchall()
            for name in ("first", "rest")
        ]
        assert of_court == [[(COURT,)], [("other",)]]
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            raw.execute("DELETE FROM courtqa.event_first")
