"""Given, when, then: what it says when a story comes out as expected, and when it does not."""

from __future__ import annotations

from datetime import date

import pytest

from courtqa.testing import given
from courtqa.workflows import Actor, Subject

CLERK = Actor.of("an", "安某", "clerk")
JUDGE = Actor.of("bo", "白某", "judge")
LEADER = Actor.of("chen", "陈某", "leader")
OTHER = Actor.of("dai", "戴某", "leader")
MATTER = Subject("person", "bo", persons=("bo",))


@pytest.fixture
def story(plan):
    return given(plan, subject=MATTER, by=CLERK, at="2008-03-03")


def test_a_story_tells_a_whole_proceeding(story) -> None:
    panel = {"panel": ["x", "y", "z"]}

    end = (
        story.then(state="proposed", due={"decision": date(2008, 4, 3)})
        .when("notify", by=CLERK, at="2008-03-04", data={"grounds": "迟延"})
        .then(state="notified", due={"answer": date(2008, 3, 14)})
        .when_time_runs_out("answer", at="2008-03-17")
        .then(state="deciding")
        .when("impose", by=JUDGE, data=panel)
        .then(refused=["role_missing", "subject_of_it"])
        .when("impose", by=LEADER, at="2008-03-20 15:30", data=panel)
        .then(state="imposed", late=False, closed=False)
        .when("lift", by=LEADER)
        .then(state="imposed")
        .when("lift", by=OTHER)
        .then(state="lifted", closed=True)
    )

    assert [event.transition for event in end.events][-2:] == ["lift", "lift"]


def test_a_story_is_a_value_and_may_go_on_in_two_ways(story) -> None:
    dropped = story.when("drop", by=CLERK).then(state="dropped")
    notified = story.when("notify", by=CLERK, data={"grounds": "x"}).then(state="notified")

    assert (story.proceeding.state, dropped.proceeding.state, notified.proceeding.state) == (
        "proposed",
        "dropped",
        "notified",
    )


def test_a_wrong_state_is_told_with_what_went_before(story) -> None:
    with pytest.raises(AssertionError) as failure:
        story.when("notify", by=CLERK, data={"grounds": "x"}).then(state="deciding")

    assert str(failure.value).splitlines() == [
        "notify by an, 2008-03-03 09:00:",
        "  found the state notified, expected deciding",
        "  deadlines running: answer 2008-03-13",
        "what went before:",
        "  1. 2008-03-03 opened by an → proposed",
        "  2. 2008-03-03 notify by an → notified",
    ]


def test_a_refusal_nobody_expected_is_told_with_its_reasons_and_rule(story) -> None:
    deciding = story.when("skip", by=CLERK).then(state="deciding")

    with pytest.raises(AssertionError) as failure:
        deciding.when("impose", by=LEADER, data={"panel": ["x", "y"]}).then(state="imposed")

    told = str(failure.value)
    assert "found a refusal: not_heard_before (" in told
    assert "no_quorum (" in told
    assert "expected that it may happen" in told
    assert "rule: 法官法第四十六条" in told


def test_an_unexpected_refusal_ends_the_story_at_the_next_step_too(story) -> None:
    refused = story.when("impose", by=LEADER)

    with pytest.raises(AssertionError, match="found a refusal: wrong_state"):
        refused.when("drop", by=CLERK)


def test_an_expected_refusal_that_does_not_come_is_told(story) -> None:
    with pytest.raises(AssertionError, match="found the state dropped, expected a refusal: role_missing"):
        story.when("drop", by=CLERK).then(refused="role_missing")


def test_an_opening_may_be_refused(plan) -> None:
    story = given(plan, subject=MATTER, by=LEADER, at="2008-03-03").then(refused="not_open_by")

    with pytest.raises(AssertionError, match="not_open_by"):
        story.when("drop", by=CLERK)


def test_a_person_recused_takes_no_more_steps(story) -> None:
    after = story.when_recused("an", by=CLERK, reason="亲属").then(state="proposed")

    after.when("drop", by=CLERK).then(refused="recused")
    assert after.allowed(by=CLERK) == ()
    assert story.allowed(by=CLERK) == ("notify", "skip", "drop")


def test_a_moment_that_is_none_is_named(story) -> None:
    with pytest.raises(ValueError, match="'soon' is no moment"):
        story.when("drop", by=CLERK, at="soon")
