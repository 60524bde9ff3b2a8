"""The promises of the trail and the docket, each by its number."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copy
from time import sleep

import pytest
from attrs import evolve

from courtqa.errors import Conflict, IdempotencyMismatch, Refused, StoreUnusable
from courtqa.storage import Docket, SqliteStore, verify_file
from courtqa.workflows import Docket as KeptDocket
from courtqa.workflows import canonical, decide, fold, instant, plan_of, snapshot
from courtqa.workflows.canonical import parse
from courtqa.workflows.sealing import genesis, seal

WORKER = Path(__file__).parent / "worker.py"


def worker(*words: object) -> subprocess.Popen[str]:
    """A process that has opened the docket and waits for a line before it starts."""
    return subprocess.Popen(
        [sys.executable, str(WORKER), *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def let_go(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()


def stored(file: Path, table: str = "event") -> list[dict[str, object]]:
    with closing(sqlite3.connect(file)) as raw:
        raw.row_factory = sqlite3.Row
        return [dict(row) for row in raw.execute(f"SELECT * FROM {table}")]


def test_i1_what_was_acknowledged_survives_kill_9(file, new_desk):
    said: list[str] = []
    chance = random.Random(1)
    for life in range(4):
        process = worker("write", file, f"life{life}")
        let_go(process)
        said.extend(process.stdout.readline() for _ in range(chance.randrange(5, 60)))
        sleep(chance.random() / 100)
        process.kill()
        said.extend(process.stdout.read().splitlines(keepends=True))
        process.wait()
        process.stdin.close()
        process.stdout.close()

    acknowledged = {tuple(line.split()) for line in said if line.endswith("\n")}
    kept = {(row["proceeding"], row["idem"], str(row["seq"])) for row in stored(file)}
    assert len(acknowledged) > 50
    assert acknowledged <= kept
    assert new_desk(file).docket.verify().ok


class Crash(BaseException):
    """The process died."""


def crashing_at(nth: int) -> type[sqlite3.Connection]:
    """A connection that dies before its ``nth`` statement, and does nothing after that."""

    class Dying(sqlite3.Connection):
        left = nth

        def execute(self, *statement):
            Dying.left -= 1
            if Dying.left <= 0:
                raise Crash
            return super().execute(*statement)

    return Dying


def course(docket: Docket, desk) -> None:
    """A review with every kind of write: opening, steps, clocks, approvals, a child, a lapse, a reminder."""
    desk = evolve(desk, docket=docket)
    review = desk.opened(key="0")
    docket.lapse(at=desk.day(8))
    for n, (event, by, data) in enumerate(
        [
            ("report", desk.chief, {"report": "已查"}),
            ("grade", desk.officer, {"grade": "poor"}),
            ("answer", desk.judge, {"grounds": "不服"}),
            ("close", desk.leaders[0], {}),
            ("close", desk.leaders[1], {}),
        ],
        1,
    ):
        docket.record(review.id, event, by=by, at=desk.day(8 + n), data=data, key=str(n))
    desk.opened(2, key="second")
    docket.lapse(at=desk.day(40))


def content(file: Path) -> str:
    with closing(sqlite3.connect(file)) as raw:
        return "\n".join(raw.iterdump())


def test_i2_dying_before_any_statement_leaves_no_half_step_and_a_rerun_converges(tmp_path, desk, policy):
    with Docket(tmp_path / "whole.db", policy=policy) as docket:
        course(docket, desk)
    whole = content(tmp_path / "whole.db")
    SqliteStore(tmp_path / "laid.db").close()
    died = 0
    for nth in range(1, 1000):
        file = tmp_path / f"{nth}.db"
        copy(tmp_path / "laid.db", file)
        store = None
        try:
            store = SqliteStore(file, connection=crashing_at(nth))
            course(KeptDocket(store, policy, "small_court"), desk)
            break
        except Crash:
            died += 1
        finally:
            if store is not None:
                store.close()
        with Docket(file, policy=policy) as docket:
            assert docket.verify().ok
            course(docket, desk)

            assert docket.verify().ok
        assert content(file) == whole
        file.unlink()
    assert died > 80


def test_i2_dying_while_the_tables_are_laid_leaves_a_file_that_can_still_be_laid(tmp_path):
    for nth in range(1, 60, 6):
        file = tmp_path / f"{nth}.db"
        with suppress(Crash):
            SqliteStore(file, connection=crashing_at(nth)).close()

        SqliteStore(file).close()

        assert verify_file(file).ok


def test_i3_every_row_is_the_fold_of_its_events(desk):
    for proceeding in (desk.opened(1), desk.notified(2), desk.closed(3)):
        assert fold(desk.docket.trail(proceeding)) == desk.docket.proceeding(proceeding.id)


def test_i4_seq_is_contiguous_and_chained(desk):
    trail = desk.docket.trail(desk.closed())

    prev = genesis("small_court", trail.proceeding)
    for expected, sealed in enumerate(trail.sealed, 1):
        assert (sealed.event.seq, sealed.prev) == (expected, prev)
        prev = sealed.hash


def test_i5_stored_bytes_hash_to_the_stored_hash_and_are_canonical(file, new_desk):
    new_desk(file).closed()

    for row in stored(file):
        body = row["body"].encode()
        sealed = sha256(b"courtqa.event.v1\x00" + bytes.fromhex(row["prev"]) + body)
        assert row["hash"] == sealed.hexdigest()
        assert row["body"] == canonical(parse(row["body"]))
        assert json.loads(row["body"])["request"] == row["request"]


def test_i6_the_same_request_twice_is_recorded_once_and_another_under_its_key_is_an_error(desk):
    review = desk.opened()
    request = {"by": desk.chief, "data": {"report": "一"}, "key": "k"}
    first = desk.docket.record(review.id, "annotate", at=desk.day(1), **request)
    desk.docket.record(review.id, "annotate", by=desk.officer, at=desk.day(2))

    again = desk.docket.record(review.id, "annotate", at=desk.day(3), **request)

    assert again == first
    assert len(desk.docket.trail(review)) == 3
    with pytest.raises(IdempotencyMismatch) as mismatch:
        desk.docket.record(review.id, "annotate", at=desk.day(1), **{**request, "data": {"report": "二"}})
    assert mismatch.value.seq == 2


def test_i6_a_refused_request_may_be_repeated_under_its_key(desk):
    review = desk.opened()
    with pytest.raises(Refused):
        desk.docket.record(review, "report", by=desk.chief, at=desk.day(1), key="k")

    reported = desk.docket.record(
        review, "report", by=desk.chief, at=desk.day(1), data={"report": "全"}, key="k"
    )

    assert reported.version == 2


def test_i7_of_many_threads_one_wins_each_version(file, new_desk):
    desk = new_desk(file)
    review = desk.opened()
    outcomes: Counter[tuple[str, int]] = Counter()

    def run() -> None:
        for version in range(1, 21):
            try:
                desk.docket.record(review.id, "annotate", by=desk.chief, at=desk.start, expect=version)
                outcomes["won", version] += 1
            except Conflict:
                outcomes["lost", version] += 1

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(outcomes["won", version] <= 1 for version in range(1, 21))
    assert outcomes.total() == 160
    won = sum(count for (what, _), count in outcomes.items() if what == "won")
    assert desk.docket.proceeding(review.id).version == 1 + won
    assert desk.docket.verify().ok


def test_i7_of_many_processes_one_wins_each_version(file, new_desk):
    desk = new_desk(file)
    review = desk.opened()
    racers = [worker("race", file, review.id, 40) for _ in range(3)]
    let_go(*racers)
    lines = [line for racer in racers for line in racer.communicate()[0].splitlines()]

    wins = Counter(line.split()[1] for line in lines if line.startswith("won"))
    assert len(lines) == 120
    assert set(wins.values()) == {1}
    assert desk.docket.proceeding(review.id).version == 1 + len(wins)
    assert desk.docket.verify().ok


def test_i7_each_clock_is_claimed_by_one_process(file, new_desk):
    desk = new_desk(file)
    reviews = {desk.opened(n).id for n in range(10)}
    claimers = [worker("lapse", file) for _ in range(3)]
    let_go(*claimers)

    claimed = [line for claimer in claimers for line in claimer.communicate()[0].split()]

    assert sorted(claimed) == sorted(reviews)
    assert desk.docket.verify().ok


@pytest.mark.parametrize("seed", range(40))
def test_i10_verify_answers_whatever_the_bytes_and_changes_none(seed, file, new_desk, policy):
    desk = new_desk(file)
    desk.closed()
    desk.docket.close()
    chance = random.Random(seed)
    damaged = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 1, 4, 200])):
        damaged[chance.randrange(100, len(damaged))] = chance.randrange(256)
    file.write_bytes(damaged)

    with suppress(StoreUnusable):
        verify_file(file, policy=policy)
    assert file.read_bytes() == bytes(damaged)
    with suppress(StoreUnusable), Docket(file, policy=policy) as docket:
        docket.verify()
    assert file.read_bytes() == bytes(damaged)


def test_i11_replaying_with_the_pinned_definition_gives_every_state(desk, policy):
    closed = desk.closed()
    plan = plan_of(policy, "review", on=closed.edition)
    people = {person.id: person for person in (desk.officer, desk.chief, desk.judge, *desk.leaders)}
    trail = list(desk.docket.trail(closed))

    for seq in range(1, len(trail)):
        event = trail[seq]
        step = decide(
            plan,
            fold(trail[:seq]),
            event.transition,
            by=people[event.actor],
            at=event.recorded_at,
            data={
                "report": {"report": "已查"},
                "grade": {"grade": "poor"},
                "answer": {"grounds": "不服"},
            }.get(event.transition),
        )
        assert step.event.target == event.target
        assert step.after == fold(trail[: seq + 1])


def test_i11_a_step_that_the_pinned_definition_lacks_is_found_however_well_it_is_sealed(
    file, new_desk, forge
):
    desk = new_desk(file)
    review = desk.opened()
    trail = desk.docket.trail(review)
    jump = evolve(
        trail[0], seq=2, kind="step", transition="close", source="received", target="closed", payload={}
    )
    sealed = seal(jump, trail.head)
    after = fold([*trail, jump])
    forge(
        file,
        "INSERT INTO event SELECT court, proceeding, 2, NULL, request, :body, :prev, :hash FROM event",
        "UPDATE proceeding SET version = 2, state = 'closed', head = :hash, snapshot = :snapshot",
        values={"body": sealed.body, "prev": sealed.prev, "hash": sealed.hash, "snapshot": snapshot(after)},
    )
    forge(file, "DELETE FROM deadline")

    found = desk.docket.verify()

    assert {"step_not_in_definition"} <= found.rules


def test_i17_recorded_time_never_goes_back_even_if_the_clock_does(desk, policy):
    moments = iter([desk.day(5), desk.day(3), desk.day(3) + timedelta(hours=1), desk.day(6)])
    docket = Docket(":memory:", policy=policy, clock=lambda: next(moments))
    review = evolve(desk, docket=docket).opened()

    for _ in range(4):
        review = docket.record(review, "annotate", by=desk.chief)

    recorded = [event.recorded_at for event in docket.trail(review)]
    assert recorded == sorted(recorded)
    assert [instant(at)[:10] for at in recorded[1:]] == ["2008-01-12"] * 3 + ["2008-01-13"]
    assert docket.verify().ok
    docket.close()


def test_i17_deadlines_depend_on_civil_days_in_the_courts_zone_alone(desk):
    first, last = (
        desk.docket.open(
            "review",
            subject=evolve(desk.opened().subject, id=str(hour)),
            by=desk.officer,
            at=desk.start.replace(hour=hour, day=day),
        )
        for day, hour in ((6, 16), (7, 15))  # midnight and 23:00 of 7 January in Harbin
    )

    assert first.clocks == last.clocks
    assert first.opened_on == last.opened_on
