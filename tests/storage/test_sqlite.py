"""The SQLite file: its settings, its own refusals, and what happens when it can't be used."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from courtqa.errors import StoreUnusable
from courtqa.storage import SqliteStore, open_store, verify_file
from courtqa.storage.laying import sqlite_statements
from courtqa.workflows import Entry, Event, Query, fold
from courtqa.workflows.sealing import directory_genesis, enlist, genesis, seal


def event(proceeding: str = "p", seq: int = 1, **changes: object) -> Event:
    opened = {
        "workflow": "w",
        "edition": "2008-01-01",
        "parent": None,
        "subject": {"kind": "case", "id": "1", "unit": None, "persons": [], "title": ""},
    }
    fields = {
        "kind": "opened" if seq == 1 else "step",
        "transition": "opened" if seq == 1 else "on",
        "source": None if seq == 1 else "s",
        "target": "s",
        "idem": f"{proceeding}-{seq}",
        "payload": {"opened": opened} if seq == 1 else {},
        **changes,
    }
    return Event(
        proceeding=proceeding,
        court="c",
        seq=seq,
        actor="a",
        roles=(),
        recorded_at=datetime(2008, 1, 1, tzinfo=UTC),
        effective_on=date(2008, 1, 1),
        definition="d",
        policy="p",
        calendar="",
        request="r",
        **fields,
    )


def opened(store, proceeding: str = "p") -> None:
    sealed = seal(event(proceeding), genesis("c", proceeding))

    def work(transaction):
        seq, prev = transaction.directory_head() or (0, directory_genesis("c"))
        listed = enlist("opened", sealed, seq + 1, prev)
        assert transaction.write(Entry(sealed, None, fold([sealed.event]), listed=(listed,)))

    store.transact("c", work)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "court.db"


@pytest.fixture
def store(file):
    store = open_store(file)
    yield store
    store.close()


def test_it_writes_ahead_and_waits_for_the_disk(store):
    settings = store.immediate(
        lambda held: {
            name: held.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }
    )

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}


def test_a_file_that_no_longer_writes_ahead_does_again_or_syncs_its_folder_too(file):
    open_store(file).close()
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")

    with closing(sqlite3.connect(file)) as reading:
        reading.execute("BEGIN").execute("SELECT * FROM event").fetchall()
        meanwhile = SqliteStore(file, patience=0.1)
        assert settings_of(meanwhile) == ("delete", 3)
        meanwhile.close()
    afterwards = open_store(file)

    assert settings_of(afterwards) == ("wal", 2)
    afterwards.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = '{}'",
        "DELETE FROM directory",
        "DROP TRIGGER event_no_update",
        "DROP TABLE event",
        "ALTER TABLE event ADD COLUMN more",
        "PRAGMA writable_schema = ON",
        "PRAGMA synchronous = OFF",
        "ATTACH ':memory:' AS other",
    ],
)
def test_our_own_connection_is_not_allowed_to_change_what_was_recorded(store, statement):
    opened(store)

    with pytest.raises(StoreUnusable, match=r"not authorized|prohibited"):
        store.immediate(lambda held: held.execute(statement))

    assert len(store.trail("c", "p")) == 1


def settings_of(store):
    asked = ("PRAGMA journal_mode", "PRAGMA synchronous")
    return tuple(store._connection().execute(each).fetchone()[0] for each in asked)


def test_what_is_written_is_read_again(store):
    opened(store)

    (found,) = store.proceedings("c", Query())
    assert found == store.proceeding("c", "p")
    assert [each.event for each in store.trail("c", "p")] == [event()]
    assert store.proceeding("c", "q") is None
    assert store.proceedings("other", Query()) == ()


def test_a_write_on_a_stale_version_writes_nothing(store):
    opened(store)
    stale = fold([event()])
    first = store.trail("c", "p")[0]
    second = seal(event(seq=2), first.hash)

    def twice(transaction):
        entry = Entry(second, stale, fold([event(), second.event]))
        return transaction.write(entry), transaction.write(entry)

    assert store.transact("c", twice) == (True, False)
    assert len(store.trail("c", "p")) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = '{}'",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT court, proceeding, seq, idem, request, '{}', prev, hash FROM event",
        "INSERT OR REPLACE INTO event SELECT court, proceeding, 2, idem, request, body, hash, hash FROM event",
        (
            "INSERT OR REPLACE INTO event (rowid, court, proceeding, seq, request, body, prev, hash)"
            " SELECT rowid, court, proceeding, 2, request, body, hash, hash FROM event"
        ),
        "INSERT INTO event SELECT court, proceeding, 3, NULL, request, body, hash, hash FROM event",
        "INSERT INTO event SELECT court, proceeding, 2, NULL, request, body, prev, hash FROM event",
        "INSERT INTO event SELECT court, proceeding, 0, NULL, request, body, prev, hash FROM event",
        "UPDATE directory SET event = ''",
        "DELETE FROM directory",
        "INSERT OR REPLACE INTO directory SELECT * FROM directory",
        "INSERT INTO directory SELECT court, 3, kind, proceeding, at, event, body, hash, hash FROM directory",
        "DELETE FROM proceeding",
        "UPDATE proceeding SET state = 'closed'",
        "UPDATE proceeding SET version = 5",
        "UPDATE proceeding SET version = 2, id = 'q'",
        "INSERT OR REPLACE INTO proceeding SELECT * FROM proceeding",
    ],
)
def test_i8_the_database_itself_refuses_to_change_what_was_recorded(store, file, statement):
    opened(store)

    with closing(sqlite3.connect(file)) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute(statement)

    assert [each.event for each in store.trail("c", "p")] == [event()]


def test_work_that_fails_leaves_nothing(store):
    def work(held):
        held.execute("INSERT INTO meta VALUES ('a', 'b')")
        raise ValueError

    with pytest.raises(ValueError):
        store.immediate(work)

    assert store.immediate(lambda held: held.execute("SELECT count(*) FROM meta").fetchone()[0]) == 1


def test_a_file_that_is_busy_is_waited_for_and_tried_again(file):
    store = open_store(file)
    store.close()
    impatient = type(store)(file, patience=0.01)
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.15, lambda: other.execute("ROLLBACK")).start()

    opened(impatient)

    assert impatient.proceeding("c", "p") is not None
    impatient.close()
    other.close()


def test_a_file_that_stays_busy_is_an_error_with_its_place(file, monkeypatch):
    store = open_store(file)
    store.close()
    monkeypatch.setattr("courtqa.storage.sqlite._TRIES", 2)
    impatient = type(store)(file, patience=0.01)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreUnusable, match=r"court\.db.*locked"):
            opened(impatient)

    impatient.close()


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to have a page" * 100])
def test_a_file_that_is_none_of_ours_is_not_verified(file, content):
    file.write_bytes(content)

    with pytest.raises(StoreUnusable):
        verify_file(file)

    assert file.read_bytes() == content


def test_a_database_of_somebody_else_is_left_alone(file):
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("CREATE TABLE theirs (x)")

    with pytest.raises(StoreUnusable, match="schema"):
        open_store(file)

    with closing(sqlite3.connect(file)) as raw:
        assert [row[0] for row in raw.execute("SELECT name FROM sqlite_master")] == ["theirs"]


def test_an_address_that_is_not_known_is_refused():
    with pytest.raises(StoreUnusable, match="address"):
        open_store("oracle://court")


def test_an_sqlite_address_is_its_path(file):
    store = open_store(f"sqlite:///{file}")

    assert store.where == str(file)
    store.close()


def test_a_store_in_memory_serves_many_threads():
    store = open_store(":memory:")
    threads = [threading.Thread(target=opened, args=(store, f"p{n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(store.proceedings("c", Query())) == 8
    with store.audit() as audit:
        assert len(list(audit.events())) == 8
    store.close()


def test_a_closed_store_opens_again_when_asked(store):
    opened(store)
    store.close()

    assert store.proceeding("c", "p") is not None


def test_the_schema_is_laid_by_whoever_comes_first(file):
    code = "import sys; from courtqa.storage import open_store; open_store(sys.argv[1]).close()"
    processes = [subprocess.Popen([sys.executable, "-c", code, str(file)]) for _ in range(3)]

    assert [process.wait() for process in processes] == [0, 0, 0]
    with closing(sqlite3.connect(file)) as raw:
        laid = raw.execute("SELECT count(*) FROM sqlite_master WHERE sql IS NOT NULL").fetchone()[0]
    assert laid == len(sqlite_statements())


def test_opening_an_existing_file_loads_no_orm(file):
    open_store(file).close()
    code = (
        "import sys; from courtqa.storage import open_store; open_store(sys.argv[1]).close();"
        "sys.exit('sqlmodel' in sys.modules or 'sqlalchemy' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code, str(file)], check=False).returncode == 0
