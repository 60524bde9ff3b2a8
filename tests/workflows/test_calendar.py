from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from courtqa.errors import CalendarUnknown
from courtqa.workflows import WorkCalendar
from courtqa.workflows.calendar import chinesecalendar

FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)


def every_day() -> list[date]:
    return [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]


def test_every_year_has_the_official_number_of_working_days(
    calendar: WorkCalendar, workdays_data: Path
) -> None:
    with (workdays_data / "expected_workdays_by_year.csv").open(encoding="utf-8") as file:
        expected = {int(row["year"]): int(row["workdays"]) for row in csv.DictReader(file)}

    counted = Counter(day.year for day in every_day() if calendar.is_workday(day))

    assert counted == expected


def test_every_day_agrees_with_the_official_notices(calendar: WorkCalendar, workdays_data: Path) -> None:
    noticed: dict[date, bool] = {}
    for path in sorted((workdays_data / "notices").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8"))["days"]:
            noticed[date.fromisoformat(row["date"])] = not row["isOffDay"]

    wrong = [
        day for day in every_day() if calendar.is_workday(day) is not noticed.get(day, day.weekday() < 5)
    ]

    assert wrong == []


@pytest.mark.parametrize("day", [date(2006, 12, 31), date(2027, 1, 1)])
def test_a_day_that_no_notice_covers_is_refused(calendar: WorkCalendar, day: date) -> None:
    with pytest.raises(CalendarUnknown):
        calendar.is_workday(day)


def test_a_court_can_edit_its_days_and_the_digest_tells() -> None:
    official = WorkCalendar(chinesecalendar, first_year=2025, last_year=2025)
    edited = WorkCalendar(
        chinesecalendar,
        first_year=2025,
        last_year=2025,
        days_off=[date(2025, 3, 3)],
        work_days=[date(2025, 3, 8)],
    )

    assert (official.is_workday(date(2025, 3, 3)), official.is_workday(date(2025, 3, 8))) == (True, False)
    assert (edited.is_workday(date(2025, 3, 3)), edited.is_workday(date(2025, 3, 8))) == (False, True)
    assert official.digest != edited.digest


def test_counting_back_finds_the_working_day_before(calendar: WorkCalendar) -> None:
    assert calendar.add_workdays(date(2025, 10, 9), -1) == date(2025, 9, 30)
    assert calendar.add_workdays(date(2025, 10, 5), -1) == date(2025, 9, 30)
    assert calendar.add_workdays(date(2025, 10, 5), 0) == date(2025, 10, 5)


def test_workflows_are_imported_without_the_calendar_the_machine_or_any_heavy_library() -> None:
    code = (
        "import sys, courtqa.workflows\n"
        "heavy = {'chinese_calendar', 'transitions', 'polars', 'numpy', 'scipy', 'sqlmodel', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "[]"
