"""The ledger of a deadline: what stood still, what was excluded, who lengthened it, and why its day is the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtqa.text import Text
from courtqa.workflows import WorkCalendar, clockwork
from courtqa.workflows.calendar import chinesecalendar
from courtqa.workflows.deadlines import TimeUnit
from courtqa.workflows.ledger import Clock
from courtqa.workflows.ledger_rows import clock_of, clock_rows

from .course import Begin

CALENDAR = WorkCalendar(chinesecalendar, first_year=2007, last_year=2026)
DAYS = st.dates(date(2007, 1, 1), date(2024, 1, 1))


def started(start: date, budget: int, unit: TimeUnit, roll: str = "none") -> Clock:
    return clockwork.start("limit", CALENDAR, on=start, budget=budget, unit=unit, roll=roll)  # type: ignore[arg-type]


# A hearing from 22 to 30 April 2025: nine days, eight of them working days (Sunday 27 April is a make-up day).
@pytest.mark.parametrize(
    ("unit", "budget", "plain", "due"),
    [
        ("calendar_day", 30, "2025-05-15", "2025-05-24"),
        ("working_day", 10, "2025-04-28", "2025-05-13"),
        ("month", 1, "2025-05-15", "2025-05-24"),
    ],
)
def test_the_time_of_a_hearing_is_not_counted(unit: TimeUnit, budget: int, plain: str, due: str) -> None:
    clock = started(date(2025, 4, 15), budget, unit)

    heard = clockwork.exclude(clock, CALENDAR, since=date(2025, 4, 22), until=date(2025, 4, 30))

    assert (clock.due.isoformat(), heard.due.isoformat()) == (plain, due)


def _left(clock: Clock, on: date) -> int:
    if clock.unit == "working_day":
        return CALENDAR.workdays_between(on, clock.due)
    return (clock.due - on).days


@given(
    start=DAYS,
    unit=st.sampled_from(["calendar_day", "working_day", "month"]),
    spans=st.lists(st.tuples(st.integers(1, 40), st.integers(0, 20)), max_size=4),
)
def test_days_excluded_twice_are_given_back_once(
    start: date, unit: TimeUnit, spans: list[tuple[int, int]]
) -> None:
    clock = plain = started(start, 3, "month") if unit == "month" else started(start, 60, unit)
    out: set[date] = set()
    for after, length in spans:
        since = start + timedelta(after)
        clock = clockwork.exclude(clock, CALENDAR, since=since, until=since + timedelta(length))
        out |= {since + timedelta(day) for day in range(length + 1)}

    lost = sum(unit != "working_day" or CALENDAR.is_workday(day) for day in out)

    assert clock.suspended_days == lost
    if unit == "working_day":
        assert CALENDAR.workdays_between(start, clock.due) == 60 + lost
    else:
        assert clock.due == plain.due + timedelta(lost)


@given(
    start=DAYS,
    unit=st.sampled_from(["calendar_day", "working_day"]),
    budget=st.integers(5, 30),
    on=st.integers(0, 90),
)
def test_what_is_consumed_and_what_is_left_make_the_budget(
    start: date, unit: TimeUnit, budget: int, on: int
) -> None:
    clock = started(start, budget, unit)
    clock = clockwork.exclude(clock, CALENDAR, since=start + timedelta(2), until=start + timedelta(4))
    day = max(start + timedelta(4), min(start + timedelta(on), clock.due))  # the standstill is over

    assert clockwork.consumed(clock, CALENDAR, on=day) + _left(clock, day) == budget


def test_a_deadline_that_had_run_out_does_not_come_back_by_being_suspended() -> None:
    clock = started(date(2025, 3, 3), 10, "calendar_day")

    stopped = clockwork.suspend(clock, on=date(2025, 3, 20))
    resumed = clockwork.resume(stopped, CALENDAR, on=date(2025, 4, 20), roll="none")

    assert (clock.due, resumed.due, resumed.stood) == (date(2025, 3, 13), date(2025, 3, 13), ())


@given(
    start=DAYS,
    unit=st.sampled_from(["calendar_day", "working_day", "month"]),
    roll=st.sampled_from(["none", "next_workday"]),
    since=st.integers(1, 20),
)
def test_a_ledger_read_back_from_its_event_is_the_same(
    start: date, unit: TimeUnit, roll: str, since: int
) -> None:
    clock = started(start, 3, unit, roll)
    day = start + timedelta(since)
    clock = clockwork.exclude(clock, CALENDAR, since=day, until=day + timedelta(3), event="hear", seq=3)
    clock = clockwork.suspend(clock, on=day, seq=4)

    assert clock_of(clock_rows([clock])[0]) == clock


def test_the_trail_of_a_plain_deadline_says_no_more_than_before() -> None:
    row = clock_rows([started(date(2025, 3, 3), 10, "calendar_day")])[0]

    assert {"stood", "grants", "moves", "excluding", "stopped_by", "roll"}.isdisjoint(row)


@pytest.mark.parametrize(
    ("start", "due", "sentence"),
    [
        ("2024-08-31", "2025-02-28", "（该月没有31日，以月末为最后一日）"),
        ("2024-08-28", "2025-02-28", "于2025-02-28届满"),
    ],
)
def test_the_end_of_a_month_is_explained(start: str, due: str, sentence: str) -> None:
    clock = started(date.fromisoformat(start), 6, "month")

    assert clock.due.isoformat() == due
    assert clock.explain("zh").endswith(sentence)
    assert ("last of a month" in clock.explain("en")) == (start == "2024-08-31")


class TestCalendarEdits:
    def calendar(self, *days_off: str, work: tuple[str, ...] = ()) -> WorkCalendar:
        off, on = (tuple(map(date.fromisoformat, days)) for days in (days_off, work))
        return WorkCalendar(chinesecalendar, first_year=2007, last_year=2026, days_off=off, work_days=on)

    def test_a_day_off_that_was_added_moves_working_days_and_says_why(self) -> None:
        clock = started(date(2025, 6, 2), 5, "working_day")
        storm = Text(zh="2025-06-05：台风停工", en="2025-06-05: storm")

        moved = clockwork.recalendar(clock, self.calendar("2025-06-05"), on=date(2025, 6, 4), reason=storm)

        assert (clock.due, moved.due) == (date(2025, 6, 9), date(2025, 6, 10))
        assert moved.explain("zh").endswith(
            "；2025-06-04因日历改版由2025-06-09改为2025-06-10（2025-06-05：台风停工）"
        )
        assert "(2025-06-05: storm)" in moved.explain("en")

    def test_a_window_that_a_party_was_told_of_is_never_shortened(self) -> None:
        told = started(date(2025, 6, 6), 15, "calendar_day", "next_workday")  # 21 June is a Saturday
        assert told.due == date(2025, 6, 23)

        reason = Text(zh="调休", en="make-up day")
        held = clockwork.recalendar(
            told, self.calendar(work=("2025-06-21",)), on=date(2025, 6, 9), reason=reason
        )

        assert held.due == date(2025, 6, 23)
        assert held.moves[0].held
        assert "已告知的最后一日不因此缩短" in held.explain("zh")

    def test_an_inner_target_moves_both_ways(self) -> None:
        inner = started(date(2025, 6, 2), 5, "working_day")

        moved = clockwork.recalendar(
            inner, self.calendar(work=("2025-06-07",)), on=date(2025, 6, 3), reason=Text(zh="调休", en="swap")
        )

        assert moved.due == date(2025, 6, 7)

    def test_an_edit_that_moves_nothing_changes_nothing(self) -> None:
        clock = started(date(2025, 6, 2), 5, "working_day")

        same = clockwork.recalendar(
            clock, self.calendar("2025-09-01"), on=date(2025, 6, 3), reason=Text(zh="无", en="none")
        )

        assert same is clock


class TestInAProceeding:
    HEARING = """
        main:
          fields: {from_day: {type: date}, to_day: {type: date}}
          deadlines: {handling: {budget: deadlines/report, not_counted_in: [hearing]}}
          limits: {handling: handling}
          steps:
            - {hear: handling -> hearing}
            - {heard: hearing -> handling}
            - {note_travel: handling -> handling, requires: [from_day, to_day],
               excludes: {deadline: handling, from: from_day, to: to_day}}
            - {decide: handling -> done}
          ends: [done]
    """
    THIRTY = "title: {zh: 期限, en: limit}\nunit: calendar_day\nvalues:\n  2007-01-01: {value: 30, reference: {title: 条例, article: 第22条}}\n"

    def test_the_time_in_a_state_is_not_counted(self, course: Begin) -> None:
        matter = course(self.HEARING, series__deadlines__report=self.THIRTY)
        assert matter.clock("handling").due == date(2008, 4, 2)

        matter.does("hear")
        stands = matter.clock("handling")
        matter.waits(20)
        matter.does("heard")

        assert stands.explain("en").endswith("it stands still since 2008-03-04")
        assert matter.clock("handling").due == date(2008, 4, 23)
        assert [(one.kind, one.since, one.until) for one in matter.clock("handling").stood] == [
            ("excluded", date(2008, 3, 4), date(2008, 3, 25))
        ]
        assert matter.events()[-1].payload.get("late") is None

    def test_a_period_told_afterwards_is_not_counted(self, course: Begin) -> None:
        matter = course(self.HEARING, series__deadlines__report=self.THIRTY)

        matter.does("note_travel", from_day="2008-03-03", to_day="2008-03-07")

        assert matter.clock("handling").due == date(2008, 4, 6)
        assert matter.refuses("note_travel", from_day="2008-03-07", to_day="2008-03-03") == ("not_a_period",)

    EXTENSION = """
        main:
          fields: {days: {type: integer}}
          deadlines: {handling: {budget: deadlines/report}}
          limits: {handling: handling}
          steps:
            - {extend: handling -> handling, requires: [days], %s
               extends: {deadline: handling, by: deadlines/report, length: days}}
            - {decide: handling -> done}
          ends: [done]
    """

    def test_an_extension_stands_in_the_ledger_with_who_approved_it(self, course: Begin) -> None:
        matter = course(self.EXTENSION % "", series__deadlines__report=self.THIRTY)

        too_long = matter.refuses("extend", days=31)
        matter.does("extend", days=10)

        grant = matter.clock("handling").grants[0]
        assert too_long == ("extension_too_long",)
        assert (grant.by, grant.event, grant.seq, grant.approved_by) == (10, "extend", 2, ("chen",))
        assert matter.clock("handling").due == date(2008, 4, 12)
        assert matter.refuses("extend", days=5) == ("no_extension_left",)

    def test_the_docket_explains_the_day_with_its_rule_and_its_names(self, course: Begin) -> None:
        matter = course(self.EXTENSION % "", series__deadlines__report=self.THIRTY)
        matter.does("extend", days=10)

        said = matter.docket.explain_deadline(matter.id, "handling")

        assert said.zh == (
            "handling（《条例》第22条）：自2008-03-03起算（当日不计入），40日"
            "（含2008-03-04第2号记录延长的10日，陈某同意）于2008-04-12届满"
        )
        assert "approved by 陈某" in said.en

    def test_a_deadline_is_explained_after_it_has_stopped(self, course: Begin) -> None:
        matter = course(self.EXTENSION % "", series__deadlines__report=self.THIRTY)
        matter.does("decide")

        assert "2008-04-02" in matter.docket.explain_deadline(matter.id, "handling").zh
