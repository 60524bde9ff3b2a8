"""The kinds of rule this stage reads, and what makes a ladder sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from courtqa.policy import Complaint, Kind, Lookup, Offer
from courtqa.sanctions.ladder import Ground, Ladder, Length, Rung

__all__ = ["KINDS", "OFFERS", "check_ladder"]

Path = tuple[str | int, ...]


def check_ladder(ladder: Ladder, lookup: Lookup) -> Iterator[Complaint]:
    """The faults of a ladder: rungs out of order, gaps, overlaps, and measures without due process."""
    levels = [rung.level for rung in ladder.rungs.values()]
    if levels != list(range(1, len(levels) + 1)):
        yield Complaint(
            ("rungs",),
            f"levels {', '.join(map(str, levels)) or 'none'}",
            "levels 1, 2, 3 … in the order of the file",
        )
    known_roles = _inside(lookup, "roles")
    indicators = _inside(lookup, "indicators")
    for role in ladder.subjects:
        yield from _known(role, known_roles, ("subjects",))
    if ladder.hearing.answer_within.count < 1:
        yield Complaint(("hearing", "answer_within"), "no time to answer", "at least one day")
    for name, rung in ladder.rungs.items():
        yield from _check_rung(ladder, rung, ("rungs", name), known_roles, indicators)
        yield from _check_names(rung, lookup, ("rungs", name))
    yield from _check_bands(ladder)


def _check_rung(
    ladder: Ladder, rung: Rung, at: Path, known_roles: frozenset[str], indicators: frozenset[str]
) -> Iterator[Complaint]:
    if not rung.grounds:
        yield Complaint((*at, "grounds"), "no ground", "at least one ground for the measure")
    if not rung.authority:
        yield Complaint((*at, "authority"), "no deciding role", "the roles that may decide the measure")
    if rung.remedy is None:
        yield Complaint(at, "a measure without a remedy", "remedy: where and how long it may be contested")
    elif rung.remedy.within.count < 1:
        yield Complaint((*at, "remedy", "within"), "a remedy without time to use it", "at least one day")
    if rung.lasts is None and rung.review is None and not rung.forms:
        yield Complaint(at, "a measure without an end or a review", "lasts: or review: with a length of time")
    if not rung.hearing:
        yield Complaint(
            (*at, "hearing"), "a measure without a hearing", "hearing: true; every person is heard"
        )
    for key, length in (("lasts", rung.lasts), ("review", rung.review)):
        yield from _positive(length, (*at, key))
    if rung.approvals < 0 or (rung.approvals and not rung.approved_by):
        yield Complaint(
            (*at, "approvals"), f"{rung.approvals} approvals by nobody", "approved_by: with the roles"
        )
    for key, roles in (("authority", rung.authority), ("approved_by", rung.approved_by)):
        for role in roles:
            yield from _known(role, known_roles, (*at, key))
    for name, ground in rung.grounds.items():
        yield from _check_ground(ladder, ground, (*at, "grounds", name), indicators)


def _check_names(rung: Rung, lookup: Lookup, at: Path) -> Iterator[Complaint]:
    """The rule and the procedure that it names are there; forms end."""
    if rung.rule is not None and lookup.series(rung.rule) is None:
        yield Complaint((*at, "rule"), f"the series {rung.rule!r}", "a series of the pack, such as bases/…")
    if rung.procedure is not None and rung.procedure not in lookup.names("workflows"):
        yield Complaint((*at, "procedure"), f"the workflow {rung.procedure!r}", "a workflow of the pack")
    for name, form in rung.forms.items():
        yield from _positive(form.lasts, (*at, "forms", name, "lasts"))


def _check_ground(
    ladder: Ladder, ground: Ground, at: Path, indicators: frozenset[str]
) -> Iterator[Complaint]:
    if (ground.finding is None) == (ground.indicator is None):
        yield Complaint(at, "a ground on neither or both", "either finding: or indicator:")
    elif ground.finding is not None and ground.finding not in ladder.findings:
        yield Complaint(
            (*at, "finding"),
            f"{ground.finding!r}",
            f"one of the ladder's findings: {', '.join(ladder.findings)}",
        )
    elif ground.indicator is not None and indicators and ground.indicator not in indicators:
        yield Complaint((*at, "indicator"), f"{ground.indicator!r}", "an indicator of the pack")
    if ground.below is not None and ground.below <= ground.at_least:
        yield Complaint((*at, "below"), f"{ground.below}", f"more than at_least, {ground.at_least}")


def _check_bands(ladder: Ladder) -> Iterator[Complaint]:
    """Bands of one finding or indicator must follow each other up the ladder and end open."""
    by_key: dict[tuple[str, str], list[tuple[Path, Ground]]] = defaultdict(list)
    for rung, name, ground in ladder.grounds():
        by_key[ground.key].append((("rungs", rung, "grounds", name), ground))
    for (what, name), bands in by_key.items():
        for (_, low), (place, high) in pairwise(bands):
            if low.below is None or low.below > high.at_least:
                limit = "no upper end" if low.below is None else f"an end at {low.below}"
                yield Complaint(
                    (*place, "at_least"),
                    f"an overlap: {what} {name} from {high.at_least}, and below it {limit}",
                    "a band that starts where the one below it ends",
                )
            elif low.below < high.at_least:
                yield Complaint(
                    (*place, "at_least"),
                    f"a gap: {what} {name} between {low.below} and {high.at_least}",
                    f"at_least: {low.below}",
                )
        place, top = bands[-1]
        if top.below is not None:
            yield Complaint(
                (*place, "below"),
                f"{what} {name} of {top.below} and more falls through",
                "no upper end on the last band",
            )


def _positive(length: Length | None, at: Path) -> Iterator[Complaint]:
    if length is not None and length.count < 1:
        yield Complaint(at, f"a length of {length.count}", "at least 1")


def _inside(lookup: Lookup, kind: str) -> frozenset[str]:
    """The names that the editions of a kind hold: the roles of ``roles``, the indicators of ``indicators``."""
    found: set[str] = set()
    for name in lookup.names(kind):
        for edition in lookup.editions(kind, name):
            found.update(getattr(edition.value, kind))
    return frozenset(found)


def _known(role: str, known: frozenset[str], at: Path) -> Iterator[Complaint]:
    if known and role not in known:
        yield Complaint(at, f"the role {role!r}", "a role of the pack's roles")


KINDS: tuple[Kind[Any], ...] = (Kind("ladders", Ladder, check_ladder),)
OFFERS: tuple[Offer, ...] = ()
