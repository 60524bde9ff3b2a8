"""What a figure is worth once it is known how alike units of this kind are: raw beside shrunk, with the prior."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import field, frozen

from courtqa.errors import UnknownName
from courtqa.evaluation.comparison import model_of
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.places import SHOWINGS, Ranking, Showing
from courtqa.evaluation.shown import table_html
from courtqa.evaluation.shrinkage import (
    beta_binomial,
    gamma_poisson,
    paule_mandel,
    shrunk_rates,
    shrunk_shares,
    shrunk_values,
)
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

__all__ = ["Shrinkage", "Shrunk", "shrink"]

Model = Literal["beta_binomial", "gamma_poisson", "normal"]
MODELS: dict[Model, Text] = {
    "beta_binomial": Text(zh="贝塔–二项", en="beta-binomial"),
    "gamma_poisson": Text(zh="伽马–泊松", en="gamma–Poisson"),
    "normal": Text(zh="正态（Paule–Mandel）", en="normal, Paule–Mandel"),
}


@frozen
class Shrunk:
    """One unit: its raw figure and what it is drawn to."""

    unit: str
    n: int
    raw: float
    shrunk: float


@frozen(eq=False)
class Shrinkage:
    """All units of one indicator. ``prior`` are α and β, ν and α, or τ² and nothing; pooled: no spread was seen."""

    title: Text
    model: Model
    mean: float
    prior: tuple[float, float]
    pooled: bool
    rankability: float
    showing: Showing
    units: tuple[Shrunk, ...] = field(repr=lambda units: f"{len(units)} units")
    names: Mapping[str, Text] = field(repr=False)

    def __getitem__(self, unit: str) -> Shrunk:
        for found in self.units:
            if found.unit == unit:
                return found
        raise UnknownName("unit", unit, [found.unit for found in self.units])

    def explain(self, lang: Lang = "en") -> str:
        """The model, its prior, and whether the spread is worth an order."""
        said = Text(
            zh="{title}：{model}，{n} 个单位，先验均值 {mean:.4g}（{first:.4g}，{second:.4g}）{pooled}；可排序度 {rho:.2f}，{verdict}",
            en="{title}: {model}, {n} units, prior mean {mean:.4g} ({first:.4g}, {second:.4g}){pooled}; "
            "rankability {rho:.2f}, {verdict}",
        )
        pooled = Text(
            zh="，未见超出偶然的差异，全部并为均值",
            en=", no spread beyond chance: every unit is taken for the mean",
        )
        return said.fill(
            title=self.title.to(lang),
            model=MODELS[self.model].to(lang),
            n=len(self.units),
            mean=self.mean,
            first=self.prior[0],
            second=self.prior[1],
            pooled=pooled.to(lang) if self.pooled else "",
            rho=self.rankability,
            verdict=SHOWINGS[self.showing].to(lang),
        ).to(lang)

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per unit, the lowest shrunk figure first. ``labels`` for display."""
        import polars as pl

        from courtqa.evaluation.labels import labelled

        rows = [
            {
                "unit": u.unit,
                "n": u.n,
                "raw": u.raw,
                "shrunk": u.shrunk,
                "mean": self.mean,
                "model": self.model,
            }
            | {"rankability": self.rankability, "showing": self.showing}
            for u in sorted(self.units, key=lambda unit: (unit.shrunk, unit.unit))
        ]
        return labelled(pl.DataFrame(rows), labels, unit=self.names, model=MODELS, showing=SHOWINGS)

    def _repr_html_(self) -> str:
        return table_html(self.to_frame(), caption=self.explain("en"), lines=[self.explain("zh")])

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """Each unit's raw figure drawn to what it is worth."""
        from courtqa.evaluation.charts_on_request import shrinkage

        return shrinkage(self, lang=lang)


def shrink(
    measures: Mapping[str, Measure], indicator: Indicator, ranking: Ranking, *, names: Mapping[str, Text]
) -> Shrinkage:
    """The shrunk figures of units that have one. UnknownName when chance has no part in the indicator."""
    held = [m for m in measures.values() if m.value is not None]
    model = model_of(indicator, *held) if held else "rule"
    raw = [float(m.value or 0) for m in held]
    events = [float(m.numerator or 0) for m in held]
    size = [float(1 if m.denominator is None else m.denominator) for m in held]
    kind: Model
    if model == "share":
        kind, prior = "beta_binomial", beta_binomial(events, size)
        values, first, pooled = shrunk_shares(events, size, prior), (prior.shape, prior.scale), prior.pooled
        mean = prior.mean
    elif model == "rate":
        kind, prior = "gamma_poisson", gamma_poisson(events, size)
        values, first, pooled = shrunk_rates(events, size, prior), (prior.shape, prior.scale), prior.pooled
        mean = prior.mean
    elif model == "days":
        errors = [ranking[m.unit].error for m in held]
        tau2 = paule_mandel(raw, errors)
        kind, values, first, pooled = "normal", shrunk_values(raw, errors), (tau2, 0.0), tau2 <= 0
        weights = 1 / (np.asarray(errors) ** 2 + tau2)
        mean = float((weights * raw).sum() / weights.sum())
    else:
        raise UnknownName("shrinkage", indicator.title.en, ["indicators in which chance has a part"])
    units = tuple(
        Shrunk(m.unit, m.n, value, float(shrunk)) for m, value, shrunk in zip(held, raw, values, strict=True)
    )
    return Shrinkage(
        indicator.title, kind, mean, first, pooled, ranking.rankability, ranking.showing, units, names
    )
