"""The contract of a store as tests: whoever writes a store of their own runs them over it.

```python
class TestOurStore(StoreContract):
    @pytest.fixture
    def connect(self):          # each call opens the same, at first empty, place once more
        return lambda: OurStore("…")
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from attrs import evolve

from courtqa.testing.store_events import (
    COURT,
    DAY,
    LI,
    NOW,
    armed_clock,
    denied,
    entry_after,
    go_on,
    message_of,
    open_one,
    opened_in,
    opening,
    reminder_of,
    step,
)
from courtqa.testing.store_people import PeopleContract
from courtqa.testing.store_races import RaceContract
from courtqa.testing.store_waiting import WaitingContract
from courtqa.workflows import Query, Recorded, Store, fold, verify

__all__ = ["StoreContract"]


class StoreContract(PeopleContract, RaceContract, WaitingContract):
    """What every store promises. It needs a fixture ``connect``: a function that opens the same place once more."""

    @pytest.fixture
    def store(self, connect: Callable[[], Store]) -> Iterator[Store]:
        """One handle on an empty place."""
        store = connect()
        yield store
        store.close()

    # -- what is written is there, or nothing is

    def test_what_is_written_is_read_again(self, store: Store) -> None:
        """By whichever way it is asked for."""
        before = open_one(store)
        after = go_on(store, before)

        assert store.proceeding(COURT, "p-1") == after
        assert store.proceedings(COURT, Query()) == (after,)
        assert [each.event for each in store.trail(COURT, "p-1")] == [opening(), step(before)]
        assert store.proceeding(COURT, "p-2") is None
        assert store.trail(COURT, "p-2") == ()

    def test_two_handles_see_the_same(self, connect: Callable[[], Store]) -> None:
        """And so do two processes."""
        one, other = connect(), connect()
        before = open_one(one)

        assert other.proceeding(COURT, "p-1") == before
        after = go_on(other, before)
        assert one.proceeding(COURT, "p-1") == after
        one.close()
        other.close()

    def test_a_closed_store_opens_again_when_asked(self, store: Store) -> None:
        """Closing lets go of connections, no more."""
        before = open_one(store)
        store.close()

        assert store.proceeding(COURT, "p-1") == before

    def test_work_that_fails_leaves_nothing(self, store: Store) -> None:
        """However much of it was written before."""

        def work(transaction: object) -> None:
            opened_in(transaction, opening("p-1"))  # type: ignore[arg-type]
            opened_in(transaction, opening("p-2"))  # type: ignore[arg-type]
            raise LookupError

        with pytest.raises(LookupError):
            store.transact(COURT, work)

        assert store.proceedings(COURT, Query()) == ()
        assert open_one(store).version == 1

    def test_a_write_on_a_stale_version_writes_nothing(self, store: Store) -> None:
        """The second of two who read the same version is told so."""
        before = open_one(store)

        assert go_on(store, before) is not None
        assert go_on(store, before, outbox=[message_of("p-1", 2)]) is None
        assert len(store.trail(COURT, "p-1")) == 2
        assert store.outbox(COURT, sent=False) == ()

    def test_inside_one_transaction_the_second_write_sees_the_first(self, store: Store) -> None:
        """Also where one stands on the version before it."""
        before = open_one(store)

        def twice(transaction: object) -> tuple[bool, bool, int]:
            entry = entry_after(transaction, before, step(before))  # type: ignore[arg-type]
            wrote = transaction.write(entry)  # type: ignore[attr-defined]
            current = transaction.current("p-1")  # type: ignore[attr-defined]
            return wrote, transaction.write(entry), current.proceeding.version  # type: ignore[attr-defined]

        assert store.transact(COURT, twice) == (True, False, 2)

    def test_courts_do_not_see_each_other(self, store: Store) -> None:
        """Though they lie in one place, and their proceedings have the same ids."""
        here = open_one(store)
        store.transact("other", lambda held: opened_in(held, opening(court="other")))

        assert store.proceedings(COURT, Query()) == (here,)
        assert [one.court for one in store.proceedings("other", Query())] == ["other"]
        assert store.transact("other", lambda held: held.directory_head())[0] == 1  # type: ignore[index]

    # -- keys, order, what a key stands for

    def test_a_key_stands_for_what_it_was_first_used_for(self, store: Store) -> None:
        """Of an opening, and of an event."""
        before = open_one(store, key="k")
        go_on(store, before, event=step(before, key="e"))

        def asked(held: object) -> list[Recorded | None]:
            return [
                held.opened("k"),  # type: ignore[attr-defined]
                held.opened("e"),  # type: ignore[attr-defined]
                held.recorded("p-1", "e"),  # type: ignore[attr-defined]
                held.recorded("p-1", "?"),  # type: ignore[attr-defined]
            ]

        assert store.transact(COURT, asked) == [
            Recorded("p-1", 1, "request-1"),
            None,
            Recorded("p-1", 2, "request-2"),
            None,
        ]

    def test_a_key_may_be_asked_for_with_the_proceeding(self, store: Store) -> None:
        """One round for both, where a store can."""
        before = open_one(store)
        go_on(store, before, event=step(before, key="e"))

        def asked(held: object) -> tuple[int, Recorded | None, Recorded | None]:
            version = held.current("p-1", key="e").proceeding.version  # type: ignore[attr-defined]
            found = held.recorded("p-1", "e")  # type: ignore[attr-defined]
            held.current("p-1", key="?")  # type: ignore[attr-defined]
            return version, found, held.recorded("p-1", "?")  # type: ignore[attr-defined]

        assert store.transact(COURT, asked) == (2, Recorded("p-1", 2, "request-2"), None)

    def test_events_come_in_order_and_no_further_than_asked(self, store: Store) -> None:
        """From the first one on."""
        before = open_one(store)
        for _ in range(3):
            before = go_on(store, before) or before

        numbers = store.transact(COURT, lambda held: [one.event.seq for one in held.events("p-1", upto=3)])
        assert numbers == [1, 2, 3]

    def test_proceedings_come_in_order_of_opening_and_as_asked_for(self, store: Store) -> None:
        """The tenth after the second."""
        for serial in (10, 2, 1):
            open_one(store, f"w-{serial}", serial=serial)
        closing = step(store.proceeding(COURT, "w-2"), target="done", payload={"closed": True})  # type: ignore[arg-type]
        go_on(store, store.proceeding(COURT, "w-2"), event=closing)  # type: ignore[arg-type]

        def ids(**asked: object) -> list[str]:
            return [one.id for one in store.proceedings(COURT, Query(**asked))]  # type: ignore[arg-type]

        assert ids() == ["w-1", "w-2", "w-10"]
        assert ids(closed=False) == ["w-1", "w-10"]
        assert ids(state="done") == ["w-2"]
        assert ids(workflow="other") == []
        assert ids(ids=("w-10", "w-2")) == ["w-2", "w-10"]
        assert ids(states=(("w", "d", "s"),)) == ["w-1", "w-10"]
        assert store.editions(COURT) == (("w", fold([opening()]).edition, "d"),)

    def test_serial_numbers_count_by_workflow_and_year(self, store: Store) -> None:
        """From one."""
        open_one(store, serial=7)

        def numbers(held: object) -> list[int]:
            return [held.next_serial(*asked) for asked in (("w", 2008), ("w", 2009), ("v", 2008))]  # type: ignore[attr-defined]

        assert store.transact(COURT, numbers) == [8, 1, 1]

    def test_the_family_is_the_parent_the_children_and_the_siblings(self, store: Store) -> None:
        """By id, from outside and from inside a transaction."""
        open_one(store, "a")
        child = open_one(store, "b", parent="a")
        open_one(store, "c", parent="a")
        open_one(store, "d", parent="b")
        open_one(store, "e")

        outside = store.kin(COURT, child)

        assert [one.id for one in outside] == ["a", "c", "d"]
        assert store.transact(COURT, lambda held: held.kin(child)) == outside

    # -- refusals, and all of it as it lies

    def test_refusals_are_kept_in_order_whatever_was_asked(self, store: Store) -> None:
        """Also what no text may hold."""
        for event in ("one", "two", "\0\x01"):
            store.transact(COURT, lambda held, event=event: held.refuse(denied(event)))  # type: ignore[misc]
        other = evolve(denied("three"), proceeding="p-2")
        store.transact(COURT, lambda held: held.refuse(other))

        found = store.refusals(COURT, "p-1")

        assert [one.event for one in found][:2] == ["one", "two"]
        assert found[0] == denied("one")
        assert len(found) == 3
        assert store.refusals(COURT, "p-2") == (other,)
        assert len(store.refusals(COURT, None)) == 4

        def again(since: timedelta) -> bool:
            return store.transact(COURT, lambda held: held.refused(denied("one"), since=NOW + since))

        assert again(timedelta())
        assert not again(timedelta(seconds=1))

    def test_whoever_looks_finds_nothing_amiss(self, store: Store) -> None:
        """And the raw rows are those that verification reads."""
        due = DAY + timedelta(5)
        before = open_one(store, key="k", payload=armed_clock("a", due, remind_on=due))
        after = go_on(store, before, by=LI, outbox=[reminder_of("p-1", 2, "a", due)])
        assert after is not None
        go_on(store, after, event=step(after, payload={"clocks": []}))
        open_one(store, "p-2")
        store.transact(COURT, lambda held: held.refuse(denied("one")))
        store.transact(COURT, lambda held: held.give_number("b", 2008, "n", "d", DAY))

        with store.audit() as audit:
            found = verify(audit)

        assert found.ok, str(found)
        assert dict(found.counts) == {"proceedings": 2, "events": 4, "listed": 2}
