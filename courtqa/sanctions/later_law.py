"""Which law applies to facts of an earlier day: none that came after them, unless it is milder."""

from __future__ import annotations

from datetime import date

from courtqa.errors import NotInForce
from courtqa.policy import Edition, Policy
from courtqa.sanctions.findings import Excluded, Finding
from courtqa.sanctions.ladder import Ladder
from courtqa.text import Text

__all__ = ["edition_of_the_facts", "no_rule_then"]


def edition_of_the_facts(
    policy: Policy, ladder: str, findings: tuple[Finding, ...], *, current: Edition[Ladder]
) -> Edition[Ladder] | None:
    """The edition under which all the facts happened, where that is an earlier one than ``current``."""
    if not findings:
        return None
    latest = max(finding.facts_of for finding in findings)
    if latest >= current.since:
        return None
    try:
        return policy.edition("ladders", ladder, on=latest)
    except NotInForce:
        return None


def no_rule_then(
    policy: Policy, ladder: str, findings: tuple[Finding, ...], *, rule: Text | None
) -> tuple[tuple[Excluded, ...], tuple[Finding, ...]]:
    """The findings about facts of a day before any rule, which count for nothing; and the others."""
    first: date = min(edition.since for edition in policy.editions("ladders", ladder))
    late = tuple(finding for finding in findings if finding.facts_of < first)
    why = Text(
        zh=f"行为时尚无规定（自 {first} 起方有）",
        en=f"there was no rule when it happened: only since {first}",
    )
    return (
        tuple(Excluded(finding, "no_rule_then", why, rule) for finding in late),
        tuple(finding for finding in findings if finding not in late),
    )
