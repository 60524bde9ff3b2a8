"""What makes an assessment sound: said with the place, all faults at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from courtqa.evaluation.assessment import (
    GRADES,
    Assessment,
    Compared,
    GamingRules,
    HorizontalRules,
    Principle,
    Ranked,
    SelectionRules,
    SensitivityRules,
    Thresholds,
    VerticalRules,
)
from courtqa.evaluation.assessment_parts import check_parts, check_parts_against, check_through_time
from courtqa.evaluation.cohort import CLOCKS, clocks_of
from courtqa.evaluation.indicator import Indicator
from courtqa.policy import Complaint, Lookup

__all__ = ["check_assessment"]

Path = tuple[str | int, ...]

_PRINCIPLES: dict[Principle, tuple[str, str, str]] = {
    "quality_before_efficiency": ("aspect", "quality", "efficiency"),
    "result_before_process": ("stage", "result", "process"),
}


def check_assessment(value: Assessment, lookup: Lookup) -> Iterator[Complaint]:
    """The faults of an assessment: weights, thresholds, unknown indicators, units in two peer groups."""
    known = _known(value, lookup)
    yield from _check_vertical(value.vertical)
    yield from _check_horizontal(value.horizontal)
    for room, rules in (("vertical", value.vertical), ("horizontal", value.horizontal)):
        yield from _check_weights(room, rules.indicators)
        yield from _check_principles(room, rules.indicators, value.principles)
    if known is not None:
        yield from _check_known(value, known)
        yield from _check_clocks(value, known)
        yield from check_parts_against(value, known)
        if not {*value.indicators} - known.keys():
            yield from check_through_time(value, lookup)
    for missing in [grade for grade in GRADES if grade not in value.grades]:
        yield Complaint(("grades",), f"no title for {missing!r}", f"all of {', '.join(GRADES)}")
    yield from _check_tools(value)
    yield from check_parts(value)
    if not value.steps:
        yield Complaint(("steps",), "no step", "at least one step in which a person assesses")
    if value.veto is not None and not (value.veto.grounds and value.veto.decided_by):
        yield Complaint(("veto",), "a veto without grounds or without a decider", "both")


def _check_clocks(value: Assessment, known: Mapping[str, Indicator]) -> Iterator[Complaint]:
    """No comparison weighs what is counted on its own day against what is followed from a cohort."""
    for room, items in (
        ("vertical", value.vertical.indicators),
        ("horizontal", value.horizontal.indicators),
    ):
        clocks = {
            name: clocks_of(known[name]) for name, item in items.items() if name in known and item.weight
        }
        on_the_day = [name for name, found in clocks.items() if "event" in found]
        followed = [name for name, found in clocks.items() if "cohort" in found]
        if on_the_day and followed:
            found = f"{followed[0]} {CLOCKS['cohort'].en} beside {on_the_day[0]} {CLOCKS['event'].en}"
            yield Complaint(
                (room, "indicators", followed[0]), found, "one clock for all that are weighed together"
            )


def _check_tools(value: Assessment) -> Iterator[Complaint]:
    """The rules of what is computed on request: sets of places, sensitivity, charts, gaming, selection."""
    sets = value.horizontal.rank_sets
    if sets is not None and sets.repetitions < 100:
        yield Complaint(
            ("horizontal", "rank_sets", "repetitions"), f"{sets.repetitions}", "at least 100 draws"
        )
    if value.control is not None and value.control.baseline_months < 2:
        yield Complaint(("control", "baseline_months"), f"{value.control.baseline_months}", "at least 2")
    if value.horizontal.sensitivity is not None:
        yield from _check_sensitivity(value.horizontal.sensitivity)
    if value.gaming is not None:
        yield from _check_gaming(value.gaming)
    if value.selection is not None:
        yield from _check_selection(value.selection)


def _check_sensitivity(rules: SensitivityRules) -> Iterator[Complaint]:
    at: Path = ("horizontal", "sensitivity")
    if not 0 < rules.move <= 1:
        yield Complaint((*at, "move"), f"{rules.move}", "more than 0 and at most 1")
    if rules.concentration <= 0:
        yield Complaint((*at, "concentration"), f"{rules.concentration}", "more than 0")
    if rules.samples < 2 or rules.samples & (rules.samples - 1):
        yield Complaint((*at, "samples"), f"{rules.samples}", "a power of two")


def _check_gaming(rules: GamingRules) -> Iterator[Complaint]:
    if not 0 < rules.level < 1:
        yield Complaint(("gaming", "level"), f"{rules.level}", "between 0 and 1")
    if rules.bunching_days < 1 or rules.bunching_range_days < 3 * rules.bunching_days:
        yield Complaint(
            ("gaming", "bunching_range_days"),
            f"{rules.bunching_range_days} beside {rules.bunching_days} days of bunching",
            "at least three times the days of bunching",
        )


def _check_selection(rules: SelectionRules) -> Iterator[Complaint]:
    weights = rules.weights
    if not weights or min(weights.values()) < 0 or not any(weights.values()):
        yield Complaint(("selection", "weights"), f"{dict(weights)}", "weights of 0 or more, one above 0")
    for place, name in enumerate(rules.tie_break):
        if name not in weights:
            at: Path = ("selection", "tie_break", place)
            yield Complaint(at, f"the unknown part {name!r}", f"one of {', '.join(weights)}")


def _check_known(value: Assessment, known: Mapping[str, Indicator]) -> Iterator[Complaint]:
    listed = ", ".join(sorted(known))
    places: list[tuple[Path, str]] = [
        (("vertical", "headline", place), name) for place, name in enumerate(value.vertical.headline)
    ]
    places += [(("vertical", "indicators", name), name) for name in value.vertical.indicators]
    for name, ranked in value.horizontal.indicators.items():
        places += [(("horizontal", "indicators", name), name)]
        places += [(("horizontal", "indicators", name, "per"), ranked.per)] if ranked.per else []
    for place, name in places:
        if name not in known:
            yield Complaint(place, f"the unknown indicator {name!r}", f"one of {listed}")
    for name, item in value.vertical.indicators.items():
        direction = item.direction or (known[name].direction if name in known else None)
        if direction == "context" and item.weight:
            yield Complaint(
                ("vertical", "indicators", name, "weight"),
                f"{item.weight} on what is not judged",
                "0, or a direction",
            )
    for name, ranked in value.horizontal.indicators.items():
        if ranked.per is not None and ranked.per in known and not known[ranked.per].denominator:
            yield Complaint(
                ("horizontal", "indicators", name, "per"),
                f"{ranked.per!r}, a count",
                "an indicator with a denominator",
            )


def _check_vertical(rules: VerticalRules) -> Iterator[Complaint]:
    at: Path = ("vertical",)
    named: dict[Path, Thresholds] = {("percent",): rules.percent, ("points",): rules.points}
    named |= {
        ("indicators", n, "thresholds"): c.thresholds for n, c in rules.indicators.items() if c.thresholds
    }
    for place, limits in named.items():
        if not 0 < limits.slight < limits.strong:
            yield Complaint(
                (*at, *place), f"slight {limits.slight}, strong {limits.strong}", "0 < slight < strong"
            )
    if not 0 < rules.p_strong < rules.p_slight < Fraction(1, 2):
        yield Complaint(
            (*at, "p_strong"),
            f"p_strong {rules.p_strong}, p_slight {rules.p_slight}",
            "0 < p_strong < p_slight < 0.5",
        )
    if not Fraction(1, 2) < rules.level < 1:
        yield Complaint((*at, "level"), f"{rules.level}", "more than 0.5 and less than 1")
    if not 0 <= rules.correlation < 1:
        yield Complaint((*at, "correlation"), f"{rules.correlation}", "from 0 to below 1")
    for key, limit in (("minimum_n", rules.minimum_n), ("minimum_events", rules.minimum_events)):
        if limit < 1:
            yield Complaint((*at, key), f"{limit}", "at least 1")
    if rules.z_limit <= 0:
        yield Complaint((*at, "z_limit"), f"{rules.z_limit}", "more than 0")


def _check_horizontal(rules: HorizontalRules) -> Iterator[Complaint]:
    at: Path = ("horizontal",)
    for name, ranked in rules.indicators.items():
        if ranked.best == ranked.worst:
            yield Complaint(
                (*at, "indicators", name, "worst"), f"{ranked.worst}, the same as best", "two goalposts"
            )
    narrow, wide = rules.funnel_levels
    if not 0 < narrow < wide < 1:
        yield Complaint((*at, "funnel_levels"), f"{narrow}, {wide}", "two rising levels between 0 and 1")
    if not Fraction(1, 2) < rules.level < 1:
        yield Complaint((*at, "level"), f"{rules.level}", "more than 0.5 and less than 1")
    if not 0 <= rules.refuse_below <= rules.warn_below <= 1:
        yield Complaint((*at, "warn_below"), f"{rules.warn_below}", f"from {rules.refuse_below} to 1")
    seen: dict[str, str] = {}
    for group, peers in rules.peer_groups.items():
        for unit in peers.units:
            if unit in seen:
                yield Complaint(
                    (*at, "peer_groups", group, "units"),
                    f"{unit!r}, which is in {seen[unit]!r} too",
                    "one peer group",
                )
            seen[unit] = group


def _check_weights(
    room: str, indicators: Mapping[str, Compared] | Mapping[str, Ranked]
) -> Iterator[Complaint]:
    total = sum((Fraction(item.weight) for item in indicators.values()), Fraction(0))
    if total != 1:
        yield Complaint(
            (room, "indicators"), f"weights that sum to {float(total):g}", "weights that sum to 1"
        )
    for name, item in indicators.items():
        if item.weight < 0:
            yield Complaint((room, "indicators", name, "weight"), f"{item.weight}", "0 or more")


def _check_principles(
    room: str, indicators: Mapping[str, Compared] | Mapping[str, Ranked], principles: tuple[Principle, ...]
) -> Iterator[Complaint]:
    for principle in principles:
        key, first, second = _PRINCIPLES[principle]
        sums = {
            side: sum(
                (Fraction(i.weight) for i in indicators.values() if getattr(i, key) == side), Fraction(0)
            )
            for side in (first, second)
        }
        if sums[first] <= sums[second]:
            yield Complaint(
                (room, "indicators"),
                f"{first} weighs {float(sums[first]):g}, {second} {float(sums[second]):g}",
                f"more weight on {first}, as `principles` says",
            )


def _known(value: Assessment, lookup: Lookup) -> Mapping[str, Indicator] | None:
    """The indicators of its sets in any edition; None when the pack was loaded without indicators."""
    found: dict[str, Indicator] = {}
    for name in value.sets:
        for edition in lookup.editions("indicators", name):
            found |= edition.value.indicators
    return found or None
