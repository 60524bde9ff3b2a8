"""Gamed figures: found where they are put, seldom where they are not, and told with restraint."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from courtqa.errors import NotAPeriod, UnknownName
from courtqa.evaluation import evaluate
from courtqa.evaluation.assessment import GamingRules
from courtqa.evaluation.gaming import bunching, fewer_than_peers, odds_against_peers
from courtqa.evaluation.gaming_result import GAMES, screen
from courtqa.kinds import load_policy
from courtqa.simulation import CourtYear, court_years
from courtqa.simulation.gaming import inject
from courtqa.simulation.operating import (
    coverage_of_rank_sets,
    gaming_power,
    grades_by_chance,
    rules_of_the_year,
)

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def rules() -> GamingRules:
    found = load_policy("harbin").edition("assessments", "divisions", on=date(2009, 12, 31)).value.gaming
    assert found is not None
    return found


@pytest.fixture(scope="module")
def court() -> CourtYear:
    return court_years(2008, 2009, seed=4, mode="free")


@pytest.mark.parametrize(
    ("game", "intensity"),
    [
        ("year_end_filing_dip", 1.0),
        ("closing_surge", 0.6),
        ("deadline_bunching", 1.0),
        ("few_reversals", 1.0),
        ("mediation_inflation", 0.3),
        ("filing_transfer", 0.5),
    ],
)
def test_a_gamed_division_is_found(court: CourtYear, rules: GamingRules, game: str, intensity: float) -> None:
    gamed = inject(court, game, units=["civil_1"], intensity=intensity, seed=1)

    found = screen(gamed.court.cases, period=2009, rules=rules)

    assert gamed.changed > 0
    assert ("civil_1", game) in {(row.unit, row.game) for row in found.flagged}
    assert "civil_1" not in {row.unit for row in screen(court.cases, period=2009, rules=rules).flagged}


def test_gaming_changes_only_the_division_and_the_year_it_says(court: CourtYear) -> None:
    gamed = inject(court, "few_reversals", units=["civil_2"], intensity=1.0, seed=1).court.cases

    other = pl.col("division") != "civil_2"
    assert gamed.filter(other).equals(court.cases.filter(other))
    before = pl.col("appeal_decided_on").dt.year() == 2008
    assert gamed.filter(before).equals(court.cases.filter(before))
    with pytest.raises(UnknownName):
        inject(court, "card_tricks", units=["civil_2"], intensity=1.0, seed=1)


def test_nobody_gaming_few_are_flagged(rules: GamingRules) -> None:
    flags = tests = 0
    for seed in range(6):
        found = screen(court_years(2008, 2009, seed=seed, mode="free").cases, period=2009, rules=rules)
        flags, tests = flags + len(found.flagged), tests + len(found.rows)

    assert flags / tests < 0.02


def test_a_season_that_all_share_is_no_gaming() -> None:
    """Everybody files half as much at year end, this year and last: the ratio of odds does not move."""
    found = odds_against_peers([20, 30, 25], [600, 900, 750], [21, 29, 26], [610, 890, 760], rise=False)

    assert (found.p > 0.1).all()


def test_a_fall_in_one_unit_only_is_seen_and_its_rise_is_not_called_a_fall() -> None:
    now, n = [2, 30, 25, 40], [600, 900, 750, 1200]

    fall = odds_against_peers(now, n, [21, 29, 26, 41], [610, 890, 760, 1190], rise=False)
    rise = odds_against_peers(now, n, [21, 29, 26, 41], [610, 890, 760, 1190], rise=True)

    assert fall.p[0] < 0.01
    assert fall.p + rise.p == pytest.approx(np.ones(4))
    assert fall.expected[0] == pytest.approx(20, abs=2)


def test_one_gamed_unit_hides_neither_itself_nor_accuses_the_others() -> None:
    """Half its judgments booked as mediated: the others then seem to fall, and the spread must not swallow it."""
    found = odds_against_peers(
        [716, 186, 199, 230, 229, 137, 101],
        [1389, 1113, 994, 987, 853, 748, 676],
        [200, 190, 210, 180, 230, 140, 110],
        [1380, 1100, 1000, 990, 850, 750, 680],
    )

    assert found.p[0] < 1e-6
    assert (found.p[1:] > 0.3).all()


def test_without_a_year_before_peers_alone_are_the_measure() -> None:
    found = odds_against_peers([0, 40, 40], [400, 400, 400], rise=False)

    assert found.p[0] < 1e-6


def test_closings_heaped_up_to_a_limit_are_seen_against_a_smooth_course() -> None:
    rng = np.random.default_rng(2)
    smooth = rng.integers(-24, 24, 400)
    heaped = np.where((smooth < 0) & (rng.random(400) < 0.4), rng.integers(0, 3, 400), smooth)

    assert bunching(smooth, days=3, reach=24).p > 0.05
    assert bunching(heaped, days=3, reach=24).p < 0.001
    assert bunching([], days=3, reach=24).p == 1.0
    late = bunching(heaped, days=3, reach=24)
    assert late.observed > 2 * late.expected


def test_a_steady_decline_towards_the_limit_is_no_bunching() -> None:
    """A course that falls by itself, as durations do: false alarms stay near their nominal rate."""
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(200):
        slack = 24 - np.floor(rng.exponential(20, 300)).astype(int)
        alarms += bunching(slack[slack >= -24], days=3, reach=24).p < 0.05

    assert alarms / 200 < 0.1


def test_no_reversal_at_all_is_strange_only_where_some_were_due() -> None:
    found = fewer_than_peers([0, 12, 9, 14, 0], [60, 62, 45, 70, 4])

    assert found.p[0] < 0.001
    assert found.p[4] > 0.05


def test_what_the_records_lack_is_not_tested_and_said(court: CourtYear, rules: GamingRules) -> None:
    bare = court.cases.select("division", "filed_on", "closed_on")

    found = screen(bare, period=2009, rules=rules)

    assert set(found.not_recorded) == {"deadline_bunching", "few_reversals", "mediation_inflation"}
    assert "Not tested" in found.explain()
    assert found.of("few_reversals") == ()
    with pytest.raises(NotAPeriod):
        screen(bare, period="2009H1", rules=rules)


def test_a_flag_is_told_as_a_question_not_as_a_verdict(court: CourtYear) -> None:
    gamed = inject(court, "mediation_inflation", units=["civil_1"], intensity=0.5, seed=1).court

    report = evaluate(gamed.cases, policy=load_policy("harbin"), period="2009", staff=gamed.staff)
    found = report.gaming()

    assert "proves nothing" in found.explain("civil_1")
    assert "不证明任何人作假" in found.explain("民事审判第一庭", "zh")
    assert set(found.to_frame()["test"]) == set(GAMES)
    assert found.plot().to_dict()["layer"]


def test_the_figures_of_the_documentation_can_be_measured_again(rules: GamingRules) -> None:
    power = {found.game: found for found in gaming_power(rules, courts=3, seed=1)}
    coverage = coverage_of_rank_sets(runs=60, slow_runs=20, repetitions=100, seed=1)
    grades = grades_by_chance(rules_of_the_year(), expected=(8,))

    assert set(power) == set(GAMES)
    assert power["mediation_inflation"].power[0.25] > power["mediation_inflation"].power[0.02]
    assert {(c.method, c.truth) for c in coverage} >= {("tukey_kramer", "equal"), ("multinomial", "grouped")}
    assert min(c.held for c in coverage if c.method == "holm") > 0.85
    assert max(g.not_level for g in grades) < 0.20
    assert max(g.strong for g in grades) < 0.05
    assert min(g.naive_not_level for g in grades) > 0.7
