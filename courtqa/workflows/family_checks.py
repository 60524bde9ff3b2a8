"""Parents and children fit: what is opened is there to be awaited, can be cancelled, and comes to an end."""

from __future__ import annotations

from collections.abc import Iterator

from courtqa.policy import Complaint, Lookup
from courtqa.workflows.above import CONTESTED
from courtqa.workflows.definition import Awaits, Opening, Transition, Workflow
from courtqa.workflows.graph import reachable
from courtqa.workflows.mentioned import HOWS
from courtqa.workflows.naming import Path, misnamed
from courtqa.workflows.opening import OPENED

__all__ = ["family_checks"]

LISTS = ("texts", "persons")
NAMED = {"about": "text", "unit": "unit", "persons": "persons"}  # of an opening: what must stand there


def family_checks(workflow: Workflow, lookup: Lookup) -> Iterator[Complaint]:
    """Children nobody opens or can cancel, waits without an end, and milestones nobody ever reaches."""
    opened = {opening.workflow for one in workflow.transitions for opening in one.opens}
    yield from _cancelled(workflow)
    for index, one in enumerate(workflow.transitions):
        path: Path = ("transitions", index)
        for place, opening in enumerate(one.opens):
            yield from _opening(workflow, lookup, one, opening, (*path, "opens", place))
        for place, wait in enumerate(one.awaits):
            yield from _awaits(lookup, opened, wait, (*path, "awaits", place))
        for place, name in enumerate(one.cancels):
            here: Path = (*path, "cancels", place)
            yield from misnamed(here, name, "workflow that a step opens", opened)
            if name in opened:
                yield from _can_be_cancelled(lookup, name, here)
        yield from _milestone(lookup, opened, one, path)
        yield from _above(workflow, lookup, one, path)
        if one.clock and one.awaits:
            yield from _by_itself(workflow, one, path)
    yield from _circles(workflow)


def _cancelled(workflow: Workflow) -> Iterator[Complaint]:
    name = workflow.cancelled
    if name is None:
        return
    yield from misnamed(("cancelled",), name, "state", workflow.states)
    state = workflow.states.get(name)
    if state is not None and not state.final:
        yield Complaint(("cancelled",), f"the state {name!r}, which is not final", "a final state")
    elif state is not None and state.adverse:
        found = f"the adverse state {name!r}"
        yield Complaint(("cancelled",), found, "a state that harms nobody: it comes without a hearing")


def _opening(
    workflow: Workflow, lookup: Lookup, one: Transition, opening: Opening, path: Path
) -> Iterator[Complaint]:
    yield from _amount(lookup, opening.times, (*path, "times"))
    if opening.for_each is not None:
        yield from misnamed((*path, "for_each"), opening.for_each, "field", workflow.fields)
        field = workflow.fields.get(opening.for_each)
        if field is not None and field.type not in LISTS:
            found = f"the field {opening.for_each!r} of type {field.type}"
            yield Complaint((*path, "for_each"), found, "a field of type " + " or ".join(LISTS))
        if opening.times != 1:
            yield Complaint((*path, "times"), "`times` beside `for_each`", "one of the two")
    elif opening.into is not None:
        yield Complaint((*path, "into"), "`into` without `for_each`", "the list whose entries it takes")
    yield from _named(workflow, one, opening, path)
    if opening.dependent:
        yield from _can_be_cancelled(lookup, opening.workflow, (*path, "dependent"))
        if one.to is not None and one.to in workflow.states and workflow.states[one.to].final:
            found = f"a dependent {opening.workflow}, opened by the step that closes its parent"
            yield Complaint((*path, "dependent"), found, "a child that outlives it")


def _named(workflow: Workflow, one: Transition, opening: Opening, path: Path) -> Iterator[Complaint]:
    """What the child is about stands in fields of the right type, which the step cannot do without."""
    if opening.about is not None and opening.for_each is not None and opening.into is None:
        yield Complaint((*path, "about"), "`about` beside a list whose entries it is about", "one of the two")
    for key, kind in NAMED.items():
        name: str | None = getattr(opening, key)
        if name is None:
            continue
        here: Path = (*path, key)
        yield from misnamed(here, name, "field", workflow.fields)
        field = workflow.fields.get(name)
        if field is None:
            continue
        if field.type != kind:
            yield Complaint(here, f"the field {name!r} of type {field.type}", f"a field of type {kind}")
        if name not in one.requires:
            yield Complaint(here, f"the field {name!r}, which may be empty", "a field that the step requires")


def _amount(lookup: Lookup, amount: int | str, path: Path) -> Iterator[Complaint]:
    if isinstance(amount, str):
        found = lookup.series(amount)
        if found is None:
            yield from misnamed(path, amount, "series", lookup.series_paths())
        elif any(value.value is not None and type(value.value) is not int for value in found.values):
            yield Complaint(path, f"the series {amount!r}, not of whole numbers", "a series of whole numbers")
    elif amount < 1:
        yield Complaint(path, str(amount), "at least 1")


def _can_be_cancelled(lookup: Lookup, name: str, path: Path) -> Iterator[Complaint]:
    for edition in lookup.editions("workflows", name):
        if edition.value.cancelled is None:
            found = f"{name}, which does not say how it ends when it is cancelled"
            yield Complaint(path, found, f"`cancelled:` with a final state in {name}")
            return


def _awaits(lookup: Lookup, opened: set[str], wait: Awaits, path: Path) -> Iterator[Complaint]:
    for place, name in enumerate(wait.of):
        if name not in opened:
            found = f"{name!r}, which no step here opens"
            yield Complaint((*path, "of", place), found, ", ".join(sorted(opened)) or "a step that opens it")
    if wait.how not in HOWS:
        yield from _amount(lookup, wait.how, (*path, "how"))
    ends = {
        state
        for name in wait.of
        for edition in lookup.editions("workflows", name)
        for state, rest in edition.value.states.items()
        if rest.final
    }
    for place, state in enumerate(wait.ends):
        if ends and state not in ends:
            yield from misnamed((*path, "in", place), state, "final state of the children", ends)


def _milestone(lookup: Lookup, opened: set[str], one: Transition, path: Path) -> Iterator[Complaint]:
    wanted = one.during
    if wanted is None:
        return
    here: Path = (*path, "while")
    yield from misnamed((*here, "workflow"), wanted.workflow, "workflow", lookup.names("workflows"))
    if wanted.which == "last" and wanted.of != "child":
        yield Complaint(
            (*here, "which"), f"`last` of a {wanted.of}", "`any` or `all`; only children have an order"
        )
    if wanted.of == "child" and wanted.workflow not in opened:
        found = f"the child {wanted.workflow!r}, which no step here opens"
        yield Complaint((*here, "workflow"), found, ", ".join(sorted(opened)) or "a step that opens it")
    editions = tuple(lookup.editions("workflows", wanted.workflow))
    states = {state for edition in editions for state in edition.value.states}
    for place, name in enumerate(wanted.states):
        if editions:
            yield from misnamed((*here, "in", place), name, f"state of {wanted.workflow}", states)


def _above(workflow: Workflow, lookup: Lookup, one: Transition, path: Path) -> Iterator[Complaint]:
    """Steps of a parent that nobody opens this from, that it does not have, or that this is no remedy of."""
    if not one.not_same_as_parent:
        return
    here: Path = (*path, "not_same_as_parent")
    editions = [
        each.value for name in lookup.names("workflows") for each in lookup.editions("workflows", name)
    ]
    steps = [
        each
        for other in editions
        if any(opening.workflow == workflow.name for step in other.transitions for opening in step.opens)
        for each in other.transitions
    ]
    if not steps:
        yield Complaint(here, "a parent, and no workflow that opens this one", "a workflow that opens it")
        return
    if CONTESTED in one.not_same_as_parent and all(each.remedy != workflow.name for each in steps):
        found = f"{CONTESTED!r}, and no step whose remedy this is"
        yield Complaint(here, found, f"`remedy: {workflow.name}` on a step of what opens it")
    known = {CONTESTED, OPENED, *(each.event for each in steps)}
    for place, name in enumerate(one.not_same_as_parent):
        yield from misnamed((*here, place), name, "event of what opens it", known)


def _by_itself(workflow: Workflow, one: Transition, path: Path) -> Iterator[Complaint]:
    if one.event in {deadline.lapse for deadline in workflow.deadlines.values()}:
        found = f"the event {one.event!r}, which a deadline fires too"
        yield Complaint((*path, "awaits"), found, "two events: one for the time, one for the children")
    if one.to is None or one.to in one.source:
        yield Complaint(path, f"{one.event!r}, which by itself leads nowhere else", "another state in `to`")


def _circles(workflow: Workflow) -> Iterator[Complaint]:
    """Steps taken by themselves that could lead round and round."""
    leads: dict[str, set[str]] = {name: set() for name in workflow.states}
    alone = [
        (index, one) for index, one in enumerate(workflow.transitions) if one.clock and one.awaits and one.to
    ]
    for _, one in alone:
        for source in one.source:
            leads[source].add(str(one.to))
    for index, one in alone:
        if str(one.to) not in one.source and reachable(leads, str(one.to)) & set(one.source):
            found = f"a circle of steps taken by themselves through {one.to!r}"
            yield Complaint(("transitions", index, "awaits"), found, "a step of a person somewhere in it")
            return
