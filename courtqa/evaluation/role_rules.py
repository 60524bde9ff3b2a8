"""When a judge's function may be proposed to change (H44, H45): rules as data. They propose; people decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from attrs import Factory, frozen

from courtqa.text import Text

__all__ = ["Requirement", "RoleRule", "RoleRules"]


@frozen
class Requirement:
    """One thing that must be shown. Either an indicator that stands out among peers of the same function by more than
    chance, on the side named, or at least one recorded finding of that kind.

    ``into`` is the field of the procedure that the figure or the findings fill.
    """

    indicator: str | None = None
    stands_out: Literal["better", "worse"] | None = None
    finding: str | None = None
    into: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong with it, if anything: found, expected."""
        if (self.indicator is None) == (self.finding is None):
            yield "both indicator and finding" if self.finding else "neither", "indicator: or finding:"
        if (self.indicator is None) != (self.stands_out is None):
            yield f"stands_out: {self.stands_out}", "stands_out: better or worse, beside indicator: alone"


@frozen
class RoleRule:
    """From which function to which, on what grounds (all of them), and by which event of the procedure."""

    title: Text
    held: tuple[str, ...]  # the functions from which
    to: str
    kind: Literal["promotion", "demotion"]
    event: str
    grounds: tuple[Requirement, ...]
    sets: Mapping[str, str] = Factory(dict)
    note: str | None = None


@frozen
class RoleRules:
    """The rules, and how surely a figure must stand out."""

    workflow: str
    rules: Mapping[str, RoleRule]
    level: int | Decimal  # one-sided, of all judges of one function together (Bonferroni)
    minimum_n: int  # closed cases behind a figure
    minimum_peers: int  # judges of the same function
