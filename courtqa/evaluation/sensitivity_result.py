"""How far an order hangs on the weights: runs with their places, rank acceptability, Sobol indices; in words too."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

import numpy as np
from attrs import field, frozen

from courtqa.errors import NoEffect, UnknownName
from courtqa.evaluation.ranking import QUANTUM, rank_labels
from courtqa.evaluation.sensitivity import (
    DirichletWeights,
    LeaveOneOut,
    OneAtATime,
    SobolWeights,
    Specification,
    acceptability,
    dirichlet_weights,
    moved_weights,
    sobol,
    weighted_scores,
)
from courtqa.evaluation.shown import table_html
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl
    from numpy.typing import NDArray

    from courtqa.evaluation.composite import Scored

__all__ = ["Run", "Sensitivity", "moved"]

TITLES: dict[type, Text] = {
    LeaveOneOut: Text(zh="逐项剔除", en="one indicator left out"),
    OneAtATime: Text(zh="逐项调整权重", en="one weight moved"),
    DirichletWeights: Text(zh="随机权重", en="random weights"),
    SobolWeights: Text(zh="Sobol 敏感性指数", en="Sobol indices"),
}


class _Group(Protocol):
    @property
    def title(self) -> Text: ...
    @property
    def scored(self) -> Mapping[str, Scored]: ...


@frozen
class Run:
    """One other weighting: score and place of each unit. ``effect`` says whether it changed any score."""

    label: str
    indicator: str
    scores: Mapping[str, float]
    places: Mapping[str, str]
    effect: bool


@frozen(eq=False)
class Sensitivity:
    """What a specification found. ``runs``, ``acceptability`` or ``indices``, as it asks for."""

    specification: Specification
    group: Text
    base: Run  # the edition's weights
    runs: tuple[Run, ...] = field(default=(), repr=False)
    acceptability: Mapping[str, tuple[float, ...]] = field(factory=dict, repr=False)
    indices: Mapping[str, tuple[float, float]] = field(factory=dict)  # per indicator: alone, and in all
    names: Mapping[str, Text] = field(factory=dict, repr=False)

    def held(self, unit: str, place: int) -> float:
        """How often the unit held that place under random weights."""
        if unit not in self.acceptability:
            raise UnknownName("unit", unit, self.acceptability)
        return self.acceptability[unit][place - 1]

    @property
    def moved(self) -> dict[str, tuple[str, ...]]:
        """For each run the units whose place it changed."""
        return {
            run.label: tuple(unit for unit, place in run.places.items() if place != self.base.places[unit])
            for run in self.runs
        }

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per run and unit, per unit and place, or per indicator: whichever was asked for."""
        import polars as pl

        from courtqa.evaluation.labels import labelled

        if self.indices:
            rows: list[dict[str, object]] = [
                {"indicator": name, "first": first, "total": total}
                for name, (first, total) in self.indices.items()
            ]
        elif self.acceptability:
            rows = [
                {"unit": unit, "place": place, "share": share}
                for unit, shares in self.acceptability.items()
                for place, share in enumerate(shares, start=1)
            ]
        else:
            rows = [
                {
                    "run": run.label,
                    "indicator": run.indicator,
                    "unit": unit,
                    "score": score,
                    "place": run.places[unit],
                    "base_score": self.base.scores[unit],
                    "base_place": self.base.places[unit],
                    "effect": run.effect,
                }
                for run in self.runs
                for unit, score in run.scores.items()
            ]
        return labelled(
            pl.DataFrame(rows, infer_schema_length=None), labels, unit=self.names, indicator=self.names
        )

    def _repr_html_(self) -> str:
        title = TITLES[type(self.specification)]
        caption = f"{title.zh} · {title.en}: {self.group.zh} · {self.group.en}"
        frame = self.to_frame()
        if self.acceptability:
            frame = frame.pivot("place", index="unit", values="share")
        return table_html(frame, caption=caption)

    def explain(self, lang: Lang = "en") -> str:
        """What the order hangs on, in a few lines."""
        lines = [f"{TITLES[type(self.specification)].to(lang)} · {self.group.to(lang)}"]
        if self.indices:
            said = Text(
                zh="  {name}：单独 {first:.0%}，连同交互 {total:.0%}",
                en="  {name}: {first:.0%} alone, {total:.0%} in all",
            )
            order = sorted(self.indices.items(), key=lambda item: -item[1][1])
            lines += [said.fill(name=self._name(n, lang), first=f, total=t).to(lang) for n, (f, t) in order]
        elif self.acceptability:
            said = Text(
                zh="  {name}：最常见位次 {place}（{share:.0%}）；占 1% 以上的位次 {low}–{high}",
                en="  {name}: most often place {place} ({share:.0%}); in 1 % of draws or more {low}–{high}",
            )
            for unit, shares in self.acceptability.items():
                often = [place for place, share in enumerate(shares, start=1) if share >= 0.01] or [1]
                best = int(np.argmax(shares)) + 1
                facts = {"place": best, "share": shares[best - 1], "low": often[0], "high": often[-1]}
                lines.append(said.fill(name=self._name(unit, lang), **facts).to(lang))
        else:
            said = Text(zh="  {label}：{n} 个单位位次变化", en="  {label}: {n} units change place")
            none = Text(zh="  {label}：无影响", en="  {label}: no effect")
            for run in self.runs:
                text = said if run.effect else none
                lines.append(text.fill(label=run.label, n=len(self.moved[run.label])).to(lang))
        return "\n".join(lines)

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """A heat map of places, bars of indices, or the places of each run."""
        from courtqa.evaluation.charts_on_request import sensitivity

        return sensitivity(self, lang=lang)

    def _name(self, unit: str, lang: Lang) -> str:
        return self.names.get(unit, Text(zh=unit, en=unit)).to(lang)


def moved(
    peers: _Group, weights: Mapping[str, Fraction], specification: Specification, *, names: Mapping[str, Text]
) -> Sensitivity:
    """What the specification does to the additive scores of peers. NoEffect when it changes none of them."""
    units = sorted(peers.scored, key=lambda unit: (-peers.scored[unit].score, unit))
    centre = {name: float(weight) for name, weight in weights.items()}
    goals = np.array(
        [[float(peers.scored[unit].goals.get(name, "nan")) for name in centre] for unit in units]
    ).reshape(len(units), len(centre))
    plain = np.array(list(centre.values()))
    base = weighted_scores(goals, plain)[0]
    start = _run("", "", units, base, base)
    told = TITLES[type(specification)].en
    if isinstance(specification, LeaveOneOut | OneAtATime):
        runs = tuple(
            _run(label, name, units, weighted_scores(goals, [w[n] for n in centre])[0], base)
            for label, (name, w) in moved_weights(centre, specification).items()
        )
        if not any(run.effect for run in runs):
            raise NoEffect(told, _NOTHING_MOVED)
        return Sensitivity(specification, peers.title, start, runs=runs, names=names)
    if isinstance(specification, DirichletWeights):
        drawn = dirichlet_weights(
            plain,
            concentration=specification.concentration,
            repetitions=specification.repetitions,
            seed=specification.seed,
        )
        scores = weighted_scores(goals, drawn)
        if not _changed(scores, base):
            raise NoEffect(told, _NOTHING_MOVED)
        shares = acceptability(scores)
        held = {unit: tuple(float(share) for share in shares[i]) for i, unit in enumerate(units)}
        return Sensitivity(specification, peers.title, start, acceptability=held, names=names)
    found = sobol(
        goals,
        plain,
        concentration=specification.concentration,
        samples=specification.samples,
        seed=specification.seed,
    )
    if not found.total.any():
        raise NoEffect(told, _NO_PLACE_MOVED)
    indices = {name: (float(found.first[i]), float(found.total[i])) for i, name in enumerate(centre)}
    return Sensitivity(specification, peers.title, start, indices=indices, names=names)


_NOTHING_MOVED = Text(zh="没有任何单位的得分改变", en="no score of any unit is another")
_NO_PLACE_MOVED = Text(zh="没有任何单位的位次改变", en="no place of any unit is another")


def _run(
    label: str, name: str, units: list[str], scores: NDArray[np.float64], base: NDArray[np.float64]
) -> Run:
    held = dict(zip(units, map(float, scores), strict=True))
    labels = dict(zip(units, rank_labels(scores), strict=True))
    return Run(label, name, held, labels, _changed(scores, base))


def _changed(scores: NDArray[np.float64], base: NDArray[np.float64]) -> bool:
    gap = np.abs(scores - base)
    return bool((np.nan_to_num(gap, nan=0.0) > QUANTUM).any() or (np.isnan(scores) != np.isnan(base)).any())
