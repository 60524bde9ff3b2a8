"""The quick way and the thorough way of verifying say the same of anything."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from functools import partial
from hashlib import sha256
from shutil import copy

import pytest
from attrs import evolve

from courtqa import load_policy
from courtqa.storage import Docket, raw_audit, verify_file, verify_in_parallel
from courtqa.storage.parallel import verify_share
from courtqa.workflows import verify, verify_whole
from courtqa.workflows.quick import Quick
from courtqa.workflows.sealing import genesis
from tests.docket.conftest import PACK

NONSENSE = [
    "\x00",
    "\ud7ff",
    "e\u0301",
    "\r",
    "\\u0041",
    "\\n",
    '\\"',
    "\x7f",
    "\u200b",
    "\u3000",
    "0",
    "-",
    ".",
    "e",
    '"',
    "]",
]
SWAPS = [
    ('"seq":', '"seq":0'),
    ('"v":1', '"v":1.0'),
    ('"v":1', '"v":2'),
    ('"payload":{', '"payload":{"a":1.5,'),
    ('"payload":{', '"payload":{"a":NaN,'),
    ('"payload":{', '"payload":{"a":9007199254740993,'),
    ('"payload":{', '"payload":{"a":1e2,'),
    ('"payload":{', '"payload":{"a":-0,'),
    ('"payload":{', '"payload":{"A":1,'),
    ('"payload":{', '"payload":{"a":"\\u0001",'),
    ('"payload":{', '"payload":{"a":"\\n",'),
    ('"payload":{', '"payload":{"zz":1,'),
    ('"payload":{', '"payload": {'),
    ('"payload":{', '"payload":{"a":' + "[" * 40 + "]" * 40 + ","),
    ('"roles":["', '"roles":["a""'),
    ('"roles":["', '"roles":["a","'),
    ('"effective_on":"2008-01', '"effective_on":"200801'),
    ('"effective_on":"2008-01-', '"effective_on":"2008-W1-'),
    ('"recorded_at":"2008', '"recorded_at":"2009'),
    ('"recorded_at":"2008-01-', '"recorded_at":"2008-13-'),
    ('Z","request', '+00:00","request'),
    ('"kind":"step"', '"kind":"dance"'),
    ('"kind":"step"', '"kind":"erased"'),
    ('"kind":"step"', '"kind":"child"'),
    ('"from":"', '"from":null,"from":"'),
    ('"transition":"', '"transition":"x'),
    ('"late":', '"later":'),
    ('"closed":true', '"closed":false'),
    ("poor", "good"),
    ("wang", "王"),
]


@pytest.fixture(scope="module")
def court(tmp_path_factory, policy):
    """Three reviews on disk; the second ran its whole course."""
    from tests.docket.conftest import Desk

    file = tmp_path_factory.mktemp("quick") / "court.db"
    with Docket(file, policy=policy, clock=lambda: Desk.start) as docket:
        desk = evolve(Desk(docket))
        desk.opened(1)
        desk.closed(2)
        desk.notified(3)
        docket.lapse(at=desk.day(60))
    return file


def both(file, policy=None):
    found = []
    for quickly in (True, False):
        with raw_audit(file) as audit:
            found.append(verify(audit, policy=policy, quickly=quickly))
    return found


def reseal(raw: sqlite3.Connection, proceeding: str) -> None:
    """Compute every seal anew, so that only what the bodies say can tell."""
    prev = genesis("small_court", proceeding)
    rows = raw.execute(
        "SELECT seq, body FROM event WHERE proceeding = ? ORDER BY seq", (proceeding,)
    ).fetchall()
    for seq, body in rows:
        text = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
        seal = sha256(b"courtqa.event.v1\x00" + bytes.fromhex(prev) + text).hexdigest()
        raw.execute(
            "UPDATE event SET prev = ?, hash = ? WHERE proceeding = ? AND seq = ?",
            (prev, seal, proceeding, seq),
        )
        prev = seal
    raw.execute("UPDATE proceeding SET head = ? WHERE id = ?", (prev, proceeding))
    raw.execute(
        "UPDATE directory SET event = (SELECT hash FROM event e WHERE e.proceeding = directory.proceeding"
        " AND e.seq = at) WHERE proceeding = ?",
        (proceeding,),
    )


def forged(court, tmp_path, change):
    file = tmp_path / "forged.db"
    copy(court, file)
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        change(raw)
        for _, words in triggers:
            raw.execute(words)
    return file


def test_what_is_in_order_is_found_in_order_the_quick_way(court, policy):
    with raw_audit(court) as audit:
        quick, rows = Quick(policy, None), list(audit.events())
        stored = {row[1]: row[2:] for row in audit.proceedings()}
        clocks: dict[bytes, dict[bytes, tuple[bytes, bytes | None, bytes]]] = {}
        for _, name, clock, due, remind, status, _ in audit.deadlines():
            clocks.setdefault(name, {})[clock] = due, remind, status

    for name, row in stored.items():
        mine = [each for each in rows if each[1] == name]
        assert quick.judge(mine, row, clocks.get(name, {})) is not None, name
    quickly, thoroughly = both(court, policy)
    assert quickly == thoroughly
    assert quickly.ok


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed anew", "as it was"])
def test_both_ways_say_the_same_of_any_other_spelling(court, tmp_path, policy, sealed):
    for number, (before, after) in enumerate(SWAPS):
        for seq in ((1, 3, 6)[number % 3],) if sealed else ((2,) if number % 4 == 0 else ()):

            def change(raw, before=before, after=after, seq=seq):
                where = "WHERE proceeding = 'review-2008-2' AND seq = ?"
                (body,) = raw.execute(f"SELECT body FROM event {where}", (seq,)).fetchone()
                raw.execute(f"UPDATE event SET body = ? {where}", (body.replace(before, after, 1), seq))
                if sealed:
                    reseal(raw, "review-2008-2")

            quickly, thoroughly = both(forged(court, tmp_path, change), policy)
            assert quickly == thoroughly, (before, after, seq)


def test_both_ways_say_the_same_of_random_damage(court, tmp_path, policy):
    chance = random.Random(5)
    touched = 0
    for _ in range(30):

        def change(raw):
            seq = chance.randrange(1, 7)
            where = "WHERE proceeding = 'review-2008-2' AND seq = ?"
            (body,) = raw.execute(f"SELECT body FROM event {where}", (seq,)).fetchone()
            at = chance.randrange(len(body))
            text = body[:at] + chance.choice(NONSENSE) + body[at + chance.randrange(2) :]
            raw.execute(f"UPDATE event SET body = ? {where}", (text, seq))
            if chance.random() < 0.8:
                reseal(raw, "review-2008-2")

        quickly, thoroughly = both(forged(court, tmp_path, change), policy)
        assert quickly == thoroughly
        touched += not quickly.ok
    assert touched > 20


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proceeding SET snapshot = replace(snapshot, 'poor', 'good')",
        "UPDATE proceeding SET open_key = id",
        "UPDATE deadline SET due = '2010-01-01'",
        "UPDATE event SET idem = 'x' WHERE seq = 2",
        "UPDATE event SET idem = x'ff' WHERE seq = 2",
        "UPDATE event SET seq = 2.5 WHERE seq = 2",
        "UPDATE event SET court = 'c' WHERE seq = 2",
        "DELETE FROM directory WHERE kind = 'opened'",
        "UPDATE directory SET event = 'x'",
        "UPDATE directory SET at = 'x'",
        "UPDATE directory SET at = 1.5",
        "UPDATE outbox SET seq = 'x'",
        "UPDATE outbox SET seq = 99",
        'UPDATE outbox SET "key" = id',
        "UPDATE outbox SET payload = x'ff'",
        "UPDATE outbox SET topic = 'x'",
        "UPDATE proceeding SET parent = 7",
        "UPDATE proceeding SET closed = 'x'",
        "DELETE FROM event WHERE seq = 1",
    ],
)
def test_both_ways_say_the_same_of_changed_rows(court, tmp_path, policy, statement):
    quickly, thoroughly = both(forged(court, tmp_path, lambda raw: raw.execute(statement)), policy)

    assert quickly == thoroughly
    assert not quickly.ok


def test_several_processes_find_what_one_finds(court, tmp_path):
    touched = forged(court, tmp_path, lambda raw: raw.execute("UPDATE event SET idem = 'x' WHERE seq = 2"))
    policy = partial(load_policy, PACK)

    together = verify_in_parallel(touched, processes=2, policy=policy)

    assert together == verify_file(touched, policy=policy())
    assert not together.ok


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1",
        "DELETE FROM outbox WHERE topic = 'opened'",
        "DELETE FROM directory WHERE kind = 'opened'",
        "UPDATE event SET body = replace(body, 'poor', 'good')",
    ],
)
def test_wherever_the_shares_are_cut_they_find_what_one_finds(court, tmp_path, policy, statement):
    touched = forged(court, tmp_path, lambda raw: raw.execute(statement))
    with raw_audit(touched) as audit:
        keys = sorted({(row[0], row[1]) for row in audit.events()})
        whole = verify(audit, policy=policy)
        found = []
        for cut in keys[1:]:
            shares = (None, cut), (cut, None)
            parts = [verify_share(touched, ends, policy=lambda: policy) for ends in shares]
            found.append(verify_whole(audit, parts, policy=policy))

    assert len(found) > 2
    for each in found:
        assert sorted(map(str, each.faults)) == sorted(map(str, whole.faults))
        assert each.counts == whole.counts
