"""The kinds of rules this stage reads, and the functions that its rules may name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courtqa.errors import Misfit
from courtqa.policy import Kind, Offer
from courtqa.workflows import (
    field_guards,
    history_guards,
    lot_guards,
    measure_guards,
    month_guards,
    person_guards,
    proofs,
)
from courtqa.workflows.calendar import SOURCE, CalendarRules, check_calendar
from courtqa.workflows.checks import check_workflow
from courtqa.workflows.definition import GuardCall, Workflow
from courtqa.workflows.organisation import Organisation, Roles, check_organisation, check_roles

__all__ = ["KINDS", "OFFERS"]


def _guard_call(written: object) -> GuardCall:
    """The guard's name stands under ``guard``; all other keys are its parameters."""
    if not isinstance(written, Mapping):
        raise Misfit(repr(written), "{guard: name, parameter: value …}")
    if not isinstance(written.get("guard"), str):
        raise Misfit(
            "no 'guard'" if "guard" not in written else repr(written["guard"]), "the guard's name", ("guard",)
        )
    params = {str(name): _closed(value) for name, value in written.items() if name != "guard"}
    return GuardCall(written["guard"], params)


def _closed(value: object) -> object:
    return tuple(map(_closed, value)) if isinstance(value, list) else value


KINDS: tuple[Kind[Any], ...] = (
    Kind("units", Organisation, check_organisation),
    Kind("roles", Roles, check_roles),
    Kind("calendars", CalendarRules, check_calendar),
    Kind("workflows", Workflow, check_workflow, {GuardCall: _guard_call}),
)
OFFERS: tuple[Offer, ...] = (
    SOURCE,
    *field_guards.OFFERS,
    *history_guards.OFFERS,
    *lot_guards.OFFERS,
    *measure_guards.OFFERS,
    *month_guards.OFFERS,
    *person_guards.OFFERS,
    *proofs.OFFERS,
)
