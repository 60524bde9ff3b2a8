"""The receipt phase of a municipal permit, read from CSV and from XES: every published table comes out again."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from courtqa.workflows.mining import Order, deviations, read_log, tally


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "expected" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_cases_events_activities_and_variants_are_counted(permits) -> None:
    assert len(permits.cases) == 1_434
    assert permits.events == 8_577
    assert len(permits.activities) == 27
    assert len(permits.variants) == 116
    assert permits.rejected == ()


def test_late_and_open_cases_are_counted(permits) -> None:
    assert len(permits.late) == 377
    assert len(permits.open) == 105


def test_each_activity_happens_as_often_as_published(permits, permit_data) -> None:
    expected = {row["activity"]: int(row["events"]) for row in table(permit_data, "activity_counts.csv")}

    assert dict(permits.activities) == expected


def test_each_variant_has_as_many_cases_as_published(permits, permit_data) -> None:
    expected = {row["variant"]: int(row["cases"]) for row in table(permit_data, "variants.csv")}

    assert {" > ".join(variant): cases for variant, cases in permits.variants.items()} == expected


@pytest.mark.parametrize(
    ("file", "by"),
    [
        ("by_department.csv", ("department",)),
        ("by_department_year.csv", ("department", "year")),
        ("by_responsible.csv", ("responsible",)),
    ],
)
def test_the_tables_by_group_come_out_exactly(permits, permit_data, file: str, by: tuple[str, ...]) -> None:
    rows = table(permit_data, file)
    keys = [key for key in rows[0] if key in {"year", *(f"case:{name}" for name in by)}]
    expected = {
        tuple(row[key] for key in keys): (
            int(float(row["cases"])),
            int(float(row["ended"])),
            row["ended_share"],
            int(float(row["late_vs_deadline"])),
            row["median_days_start_to_end"],
        )
        for row in rows
    }

    found = {
        row.group: (
            row.cases,
            row.ended,
            str(round(float(row.ended_share), 6)),
            row.late,
            "" if row.median_days is None else str(round(float(row.median_days), 6)),
        )
        for row in tally(permits, by)
    }

    assert found == expected


def test_what_the_log_contradicts_in_itself_is_listed(permits) -> None:
    found = deviations(permits)

    codes = Counter(each.code for each in found)
    after = {each.case for each in found if each.code == "event_after_end"}
    assert codes["ends_before_start"] == 2
    assert len(after) == 145  # cases; they hold 180 such events
    assert codes["event_after_end"] == 180
    assert codes["out_of_time"] == 0


def test_what_departs_from_a_declared_order_is_listed(permits) -> None:
    first, check = "Confirmation of receipt", "T02 Check confirmation of receipt"
    determine = "T04 Determine confirmation of receipt"
    steps = tuple(
        activity for activity in permits.activities if activity != "T03 Adjust confirmation of receipt"
    )
    order = Order(steps, first=first, after={determine: (check,)}, required=(determine,))

    codes = Counter(each.code for each in deviations(permits, order))

    assert codes["unknown_step"] == permits.activities["T03 Adjust confirmation of receipt"] == 55
    assert codes["wrong_first"] == sum(case.variant[0] != first for case in permits.cases)
    assert codes["missing_step"] == sum(
        determine not in case.variant for case in permits.cases if case.ended_at is not None
    )
    early = [
        case
        for case in permits.cases
        if check in case.variant and determine in case.variant[: case.variant.index(check)]
    ]
    assert codes["wrong_order"] >= len(early)


def test_both_files_tell_the_same(permit_data) -> None:
    one, other = read_log(permit_data / "receipt.csv.gz"), read_log(permit_data / "receipt.xes.gz")

    def told(log):
        return {
            case.id: (
                *(case.variant, case.started_at, case.ended_at, case.due_at, case.attributes["department"]),
                *((event.at, event.person, event.unit) for event in case.events),
            )
            for case in log.cases
        }

    assert told(one) == told(other)


def test_local_times_keep_their_offset_across_summer_time(permits) -> None:
    case = next(case for case in permits.cases if case.id == "case-10011")

    assert [str(event.at.utcoffset()) for event in case.events] == [
        "2:00:00",
        "2:00:00",
        "1:00:00",
        "1:00:00",
    ]
    assert case.started_at.isoformat() == "2011-10-11T13:42:22.688000+02:00"
    assert case.due_at.isoformat() == "2011-12-06T13:41:31.788000+01:00"
