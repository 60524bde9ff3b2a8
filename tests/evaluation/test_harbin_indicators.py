"""The indicator sets of the built-in pack: as many as the text names, and the figures that it published."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from courtqa import load_policy
from courtqa.evaluation import measures, percent_change, points_change

SETS = {"trial_work": 12, "team": 5, "key_items": 6, "year_figures": 6, "reversal": 9, "flow": 11}


@pytest.fixture(scope="module")
def policy() -> Any:
    return load_policy("harbin")


@pytest.mark.parametrize(("name", "count"), SETS.items())
def test_a_set_has_as_many_indicators_as_the_text_names(policy: Any, name: str, count: int) -> None:
    edition = policy.edition("indicators", name, on=date(2007, 12, 31))

    assert len(edition.value.indicators) == count
    assert all(reference.quotation or reference.article for reference in edition.references)


@pytest.mark.parametrize("name", ["trial_work", "team", "key_items"])
def test_what_the_text_leaves_open_is_marked_as_an_assumption(policy: Any, name: str) -> None:
    marked = policy.edition("indicators", name, on=date(2007, 12, 31)).assumptions

    assert all(assumption.note for assumption in marked)
    assert len(marked) >= 3


def test_the_polarity_that_the_text_leaves_open_is_not_judged(policy: Any) -> None:
    found = policy.edition("indicators", "trial_work", on=date(2007, 12, 31)).value.indicators

    assert {name for name, each in found.items() if each.direction == "context"} == {
        "key_case_analyses",
        "case_reviews",
    }


def _cases(
    year: int, *, petitions: int, reversed_: int, appeals: int, retrials: int, settled: int, enforced: int
) -> pl.DataFrame:
    """One row per fact, so that each published count can be given as it is; 10,000 civil and 10,000 enforcement."""
    day, facts = date(year, 6, 1), []
    for column, count in [("petitioned_on", petitions), ("appealed_on", appeals), ("retrial_on", retrials)]:
        facts.append(pl.DataFrame({column: [day] * count}))
    facts.append(
        pl.DataFrame({"appeal_decided_on": [day] * reversed_, "appeal_outcome": ["reversed"] * reversed_})
    )
    manners = ["mediation"] * settled + ["judgment"] * (10_000 - settled)
    facts.append(
        pl.DataFrame({"case_type": "civil", "filed_on": day, "closed_on": day, "closing_manner": manners})
    )
    closed = [day] * enforced + [None] * (10_000 - enforced)
    facts.append(pl.DataFrame({"case_type": "enforcement", "filed_on": day, "closed_on": closed}))
    return pl.concat(facts, how="diagonal_relaxed").with_columns(division=pl.lit("court"))


def test_four_falls_and_two_rises_are_told_as_they_were_published(policy: Any) -> None:
    """H55: −35.16 %, −37.40 %, −20.82 %, −33.53 %; +1.22 and +6 percentage points."""
    indicators = policy.edition("indicators", "year_figures", on=date(2007, 12, 31)).value
    before = _cases(
        2006, petitions=10_000, reversed_=500, appeals=5_000, retrials=10_000, settled=3_000, enforced=7_000
    )
    after = _cases(
        2007, petitions=6_484, reversed_=313, appeals=3_959, retrials=6_647, settled=3_122, enforced=7_600
    )
    was = measures(before, indicators, period="2006")
    now = measures(after, indicators, period="2007")

    told = []
    for name, indicator in indicators.indicators.items():
        change = points_change if indicator.read_as == "points" else percent_change
        told.append(change(was.total(name).value, now.total(name).value).sentence.zh)  # type: ignore[union-attr]
    assert told == [
        "下降35.16%",
        "下降37.40%",
        "下降20.82%",
        "下降33.53%",
        "上升1.22个百分点",
        "上升6.00个百分点",
    ]
