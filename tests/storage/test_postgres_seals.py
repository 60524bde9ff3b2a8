"""Keys, checkpoints, erasure and the shape of the tables on a real PostgreSQL."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import psycopg
import pytest

from courtqa.errors import KeysNeeded, Refused
from courtqa.storage import (
    Checkpoints,
    Docket,
    adopt,
    check_place,
    checkpoints_of,
    init_roles,
    open_store,
    prove,
    witness_of,
)
from courtqa.workflows import Evidence, KeyFile, new_key, verify
from faults.court import CHIEF, OFFICER, START, subject
from faults.kept import strict_policy

pytestmark = pytest.mark.once
COURT = "small_court"
KEYS = KeyFile((new_key("hmac-sha256", "m1"), new_key("ed25519", "s1")))


def opened(address: str, **given) -> Docket:
    return Docket(address, policy=strict_policy(), court=COURT, clock=lambda: START, **given)


def reported(docket: Docket, name: str):
    review = docket.open("review", subject=subject(name), by=OFFICER, at=START)
    at = START + timedelta(1)
    return docket.record(review, "report", by=CHIEF, at=at, data={"report": "已查"})


def looked_at(address: str, *notes, keys=KEYS):
    with closing(open_store(address)) as store, store.audit() as audit:
        verifier = KEYS.signing.verifier
        return verify(audit, evidence=Evidence(keys, checkpoints_of(notes, verifier), verifier))


def owner(address: str, *statements: str) -> None:
    """What the owner of the tables does, with the triggers out of the way and set again."""
    with psycopg.connect(address, autocommit=True) as held:
        tables = [
            row[0] for row in held.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'courtqa'")
        ]
        for table in tables:
            held.execute(f"ALTER TABLE courtqa.{table} DISABLE TRIGGER USER")
        for statement in statements:
            held.execute(statement)
        for table, trigger in held.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'courtqa' AND NOT t.tgisinternal"
        ).fetchall():
            held.execute(f"ALTER TABLE courtqa.{table} ENABLE ALWAYS TRIGGER {trigger}")


def test_what_is_marked_and_signed_on_a_server_is_found_as_it_was_or_named(database, tmp_path):
    notes = tmp_path / "notes"
    with opened(database, keys=KEYS, checkpoints=Checkpoints((notes,), every=2)) as docket:
        docket.people.add(OFFICER, CHIEF)
        docket.people.relate("liu", "cousin", kind="kin", by="wang")
        review = reported(docket, "1")
        docket.register.assign(
            series="b", court=COURT, year=2008, notice_id="n", model_digest="d", on=START.date()
        )
        witness = witness_of(docket.store, COURT, review.id)
        assert '"note"' in prove(docket.store, COURT, review.id, 1)
        assert docket.watch is not None
        assert docket.watch.trouble is None

    found = looked_at(database, notes)
    assert found.ok, str(found)
    assert witness.checkpoint == 1
    assert len(list(notes.glob("*.note"))) == 1
    with pytest.raises(KeysNeeded):
        opened(database)
    for statement, rule in (
        ("UPDATE courtqa.event SET body = replace(body, 'wang', 'wong') WHERE seq = 1", "hash_mismatch"),
        ("UPDATE courtqa.relation SET kind = 'none'", "list_differs"),
        ("UPDATE courtqa.number SET notice_id = 'x'", "list_differs"),
        ("UPDATE courtqa.actor SET enrolled = false WHERE id = 'liu'", "list_differs"),
        ("UPDATE courtqa.mark SET mark = 'x' WHERE seq = 2", "mark_wrong"),
        ("DELETE FROM courtqa.checkpoint", "checkpoint_ahead"),
    ):
        owner(database, statement)
        assert rule in looked_at(database, notes).rules, statement


def test_a_refusal_on_a_server_is_logged_under_the_seal(database):
    with opened(database, keys=KEYS) as docket:
        review = reported(docket, "1")
        for _ in range(2):
            with pytest.raises(Refused):
                docket.record(review, "close", by=CHIEF, at=START + timedelta(2), expect=review.version)

    assert looked_at(database).ok
    owner(database, "DELETE FROM courtqa.refusal WHERE id = (SELECT max(id) FROM courtqa.refusal)")
    assert looked_at(database).rules == {"list_differs"}


def test_a_value_erased_on_a_server_is_gone_and_leaves_verification_green(database):
    with opened(database, keys=KEYS) as docket:
        review = reported(docket, "1")
        other = reported(docket, "2")
        docket.erase(review, ["report"], by=OFFICER, reason="本人申请", at=START + timedelta(3))
        assert "report" not in docket.proceeding(review.id).data
        assert docket.proceeding(other.id).data["report"] == "已查"

    assert looked_at(database).ok
    with psycopg.connect(database) as held:
        left = held.execute("SELECT proceeding FROM courtqa.personal WHERE field = 'report'").fetchall()
    assert left == [(other.id,)]
    owner(database, f"DELETE FROM courtqa.personal WHERE proceeding = '{other.id}'")
    assert looked_at(database).rules == {"personal_missing"}


def test_a_trail_on_a_server_begun_without_keys_is_adopted(database):
    with opened(database) as docket:
        docket.people.add(OFFICER)
        reported(docket, "1")
        assert adopt(docket.store, COURT, KEYS) == 3

    assert looked_at(database).ok


@pytest.fixture(scope="module")
def laid(server) -> str:
    address = server.new_database()
    init_roles(address)
    open_store(address).close()
    return address


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP INDEX courtqa.deadline_due", "the index deadline_due is gone"),
        ("DROP TRIGGER event_kept ON courtqa.event", "the trigger event event_kept is gone"),
        ("ALTER TABLE courtqa.event DISABLE TRIGGER event_link", "event_link is not as it was laid"),
        (
            "CREATE OR REPLACE FUNCTION courtqa.never() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
            "the function never is not as it was laid",
        ),
        (
            "CREATE TRIGGER mine BEFORE INSERT ON courtqa.event FOR EACH ROW EXECUTE FUNCTION courtqa.never()",
            "the trigger event mine was never laid",
        ),
        ("CREATE RULE mine AS ON INSERT TO courtqa.event DO INSTEAD NOTHING", "the rule mine on event"),
        ("GRANT UPDATE ON courtqa.event TO courtqa_app", "courtqa_app may UPDATE event"),
        ("GRANT UPDATE ON courtqa.meta TO courtqa_app", "courtqa_app may UPDATE meta"),
        ("GRANT DELETE ON courtqa.number TO PUBLIC", "PUBLIC may DELETE number"),
        (
            "ALTER TABLE courtqa.event DROP CONSTRAINT event_pkey CASCADE",
            "event p court,proceeding,seq is gone",
        ),
        ("ALTER TABLE courtqa.event ALTER COLUMN hash DROP NOT NULL", "the column event hash is not"),
        ("ALTER TABLE courtqa.event ALTER COLUMN seq TYPE bigint", "the column event seq is not"),
        ("ALTER TABLE courtqa.number DROP CONSTRAINT number_check", "number c seq,total is gone"),
        ("CREATE UNIQUE INDEX mine ON courtqa.event (body)", "the constraint event by mine was never laid"),
        ("CREATE INDEX mine ON courtqa.event ((1 / seq))", "the constraint event by mine was never laid"),
        ("ALTER TABLE courtqa.personal SET UNLOGGED", "the table personal is not logged"),
        ("ALTER TABLE courtqa.event ENABLE ROW LEVEL SECURITY", "the table event hides rows"),
        ("GRANT UPDATE (body) ON courtqa.event TO courtqa_app", "courtqa_app may UPDATE event"),
        ("ALTER FUNCTION courtqa.people_changed() RESET ALL", "the function people_changed is not as it was"),
        (
            "ALTER TABLE courtqa.outbox ALTER retry_at SET DEFAULT '9999'",
            "the column outbox retry_at is not as",
        ),
        ('ALTER TABLE courtqa.tip ALTER court TYPE text COLLATE "default"', "the column tip court is not as"),
        ("ALTER TABLE courtqa.event ADD COLUMN more text", "the column event more was never laid"),
        ("UPDATE courtqa.meta SET value = '3'", "it says that its schema is 3"),
        ("INSERT INTO courtqa.meta VALUES ('Schema', '2')", "nobody wrote Schema into meta"),
        ("INSERT INTO courtqa.mark VALUES ('c', 'nobody', 1, 'k', 'm')", "there are marks of nobody"),
        (
            "ALTER TABLE courtqa.event DROP CONSTRAINT event_seq_check, ADD CONSTRAINT x CHECK (1 >= seq)",
            "the constraint event c seq is not as it was laid",
        ),
        ("ALTER TABLE courtqa.tip ADD UNIQUE (mark)", "the constraint tip u mark was never laid"),
    ],
)
def test_what_is_missing_from_the_tables_on_a_server_is_named(laid, statement, told):
    from courtqa.storage.postgres_shape import misshapen

    with psycopg.connect(laid) as held:
        assert list(misshapen(held.execute)) == []
        held.execute(statement)
        found = list(misshapen(held.execute))
        held.rollback()

    assert any(told in each for each in found), found


def test_the_check_of_a_server_looks_at_all_of_it(laid):
    with psycopg.connect(laid, autocommit=True) as held:
        held.execute("DROP INDEX courtqa.relation_of_other")

    advice = [one.advice.en for one in check_place(laid) if not one.ok and one.advice is not None]

    assert any("the index relation_of_other is gone" in each for each in advice)
