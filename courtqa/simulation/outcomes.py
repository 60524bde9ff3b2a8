"""What becomes of closed cases: settled or decided, appealed, reversed for a cause, petitioned against, retried."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from courtqa.simulation.draws import NEVER, Chance, Days, Floats, year_of
from courtqa.simulation.figures import Calibration, Lag
from courtqa.simulation.flow import Flow
from courtqa.simulation.people import Bench

__all__ = ["Outcomes", "outcomes", "runs"]

Flags = NDArray[np.bool_]
Words = NDArray[np.str_]


@frozen(eq=False)
class Outcomes:
    """One entry per case, beside ``Flow``; an empty word or NaT where nothing happened."""

    manner: Words
    appealed: Days
    decided: Days
    outcome: Words
    cause: Words
    petitioned: Days
    well_founded: Flags
    petition_level: Words
    retried: Days
    protested: Days
    exposed: Days
    compensated: Days


def runs(figures: Calibration, name: str) -> Floats:
    """One number of every procedure, in the order of ``Flow.procedure``."""
    return np.array([getattr(run, name) for _, _, run in figures.kinds], float)


def _by_year(chance: Chance, may_be: Days, weights: Floats, counts: Mapping[int, int]) -> Days:
    """Of the days an event may fall on, those it does fall on: so many in each calendar year."""
    happened = np.full(len(may_be), NEVER)
    years = year_of(may_be)
    for year, count in counts.items():
        pool = np.flatnonzero(years == year)
        chosen = pool[chance.choose(weights[pool], chance.quota(count))]
        happened[chosen] = may_be[chosen]
    return happened


def _manner(figures: Calibration, people: Bench, cases: Flow, chance: Chance, years: range) -> Words:
    civil = cases.case_type == figures.case_types.index("civil")
    counts = {year: figures.years.settled[figures.years.nearest(year)] for year in years}
    settled = ~np.isnat(
        _by_year(chance, cases.closed, np.where(civil, people.settled[cases.judge], 0.0), counts)
    )
    mediated = chance.rng.random(len(civil)) < figures.mediated
    enforcing = cases.case_type == figures.case_types.index("enforcement")
    enforced = chance.rng.random(len(civil)) < figures.enforced
    return np.select(
        [np.isnat(cases.closed), settled & mediated, settled, enforcing & enforced, enforcing],
        ["", "mediation", "withdrawal", "enforced", "other"],
        "judgment",
    )


def _named(chance: Chance, where: Flags, shares: Mapping[str, float]) -> Words:
    names = np.array(["", *shares])
    weights = np.array(list(shares.values()))
    drawn = chance.rng.choice(len(weights), size=len(where), p=weights / weights.sum()) + 1
    words: Words = names[np.where(where, drawn, 0)]
    return words


def outcomes(figures: Calibration, people: Bench, cases: Flow, chance: Chance, years: range) -> Outcomes:
    """The fate of every case. A reversal's cause comes with it: the judge's effect acts on real errors only."""
    figure = figures.years
    size = len(cases.filed)

    def counts(of: Mapping[int, int]) -> dict[int, int]:
        return {year: of[figure.nearest(year)] for year in years}

    manner = _manner(figures, people, cases, chance, years)
    decided_on_merits = np.isin(manner, ["judgment", "other"])
    wait = chance.rng.integers(1, figures.lags.appeal_longest + 1, size).astype("timedelta64[D]")
    appeal_weight = runs(figures, "appeal")[cases.procedure] * decided_on_merits
    appealed = _by_year(chance, cases.closed + wait, appeal_weight, counts(figure.appeals))

    decided = chance.lag(appealed, figures.lags.appeal_decided)
    exempt, error = figures.exempt_share, (1 - figures.exempt_share) * people.reversal[cases.judge]
    reversed_on = _by_year(chance, decided, exempt + error, counts(figure.reversals))
    reversal = ~np.isnat(reversed_on)
    no_fault = chance.rng.random(size) < exempt / (exempt + error)
    causes = {name: cause.share for name, cause in figures.causes.items()}
    exempt_only = {name: causes[name] for name, cause in figures.causes.items() if cause.exempt}
    errors_only = {name: causes[name] for name, cause in figures.causes.items() if not cause.exempt}
    cause = np.where(no_fault, _named(chance, reversal, exempt_only), _named(chance, reversal, errors_only))
    outcome = _named(chance, reversal, figures.outcomes)
    outcome = np.where(~np.isnat(decided) & ~reversal, "affirmed", outcome)

    at_fault = reversal & ~no_fault
    petition_weight = runs(figures, "petition")[cases.procedure] * people.petition[cases.judge]
    petition_weight = petition_weight * np.where(at_fault, 3.0, 1.0)

    def later(after: Lag, of: Mapping[int, int], weights: Floats) -> Days:
        return _by_year(chance, chance.lag(cases.closed, after), weights, counts(of))

    petitioned = later(figures.lags.petition, figure.petitions, petition_weight)
    final = decided_on_merits.astype(float)
    return Outcomes(
        manner=manner,
        appealed=appealed,
        decided=decided,
        outcome=outcome,
        cause=cause,
        petitioned=petitioned,
        well_founded=~np.isnat(petitioned) & (chance.rng.random(size) < figures.well_founded),
        petition_level=_named(chance, ~np.isnat(petitioned), figures.petition_levels),
        retried=later(figures.lags.retrial, figure.retrials, final),
        protested=later(figures.lags.protest, figure.protests, final),
        exposed=later(figures.lags.exposure, figure.exposures, petition_weight),
        compensated=later(figures.lags.compensation, figure.compensations, final),
    )
