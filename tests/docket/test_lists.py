"""People, refusals, the register of numbers and the outbox: what a tamperer changes there is found."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import date, timedelta
from shutil import copy

import pytest
from attrs import evolve

from courtqa.errors import KeysNeeded, Refused
from courtqa.storage import Docket, NumberRegister, checkpoint, checkpoints_of, open_store, verify_file
from courtqa.workflows import Evidence, KeyFile, list_genesis, list_seal, new_key, verify

KEYS = KeyFile((new_key("hmac-sha256", "m"), new_key("ed25519", "s")))


def lived_in(docket, desk) -> None:
    """Everything that the lists can hold, in several transactions."""
    docket.people.add(desk.officer, desk.chief)
    docket.people.add(evolve(desk.judge, name="赵某某"))
    tie = docket.people.relate("zhao", "cousin", kind="kin", by="wang", at=desk.start)
    since = desk.start.date()
    docket.people.delegate("wang", "liu", roles=["officer"], by="wang", since=since, at=desk.start)
    docket.people.end(tie.id, by="wang", until=since + timedelta(9))
    review = evolve(desk, docket=docket).opened(1)
    for by in (desk.judge, desk.officer):
        with suppress(Refused):
            docket.record(review, "report", by=by, at=desk.start, data={"report": "x"})
    register = NumberRegister(docket.store)
    given = [
        register.assign(
            series="b", court=docket.court, year=2008, notice_id=f"n{n}", model_digest="d", on=since
        )
        for n in range(2)
    ]
    register.void(given[0], reason="misprinted", on=since)
    docket.remind(at=desk.day(9))


@pytest.mark.parametrize("place", ["memory", "file"])
def test_what_is_written_to_the_lists_stays_under_their_seal(place, tmp_path, policy, new_desk):
    desk, where = new_desk(), "memory:" if place == "memory" else tmp_path / "court.db"
    with Docket(where, policy=policy, keys=KEYS, clock=lambda: desk.start) as docket:
        lived_in(docket, desk)
        with docket.store.audit() as audit:
            found = verify(audit, evidence=Evidence(KEYS))
            tips = {row[1]: row[2] for row in audit.tips()}

    assert found.ok, str(found)
    assert [tips[name] for name in (b"@people", b"@refusals", b"@register")] == [5, 2, 3]


@pytest.fixture(scope="module")
def kept(tmp_path_factory, policy):
    """A marked docket, and its checkpoint outside."""
    from tests.docket.conftest import Desk

    folder = tmp_path_factory.mktemp("lists")
    with Docket(folder / "court.db", policy=policy, keys=KEYS, clock=lambda: Desk.start) as docket:
        lived_in(docket, Desk(docket))
        checkpoint(docket.store, docket.court, KEYS, [folder / "outside"])
    return folder


@pytest.fixture
def touched(kept, tmp_path):
    """A copy of it after these statements, its triggers as they were."""

    def touch(*statements):
        copy(kept / "court.db", tmp_path / "court.db")
        with closing(sqlite3.connect(tmp_path / "court.db", isolation_level=None)) as raw:
            triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                raw.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                assert raw.execute(*statement).rowcount > 0, statement
            for _, words in triggers:
                raw.execute(words)
        return tmp_path / "court.db"

    return touch


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE actor SET tenures = replace(tenures, 'judge', 'leader') WHERE id = 'zhao'", "list_differs"),
        ("UPDATE actor SET name = '李某' WHERE id = 'zhao'", "actor_differs"),
        ("DELETE FROM actor WHERE id = 'zhao'", "list_differs"),
        ("UPDATE relation SET until = NULL, ended_by = NULL", "list_differs"),
        ("DELETE FROM delegation", "list_differs"),
        ("UPDATE refusal SET codes = '[]' WHERE id = 1", "list_differs"),
        ("DELETE FROM refusal WHERE id = 2", "list_differs"),
        ("UPDATE refusal SET id = 9 WHERE id = 1", "list_differs"),
        ("UPDATE number SET void = 0, void_reason = '', voided_on = NULL", "list_differs"),
        ("UPDATE number SET notice_id = 'another' WHERE seq = 2", "list_differs"),
        ("DELETE FROM tip WHERE chain = '@people'", "tip_missing"),
        ("UPDATE tip SET seq = 9 WHERE chain = '@refusals'", "list_differs"),
        ("UPDATE outbox SET payload = replace(payload, 'report', 'answer')", "message_differs"),
        ("UPDATE outbox SET topic = 'closed'", "message_differs"),
        ("DELETE FROM outbox", "message_missing"),
        ("UPDATE deadline SET reminded = 0", "message_differs"),
    ],
)
def test_a_list_that_was_touched_is_found_without_keys_and_named(touched, statement, rule):
    assert rule in verify_file(touched((statement,))).rules


def test_a_seal_made_anew_without_the_key_is_found_with_it(touched, kept):
    with closing(sqlite3.connect(kept / "court.db")) as raw:
        rows = raw.execute(
            "SELECT proceeding, event, by, codes, zh, en, at FROM refusal ORDER BY id"
        ).fetchall()
    seal = list_seal(list_genesis("small_court", "@refusals"), rows[:1])
    file = touched(
        ("DELETE FROM refusal WHERE id = 2",),
        ("UPDATE tip SET seq = 1, key = '-', mark = ? WHERE chain = '@refusals'", (seal,)),
    )

    assert verify_file(file).rules == {"checkpoint_passed"}  # the note inside remembers
    assert "tip_wrong" in verify_file(file, evidence=Evidence(KEYS)).rules
    notes = checkpoints_of([kept / "outside"], KEYS.signing.verifier)
    assert not verify_file(file, evidence=Evidence(None, notes)).ok


def test_a_marked_list_is_not_gone_on_with_without_keys(kept, tmp_path):
    copy(kept / "court.db", tmp_path / "court.db")
    store = open_store(tmp_path / "court.db")
    register = NumberRegister(store)

    asked = {"series": "b", "court": "small_court", "notice_id": "n9", "model_digest": "d"}
    with pytest.raises(KeysNeeded):
        register.assign(**asked, year=2009, on=date(2009, 1, 5))

    assert len(register.entries()) == 2
    store.close()
