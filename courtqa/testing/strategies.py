"""Hypothesis strategies of moves in any proceeding: those that should be let through, and those that should not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from attrs import evolve
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from courtqa.testing.moves import Move, ways_from, willing
from courtqa.testing.people import Cast, cast_of
from courtqa.testing.values import Values, misfits
from courtqa.workflows import Actor, Plan, Proceeding, Refusal, Step, Way, open_proceeding

__all__ = ["fitting_moves", "lawful_moves", "noon", "openings", "stray_moves", "unlawful_moves", "values_of"]

TRIES = 8
SPOILS = (
    "event",
    "unknown event",
    "stranger",
    "holder",
    "concerned",
    "missing",
    "unknown data",
    "misfit",
    "future",
    "past",
    "reason",
)


def values_of(plan: Plan, cast: Cast, own: Mapping[str, SearchStrategy[Any]] | None = None) -> Values:
    """Where the values of the workflow's fields come from; ``own`` strategies, by field, go before all others."""
    return Values(plan, cast, dict(own or {}))


def noon(plan: Plan, day: date) -> datetime:
    """Noon of that day, where the court sits."""
    return datetime.combine(day, time(12), plan.time_zone)


@st.composite
def openings(draw: DrawFn, plan: Plan, *, on: date, values: Values) -> Step:
    """The opening of a proceeding by someone who may, with data that fit."""
    by = draw(
        st.sampled_from(
            [each for each in values.cast.of(plan.workflow.open_by) if each not in values.cast.concerned]
        )
    )
    step = open_proceeding(
        plan,
        id="1",
        court="court",
        subject=values.cast.subject,
        by=by,
        at=noon(plan, on),
        data=draw(values.opening(on)),
    )
    assume(isinstance(step, Step))
    assert isinstance(step, Step)
    return step


@st.composite
def fitting_moves(draw: DrawFn, plan: Plan, proceeding: Proceeding, *, on: date, values: Values) -> Move:
    """A step of the present state by someone meant for it, with data that fit. Most, not all, will be allowed."""
    ways = ways_from(plan, proceeding)
    assume(ways)
    way = draw(st.sampled_from(_likely(plan, proceeding, ways, draw(st.integers(0, 7)))))
    by = draw(st.sampled_from(willing(way, proceeding, values.cast) or values.cast.strangers))
    return Move(way.transition.event, by, noon(plan, on), data=draw(values.of(way, proceeding, on, by.id)))


def _likely(plan: Plan, proceeding: Proceeding, ways: tuple[Way, ...], luck: int) -> tuple[Way, ...]:
    """Mostly what was not done before, and seldom what ends it all: so that a run gets somewhere."""
    done = {each.event for each in proceeding.history}
    going = tuple(way for way in ways if not plan.workflow.states[way.target].final)
    fresh = tuple(way for way in going if way.transition.event not in done)
    for better in (fresh if luck > 2 else (), going if luck > 0 else ()):
        if better:
            return better
    return ways


@st.composite
def stray_moves(draw: DrawFn, plan: Plan, proceeding: Proceeding, *, on: date, values: Values) -> Move:
    """A move with something wrong in it, as a rule: who, what, when, or with which data."""
    events = sorted(plan.events) or ["nothing"]
    if ways_from(plan, proceeding):
        move = draw(fitting_moves(plan, proceeding, on=on, values=values))
    else:
        by = draw(st.sampled_from(values.cast.actors or values.cast.strangers))
        move = Move(draw(st.sampled_from(events)), by, noon(plan, on))
    spoil = draw(st.sampled_from(SPOILS))
    cast, fields = values.cast, plan.workflow.fields
    if spoil == "event":
        return evolve(move, event=draw(st.sampled_from(events)))
    if spoil == "unknown event":
        return evolve(move, event=draw(st.sampled_from(["nothing", move.event + "x", "", "__init__"])))
    if spoil in {"stranger", "holder", "concerned"}:
        return evolve(move, by=draw(st.sampled_from(_impostors(spoil, cast))))
    if spoil == "unknown data":
        return evolve(move, data={**move.data, "no_such_field": 1})
    if spoil in {"missing", "misfit"} and move.data:
        name = draw(st.sampled_from(sorted(move.data)))
        rest = {key: value for key, value in move.data.items() if key != name}
        wrong = {} if spoil == "missing" else {name: draw(misfits(fields[name]))}
        return evolve(move, data={**rest, **wrong})
    if spoil == "reason":
        return evolve(move, reason="\x07")
    days = -4_000 if spoil == "past" else 1
    return evolve(move, on=on + timedelta(days))


def _impostors(spoil: str, cast: Cast) -> tuple[Actor, ...]:
    chosen = {"holder": cast.actors, "concerned": cast.concerned}.get(spoil, cast.strangers)
    return chosen or cast.strangers


@st.composite
def lawful_moves(
    draw: DrawFn,
    plan: Plan,
    proceeding: Proceeding,
    *,
    on: date,
    values: Mapping[str, SearchStrategy[Any]] | None = None,
) -> Move:
    """Moves that are allowed in the proceeding on that day. ``values`` are strategies of one's own, by field."""
    chosen = values_of(plan, cast_of(plan, on=on), values)
    for _ in range(TRIES):
        move = draw(fitting_moves(plan, proceeding, on=on, values=chosen))
        if isinstance(move.take(plan, proceeding), Step):
            return move
    assume(False)
    raise AssertionError("unreachable")


@st.composite
def unlawful_moves(
    draw: DrawFn,
    plan: Plan,
    proceeding: Proceeding,
    *,
    on: date,
    values: Mapping[str, SearchStrategy[Any]] | None = None,
) -> Move:
    """Moves that are refused in the proceeding on that day: by the wrong person, too soon, without what they need."""
    chosen = values_of(plan, cast_of(plan, on=on), values)
    move = draw(stray_moves(plan, proceeding, on=on, values=chosen))
    assume(isinstance(move.take(plan, proceeding), Refusal))
    return move
