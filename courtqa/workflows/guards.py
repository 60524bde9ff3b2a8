"""Guards: plain functions that definitions name as conditions, and what they may look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from attrs import frozen

from courtqa.policy import Offer
from courtqa.text import Text
from courtqa.workflows.drafting import drafted
from courtqa.workflows.organisation import Role
from courtqa.workflows.records import Child, Done, Subject, Tenure

__all__ = [
    "Amount",
    "CountedField",
    "DayField",
    "EventName",
    "Facts",
    "FieldName",
    "PersonsField",
    "RoleName",
    "SeriesPath",
    "WorkflowName",
    "guard",
    "person_id",
]


class FieldName(str):
    """A parameter that names a field of the workflow."""

    __slots__ = ()
    types: ClassVar[tuple[str, ...]] = ()  # of which it must be; empty: any


class CountedField(FieldName):
    """A parameter that names a field with a number, or with entries to count."""

    __slots__ = ()
    types = ("integer", "decimal", "texts", "persons")


class DayField(FieldName):
    """A parameter that names a field with a day."""

    __slots__ = ()
    types = ("date",)


class PersonsField(FieldName):
    """A parameter that names a field with persons."""

    __slots__ = ()
    types = ("persons",)


class EventName(str):
    """A parameter that names an event of the workflow."""

    __slots__ = ()


class RoleName(str):
    """A parameter that names a role of the policy."""

    __slots__ = ()


class SeriesPath(str):
    """A parameter that names a series of the policy."""

    __slots__ = ()


class WorkflowName(str):
    """A parameter that names a workflow of the policy."""

    __slots__ = ()


class Amount(str):
    """A parameter that is an integer, or names the series that holds it."""

    __slots__ = ()


def _not_known(person: str) -> None:
    """No register of offices was asked."""


@drafted
@frozen(weakref_slot=False)
class Facts:
    """What a guard may look at: the record as it would stand after the step, and the day."""

    data: Mapping[str, object]  # as it would stand after the step
    before: Mapping[str, object]  # as it stands
    history: tuple[Done, ...]
    subject: Subject
    by: str
    on: date
    roles: Mapping[str, Role]
    value: Callable[[str], object]  # a series, on the day that picks the rule
    on_behalf_of: str | None = None  # whose power is used
    person: Callable[[str], str] = str  # the natural person behind an account
    recused: tuple[str, ...] = ()  # who was taken out of the proceeding
    children: tuple[Child, ...] = ()  # what it has opened
    offices: Callable[[str], tuple[Tenure, ...] | None] = _not_known  # of a person; None: nobody knows

    def amount(self, given: object) -> int | Decimal:
        """The number given, or that of the series named."""
        if type(given) is int:
            return given
        return Decimal(str(self.value(given) if isinstance(given, str) else given))

    @property
    def behind(self) -> frozenset[str]:
        """The natural persons behind the step."""
        accounts = (self.by,) if self.on_behalf_of is None else (self.by, self.on_behalf_of)
        return frozenset(map(self.person, accounts))

    def day_of(self, event: str) -> date | None:
        """The day on which the event last happened."""
        return next((done.on for done in reversed(self.history) if done.event == event), None)


def guard(function: Callable[..., bool | Text]) -> Offer:
    """An offer of the guard, under the function's name; its annotations say what its parameters are.

    The function takes `Facts` and keyword parameters, and returns true, or the reason why not.
    """
    hints = get_type_hints(function)
    hints.pop("return", None)
    params = {name: _plain(hint) for name, hint in list(hints.items())[1:]}
    return Offer(
        kind="guard",
        name=function.__name__,
        params=params,
        function=function,
        doc=(function.__doc__ or "").strip(),
    )


def _plain(hint: Any) -> type:
    if get_origin(hint) in (Union, UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    plain: type = get_origin(hint) or hint
    return plain


def person_id(entry: object) -> str:
    """The id of an entry of a ``persons`` field: the entry itself, or its ``id``."""
    return str(entry["id"]) if isinstance(entry, Mapping) else str(entry)
