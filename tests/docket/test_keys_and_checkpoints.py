"""Keys, checkpoints and proofs: what they find that the chain alone does not."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest
from attrs import evolve, frozen

from courtqa.errors import CheckpointDiffers, KeysNeeded, NotProvable, Refused
from courtqa.storage import Checkpoints, Docket, checkpoint, checkpoints_of, prove, verify_file
from courtqa.workflows import Evidence, Key, KeyFile, Worker, new_key, read_note, snapshot
from courtqa.workflows.attesting import verify_trail
from courtqa.workflows.fold import fold
from courtqa.workflows.sealing import enlist, seal

MARKING, SIGNING = new_key("hmac-sha256", "marks-1"), new_key("ed25519", "court-1")
KEYS = KeyFile((MARKING, SIGNING))
COURT = "small_court"
TARGET = "review-2008-2"


@pytest.fixture
def kept(tmp_path, policy, new_desk):
    """A marked docket with three reviews and a checkpoint outside; the second review ran its whole course."""
    file = tmp_path / "court.db"
    desk = new_desk()
    with Docket(file, policy=policy, keys=KEYS, clock=lambda: desk.start) as docket:
        at = evolve(desk, docket=docket)
        at.opened(1)
        at.closed(2)
        at.notified(3)
        checkpoint(docket.store, COURT, KEYS, [tmp_path / "outside", tmp_path / "other.notes"])
    return file


def looked_at(file: Path, *, keys: bool = True, notes: bool = True, policy=None):
    given = checkpoints_of([file.parent / "outside"], SIGNING.verifier) if notes else ()
    evidence = Evidence(KEYS if keys else None, given, SIGNING.verifier)
    return verify_file(file, policy=policy, evidence=evidence)


def reseal(file: Path, forge, policy, *, grade: str = "good") -> None:
    """What an administrator can do without keys: change an event and compute every hash after it anew."""
    with closing(Docket(file, policy=policy, keys=KEYS)) as docket:
        trail = docket.trail(TARGET)
        lines = docket.store._connection().execute("SELECT * FROM directory ORDER BY seq").fetchall()
    changed, prev = [], trail.sealed[2].prev
    for event in list(trail)[2:]:
        payload = {**event.payload, "data": {"grade": grade}} if event.seq == 3 else event.payload
        changed.append(seal(evolve(event, payload=payload), prev))
        prev = changed[-1].hash
    after = fold([*list(trail)[:2], *(each.event for each in changed)])
    for each in changed:
        forge(
            file,
            f"UPDATE event SET body = ?, prev = ?, hash = ? WHERE proceeding = '{TARGET}' AND seq = {each.event.seq}",
            values=(each.body, each.prev, each.hash),
        )
        forge(
            file,
            f"UPDATE outbox SET key = ? || substr(key, 65) WHERE proceeding = '{TARGET}' AND seq = {each.event.seq}",
            values=(each.hash,),
        )
    forge(
        file,
        f"UPDATE proceeding SET head = ?, snapshot = ? WHERE id = '{TARGET}'",
        values=(prev, snapshot(after)),
    )
    broken, link = False, ""
    with closing(Docket(file, policy=policy, keys=KEYS)) as docket:
        trails = {name: docket.store.trail(COURT, name) for name in {line[3] for line in lines}}
    for _, seq, kind, proceeding, at, _, _, before, _ in lines:
        broken = broken or (proceeding == TARGET and at >= 3)
        if broken:
            line = enlist(kind, trails[proceeding][at - 1], seq, link or before)
            forge(
                file,
                f"UPDATE directory SET event = ?, body = ?, prev = ?, hash = ? WHERE seq = {seq}",
                values=(line.event, line.body, line.prev, line.hash),
            )
            link = line.hash


def test_an_untouched_docket_is_found_untouched_with_everything_asked(kept, policy):
    found = looked_at(kept, policy=policy)

    assert found.faults == ()


def test_a_rewrite_with_every_hash_computed_anew_passes_the_chain_alone(kept, forge, policy):
    reseal(kept, forge, policy)

    assert verify_file(kept, policy=policy).rules == {"checkpoint_passed"}  # the note inside remembers
    forge(kept, "DELETE FROM checkpoint")
    assert verify_file(kept, policy=policy).ok


def test_i9_a_rewrite_older_than_the_checkpoint_outside_is_found_without_any_key(kept, forge, policy):
    reseal(kept, forge, policy)
    forge(kept, "DELETE FROM checkpoint")

    assert looked_at(kept, keys=False).rules == {"checkpoint_ahead"}


def test_i9_a_rewrite_younger_than_any_checkpoint_is_found_with_the_marking_key(kept, forge, policy):
    reseal(kept, forge, policy)
    forge(kept, "DELETE FROM checkpoint")

    assert {"mark_wrong", "tip_wrong"} <= looked_at(kept, notes=False).rules


def test_i9_an_end_cut_off_with_all_that_stands_beside_it_is_found_by_the_tip(kept, forge, policy):
    with closing(Docket(kept, policy=policy, keys=KEYS)) as docket:
        trail = docket.trail("review-2008-3")
    before = fold(list(trail)[:-1])
    last = trail.sealed[-2]
    forge(
        kept,
        "DELETE FROM event WHERE proceeding = 'review-2008-3' AND seq = 3",
        "DELETE FROM mark WHERE chain = 'review-2008-3' AND seq = 3",
        "DELETE FROM deadline WHERE proceeding = 'review-2008-3'",
        "DELETE FROM checkpoint",
    )
    forge(
        kept,
        "UPDATE proceeding SET version = 2, state = ?, head = ?, recorded_at = ?, snapshot = ? "
        "WHERE id = 'review-2008-3'",
        values=(before.state, last.hash, json.loads(last.body)["recorded_at"], snapshot(before)),
    )

    assert "tip_wrong" in looked_at(kept, notes=False).rules
    assert "tip_wrong" not in verify_file(kept).rules


def test_an_old_backup_is_found_by_a_newer_checkpoint_outside(kept, tmp_path, policy, new_desk):
    backup = tmp_path / "backup.db"
    copy(kept, backup)
    with Docket(kept, policy=policy, keys=KEYS, clock=lambda: new_desk().start) as docket:
        evolve(new_desk(), docket=docket).opened(4)
        assert checkpoint(docket.store, COURT, KEYS, [tmp_path / "outside"]).checkpoint.number == 2
    copy(backup, kept)

    assert looked_at(kept).rules == {"checkpoint_ahead"}


def test_a_checkpoint_is_a_pure_function_of_what_is_recorded(kept, tmp_path, policy):
    with Docket(kept, policy=policy, keys=KEYS) as docket:
        assert checkpoint(docket.store, COURT, KEYS) is None
    first = next((tmp_path / "outside").iterdir())
    again = tmp_path / "again"
    twin = tmp_path / "twin.db"
    copy(kept, twin)
    import sqlite3

    with sqlite3.connect(twin) as raw:
        raw.execute("DROP TRIGGER checkpoint_no_delete")
        raw.execute("DELETE FROM checkpoint")
    raw.close()
    with Docket(twin, policy=policy, keys=KEYS) as docket:
        checkpoint(docket.store, COURT, KEYS, [again])

    assert next(again.iterdir()).read_bytes() == first.read_bytes() == (tmp_path / "other.notes").read_bytes()


def test_a_place_that_holds_another_checkpoint_is_not_overwritten(kept, tmp_path, policy, new_desk):
    note = next((tmp_path / "outside").iterdir())
    forged = read_note(note.read_text())
    note.chmod(0o644)
    note.write_text(note.read_text().replace(f"events {forged.events}", "events 3"))
    with Docket(kept, policy=policy, keys=KEYS) as docket, pytest.raises(CheckpointDiffers):
        checkpoint(docket.store, COURT, KEYS, [tmp_path / "outside"])


def test_a_marked_docket_is_not_continued_without_keys(kept, policy):
    with pytest.raises(KeysNeeded):
        Docket(kept, policy=policy)


def test_after_a_change_of_keys_old_marks_still_hold(kept, policy, new_desk):
    newer = KeyFile((*KEYS.keys, new_key("hmac-sha256", "marks-2")))
    with Docket(kept, policy=policy, keys=newer, clock=lambda: new_desk().start) as docket:
        evolve(new_desk(), docket=docket).opened(4)

        assert docket.verify(verifier=SIGNING.verifier).ok
    assert "mark_wrong" in looked_at(kept).rules  # the older ring does not know the new key


def test_checkpoints_are_made_by_number_and_at_decisions(tmp_path, policy, new_desk):
    place = tmp_path / "places"
    desk = new_desk()
    settings = Checkpoints((place,), every=3)
    with Docket(
        tmp_path / "court.db", policy=policy, keys=KEYS, checkpoints=settings, clock=lambda: desk.start
    ) as docket:
        at = evolve(desk, docket=docket)
        at.opened(1)
        at.opened(2)
        assert not place.exists()
        at.opened(3)

        assert len([*place.iterdir()]) == 1
        assert docket.watch.trouble is None


def test_a_worker_makes_checkpoints_by_the_minute_of_what_others_recorded(tmp_path, policy, new_desk):
    desk, place, file = new_desk(), tmp_path / "places", tmp_path / "court.db"
    settings = Checkpoints((place,), every=None, seconds=0, at_decisions=False)
    with (
        Docket(file, policy=policy, keys=KEYS, clock=lambda: desk.start) as docket,
        Docket(file, policy=policy, keys=KEYS, checkpoints=settings, clock=lambda: desk.start) as working,
    ):
        evolve(desk, docket=docket).opened(1)
        assert not place.exists()
        for _ in range(2):
            Worker(working).once()

    assert len([*place.iterdir()]) == 1


def test_what_can_not_be_published_now_is_published_later_and_no_step_fails(tmp_path, policy, new_desk):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    desk = new_desk()
    settings = Checkpoints((blocked / "notes",), every=1)
    with Docket(
        tmp_path / "court.db", policy=policy, keys=KEYS, checkpoints=settings, clock=lambda: desk.start
    ) as docket:
        evolve(desk, docket=docket).opened(1)
        assert docket.watch.trouble is not None
        blocked.unlink()
        evolve(desk, docket=docket).opened(2)

        assert docket.watch.trouble is None
        assert len([*(blocked / "notes").iterdir()]) == 2


@frozen
class Hand:
    """A judge's own key."""

    own: Key

    @property
    def key(self) -> str:
        return self.own.id

    def sign(self, message: bytes) -> str:
        return self.own.sign(message)


def test_the_proof_of_each_event_holds_and_no_changed_one_does(kept, tmp_path, policy):
    with Docket(kept, policy=policy, keys=KEYS) as docket:
        proofs = [json.loads(prove(docket.store, COURT, TARGET, seq)) for seq in range(1, 7)]
        witness = docket.witness(TARGET)
        with pytest.raises(NotProvable):
            prove(docket.store, COURT, TARGET, 7)
    key = SIGNING.verifier

    for proof in proofs:
        assert verify_trail.faults_of(proof, key, witness.head) == []
        assert verify_trail.faults_of(proof, key, "0" * 64)
    assert witness.checkpoint == 1
    proof = proofs[2]
    changed = {**proof["events"][0], "body": proof["events"][0]["body"].replace("poor", "good")}
    broken = [
        {**proof, "events": [changed, *proof["events"][1:]]},
        {**proof, "events": proof["events"][1:], "seq": 4, "proceeding": "review-2008-1"},
        {**proof, "events": proof["events"][:-1]},
        {**proof, "seq": 2},
        {**proof, "index": proof["index"] + 1},
        {**proof, "path": proof["path"][:-1]},
        {**proof, "court": "other"},
        {**proof, "note": proof["note"].replace("events", "event5")},
    ]
    assert all(verify_trail.faults_of(each, key) for each in broken)
    assert verify_trail.faults_of(proof, new_key("ed25519", "court-1").verifier)


def test_the_other_side_needs_one_file_and_a_bare_python(kept, tmp_path, policy):
    with Docket(kept, policy=policy, keys=KEYS) as docket:
        text = prove(docket.store, COURT, TARGET, 3)
    script, proof = tmp_path / "check.py", tmp_path / "proof.json"
    script.write_bytes(Path(verify_trail.__file__).read_bytes())

    def run(content: bytes) -> tuple[int, str]:
        proof.write_bytes(content)
        words = [sys.executable, "-I", "-S", str(script), str(proof), "--pubkey", SIGNING.verifier]
        done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
        return done.returncode, done.stdout + done.stderr

    assert run(text.encode())[0] == 0
    assert run(text.replace("poor", "good").encode())[0] == 3
    for nonsense in (b"", b"\x00\xff", b"[]", b"{}", text.encode()[:200]):
        code, said = run(nonsense)
        assert (code, "Traceback" in said) == (4, False)


def test_a_step_against_a_person_needs_the_signature_of_whoever_has_a_key(
    tmp_path, strict_policy, new_desk, forge
):
    desk = new_desk()
    own = new_key("ed25519", "wang-1")
    ring = KeyFile((*KEYS.keys, Key("actor", "wang-1", own.public, "wang")))
    file = tmp_path / "court.db"
    with Docket(file, policy=strict_policy, keys=ring, clock=lambda: desk.start) as docket:
        at = evolve(desk, docket=docket)
        reported = docket.record(
            at.opened(), "report", by=desk.chief, at=desk.day(1), data={"report": "已查"}
        )
        graded = {"by": desk.officer, "at": desk.day(2), "data": {"grade": "poor"}}
        with pytest.raises(Refused) as refused:
            docket.record(reported, "grade", **graded)
        assert refused.value.refusal.codes == ("not_signed",)
        docket.record(reported, "grade", signer=Hand(own), **graded)

        assert docket.verify().ok
    forge(file, "DELETE FROM mark WHERE key = 'wang-1'")
    assert verify_file(file, policy=strict_policy, evidence=Evidence(ring)).rules == {"signature_missing"}
