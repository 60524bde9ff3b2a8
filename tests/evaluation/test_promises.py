"""What every ranking and every grade promises, whatever the figures: on measures, through the whole evaluation."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from courtqa.evaluation import Assessment, Measure, Measures, Period, base_of
from courtqa.evaluation.assessment import PeerGroup
from courtqa.evaluation.grading import mirror
from courtqa.evaluation.horizontal import compare_peers
from courtqa.evaluation.horizontal_result import Horizontal
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.provenance import Provenance
from courtqa.evaluation.shrinkage import beta_binomial, gamma_poisson, shrunk_rates, shrunk_shares
from courtqa.evaluation.vertical import assess
from courtqa.policy import Policy

PROVENANCE = Provenance("assessments.divisions@2005-01-01", "0", "0", None, final=False)
QUICK = settings(max_examples=20, deadline=None)


@pytest.fixture(scope="module")
def policy(harbin: Policy) -> Policy:
    return harbin


@pytest.fixture(scope="module")
def rules(policy: Policy) -> Assessment:
    """The built-in rules, with all units as one group of peers."""
    found: Assessment = policy.edition("assessments", "divisions", on=date(2007, 12, 31)).value
    return evolve(found, horizontal=evolve(found.horizontal, peer_groups={}))


@pytest.fixture(scope="module")
def indicators(policy: Policy, rules: Assessment) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for name in rules.sets:
        found |= policy.edition("indicators", name, on=date(2007, 12, 31)).value.indicators
    return {name: found[name] for name in rules.indicators}


NOTHING = base_of(
    pl.DataFrame({"case_id": [], "division": []}, schema={"case_id": pl.String, "division": pl.String}), {}
)
"""Measures made by hand here come from no records."""

Row = tuple[int, int, int, int, int, int]
ROW = st.tuples(
    st.integers(100, 900), st.integers(0, 30), st.integers(0, 20), st.integers(0, 5), st.integers(0, 99), st.integers(5, 20)
)  # fmt: skip
COURT = st.lists(ROW, min_size=2, max_size=7)


def measured(rows: dict[str, Row], indicators: dict[str, Indicator], year: int = 2007) -> Measures:
    """Measures of a year: closed cases, reversals, petitions, other events, the share in time and the judges."""
    found = []
    for unit, (closed, reversed_, petitions, events, late, judges) in rows.items():
        for name, indicator in indicators.items():
            top, bottom = events, None
            if name in {"reversal_remand_rate", "reversed_remanded_cases"}:
                top = reversed_
            if name in {"petition_rate", "petitions"}:
                top = petitions
            if name == "within_limit_closure_rate":
                top = closed - min(late, closed)
            if indicator.denominator:
                bottom = judges if name == "closures_per_judge" else closed
                top = closed if name in {"closures_per_judge", "closure_rate"} else top
            value = Fraction(top) if bottom is None else Fraction(top, bottom)
            if indicator.unit in {"days", "score"}:
                continue
            found.append(Measure(name, unit, Period.parse(year), top, bottom, value, bottom or top))
    return Measures.of_rows(
        found, {}, by="division", period=Period.parse(year), indicators=indicators, source=NOTHING
    )


def ranked(
    rows: dict[str, Row], rules: Assessment, indicators: dict, weights: dict | None = None
) -> Horizontal:
    return compare_peers(measured(rows, indicators), assessment=rules, provenance=PROVENANCE, weights=weights)


def named(rows: list[Row]) -> dict[str, Row]:
    return {f"u{number}": row for number, row in enumerate(rows)}


@QUICK
@given(COURT, st.randoms())
def test_permuting_units_permutes_ranks(rules: Assessment, indicators: dict, rows: list[Row], random) -> None:
    units = list(named(rows))
    shuffled = random.sample(units, len(units))
    one = ranked(named(rows), rules, indicators)
    other = ranked(dict(zip(shuffled, rows, strict=True)), rules, indicators)

    for mine, theirs in zip(units, shuffled, strict=True):
        here, there = one[mine], other[theirs]
        assert (here.score, here.label, here.interval, here.tier) == (
            there.score, there.label, there.interval, there.tier,
        )  # fmt: skip


@QUICK
@given(COURT, st.integers(1, 50))
def test_scaling_weights_changes_nothing(
    rules: Assessment, indicators: dict, rows: list[Row], by: int
) -> None:
    weights = {name: Fraction(item.weight) for name, item in rules.horizontal.indicators.items()}
    plain = ranked(named(rows), rules, indicators, weights)
    scaled = ranked(named(rows), rules, indicators, {name: weight * by for name, weight in weights.items()})

    assert [(p.unit, p.score, p.label, p.interval) for p in plain] == [
        (p.unit, p.score, p.label, p.interval) for p in scaled
    ]


@QUICK
@given(COURT, st.integers(1, 30), st.sampled_from(["reversed", "petitions", "late", "closed"]))
def test_improving_an_indicator_never_lowers_a_score(
    rules: Assessment, indicators: dict, rows: list[Row], by: int, what: str
) -> None:
    closed, reversed_, petitions, events, late, judges = rows[0]
    better = {
        "reversed": (closed, max(0, reversed_ - by), petitions, events, late, judges),
        "petitions": (closed, reversed_, max(0, petitions - by), events, late, judges),
        "late": (closed, reversed_, petitions, events, max(0, late - by), judges),
        "closed": (closed, reversed_, petitions, events, late, max(1, judges - by)),  # more closed per judge
    }[what]
    before = ranked(named(rows), rules, indicators)["u0"].score
    after = ranked(named([better, *rows[1:]]), rules, indicators)["u0"].score

    assert before is not None
    assert after is not None
    assert after >= before


@QUICK
@given(COURT, COURT)
def test_swapping_the_years_swaps_better_and_worse(
    rules: Assessment, indicators: dict, one: list[Row], two: list[Row]
) -> None:
    size = min(len(one), len(two))
    early, late = named(one[:size]), named(two[:size])

    def graded(now: dict, then: dict):
        given = {"assessment": rules, "provenance": PROVENANCE}
        whole = [replace_totals(measured(rows, indicators, y)) for rows, y in ((now, 2007), (then, 2006))]
        return assess(*whole, **given)

    forth, back = graded(late, early), graded(early, late)

    for unit, found in forth.units.items():
        assert back.units[unit].grade == mirror(found.grade)
        for row in found.rows:
            assert back.units[unit].row(row.indicator).grade == mirror(row.grade), row.indicator


def replace_totals(found: Measures) -> Measures:
    """The court's totals: not what is asked about here, so the figures of one unit stand for them."""
    first = found.units[0]
    totals = {name: found.get(first, name) for name in found.indicators}
    return Measures.of_rows(
        found.rows, totals, by=found.by, period=found.period, indicators=found.indicators, source=NOTHING
    )


@QUICK
@given(COURT)
def test_contributions_sum_exactly(rules: Assessment, indicators: dict, rows: list[Row]) -> None:
    peers = next(iter(ranked(named(rows), rules, indicators).peers.values()))
    mean = sum((one.score for one in peers.scored.values()), Fraction(0)) / len(peers.scored)

    for unit, parts in peers.contributions.items():
        assert sum(parts.values(), Fraction(0)) == peers.scored[unit].score - mean


@QUICK
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(41, 400)), min_size=2, max_size=25))
def test_shrinkage_lies_between_the_raw_value_and_the_mean(units: list[tuple[int, int]]) -> None:
    events, cases = np.array(units, dtype=float).T
    raw = events / cases
    for prior, shrunk in (
        (beta_binomial(events, cases), shrunk_shares),
        (gamma_poisson(events, cases), shrunk_rates),
    ):
        found = shrunk(events, cases, prior)

        assert (found >= np.minimum(raw, prior.mean) - 1e-9).all()
        assert (found <= np.maximum(raw, prior.mean) + 1e-9).all()


@QUICK
@given(COURT)
def test_adding_a_dominated_unit_reorders_nobody(
    rules: Assessment, indicators: dict, rows: list[Row]
) -> None:
    worst = (100, 100, 100, 99, 100, 100)  # worse than anybody in everything
    before = ranked(named(rows), rules, indicators)
    after = ranked(named(rows) | {"last": worst}, rules, indicators)

    held = [place for place in after if place.unit != "last"]
    assert [(p.unit, p.score, p.label) for p in before] == [(p.unit, p.score, p.label) for p in held]
    assert after["last"].score <= min(place.score for place in before)


def test_units_of_another_group_of_peers_reorder_nobody(rules: Assessment, indicators: dict) -> None:
    rows = named([(500, 9, 3, 1, 5, 10), (400, 2, 6, 0, 9, 9), (300, 5, 5, 2, 1, 8)])
    groups = {"ours": PeerGroup(rules.title, tuple(rows))}
    split = evolve(rules, horizontal=evolve(rules.horizontal, peer_groups=groups))
    before = ranked(rows, rules, indicators)
    after = ranked(rows | {"other": (900, 0, 0, 0, 0, 5)}, split, indicators)

    assert [(p.unit, p.label, p.interval) for p in before] == [
        (p.unit, p.label, p.interval) for p in after.peers["ours"].composite.places
    ]
