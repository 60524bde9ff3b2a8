"""The time limits of a workflow: each has its length, its unit, its calendar, and a state that it binds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from courtqa.policy import Complaint, Lookup
from courtqa.workflows.deadlines import TimeUnit
from courtqa.workflows.definition import Deadline, Workflow
from courtqa.workflows.naming import Path, misnamed

__all__ = ["timing"]

DAYS: tuple[str, ...] = get_args(TimeUnit)


def timing(workflow: Workflow, lookup: Lookup) -> Iterator[Complaint]:
    """Deadlines without a length in days or months, clocks nothing starts, and states without a limit."""
    for name, deadline in workflow.deadlines.items():
        yield from _deadline(workflow, lookup, deadline, ("deadlines", name))
    yield from _unused(workflow)
    yield from _unlimited(workflow)
    yield from _extensions(workflow, lookup)
    yield from _clock_steps(workflow)
    yield from _calendar(workflow, lookup)
    if workflow.applies_by not in ("filing", "event"):
        name = f"{workflow.applies_by}_on"
        if name not in workflow.fields or workflow.fields[name].type != "date":
            found = f"applies_by {workflow.applies_by} without the day it needs"
            yield Complaint(("applies_by",), found, f"a date field {name!r}")


def _deadline(workflow: Workflow, lookup: Lookup, deadline: Deadline, path: Path) -> Iterator[Complaint]:
    yield from _length(lookup, deadline.budget, (*path, "budget"))
    if deadline.remind is not None:
        yield from _length(lookup, deadline.remind, (*path, "remind"))
    for place, name in enumerate(deadline.not_counted_in):
        yield from misnamed((*path, "not_counted_in", place), name, "state", workflow.states)
    if deadline.starts != "entering":
        yield from misnamed((*path, "starts"), deadline.starts, "field", workflow.fields)
        field = workflow.fields.get(deadline.starts)
        if field is not None and field.type != "date":
            found = f"the field {deadline.starts!r} of type {field.type}"
            yield Complaint((*path, "starts"), found, "`entering`, or a field of type date")
    if deadline.lapse is not None:
        events = {one.event for one in workflow.transitions}
        yield from misnamed((*path, "lapse"), deadline.lapse, "event", events)
        if deadline.lapse in events and not any(
            one.event == deadline.lapse and one.clock for one in workflow.transitions
        ):
            found = f"the event {deadline.lapse!r}, which only people may take"
            yield Complaint((*path, "lapse"), found, "an event with `clock: true`")


def _length(lookup: Lookup, series: str, path: Path) -> Iterator[Complaint]:
    found = lookup.series(series)
    if found is None:
        yield from misnamed(path, series, "series", lookup.series_paths())
        return
    if found.unit not in DAYS:
        yield Complaint(path, f"the series {series!r} in {found.unit}", "a series in " + " or ".join(DAYS))
    least = 0 if found.unit == "calendar_day" else 1  # 0 calendar days: on the very day
    for value in found.values:
        if value.value is not None and (type(value.value) is not int or value.value < least):
            told = f"the series {series!r} with {value.value!r} from {value.since.isoformat()}"
            yield Complaint(path, told, f"whole numbers of at least {least}")


def _unused(workflow: Workflow) -> Iterator[Complaint]:
    used = {state.deadline for state in workflow.states.values()}
    for name in workflow.deadlines:
        if name not in used:
            found = f"the deadline {name!r}, which no state starts"
            yield Complaint(("deadlines", name), found, "a state with that `deadline`")


def _unlimited(workflow: Workflow) -> Iterator[Complaint]:
    for name, state in workflow.states.items():
        if state.final or state.note is not None:
            continue
        if not state.owner:
            found = f"the state {name!r} without an owner"
            yield Complaint(("states", name), found, "`owner`, or a `note` that says why there is none")
        if state.deadline is None:
            found = f"the state {name!r} without a deadline"
            yield Complaint(("states", name), found, "`deadline`, or a `note` that says why there is none")


def _extensions(workflow: Workflow, lookup: Lookup) -> Iterator[Complaint]:
    for index, one in enumerate(workflow.transitions):
        if one.extends is None:
            continue
        path: Path = ("transitions", index, "extends")
        yield from _length(lookup, one.extends.by, (*path, "by"))
        deadline = workflow.deadlines.get(one.extends.deadline)
        more = lookup.series(one.extends.by)
        budget = None if deadline is None else lookup.series(deadline.budget)
        if more is not None and budget is not None and more.unit != budget.unit:
            found = f"the series {one.extends.by!r} in {more.unit}"
            yield Complaint((*path, "by"), found, f"{budget.unit}, as the deadline it extends")
        if one.extends.at_most < 1:
            yield Complaint((*path, "at_most"), str(one.extends.at_most), "at least 1")


def _clock_steps(workflow: Workflow) -> Iterator[Complaint]:
    fired = {deadline.lapse for deadline in workflow.deadlines.values()}
    for index, one in enumerate(workflow.transitions):
        path: Path = ("transitions", index)
        if not one.clock:
            continue
        if one.event not in fired and not one.awaits:
            found = f"the clock's event {one.event!r}, which no deadline fires"
            yield Complaint((*path, "clock"), found, f"a deadline with `lapse: {one.event}`")
        for key in ("by", "requires", "same_as", "not_same_as", "quorum"):
            if getattr(one, key):
                yield Complaint((*path, key), f"`{key}` for a step of the clock", "a step without it")
        if one.approvals != 1:
            yield Complaint((*path, "approvals"), "approvals for a step of the clock", "a step without them")


def _calendar(workflow: Workflow, lookup: Lookup) -> Iterator[Complaint]:
    known = lookup.names("calendars")
    if workflow.calendar is not None:
        yield from misnamed(("calendar",), workflow.calendar, "calendar", known)
        return
    for name, deadline in workflow.deadlines.items():
        series = lookup.series(deadline.budget)
        working = series is not None and series.unit == "working_day"
        if (working or deadline.roll == "next_workday") and len(known) != 1:
            found = f"{'several calendars' if known else 'no calendar'} for the deadline {name!r}"
            expected = "`calendar: name`" if known else "a calendar in `calendars/`"
            yield Complaint(("deadlines", name), found, expected)
