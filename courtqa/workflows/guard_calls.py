"""Every condition of a workflow can be asked: its guard is offered and its parameters make sense."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import Parameter, signature

from courtqa.policy import Complaint, Lookup, Offer
from courtqa.workflows.definition import GuardCall, Workflow
from courtqa.workflows.guards import Amount, EventName, FieldName, RoleName, SeriesPath, WorkflowName
from courtqa.workflows.naming import RESERVED, Path, fits, known_roles, misnamed

__all__ = ["guard_calls"]


def guard_calls(workflow: Workflow, lookup: Lookup) -> Iterator[Complaint]:
    """Every unknown guard, and every parameter that is unknown, missing or of the wrong kind."""
    offers = {offer.name: offer for offer in lookup.offers("guard")}
    for index, one in enumerate(workflow.transitions):
        for key in ("when", "unless"):
            for place, call in enumerate(getattr(one, key)):
                path = ("transitions", index, key, place)
                yield from misnamed((*path, "guard"), call.guard, "guard", offers)
                if call.guard in offers:
                    yield from _params(workflow, lookup, call, offers[call.guard], path)
        for place, call in enumerate(one.unless):
            if call in one.when:
                found = f"the guard {call.guard!r}, which `when` asks for with the same parameters"
                yield Complaint(("transitions", index, "unless", place), found, "a step that can happen")


def _params(
    workflow: Workflow, lookup: Lookup, call: GuardCall, offer: Offer, path: Path
) -> Iterator[Complaint]:
    accepted = signature(offer.function).parameters
    for name in call.params:
        yield from misnamed((*path, name), name, f"parameter of {call.guard}", offer.params)
    for name, wanted in offer.params.items():
        if name in call.params:
            yield from _value(workflow, lookup, call.params[name], wanted, (*path, name))
        elif accepted[name].default is Parameter.empty:
            yield Complaint(path, f"no {name!r} for {call.guard}", f"the parameter {name!r}")
    yield from _possible(workflow, call, path)


def _value(
    workflow: Workflow, lookup: Lookup, value: object, wanted: type, path: Path
) -> Iterator[Complaint]:
    if issubclass(wanted, FieldName | EventName | RoleName | SeriesPath | WorkflowName):
        if isinstance(value, str):
            yield from _named(workflow, lookup, value, wanted, path)
        else:
            yield Complaint(path, repr(value), "a name")
    elif wanted is Amount:
        if isinstance(value, str):
            yield from _series(lookup, value, path)
        elif isinstance(value, bool) or not isinstance(value, int):
            yield Complaint(path, repr(value), "a whole number, or the path of a series")
    elif wanted is not object and type(value) is not wanted:
        words = {tuple: "a list", str: "text", int: "a whole number", bool: "true or false"}
        yield Complaint(path, repr(value), words.get(wanted, wanted.__name__))


def _named(workflow: Workflow, lookup: Lookup, name: str, wanted: type, path: Path) -> Iterator[Complaint]:
    if issubclass(wanted, FieldName):
        yield from misnamed(path, name, "field", workflow.fields)
        field = workflow.fields.get(name)
        if field is not None and wanted.types and field.type not in wanted.types:
            expected = "a field of type " + " or ".join(wanted.types)
            yield Complaint(path, f"the field {name!r} of type {field.type}", expected)
    elif wanted is EventName:
        events = {one.event for one in workflow.transitions} | RESERVED
        yield from misnamed(path, name, "event", events)
    elif wanted is RoleName:
        yield from misnamed(path, name, "role", known_roles(lookup))
    elif wanted is WorkflowName:
        yield from misnamed(path, name, "workflow", lookup.names("workflows"))
    else:
        yield from _series(lookup, name, path)


def _series(lookup: Lookup, value: str, path: Path) -> Iterator[Complaint]:
    if lookup.series(value) is None:
        yield from misnamed(path, value, "series", lookup.series_paths())


def _possible(workflow: Workflow, call: GuardCall, path: Path) -> Iterator[Complaint]:
    """A complaint for a value that the field can never hold."""
    name = str(call.params.get("field"))
    if name not in workflow.fields:
        return
    for key in ("value", "values", "order"):
        given = call.params.get(key, ())
        for place, value in enumerate(given if isinstance(given, tuple) else (given,)):
            here = (*path, key, place) if isinstance(given, tuple) else (*path, key)
            yield from fits(workflow, here, name, value)
