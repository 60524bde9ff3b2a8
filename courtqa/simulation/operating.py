"""How the methods behave when the truth is known: coverage of rank sets, grades by chance, power of gaming tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from attrs import frozen
from scipy import stats

from courtqa.evaluation.assessment import Assessment, GamingRules
from courtqa.evaluation.comparison import improvement, movement
from courtqa.evaluation.gaming_result import GAMES, Game, screen
from courtqa.evaluation.grading import combine, grade, limits_of
from courtqa.evaluation.indicator import Indicator, Term
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.periods import Period
from courtqa.evaluation.rank_methods import exact_sets, holm_sets, mrsw_sets
from courtqa.evaluation.ranking import RankSets, rank_sets
from courtqa.simulation.gaming import inject
from courtqa.simulation.year import court_years
from courtqa.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "INTENSITIES",
    "TRUTHS",
    "Coverage",
    "FalseGrades",
    "FalseUnits",
    "GamingPower",
    "Truth",
    "coverage_of_rank_sets",
    "gaming_power",
    "grades_by_chance",
    "units_by_chance",
]

Truth = Literal["equal", "near_tied", "spread", "grouped"]
TRUTHS: tuple[Truth, ...] = get_args(Truth)
Step = Callable[[], object]
UNITS = 17
INTENSITIES: Mapping[Game, tuple[float, ...]] = {
    "year_end_filing_dip": (0.25, 0.5, 0.75, 1.0),
    "closing_surge": (0.05, 0.1, 0.25, 0.5),
    "deadline_bunching": (0.1, 0.25, 0.5, 1.0),
    "few_reversals": (0.25, 0.5, 0.75, 1.0),
    "mediation_inflation": (0.02, 0.05, 0.1, 0.25),
    "filing_transfer": (0.1, 0.2, 0.3, 0.5),
}
"""How much of what could be gamed is: small enough to be missed, up to all that a judge would dare."""


@frozen
class Coverage:
    """In how many runs the sets held every true place at once, and how wide they were."""

    method: str
    truth: Truth
    runs: int
    held: float
    width: float  # mean number of places in a set


def coverage_of_rank_sets(
    *, runs: int, slow_runs: int, repetitions: int, seed: int, step: Step = lambda: None
) -> tuple[Coverage, ...]:
    """Coverage at 17 units with normal scores of error 1 (the exact method: with Poisson counts), nominal 95 %.

    ``slow_runs`` for the method that draws in every run. Tied units truly share their places.
    """
    found = []
    for truth in TRUTHS:
        means = _means(truth)
        ones = np.ones(UNITS)

        def drawn(score: NDArray[np.float64], errors: NDArray[np.float64] = ones) -> RankSets:
            return mrsw_sets(score, errors, repetitions=repetitions, seed=seed)

        def percentile(score: NDArray[np.float64]) -> RankSets:
            return _percentile(score, seed, repetitions)

        methods: dict[str, tuple[Callable[[NDArray[np.float64]], RankSets], int]] = {
            "tukey_kramer": (lambda score, e=ones: rank_sets(score, e), runs),  # type: ignore[misc]
            "holm": (lambda score, e=ones: holm_sets(score, e), runs),  # type: ignore[misc]
            "mrsw": (drawn, slow_runs),
            "percentile": (percentile, slow_runs),
        }
        for method, (sets, times) in methods.items():
            rng = np.random.default_rng([seed, TRUTHS.index(truth)])
            scores = means + rng.normal(size=(times, UNITS))
            found.append(_covered(method, truth, [sets(score) for score in scores], means))
            step()
        rates = 30 + 10 * (means - means.min())
        counts = np.random.default_rng([seed, 9, TRUTHS.index(truth)]).poisson(rates, size=(runs, UNITS))
        exact = [exact_sets(row, fewer_first=False) for row in counts]
        found.append(_covered("multinomial", truth, exact, rates))
        step()
    return tuple(found)


def _means(truth: Truth) -> NDArray[np.float64]:
    if truth == "equal":
        return np.zeros(UNITS)
    if truth == "near_tied":
        return np.arange(UNITS, dtype=np.float64) * np.float64(0.05)
    if truth == "spread":
        return np.arange(UNITS, dtype=np.float64) * np.float64(1.5)
    return np.repeat([0.0, 6.0, 12.0], [6, 6, 5])


def _covered(method: str, truth: Truth, sets: list[RankSets], means: NDArray[np.float64]) -> Coverage:
    first = 1 + (means[None, :] > means[:, None]).sum(axis=1)
    last = UNITS - (means[None, :] < means[:, None]).sum(axis=1)
    held = [bool((found.low <= first).all() and (found.high >= last).all()) for found in sets]
    width = [float((found.high - found.low + 1).mean()) for found in sets]
    return Coverage(method, truth, len(sets), float(np.mean(held)), float(np.mean(width)))


def _percentile(score: NDArray[np.float64], seed: int, repetitions: int) -> RankSets:
    """What must not be done, for the comparison: percentiles of the places of redrawn scores."""
    draws = score + np.random.default_rng(seed).normal(size=(repetitions, score.size))
    places = np.argsort(np.argsort(-draws, axis=1), axis=1) + 1
    low, high = np.quantile(places, [0.025, 0.975], axis=0, method="nearest")
    return RankSets(low.astype(np.int64), high.astype(np.int64))


@frozen
class FalseGrades:
    """Of units in which nothing changed, the share graded other than level, and strongly."""

    model: Literal["count", "share"]
    expected: int
    not_level: float
    strong: float
    naive_not_level: float  # by the size of the change alone
    naive_strong: float


def grades_by_chance(
    assessment: Assessment, *, expected: tuple[int, ...], step: Step = lambda: None
) -> tuple[FalseGrades, ...]:
    """Two years of one truth, graded by the edition: counts, and shares of 1.06 % of cases (H54).

    No draws: every pair of counts that is at all likely, with its probability.
    """
    found = []
    for share in (False, True):
        for events in expected:
            found.append(_graded(assessment, events, round(events / 0.0106) if share else None))
            step()
    return tuple(found)


_TERMS = (Term(count="cases", at="closed_on"),)
_TITLE = Text(zh="指标", en="indicator")


def _graded(assessment: Assessment, events: int, cases: int | None) -> FalseGrades:
    indicator = Indicator(
        _TITLE, "share" if cases else "count", "lower", "percent", _TERMS, _TERMS if cases else ()
    )
    rules = assessment.vertical
    limits = limits_of(rules.percent, "percent")
    law = stats.binom(cases, events / cases) if cases else stats.poisson(events)
    likely = range(int(law.ppf(1e-5)), int(law.ppf(1 - 1e-5)) + 1)
    sums = np.zeros(4)
    for before in likely:
        for after in likely:
            one, two = _measure(before, cases), _measure(after, cases)
            gain = improvement(
                movement(two, one, indicator, level=float(rules.level)), two, one, direction="lower"
            )
            given = grade(gain, limits, rules)[0]
            change = 100 * (abs(after - before) / before if before else float(after > 0))
            seen = [given != "level", given in {"better", "worse"}]
            seen += [change >= float(rules.percent.slight), change >= float(rules.percent.strong)]
            sums += np.array(seen) * float(law.pmf(before) * law.pmf(after))
    return FalseGrades("share" if cases else "count", events, *map(float, sums))


def _measure(events: int, cases: int | None) -> Measure:
    value = Fraction(events, cases) if cases else Fraction(events)
    return Measure("indicator", "unit", Period.parse("2007"), events, cases, value, cases or events)


@frozen
class FalseUnits:
    """Of units in which nothing changed, the share whose combined grade is other than level, and strong."""

    expected: int
    indicators: int
    runs: int
    not_level: float
    strong: float


def units_by_chance(
    assessment: Assessment,
    *,
    expected: tuple[int, ...],
    runs: int,
    seed: int,
    indicators: int = 4,
    step: Step = lambda: None,
) -> tuple[FalseUnits, ...]:
    """Two years of one truth for units of several independent counts, combined by the edition."""
    rules = assessment.vertical
    limits = limits_of(rules.percent, "percent")
    indicator = Indicator(_TITLE, "count", "lower", "percent", _TERMS)
    found = []
    for events in expected:
        draws = np.random.default_rng([seed, events]).poisson(events, size=(runs, indicators, 2))
        grades = []
        for unit in draws:
            gains = []
            for before, after in unit:
                one, two = _measure(int(before), None), _measure(int(after), None)
                moved = movement(two, one, indicator, level=float(rules.level))
                gains.append((improvement(moved, two, one, direction="lower"), limits, 1.0))
            grades.append(combine(gains, rules, all_weight=float(indicators)).grade)
        other = [given for given in grades if given != "level"]
        strong = [given for given in other if given in {"better", "worse"}]
        found.append(FalseUnits(events, indicators, runs, len(other) / runs, len(strong) / runs))
        step()
    return tuple(found)


@frozen
class GamingPower:
    """How one test behaves: flags where nobody gamed, and how often a gamed division is flagged at each intensity."""

    game: Game
    courts: int
    tests: int
    flagged: float  # of divisions, nobody gaming
    courts_flagged: float  # of courts with any flag, nobody gaming
    power: Mapping[float, float]
    changed: Mapping[float, float]  # cases changed per gamed division


def gaming_power(
    rules: GamingRules, *, courts: int, seed: int, step: Step = lambda: None
) -> tuple[GamingPower, ...]:
    """Simulated courts of two like years, free counts; in each one division of those tested games, in turn.

    The gaming division is drawn among those the test can speak of. Flags as the edition has them, adjusted for
    the number of divisions.
    """
    rng = np.random.default_rng(seed)
    tests = dict.fromkeys(GAMES, 0)
    flags = dict.fromkeys(GAMES, 0)
    any_flag = dict.fromkeys(GAMES, 0)
    hits: dict[tuple[Game, float], list[bool]] = {(g, k): [] for g in GAMES for k in INTENSITIES[g]}
    changed: dict[tuple[Game, float], list[int]] = {key: [] for key in hits}
    for number in range(courts):
        court = court_years(2008, 2009, seed=seed + number, mode="free")
        clean = screen(court.cases, period=2009, rules=rules)
        for game in GAMES:
            rows = clean.of(game)
            tests[game] += len(rows)
            flags[game] += sum(row.flagged for row in rows)
            any_flag[game] += any(row.flagged for row in rows)
            if not rows:
                continue
            unit = rows[int(rng.integers(len(rows)))].unit
            for intensity in INTENSITIES[game]:
                done = inject(court, game, units=[unit], intensity=intensity, seed=seed + number)
                found = screen(done.court.cases, period=2009, rules=rules).of(game)
                hits[game, intensity].append(any(row.flagged and row.unit == unit for row in found))
                changed[game, intensity].append(done.changed)
        step()
    return tuple(
        GamingPower(
            game,
            courts,
            tests[game],
            flags[game] / max(1, tests[game]),
            any_flag[game] / max(1, courts),
            {k: float(np.mean(hits[game, k] or [False])) for k in INTENSITIES[game]},
            {k: float(np.mean(changed[game, k] or [0])) for k in INTENSITIES[game]},
        )
        for game in GAMES
    )


def rules_of_the_year(year: int = 2009) -> Assessment:
    """The assessment of the built-in pack that the figures are computed by."""
    from courtqa.kinds import load_policy

    found: Assessment = load_policy("harbin").edition("assessments", "divisions", on=date(year, 12, 31)).value
    return found
