"""A docket inside the host application's own database: on its engine, and inside its transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert, select, text
from sqlalchemy.orm import Session

from courtqa.errors import Refused, StoreUnusable
from courtqa.policy import load
from courtqa.storage import Docket
from courtqa.workflows import KINDS, OFFERS, Actor, Subject

PACK = Path(__file__).parent.parent / "docket/pack"
AT = datetime(2008, 1, 7, 1, tzinfo=UTC)
OFFICER = Actor.of("wang", "王某", "officer", unit="office")
JUDGE = Actor.of("zhao", "赵某", "judge", unit="civil_1")
THEIRS = Table("their_case", MetaData(), Column("number", Integer, primary_key=True), Column("note", String))


@pytest.fixture(scope="module")
def policy():
    return load(PACK, kinds=KINDS, offers=OFFERS)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.once)])
def engine(request, tmp_path):
    if request.param == "sqlite":
        made = create_engine(f"sqlite:///{tmp_path / 'host.db'}")
        with made.begin() as connection:
            connection.execute(text("PRAGMA journal_mode = WAL"))
    else:
        address = request.getfixturevalue("database").replace("postgresql:", "postgresql+psycopg:")
        made = create_engine(address)
    THEIRS.metadata.create_all(made)
    yield made
    made.dispose()


def open_review(docket: Docket, number: int = 1, *, by: Actor = OFFICER):
    return docket.open("review", subject=Subject("case", str(number), unit="civil_1"), by=by, at=AT)


def test_on_an_engine_each_event_is_a_transaction_of_its_own(engine, policy):
    with Docket(engine, policy=policy) as docket:
        review = open_review(docket)
        docket.record(review, "annotate", by=OFFICER, at=AT)

        assert docket.proceeding(review.id).version == 2
        assert docket.verify().ok
    with engine.connect() as connection:
        assert connection.execute(select(THEIRS)).all() == []


@pytest.mark.parametrize("kind", ["session", "connection"])
def test_the_host_commits_its_change_and_ours_together(engine, policy, kind):
    with Session(engine) if kind == "session" else engine.connect() as host:
        host.execute(insert(THEIRS).values(number=1, note="reversed"))
        review = open_review(Docket(host, policy=policy))
        host.commit()
        Docket(host, policy=policy).record(review, "annotate", by=OFFICER, at=AT)
        host.execute(insert(THEIRS).values(number=2, note="annotated"))
        host.commit()

    with Docket(engine, policy=policy) as docket:
        assert docket.proceeding(review.id).version == 2
        assert docket.verify().ok
    with engine.connect() as connection:
        assert [row.number for row in connection.execute(select(THEIRS))] == [1, 2]


@pytest.mark.parametrize("kind", ["session", "connection"])
def test_the_host_rolls_both_back(engine, policy, kind):
    Docket(engine, policy=policy).close()
    with Session(engine) if kind == "session" else engine.connect() as host:
        host.execute(insert(THEIRS).values(number=1, note="reversed"))
        docket = Docket(host, policy=policy)
        review = open_review(docket)
        assert docket.proceeding(review.id) == review
        assert docket.verify().ok
        host.rollback()

        assert docket.proceedings() == ()
        assert host.execute(select(THEIRS)).all() == []
        assert open_review(docket).id == review.id
        host.commit()
    with Docket(engine, policy=policy) as docket:
        assert len(docket.proceedings()) == 1


def test_what_is_refused_leaves_the_hosts_transaction_as_it_was(engine, policy):
    with Session(engine) as host:
        host.execute(insert(THEIRS).values(number=1, note="before"))
        docket = Docket(host, policy=policy)
        with pytest.raises(Refused):
            open_review(docket, by=JUDGE)
        host.execute(insert(THEIRS).values(number=2, note="after"))
        host.commit()

        assert docket.proceedings() == ()
        assert len(docket.refusals()) == 1
        assert len(host.execute(select(THEIRS)).all()) == 2


def test_a_failure_of_ours_undoes_ours_alone(engine, policy):
    with Session(engine) as host:
        host.execute(insert(THEIRS).values(number=1, note="before"))
        docket = Docket(host, policy=policy)
        review = open_review(docket)

        def half(transaction):
            transaction.sent("?", at=AT)
            raise LookupError

        with pytest.raises(LookupError):
            docket.store.transact(docket.court, half)
        host.commit()

        assert docket.proceeding(review.id) == review
        assert len(host.execute(select(THEIRS)).all()) == 1


@pytest.mark.once
def test_the_hosts_path_to_its_own_tables_is_left_as_it_was(database, policy):
    engine = create_engine(database.replace("postgresql:", "postgresql+psycopg:"))
    with Session(engine) as host:
        host.execute(text("SET search_path = pg_temp, public"))
        docket = Docket(host, policy=policy)
        open_review(docket)
        docket.proceedings()

        assert host.execute(text("SHOW search_path")).scalar() == "pg_temp, public"
    engine.dispose()


def test_where_the_host_deletes_its_journal_each_commit_syncs_the_folder_or_nothing_is_promised(
    tmp_path, policy
):
    engine = create_engine(f"sqlite:///{tmp_path / 'host.db'}")
    THEIRS.metadata.create_all(engine)

    with engine.connect() as first:
        open_review(Docket(first, policy=policy))
        assert first.execute(text("PRAGMA synchronous")).scalar() == 3  # EXTRA
        first.commit()
    engine.dispose()
    with engine.connect() as second:
        second.execute(insert(THEIRS).values(number=1, note="before"))
        with pytest.raises(StoreUnusable, match="PRAGMA journal_mode = WAL once"):
            Docket(second, policy=policy)
    engine.dispose()


def test_a_database_in_memory_can_only_be_shared_inside_its_connection(policy):
    engine = create_engine("sqlite://")
    with pytest.raises(StoreUnusable, match="Connection or Session"):
        Docket(engine, policy=policy)
    with engine.connect() as connection:
        docket = Docket(connection, policy=policy)
        open_review(docket)
        assert len(docket.proceedings()) == 1
    with pytest.raises(StoreUnusable, match="Engine, Connection or Session"):
        Docket(object(), policy=policy)
