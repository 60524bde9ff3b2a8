"""What a real court never knows: each judge's and division's true rates, and so the true ranking."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl

from courtqa.simulation.draws import Floats
from courtqa.simulation.figures import Calibration
from courtqa.simulation.outcomes import runs
from courtqa.simulation.people import Bench, docketed

__all__ = ["true_places", "truth_table"]


def _expected(figures: Calibration, year: int) -> Floats:
    """Expected closed cases of each division (row) by procedure (column)."""
    closed = figures.years.closed[figures.years.nearest(year)]
    totals = {t: sum(run.share for kind, _, run in figures.kinds if kind == t) for t in figures.case_types}
    of_kind = [closed[figures.case_types.index(t)] * run.share / totals[t] for t, _, run in figures.kinds]
    table: Floats = docketed(figures) * np.array(of_kind)
    return table


def _contested(figures: Calibration, year: int) -> Floats:
    """The share of closed cases of each procedure that were decided and so can be appealed."""
    years = figures.years
    nearest, civil = years.nearest(year), figures.case_types.index("civil")
    ended = {
        "civil": years.settled[nearest] / years.closed[nearest][civil],
        "enforcement": figures.enforced,
    }
    return np.array([1 - ended.get(case_type, 0.0) for case_type, _, _ in figures.kinds])


def _rates(count: int, closed: Floats, chance: Floats, effect: Floats) -> Floats:
    weight = chance * effect
    rates: Floats = count * weight / float(closed @ weight)
    return rates


def truth_table(figures: Calibration, people: Bench, years: range) -> pl.DataFrame:
    """True rates per closed case and ranks (1 = lowest rate), by year, for every judge and division.

    ``*_effect`` is the multiplier that was set (1 is the court's middle); a division's is the mean of its
    judges'. Rates hold to first order: they leave out the chance that a case meets two events.
    """
    error = figures.exempt_share + (1 - figures.exempt_share) * people.reversal
    frames = []
    for year in years:
        nearest = figures.years.nearest(year)
        expected, judges_in = _expected(figures, year), np.bincount(people.division_of)
        total = expected.sum(axis=1)
        closed = (total / judges_in)[people.division_of]
        appeal = (expected @ (runs(figures, "appeal") * _contested(figures, year)) / total)[
            people.division_of
        ]
        petition = (expected @ runs(figures, "petition") / total)[people.division_of]
        reversal_rate = _rates(figures.years.reversals[nearest], closed, appeal, error)
        petition_rate = _rates(figures.years.petitions[nearest], closed, petition, people.petition)
        judges = pl.DataFrame(
            {
                "year": np.full(len(closed), year),
                "level": np.full(len(closed), "judge"),
                "unit": list(people.judges),
                "division": np.array(people.divisions)[people.division_of],
                "closed": closed,
                "reversal_rate": reversal_rate,
                "petition_rate": petition_rate,
                "reversal_effect": error,
                "petition_effect": people.petition,
                "days_effect": people.days,
                "settled_effect": people.settled,
            }
        )
        divisions = judges.group_by("division", maintain_order=True).agg(
            pl.first("year"),
            pl.sum("closed"),
            pl.mean("^.*_(rate|effect)$"),
            level=pl.lit("division"),
            unit=pl.first("division").alias("unit"),
        )
        frames += [divisions.select(judges.columns), judges]
    return pl.concat(frames).with_columns(
        reversal_rank=pl.col("reversal_rate").rank("min").over("year", "level").cast(pl.Int64),
        petition_rank=pl.col("petition_rate").rank("min").over("year", "level").cast(pl.Int64),
    )


def true_places(truth: pl.DataFrame, year: int, units: Collection[str]) -> dict[str, int]:
    """The true place of each of the units among them by reversals, 1 for the lowest true rate."""
    rows = truth.filter((pl.col("year") == year) & pl.col("unit").is_in(list(units))).sort("reversal_rate")
    return {unit: place for place, unit in enumerate(rows["unit"], start=1)}
