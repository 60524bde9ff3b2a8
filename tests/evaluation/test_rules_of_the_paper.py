"""Definitions that change, targets, shares of a panel, vetoes, functions, tables of grades: what the paper asks for by name."""

from __future__ import annotations

import datetime as dt
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from courtqa import load_policy
from courtqa.errors import IncomparablePeriods, Misfit, RuleMissing, UnknownName
from courtqa.evaluation import (
    Evaluation,
    Indicator,
    Term,
    Veto,
    evaluate,
    health_check,
    measures,
    panel_measures,
    require_one_definition,
)
from courtqa.evaluation.assessment import Ordinal
from courtqa.evaluation.change_tests import dispersion_of_clusters, dispersion_of_history
from courtqa.evaluation.comparison import movement
from courtqa.evaluation.conditions import Condition
from courtqa.evaluation.indicator import Band
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.periods import Period
from courtqa.evaluation.places import ranked
from courtqa.evaluation.vertical import assess
from courtqa.evaluation.vetoes import both_places
from courtqa.policy import Policy
from courtqa.simulation import CourtYear, court_years
from courtqa.text import Text


@pytest.fixture(scope="module")
def court() -> CourtYear:
    return court_years(2004, 2007, seed=2008)


@pytest.fixture(scope="module")
def policy(harbin: Policy) -> Policy:
    return harbin


@pytest.fixture(scope="module")
def year(court: CourtYear, policy: Policy) -> Evaluation:
    return evaluate(court.cases, policy=policy, period=2007, events=court.events, staff=court.staff)


# Definitions


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """The built-in pack, and a court that from 2007 on divides reversals by appeals decided."""
    pack = tmp_path_factory.mktemp("changed")
    reference = "{title: {zh: 某规定, en: A rule}, article: 第三条}"
    (pack / "pack.yaml").write_text(
        f"name: changed\ntitle: {{zh: 甲, en: a}}\nversion: '1'\ntime_zone: Asia/Shanghai\n"
        f"extends: [harbin]\nreference: {reference}\n",
        encoding="utf-8",
    )
    home = Path(__file__).parents[2] / "courtqa" / "packs" / "harbin" / "indicators" / "trial_work"
    text = (home / "2005-01-01.yaml").read_text(encoding="utf-8")
    old = "    denominator: [{count: cases, at: closed_on}]\n  petition_rate:"
    assert old in text
    (pack / "indicators" / "trial_work").mkdir(parents=True)
    (pack / "indicators" / "trial_work" / "2007-01-01.yaml").write_text(
        text.replace(old, "    denominator: [{count: cases, at: appeal_decided_on}]\n  petition_rate:"),
        encoding="utf-8",
    )
    return load_policy(pack)


def test_a_definition_that_changed_is_not_compared_across_the_break(
    changed: Policy, court: CourtYear
) -> None:
    found = evaluate(court.cases, policy=changed, period=2007, staff=court.staff)

    assert list(found.breaks) == ["reversal_remand_rate"]
    row = found.vertical["civil_1"].row("reversal_remand_rate")
    assert (row.grade, row.detail) == (None, "definition_changed")
    assert "2007-01-01" in found.breaks["reversal_remand_rate"].text.en
    assert found.vertical["civil_1"].row("petition_rate").detail != "definition_changed"
    with pytest.raises(IncomparablePeriods, match="changed on 2007-01-01"):
        found.control("reversal_remand_rate", "civil_1", first="2004-01")


def test_a_break_is_bridged_only_aloud_by_counting_both_years_the_new_way(
    changed: Policy, court: CourtYear
) -> None:
    found = evaluate(court.cases, policy=changed, period=2007, staff=court.staff, bridge=True)
    row = found.vertical["civil_1"].row("reversal_remand_rate")

    assert found.bridged
    assert row.grade is not None
    assert row.before.denominator == found.before.get("civil_1", "reversal_remand_rate").denominator
    assert found.control("reversal_remand_rate", "civil_1", first="2004-01").months


def test_a_trend_within_one_definition_is_free_and_the_last_old_and_first_new_day_differ(
    changed: Policy,
) -> None:
    asked = {"sets": ["trial_work"], "indicator": "reversal_remand_rate"}

    require_one_definition(changed, first=date(2005, 1, 1), last=date(2006, 12, 31), **asked)
    require_one_definition(changed, first=date(2007, 1, 1), last=date(2009, 1, 1), **asked)
    with pytest.raises(IncomparablePeriods):
        require_one_definition(changed, first=date(2006, 12, 31), last=date(2007, 1, 1), **asked)
    with pytest.raises(UnknownName):
        require_one_definition(changed, ["nothing"], "x", first=date(2006, 1, 1), last=date(2007, 1, 1))


def test_an_indicator_outside_its_validity_is_flagged_and_not_graded() -> None:
    term = Term(count="cases", at="closed_on")
    title = Text(zh="甲", en="a")
    indicator = Indicator(title, "count", "lower", "percent", (term,), valid_until=date(2007, 6, 30))
    cases = pl.DataFrame({"case_id": ["1"], "division": ["x"], "closed_on": [date(2007, 5, 1)]})

    assert "not_valid" in measures(cases, {"a": indicator}, period=2007).total("a").flags
    assert "not_valid" not in measures(cases, {"a": indicator}, period="2007-05").total("a").flags


# Shares of a panel


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([1, 3, 5, 7]), min_size=1, max_size=12), st.randoms())
def test_the_shares_of_a_panel_sum_exactly_to_the_cases(sizes: list[int], random) -> None:
    judges = [f"J{n}" for n in range(9)]
    seats = [(str(c), judge) for c, size in enumerate(sizes) for judge in random.sample(judges, size)]
    ids = [str(c) for c in range(len(sizes))]
    cases = pl.DataFrame(
        {
            "case_id": ids,
            "division": "x",
            "closed_on": [date(2007, 3, 1)] * len(ids),
            "appeal_decided_on": [date(2007, 5, 1) if random.random() < 0.5 else None for _ in ids],
        },
        schema_overrides={"appeal_decided_on": pl.Date},
    )
    title = Text(zh="甲", en="a")
    rate = Indicator(
        title, "ratio", "lower", "percent",
        (Term(count="cases", at="appeal_decided_on"),), (Term(count="cases", at="closed_on"),),
    )  # fmt: skip
    panels = pl.DataFrame(seats, schema=["case_id", "panel_member"], orient="row")

    found = panel_measures(cases, panels, {"rate": rate}, period=2007)

    held = found.of("rate")
    assert sum(Fraction(m.denominator) for m in held) == found.total("rate").denominator == len(ids)
    assert sum(Fraction(m.numerator) for m in held) == found.total("rate").numerator
    sat = sum((Fraction(1, sizes[int(c)]) for c, judge in seats if judge == held[0].unit), Fraction(0))
    assert held[0].denominator == sat
    assert held[0].basis == "shares"


def test_what_a_panel_cannot_share_and_a_member_twice_are_refused() -> None:
    cases = pl.DataFrame({"case_id": ["1"], "division": "x", "closed_on": [date(2007, 3, 1)]})
    panels = pl.DataFrame({"case_id": ["1", "1"], "panel_member": ["a", "a"]})
    title = Text(zh="甲", en="a")
    count = Indicator(title, "count", "higher", "percent", (Term(count="cases", at="closed_on"),))
    judges = Indicator(title, "count", "higher", "percent", (Term(distinct="judge", at="closed_on"),))

    with pytest.raises(Misfit, match="a twice on the panel of 1"):
        panel_measures(cases, panels, {"closed": count}, period=2007)
    with pytest.raises(UnknownName):
        panel_measures(cases, panels.unique(), {"judges": judges}, period=2007)


# Targets, bands, tables, dispersion


def test_a_funnel_may_be_drawn_round_a_stated_target(year: Evaluation) -> None:
    pooled = year.horizontal.funnel("reversed_remanded_cases")
    stated = year.horizontal.funnel("reversed_remanded_cases", target=0.2)

    assert (pooled.stated, stated.stated, stated.target) == (False, True, 0.2)
    assert {point.side for point in stated.points} == {"better"}
    assert len(stated.outstanding) == len(stated.points)
    assert "the stated target 0.2" in stated.explain("en")


def test_a_band_of_the_assessment_replaces_that_of_the_indicator(policy: Policy, court: CourtYear) -> None:
    definition = policy.edition("indicators", "flow", on=date(2007, 12, 31)).value.indicators["closure_rate"]
    rate = evolve(definition, direction="band", band=Band(Decimal("0.99"), 1))
    found = measures(court.cases, {"closure_rate": rate}, period=2007)

    assert health_check(found)["civil_1", "closure_rate"].standing == "below"
    wide = health_check(found, bands={"closure_rate": Band(Decimal("0.5"), 1)})
    assert {row.standing for row in wide.rows} == {"inside"}
    assert not wide.outside


def test_a_figure_just_beside_its_range_may_be_there_by_chance() -> None:
    title = Text(zh="甲", en="a")
    closed = Term(count="cases", at="closed_on")
    mediated = evolve(closed, where=(Condition(field="closing_manner", among=("mediation",)),))
    band = Band(Decimal("0.10"), Decimal("0.20"))
    indicator = Indicator(title, "share", "band", "points", (mediated,), (closed,), band=band)

    def standing(events: int, cases: int) -> str:
        manner = ["mediation"] * events + ["judgment"] * (cases - events)
        rows = pl.DataFrame({"division": "x", "closed_on": date(2007, 3, 1), "closing_manner": manner})
        return health_check(measures(rows, {"a": indicator}, period=2007))["x", "a"].standing

    assert standing(9, 100) == "below_by_chance"
    assert standing(10, 1000) == "below"
    assert standing(15, 100) == "inside"
    assert standing(22, 100) == "above_by_chance"
    assert standing(300, 1000) == "above"


def test_a_unit_s_grade_may_come_from_a_declared_table(year: Evaluation) -> None:
    rules = evolve(
        year.assessment,
        vertical=evolve(year.assessment.vertical, ordinal=Ordinal(Decimal("0.25"), 1)),
    )
    found = assess(year.measures, year.before, assessment=rules, provenance=year.provenance)
    back = assess(year.before, year.measures, assessment=rules, provenance=year.provenance)

    points = {"better": 2, "slightly_better": 1, "level": 0, "slightly_worse": -1, "worse": -2}
    for unit, one in found.units.items():
        graded = [(points[r.grade], r.weight) for r in one.rows if r.grade and r.detail != "by_rule"]
        weight = sum(float(w) for _, w in graded)
        mean = sum(p * float(w) for p, w in graded) / weight if weight else 0.0
        expected = (mean > 0) - (mean < 0) if abs(mean) >= 0.25 else 0
        assert one.combined.detail in {"by_table", "insufficient_data"}
        if one.grade is not None:
            assert (points[one.grade] > 0) - (points[one.grade] < 0) == expected
            assert points[back.units[unit].grade or "level"] == -points[one.grade]


def test_counts_that_come_in_clusters_are_tested_with_their_dispersion() -> None:
    """Ten persons who petition four times each are not forty petitioners: z over the root of φ."""
    title = Text(zh="甲", en="a")
    indicator = Indicator(title, "count", "lower", "percent", (Term(count="cases", at="petitioned_on"),))
    before = Measure("a", "x", Period.parse("2006"), 60, None, Fraction(60), 60)
    after = Measure("a", "x", Period.parse("2007"), 90, None, Fraction(90), 90)
    moved = movement(after, before, indicator)

    phi = dispersion_of_clusters([4] * 15)
    wide = moved.dispersed(phi)

    assert phi == 4.0
    assert moved.p_rise < 0.01 < 0.10 < wide.p_rise
    assert wide.error == pytest.approx(2 * moved.error)
    assert wide.low < moved.low < moved.effect < moved.high < wide.high
    assert dispersion_of_history([60, 61, 59, 62]) == 1.0


def test_bare_places_are_dense_or_average_on_request() -> None:
    scores = {"a": Fraction(90), "b": Fraction(70), "c": Fraction(70), "d": Fraction(10), "e": None}
    found = ranked(
        scores, dict.fromkeys("abcd", 1.0), title=Text(zh="甲", en="a"), level=0.95, limits=(0.5, 0.75)
    )

    assert found.ranks() == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert found.ranks(ties="dense") == {"a": 1, "b": 2, "c": 2, "d": 3}
    assert found.ranks(ties="average") == {"a": 1, "b": 2.5, "c": 2.5, "d": 4}


def test_months_between_rare_events_and_counts_have_their_charts(year: Evaluation) -> None:
    rare = year.control("reversal_remand_rate", "civil_1", first="2004-01", form="t")
    plain = year.control("reversal_remand_rate", "civil_1", first="2004-01", form="c")
    events = sum(
        int(year.measures.source.measures(str(month)).get("civil_1", "reversal_remand_rate").numerator or 0)
        for month in plain.months
    )

    assert len(rare.months) == events - 1
    assert rare.form == "t"
    assert plain.chart.values.sum() == events


def test_the_status_of_a_period_travels_with_every_row(court: CourtYear, policy: Policy) -> None:
    """H36: 月积累、季统计、半年初评、全年总评; only the last is final."""
    for period, zh in (
        ("2007-03", "月积累"),
        ("2007Q1", "季统计"),
        ("2007H1", "半年初评"),
        ("2007", "全年总评"),
    ):
        found = evaluate(court.cases, policy=policy, period=period, as_of=dt.date(2008, 1, 2))

        assert found.provenance.stage is not None
        assert found.provenance.stage.zh == zh
        assert set(found.vertical.to_frame().get_column("status")) == {
            "final" if period == "2007" else "provisional"
        }


# Vetoes


def test_a_leader_s_own_problem_counts_against_the_division_and_says_whose_it_was(year: Evaluation) -> None:
    veto = Veto(
        "civil_4", "leader_problem", "收受财物", "审判委员会", date(2007, 6, 1), "exclude", date(2008, 5, 31),
        person="zhao", role="division_chief",
    )  # fmt: skip
    found = year.horizontal.with_vetoes([veto])
    both = found.with_and_without_vetoes()
    shown = year.horizontal.ranking().showing != "refused"

    row = next(row for row in both.iter_rows(named=True) if row["unit"] == "civil_4")
    assert row["effect"] == "exclude"
    assert row["score"] == pytest.approx(float(year.horizontal["civil_4"].score))
    assert row["place_with"] == ("–" if shown else None)
    with pytest.raises(Misfit, match="whose own problem counts"):
        year.horizontal.with_vetoes([evolve(veto, person=None)])
    with pytest.raises(Misfit, match="whose own problem counts"):
        year.horizontal.with_vetoes([evolve(veto, role="judge_assistant")])


def test_the_place_is_shown_with_and_without_the_veto(year: Evaluation) -> None:
    ranking = evolve(year.horizontal.ranking(), showing="shown")
    units = [place.unit for place in ranking.places]
    made = {
        effect: Veto(units[at], "major_problem", "x", "y", date(2007, 1, 1), effect, date(2008, 1, 1))
        for at, effect in enumerate(("exclude", "last", "cap"))
    }
    rows = both_places(ranking, {veto.unit: veto for veto in made.values()}).to_dicts()

    assert [row["place_without"] for row in rows[:4]] == ["1", "2", "3", "4"]
    assert [row["place_with"] for row in rows[:4]] == ["–", str(len(units) - 1), "1", "2"]


def test_a_veto_ends_and_an_edition_may_say_how_long_it_lasts_at_most(year: Evaluation) -> None:
    rule = evolve(year.assessment.veto, lasts_months=12)
    veto = Veto("civil_1", "major_problem", "x", "y", date(2007, 6, 1), "last", date(2008, 6, 1))

    veto.check(rule)
    with pytest.raises(Misfit, match="at most 12 months"):
        evolve(veto, until=date(2008, 6, 2)).check(rule)
    with pytest.raises(Misfit, match="on that day or later"):
        evolve(veto, until=date(2007, 5, 31)).check(rule)
    with pytest.raises(UnknownName):
        evolve(veto, ground="bad_mood").check(rule)
    assert veto.in_force(date(2008, 6, 1))
    assert not veto.in_force(date(2008, 6, 2))


def test_a_weighted_caseload_shares_out_the_judges(year: Evaluation, court: CourtYear) -> None:
    """L = Σ weight × cases; balanced posts L / ΣL × Σ posts."""
    classes = sorted(court.cases.get_column("case_type").unique().to_list())
    plain = year.workload(dict.fromkeys(classes, 1))
    heavy = year.workload(dict.fromkeys(classes, 1) | {"administrative": 3})

    assert plain.load.tolist() == plain.cases.sum(axis=1).tolist()
    assert plain.balanced.sum() == pytest.approx(plain.posts.sum())
    at = plain.units.index("administrative_1")
    assert heavy.load[at] == 3 * plain.load[at]
    assert heavy.balanced[at] > plain.balanced[at]
    assert "× 3 =" in heavy.explain("administrative_1")
    with pytest.raises(UnknownName, match="administrative"):
        year.workload({"civil": 1})
    with pytest.raises(RuleMissing, match="case_weights"):
        year.workload()
