"""Samples for review: stratified, of the size the rule gives, and drawn again by anybody."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from courtqa.workflows.proofs import by_stratum
from courtqa.workflows.sampling import (
    Drawn,
    draw_sample,
    population_digest,
    read_sample,
    replay_sample,
    sizes_of,
)

POPULATIONS = st.dictionaries(
    st.sampled_from(["civil", "criminal", "administrative"]),
    st.sets(st.integers(0, 400), max_size=40),
    min_size=1,
).map(lambda found: {stratum: [f"{stratum}-{n}" for n in ids] for stratum, ids in found.items()})
SEEDS = st.text(alphabet="0123456789abcdef", min_size=1, max_size=12)
SHARES = st.decimals("0.01", "1", places=2)


@given(POPULATIONS, SEEDS, SHARES, st.integers(0, 5))
def test_every_stratum_gives_its_share_and_no_case_is_drawn_twice(
    population: dict[str, list[str]], seed: str, share: Decimal, least: int
) -> None:
    sizes = sizes_of(population, share=share, least=least)

    sample = draw_sample(population, sizes=sizes, seed=seed)

    for drawn in sample.strata:
        ids = population[drawn.stratum]
        assert set(drawn.ids) <= set(ids)
        assert len(set(drawn.ids)) == len(drawn.ids) == sizes[drawn.stratum]
        assert len(drawn.ids) >= min(len(ids), max(least, 1 if ids else 0))


@given(POPULATIONS, SEEDS, SHARES)
def test_a_sample_is_read_back_and_replays_in_whatever_order_the_cases_are_listed(
    population: dict[str, list[str]], seed: str, share: Decimal
) -> None:
    sizes = sizes_of(population, share=share, least=1)
    sample = draw_sample(population, sizes=sizes, seed=seed)
    listed_otherwise = {stratum: ids[::-1] for stratum, ids in reversed(population.items())}

    assert read_sample(sample.proof) == sample
    assert replay_sample(sample, listed_otherwise, sizes=sizes) == ()


@given(POPULATIONS.filter(lambda one: all(len(ids) > 2 for ids in one.values())), SEEDS)
def test_a_case_put_in_or_left_out_is_found(population: dict[str, list[str]], seed: str) -> None:
    sizes = dict.fromkeys(population, 1)
    sample = draw_sample(population, sizes=sizes, seed=seed)
    first = sample.strata[0]
    spared = next(case for case in population[first.stratum] if case not in first.ids)
    forged = [
        evolve(sample, strata=(Drawn(first.stratum, first.population, (spared,)), *sample.strata[1:])),
        evolve(sample, strata=(Drawn(first.stratum, first.population, ()), *sample.strata[1:])),
        evolve(sample, strata=(evolve(first, population=first.population + 1), *sample.strata[1:])),
        evolve(sample, population="0" * 64),
    ]

    assert all(replay_sample(one, population, sizes=sizes) for one in forged)
    shortened = {**population, first.stratum: [case for case in population[first.stratum] if case != spared]}
    assert replay_sample(sample, shortened, sizes=sizes)


@given(POPULATIONS, SEEDS)
def test_a_larger_sample_holds_the_smaller(population: dict[str, list[str]], seed: str) -> None:
    small = draw_sample(population, sizes=sizes_of(population, share=Decimal("0.1"), least=1), seed=seed)
    large = draw_sample(population, sizes=sizes_of(population, share=Decimal("0.5"), least=1), seed=seed)

    assert set(small.ids) <= set(large.ids)


def test_a_case_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        population_digest({"civil": ["a"], "criminal": ["a"]})


def test_more_than_there_is_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="3 cannot be drawn from 'civil'"):
        draw_sample({"civil": ["a", "b"]}, sizes={"civil": 3}, seed="s")


@pytest.mark.parametrize("proof", ["", "{}", "[]", '{"seed":"s"}'])
def test_what_is_no_proof_is_refused(proof: str) -> None:
    with pytest.raises(ValueError, match="not the proof of a sample"):
        read_sample(proof)


def test_an_entry_without_its_stratum_is_refused() -> None:
    with pytest.raises(ValueError, match="stratum"):
        by_stratum(["civil/a", "b"])
