"""What somebody with the file in hands can do to it, and under which name verification finds it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courtqa.errors import StoreUnusable
from courtqa.storage import verify_file
from courtqa.workflows import instant, snapshot, verify_chain
from courtqa.workflows.faults import RULES
from courtqa.workflows.fold import fold
from courtqa.workflows.sealing import link, seal

TARGET = "review-2008-2"
FIRST = f"proceeding = '{TARGET}'"


@pytest.fixture
def court(file, new_desk) -> Path:
    """Three reviews; the second ran its whole course."""
    desk = new_desk(file)
    desk.opened(1)
    desk.closed(2)
    desk.notified(3)
    desk.docket.close()
    return file


@pytest.mark.parametrize(
    ("statement", "rule", "seq"),
    [
        (
            f"UPDATE event SET body = replace(body, 'poor', 'good') WHERE {FIRST} AND seq = 3",
            "hash_mismatch",
            3,
        ),
        (f"UPDATE event SET body = body || ' ' WHERE {FIRST} AND seq = 2", "body_unreadable", 2),
        (f"UPDATE event SET body = x'ff00' WHERE {FIRST} AND seq = 2", "body_unreadable", 2),
        (f"UPDATE event SET hash = '{'0' * 64}' WHERE {FIRST} AND seq = 3", "link_broken", 4),
        (f"UPDATE event SET prev = 'none' WHERE {FIRST} AND seq = 3", "link_broken", 3),
        (f"UPDATE event SET idem = 'other' WHERE {FIRST} AND seq = 3", "misfiled", 3),
        (f"UPDATE event SET idem = '' WHERE {FIRST} AND seq = 3", "misfiled", 3),
        (f"UPDATE event SET request = 'other' WHERE {FIRST} AND seq = 3", "misfiled", 3),
        (f"DELETE FROM event WHERE {FIRST} AND seq = 3", "seq_not_contiguous", 4),
        (f"DELETE FROM event WHERE {FIRST} AND seq = 1", "seq_not_contiguous", 2),
        (f"DELETE FROM event WHERE {FIRST} AND seq = 6", "truncated", 6),
        (f"DELETE FROM event WHERE {FIRST} AND seq > 1", "truncated", 2),
        (f"DELETE FROM event WHERE {FIRST}", "dropped", 0),
        (f"UPDATE event SET proceeding = 'review-2008-1', seq = seq + 1 WHERE {FIRST}", "misfiled", 2),
        (f"UPDATE event SET court = 'other_court' WHERE {FIRST}", "misfiled", 1),
        (f"UPDATE proceeding SET state = 'received' WHERE id = '{TARGET}'", "row_differs", 6),
        (f"UPDATE proceeding SET closed = 0 WHERE id = '{TARGET}'", "row_differs", 6),
        (f"UPDATE proceeding SET snapshot = '' WHERE id = '{TARGET}'", "row_differs", 6),
        (f"UPDATE proceeding SET edition = '2001-01-01' WHERE id = '{TARGET}'", "row_differs", 6),
        (f"UPDATE proceeding SET open_key = 'k' WHERE id = '{TARGET}'", "row_differs", 6),
        (f"DELETE FROM proceeding WHERE id = '{TARGET}'", "row_missing", 6),
        ("UPDATE deadline SET due = '2009-01-01' WHERE proceeding = 'review-2008-1'", "deadline_differs", 1),
        ("DELETE FROM deadline WHERE proceeding = 'review-2008-1'", "deadline_differs", 1),
        ("UPDATE outbox SET seq = 99", "message_orphaned", 99),
        (f"DELETE FROM directory WHERE {FIRST} AND kind = 'opened'", "unlisted", 1),
        (
            f"UPDATE directory SET event = '{'0' * 64}' WHERE {FIRST} AND kind = 'closed'",
            "directory_disagrees",
            6,
        ),
        (f"UPDATE directory SET kind = 'opened' WHERE {FIRST}", "directory_misfiled", 6),
    ],
)
def test_each_change_is_found_and_named(court, forge, statement, rule, seq):
    assert verify_file(court).ok
    forge(court, statement)

    found = verify_file(court)

    assert (rule, seq) in {(fault.rule, fault.seq) for fault in found.faults}


def test_a_journal_that_would_put_old_pages_back_is_not_passed_over(court):
    head = bytes.fromhex("d9d505f920a163d7")
    Path(f"{court}-journal").write_bytes(head + bytes(504))

    with pytest.raises(StoreUnusable, match="unfinished log"):
        verify_file(court)


@pytest.mark.parametrize("value", ["x'31'", "-1"])
def test_i10_whatever_type_a_cell_has_verification_answers(court, forge, tmp_path, value):
    whole, copy, passed = court.read_bytes(), tmp_path / "copy.db", set()
    with closing(sqlite3.connect(court)) as raw:
        asked = (
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        )
        cells = [cell for cell in raw.execute(asked) if raw.execute(f"SELECT 1 FROM {cell[0]}").fetchone()]
    for table, column in cells:
        copy.write_bytes(whole)
        with suppress(sqlite3.IntegrityError):
            forge(copy, f'UPDATE {table} SET "{column}" = {value}')
            with suppress(StoreUnusable):
                passed |= {f"{table}.{column}"} if verify_file(copy).ok else set()

    untold = {
        "actor.court",
        "outbox.attempts",
        "outbox.id",
        "outbox.sent_at",
        "outbox.retry_at",
        "outbox.failure",
    }
    assert passed <= untold  # notes of workers, and who acted without being enrolled


def test_a_log_that_is_damaged_before_its_last_commits_is_found(file, new_desk, tmp_path):
    desk, copy = new_desk(file), tmp_path / "copy.db"
    for number in range(1, 4):
        desk.opened(number)
    copy.write_bytes(file.read_bytes())
    log, beside = bytearray(Path(f"{file}-wal").read_bytes()), Path(f"{copy}-wal")
    beside.write_bytes(log)
    assert verify_file(copy).ok
    frame = 24 + 4096
    commits = [at for at in range(32, len(log), frame) if any(log[at + 4 : at + 8])]

    log[commits[-3] + 30] ^= 1
    beside.write_bytes(log)
    assert verify_file(copy).rules >= {"unreadable"}
    log[commits[-3] + 30] ^= 1
    log[commits[-1] + 30] ^= 1  # a commit under way when the power went looks no other
    beside.write_bytes(log)
    assert verify_file(copy).ok


def test_two_events_that_changed_places_are_found(court, forge):
    forge(
        court,
        f"UPDATE event SET seq = 99 WHERE {FIRST} AND seq = 2",
        f"UPDATE event SET seq = 2 WHERE {FIRST} AND seq = 3",
        f"UPDATE event SET seq = 3 WHERE {FIRST} AND seq = 99",
    )

    assert {(fault.rule, fault.seq) for fault in verify_file(court).faults} >= {
        ("misfiled", 2),
        ("link_broken", 2),
        ("misfiled", 3),
        ("link_broken", 3),
    }


def test_a_proceeding_dropped_from_every_table_is_missed_by_the_directory(court, forge):
    tables = {"event": "proceeding", "deadline": "proceeding", "outbox": "proceeding", "proceeding": "id"}
    forge(
        court, *(f"DELETE FROM {table} WHERE {column} = 'review-2008-3'" for table, column in tables.items())
    )

    (fault,) = verify_file(court).faults
    assert (fault.proceeding, fault.rule) == ("review-2008-3", "dropped")


def test_a_proceeding_dropped_together_with_its_line_breaks_the_directory(court, forge):
    tables = {"event": "proceeding", "deadline": "proceeding", "directory": "proceeding", "proceeding": "id"}
    forge(
        court, *(f"DELETE FROM {table} WHERE {column} = 'review-2008-1'" for table, column in tables.items())
    )

    assert {"directory_gap", "directory_link"} <= verify_file(court).rules


def test_a_forged_event_with_a_good_seal_is_not_what_the_row_holds(court, forge, new_desk):
    with new_desk(court).docket as docket:
        trail = docket.trail("review-2008-1")
    forged = evolve(trail[0], seq=2, kind="step", transition="annotate", source="received", payload={})
    sealed = seal(forged, trail.head)
    forge(
        court,
        "INSERT INTO event VALUES ('small_court', 'review-2008-1', 2, NULL, ?, ?, ?, ?)",
        values=(forged.request, sealed.body, sealed.prev, sealed.hash),
    )

    assert ("row_differs", 2) in {(fault.rule, fault.seq) for fault in verify_file(court).faults}


def test_a_closed_proceeding_rewritten_to_its_last_seal_disagrees_with_the_directory(court, forge, new_desk):
    with new_desk(court).docket as docket:
        trail = docket.trail(TARGET)
    changed, prev = [], trail.sealed[2].prev
    for event in list(trail)[2:]:
        payload = {**event.payload, "data": {"grade": "good"}} if event.seq == 3 else event.payload
        changed.append(seal(evolve(event, payload=payload), prev))
        prev = changed[-1].hash
    after = fold([*list(trail)[:2], *(each.event for each in changed)])
    for each in changed:
        forge(
            court,
            f"UPDATE event SET body = ?, prev = ?, hash = ? WHERE {FIRST} AND seq = {each.event.seq}",
            values=(each.body, each.prev, each.hash),
        )
        forge(
            court,
            f"UPDATE outbox SET key = ? || substr(key, 65) WHERE {FIRST} AND seq = {each.event.seq}",
            values=(each.hash,),
        )
    forge(
        court,
        f"UPDATE proceeding SET head = ?, snapshot = ? WHERE id = '{TARGET}'",
        values=(prev, snapshot(after)),
    )

    assert verify_file(court).rules == {"directory_disagrees"}


def test_an_event_recorded_before_the_one_it_follows_is_found(court, forge, new_desk):
    with new_desk(court).docket as docket:
        trail = docket.trail("review-2008-3")
    last = trail.sealed[-1]
    early = seal(evolve(last.event, recorded_at=trail[0].recorded_at.replace(year=2007)), last.prev)
    forge(
        court,
        "UPDATE event SET body = ?, hash = ? WHERE proceeding = 'review-2008-3' AND seq = 3",
        values=(early.body, early.hash),
    )

    assert "time_went_back" in verify_file(court).rules
    assert instant(early.event.recorded_at).startswith("2007")


def test_a_body_with_a_key_twice_is_refused_though_its_seal_fits(court, forge):
    with closing(sqlite3.connect(court)) as raw:
        body, prev = raw.execute(
            "SELECT body, prev FROM event WHERE proceeding = 'review-2008-1' AND seq = 1"
        ).fetchone()
    doubled = body.replace('"to":', '"to":"closed","to":')
    forge(
        court,
        "UPDATE event SET body = ?, hash = ? WHERE proceeding = 'review-2008-1' AND seq = 1",
        values=(doubled, link(prev, doubled.encode())),
    )

    (fault,) = (each for each in verify_file(court).faults if each.rule == "body_unreadable")
    assert "twice" in fault.text.en


def test_the_outcome_reads_in_both_languages(court, forge):
    forge(court, f"DELETE FROM event WHERE {FIRST} AND seq = 6")

    found = verify_file(court)

    assert not found.ok
    assert "review-2008-2:6: truncated" in str(found)
    assert "末尾被删" in found.faults[-1].text.zh or "未通过" in found.text.zh


anything = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.text(), st.binary(), st.floats())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.tuples(*[anything] * 8), max_size=6))
def test_i10_a_chain_of_anything_is_judged_without_an_error(rows):
    as_read = [
        tuple(v.encode("utf-8", "surrogatepass") if isinstance(v, str) else v for v in row) for row in rows
    ]

    faults = verify_chain(as_read)

    assert all(fault.rule in RULES for fault in faults)
    assert len(faults) >= len(rows) or not rows
