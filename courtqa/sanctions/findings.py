"""A finding: what was established about a person, with its cause. Cause comes before blame."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from courtqa.sanctions.ladder import Ladder
from courtqa.text import Text

__all__ = ["Excluded", "Finding", "sift"]


@frozen
class Finding:
    """One established fact: a reversal, a well-founded petition, conduct off duty …

    ``cause`` is the cause of a reversal (DOMAIN's list); ``source`` the proceeding it comes from;
    ``factors`` what speaks for and against. Only a ``final`` finding can carry a decision.
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


@frozen
class Excluded:
    """A finding that does not count, and why."""

    finding: Finding
    code: str  # exempt_cause, not_final, other_person, later_than_the_day, unknown_kind
    why: Text
    rule: Text | None = None


def sift(
    ladder: Ladder, findings: Iterable[Finding], *, person: str, on: date
) -> tuple[tuple[Finding, ...], tuple[Excluded, ...]]:
    """The findings that count against the person on that day, and those that don't, each with why."""
    counted: list[Finding] = []
    excluded: list[Excluded] = []
    for finding in findings:
        why = _why_not(ladder, finding, person=person, on=on)
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
