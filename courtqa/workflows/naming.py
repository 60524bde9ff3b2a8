"""Every name in a workflow stands for something: states, events, fields, roles, deadlines, workflows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from courtqa.errors import did_you_mean
from courtqa.policy import Complaint, Lookup
from courtqa.workflows.above import CONTESTED
from courtqa.workflows.composition import CANCELLED, CHILD_CLOSED
from courtqa.workflows.data import TYPES, check_data, plain
from courtqa.workflows.definition import Field, Transition, Workflow
from courtqa.workflows.objections import MIGRATED
from courtqa.workflows.opening import OPENED
from courtqa.workflows.recalendaring import RECALENDARED
from courtqa.workflows.recording import LAPSED, RECUSED, UPHELD

__all__ = ["Path", "fits", "known_roles", "misnamed", "naming"]

Path = tuple[str | int, ...]
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
RESERVED = frozenset(
    {CANCELLED, CHILD_CLOSED, CONTESTED, LAPSED, MIGRATED, OPENED, RECALENDARED, RECUSED, UPHELD}
)


def misnamed(path: Path, name: str, kind: str, known: Collection[str]) -> Iterator[Complaint]:
    """A complaint if the name is not known, with the nearest that is."""
    if name not in known:
        near = did_you_mean(name, known)
        listed = ", ".join(sorted(known)) if len(known) <= 12 else f"a {kind} that is defined"
        expected = f"{near!r}" if near else listed or f"a {kind} that is defined"
        yield Complaint(path, f"the unknown {kind} {name!r}", expected)


def known_roles(lookup: Lookup) -> frozenset[str]:
    """Every role that any edition defines."""
    return frozenset(
        role
        for name in lookup.names("roles")
        for edition in lookup.editions("roles", name)
        for role in edition.value.roles
    )


def naming(workflow: Workflow, lookup: Lookup) -> Iterator[Complaint]:
    """Every name that is unknown, misspelt, reserved or used twice."""
    yield from _spelling(workflow)
    yield from misnamed(("initial",), workflow.initial, "state", workflow.states)
    roles = known_roles(lookup)
    yield from _each(("open_by",), workflow.open_by, "role", roles)
    yield from _each(("migrate_by",), workflow.migrate_by, "role", roles)
    for key in ("open_requires", "open_allows"):
        yield from _each((key,), getattr(workflow, key), "field", workflow.fields)
    for name, state in workflow.states.items():
        yield from _each(("states", name, "owner"), state.owner, "role", roles)
        if state.deadline is not None:
            yield from misnamed(("states", name, "deadline"), state.deadline, "deadline", workflow.deadlines)
    events = frozenset(one.event for one in workflow.transitions) | RESERVED
    for index, transition in enumerate(workflow.transitions):
        path: Path = ("transitions", index)
        yield from _transition(workflow, transition, path, roles=roles, events=events)
        yield from _openings(transition, path, workflow, lookup)
    for name, field in workflow.fields.items():
        yield from _choices(("fields", name), field, lookup)
    yield from _unused(workflow)


def _each(path: Path, names: Iterable[str], kind: str, known: Collection[str]) -> Iterator[Complaint]:
    for index, name in enumerate(names):
        yield from misnamed((*path, index), name, kind, known)


def _spelling(workflow: Workflow) -> Iterator[Complaint]:
    expected = "small letters, digits and _, beginning with a letter"
    for key in ("states", "fields", "deadlines"):
        for name in getattr(workflow, key):
            if not NAME.match(name):
                yield Complaint((key, name), f"the name {name!r}", expected)
    for index, transition in enumerate(workflow.transitions):
        path = ("transitions", index, "event")
        if not NAME.match(transition.event):
            yield Complaint(path, f"the name {transition.event!r}", expected)
        elif transition.event in RESERVED:
            kept = ", ".join(sorted(RESERVED))
            yield Complaint(
                path, f"the event {transition.event!r}", f"another name: {kept} are the library's"
            )


def _transition(
    workflow: Workflow, one: Transition, path: Path, *, roles: Collection[str], events: Collection[str]
) -> Iterator[Complaint]:
    fields, deadlines = workflow.fields, workflow.deadlines
    if not one.source:
        yield Complaint((*path, "from"), "an empty list", "at least one state")
    yield from _each((*path, "from"), one.source, "state", workflow.states)
    yield from _twice((*path, "from"), one.source)
    if one.to is not None:
        yield from misnamed((*path, "to"), one.to, "state", workflow.states)
    yield from _each((*path, "by"), one.by, "role", roles)
    for key in ("not_same_as", "same_as", "after"):
        yield from _each((*path, key), getattr(one, key), "event", events)
    for key in ("requires", "allows"):
        yield from _each((*path, key), getattr(one, key), "field", fields)
    yield from _twice((*path, "allows"), (*one.requires, *one.allows))
    for key in ("suspends", "resumes"):
        yield from _each((*path, key), getattr(one, key), "deadline", deadlines)
    if one.extends is not None:
        yield from misnamed((*path, "extends", "deadline"), one.extends.deadline, "deadline", deadlines)
    if one.extends is not None and one.extends.length is not None:
        here: Path = (*path, "extends", "length")
        yield from _typed(workflow, one.extends.length, "integer", here)
    if one.excludes is not None:
        here = (*path, "excludes")
        yield from misnamed((*here, "deadline"), one.excludes.deadline, "deadline", deadlines)
        yield from _typed(workflow, one.excludes.since, "date", (*here, "from"))
        yield from _typed(workflow, one.excludes.until, "date", (*here, "to"))
    if one.quorum is not None:
        yield from _members(workflow, one, path, roles)
    for name, value in one.sets.items():
        yield from misnamed((*path, "sets", name), name, "field", fields)
        if name in fields:
            yield from fits(workflow, (*path, "sets", name), name, value)


def _typed(workflow: Workflow, name: str, wanted: str, path: Path) -> Iterator[Complaint]:
    yield from misnamed(path, name, "field", workflow.fields)
    if name in workflow.fields and workflow.fields[name].type != wanted:
        found = f"the field {name!r} of type {workflow.fields[name].type}"
        yield Complaint(path, found, f"a field of type {wanted}")


def _twice(path: Path, names: tuple[str, ...]) -> Iterator[Complaint]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Complaint(path, f"{name!r} twice", "each name once")


def _members(workflow: Workflow, one: Transition, path: Path, roles: Collection[str]) -> Iterator[Complaint]:
    assert one.quorum is not None
    members = one.quorum.members
    yield from misnamed((*path, "quorum", "members"), members, "field", workflow.fields)
    if members in workflow.fields and workflow.fields[members].type != "persons":
        found = f"the field {members!r} of type {workflow.fields[members].type}"
        yield Complaint((*path, "quorum", "members"), found, "a field of type persons")
    if one.quorum.role is not None:
        yield from misnamed((*path, "quorum", "role"), one.quorum.role, "role", roles)


def fits(workflow: Workflow, path: Path, name: str, value: object) -> Iterator[Complaint]:
    """A complaint if the field could never hold that value."""
    _, faults = check_data(
        workflow, {name: plain(value)}, requires=(), takes=frozenset((name,)), units={}, rule=None
    )
    if faults:
        field = workflow.fields[name]
        expected = (
            "one of the choices " + ", ".join(field.choices) if field.choices else TYPES[field.type].words.en
        )
        yield Complaint(path, f"{value!r} for the field {name!r}", expected)


def _choices(path: Path, field: Field, lookup: Lookup) -> Iterator[Complaint]:
    if field.type == "records" and not field.columns:
        yield Complaint(path, "records without `columns`", "what each row says")
    if field.type != "records" and field.columns:
        found = f"`columns` for a field of type {field.type}"
        yield Complaint((*path, "columns"), found, "type: records, or no `columns`")
    if field.outside and field.type not in ("person", "persons"):
        found = f"`outside` for a field of type {field.type}"
        yield Complaint((*path, "outside"), found, "type: person or persons, or no `outside`")
    if not field.slips and not field.outside:
        yield Complaint(
            (*path, "slips"), "`slips: false` for a field not of outsiders", "outside: true, or no `slips`"
        )
    if (field.type == "name") != bool(field.of):
        found = f"a field of type {field.type} {'with' if field.of else 'without'} `of`"
        yield Complaint((*path, "of") if field.of else path, found, "type: name, with the folder it names")
    if field.of and not lookup.names(field.of):
        yield Complaint(
            (*path, "of"), f"the folder {field.of!r}, where no pack has anything", "such as notices"
        )
    if field.type == "choice" and not field.choices:
        yield Complaint(path, "a choice without `choices`", "what may be chosen")
    if field.type != "choice" and field.choices:
        found = f"`choices` for a field of type {field.type}"
        yield Complaint((*path, "choices"), found, "type: choice, or no `choices`")


def _openings(one: Transition, path: Path, workflow: Workflow, lookup: Lookup) -> Iterator[Complaint]:
    yield from _twice((*path, "opens"), tuple(opening.workflow for opening in one.opens))
    for index, opening in enumerate(one.opens):
        here: Path = (*path, "opens", index)
        yield from misnamed((*here, "workflow"), opening.workflow, "workflow", lookup.names("workflows"))
        yield from _each((*here, "carry"), opening.carry, "field", workflow.fields)
        for edition in lookup.editions("workflows", opening.workflow):
            child: Workflow = edition.value
            takes = (*child.open_requires, *child.open_allows)
            for place, name in enumerate(opening.carry):
                if name not in takes:
                    found = f"the field {name!r}, which {opening.workflow} does not take when it opens"
                    expected = ", ".join(takes) or "nothing to carry"
                    yield Complaint((*here, "carry", place), found, expected)
            if opening.into is not None:
                yield from misnamed((*here, "into"), opening.into, "field that the child takes", takes)
            for name in child.open_requires:
                if name not in opening.carry and name != opening.into:
                    found = f"no {name!r}, which {opening.workflow} requires when it opens"
                    yield Complaint(here, found, f"{name!r} among `carry`")


def _unused(workflow: Workflow) -> Iterator[Complaint]:
    taken = {*workflow.open_requires, *workflow.open_allows}
    for one in workflow.transitions:
        taken |= {*one.requires, *one.allows, *one.sets}
    for name in workflow.fields:
        if name not in taken:
            found = f"the field {name!r}, which no step brings or sets"
            yield Complaint(("fields", name), found, "a step that requires, allows or sets it")
