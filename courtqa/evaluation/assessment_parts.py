"""What makes the parts of an assessment sound: bands, dispersion, the table of grades, vetoes, rules of roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from courtqa.evaluation.assessment import Assessment, VetoRule
from courtqa.evaluation.indicator import Band, Indicator
from courtqa.evaluation.role_rules import RoleRules
from courtqa.policy import Complaint, Lookup

__all__ = ["check_parts", "check_parts_against", "check_through_time"]

Path = tuple[str | int, ...]


def check_parts(value: Assessment) -> Iterator[Complaint]:
    """The faults that can be seen without the indicators."""
    ordinal = value.vertical.ordinal
    if ordinal is not None and not 0 < ordinal.slight < ordinal.strong <= 2:
        found = f"slight {ordinal.slight}, strong {ordinal.strong}"
        yield Complaint(("vertical", "ordinal"), found, "0 < slight < strong ≤ 2")
    for name, item in value.vertical.indicators.items():
        at: Path = ("vertical", "indicators", name)
        if item.dispersion is not None and item.dispersion < 1:
            yield Complaint((*at, "dispersion"), f"{item.dispersion}", "1 or more")
        yield from _band((*at, "band"), item.band)
    for name, goal in value.horizontal.indicators.items():
        yield from _band(("horizontal", "indicators", name, "band"), goal.band)
    if value.veto is not None:
        yield from _veto(value.veto)
    if value.roles is not None:
        yield from _roles(value.roles)
    if value.case_weights is not None:
        for name, weight in value.case_weights.weights.items():
            if weight <= 0:
                yield Complaint(("case_weights", "weights", name), f"{weight}", "more than 0")


def _band(at: Path, band: Band | None) -> Iterator[Complaint]:
    if band is not None and band.low >= band.high:
        yield Complaint(at, f"{band.low} to {band.high}", "low below high")


def _veto(rule: VetoRule) -> Iterator[Complaint]:
    for ground in rule.upward:
        if ground not in rule.grounds:
            known = ", ".join(rule.grounds)
            yield Complaint(("veto", "upward", ground), f"the unknown ground {ground!r}", f"one of {known}")
    if rule.lasts_months is not None and rule.lasts_months < 1:
        yield Complaint(("veto", "lasts_months"), f"{rule.lasts_months}", "at least 1")


def _roles(rules: RoleRules) -> Iterator[Complaint]:
    if not 0 < rules.level < 1:
        yield Complaint(("roles", "level"), f"{rules.level}", "between 0 and 1")
    if rules.minimum_peers < 2:
        yield Complaint(("roles", "minimum_peers"), f"{rules.minimum_peers}", "at least 2")
    for name, rule in rules.rules.items():
        at: Path = ("roles", "rules", name)
        if not rule.grounds:
            yield Complaint((*at, "grounds"), "none", "at least one ground")
        if rule.to in rule.held:
            yield Complaint((*at, "to"), f"{rule.to!r}, which is held already", "another function")
        for place, each in enumerate(rule.grounds):
            yield from (Complaint((*at, "grounds", place), *fault) for fault in each.faults())


def check_parts_against(value: Assessment, known: Mapping[str, Indicator]) -> Iterator[Complaint]:
    """The faults that only the indicators show: weights on ranges without numbers, unknown names of grounds."""
    for room, items in (
        ("vertical", value.vertical.indicators),
        ("horizontal", value.horizontal.indicators),
    ):
        for name, item in items.items():
            if name in known and known[name].open_band and item.band is None and item.weight:
                yield Complaint(
                    (room, "indicators", name, "weight"),
                    f"{item.weight} on a reasonable range without numbers",
                    "0, or band: {low: …, high: …}",
                )
    if value.roles is None:
        return
    for name, rule in value.roles.rules.items():
        for place, each in enumerate(rule.grounds):
            if each.indicator is not None and each.indicator not in known:
                at: Path = ("roles", "rules", name, "grounds", place, "indicator")
                yield Complaint(at, f"the unknown indicator {each.indicator!r}", f"one of {', '.join(known)}")


def check_through_time(value: Assessment, lookup: Lookup) -> Iterator[Complaint]:
    """The days on which an indicator that the assessment uses is in none of its sets, while it is itself in force."""
    others = [edition.since for edition in lookup.editions("assessments", value.name)]
    until = min((since for since in others if since > value.since), default=date.max)
    sets = {name: lookup.editions("indicators", name) for name in value.sets}
    changes = {edition.since for editions in sets.values() for edition in editions}
    for day in sorted({value.since, *(since for since in changes if value.since < since < until)}):
        known: set[str] = set()
        for editions in sets.values():
            held = [edition for edition in editions if edition.since <= day]
            if held:
                known |= set(max(held, key=lambda edition: edition.since).value.indicators)
        missing = [name for name in value.indicators if name not in known] if known else []
        if missing:
            yield Complaint(
                ("sets",),
                f"no {', '.join(missing)} from {day.isoformat()} on",
                "an edition of the assessment for that day, or the indicators",
            )
            return
