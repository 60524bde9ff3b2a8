"""A ranking of peers: places with their intervals, tiers, and whether an order may be shown at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import field, frozen

from courtqa.errors import UnknownName
from courtqa.evaluation.rank_methods import RankMethod, bottom_set, marginal_set, sets_of, top_set
from courtqa.evaluation.ranking import RankSets, Ties, rank_labels, tiers
from courtqa.evaluation.ranking import ranks as bare_ranks
from courtqa.evaluation.shown import table_html
from courtqa.evaluation.shrinkage import rankability
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

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

METHOD_TITLES: dict[RankMethod, Text] = {
    "tukey_kramer": Text(zh="Tukey–Kramer 同时比较", en="Tukey–Kramer, all pairs at once"),
    "holm": Text(zh="Holm 逐步法", en="Holm's steps over all pairs"),
    "mrsw": Text(zh="Mogstad–Romano–Shaikh–Wilhelm 逐步法", en="Mogstad–Romano–Shaikh–Wilhelm, stepped down"),
    "multinomial": Text(zh="计数精确检验（Holm）", en="exact tests of the counts, Holm's steps"),
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
    method: RankMethod = "tukey_kramer"

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

    def ranks(self, *, ties: Ties = "competition") -> dict[str, float]:
        """The bare place of each ranked unit: equals at 1, 2, 2, 4; ``dense`` 1, 2, 2, 3; ``average`` 1, 2.5, 2.5, 4."""
        held = self.ranked
        found = bare_ranks([float(place.score or 0) for place in held], ties=ties)
        return {place.unit: float(each) for place, each in zip(held, found, strict=True)}

    def top(self, places: int) -> tuple[str, ...]:
        """The units that may truly be among the first ``places``: with all others, that is ruled out."""
        return tuple(p.unit for p, held in zip(self.ranked, top_set(self._sets, places), strict=True) if held)

    def bottom(self, places: int) -> tuple[str, ...]:
        """The units that may truly be among the last ``places``."""
        held = bottom_set(self._sets, places)
        return tuple(p.unit for p, one in zip(self.ranked, held, strict=True) if one)

    def alone(self, unit: str) -> tuple[int, int]:
        """The places of one unit that was named before anybody looked: a narrower set, good for it alone."""
        place = self[unit]
        if place.score is None:
            raise UnknownName("ranked unit", unit, [each.unit for each in self.ranked])
        held = self.ranked
        scores, errors = [float(each.score or 0) for each in held], [each.error for each in held]
        return marginal_set(scores, errors, held.index(place), level=self.level)

    @property
    def _sets(self) -> RankSets:
        held = self.ranked
        return RankSets(np.array([p.low for p in held], int), np.array([p.high for p in held], int))

    def explain(self, lang: Lang = "en") -> str:
        """How the places were found, and whether the order may be read."""
        said = Text(
            zh="{title}：{method}，同时置信水平 {level:.0%}；可排序度 {rho:.2f}，{verdict}；分 {tiers} 档",
            en="{title}: {method}, {level:.0%} for all together; rankability {rho:.2f}, {verdict}; tiers: {tiers}",
        )
        return said.fill(
            title=self.title.to(lang),
            method=METHOD_TITLES[self.method].to(lang),
            level=self.level,
            rho=self.rankability,
            verdict=self.verdict.to(lang),
            tiers=self.tiers,
        ).to(lang)

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per unit, best first; the place is blank where an order is refused. ``labels`` for display."""
        import polars as pl

        from courtqa.evaluation.labels import labelled

        rows = [
            {
                "unit": place.unit,
                "score": None if place.score is None else float(place.score),
                "error": None if place.score is None else place.error,
                "place": None if self.showing == "refused" else place.label,
                "place_low": place.low,
                "place_high": place.high,
                "tier": place.tier,
                "method": self.method,
                "level": self.level,
                "rankability": self.rankability,
                "showing": self.showing,
                "flags": place.reason or "",
            }
            for place in self.places
        ]
        return labelled(pl.DataFrame(rows, infer_schema_length=None), labels, showing=SHOWINGS)

    def plot(self, *, names: Mapping[str, Text] | None = None, lang: Lang = "en") -> alt.LayerChart:
        """Scores with twice their standard errors; ``names`` are the titles of units."""
        from courtqa.evaluation.charts_of_units import scores

        return scores(self, names=names, lang=lang)

    def _repr_html_(self) -> str:
        return table_html(self.to_frame(), caption=self.explain("en"), lines=[self.explain("zh")])

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
    method: RankMethod = "tukey_kramer",
    repetitions: int = 0,
    seed: int = 0,
    sets: RankSets | None = None,
) -> Ranking:
    """The ranking of units by score. ``limits`` are the rankabilities below which it is refused, and warned of.

    ``sets`` are those of the units with a score, where they were found otherwise than from scores and errors.
    """
    present = [(unit, score) for unit, score in scores.items() if score is not None]
    values = [float(score) for _, score in present]
    spread = [errors[unit] for unit, _ in present]
    if sets is None:
        sets = sets_of(values, spread, method=method, level=level, repetitions=repetitions, seed=seed)
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
    return Ranking(title, (*places, *absent), level, rho, showing, method)


def _rankability(values: Sequence[float], errors: Sequence[float]) -> float:
    """1 where chance has no part in any score and they differ: a rule's order is what it is."""
    if len(values) > 1 and not any(errors):
        return 1.0 if max(values) > min(values) else 0.0
    return rankability(values, errors)
