"""Control charts: whether a month stands out from the unit's own ordinary course. Arrays in, arrays out.

Limits come from the baseline that is named, and stay: nothing is re-based because a signal is inconvenient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["RUN", "Chart", "c_chart", "months_between", "p_chart", "runs_of", "t_chart", "u_chart", "xmr"]

RUN = 8
"""So many points in a row on one side of the centre are a signal (Western Electric 1956; Montgomery, ch. 5)."""

_D2 = 2.66
"""3 / 1.128: three standard deviations from the mean of moving ranges of two."""


class Chart(NamedTuple):
    """The points, the centre, and the limits at each point."""

    values: NDArray[np.float64]
    centre: float
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def beyond(self) -> NDArray[np.bool_]:
        """Which points lie beyond a limit."""
        return np.asarray((self.values < self.low) | (self.values > self.high))


def p_chart(events: ArrayLike, n: ArrayLike, *, baseline: int | None = None) -> Chart:
    """Shares with 3σ limits that fit the size of each sample; the centre from the first ``baseline`` points.

    >>> chart = p_chart([12, 4, 15], [50, 50, 50])
    >>> round(chart.centre, 4), round(float(chart.high[0]), 4)
    (0.2067, 0.3785)
    """
    x, size = _floats(events), _floats(n)
    centre = float(x[:baseline].sum() / size[:baseline].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        width = 3 * np.sqrt(centre * (1 - centre) / size)
        return Chart(x / size, centre, np.maximum(centre - width, 0), np.minimum(centre + width, 1))


def u_chart(events: ArrayLike, exposure: ArrayLike, *, baseline: int | None = None) -> Chart:
    """Events per unit of exposure (per closed case, per judge) with 3σ Poisson limits."""
    x, base = _floats(events), _floats(exposure)
    centre = float(x[:baseline].sum() / base[:baseline].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        width = 3 * np.sqrt(centre / base)
        return Chart(x / base, centre, np.maximum(centre - width, 0), centre + width)


def c_chart(counts: ArrayLike, *, baseline: int | None = None) -> Chart:
    """Plain counts of like periods with 3σ Poisson limits."""
    return u_chart(counts, np.ones(np.asarray(counts).shape), baseline=baseline)


def xmr(values: ArrayLike, *, baseline: int | None = None) -> Chart:
    """Single values with natural limits: mean ± 2.66 × mean moving range (Shewhart; Wheeler 1993).

    >>> chart = xmr([10, 12, 11, 13, 10])
    >>> round(chart.centre, 2), round(float(chart.low[0]), 2), round(float(chart.high[0]), 2)
    (11.2, 5.88, 16.52)
    """
    x = _floats(values)
    held = x[:baseline]
    held = held[np.isfinite(held)]
    centre = float(held.mean())
    width = _D2 * float(np.abs(np.diff(held)).mean()) if held.size > 1 else 0.0
    return Chart(x, centre, np.full(x.shape, centre - width), np.full(x.shape, centre + width))


def months_between(counts: ArrayLike) -> NDArray[np.float64]:
    """Months from one event to the next, for events too rare to chart by their number; 0 within one month.

    >>> months_between([1, 0, 0, 2, 0, 1]).tolist()
    [3.0, 0.0, 2.0]
    """
    months = np.repeat(np.arange(np.asarray(counts).size), np.asarray(counts, dtype=np.int64))
    return np.diff(months).astype(np.float64)


def t_chart(months: ArrayLike, *, baseline: int | None = None) -> Chart:
    """Time between rare events: an XmR chart of its 3.6th root, turned back (Nelson 1994, JQT 26:239–242).

    ``months`` within one month count as half of one.
    """
    gaps = np.maximum(_floats(months), 0.5)
    inner = xmr(gaps ** (1 / 3.6), baseline=baseline)
    low, high = np.maximum(inner.low, 0) ** 3.6, inner.high**3.6
    return Chart(gaps, float(inner.centre**3.6), low, high)


def runs_of(chart: Chart, *, length: int = RUN) -> NDArray[np.bool_]:
    """Which points belong to ``length`` or more in a row on one side of the centre."""
    side = np.sign(chart.values - chart.centre)
    found = np.zeros(side.shape, dtype=bool)
    start = 0
    for place in range(1, side.size + 1):
        if place == side.size or side[place] != side[start]:
            if place - start >= length and side[start] != 0:
                found[start:place] = True
            start = place
    return found


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
