"""Whatever is tried, in whatever order: the stored proceeding is the fold of its events."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from courtqa.errors import Conflict, IdempotencyMismatch, Refused
from courtqa.policy import load
from courtqa.storage import Docket
from courtqa.workflows import KINDS, OFFERS, Actor, Subject, fold, restore, snapshot

POLICY = load(Path(__file__).parent / "pack", kinds=KINDS, offers=OFFERS)
START = datetime.fromisoformat("2008-01-07T09:00:00+08:00")
PEOPLE = (
    Actor.of("wang", "王某", "officer", unit="office"),
    Actor.of("liu", "刘某", "chief", unit="civil_1"),
    Actor.of("he", "何某", "chief", unit="civil_2"),
    Actor.of("zhao", "赵某", "judge", unit="civil_1"),
    Actor.of("sun", "孙某", "leader"),
    Actor.of("qian", "钱某", "leader"),
)
EVENTS = (
    "report",
    "annotate",
    "grade",
    "answer",
    "send_back",
    "close",
    "record_silence",
    "finish",
    "no_such",
)
DATA = (
    {},
    {"report": "已查"},
    {"grade": "poor"},
    {"grade": "so-so"},
    {"grounds": "不服"},
    {"report": "\x00"},
)

people = st.sampled_from(PEOPLE)
days = st.integers(-2, 12)


class AnyCourse(RuleBasedStateMachine):
    """Anybody tries anything at any time, also twice, also with a clock that jumps about."""

    reviews = Bundle("reviews")

    def __init__(self) -> None:
        super().__init__()
        self.docket = Docket(":memory:", policy=POLICY, clock=lambda: self.now)
        self.now = START
        self.tried = 0

    @rule(
        target=reviews,
        by=people,
        key=st.sampled_from([None, "one", "two"]),
        unit=st.sampled_from(["civil_1", "civil_2"]),
    )
    def open(self, by, key, unit):
        try:
            return self.docket.open(
                "review", subject=Subject("case", "1", unit=unit, persons=("zhao",)), by=by, key=key
            ).id
        except (Refused, IdempotencyMismatch):
            return multiple()

    @rule(
        id=reviews,
        event=st.sampled_from(EVENTS),
        by=people,
        data=st.sampled_from(DATA),
        key=st.sampled_from([None, None, "k1", "k2"]),
    )
    def record(self, id, event, by, data, key):
        before = self.docket.proceeding(id)
        self.tried += 1
        try:
            after = self.docket.record(id, event, by=by, data=data, key=key)
        except (Refused, IdempotencyMismatch):
            assert self.docket.proceeding(id) == before
        else:
            assert after.version <= before.version + 1

    @rule(id=reviews, by=people)
    def decide_on_what_was_read_too_early(self, id, by):
        read = self.docket.proceeding(id)
        try:
            self.docket.record(id, "annotate", by=PEOPLE[0])
        except Refused:
            return
        with pytest.raises(Conflict):
            self.docket.record(read, "annotate", by=by)

    @rule(id=reviews, person=people, by=people)
    def recuse(self, id, person, by):
        with suppress(Refused):
            assert person.id in self.docket.recuse(id, person.id, by=by, reason="申请").recused

    @rule(days=days)
    def time_passes(self, days):
        self.now += timedelta(days)

    @rule()
    def clocks_lapse(self):
        self.docket.lapse()

        assert self.docket.lapse() == ()

    @invariant()
    def i3_every_row_is_the_fold_of_its_events(self):
        for found in self.docket.proceedings():
            events = list(self.docket.trail(found))
            assert fold(events) == found
            assert restore(snapshot(found)) == found
            assert [event.seq for event in events] == list(range(1, found.version + 1))
            assert [event.recorded_at for event in events] == sorted(event.recorded_at for event in events)

    def teardown(self):
        assert self.docket.verify().ok
        self.docket.close()


TestAnyCourse = AnyCourse.TestCase
TestAnyCourse.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
