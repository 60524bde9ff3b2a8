"""Ranking is off where the rules have it off, and comes back only where somebody asks for it in so many words."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from courtqa import evaluate, load_policy
from courtqa.errors import RankingWithheld
from courtqa.evaluation.publication import ranking_off

pytestmark = pytest.mark.once

FIRST = date(2014, 11, 3)


@pytest.fixture(scope="module")
def cases() -> pl.DataFrame:
    rows = [
        {
            "case_id": f"{division}-{number}",
            "division": division,
            "judge": f"j{number % 4}",
            "docketed_on": FIRST + timedelta(number * 6),
            "closed_on": FIRST + timedelta(number * 6 + 40 + 20 * (division == "civil_2")),
        }
        for division in ("civil_1", "civil_2", "civil_3")
        for number in range(130)
    ]
    return pl.DataFrame(rows)


@pytest.fixture(scope="module")
def current():
    return load_policy("prc_current")


def test_current_law_ranks_nobody_by_default(cases, current) -> None:
    found = evaluate(cases, policy=current, period=2016)

    assert found.horizontal.peers == {}
    assert list(found.horizontal) == []
    assert "No ranking since 2014-12-23" in found.explain()
    assert "取消对高级人民法院考核排名" in found.explain("zh")
    assert "2014-12-23" in found._repr_html_()


def test_a_place_that_is_withheld_cannot_be_asked_for(cases, current) -> None:
    found = evaluate(cases, policy=current, period=2016)

    with pytest.raises(RankingWithheld, match="nobody is ranked here"):
        found.horizontal["civil_1"]


def test_other_weights_bring_no_ranking_back(cases, current) -> None:
    found = evaluate(cases, policy=current, period=2016)
    again = found.rerun(weights=dict.fromkeys(found.horizontal.weights, 1))

    assert again.horizontal.withheld == found.horizontal.withheld


def test_whoever_asks_for_it_gets_it_with_the_rule_as_a_warning(cases, current) -> None:
    found = evaluate(cases, policy=current, period=2016, ranking=True)

    assert found.horizontal.peers
    assert "No ranking since 2014-12-23" in found.explain()


def test_the_practice_of_2008_is_ranked(cases) -> None:
    found = evaluate(cases, policy=load_policy("harbin"), period=2016)

    assert found.horizontal.peers
    assert found.horizontal.withheld is None


def test_the_rule_changes_from_one_day_to_the_next(current) -> None:
    assert ranking_off(current, on=date(2014, 12, 22)) is None
    assert ranking_off(current, on=date(2014, 12, 23)) is not None


def test_ranking_may_be_left_out_where_it_is_allowed(cases) -> None:
    found = evaluate(cases, policy=load_policy("harbin"), period=2016, ranking=False)

    assert found.horizontal.peers == {}
