"""What can happen to a running deadline: it starts, stands still, goes on, is extended, is moved by a calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from attrs import evolve

from courtqa.errors import CalendarUnknown
from courtqa.text import Text
from courtqa.workflows.calendar import WorkCalendar
from courtqa.workflows.deadlines import due_on, remind_on, spoken, units
from courtqa.workflows.definition import Roll
from courtqa.workflows.ledger import Clock, Grant, Move, Standstill, TimeUnit

__all__ = ["consumed", "exclude", "extend", "recalendar", "resume", "start", "suspend"]

Remind = tuple[int, TimeUnit] | None

PERIOD = Text(zh="{since}次日至{until}", en="after {since} until {until}")
GRANTED = Text(
    zh="（含{on}第{seq}号记录延长的{by}{unit}{who}）",
    en=" including {by} {unit} granted on {on} by step {seq}{who},",
)
APPROVED = Text(zh="，{names}同意", en=", approved by {names}")
HELD = Text(
    zh="；日历改版后本应提前至{day}，已告知的最后一日不因此缩短",
    en="; an edit of the calendar would end it on {day}, but a day that was told is not taken away",
)
MOVED = Text(
    zh="；{on}因日历改版由{before}改为{after}（{reason}）",
    en="; moved on {on} from {before} to {after} by an edit of the calendar ({reason})",
)


@lru_cache(maxsize=1 << 12)
def start(
    name: str,
    calendar: WorkCalendar | None,
    *,
    on: date,
    budget: int,
    unit: TimeUnit,
    roll: Roll,
    remind: Remind = None,
) -> Clock:
    """A clock that starts to run on that day: the same one for all that start alike."""
    return _project(Clock(name, unit, budget, on, on, Text(zh="", en=""), roll=roll), calendar, remind)


def suspend(clock: Clock, *, on: date, excluding: bool = False, seq: int = 0) -> Clock:
    """The clock, standing still after that day."""
    return evolve(clock, suspended_on=on, excluding=excluding, stopped_by=seq)


def resume(
    clock: Clock,
    calendar: WorkCalendar | None,
    *,
    on: date,
    roll: Roll,
    remind: Remind = None,
    event: str = "",
) -> Clock:
    """The clock, running again after that day; its last day moves by the time it stood still."""
    since = clock.suspended_on
    if since is None:
        return clock
    kind, seq = ("excluded" if clock.excluding else "suspended"), clock.stopped_by
    running = evolve(clock, suspended_on=None, excluding=False, stopped_by=0, roll=roll)
    return _without(running, Standstill(since, on, kind, event, seq), calendar, remind)  # type: ignore[arg-type]


def exclude(
    clock: Clock,
    calendar: WorkCalendar | None,
    *,
    since: date,
    until: date,
    remind: Remind = None,
    event: str = "",
    seq: int = 0,
) -> Clock:
    """The clock, with the days from ``since`` to ``until``, both included, not counted."""
    stood = Standstill(since - timedelta(1), until, "excluded", event, seq)
    return _without(clock, stood, calendar, remind)


def extend(
    clock: Clock,
    calendar: WorkCalendar | None,
    *,
    by: int,
    roll: Roll,
    remind: Remind = None,
    grant: Grant | None = None,
) -> Clock:
    """The clock with ``by`` more of its own units."""
    grants = clock.grants if grant is None else (*clock.grants, grant)
    more = evolve(clock, budget=clock.budget + by, extensions=clock.extensions + 1, grants=grants, roll=roll)
    return _project(more, calendar, remind)


def recalendar(
    clock: Clock, calendar: WorkCalendar | None, *, on: date, reason: Text, remind: Remind = None
) -> Clock:
    """The clock by an edited calendar: the same one where its days do not move.

    A window that a party was told of (one that rolls over rest days) is never shortened: its day is held, and
    the ledger says so.
    """
    anew = _project(clock, calendar, remind)
    if (anew.due, anew.remind_on) == (clock.due, clock.remind_on):
        return clock
    if anew.due >= clock.due or clock.roll == "none":
        move = Move(on, clock.due, anew.due, reason)
        said = spoken(MOVED, on=on, before=clock.due, after=anew.due, reason=reason)
        told = _joined(anew.reason, said) if anew.due != clock.due else anew.reason
        return evolve(anew, moves=(*clock.moves, move), reason=told)
    held = Move(on, clock.due, clock.due, reason, held=True)
    return _project(evolve(clock, moves=(*clock.moves, held)), calendar, remind)


def consumed(clock: Clock, calendar: WorkCalendar | None, *, on: date) -> int:
    """How much has run by the end of that day: working days for such a budget, else calendar days."""
    end = on if clock.suspended_on is None else min(on, clock.suspended_on)
    if end <= clock.started_on:
        return 0
    spans = [(since, min(until, end)) for since, until in _merged(clock) if since < end]
    return _count(clock, calendar, clock.started_on, end) - sum(
        _count(clock, calendar, since, until) for since, until in spans
    )


def _without(clock: Clock, stood: Standstill, calendar: WorkCalendar | None, remind: Remind) -> Clock:
    """The clock without that time, unless it had run out before."""
    if stood.since > clock.due or stood.until <= max(stood.since, clock.started_on):
        return clock
    return _project(evolve(clock, stood=(*clock.stood, stood)), calendar, remind)


def _merged(clock: Clock) -> list[tuple[date, date]]:
    """The standstills inside the running time, as spans that do not overlap."""
    spans: list[tuple[date, date]] = []
    for since, until in sorted((max(one.since, clock.started_on), one.until) for one in clock.stood):
        if spans and since <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], until)
        else:
            spans.append((since, until))
    return spans


def _count(clock: Clock, calendar: WorkCalendar | None, since: date, until: date) -> int:
    if clock.unit != "working_day":
        return (until - since).days
    if calendar is None:
        raise CalendarUnknown(until)
    return calendar.workdays_between(since, until)


def _project(clock: Clock, calendar: WorkCalendar | None, remind: Remind) -> Clock:
    spans = _merged(clock)
    days = sum(_count(clock, calendar, since, until) for since, until in spans)
    periods = [spoken(PERIOD, since=since, until=until) for since, until in spans]
    due = due_on(
        calendar,
        start=clock.started_on,
        budget=clock.budget,
        unit=clock.unit,
        roll=clock.roll,
        excluded=days,
        periods=Text(
            zh=f"（{'、'.join(one.zh for one in periods)}）", en=f" ({', '.join(one.en for one in periods)})"
        ),
        more=_granted(clock),
    )
    day, reason = due.day, due.reason
    if clock.not_before is not None and day < clock.not_before:
        reason = _joined(reason, spoken(HELD, day=day))
        day = clock.not_before
    ahead = None
    if remind is not None:
        ahead = remind_on(calendar, due=day, started_on=clock.started_on, ahead=remind[0], unit=remind[1])
    return evolve(clock, due=day, reason=reason, remind_on=ahead, suspended_days=days)


def _granted(clock: Clock) -> Text:
    said = Text(zh="", en="")
    for one in clock.grants:
        names = Text(zh="、".join(one.approved_by), en=", ".join(one.approved_by))
        who = spoken(APPROVED, names=names) if one.approved_by else Text(zh="", en="")
        given = spoken(GRANTED, on=one.on, seq=one.seq, by=one.by, unit=units(one.by, clock.unit), who=who)
        said = _joined(said, given)
    return said


def _joined(one: Text, other: Text) -> Text:
    return Text(zh=one.zh + other.zh, en=one.en + other.en)
