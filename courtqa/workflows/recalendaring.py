"""A calendar was edited: the running deadlines by the new one, as an event that says what moved and why."""

from __future__ import annotations

from datetime import date, datetime

from courtqa.errors import CalendarUnknown, NotInForce
from courtqa.text import Text
from courtqa.workflows import clockwork
from courtqa.workflows.calendar import WorkCalendar
from courtqa.workflows.data import request_digest
from courtqa.workflows.fold import apply
from courtqa.workflows.ledger import Clock
from courtqa.workflows.ledger_rows import clock_rows
from courtqa.workflows.plan import Plan
from courtqa.workflows.records import Actor, Event, Proceeding, Step
from courtqa.workflows.timekeeping import remind_ahead, rule_day

__all__ = ["RECALENDARED", "recalendar"]

RECALENDARED = "recalendared"
EDITED = Text(zh="日历改版", en="a new edition of the calendar")


def recalendar(plan: Plan, proceeding: Proceeding, *, by: Actor, at: datetime) -> Step | None:
    """The event that moves the running deadlines of the proceeding; nothing where none moves.

    A window that a party was told of is never shortened; what the edit would have done is still said.
    """
    if proceeding.closed:
        return None
    today = plan.day_of(at)
    on = max(today, proceeding.history[-1].on)
    clocks = tuple(_moved(plan, proceeding, clock, on=on) for clock in proceeding.clocks)
    if clocks == proceeding.clocks:
        return None
    moved = [
        {
            "deadline": after.name,
            "before": before.due.isoformat(),
            "after": after.due.isoformat(),
            "held": after.moves[-1].held,
            "reason": {"zh": after.moves[-1].reason.zh, "en": after.moves[-1].reason.en},
        }
        for before, after in zip(proceeding.clocks, clocks, strict=True)
        if after != before
    ]
    event = Event(
        proceeding=proceeding.id,
        court=proceeding.court,
        seq=proceeding.version + 1,
        kind="recalendared",
        transition=RECALENDARED,
        source=proceeding.state,
        target=proceeding.state,
        actor=by.id,
        roles=by.roles(today),
        recorded_at=at,
        effective_on=on,
        definition=plan.definition,
        policy=plan.policy,
        calendar=plan.calendar_digest,
        idem="",
        request=request_digest(proceeding.id, RECALENDARED, data={}, by=by.id),
        payload={"clocks": clock_rows(clocks), "moved": moved},
    )
    return Step(event, apply(proceeding, event))


def _moved(plan: Plan, proceeding: Proceeding, clock: Clock, *, on: date) -> Clock:
    if (
        clock.lapsed or clock.suspended_on is not None
    ):  # the one is over, the other is reckoned when it goes on
        return clock
    day = rule_day(plan.workflow, proceeding.opened_on, proceeding.data, clock.started_on)
    try:
        remind = remind_ahead(plan, clock.name, day)
        anew = clockwork.recalendar(clock, plan.calendar, on=on, reason=Text(zh="", en=""), remind=remind)
        if anew == clock:
            return clock
        days = clock.started_on, max(clock.due, anew.due)
        return clockwork.recalendar(
            clock, plan.calendar, on=on, reason=_why(plan.calendar, *days), remind=remind
        )
    except (CalendarUnknown, NotInForce):  # what the calendar no longer covers stays as it was told
        return clock


def _why(calendar: WorkCalendar | None, first: date, last: date) -> Text:
    """The calendar's own reasons for its days between the two, or the edition it stands in."""
    if calendar is None:
        return EDITED
    edits = [(day, text) for day, text in sorted(calendar.reasons.items()) if first < day <= last]
    if not edits:
        return EDITED if calendar.title is None else calendar.title
    return Text(
        zh="、".join(f"{day}：{text.zh}" for day, text in edits),
        en=", ".join(f"{day}: {text.en}" for day, text in edits),
    )
