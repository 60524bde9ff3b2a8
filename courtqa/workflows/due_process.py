"""Fairness that a definition must build in: who may act is named, and nothing adverse comes unheard."""

from __future__ import annotations

from collections.abc import Iterator

from courtqa.policy import Complaint, Lookup
from courtqa.workflows.definition import Transition, Workflow
from courtqa.workflows.naming import Path, misnamed

__all__ = ["due_process", "is_adverse"]


def is_adverse(workflow: Workflow, one: Transition) -> bool:
    """Whether the step itself, or the state it enters, is adverse to a person."""
    return one.adverse or (one.to in workflow.states and workflow.states[str(one.to)].adverse)


def due_process(workflow: Workflow, lookup: Lookup) -> Iterator[Complaint]:
    """Steps nobody may take, duties nobody can keep apart, and adverse steps without their safeguards."""
    if not workflow.open_by:
        yield Complaint(("open_by",), "nobody who may open one", "at least one role")
    if workflow.pending == "migrate" and not workflow.migrate_by:
        yield Complaint(
            ("pending",), "'migrate', and nobody who may do it", "`migrate_by`: at least one role"
        )
    machines = _machine_roles(lookup)
    for index, one in enumerate(workflow.transitions):
        path: Path = ("transitions", index)
        if not one.by and not one.clock:
            yield Complaint(path, f"nobody who may do {one.event!r}", "`by`, or `clock: true`")
        if one.approvals < 1:
            yield Complaint((*path, "approvals"), str(one.approvals), "at least 1")
        yield from _separation(workflow, one, path)
        yield from _quorum(one, path, lookup)
        if is_adverse(workflow, one):
            yield from _adverse(workflow, one, path, lookup)
            if one.by and set(one.by) <= machines:
                found = f"{', '.join(one.by)} for an adverse step"
                yield Complaint((*path, "by"), found, "people: a machine may not take an adverse step")


def _machine_roles(lookup: Lookup) -> frozenset[str]:
    return frozenset(
        name
        for kind in lookup.names("roles")
        for edition in lookup.editions("roles", kind)
        for name, role in edition.value.roles.items()
        if role.machine
    )


def _separation(workflow: Workflow, one: Transition, path: Path) -> Iterator[Complaint]:
    """Separation of duties that provably cannot be kept."""
    for place, event in enumerate(one.same_as):
        if event in one.not_same_as:
            found = f"{event!r}, which `not_same_as` names too"
            yield Complaint((*path, "same_as", place), found, "duties that someone can fulfil")
        elif _only_clock(workflow, event):
            found = f"{event!r}, which only the clock does"
            yield Complaint((*path, "same_as", place), found, "an event that people do")
    for place, event in enumerate(one.not_same_as):
        if _only_clock(workflow, event):
            found = f"{event!r}, which only the clock does"
            yield Complaint((*path, "not_same_as", place), found, "an event that people do")
        elif any(_must_follow(workflow, earlier, event) for earlier in one.same_as):
            found = f"{event!r}, which whoever `same_as` names must have done"
            yield Complaint((*path, "not_same_as", place), found, "duties that someone can fulfil")
    if one.event in one.same_as:
        place = one.same_as.index(one.event)
        yield Complaint((*path, "same_as", place), "the step itself", "an earlier event")


def _only_clock(workflow: Workflow, event: str) -> bool:
    ways = [one for one in workflow.transitions if one.event == event]
    return bool(ways) and all(one.clock for one in ways)


def _must_follow(workflow: Workflow, event: str, earlier: str) -> bool:
    """Whether everyone who did ``event`` must have done ``earlier`` before."""
    ways = [one for one in workflow.transitions if one.event == event]
    return bool(ways) and all(one.same_as == (earlier,) for one in ways)


def _quorum(one: Transition, path: Path, lookup: Lookup) -> Iterator[Complaint]:
    if one.quorum is None:
        return
    here: Path = (*path, "quorum")
    for key in ("at_least", "more_than_half_of"):
        series = getattr(one.quorum, key)
        if series is not None and lookup.series(series) is None:
            yield from misnamed((*here, key), series, "series", lookup.series_paths())
    if one.quorum.members not in one.requires:
        found = f"a quorum of {one.quorum.members!r}, which the step does not require"
        yield Complaint((*here, "members"), found, f"{one.quorum.members!r} among `requires`")
    if one.quorum.at_least is None and one.quorum.more_than_half_of is None:
        yield Complaint(here, "a quorum without a number", "`at_least` or `more_than_half_of`")


def _adverse(workflow: Workflow, one: Transition, path: Path, lookup: Lookup) -> Iterator[Complaint]:
    if one.clock:
        found = f"the adverse step {one.event!r} fired by the clock"
        yield Complaint((*path, "clock"), found, "a person who decides: time alone harms nobody")
        return
    told = f"the adverse step {one.event!r}"
    if one.authority is None:
        yield Complaint(path, f"{told} without `authority`", "the rule it stands on")
    if not one.after:
        yield Complaint(path, f"{told} without `after`", "the notice or hearing that comes before")
    if one.approvals < 2 and one.quorum is None and not one.not_same_as:
        expected = "`approvals: 2`, a `quorum`, or `not_same_as` whoever proposed it"
        yield Complaint(path, f"{told} of a single person", expected)
    if one.remedy is None:
        yield Complaint(path, f"{told} without `remedy`", "the workflow or event by which it is reviewed")
    else:
        known = {*lookup.names("workflows"), *(step.event for step in workflow.transitions)}
        yield from misnamed((*path, "remedy"), one.remedy, "workflow or event", known)
