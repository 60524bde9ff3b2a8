"""The funnel of units from their measures: round the pooled figure of the peers, or round a stated target."""

from __future__ import annotations

from collections.abc import Mapping

from courtqa.evaluation.comparison import model_of
from courtqa.evaluation.funnel import Funnel, Kind, Point, Side, field_of, status_of
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure
from courtqa.text import Text

__all__ = ["funnel_of"]


def funnel_of(
    measures: Mapping[str, Measure],
    indicator: Indicator,
    *,
    name: str,
    levels: tuple[float, float],
    names: dict[str, Text],
    target: float | None = None,
) -> Funnel | None:
    """The funnel of one indicator; None where chance has no part, nothing happened, or there are no peers.

    A stated ``target`` takes the place of the pooled figure; then one unit is enough, for nobody is a peer.
    """
    held = [m for m in measures.values() if m.value is not None and m.denominator]
    model = model_of(indicator, *held) if held else "rule"
    if len(held) < (1 if target is not None else 2) or model not in {"share", "rate"}:
        return None
    kind: Kind = "share" if model == "share" else "rate"
    events = [float(m.numerator or 0) for m in held]
    size = [float(m.denominator or 1) for m in held]
    if target is None and (not sum(events) or (kind == "share" and sum(events) == sum(size))):
        return None
    centre, spread, p, z = field_of(events, size, kind=kind, target=target)
    points = tuple(
        Point(
            unit=m.unit,
            events=x,
            size=n,
            value=x / n,
            p=float(p[i]),
            z=float(z[i]),
            status=status_of(float(p[i]), levels),
            side=_side(x / n, centre, indicator),
        )
        for i, (m, x, n) in enumerate(zip(held, events, size, strict=True))
    )
    return Funnel(
        name, indicator.title, kind, centre, levels, spread, points, names, stated=target is not None
    )


def _side(value: float, target: float, indicator: Indicator) -> Side:
    if value == target:
        return "none"
    higher = value > target
    if indicator.direction in {"higher", "lower"}:
        return "better" if higher == (indicator.direction == "higher") else "worse"
    return "higher" if higher else "lower"
