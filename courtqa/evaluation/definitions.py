"""Did a definition change in between? Then no naive trend crosses the break: it is refused, or bridged aloud.

C18: Jiangsu's list of 2011 added eight indicators and deleted one; the SPC's lists held 31, 26 and 18. A figure of one
list set against a figure of another under the same name is no change in the courts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen

from courtqa.errors import IncomparablePeriods, UnknownName
from courtqa.evaluation.indicator import Indicator
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.policy import Edition, Policy

__all__ = ["Break", "breaks_between", "require_one_definition", "same_definition"]


@frozen
class Break:
    """One indicator whose definition changed: in which edition it did, and what it then counted otherwise."""

    indicator: str
    edition: str
    since: date
    changed: tuple[str, ...]

    @property
    def text(self) -> Text:
        """The break in a sentence."""
        told = ", ".join(self.changed)
        return Text(
            zh=f"指标 {self.indicator} 的定义自 {self.since} 起变更（{self.edition}：{told}）",
            en=f"the definition of {self.indicator} changed on {self.since} ({self.edition}: {told})",
        )


_COUNTED = ("numerator", "denominator", "unit", "days_of_year", "direction", "per")


def same_definition(one: Indicator, other: Indicator) -> tuple[str, ...]:
    """The parts in which two definitions count otherwise; empty where only words, bands or minima differ."""
    return tuple(name for name in _COUNTED if getattr(one, name) != getattr(other, name))


def breaks_between(
    policy: Policy, sets: Iterable[str], names: Iterable[str], *, first: date, last: date
) -> dict[str, Break]:
    """The named indicators whose definition of ``last`` is not the one they had at some time from ``first`` on.

    An indicator that is new is no break: there is nothing of that name before it.
    """
    wanted = set(names)
    found: dict[str, Break] = {}
    for name in sets:
        held = [e for e in policy.editions("indicators") if e.name == name and e.since <= last]
        ordered: list[Edition[object]] = sorted(held, key=lambda edition: edition.since)
        reached = [e for e in ordered if e.since > first]
        start = [e for e in ordered if e.since <= first][-1:]
        chain = [*start, *reached]
        for earlier, later in pairwise(chain):
            before: Mapping[str, Indicator] = earlier.value.indicators  # type: ignore[attr-defined]
            after: Mapping[str, Indicator] = later.value.indicators  # type: ignore[attr-defined]
            for each in wanted & set(before) & set(after):
                parts = same_definition(before[each], after[each])
                if parts:
                    found[each] = Break(
                        each, f"indicators.{name}@{later.since.isoformat()}", later.since, parts
                    )
    return found


def require_one_definition(
    policy: Policy, sets: Iterable[str], indicator: str, *, first: date, last: date
) -> None:
    """Nothing, if the indicator counted the same from ``first`` to ``last``. IncomparablePeriods names the break."""
    names = tuple(sets)
    for name in names:
        if name not in policy.names("indicators"):
            raise UnknownName("indicator set", name, policy.names("indicators"))
    found = breaks_between(policy, names, [indicator], first=first, last=last).get(indicator)
    if found is not None:
        raise IncomparablePeriods(first.isoformat(), last.isoformat(), found.text)
