from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from courtqa.errors import IncomparablePeriods, NotAPeriod
from courtqa.evaluation import Coverage, Period, require_comparable

KINDS = some.sampled_from(["month", "quarter", "half", "year"])
DAYS = some.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(DAYS, KINDS)
def test_a_period_reads_back_what_it_writes(day: date, kind: str) -> None:
    period = Period.holding(day, kind)

    assert Period.parse(str(period)) == period
    assert period.contains(day)
    assert period.first <= day <= period.last


@given(DAYS, KINDS)
def test_the_months_of_a_period_make_it_up_without_gap_or_overlap(day: date, kind: str) -> None:
    period = Period.holding(day, kind)
    months = period.months

    assert (months[0].first, months[-1].last) == (period.first, period.last)
    assert sum(month.days for month in months) == period.days
    assert [month.previous() for month in months[1:]] == list(months[:-1])


@given(DAYS, KINDS)
def test_the_same_period_last_year_has_the_same_name_but_for_the_year(day: date, kind: str) -> None:
    period = Period.holding(day, kind)
    before = period.same_last_year()

    assert (before.kind, before.ordinal, before.year) == (period.kind, period.ordinal, period.year - 1)


@pytest.mark.parametrize(
    "text", ["", "07", "2007Q5", "2007H3", "2007-13", "2007-5", "2007q1", "0000", "2007 "]
)
def test_what_is_no_period_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(NotAPeriod, match="2007H1, 2007Q3 or 2007-05"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2007", "2007年", "2007"),
        ("2007H2", "2007年下半年", "second half of 2007"),
        ("2007Q3", "2007年第三季度", "quarter 3 of 2007"),
        ("2007-05", "2007年5月", "May 2007"),
    ],
)
def test_a_period_has_a_name_in_both_languages(text: str, zh: str, en: str) -> None:
    title = Period.parse(text).title

    assert (title.zh, title.en) == (zh, en)


HELD = Coverage(date(2014, 1, 1), date(2015, 4, 16))


def test_whole_periods_are_comparable() -> None:
    require_comparable(Period.parse("2015Q1"), Period.parse("2014Q1"), HELD)


def test_two_same_parts_are_comparable() -> None:
    held = Coverage(date(2014, 3, 1), date(2015, 12, 31))
    both = Coverage(date(2014, 1, 1), date(2014, 2, 28))

    with pytest.raises(IncomparablePeriods):
        require_comparable(Period.parse("2015"), Period.parse("2014"), held)
    require_comparable(Period.parse("2014"), Period.parse("2014"), both)


@pytest.mark.parametrize(
    ("now", "before", "reason"),
    [
        ("2015", "2014", "only 2015-01-01 to 2015-04-16 of 2015"),
        ("2014", "2013", "hold nothing of 2013"),
        ("2014H1", "2014", "differ in length"),
    ],
)
def test_a_part_is_not_set_against_a_whole(now: str, before: str, reason: str) -> None:
    with pytest.raises(IncomparablePeriods, match=reason):
        require_comparable(Period.parse(now), Period.parse(before), HELD)
