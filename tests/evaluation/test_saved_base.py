"""A saved base answers as the records do, and takes in one month without the others."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from courtqa import load_policy
from courtqa.errors import RecordsError
from courtqa.evaluation import Base, Cases, Indicator, Period, base_of, load_base, read_cases, save_base
from courtqa.evaluation.indicator import Age, Term
from courtqa.simulation import court_years
from courtqa.text import Text

MONTH = Period.parse("2007-12")
DATES = (
    "filed_on",
    "closed_on",
    "appealed_on",
    "appeal_decided_on",
    "petitioned_on",
    "exposed_on",
    "protested_on",
)


@cache
def indicators() -> dict[str, Indicator]:
    policy = load_policy("harbin")
    found: dict[str, Indicator] = {}
    for name in ("flow", "reversal", "trial_work"):
        found |= policy.edition("indicators", name, on=date(2007, 12, 31)).value.indicators
    aged = {"open_at_end": "cases", "older_than": Age(months=6)}
    for name, term in {"old": Term(**aged), "age": Term(median_age="cases")}.items():  # type: ignore[arg-type]
        title, unit = Text(zh="未结", en="pending"), "days" if name == "age" else "count"
        found[name] = Indicator(title, unit, "context", "percent", (term,))  # type: ignore[arg-type]
    return found


@pytest.fixture(scope="module")
def court() -> Any:
    return court_years(2006, 2007, seed=2008)


def known_by(cases: pl.DataFrame, last: date) -> pl.DataFrame:
    """The records as they were on a day: what happened later is not in them."""
    held = [name for name in DATES if name in cases.columns]
    later = {name: pl.when(pl.col(name) <= last).then(pl.col(name)) for name in held}
    return cases.filter(pl.col("filed_on") <= last).with_columns(**later)


def told_in(cases: pl.DataFrame, month: Period) -> pl.DataFrame:
    """The records in which anything happened in the month."""
    held = [name for name in DATES if name in cases.columns]
    return cases.filter(pl.any_horizontal(pl.col(name).is_between(month.first, month.last) for name in held))


def base(court: Any, cases: Cases) -> Base:
    return base_of(cases, indicators(), events=court.events, staff=court.staff)


def tables(base: Base) -> list[Any]:
    return [measure for text in ("2007", "2006", "2007H2", "2007-12") for measure in base.measures(text)]


@pytest.fixture(scope="module")
def whole(court: Any) -> tuple[Base, Cases]:
    cases = read_cases(known_by(court.cases, MONTH.last))
    return base(court, cases), cases


def test_a_saved_base_gives_the_same_tables_as_the_records(whole: tuple[Base, Cases], tmp_path: Path) -> None:
    made, cases = whole
    path = save_base(made, tmp_path / "base.parquet", cases=cases, recipe={"packs": ["harbin"]})
    saved = load_base(path, indicators())

    assert tables(saved.base) == tables(made)
    assert saved.recipe["packs"] == ["harbin"]
    assert saved.cases.defects.summary() == cases.defects.summary()
    assert [each["sha256"] for each in saved.files] == [cases.sha256]


def test_a_base_saved_with_a_row_for_each_value_is_still_read(
    whole: tuple[Base, Cases], tmp_path: Path
) -> None:
    made, cases = whole
    path = save_base(made, tmp_path / "base.parquet", cases=cases)
    frame = pl.read_parquet(path)
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    pieces = []
    for _, rows in frame.group_by("table"):
        held = [name for name in lists if rows.get_column(name).null_count() < rows.height]
        apart = rows.drop(name for name in lists if name not in held)
        pieces.append(apart.explode(held) if held else apart)
    earlier = tmp_path / "earlier.parquet"
    pl.concat(pieces, how="diagonal_relaxed").write_parquet(earlier, metadata=pl.read_parquet_metadata(path))

    assert tables(load_base(earlier, indicators()).base) == tables(made)


def test_one_month_refreshed_gives_the_same_tables_as_all_built_anew(
    court: Any, whole: tuple[Base, Cases], tmp_path: Path
) -> None:
    made, cases = whole
    before = read_cases(known_by(court.cases, Period.parse("2007-11").last))
    path = save_base(base(court, before), tmp_path / "base.parquet", cases=before)
    fresh = read_cases(told_in(cases.frame.drop("record"), MONTH))
    once = load_base(path, indicators()).refresh(base(court, fresh), fresh, MONTH.start)
    narrow = base_of(fresh, indicators(), events=court.events, staff=court.staff, periods=[MONTH])
    twice = once.refresh(narrow, fresh, MONTH.start)

    wanted = tables(made)
    assert tables(load_base(once.save(tmp_path / "once.parquet"), indicators()).base) == wanted
    assert tables(twice.base) == wanted
    assert len(twice.files) == 3


def test_what_the_newer_records_cannot_tell_stays_as_it_was(
    court: Any, whole: tuple[Base, Cases], tmp_path: Path
) -> None:
    made, cases = whole
    saved = load_base(save_base(made, tmp_path / "base.parquet", cases=cases), indicators())
    fresh = read_cases(told_in(cases.frame.drop("record", "petitioned_on"), MONTH))
    without_events = base_of(fresh, indicators())

    assert tables(saved.refresh(without_events, fresh, MONTH.start).base) == tables(made)


def test_records_that_close_what_was_never_open_are_refused(
    court: Any, whole: tuple[Base, Cases], tmp_path: Path
) -> None:
    made, cases = whole
    saved = load_base(save_base(made, tmp_path / "base.parquet", cases=cases), indicators())
    strange = (
        cases.frame.drop("record")
        .head(50)
        .with_columns(filed_on=pl.lit(date(2001, 1, 1)), closed_on=pl.lit(date(2007, 12, 3)))
    )

    with pytest.raises(RecordsError, match="more cases than the base holds open"):
        saved.refresh(base(court, read_cases(strange)), cases, MONTH.start)


def test_an_indicator_that_was_defined_anew_is_not_read_from_old_sums(
    whole: tuple[Base, Cases], tmp_path: Path
) -> None:
    made, cases = whole
    path = save_base(made, tmp_path / "base.parquet", cases=cases)
    asked = indicators()
    changed = evolve(
        asked["closure_rate"], denominator=(Term(count="cases", at="appealed_on", where=()),) * 2
    )
    other = evolve(asked["filed"], numerator=(Term(count="cases", at="retrial_on"),))

    assert (
        load_base(path, {"closure_rate": changed}).base.measures("2007").get("civil_1", "closure_rate").value
    )
    with pytest.raises(RecordsError, match="defined otherwise since: filed"):
        load_base(path, {**asked, "filed": other})


def test_a_saved_base_has_no_cases_to_list(whole: tuple[Base, Cases], tmp_path: Path) -> None:
    made, cases = whole
    saved = load_base(save_base(made, tmp_path / "base.parquet", cases=cases), indicators())

    with pytest.raises(RecordsError, match="holds no cases"):
        saved.base.measures("2007").cases("civil_1", "closed")


def test_another_file_is_no_base(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"nothing")

    for name in ("a.parquet", "b.parquet", "c.parquet"):
        with pytest.raises(RecordsError, match="no saved base"):
            load_base(tmp_path / name, indicators())
