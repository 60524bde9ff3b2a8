"""I3: the proceeding is the fold of its events. I11: replay gives every state again, without any definition."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courtqa.workflows import Event, Refusal, Step, decide, fold, lapse, open_proceeding, recuse
from courtqa.workflows.sealing import seal, unseal

EVENTS = ["report", "grade", "answer", "supplement", "extend", "stay", "resume", "decide", "drop", "nothing"]
DATA = st.fixed_dictionaries(
    {},
    optional={
        "findings": st.lists(st.sampled_from(["甲", "乙"]), max_size=2),
        "grade": st.sampled_from(["sound", "flawed", "bad"]),
        "grounds": st.just("不服"),
        "members": st.lists(st.sampled_from("abcd"), max_size=5),
    },
)
FITTING = {
    "report": {"findings": ["甲"]},
    "grade": {"grade": "flawed"},
    "answer": {"grounds": "不服"},
    "supplement": {"findings": ["乙"]},
    "stay": {"stayed_on": "2008-03-12"},
    "decide": {"members": ["a", "b", "c"]},
}
ACTORS = ["clerk", "judge", "chief", "other_chief", "reviewer", "leader", "second_leader"]
MOVES = st.lists(
    st.tuples(
        st.sampled_from([*EVENTS, "lapse", "recuse"]),
        st.sampled_from(ACTORS),
        st.integers(0, 40),
        st.one_of(st.none(), DATA),
    ),
    max_size=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(moves=MOVES)
def test_whatever_happens_the_proceeding_is_the_fold_of_its_events(court, moves) -> None:
    step = open_proceeding(
        court.plan,
        id="R1",
        court="court",
        subject=court.subject,
        by=court.clerk,
        at=court.at("2008-03-03"),
        data={"urgent": False},
    )
    assert isinstance(step, Step)
    events: list[Event] = [step.event]
    states = [step.after.state]
    proceeding, day = step.after, date(2008, 3, 3)

    for event, who, days, data in moves:
        day += timedelta(days)
        at, by = court.at(day.isoformat()), getattr(court, who)
        if event == "lapse":
            name = proceeding.clocks[0].name if proceeding.clocks else "review"
            taken = lapse(court.plan, proceeding, name, at=at)
        elif event == "recuse":
            taken = recuse(court.plan, proceeding, "nobody" + str(days), by=by, at=at, reason="x")
        else:
            fitting = FITTING.get(event, {}) if data is None else data
            taken = decide(court.plan, proceeding, event, by=by, at=at, data=fitting)
        if isinstance(taken, Step):
            events.append(taken.event)
            proceeding = taken.after
            states.append(proceeding.state)
        else:
            assert taken.reasons

    assert fold(events) == proceeding
    assert [fold(events[: n + 1]).state for n in range(len(events))] == states
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert fold(reread(events)) == proceeding


def reread(events: list[Event]) -> list[Event]:
    """The events after a journey through the sealed, canonical form."""
    prev, found = "0" * 64, []
    for event in events:
        sealed = seal(event, prev)
        found.append(unseal(sealed.body, sealed.prev, sealed.hash).event)
        prev = sealed.hash
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(moves=MOVES)
def test_no_order_of_events_reaches_the_adverse_state_without_the_grade_before_it(court, moves) -> None:
    proceeding, day = court.opened(), date(2008, 3, 3)

    for event, who, days, data in moves:
        day += timedelta(days)
        fitting = FITTING.get(event, {}) if data is None else data
        taken = decide(
            court.plan, proceeding, event, by=getattr(court, who), at=court.at(day.isoformat()), data=fitting
        )
        if isinstance(taken, Refusal):
            continue
        proceeding = taken.after
        assert proceeding.state in court.plan.workflow.states

    if proceeding.state == "flawed":
        assert "grade" in [done.event for done in proceeding.history]


def test_no_events_make_no_proceeding() -> None:
    with pytest.raises(ValueError, match="opened"):
        fold([])
