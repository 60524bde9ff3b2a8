"""What a store promises when many act at once, each with a handle of its own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from courtqa.testing.store_events import (
    COURT,
    DAY,
    LI,
    NOW,
    armed_clock,
    entry_after,
    go_on,
    message_of,
    open_one,
    opened_in,
    opening,
    step,
)
from courtqa.workflows import Proceeding, Query, Store, Transaction, verify
from courtqa.workflows.fold import apply

__all__ = ["RaceContract"]

T = TypeVar("T")
HANDLES = 4


class RaceContract:
    """Many handles on one place, each in a thread of its own."""

    def test_of_many_one_wins_each_version(self, connect: Callable[[], Store]) -> None:
        """And the loser is told."""
        rounds = 8
        first = connect()
        versions = [open_one(first)]
        for _ in range(rounds):  # what each version will be is known, so that all race for the same
            versions.append(_after(versions[-1]))

        def race(store: Store, name: int) -> list[int]:  # noqa: ARG001
            return [
                before.version for before in versions[:rounds] if go_on(store, before, by=None) is not None
            ]

        wins = Counter(version for won in _at_once(connect, race) for version in won)

        assert set(wins.values()) == {1}
        last = first.proceeding(COURT, "p-1")
        assert last is not None
        assert last.version == 1 + wins.total()
        assert [each.event.seq for each in first.trail(COURT, "p-1")] == list(range(1, last.version + 1))
        first.close()

    def test_openings_are_numbered_and_listed_without_a_gap(self, connect: Callable[[], Store]) -> None:
        """However many open at once."""

        def race(store: Store, name: int) -> None:
            for n in range(5):

                def work(held: Transaction, key: str = f"{name}-{n}") -> None:
                    serial = held.next_serial("w", 2008)
                    opened_in(held, opening(f"w-2008-{serial}", key=key), by=LI, serial=serial)

                store.transact(COURT, work)

        _at_once(connect, race)

        store = connect()
        assert [one.id for one in store.proceedings(COURT, Query())] == [
            f"w-2008-{serial}" for serial in range(1, 5 * HANDLES + 1)
        ]
        with store.audit() as audit:
            found = verify(audit)
        assert found.ok, str(found)
        store.close()

    def test_who_opens_with_the_same_key_opens_one(self, connect: Callable[[], Store]) -> None:
        """The others find what it stands for."""

        def race(store: Store, name: int) -> bool:  # noqa: ARG001
            def work(held: Transaction) -> bool:
                if held.opened("k") is not None:
                    return False
                serial = held.next_serial("w", 2008)
                opened_in(held, opening(f"w-2008-{serial}", key="k"), serial=serial)
                return True

            return store.transact(COURT, work)

        assert sorted(_at_once(connect, race)) == [*[False] * (HANDLES - 1), True]

    def test_each_clock_is_claimed_by_one(self, connect: Callable[[], Store]) -> None:
        """Whoever claims it marks it in the same transaction."""
        first = connect()
        ids = [f"p-{n}" for n in range(12)]
        for id_ in ids:
            open_one(first, id_, payload=armed_clock("a", DAY))

        def race(store: Store, name: int) -> list[str]:  # noqa: ARG001
            claimed: list[str] = []
            for _ in range(40):

                def work(held: Transaction) -> list[str]:
                    done: list[str] = []
                    for armed in held.claim(DAY, most=2):
                        current = held.current(armed.proceeding)
                        assert current is not None
                        if current.proceeding.version == 1:
                            _lapse(held, armed.proceeding)
                            done.append(armed.proceeding)
                    return done

                claimed += store.transact(COURT, work)
                if not store.armed(COURT, due=DAY):
                    break
            return claimed

        claimed = [id_ for each in _at_once(connect, race) for id_ in each]

        assert sorted(claimed) == sorted(ids)
        assert first.armed(COURT, due=DAY) == ()
        first.close()

    def test_each_message_is_taken_by_one(self, connect: Callable[[], Store]) -> None:
        """As long as it is in their hands."""
        first = connect()
        before = open_one(first)
        go_on(first, before, outbox=[message_of("p-1", 2, n) for n in range(20)])

        def race(store: Store, name: int) -> list[str]:  # noqa: ARG001
            taken: list[str] = []
            for _ in range(30):
                more = store.transact(
                    COURT, lambda held: held.take(at=NOW, until=NOW + timedelta(hours=1), most=3)
                )
                taken += [message.key for message in more]
            return taken

        taken = [key for each in _at_once(connect, race) for key in each]

        assert sorted(taken) == sorted(message.key for message in first.outbox(COURT, sent=False))
        first.close()

    def test_numbers_leave_no_gap_however_many_ask(self, connect: Callable[[], Store]) -> None:
        """And the same notice gets the same number from everybody."""

        def race(store: Store, name: int) -> list[int]:
            notices = ["same", *(f"{name}-{n}" for n in range(5))]
            return [
                store.transact(COURT, lambda held, n=notice: held.give_number("b", 2008, n, "d", DAY)).seq  # type: ignore[misc]
                for notice in notices
            ]

        given = _at_once(connect, race)

        store = connect()
        assert [line.seq for line in store.numbers()] == list(range(1, 5 * HANDLES + 2))
        assert len({each[0] for each in given}) == 1
        assert [line.total for line in store.numbers()] == [line.seq for line in store.numbers()]
        store.close()


def _after(before: Proceeding) -> Proceeding:
    return apply(before, step(before))


def _lapse(held: Transaction, id_: str) -> None:
    current = held.current(id_)
    assert current is not None
    event = step(current.proceeding, payload=armed_clock("a", DAY, lapsed=True))
    assert held.write(entry_after(held, current.proceeding, event, by=None))


def _at_once(connect: Callable[[], Store], work: Callable[[Store, int], T]) -> list[T]:
    """What each of several handles gave, all having begun at the same moment."""
    gate = threading.Barrier(HANDLES)
    found: dict[int, T] = {}
    failed: list[BaseException] = []

    def run(name: int) -> None:
        try:
            store = connect()
            gate.wait(timeout=60)
            found[name] = work(store, name)
            store.close()
        except BaseException as error:  # noqa: BLE001 - told below, in the thread that looks
            failed.append(error)
            gate.abort()

    threads = [threading.Thread(target=run, args=(name,)) for name in range(HANDLES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise next(
            (error for error in failed if not isinstance(error, threading.BrokenBarrierError)), failed[0]
        )
    return [found[name] for name in range(HANDLES)]
