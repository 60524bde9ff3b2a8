"""Measures on small tables that can be checked by hand, and the same on every engine."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import mean, median
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as some

from courtqa.errors import UnknownName
from courtqa.evaluation import Base, Indicator, IndicatorSet, Period, base_of, measures
from courtqa.evaluation.conditions import Condition, Quantity
from courtqa.evaluation.dates import day_number
from courtqa.evaluation.indicator import Known, Term
from courtqa.evaluation.ordering import in_order
from courtqa.text import Text

CLOSED = Term(count="cases", at="closed_on")
FILED = Term(count="cases", at="filed_on")
OPEN = Term(open_at_start="cases")
DAYS = Quantity(days=("filed_on", "closed_on"))


def an(*numerator: Term, of: tuple[Term, ...] = (), unit: str = "count", **more: Any) -> Indicator:
    return Indicator(
        Text(zh="指标", en="indicator"),
        unit,
        "context",
        "percent",
        numerator,
        of,
        **more,  # type: ignore[arg-type]
    )


INDICATORS = {
    "closed": an(CLOSED),
    "filed": an(FILED),
    "open": an(OPEN),
    "closure_rate": an(CLOSED, of=(OPEN, FILED), unit="share"),
    "clearance": an(CLOSED, of=(FILED,), unit="ratio"),
    "quick": an(
        Term(count="cases", at="closed_on", where=(Condition(days=("filed_on", "closed_on"), at_most=30),)),
        of=(CLOSED,),
        unit="share",
    ),
    "mean_days": an(Term(mean=DAYS, at="closed_on"), unit="days"),
    "median_days": an(Term(median=DAYS, at="closed_on"), unit="days"),
    "judges": an(Term(distinct="judge", at="closed_on")),
    "per_judge": an(CLOSED, of=(Term(distinct="judge", at="closed_on"),), unit="ratio"),
}

CASES = pl.DataFrame(
    {
        "division": ["a", "a", "a", "b", "b", None],
        "judge": ["j1", "j1", "j2", "j3", None, "j4"],
        "filed_on": [
            date(2006, 12, 30),
            date(2007, 1, 5),
            date(2007, 3, 1),
            date(2007, 2, 1),
            date(2007, 2, 28),
            date(2007, 5, 5),
        ],
        "closed_on": [
            date(2007, 1, 10),
            date(2007, 2, 4),
            None,
            date(2007, 12, 31),
            date(2008, 1, 1),
            date(2007, 6, 4),
        ],
    }
)


def test_a_rate_keeps_what_it_is_made_of() -> None:
    measure = measures(CASES, INDICATORS, period="2007").get("a", "closure_rate")

    assert (measure.numerator, measure.denominator, measure.value, measure.n) == (2, 3, Fraction(2, 3), 3)


def test_no_intake_no_clearance() -> None:
    later = measures(CASES, INDICATORS, period="2008").get("b", "clearance")

    assert (later.numerator, later.denominator, later.value, later.flags) == (
        1,
        0,
        None,
        ("no_value", "part_period"),
    )


def test_rows_without_a_unit_are_counted_in_a_line_of_their_own() -> None:
    found = measures(CASES, INDICATORS, period="2007")

    assert found.units == ("(unassigned)", "a", "b")
    assert found.total("closed").value == 4 == sum(measure.value or 0 for measure in found.of("closed"))


def test_a_column_that_was_not_supplied_is_not_zero() -> None:
    asked = INDICATORS | {"petitions": an(Term(count="cases", at="petitioned_on"))}
    measure = measures(CASES, asked, period="2007").get("a", "petitions")

    assert (measure.value, measure.numerator, measure.flags) == (None, None, ("not_recorded",))


def test_a_unit_column_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownName, match="did you mean 'division'"):
        measures(CASES, INDICATORS, period="2007", by="divison")


def test_medians_and_distinct_judges_are_taken_from_the_rows_of_the_period() -> None:
    year = measures(CASES, INDICATORS, period="2007")

    assert year.get("a", "median_days").value == Fraction(41, 2)
    assert (year.get("a", "judges").value, year.total("judges").value) == (1, 3)
    assert not year.get("a", "median_days").additive
    assert year.get("a", "per_judge").value == 2
    assert year.get("a", "per_judge").basis == "distinct"


def test_persons_on_duty_divide_the_closings() -> None:
    staff = pl.DataFrame(
        {
            "division": ["a", "a", "a", "b"],
            "person": ["j1", "j2", "j9", "j3"],
            "since": [date(2000, 1, 1)] * 3 + [date(2007, 6, 1)],
            "until": [None, date(2007, 4, 1), date(2007, 1, 1), None],
        }
    )
    asked = {"per_judge": an(CLOSED, of=(Term(staff="on_duty"),), unit="ratio")}
    found = measures(CASES, asked, period="2007", staff=staff)

    assert [(m.numerator, m.denominator) for m in found.of("per_judge")] == [(1, 0), (2, 2), (1, 1)]
    assert measures(CASES, asked, period="2007").get("a", "per_judge").flags == ("not_recorded",)


def test_events_beside_the_cases_are_counted_by_division_and_by_person() -> None:
    events = pl.DataFrame(
        {
            "kind": ["notice", "notice", "competency_exam", "competency_exam"],
            "division": ["a", "b", "a", "a"],
            "person": ["j1", "j3", "j1", "j2"],
            "on": [date(2007, 3, 1)] * 4,
            "value": [None, None, 81.5, 90.0],
        }
    )
    asked = {
        "notices": an(Term(count="events", at="on", where=(Condition(field="kind", among=("notice",)),))),
        "score": an(
            Term(
                mean=Quantity("value"),
                of="events",
                at="on",
                where=(Condition(field="kind", among=("competency_exam",)),),
            ),
            unit="score",
        ),
    }

    by_division = measures(CASES, asked, period="2007", events=events)
    by_judge = measures(CASES, asked, period="2007", by="judge", events=events)
    assert by_division.get("a", "score").value == Fraction("85.75")
    assert [by_judge.get(judge, "notices").value for judge in ("j1", "j2", "j3")] == [1, 0, 1]


def test_terms_may_be_weighed_and_subtracted() -> None:
    pending = an(OPEN, FILED, Term(count="cases", at="closed_on", times=-1))
    weighed = an(CLOSED, Term(count="cases", at="filed_on", times=Decimal("0.6")))
    found = measures(CASES, {"pending": pending, "weighed": weighed}, period="2007")

    assert found.get("a", "pending").value == 1
    assert found.get("a", "weighed").value == 2 + 2 * Fraction("0.6")


def test_a_small_n_is_flagged_and_kept() -> None:
    measure = measures(CASES, {"rate": an(CLOSED, of=(FILED,), unit="ratio", min_n=10)}, period="2007").get(
        "a", "rate"
    )

    assert (measure.value, measure.flags) == (1, ("below_minimum",))


def test_the_same_definition_gives_the_same_measures_on_every_engine() -> None:
    arrow = CASES.to_arrow()
    frames = {
        "polars": CASES,
        "polars lazy": CASES.lazy(),
        "pyarrow": arrow,
        "pandas": CASES.to_pandas(),
        "duckdb": duckdb.sql("select * from arrow"),
    }
    wanted = list(measures(CASES, INDICATORS, period="2007"))

    for name, frame in frames.items():
        assert list(measures(frame, INDICATORS, period="2007")) == wanted, name


@given(some.dates(date(1, 1, 1), date(9999, 12, 31)))
@settings(max_examples=200)
def test_days_are_numbered_as_the_calendar_numbers_them(day: date) -> None:
    frame = nw.from_native(pl.DataFrame({"day": [day]}), eager_only=True)

    assert frame.select(day_number(nw.col("day")))["day"].item() == day.toordinal()


@some.composite
def registers(draw: Any) -> pl.DataFrame:
    rows = draw(
        some.lists(
            some.tuples(
                some.sampled_from(["a", "b", "c"]),
                some.dates(date(2006, 1, 1), date(2008, 12, 31)),
                some.none() | some.integers(0, 900),
            ),
            min_size=1,
            max_size=40,
        )
    )
    return pl.DataFrame(
        {
            "division": [unit for unit, _, _ in rows],
            "judge": ["j"] * len(rows),
            "filed_on": [filed for _, filed, _ in rows],
            "closed_on": [None if days is None else filed + timedelta(days) for _, filed, days in rows],
        },
        schema_overrides={"closed_on": pl.Date},
    )


@given(registers(), some.sampled_from(["2006", "2007H2", "2007Q1", "2008-03"]))
@settings(max_examples=25, deadline=None)
def test_measures_are_what_counting_the_rows_gives(register: pl.DataFrame, text: str) -> None:
    period = Period.parse(text)
    found = measures(register, INDICATORS, period=period)

    for unit in found.units:
        rows = [row for row in register.to_dicts() if row["division"] == unit]
        closed = [row for row in rows if row["closed_on"] and period.contains(row["closed_on"])]
        carried = [
            row
            for row in rows
            if row["filed_on"] < period.first
            and (row["closed_on"] is None or row["closed_on"] >= period.first)
        ]
        days = [(row["closed_on"] - row["filed_on"]).days for row in closed]
        assert found.get(unit, "open").value == len(carried)
        assert found.get(unit, "closed").value == len(closed) == found.cases(unit, "closed").height
        assert found.get(unit, "mean_days").value == (mean(map(Fraction, days)) if days else None)
        assert found.get(unit, "median_days").value == (median(map(Fraction, days)) if days else None)
        assert found.cases(unit, "open").height == len(carried)


@given(registers())
@settings(max_examples=15, deadline=None)
def test_carried_over_and_filed_less_closed_is_carried_over_again(register: pl.DataFrame) -> None:
    base: Base = base_of(register, IndicatorSet(INDICATORS))
    one, next_one = base.measures("2007Q1"), base.measures("2007Q2")

    for unit in one.units:
        flow = [one.get(unit, name).value or 0 for name in ("open", "filed", "closed")]
        assert flow[0] + flow[1] - flow[2] == (next_one.get(unit, "open").value or 0)


ODD = {
    "weighed": an(
        CLOSED, Term(count="cases", at="filed_on", times=Decimal("0.6")), of=(FILED,), unit="ratio"
    ),
    "few": an(CLOSED, of=(FILED,), unit="ratio", min_n=3),
    "told": an(CLOSED, of=(FILED,), unit="ratio", without_denominator=1),
    "in_days": an(OPEN, of=(CLOSED,), unit="days", days_of_year=365),
    "few_days": an(Term(mean=DAYS, at="closed_on"), unit="days", min_n=2),
    "absent": an(Term(count="cases", at="petitioned_on")),
    "pending": an(Term(open_at_end="cases")),
    "age": an(Term(median_age="cases"), unit="days"),
    "last_month": an(evolve(CLOSED, shift=-1), of=(CLOSED,), unit="ratio"),
}


@given(registers(), some.sampled_from(["2006", "2007Q1", "2008-03"]))
@settings(max_examples=15, deadline=None)
def test_a_table_and_the_measures_behind_it_say_the_same(register: pl.DataFrame, text: str) -> None:
    found = measures(register, INDICATORS | ODD, period=text)
    table = found.table()

    assert table["division"].to_list() == [*found.units, "total"]
    for place, name in enumerate(found.indicators):
        told = [*found.of(name), found.total(name)]
        values = [None if each.value is None else float(each.value) for each in told]
        assert table.to_series(place + 1).to_list() == values
        assert [each for each in found if each.indicator == name] == told[:-1]


@given(some.lists(some.tuples(some.sampled_from("abc"), some.integers(-5, 30), some.integers(1, 9))))
@settings(max_examples=25, deadline=None)
def test_a_tally_laid_out_is_the_tally_sorted(rows: list[tuple[str, int, int]]) -> None:
    tally = pl.DataFrame(
        rows, schema={"unit": pl.Enum("abc"), "value": pl.Int64, "n": pl.Int64}, orient="row"
    )
    laid_out = in_order(tally)
    sorted_out = in_order(tally.with_columns(pl.col("value").cast(pl.Float64)))

    assert [each.tolist() for each in laid_out] == [each.tolist() for each in sorted_out]
    assert laid_out.n.sum() == sum(n for _, _, n in rows)


@given(registers(), some.sampled_from([("2006", "2007"), ("2007Q1",), ("2006", "2007Q2", "2008-03")]))
@settings(max_examples=15, deadline=None)
def test_named_periods_are_measured_as_if_every_month_were_told_apart(
    register: pl.DataFrame, periods: tuple[str, ...]
) -> None:
    named, whole = base_of(register, INDICATORS, periods=periods), base_of(register, INDICATORS)

    for period in periods:
        assert [*named.measures(period)] == [*whole.measures(period)]


@pytest.mark.parametrize("periods", [(), ("2006", "2007")])
def test_a_case_closed_before_it_was_filed_is_open_at_no_time(periods: tuple[str, ...]) -> None:
    rows = pl.DataFrame(
        {
            "division": ["a", "a", "a", "b"],
            "judge": ["j"] * 4,
            "filed_on": [date(2007, 3, 1), date(2005, 3, 1), date(2005, 4, 1), date(2005, 7, 1)],
            "closed_on": [date(2005, 5, 1), date(2007, 5, 1), None, date(2005, 6, 30)],
        }
    )
    frames = (rows, duckdb.from_arrow(rows.to_arrow()))

    for base in (base_of(frame, INDICATORS, periods=periods) for frame in frames):
        assert [base.measures(year).get("a", "open").value for year in ("2006", "2007")] == [2, 2]
        assert base.measures("2006").total("open").value == 2
        assert base.measures("2007").get("a", "filed").value == 1


def test_units_without_anything_in_the_period_are_in_no_line() -> None:
    found = measures(CASES, INDICATORS, period="2008")

    assert found.units == ("a", "b")
    assert found.get("(unassigned)", "closed").flags == ("not_recorded",)
    assert found.total("closed").value == 1


def test_measures_show_themselves() -> None:
    found = measures(CASES, INDICATORS, period="2007")

    assert found.to_frame().columns[:4] == ["unit", "indicator", "period", "numerator"]
    assert found.to_frame(labels="zh").columns[0] == "单位"
    assert "<table>" in found._repr_html_()
    assert "by division" in str(found)


def test_too_little_known_is_not_recorded_and_nothing_to_divide_by_may_have_a_convention() -> None:
    closed = Term(count="cases", at="closed_on")
    limited = evolve(closed, where=(Condition(field="time_limit_on", state="present"),))
    timely = evolve(limited, where=(Condition(field="closed_on", not_after="time_limit_on"),))
    title = Text(zh="率", en="rate")
    rate = Indicator(
        title, "share", "higher", "points", (timely,), (limited,),
        known=Known((limited,), (closed,), Decimal("0.9")),
    )  # fmt: skip
    clearance = Indicator(
        title, "ratio", "higher", "points", (closed,), (Term(count="cases", at="filed_on"),),
        without_denominator=1,
    )  # fmt: skip
    rows = pl.DataFrame(
        {
            "division": ["full"] * 10 + ["bare"] * 10,
            "filed_on": [date(2006, 1, 1)] * 20,
            "closed_on": [date(2007, 3, 1)] * 20,
            "time_limit_on": [date(2007, 6, 1)] * 9 + [None] + [date(2007, 6, 1)] * 8 + [None] * 2,
        }
    )
    found = measures(rows, {"rate": rate, "clearance": clearance}, period=2007)

    assert found.get("full", "rate").value == 1
    assert found.get("bare", "rate").value is None
    assert found.get("bare", "rate").flags[:2] == ("not_recorded", "low_coverage")
    assert "low_coverage" not in found.get("full", "rate").flags
    assert (found.total("clearance").value, found.total("clearance").basis) == (1, "rule")
    assert "by_convention" in found.total("clearance").flags
