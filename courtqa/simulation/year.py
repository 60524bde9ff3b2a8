"""A simulated court year: one call, one seed, the frames a court would export and the truth behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars as pl
from attrs import frozen

from courtqa.simulation.draws import Chance, Mode
from courtqa.simulation.figures import calibration
from courtqa.simulation.flow import flow
from courtqa.simulation.happenings import event_table
from courtqa.simulation.outcomes import outcomes
from courtqa.simulation.people import bench
from courtqa.simulation.tables import case_table, staff_table
from courtqa.simulation.truth import truth_table

__all__ = ["CourtYear", "court_year", "court_years"]


@frozen(eq=False)
class CourtYear:
    """One or more simulated years: ``cases``, ``events`` and ``staff`` as exported, ``truth`` as nobody knows it."""

    first: int
    last: int
    seed: int
    mode: Mode
    cases: pl.DataFrame
    events: pl.DataFrame
    staff: pl.DataFrame
    truth: pl.DataFrame

    def write(self, folder: str | Path, *, form: Literal["csv", "parquet"] = "csv") -> tuple[Path, ...]:
        """The four frames as files in ``folder``: cases, events, staff, truth."""
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        written = []
        for name in ("cases", "events", "staff", "truth"):
            path = place / f"{name}.{form}"
            frame: pl.DataFrame = getattr(self, name)
            frame.write_csv(path) if form == "csv" else frame.write_parquet(path)
            written.append(path)
        return tuple(written)


def court_years(first: int, last: int, *, seed: int, mode: Mode = "expected") -> CourtYear:
    """The years ``first`` to ``last`` of one court, with the cases carried from one into the next.

    ``mode="expected"`` gives the court-wide counts of the calibration exactly, and leaves to chance who and
    when. ``mode="free"`` draws the counts too (Poisson; closings binomial). The same seed gives the same
    frames.

    Raises:
        ValueError: ``last`` lies before ``first``.
    """
    if last < first:
        raise ValueError(f"the last year, {last}, lies before the first, {first}")
    figures = calibration()
    years = range(first, last + 1)
    run_in = range(first - 1, last + 1)  # what happens in the first year has its roots in the year before

    def chance(branch: int) -> Chance:
        return Chance.of(seed, branch, first, last, mode=mode)

    people = bench(figures, Chance.of(seed))
    moves = flow(figures, people, chance(1), first=first - 1, last=last)
    fate = outcomes(figures, people, moves, chance(2), run_in)
    cases = case_table(figures, people, moves, fate, chance(3), first=first, last=last)
    return CourtYear(
        first=first,
        last=last,
        seed=seed,
        mode=mode,
        cases=cases,
        events=event_table(figures, people, cases, chance(4), years=years),
        staff=staff_table(figures, people, first),
        truth=truth_table(figures, people, years),
    )


def court_year(year: int, *, seed: int, mode: Mode = "expected") -> CourtYear:
    """One year of the court; see ``court_years``.

    >>> one = court_year(2007, seed=7)
    >>> one.cases.filter(one.cases["petitioned_on"].dt.year() == 2007).height
    59
    """
    return court_years(year, year, seed=seed, mode=mode)
