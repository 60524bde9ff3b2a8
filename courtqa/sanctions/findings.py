"""A finding: what was established about a person, with its cause. Cause comes before blame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from attrs import frozen

from courtqa.sanctions.ladder import Ladder
from courtqa.text import Text

__all__ = ["Excluded", "Finding", "sift"]


@frozen
class Finding:
    """One established fact: a reversal, a well-founded petition, conduct off duty …

    ``cause`` is the cause of a reversal (DOMAIN's list); ``source`` the proceeding it comes from;
    ``factors`` what speaks for and against. ``on`` is the day it was made, ``happened_on`` the day of the facts
    (none: the same). Only a ``final`` finding can carry a decision.
    """

    id: str
    kind: str
    person: str
    on: date
    cause: str | None = None
    final: bool = True
    source: str = ""
    facts: str = ""
    factors: tuple[str, ...] = ()
    happened_on: date | None = None

    @property
    def facts_of(self) -> date:
        """The day of the facts."""
        return self.happened_on or self.on


@frozen
class Excluded:
    """A finding that does not count, and why."""

    finding: Finding
    code: (
        str  # exempt_cause, not_final, other_person, later_than_the_day, unknown_kind, time_barred, answered
    )
    why: Text
    rule: Text | None = None


def sift(
    ladder: Ladder,
    findings: Iterable[Finding],
    *,
    person: str,
    on: date,
    answered: Mapping[str, Text] = MappingProxyType({}),
) -> tuple[tuple[Finding, ...], tuple[Excluded, ...]]:
    """The findings that count against the person on that day, and those that don't, each with why.

    ``answered`` are those that a measure was already taken for, by id or source, with the measure in words.
    """
    counted: list[Finding] = []
    excluded: list[Excluded] = []
    for finding in findings:
        why = _why_not(ladder, finding, person=person, on=on) or _barred(ladder, finding, answered, on=on)
        if why is None:
            counted.append(finding)
        else:
            excluded.append(why)
    return tuple(counted), tuple(excluded)


def _why_not(ladder: Ladder, finding: Finding, *, person: str, on: date) -> Excluded | None:
    if finding.person != person:
        why = Text(zh=f"系关于 {finding.person} 的认定", en=f"it is about {finding.person}")
        return Excluded(finding, "other_person", why)
    if finding.kind not in ladder.findings:
        known = "、".join(text.zh for text in ladder.findings.values()), ", ".join(ladder.findings)
        why = Text(
            zh=f"不属本阶梯的事由（{known[0]}）", en=f"the ladder has no ground for it (it knows {known[1]})"
        )
        return Excluded(finding, "unknown_kind", why)
    if finding.on > on:
        why = Text(zh=f"认定于其后（{finding.on}）", en=f"it was made later, on {finding.on}")
        return Excluded(finding, "later_than_the_day", why)
    if finding.cause is not None and finding.cause in ladder.exempt:
        exemption = ladder.exempt[finding.cause]
        why = Text(
            zh=f"原因为{exemption.title.zh}，不承担责任",
            en=f"its cause, {exemption.title.en}, carries no blame",
        )
        return Excluded(finding, "exempt_cause", why, exemption.rule)
    if not finding.final:
        return Excluded(finding, "not_final", Text(zh="认定尚未生效", en="the finding is not final yet"))
    return None


def _barred(ladder: Ladder, finding: Finding, answered: Mapping[str, Text], *, on: date) -> Excluded | None:
    """Why facts that would count may no longer be held against the person."""
    measure = answered.get(finding.id) or (answered.get(finding.source) if finding.source else None)
    if measure is not None:
        why = Text(
            zh=f"已因之受“{measure.zh}”，同一事实不得再次处理",
            en=f"{measure.en} answered for it; nobody answers twice for the same facts",
        )
        return Excluded(finding, "answered", why, ladder.once)
    limit = ladder.limitation
    if limit is not None and limit.within is not None and on > limit.within.after(finding.facts_of):
        last = limit.within.after(finding.facts_of)
        why = Text(
            zh=f"自 {finding.facts_of} 起{limit.within.text.zh}，追究期限已于 {last} 届满",
            en=f"{limit.within.text.en} from {finding.facts_of}: the time to pursue it ended on {last}",
        )
        return Excluded(finding, "time_barred", why, limit.rule)
    return None
