"""Cohorts of closings at the same age, by hand; and the two clocks that are never mixed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from attrs import evolve

from courtqa.errors import IncomparablePeriods, UnknownName
from courtqa.evaluation import Condition, Coverage, Evaluation, Indicator, Period, Term, base_of, evaluate
from courtqa.evaluation.assessment_checks import _check_clocks
from courtqa.evaluation.cohort import Cohort, clocks_of
from courtqa.evaluation.report.cohorts import followed
from courtqa.policy import Policy
from courtqa.text import Text

# Closed, decided on appeal, outcome. Of 2006: three reversed, on 2006-06-01, 2007-01-20 and 2007-06-01.
# Of 2007: two reversed, on 2007-12-01 and 2008-01-25; one more on 2008-03-01, after the records end.
ROWS = [
    ("a1", date(2006, 1, 2), date(2006, 6, 1), "reversed"),
    ("a2", date(2006, 12, 1), date(2007, 1, 20), "reversed"),
    ("a3", date(2006, 12, 31), date(2007, 6, 1), "remanded"),
    ("a4", date(2006, 5, 1), date(2006, 9, 1), "affirmed"),
    ("b1", date(2007, 1, 1), date(2007, 12, 1), "reversed"),
    ("b2", date(2007, 12, 20), date(2008, 1, 25), "partly_reversed"),
    ("b3", date(2007, 11, 30), date(2008, 3, 1), "reversed"),
    ("b4", date(2007, 12, 31), None, None),
    ("b5", date(2007, 6, 1), None, None),
]
CASES = pl.DataFrame(
    [
        {
            "case_id": name,
            "division": "civil_1",
            "filed_on": closed.replace(day=1),
            "closed_on": closed,
            "appeal_decided_on": decided,
            "appeal_outcome": outcome,
        }
        for name, closed, decided, outcome in ROWS
    ]
)
REVERSED = Condition(field="appeal_outcome", among=("reversed", "partly_reversed", "remanded"))


def rate(**given: object) -> Indicator:
    """The reversal rate of a cohort, followed for ninety days unless told otherwise."""
    told: dict[str, object] = {
        "title": Text(zh="发改率", en="reversals"),
        "unit": "share",
        "direction": "lower",
        "read_as": "points",
        "numerator": (Term(count="cases", at="closed_on", where=(REVERSED,)),),
        "denominator": (Term(count="cases", at="closed_on"),),
        "cohort": Cohort("appeal_decided_on", 90),
    }
    return Indicator(**(told | given))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def year(harbin: Policy) -> Evaluation:
    return evaluate(CASES, policy=harbin, period="2007", as_of=date(2008, 1, 31))


def test_two_cohorts_are_looked_at_on_the_same_day_after_their_year(year: Evaluation) -> None:
    found = year.cohorts("reversal_remand_rate")
    row = found["civil_1"]

    assert (found.age, found.then) == (31, date(2007, 1, 31))
    assert (row.now.numerator, row.now.denominator) == (2, 5)  # b1, b2; b3 is decided later
    assert (row.before.numerator, row.before.denominator) == (2, 4)  # a1, a2; a3 is decided later
    assert (row.since.numerator, row.since.denominator) == (3, 4)
    assert row.now.value == Fraction(2, 5)
    assert row.p is not None
    assert row.p > 0.5
    assert found["*"].now == evolve(row.now, unit="*")


def test_by_the_day_of_the_event_the_same_year_says_something_else(year: Evaluation) -> None:
    by_event = year.measures.get("civil_1", "reversal_remand_rate")

    assert by_event.numerator == 3  # a2, a3 and b1 were decided in 2007
    assert year.cohorts("reversal_remand_rate")["civil_1"].now.numerator == 2


def test_it_tells_the_age_and_what_came_since_in_both_languages(year: Evaluation) -> None:
    found = year.cohorts("reversal_remand_rate")

    assert "40.00 % (2/5) as of 2008-01-31, 31 days after its end" in found.explain("civil_1")
    assert "其后增至 75.00% (3/4)" in found.explain("civil_1", "zh")
    assert found.to_frame("zh")["上年批次至今分子"].to_list() == [3.0, 3.0]


def test_without_a_day_of_the_records_ages_cannot_be_made_equal(harbin: Policy) -> None:
    found = evaluate(CASES, policy=harbin, period="2007")

    with pytest.raises(IncomparablePeriods, match="up to which day they tell") as refused:
        found.cohorts("reversal_remand_rate")
    assert "无法在同一时点比较" in refused.value.to("zh")


def test_a_cohort_that_is_not_whole_is_refused(harbin: Policy) -> None:
    found = evaluate(CASES, policy=harbin, period="2007", as_of=date(2007, 11, 30))

    with pytest.raises(IncomparablePeriods, match="its cohort isn't whole") as refused:
        found.cohorts("reversal_remand_rate")
    assert "结案批次不完整" in refused.value.to("zh")


def test_an_indicator_that_follows_nobody_is_refused_by_name(year: Evaluation) -> None:
    with pytest.raises(UnknownName, match="can follow a cohort"):
        year.cohorts("closure_rate")


def test_each_case_of_a_cohort_is_followed_for_the_same_time() -> None:
    base = base_of(CASES, {"reversals": rate()}, as_of=date(2008, 3, 30))
    now, before = (base.measures(each).get("civil_1", "reversals") for each in ("2007", "2006"))

    assert (now.numerator, now.denominator) == (1, 5)  # b2 after 36 days; b1 after 334, b3 after 92
    assert (before.numerator, before.denominator) == (1, 4)  # a2 after 50 days; a1 after 150, a3 after 152
    assert now.flags == before.flags == ()


@pytest.mark.parametrize(("day", "ripe"), [(date(2008, 3, 29), False), (date(2008, 3, 30), True)])
def test_a_cohort_has_no_figure_before_its_last_case_is_followed_so_long(day: date, ripe: bool) -> None:
    found = base_of(CASES, {"reversals": rate()}, as_of=day).measures("2007").get("civil_1", "reversals")

    assert (found.value is not None) is ripe
    assert ("immature" in found.flags) is not ripe
    assert found.n == 5


def test_without_another_day_the_last_day_covered_is_what_is_known() -> None:
    base = base_of(CASES, {"reversals": rate()})

    found = {
        last: evolve(base, coverage=Coverage(date(2006, 1, 1), last)).measures(Period.parse("2007"))
        for last in (date(2007, 12, 31), date(2008, 12, 31))
    }
    early, late = (each.get("civil_1", "reversals") for each in found.values())

    assert (early.value, early.flags) == (None, ("immature",))
    assert late.value == Fraction(1, 5)


def test_a_definition_that_mixes_the_clocks_is_refused() -> None:
    event = Term(count="cases", at="appeal_decided_on", where=(REVERSED,))
    mixed = rate(numerator=(Term(count="cases", at="closed_on", where=(REVERSED,)), event))
    divided = rate(denominator=(Term(count="cases", at="appealed_on"),))

    assert clocks_of(mixed) == clocks_of(divided) == {"event", "cohort"}
    for each in (mixed, divided):
        assert any("one clock" in expected for _, _, expected in each.faults())
    assert list(rate().faults()) == []
    assert list(rate(numerator=(event,), cohort=None).faults()) == []


def test_a_cohort_without_an_end_is_refused() -> None:
    (fault,) = rate(cohort=None).faults()

    assert fault[1] == "a cohort followed without an end: last year's has had a year longer"


@pytest.mark.parametrize(
    ("cohort", "expected"),
    [(Cohort("closed_on", 90), "one of appeal_decided_on"), (Cohort("appeal_decided_on", 0), "at least 1")],
)
def test_a_cohort_must_wait_for_something_that_comes_later(cohort: Cohort, expected: str) -> None:
    assert any(expected in fault[2] for fault in rate(cohort=cohort).faults())


def test_an_assessment_does_not_weigh_one_clock_against_the_other(year: Evaluation) -> None:
    known = dict(year.measures.indicators)
    rules = year.assessment
    assert list(_check_clocks(rules, known)) == []
    ours = {**known, "reversal_remand_rate": rate()}
    complaints = list(_check_clocks(rules, ours))

    assert {complaint.path for complaint in complaints} == {
        ("vertical", "indicators", "reversal_remand_rate")
    }
    assert "beside petition_rate counted on the day of the event" in complaints[0].found


def test_the_report_shows_cohorts_where_ages_can_be_made_equal(year: Evaluation) -> None:
    (shown,) = followed(year, lambda _, title: title.zh)  # type: ignore[arg-type, return-value]
    unknown = evolve(year, provenance=evolve(year.provenance, as_of=None))

    assert [row["now_counts"] for row in shown["rows"]] == ["2/5", "2/5"]
    assert shown["said"].zh.startswith("哈尔滨市中级人民法院，发改率（结案批次）：2007 结案者")
    assert followed(unknown, lambda _, title: title.zh) == []  # type: ignore[arg-type, return-value]
