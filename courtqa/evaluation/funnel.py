"""The funnel: which units stand out from their peers by more than chance, whatever their size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from attrs import field, frozen
from scipy import special, stats

from courtqa.evaluation.shown import table_html
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "STATUSES",
    "Funnel",
    "Point",
    "Side",
    "Spread",
    "field_of",
    "funnel_limits",
    "funnel_p",
    "overdispersion",
    "status_of",
]

Kind = Literal["share", "rate"]
Side = Literal["better", "worse", "higher", "lower", "none"]
Status = Literal["inside", "alert", "alarm"]

STATUSES: dict[Status, Text] = {
    "inside": Text(zh="正常波动", en="within chance"),
    "alert": Text(zh="提示（超出内控制限）", en="alert (beyond the inner limit)"),
    "alarm": Text(zh="警示（超出外控制限）", en="alarm (beyond the outer limit)"),
}


SIDES: dict[Side, Text] = {
    "better": Text(zh="较好", en="better"),
    "worse": Text(zh="较差", en="worse"),
    "higher": Text(zh="偏高", en="higher"),
    "lower": Text(zh="偏低", en="lower"),
    "none": Text(zh="–", en="–"),
}


class Spread(NamedTuple):
    """Spread between units beyond chance: φ, τ² and whether it is more than chance itself would show."""

    phi: float
    tau2: float
    beyond: bool


def funnel_p(events: ArrayLike, size: ArrayLike, target: float, *, kind: Kind) -> NDArray[np.float64]:
    """Two-sided exact mid-p of each unit against the target. Normal limits would raise false alarms."""
    x, n = _floats(events), _floats(size)
    if kind == "share":
        upper = stats.binom.sf(x - 1, n, target) - stats.binom.pmf(x, n, target) / 2
    else:
        upper = stats.poisson.sf(x - 1, n * target) - stats.poisson.pmf(x, n * target) / 2
    return np.asarray(np.clip(2 * np.minimum(upper, 1 - upper), 0, 1), dtype=np.float64)


def funnel_limits(
    size: ArrayLike, target: float, level: float, *, kind: Kind, tau2: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The limits at each size: exact quantiles, interpolated between counts (Spiegelhalter 2005,
    Stat Med 24:1185–1202); with ``tau2`` the additive normal limits of an overdispersed field.
    """
    n = _floats(size)
    tails = ((1 - level) / 2, (1 + level) / 2)
    if tau2 > 0:
        error = np.sqrt(_variance(n, target, kind) + tau2)
        low, high = (target + float(special.ndtri(tail)) * error for tail in tails)
        return np.maximum(low, 0.0), high if kind == "rate" else np.minimum(high, 1.0)
    found = []
    for tail in tails:
        law = stats.binom(n, target) if kind == "share" else stats.poisson(n * target)
        count = np.maximum(law.ppf(tail), 0)
        step = law.pmf(count)
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(step > 0, (law.cdf(count) - tail) / step, 0.0)
        found.append(np.maximum(count - part, 0) / n)
    return found[0], found[1]


def overdispersion(events: ArrayLike, size: ArrayLike, target: float, *, kind: Kind) -> Spread:
    """φ from z-scores winsorised at 10 %, τ² by moments (Spiegelhalter 2005); ``beyond`` by χ² at 5 %."""
    x, n = _floats(events), _floats(size)
    variance = _variance(n, target, kind)
    if x.size < 3 or (variance <= 0).any():
        return Spread(1.0, 0.0, beyond=False)
    z = (x / n - target) / np.sqrt(variance)
    low, high = np.quantile(z, [0.1, 0.9])
    phi = float((np.clip(z, low, high) ** 2).mean())
    w = 1 / variance
    units = x.size
    tau2 = max(0.0, (units * phi - (units - 1)) / float(w.sum() - (w**2).sum() / w.sum()))
    return Spread(phi, tau2, beyond=units * phi > float(stats.chi2.ppf(0.95, units)))


@frozen
class Point:
    """One unit in the funnel. ``p`` is two-sided; ``z`` allows for overdispersion where there is any."""

    unit: str
    events: float
    size: float
    value: float
    p: float
    z: float
    status: Status
    side: Side


@frozen(eq=False)
class Funnel:
    """All units of one indicator against the pooled figure of their peers."""

    indicator: str
    title: Text
    kind: Kind
    target: float
    levels: tuple[float, float]
    spread: Spread
    points: tuple[Point, ...] = field(repr=lambda points: f"{len(points)} units")
    names: dict[str, Text] = field(repr=False)
    stated: bool = False  # whether the target was stated, and not pooled from the units

    @property
    def tau2(self) -> float:
        """The variance between units that the limits allow for."""
        return self.spread.tau2 if self.spread.beyond else 0.0

    @property
    def outstanding(self) -> tuple[Point, ...]:
        """The units beyond a limit, the furthest first."""
        return tuple(sorted((p for p in self.points if p.status != "inside"), key=lambda point: point.p))

    def limits(self, sizes: Sequence[float], level: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The limits at those sizes."""
        return funnel_limits(sizes, self.target, level, kind=self.kind, tau2=self.tau2)

    def explain(self, lang: Lang = "en") -> str:
        """What the funnel says, in one paragraph."""
        said = Text(
            zh="{title}：{n} 个单位，{centre} {target:.4g}；φ = {phi:.2f}，τ² = {tau2:.3g}{note}；超出内控制限 {out} 个，"
            "其中超出外控制限 {far} 个",
            en="{title}: {n} units around {centre} {target:.4g}; φ = {phi:.2f}, τ² = {tau2:.3g}{note}; "
            "{out} beyond the inner limit, {far} of them beyond the outer",
        )
        note = Text(
            zh="（差异超过偶然，控制限已放宽）", en=" (more spread than chance: the limits allow for it)"
        )
        return said.fill(
            title=self.title.to(lang),
            n=len(self.points),
            centre=(
                Text(zh="规定目标值", en="the stated target")
                if self.stated
                else Text(zh="合计水平", en="the pooled")
            ).to(lang),
            target=self.target,
            phi=self.spread.phi,
            tau2=self.spread.tau2,
            note=note.to(lang) if self.spread.beyond else "",
            out=len(self.outstanding),
            far=sum(point.status == "alarm" for point in self.outstanding),
        ).to(lang)

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """The table of what the plot shows. ``labels`` for display."""
        from courtqa.evaluation.labels import labelled
        from courtqa.evaluation.result_frames import funnel_frame

        sides = {name: text for name, text in SIDES.items() if name != "none"}
        return labelled(funnel_frame(self), labels, unit=self.names, status=STATUSES, side=sides)

    def _repr_html_(self) -> str:
        hidden = ("target", "z", "phi", "tau2", "units")
        return table_html(
            self.to_frame(), caption=self.explain("en"), lines=[self.explain("zh")], hidden=hidden
        )

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """The funnel plot."""
        from courtqa.evaluation.charts import funnel

        return funnel(self, lang=lang)


def status_of(p: float, levels: tuple[float, float]) -> Status:
    """Beyond the outer limit, beyond the inner one, or inside."""
    if p < 1 - levels[1]:
        return "alarm"
    return "alert" if p < 1 - levels[0] else "inside"


def field_of(
    events: ArrayLike, size: ArrayLike, *, kind: Kind, target: float | None = None
) -> tuple[float, Spread, NDArray[np.float64], NDArray[np.float64]]:
    """The target (pooled unless stated), the spread, and p and z of each unit (adjusted when the spread is beyond chance).

    Round a stated target nothing is adjusted: how far all units lie from it is what is asked.
    """
    x, n = _floats(events), _floats(size)
    stated = target is not None
    target = float(x.sum() / n.sum()) if target is None else target
    spread = overdispersion(x, n, target, kind=kind)
    spread = Spread(spread.phi, 0.0, beyond=False) if stated else spread
    extra = spread.tau2 if spread.beyond else 0.0
    variance = _variance(n, target, kind) + extra
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 0, (x / n - target) / np.sqrt(variance), 0.0)
    p = 2 * special.ndtr(-np.abs(z)) if spread.beyond else funnel_p(x, n, target, kind=kind)
    return target, spread, np.asarray(p, dtype=np.float64), z


def _variance(n: NDArray[np.float64], target: float, kind: Kind) -> NDArray[np.float64]:
    return np.asarray(target * (1 - target if kind == "share" else 1.0) / n, dtype=np.float64)


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
