"""Many who write at once: by threads and by tasks, each with an answer of their own."""

from __future__ import annotations

import asyncio
import threading

import pytest
from attrs import evolve

from courtqa.errors import Conflict, Refused, StoreUnusable
from courtqa.storage import AsyncDocket, Docket
from courtqa.workflows import Together


@pytest.fixture(params=["file", "memory:", pytest.param("postgresql", marks=pytest.mark.once)])
def where(request, file):
    if request.param == "postgresql":
        return request.getfixturevalue("emptied")()
    return file if request.param == "file" else request.param


def awaited(where, policy, desk, course, **more):
    async def run():
        async with AsyncDocket(where, policy=policy, clock=lambda: desk.start, **more) as docket:
            return await course(docket)

    return asyncio.run(run())


def opening(desk, number: int) -> dict[str, object]:
    return {"subject": evolve(desk.opened(999, key="subject").subject, id=str(number)), "by": desk.officer}


def test_many_tasks_write_and_read_at_once(where, policy, desk):
    async def course(docket):
        opened = await asyncio.gather(
            *(docket.open("review", **opening(desk, n), key=f"k{n}") for n in range(40))
        )
        first, *rest = opened  # two write to the first, so neither may hold on to what it read
        steps = [docket.record(one, "annotate", by=desk.chief, at=desk.day(1)) for one in (first.id, *rest)]
        refused = [docket.record(one, "grade", by=desk.judge, at=desk.day(1)) for one in opened[:5]]
        twice = [docket.record(first.id, "annotate", by=desk.officer, at=desk.day(1), key="once")]
        outcomes = await asyncio.gather(*steps, *refused, *twice, return_exceptions=True)
        trails = await asyncio.gather(*(docket.trail(one) for one in opened))
        return opened, outcomes, trails, await docket.verify(), await docket.refusals()

    opened, outcomes, trails, found, refusals = awaited(where, policy, desk, course)

    assert sorted({one.id for one in opened}) == sorted(f"review-2008-{n}" for n in range(1, 41))
    assert all(one.version >= 2 for one in outcomes[:40])
    assert all(isinstance(one, Refused | Conflict) for one in outcomes[40:45])
    assert [len(trail) for trail in trails] == [3, *[2] * 39]
    assert found.ok
    assert len(refusals) == sum(isinstance(one, Refused) for one in outcomes)


def test_of_two_tasks_that_read_the_same_version_one_wins(where, policy, desk):
    async def course(docket):
        review = await docket.open("review", **opening(desk, 1))
        acts = (docket.record(review, "annotate", by=desk.chief, at=desk.day(1)) for _ in range(10))
        return await asyncio.gather(*acts, return_exceptions=True)

    outcomes = awaited(where, policy, desk, course)

    assert sum(not isinstance(one, Exception) for one in outcomes) == 1
    assert sum(isinstance(one, Conflict) for one in outcomes) == 9


def test_what_waits_for_the_disk_shares_its_commit(file, policy, desk):
    with Docket(file, policy=policy, clock=lambda: desk.start) as docket:
        reviews = [docket.open("review", **opening(desk, n)) for n in range(32)]
        commits = []
        once = docket.store.transact
        docket.store.transact = lambda court, work: commits.append(court) or once(court, work)
        with Together(docket) as together:
            gate = threading.Barrier(32)
            answers = []

            def act(review):
                gate.wait()
                answers.append(
                    together.do(lambda held: held.record(review, "annotate", by=desk.chief, at=desk.day(1)))
                )

            threads = [threading.Thread(target=act, args=(review,)) for review in reviews]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        assert len(answers) == 32
        assert len(commits) < 16
        assert sorted(docket.proceeding(one.id).version for one in answers) == [2] * 32
        assert docket.verify().ok


def test_one_that_fails_takes_none_of_the_others_along(file, policy, desk):
    with Docket(file, policy=policy, clock=lambda: desk.start) as docket:
        review = docket.open("review", **opening(desk, 1))
        hold = threading.Event()
        with Together(docket) as together:
            first = together.submit(lambda held: hold.wait())
            good = [
                together.submit(
                    lambda held: held.record(review.id, "annotate", by=desk.chief, at=desk.day(1))
                )
                for _ in range(3)
            ]
            bad = together.submit(lambda held: held.record(review.id, 1 / 0))
            hold.set()

            assert first.result()
            assert isinstance(bad.exception(), ZeroDivisionError)
            assert sorted(each.result().version for each in good) == [2, 3, 4]
        assert docket.verify().ok


def test_a_session_of_the_host_is_not_awaited(policy):
    from sqlalchemy import create_engine

    with create_engine("sqlite://").connect() as connection, pytest.raises(StoreUnusable, match="thread"):
        AsyncDocket(connection, policy=policy)
