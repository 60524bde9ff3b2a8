"""Figures made to look good, on purpose and on record: the truth against which the tests for gaming are measured."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import polars as pl
from attrs import evolve, frozen

from courtqa.errors import UnknownName
from courtqa.evaluation.gaming_result import GAMES, Game
from courtqa.simulation.year import CourtYear

__all__ = ["Injected", "inject"]


@frozen(eq=False)
class Injected:
    """The court with its figures gamed, and what was done: which game, where, to how many cases."""

    court: CourtYear
    game: Game
    units: tuple[str, ...]
    intensity: float
    changed: int


def inject(court: CourtYear, game: Game, *, units: Collection[str], intensity: float, seed: int) -> Injected:
    """Game the last year of the court in those divisions: each case that could serve does with chance ``intensity``.

    - ``year_end_filing_dip``: filings from 20 December on are put off to the next year.
    - ``closing_surge``: pending cases are closed in the last week, whatever their state.
    - ``deadline_bunching``: closings up to 24 days late are dated on one of the last three days in time.
    - ``few_reversals``: what would have been reversed is affirmed.
    - ``mediation_inflation``: judgments are booked as mediated.
    - ``filing_transfer``: cases get a pre-litigation number and never stand in the register.

    UnknownName for another game.
    """
    if game not in GAMES:
        raise UnknownName("game", game, GAMES)
    rng = np.random.default_rng(seed)
    frame = court.cases
    chosen = pl.Series("chosen", rng.random(frame.height) < intensity)
    ours = frame["division"].is_in(list(units)) & chosen
    year = court.last
    if game == "year_end_filing_dip":
        hit = ours & (frame["filed_on"] >= date(year, 12, 20))
        changed = frame.filter(~hit)
    elif game == "filing_transfer":
        hit = ours & (frame["filed_on"].dt.year() == year)
        changed = frame.filter(~hit)
    elif game == "closing_surge":
        hit = ours & frame["closed_on"].is_null()
        on = _days(rng, frame.height, np.datetime64(f"{year}-12-25"), 7)
        changed = frame.with_columns(
            closed_on=pl.when(hit).then(on).otherwise("closed_on"),
            closing_manner=pl.when(hit).then(pl.lit("other")).otherwise("closing_manner"),
        )
    elif game == "deadline_bunching":
        late = (frame["closed_on"] - frame["time_limit_on"]).dt.total_days()
        hit = ours & (frame["closed_on"].dt.year() == year) & (late > 0) & (late <= 24)
        back = pl.Series(rng.integers(0, 3, frame.height))
        moved = pl.col("time_limit_on") - pl.duration(days=pl.lit(back))
        changed = frame.with_columns(closed_on=pl.when(hit).then(moved).otherwise("closed_on"))
    elif game == "few_reversals":
        hit = ours & (frame["appeal_decided_on"].dt.year() == year) & (frame["appeal_outcome"] != "affirmed")
        changed = frame.with_columns(
            appeal_outcome=pl.when(hit).then(pl.lit("affirmed")).otherwise("appeal_outcome"),
            reversal_cause=pl.when(hit).then(None).otherwise("reversal_cause"),
        )
    else:
        hit = ours & (frame["closed_on"].dt.year() == year) & (frame["closing_manner"] == "judgment")
        changed = frame.with_columns(
            closing_manner=pl.when(hit).then(pl.lit("mediation")).otherwise("closing_manner")
        )
    count = int(hit.fill_null(value=False).sum())
    return Injected(evolve(court, cases=changed), game, tuple(sorted(units)), intensity, count)


def _days(rng: np.random.Generator, count: int, first: np.datetime64, span: int) -> pl.Series:
    return pl.Series(first + rng.integers(0, span, count).astype("timedelta64[D]")).cast(pl.Date)
