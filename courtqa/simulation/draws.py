"""Chance, seeded: exact or free quotas, draws by weight, lags; and the days they fall on."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from courtqa.simulation.figures import Lag

__all__ = ["NEVER", "Chance", "Days", "Floats", "Ints", "Mode", "weekday", "year_of"]

Mode = Literal["expected", "free"]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Days = NDArray[np.datetime64]
NEVER = np.datetime64("NaT", "D")


@frozen
class Chance:
    """A seeded stream of draws, and whether court-wide counts are drawn too.

    The stream is numpy's PCG64; the same seed gives the same draws under the same numpy.
    """

    rng: np.random.Generator
    mode: Mode = "expected"

    @classmethod
    def of(cls, *seed: int, mode: Mode = "expected") -> Chance:
        """The stream of a seed and its branch numbers."""
        return cls(np.random.default_rng(seed), mode)

    def quota(self, count: int) -> int:
        """How many events a year has: ``count`` exactly, or Poisson around it."""
        return count if self.mode == "expected" else int(self.rng.poisson(count))

    def part(self, count: int, of: int, base: int) -> int:
        """How many of ``base`` cases: ``count`` exactly, or binomial with the chance ``count / of``."""
        return min(count, base) if self.mode == "expected" else int(self.rng.binomial(base, count / of))

    def choose(self, weights: Floats, count: int) -> Ints:
        """Indices of ``count`` items drawn without replacement, in proportion to ``weights`` (Gumbel's trick).

        Items of weight 0 are never drawn; where fewer are left than asked for, all of them are drawn.
        """
        able = np.flatnonzero(weights > 0)
        keys = np.log(weights[able]) + self.rng.gumbel(size=len(able))
        return np.sort(able[np.argsort(-keys, kind="stable")[:count]])

    def lag(self, days: Days, after: Lag) -> Days:
        """The day of the next event, log-normally many days later, at least one."""
        wait = np.exp(self.rng.normal(np.log(after.median), after.spread, len(days)))
        later: Days = days + np.maximum(1, np.round(wait)).astype("timedelta64[D]")
        return later


def year_of(days: Days) -> Ints:
    """The calendar year of each day; year -1 where there is none."""
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return np.where(np.isnat(days), -1, years)


def weekday(days: Days) -> Days:
    """The same days, those on a weekend moved to the Friday before, or the Monday after within the same year."""
    of_week = (days.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    back = np.maximum(of_week - 4, 0).astype("timedelta64[D]")
    ahead = np.where(of_week > 4, 7 - of_week, 0).astype("timedelta64[D]")
    friday = days - back
    moved: Days = np.where(year_of(friday) == year_of(days), friday, days + ahead)
    return moved
