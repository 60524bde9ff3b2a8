"""Which checks a way can fail at all: looked at once for each way, never again at a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from courtqa.workflows.records import Reason
from courtqa.workflows.ways import Way

__all__ = ["concerning", "concerns"]

Concern = Callable[[Way, bool], bool]  # a way, and whether somebody goes it for another
C = TypeVar("C", bound=Callable[..., Iterable[Reason]])
_concerns: dict[Callable[..., Any], Concern] = {}


def concerns(only: Concern) -> Callable[[C], C]:
    """Mark a check as one that only such ways can fail. Of all others it need not be asked, and must not be."""

    def mark(check: C) -> C:
        _concerns[check] = only
        return check

    return mark


@lru_cache(maxsize=1 << 12)
def concerning(checks: tuple[C, ...], way: Way, *, for_another: bool) -> tuple[C, ...]:
    """Those of the checks that this way can fail, in their order."""
    return tuple(check for check in checks if check not in _concerns or _concerns[check](way, for_another))
