"""A civil court's register, 65,284 rows: two tables and every known defect (abjur/litigation, GPL-3)."""

from __future__ import annotations

from typing import Any

import pytest

from courtqa.evaluation.ranking import ranks

FILE = ("case_register", "sample_2005_2008.csv.gz")
COLUMNS = {
    "open_start": "open_at_start",
    "filed": "filed",
    "closed": "closed",
    "open_end": "pending",
    "closing_rate": "closure_rate",
    "clearance_rate": "clearance_rate",
    "median_days": "median_days",
    "mean_days": "mean_days",
    "share_within_180d": "within_180_days",
    "judges": "closing_judges",
    "closed_per_judge": "closures_per_closing_judge",
}
RANKED = ["closing_rate", "clearance_rate", "median_days", "share_within_180d", "closed_per_judge"]
POINTS = ["closing_rate", "clearance_rate", "share_within_180d"]
PERCENT = ["filed", "closed", "median_days", "mean_days", "closed_per_judge"]
TABLES = [("departments_2006_2008", "division", "vara"), ("judges_2006_2008", "judge", "juiz")]


@pytest.mark.parametrize(("table", "by", "column"), TABLES)
def test_the_flow_of_three_years_is_the_expected_one(real: Any, table: str, by: str, column: str) -> None:
    base = real.base(*FILE, "flow", by)
    rows = real.table("case_register", table)

    for year in (2006, 2007, 2008):
        measured = base.measures(year)
        of_year = [row for row in rows if row["year"] == year]
        assert len(of_year) == len(measured.units)
        for row in of_year:
            real.agree(measured, row[column], row, COLUMNS)
        for name in RANKED:
            values = [measured.get(row[column], COLUMNS[name]).value for row in of_year]
            scores = [float(-value if name == "median_days" else value) for value in values]
            assert ranks(scores).tolist() == [row[f"rank_{name}"] for row in of_year]


@pytest.mark.parametrize(("table", "by", "column"), TABLES)
def test_changes_year_over_year_are_the_expected_ones(real: Any, table: str, by: str, column: str) -> None:
    base = real.base(*FILE, "flow", by)

    for row in real.table("case_register", table):
        if row["year"] == 2006:
            continue
        now, before = base.measures(row["year"]), base.measures(row["year"] - 1)

        def both(name: str) -> tuple[Any, Any]:
            return tuple(each.get(row[column], COLUMNS[name]).value for each in (before, now))  # noqa: B023

        for name in POINTS:
            one, other = both(name)
            assert float((other - one) * 100) == pytest.approx(row[f"yoy_pp_{name}"], abs=1e-6)
        for name in PERCENT:
            one, other = both(name)
            assert float((other / one - 1) * 100) == pytest.approx(row[f"yoy_pct_{name}"], abs=1e-6)


def test_every_known_defect_is_found_and_counted(real: Any) -> None:
    report = real.cases(*FILE).defects
    codes = {
        "incident rows (num_dep not null; not cases of their own)": "incident_rows",
        "main rows": "main_rows",
        "duplicate num over all rows (extra rows)": "number_repeated",
        "duplicate num among main rows": "number_repeated_among_cases",
        "incident number equals its main number": "incident_of_itself",
        "incident whose num matches no main row in this file": "incident_without_case",
        "dt_mov missing": "movement_missing",
        "dt_mov missing among main": "movement_missing_among_cases",
        "dt_mov impossible future year (>2013)": "movement_in_the_future",
        "dt_mov before dt_distribuicao": "movement_before_filing",
        "CNJ check digit wrong": "check_digits",
        "year in num differs from filing year (main)": "year_of_number",
        "vara contains a line break": "line_break_in_division",
        "classe cut off with ...": "class_cut_off",
        "assunto missing": "subject_missing",
        "vl_causa missing": "value_missing",
        "vl_causa > 1e9": "value_too_large",
        "vl_causa == 0": "value_zero",
        "filed on Saturday/Sunday": "filed_on_weekend",
        "tempo negative": "days_negative",
    }

    found = {name: report[code].count for name, code in codes.items()} | {"rows": report.rows}
    assert found == {row["check"]: row["count"] for row in real.table("case_register", "known_defects")}


def test_every_row_is_accepted_or_rejected_for_a_reason(real: Any) -> None:
    cases = real.cases(*FILE)

    assert cases.defects.accepted == len(cases)
    assert cases.defects.rejected == sum(defect.rejected for defect in cases.defects)
    assert cases.defects.rows == cases.defects.accepted + cases.defects.rejected == 65284
