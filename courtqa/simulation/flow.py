"""Cases come in and are closed: Poisson filings with seasons, log-normal durations, a stock carried over."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from courtqa.simulation.draws import NEVER, Chance, Days, Floats, Ints, weekday
from courtqa.simulation.figures import Calibration
from courtqa.simulation.people import Bench, docketed

__all__ = ["Flow", "flow"]

OLDEST = 400  # days that a case of the opening stock may have been pending


@frozen(eq=False)
class Flow:
    """One entry per case: when filed and closed, what it is, and whose."""

    filed: Days
    closed: Days
    case_type: Ints
    procedure: Ints  # index into ``procedures`` of the calibration, all types in one row
    judge: Ints


def _season(months: tuple[float, ...], first: int, last: int) -> tuple[Days, Floats]:
    days = np.arange(np.datetime64(f"{first}-01-01"), np.datetime64(f"{last + 1}-01-01"))
    return days, np.array(months)[days.astype("datetime64[M]").astype(np.int64) % 12]


def _filed(chance: Chance, year: int, count: int, figures: Calibration) -> Days:
    days, weight = _season(figures.filings_by_month, year, year)
    open_days = np.is_busday(days)
    weight = weight * open_days
    return np.sort(chance.rng.choice(days, size=count, p=weight / weight.sum()))


def _stock(chance: Chance, year: int, count: int) -> Days:
    age = np.minimum(chance.rng.exponential(60, count), OLDEST).astype("timedelta64[D]")
    return np.sort(weekday(np.datetime64(f"{year - 1}-12-31") - age))


def _close(season: tuple[Days, Floats], start: Days, work: Floats, *, year: int, count: int) -> Days:
    """The days on which ``count`` of the open cases close in the year, the least work first; NaT: still open.

    One scale for all makes exactly ``count`` of them end in time, so no case is moved by hand.
    """
    days, pace = season
    done = np.concatenate([[0.0], np.cumsum(pace)])  # work done by the beginning of each day
    end = np.datetime64(f"{year}-12-31")
    began = done[(start - days[0]).astype(np.int64)]
    room = done[(end - days[0]).astype(np.int64) + 1] - began
    order = np.argsort(-(room / work), kind="stable")[:count]
    closed = np.full(len(start), NEVER)
    if count:
        scale = (room / work)[order[-1]] * (1 - 1e-9)
        day = np.searchsorted(done, began[order] + scale * work[order], side="right") - 1
        closed[order] = weekday(np.minimum(days[day], end))
    return closed


def flow(figures: Calibration, people: Bench, chance: Chance, *, first: int, last: int) -> Flow:
    """All cases on hand from 1 January ``first`` to 31 December ``last``."""
    kinds, spread_over = figures.kinds, docketed(figures)
    median = np.array([run.days for _, _, run in kinds])
    spread = np.array([run.spread for _, _, run in kinds])
    season = _season(figures.pace_by_month, first - 3, last)
    parts: list[Flow] = []
    for index, case_type in enumerate(figures.case_types):
        own = np.array([at for at, (t, _, _) in enumerate(kinds) if t == case_type])
        shares = np.array([kinds[at][2].share for at in own])
        filed = _stock(chance, first, chance.quota(figures.years.carried(first)[index]))
        closed = np.full(len(filed), NEVER)
        procedure = chance.rng.choice(own, size=len(filed), p=shares / shares.sum())
        judge = _assign(chance, people, spread_over, procedure)
        for year in range(first, last + 1):
            new = _filed(chance, year, chance.quota(figures.years.filed(year)[index]), figures)
            filed = np.concatenate([filed, new])
            closed = np.concatenate([closed, np.full(len(new), NEVER)])
            kind = chance.rng.choice(own, size=len(new), p=shares / shares.sum())
            procedure = np.concatenate([procedure, kind])
            judge = np.concatenate([judge, _assign(chance, people, spread_over, kind)])
            pending = np.flatnonzero(np.isnat(closed))
            work = median[procedure] * people.days[judge] * np.exp(chance.rng.normal(0, spread[procedure]))
            start = np.maximum(filed[pending], np.datetime64(f"{year}-01-01"))
            nearest = figures.years.nearest(year)
            count = chance.part(
                figures.years.closed[nearest][index], figures.years.handled[nearest][index], len(pending)
            )
            closed[pending] = _close(season, start, work[pending], year=year, count=count)
        parts.append(Flow(filed, closed, np.full(len(filed), index), procedure, judge))
    return _joined(parts)


def _assign(chance: Chance, people: Bench, spread_over: Floats, procedure: Ints) -> Ints:
    """The handling judges: a division by its share, then a judge of it by lot."""
    upto = np.cumsum(spread_over, axis=0).T[procedure]
    division = np.minimum((upto < chance.rng.random((len(procedure), 1))).sum(axis=1), len(spread_over) - 1)
    sizes = np.bincount(people.division_of)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    judge: Ints = starts[division] + (chance.rng.random(len(division)) * sizes[division]).astype(np.int64)
    return judge


def _joined(parts: list[Flow]) -> Flow:
    filed = np.concatenate([part.filed for part in parts])
    order = np.argsort(filed, kind="stable")
    return Flow(
        filed=filed[order],
        closed=np.concatenate([part.closed for part in parts])[order],
        case_type=np.concatenate([part.case_type for part in parts])[order],
        procedure=np.concatenate([part.procedure for part in parts])[order],
        judge=np.concatenate([part.judge for part in parts])[order],
    )
