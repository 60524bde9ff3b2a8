"""A ranking of peers: places with their intervals, tiers, and whether an order may be shown at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from courtqa.errors import UnknownName
from courtqa.evaluation.ranking import rank_labels, rank_sets, tiers
from courtqa.evaluation.shrinkage import rankability
from courtqa.text import Text

__all__ = ["Place", "Ranking", "Showing", "ranked"]

Showing = Literal["shown", "warned", "refused"]

SHOWINGS: dict[Showing, Text] = {
    "shown": Text(zh="位次可信度较高", en="the order is mostly real"),
    "warned": Text(
        zh="位次仅供参考：相当部分是偶然波动", en="read the order with care: a good part of it is chance"
    ),
    "refused": Text(
        zh="不显示位次：各单位之间的差异多半是偶然波动",
        en="no order is shown: the spread between units is mostly chance",
    ),
}


@frozen
class Place:
    """One unit in a ranking. ``label`` is its place among equals; ``low`` to ``high`` is what is known of it."""

    unit: str
    score: Fraction | None  # higher is better
    error: float
    label: str
    low: int | None
    high: int | None
    tier: int | None
    reason: str | None = None  # why it is not ranked

    @property
    def interval(self) -> str:
        """The places it may truly hold: ``2–9``; a dash when it is not ranked."""
        if self.low is None or self.high is None:
            return "–"
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@frozen
class Ranking:
    """The places of peers by one score, best first; units that are not ranked come last."""

    title: Text
    places: tuple[Place, ...] = field(repr=lambda places: f"{len(places)} units")
    level: float
    rankability: float
    showing: Showing

    def __getitem__(self, unit: str) -> Place:
        for place in self.places:
            if place.unit == unit:
                return place
        raise UnknownName("unit", unit, [place.unit for place in self.places])

    @property
    def ranked(self) -> tuple[Place, ...]:
        """The units that have a place."""
        return tuple(place for place in self.places if place.score is not None)

    @property
    def tiers(self) -> int:
        """How many groups the data tell apart."""
        return max((place.tier or 0 for place in self.places), default=0)

    @property
    def verdict(self) -> Text:
        """Whether the order may be read."""
        return SHOWINGS[self.showing]

    def label(self, unit: str) -> str:
        """The place as shown by default: the interval alone where an order would be mostly chance."""
        place = self[unit]
        return place.interval if self.showing == "refused" else f"{place.label} ({place.interval})"


def ranked(
    scores: Mapping[str, Fraction | None],
    errors: Mapping[str, float],
    *,
    title: Text,
    level: float,
    limits: tuple[float, float],
    reasons: Mapping[str, str] | None = None,
) -> Ranking:
    """The ranking of units by score. ``limits`` are the rankabilities below which it is refused, and warned of."""
    present = [(unit, score) for unit, score in scores.items() if score is not None]
    values = [float(score) for _, score in present]
    spread = [errors[unit] for unit, _ in present]
    sets = rank_sets(values, spread, level=level)
    rho = _rankability(values, spread)
    showing: Showing = "refused" if rho < limits[0] else "warned" if rho < limits[1] else "shown"
    groups = tiers(sets.low, sets.high)
    labels = rank_labels(values)
    places = [
        Place(unit, score, errors[unit], labels[i], int(sets.low[i]), int(sets.high[i]), int(groups[i]))
        for i, (unit, score) in enumerate(present)
    ]
    places.sort(key=lambda place: (-(place.score or 0), place.unit))
    absent = [
        Place(unit, None, 0.0, "–", None, None, None, (reasons or {}).get(unit, "no_value"))
        for unit, score in scores.items()
        if score is None
    ]
    return Ranking(title, (*places, *absent), level, rho, showing)


def _rankability(values: Sequence[float], errors: Sequence[float]) -> float:
    """1 where chance has no part in any score and they differ: a rule's order is what it is."""
    if len(values) > 1 and not any(errors):
        return 1.0 if max(values) > min(values) else 0.0
    return rankability(values, errors)
