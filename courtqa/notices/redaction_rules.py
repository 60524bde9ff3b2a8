"""What each audience may see of a person: one edition of the rules of anonymity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from attrs import frozen

from courtqa.policy import Complaint, Kind, Lookup
from courtqa.text import Text

__all__ = ["REDACTIONS", "Audience", "RedactionRules"]


@frozen
class Audience:
    """Who reads, and whether persons keep their names or only their surnames."""

    title: Text
    persons: Literal["keep", "surname"]


@frozen
class RedactionRules:
    """One edition: audiences, what stands for a given name, which surnames have more than one character."""

    name: str
    since: date
    title: Text
    audiences: Mapping[str, Audience]
    stand_in: str
    same_name: Literal["figures"]
    separators: str  # the dots between the parts of names that are not Han Chinese
    compound_surnames: tuple[str, ...]
    plate_regions: str


def _check(rules: RedactionRules, lookup: Lookup) -> Iterator[Complaint]:
    del lookup
    for at, surname in enumerate(rules.compound_surnames):
        if len(surname) < 2 or surname in rules.compound_surnames[:at]:
            yield Complaint(
                ("compound_surnames", at), repr(surname), "a surname of two characters or more, once"
            )


REDACTIONS: Kind[RedactionRules] = Kind("redactions", RedactionRules, _check)
