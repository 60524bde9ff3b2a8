"""Whether a ranking may be shown at all: what the policy says on the day, and what is shown in its place."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from courtqa.errors import NotInForce
from courtqa.evaluation.horizontal_result import Horizontal
from courtqa.policy import Policy
from courtqa.text import Text

__all__ = ["RULE", "published", "published_like", "ranking_off"]

RULE = "ranking/allowed"


def ranking_off(policy: Policy, *, on: date) -> Text | None:
    """Why the policy allows no ranking on that day, with its law; nothing where it allows one or is silent."""
    if RULE not in policy.series_paths():
        return None
    try:
        rule = policy.dated_value(RULE, on=on)
    except NotInForce:
        return None
    if rule.value is not False:
        return None
    law = rule.reference.text
    return Text(
        zh=f"自 {rule.since} 起不作横向排序（{law.zh}）；确需查看的，须明示要求",
        en=f"no ranking since {rule.since} ({law.en}); it is shown only where it is asked for in so many words",
    )


def published(horizontal: Horizontal, policy: Policy, *, on: date, asked: bool | None) -> Horizontal:
    """The ranking as it may be shown: withheld where the policy has it off, unless it is ``asked`` for.

    Asked for all the same it carries the rule as a warning.
    """
    rule = ranking_off(policy, on=on)
    if asked is False:
        rule = rule or Text(zh="按要求不作横向排序", en="no ranking: it was asked to be left out")
    if rule is None:
        return horizontal
    if asked:
        return evolve(horizontal, warning=rule)
    return withhold(horizontal, rule)


def withhold(horizontal: Horizontal, rule: Text) -> Horizontal:
    """The same without any place: nobody is ranked."""
    return evolve(horizontal, peers={}, withheld=rule)


def published_like(other: Horizontal, horizontal: Horizontal) -> Horizontal:
    """The ranking withheld, or with a warning, as the other is."""
    if other.withheld is not None:
        return withhold(horizontal, other.withheld)
    return evolve(horizontal, warning=other.warning)
