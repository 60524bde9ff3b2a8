"""The commonest guards once more, as bare tests: whether they hold, without saying why not.

The walk and every weighing ask these first, so that a step whose conditions hold costs a few look-ups. Where a bare
test does not say true, the guard itself is asked, and what it says counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from courtqa.policy import Offer
from courtqa.workflows.field_guards import OFFERS as FIELD_GUARDS
from courtqa.workflows.history_guards import OFFERS as HISTORY_GUARDS
from courtqa.workflows.records import Done

__all__ = ["BARE", "Bare", "Seen", "bare"]


class Seen(Protocol):
    """All that a bare test looks at."""

    @property
    def data(self) -> Mapping[str, object]:
        """The data as they would stand after the step."""
        ...

    @property
    def history(self) -> tuple[Done, ...]:
        """What was done before it."""
        ...


Bare: TypeAlias = Callable[[Seen], bool]


def bare(offer: Offer, params: Mapping[str, Any], *, expected: bool = True) -> Bare:
    """The test that says true only where the offered guard would; one that never does if there is none for it."""
    made = BARE.get(offer.name)
    if not expected or made is None or offer.function is not _OURS.get(offer.name):
        return _never
    return made(**params)


def _field_is(*, field: str, value: object) -> Bare:
    return lambda facts: bool(facts.data.get(field) == value)


def _field_in(*, field: str, values: tuple[object, ...]) -> Bare:
    return lambda facts: facts.data.get(field) in values


def _field_not_empty(*, field: str) -> Bare:
    nothing: tuple[object, ...] = (None, "", (), [])
    return lambda facts: facts.data.get(field) not in nothing


def _at_least(*, field: str, amount: int | str) -> Bare:
    if not isinstance(amount, int):
        return _never  # a series: its value hangs on the day
    least = amount

    def ask(facts: Seen) -> bool:
        found = facts.data.get(field)
        return type(found) is int and found >= least

    return ask


def _at_most(*, field: str, amount: int | str) -> Bare:
    if not isinstance(amount, int):
        return _never
    most = amount

    def ask(facts: Seen) -> bool:
        found = facts.data.get(field)
        return type(found) is int and found <= most

    return ask


def _happened(*, event: str) -> Bare:
    return lambda facts: any(done.event == event for done in facts.history)


def _not_happened(*, event: str) -> Bare:
    return lambda facts: all(done.event != event for done in facts.history)


def _never(_: Seen) -> bool:
    """Not known without asking the guard itself."""
    return False


_OURS = {offer.name: offer.function for offer in (*FIELD_GUARDS, *HISTORY_GUARDS)}
BARE: Mapping[str, Callable[..., Bare]] = MappingProxyType(
    {
        "at_least": _at_least,
        "at_most": _at_most,
        "field_in": _field_in,
        "field_is": _field_is,
        "field_not_empty": _field_not_empty,
        "happened": _happened,
        "not_happened": _not_happened,
    }
)
