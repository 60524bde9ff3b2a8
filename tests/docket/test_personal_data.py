"""Values about persons outside the chain: what is sealed tells nothing of them, and they can be forgotten."""

from __future__ import annotations

import sqlite3

import pytest
from attrs import evolve

from courtqa.errors import IdempotencyMismatch, NothingToForget, Refused
from courtqa.storage import Docket, verify_file
from courtqa.workflows import seeded_salts

SECRET = "赵某自述：甲状腺癌术后"
WHY = "本人申请删除"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "court.db"


@pytest.fixture
def kept(file, strict_policy, new_desk):
    """A review that was reported with something about a person, and graded."""
    desk = new_desk()
    with Docket(file, policy=strict_policy, clock=lambda: desk.day(3)) as docket:
        at = evolve(desk, docket=docket)
        request = {"by": desk.chief, "at": desk.day(1), "data": {"report": SECRET}, "key": "r"}
        reported = docket.record(at.opened(), "report", **request)
        docket.record(reported, "grade", by=desk.officer, at=desk.day(2), data={"grade": "poor"})
        yield at


def bytes_of(file) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(file.parent.glob(file.name + "*")))


def test_the_sealed_body_holds_a_commitment_and_the_docket_tells_the_value(kept, file):
    (found,) = kept.docket.proceedings()

    assert found.data["report"] == SECRET
    assert kept.docket.trail(found)[1].payload["data"] == {"report": SECRET}
    with sqlite3.connect(file) as raw:
        stored = "".join(
            body for (body,) in raw.execute("SELECT body FROM event UNION SELECT snapshot FROM proceeding")
        )
    raw.close()
    assert SECRET not in stored
    assert '"report":{"commitment":' in stored
    assert kept.docket.verify().ok


def test_i22_erasing_leaves_verify_green_and_the_value_in_no_file(kept, file, strict_policy):
    (found,) = kept.docket.proceedings()
    kept.docket.store.scrub()
    assert SECRET.encode() in bytes_of(file)

    after = kept.docket.erase(found, ["report"], by=kept.officer, reason=WHY)

    assert "report" not in after.data
    assert SECRET.encode() not in bytes_of(file)
    assert kept.docket.verify().ok
    last = kept.docket.trail(found)[-1]
    assert (last.kind, last.actor, last.reason) == ("erased", "wang", WHY)
    assert "删除个人信息：report" in str(kept.docket.trail(found).to("zh"))
    kept.docket.close()
    assert verify_file(file, policy=strict_policy).ok
    assert SECRET.encode() not in bytes_of(file)


def test_a_proceeding_goes_on_after_something_in_it_was_forgotten(kept):
    (found,) = kept.docket.proceedings()
    kept.docket.erase(found, by=kept.officer, reason=WHY)
    answered = kept.docket.record(found.id, "answer", by=kept.judge, at=kept.day(3), data={"grounds": "不服"})
    half = kept.docket.record(answered, "close", by=kept.leaders[0], at=kept.day(3))
    closed = kept.docket.record(half, "close", by=kept.leaders[1], at=kept.day(3))

    assert closed.closed
    assert closed.data["grounds"] == "不服"
    child = kept.docket.proceeding(closed.children[0].id)
    assert child.data["grounds"] == "不服"
    assert kept.docket.verify().ok


def test_only_somebody_with_the_office_may_erase_and_only_with_a_reason(kept):
    (found,) = kept.docket.proceedings()
    with pytest.raises(Refused) as refused:
        kept.docket.erase(found, by=kept.judge, reason="")

    assert set(refused.value.refusal.codes) == {"missing_data", "not_open_by"}
    assert kept.docket.proceeding(found.id).data["report"] == SECRET


def test_there_must_be_something_to_forget(kept):
    (found,) = kept.docket.proceedings()
    with pytest.raises(NothingToForget):
        kept.docket.erase(found, ["grade"], by=kept.officer, reason=WHY)
    kept.docket.erase(found, by=kept.officer, reason=WHY)
    with pytest.raises(NothingToForget):
        kept.docket.erase(found, by=kept.officer, reason=WHY)


def test_i6_the_same_request_is_known_again_though_its_digest_is_committed_to(kept):
    request = {"by": kept.chief, "at": kept.day(1), "key": "r"}
    (found,) = kept.docket.proceedings()

    again = kept.docket.record(found.id, "report", data={"report": SECRET}, **request)

    assert again.version == 2
    assert again.data["report"] == SECRET
    with pytest.raises(IdempotencyMismatch):
        kept.docket.record(found.id, "report", data={"report": "别的"}, **request)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("DELETE FROM personal WHERE field = 'report'", "personal_missing"),
        ("UPDATE personal SET value = '\"改过\"' WHERE field = 'report'", "personal_differs"),
        ("UPDATE personal SET salt = '00' WHERE field = 'report'", "personal_differs"),
        ("UPDATE personal SET commitment = 'x' WHERE field = 'report'", "personal_left"),
        ("UPDATE personal SET proceeding = 'nobody'", "personal_left"),
        ("UPDATE personal SET value = x'ff00', salt = 7", "personal_differs"),
    ],
)
def test_a_value_outside_the_chain_can_not_be_changed_unseen(kept, file, forge, statement, rule):
    kept.docket.close()
    forge(file, statement)

    assert rule in verify_file(file).rules


def test_a_value_put_back_after_its_erasure_is_found(kept, file, forge):
    (found,) = kept.docket.proceedings()
    with sqlite3.connect(file) as raw:
        row = raw.execute("SELECT * FROM personal WHERE field = 'report'").fetchone()
    raw.close()
    kept.docket.erase(found, by=kept.officer, reason=WHY)
    kept.docket.close()
    forge(file, "INSERT INTO personal VALUES (?, ?, ?, ?, ?, ?, ?)", values=row)

    assert verify_file(file).rules == {"personal_left"}


def test_i24_seeded_salts_give_the_same_trail_again(tmp_path, strict_policy, new_desk):
    heads, desk = [], new_desk()
    for name in ("one", "two"):
        salts = seeded_salts("7")
        with Docket(tmp_path / name, policy=strict_policy, clock=lambda: desk.start, salts=salts) as docket:
            reported = docket.record(
                evolve(desk, docket=docket).opened(),
                "report",
                by=desk.chief,
                at=desk.day(1),
                data={"report": SECRET},
            )
            heads.append(docket.trail(reported).head)

    assert heads[0] == heads[1]
