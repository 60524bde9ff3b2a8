"""Which folders of a pack this room reads. Imports no heavy library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from courtqa.evaluation.assessment import Assessment
from courtqa.evaluation.assessment_checks import check_assessment
from courtqa.evaluation.indicator import IndicatorSet
from courtqa.policy import Complaint, Kind, Lookup, Offer

__all__ = ["KINDS", "OFFERS"]


def _check_indicators(edition: IndicatorSet, _lookup: Lookup) -> Iterable[Complaint]:
    if not edition.indicators:
        yield Complaint(("indicators",), "none", "at least one indicator")
    for name, indicator in edition.indicators.items():
        for path, found, expected in indicator.faults():
            yield Complaint(("indicators", name, *path), found, expected)


INDICATORS: Kind[IndicatorSet] = Kind("indicators", IndicatorSet, _check_indicators)

ASSESSMENTS: Kind[Assessment] = Kind("assessments", Assessment, check_assessment)

KINDS: tuple[Kind[Any], ...] = (ASSESSMENTS, INDICATORS)
OFFERS: tuple[Offer, ...] = ()
