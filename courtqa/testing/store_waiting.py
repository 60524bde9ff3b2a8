"""What a store promises of what waits: clocks that run, messages to be sent."""

from __future__ import annotations

from datetime import timedelta

from courtqa.testing.store_events import (
    COURT,
    DAY,
    NOW,
    armed_clock,
    clocks,
    go_on,
    message_of,
    open_one,
    step,
)
from courtqa.workflows import Store

__all__ = ["WaitingContract"]


class WaitingContract:
    """Clocks and messages."""

    def test_clocks_are_found_by_the_day_and_go_when_they_are_stopped(self, store: Store) -> None:
        """The most urgent first."""
        soon, late = DAY + timedelta(5), DAY + timedelta(30)
        payload = clocks(armed_clock("b", soon), armed_clock("a", late), armed_clock("c", soon, lapsed=True))
        before = open_one(store, payload=payload)

        def names(**asked: object) -> list[str]:
            return [armed.clock for armed in store.armed(COURT, **asked)]  # type: ignore[arg-type]

        assert names() == ["b", "a"]
        assert names(due=soon - timedelta(1)) == []
        assert names(due=soon) == ["b"]
        assert names(due=soon, lapsed=True) == ["b", "c"]
        go_on(store, before, event=step(before, payload=armed_clock("a", soon)))
        assert [(armed.clock, armed.due) for armed in store.armed(COURT)] == [("a", soon)]

    def test_a_reminder_goes_out_once_until_its_day_moves(self, store: Store) -> None:
        """Then once more."""
        first, then = DAY + timedelta(3), DAY + timedelta(4)
        before = open_one(store, payload=armed_clock("a", DAY + timedelta(9), remind_on=first))
        (armed,) = store.armed(COURT, remind=first)

        def remind(held: object) -> bool:
            return held.reminded(armed, message_of("p-1", 1))  # type: ignore[attr-defined,no-any-return]

        assert [store.transact(COURT, remind) for _ in range(2)] == [True, False]
        assert store.armed(COURT, remind=first) == ()
        assert [one.key for one in store.outbox(COURT, sent=False)] == ["p-1:1:1"]
        go_on(store, before, event=step(before, payload=armed_clock("a", DAY + timedelta(9), remind_on=then)))
        assert store.armed(COURT, remind=first) == ()
        assert [one.clock for one in store.armed(COURT, remind=then)] == ["a"]
        assert not store.transact(COURT, remind)

    def test_clocks_are_claimed_in_order_behind_the_last_one(self, store: Store) -> None:
        """So many at a time."""
        for day, name in ((2, "p-3"), (1, "p-2"), (1, "p-1"), (9, "p-4")):
            open_one(store, name, payload=armed_clock("a", DAY + timedelta(day)))
        due = DAY + timedelta(5)

        first = store.transact(COURT, lambda held: held.claim(due, most=2))
        rest = store.transact(COURT, lambda held: held.claim(due, after=first[-1], most=9))

        assert [one.proceeding for one in (*first, *rest)] == ["p-1", "p-2", "p-3"]

    def test_a_message_is_sent_once(self, store: Store) -> None:
        """The oldest first."""
        before = open_one(store)
        go_on(store, before, outbox=[message_of("p-1", 2, n) for n in (2, 1)])

        assert [one.payload["number"] for one in store.outbox(COURT, sent=False)] == [2, 1]
        sent = [store.transact(COURT, lambda held: held.sent("p-1:2:2", at=NOW)) for _ in range(2)]
        assert sent == [True, False]
        assert [one.key for one in store.outbox(COURT, sent=False)] == ["p-1:2:1"]
        assert [one.sent_at for one in store.outbox(COURT, sent=True)] == [NOW]
        assert not store.transact(COURT, lambda held: held.sent("?", at=NOW))

    def test_a_message_is_in_one_hand_at_a_time(self, store: Store) -> None:
        """One that failed rests, and is then taken again."""
        before = open_one(store)
        go_on(store, before, outbox=[message_of("p-1", 2, n) for n in (1, 2, 3)])
        soon, later = NOW + timedelta(minutes=1), NOW + timedelta(hours=1)

        def taken(at: object, most: int = 9) -> list[tuple[object, int]]:
            found = store.transact(COURT, lambda held: held.take(at=at, until=soon, most=most))  # type: ignore[arg-type]
            return [(one.payload["number"], one.attempts) for one in found]

        assert taken(NOW, most=2) == [(1, 1), (2, 1)]
        assert taken(NOW) == [(3, 1)]
        assert taken(NOW) == []
        store.transact(COURT, lambda held: held.sent("p-1:2:1", at=NOW))
        assert store.transact(COURT, lambda held: held.failed("p-1:2:2", retry_at=later, why="no\0\ud800"))
        assert not store.transact(COURT, lambda held: held.failed("p-1:2:1", retry_at=later, why="late"))
        assert taken(soon) == [(3, 2)]
        assert taken(later) == [(2, 2), (3, 3)]
