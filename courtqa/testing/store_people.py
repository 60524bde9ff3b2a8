"""What a store promises of people, of the register of numbers, and of what lies beside the chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from attrs import evolve

from courtqa.errors import Conflict
from courtqa.testing.store_events import COURT, DAY, LI, go_on, open_one, opening
from courtqa.workflows import Actor, Delegation, KeptNote, Mark, Personal, Relation, Store, Transaction

__all__ = ["PeopleContract"]


class PeopleContract:
    """People, numbers, marks, values about persons, checkpoints."""

    def test_those_who_act_stand_with_the_offices_they_last_acted_with(self, store: Store) -> None:
        """Unless they are enrolled: then with those they are known to hold."""
        chief = Actor.of("li", "李某某", "chief", unit="civil_1")
        before = open_one(store)
        assert store.actors(COURT) == (LI,)

        after = go_on(store, before, by=chief)
        assert store.actors(COURT, "li") == (chief,)
        assert store.persons(COURT).offices("li") is None

        assert store.transact(COURT, lambda held: [held.enrol(LI), held.enrol(LI)]) == [True, False]
        assert after is not None
        go_on(store, after, by=chief)
        assert store.actors(COURT) == (LI,)
        assert store.persons(COURT).offices("li") == LI.tenures
        assert store.transact(COURT, lambda held: held.persons().offices("li")) == LI.tenures

    def test_relations_and_delegations_are_kept_until_they_end(self, store: Store) -> None:
        """Each under an id of its own."""
        tie = Relation("li", "wang", "spouse", DAY, recorded_on=DAY, recorded_by="zhao")
        lent = Delegation("li", "sun", ("chief",), DAY, events=("close",), recorded_on=DAY, recorded_by="li")

        def work(held: Transaction) -> tuple[Relation, Delegation]:
            return held.relate(tie), held.delegate(lent)

        kept, given = store.transact(COURT, work)

        assert (kept, given) == (evolve(tie, id="relation-1"), evolve(lent, id="delegation-1"))
        assert store.persons(COURT).relations("wang") == (kept,)
        over = DAY + timedelta(9)
        ended = [
            store.transact(COURT, lambda held: held.end("delegation-1", until=over, by="qian"))
            for _ in range(2)
        ]
        assert ended == [True, False]
        assert not store.transact(COURT, lambda held: held.end("relation-7", until=over, by="qian"))
        inside = store.transact(COURT, lambda held: held.persons().delegations("li", "sun"))
        assert inside == (evolve(given, until=over, ended_by="qian"),)
        assert store.persons(COURT).delegations("li", "sun") == inside

    def test_someone_unknown_is_a_stranger_once_anybody_is_enrolled(self, store: Store) -> None:
        """Before that nobody is."""

        def strangers() -> dict[str, str | None]:
            return dict(store.transact(COURT, lambda held: held.persons().strangers(["li", "lii", "x"])))

        assert strangers() == {}
        store.transact(COURT, lambda held: held.enrol(LI))
        assert strangers() == {"lii": "li", "x": None}

    def test_numbers_run_on_without_a_gap(self, store: Store) -> None:
        """By series and year, and once for each notice."""

        def give(series: str, year: int, notice: str) -> tuple[int, int]:
            line = store.transact(COURT, lambda held: held.give_number(series, year, notice, "digest", DAY))
            return line.seq, line.total

        given = [give("b", 2008, "n1"), give("b", 2008, "n2"), give("b", 2009, "n3"), give("c", 2008, "n4")]

        assert given == [(1, 1), (2, 2), (1, 3), (1, 1)]
        assert give("b", 2008, "n2") == (2, 2)
        line = store.transact(COURT, lambda held: held.numbered("n2"))
        assert line is not None
        assert (line.court, line.given_on, line.void) == (COURT, DAY, False)
        void = store.transact(COURT, lambda held: held.void_number("b", 2008, 2, reason="重号", on=DAY))
        assert void == evolve(line, void=True, void_reason="重号")
        assert store.transact(COURT, lambda held: held.void_number("b", 2008, 9, reason="", on=DAY)) is None
        assert [(one.series, one.year, one.seq) for one in store.numbers()] == [
            ("b", 2008, 1), ("b", 2008, 2), ("b", 2009, 1), ("c", 2008, 1),
        ]  # fmt: skip
        assert give("b", 2008, "n5") == (3, 4)

    def test_values_about_persons_lie_apart_until_they_are_forgotten(self, store: Store) -> None:
        """By the commitments that stand for them."""
        one, other = (Personal(name * 64, 2, "phone", "00", '"138"') for name in "ab")
        before = open_one(store)
        after = go_on(store, before, personal=(one, other))
        assert after is not None

        assert store.personal(COURT, "p-1") == {one.commitment: one, other.commitment: other}
        assert store.transact(COURT, lambda held: dict(held.personal("p-2"))) == {}
        go_on(store, after, forgotten=(one.commitment,))
        assert store.transact(COURT, lambda held: dict(held.personal("p-1"))) == {other.commitment: other}
        assert store.scrub()

    def test_marks_are_added_and_tips_take_the_place_of_the_last(self, store: Store) -> None:
        """Chain by chain."""
        before = open_one(store)
        assert not store.marked(COURT)
        marks = [Mark("p-1", seq, "key", f"mark-{seq}") for seq in (2, 3)]
        for mark in marks:
            before = go_on(store, before, marks=(mark,), tips=(mark,)) or before

        assert store.marked(COURT)
        with store.audit() as audit:
            assert [row[0] for row in audit.marks(COURT, "p-1")] == [2, 3]
            assert [(row[2], row[4]) for row in audit.tips()] == [(3, b"mark-3")]

    def test_checkpoints_are_numbered_without_a_gap(self, store: Store) -> None:
        """Who brings a number that is taken is told so."""
        for number in (1, 2):
            store.transact(COURT, lambda held, n=number: held.checkpoint(KeptNote(n, f"note {n}", "[]")))  # type: ignore[misc]

        with pytest.raises(Conflict):
            store.transact(COURT, lambda held: held.checkpoint(KeptNote(2, "again", "[]")))
        with store.audit() as audit:
            assert [tuple(row)[1:3] for row in audit.checkpoints()] == [(1, b"note 1"), (2, b"note 2")]

    def test_days_are_kept_as_days(self, store: Store, connect: Callable[[], Store]) -> None:
        """In the proceeding and in the register, whoever reads them."""
        open_one(store, effective_on=date(2008, 2, 29))
        store.transact(COURT, lambda held: held.give_number("b", 2008, "n", "d", date(2008, 2, 29)))

        other = connect()

        assert other.proceeding(COURT, "p-1").opened_on == date(2008, 2, 29)  # type: ignore[union-attr]
        assert other.numbers()[0].given_on == date(2008, 2, 29)
        assert opening().effective_on == DAY
        other.close()
