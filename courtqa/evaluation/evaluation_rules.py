"""What an evaluation takes from the rules: its indicators, the titles of units, whether it is the last word, weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from courtqa.errors import NotInForce, UnknownName
from courtqa.evaluation.assessment import Assessment
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure_table import Measures
from courtqa.evaluation.periods import Period
from courtqa.evaluation.tables import NO_UNIT, UNASSIGNED
from courtqa.policy import Policy
from courtqa.text import Text

__all__ = ["Weight", "final_of", "indicators_of", "names_of", "stage_of", "weighed_of"]

Weight = int | float | Decimal | Fraction


def indicators_of(policy: Policy, assessment: Assessment, window: Period) -> dict[str, Indicator]:
    """The indicators that the assessment uses, by the definitions in force at period end."""
    found: dict[str, Indicator] = {}
    for name in assessment.sets:
        found |= policy.edition("indicators", name, on=window.last).value.indicators
    return {name: found[name] for name in assessment.indicators}


def names_of(policy: Policy, window: Period) -> tuple[dict[str, Text], Text]:
    """The titles of units, and of the court, where the policy names them."""
    names: dict[str, Text] = {UNASSIGNED: NO_UNIT}
    court = Text(zh="法院", en="the court")
    for name in policy.names("units"):
        try:
            organisation = policy.edition("units", name, on=window.last).value
        except NotInForce:
            continue
        names |= {unit: found.title for unit, found in organisation.units.items()}
        court = names.get(organisation.court, court)
    return names, court


def final_of(assessment: Assessment, window: Period, known: date | None, now: Measures) -> bool:
    """The last word: a period the edition calls final, over and wholly covered when the records were taken."""
    cadence = assessment.cadence.get(window.kind)
    covered = now.coverage is None or now.coverage.whole(window)
    return (
        cadence is not None
        and cadence.status == "final"
        and known is not None
        and known > window.last
        and covered
    )


def stage_of(assessment: Assessment, window: Period) -> Text | None:
    """What the edition calls a period of that length: monthly accumulation, quarterly statistics …"""
    cadence = assessment.cadence.get(window.kind)
    return None if cadence is None else cadence.title


def weighed_of(declared: Mapping[str, int | Decimal], given: Mapping[str, Weight]) -> dict[str, Fraction]:
    """The declared weights with those given in their place, scaled to sum to 1."""
    exact = {name: Fraction(given.get(name, weight)) for name, weight in declared.items()}
    total = sum(_positive(exact.values()), Fraction(0))
    return {name: weight / total for name, weight in exact.items()}


def _positive(weights: Iterable[Fraction]) -> list[Fraction]:
    found = list(weights)
    if any(weight < 0 for weight in found) or not any(found):
        raise UnknownName("weighting", "negative or nothing", ["weights of 0 or more, at least one above 0"])
    return found
