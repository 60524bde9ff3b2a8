"""Cases assigned by lot: nobody who may not, loads in balance, and no draw that cannot be drawn again."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from courtqa.workflows.allocation import (
    Candidate,
    CaseToAssign,
    Draw,
    allocate,
    draw_judge,
    read_draw,
    read_roster,
    replay_draw,
    roster_digest,
)
from courtqa.workflows.canonical import canonical
from courtqa.workflows.lots import commitment, joint_seed, number_below

SEEDS = st.text(alphabet="0123456789abcdef", min_size=4, max_size=16)
ROSTERS = st.lists(
    st.builds(
        Candidate,
        id=st.sampled_from([f"j{n}" for n in range(9)]),
        load=st.integers(0, 60),
        capacity=st.sampled_from([0, 50, 80, 100]),
        absent=st.booleans(),
        recused=st.booleans(),
    ),
    min_size=1,
    max_size=9,
    unique_by=lambda one: one.id,
)


@given(ROSTERS, SEEDS, st.integers(0, 12))
def test_the_absent_and_the_recused_are_never_drawn(roster: list[Candidate], seed: str, window: int) -> None:
    draw = draw_judge("case", candidates=roster, seed=seed, window=window)

    eligible = {one.id: one for one in roster if one.eligible}
    assert (draw.chosen is None) is (not eligible)
    if draw.chosen is not None:
        least = min(one.relative for one in eligible.values())
        assert eligible[draw.chosen].relative - least <= window


@given(ROSTERS, SEEDS, st.integers(0, 12))
def test_the_same_seed_draws_the_same_in_whatever_order_the_roster_is_read(
    roster: list[Candidate], seed: str, window: int
) -> None:
    one = draw_judge("case", candidates=roster, seed=seed, window=window)
    other = draw_judge("case", candidates=reversed(roster), seed=seed, window=window)

    assert one == other
    assert read_draw(one.proof) == one
    assert replay_draw(one, roster=roster_digest(roster)) == ()


@given(ROSTERS.filter(lambda roster: sum(one.eligible for one in roster) > 1), SEEDS, st.data())
def test_a_forged_draw_is_found(roster: list[Candidate], seed: str, data: st.DataObject) -> None:
    draw = draw_judge("case", candidates=roster, seed=seed, window=8)
    fixed = roster_digest(roster)
    others = [one.id for one in roster if one.id != draw.chosen]
    forged: list[Draw] = [
        evolve(draw, chosen=data.draw(st.sampled_from(others))),
        evolve(draw, number=(draw.number or 0) + 1),
        evolve(draw, tickets=(*draw.tickets, ("j99", 1))),
        evolve(draw, roster=tuple(evolve(one, load=one.load + 1) for one in draw.roster)),
        evolve(draw, roster=draw.roster[1:]),
    ]

    assert all(replay_draw(one, roster=fixed) for one in forged)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 5)), min_size=1, max_size=60),
    SEEDS,
    st.integers(0, 6),
)
def test_loads_stay_within_the_window_and_one_case_of_each_other(
    drawn: list[tuple[int, int]], seed: str, window: int
) -> None:
    judges = [Candidate(f"j{n}", load=0) for n in range(5)]
    cases = [CaseToAssign(f"c{n}", weight) for n, (weight, _) in enumerate(drawn)]

    draws = allocate(cases, candidates=judges, seed=seed, window=window)

    loads = Counter({one.id: 0 for one in judges})
    for case, draw in zip(cases, draws, strict=True):
        assert draw.chosen is not None
        loads[draw.chosen] += case.weight
        assert max(loads.values()) - min(loads.values()) <= window + 4


@given(SEEDS)
def test_a_recused_judge_gets_none_of_those_cases_and_the_others_still_share(seed: str) -> None:
    judges = [Candidate("a", 0), Candidate("b", 0), Candidate("c", 0, capacity=50)]
    cases = [CaseToAssign(f"c{n}", recused=frozenset({"a"}) if n % 2 else frozenset()) for n in range(40)]

    draws = allocate(cases, candidates=judges, seed=seed, window=2)

    assert all(draw.chosen != "a" for draw in draws[1::2])
    counts = Counter(draw.chosen for draw in draws)
    assert counts["b"] > counts["c"]


def test_chance_decides_among_those_whose_load_is_near() -> None:
    judges = [Candidate(name, 5) for name in "abcd"]

    counts = Counter(
        draw_judge(f"case {n}", candidates=judges, seed="2007", window=3).chosen for n in range(4000)
    )

    assert all(abs(count - 1000) < 120 for count in counts.values()), counts


def test_who_carries_more_gets_fewer_tickets_and_beyond_the_window_none() -> None:
    judges = [Candidate("a", 5), Candidate("b", 7), Candidate("c", 9), Candidate("d", 4, capacity=50)]

    draw = draw_judge("case", candidates=judges, seed="2007", window=3)

    assert draw.tickets == (("a", 4), ("b", 2), ("d", 1))


@given(SEEDS, st.integers(1, 10**9))
def test_a_number_lies_below_its_bound(seed: str, bound: int) -> None:
    assert 0 <= number_below(seed, bound, "case") < bound


def test_a_secret_is_bound_by_its_commitment_and_moved_by_the_public_number() -> None:
    secret = "b7c1e0a94d5f4a83"

    assert commitment(secret) == commitment(secret)
    assert (
        len({commitment(secret), commitment(secret + "x"), joint_seed(secret, "1"), joint_seed(secret, "2")})
        == 4
    )
    with pytest.raises(ValueError, match="can be guessed"):
        commitment("2007")


def test_draws_for_many_cases_follow_one_another() -> None:
    judges = [Candidate("a", 0), Candidate("b", 0)]

    draws = allocate([CaseToAssign(f"c{n}") for n in range(6)], candidates=judges, seed="s", window=0)

    for one, after in pairwise(draws):
        loads = {judge.id: judge.load for judge in one.roster}
        loads[str(one.chosen)] += 1
        assert {judge.id: judge.load for judge in after.roster} == loads


@pytest.mark.parametrize("proof", ["", "[]", "{}", "null", '{"case":"x"}', "not json"])
def test_what_is_no_proof_is_refused(proof: str) -> None:
    with pytest.raises(ValueError, match="not the proof of a draw"):
        read_draw(proof)


def test_a_roster_is_read_from_its_canonical_spelling() -> None:
    roster = canonical([{"id": "a", "load": 3}, {"id": "b", "load": 1, "absent": True}])

    assert read_roster(roster) == (Candidate("a", 3), Candidate("b", 1, absent=True))
    with pytest.raises(ValueError, match="not a roster"):
        read_roster('[{"name": "a"}]')
