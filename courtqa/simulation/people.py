"""The people of the simulated court: divisions, judges, and the effects that are known because they were set."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from courtqa.simulation.draws import Chance, Floats, Ints
from courtqa.simulation.figures import Calibration, Spread

__all__ = ["Bench", "bench", "docketed"]


@frozen(eq=False)
class Bench:
    """The judges of all divisions as arrays: index = judge. An effect of 1 is the court's middle."""

    divisions: tuple[str, ...]
    judges: tuple[str, ...]
    names: tuple[str, ...]
    division_of: Ints
    presides: NDArray[np.bool_]
    reversal: Floats
    petition: Floats
    days: Floats
    settled: Floats
    exam: Floats

    def members(self, division: int) -> Ints:
        """The judges of a division, as indices."""
        return np.flatnonzero(self.division_of == division)


def bench(figures: Calibration, chance: Chance) -> Bench:
    """The judges and their known effects; the same for every year of one seed."""
    divisions = tuple(figures.divisions)
    sizes = [plan.judges for plan in figures.divisions.values()]
    division_of = np.repeat(np.arange(len(divisions)), sizes)
    count = len(division_of)
    rank = np.concatenate([np.arange(size) for size in sizes])
    heads = np.array([max(2, round(size * figures.presiding_share)) for size in sizes])

    def effect(spread: Spread) -> Floats:
        of_division = chance.rng.normal(0, spread.division, len(divisions))
        logs = of_division[division_of] + chance.rng.normal(0, spread.judge, count)
        effects: Floats = np.exp(logs - logs.mean())
        return effects

    pairs = [surname + "某" + stem for stem in figures.stems for surname in figures.surnames]
    return Bench(
        divisions=divisions,
        judges=tuple(f"judge_{number:03d}" for number in range(1, count + 1)),
        names=tuple(pairs[at] for at in chance.rng.permutation(len(pairs))[:count]),
        division_of=division_of,
        presides=rank < heads[division_of],
        reversal=effect(figures.effects["reversal"]),
        petition=effect(figures.effects["petition"]),
        days=effect(figures.effects["days"]),
        settled=effect(figures.effects["settled"]),
        exam=effect(figures.effects["exam"]),
    )


def docketed(figures: Calibration) -> Floats:
    """How the cases of each procedure (column) spread over the divisions (rows); each column sums to 1."""
    weights = [
        [
            plan.weight if plan.case_type == case_type and name in (plan.hears or (name,)) else 0.0
            for case_type, name, _ in figures.kinds
        ]
        for plan in figures.divisions.values()
    ]
    table = np.array(weights)
    spread: Floats = table / table.sum(axis=0)
    return spread
