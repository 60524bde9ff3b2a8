"""Stratified sampling of cases for review, with a proof that a third person can replay.

The population is fixed first and bound by its digest. Inside each stratum the cases stand in the order of
SHA-256 over seed, stratum and case; the first so many are the sample. Adding or leaving out one case moves no
other case of the order, and no list has to be shuffled by a program that nobody else has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil

from attrs import frozen

from courtqa.errors import NotCanonical
from courtqa.text import Text
from courtqa.workflows.canonical import canonical, digest, parse
from courtqa.workflows.lots import order_key

__all__ = [
    "Drawn",
    "Population",
    "Sample",
    "draw_sample",
    "population_digest",
    "read_sample",
    "replay_sample",
    "sizes_of",
]

Population = Mapping[str, Iterable[str]]  # stratum -> ids of its cases


@frozen
class Drawn:
    """What was drawn from one stratum, in the order of the draw."""

    stratum: str
    population: int
    ids: tuple[str, ...]


@frozen
class Sample:
    """The cases drawn, with everything that is needed to draw them again."""

    seed: str
    population: str  # SHA-256 of the population
    strata: tuple[Drawn, ...]  # by name of stratum

    @property
    def ids(self) -> tuple[str, ...]:
        """All cases drawn, by stratum and in the order of the draw."""
        return tuple(case for drawn in self.strata for case in drawn.ids)

    @property
    def proof(self) -> str:
        """The sample as canonical JSON, to be kept in the trail."""
        return canonical(
            {
                "seed": self.seed,
                "population": self.population,
                "strata": [
                    {"stratum": drawn.stratum, "population": drawn.population, "ids": drawn.ids}
                    for drawn in self.strata
                ],
            }
        )


def population_digest(population: Population) -> str:
    """The SHA-256 of the population, whatever the order in which it was listed. ValueError for an id listed twice.

    >>> one = population_digest({"civil": ["c2", "c1"]})
    >>> one == population_digest({"civil": ["c1", "c2"]})
    True
    """
    return digest([[stratum, list(ids)] for stratum, ids in _ordered(population).items()])


def sizes_of(population: Population, *, share: int | Decimal | Fraction, least: int) -> dict[str, int]:
    """How many to draw from each stratum: the share rounded up, at least ``least``, at most all of it.

    >>> sizes_of({"civil": map(str, range(41)), "criminal": ["a"]}, share=Decimal("0.05"), least=2)
    {'civil': 3, 'criminal': 1}
    """
    return {
        stratum: min(len(ids), max(least, ceil(Fraction(share) * len(ids))))
        for stratum, ids in _ordered(population).items()
    }


def draw_sample(population: Population, *, sizes: Mapping[str, int], seed: str) -> Sample:
    """The sample that the seed draws: from each stratum as many as ``sizes`` says, none where it says nothing.

    ValueError for a size that the stratum cannot give, and for a stratum that is not in the population.
    """
    ordered = _ordered(population)
    for stratum, size in sizes.items():
        if not 0 <= size <= len(ordered.get(stratum, ())):
            raise ValueError(f"{size} cannot be drawn from {stratum!r}")
    strata = tuple(
        Drawn(
            stratum,
            len(ids),
            tuple(sorted(ids, key=lambda case: order_key(seed, stratum, case))[: sizes.get(stratum, 0)]),
        )
        for stratum, ids in ordered.items()
    )
    return Sample(seed, population_digest(population), strata)


def read_sample(proof: str) -> Sample:
    """The sample that a proof tells. ValueError if it tells none."""
    try:
        told = parse(proof)
        strata = tuple(
            Drawn(str(one["stratum"]), int(one["population"]), tuple(map(str, one["ids"])))
            for one in told["strata"]
        )
        return Sample(str(told["seed"]), str(told["population"]), strata)
    except (KeyError, TypeError, ValueError, NotCanonical) as error:
        raise ValueError("this is not the proof of a sample") from error


def replay_sample(
    sample: Sample, population: Population, *, sizes: Mapping[str, int] | None = None
) -> tuple[Text, ...]:
    """What does not come out when the sample is drawn again from the population: nothing, if it is genuine.

    ``sizes`` are those that the rule gives; without them, those of the sample are taken as they are.
    """
    faults: list[Text] = []
    if sample.population != population_digest(population):
        faults.append(Text(zh="样本总体与冻结时不一致", en="the population is not the one that was fixed"))
    told = {drawn.stratum: len(drawn.ids) for drawn in sample.strata}
    wanted = told if sizes is None else dict(sizes)
    if told != wanted:
        faults.append(
            Text(zh="各层抽取数不符合规则", en="the numbers drawn from the strata are not those of the rule")
        )
    try:
        again = draw_sample(population, sizes=wanted, seed=sample.seed)
    except ValueError:
        faults.append(
            Text(zh="该样本无法从总体中抽出", en="such a sample cannot be drawn from the population")
        )
        return tuple(faults)
    drawn_again = {drawn.stratum: drawn for drawn in again.strata}
    faults += [
        Text(
            zh=f"“{drawn.stratum}”层重抽结果不同",
            en=f"the stratum {drawn.stratum!r} comes out otherwise when it is drawn again",
        )
        for drawn in sample.strata
        if drawn != drawn_again.get(drawn.stratum)
    ]
    return tuple(faults)


def _ordered(population: Population) -> dict[str, tuple[str, ...]]:
    ordered = {stratum: tuple(sorted(population[stratum])) for stratum in sorted(population)}
    seen: set[str] = set()
    for ids in ordered.values():
        for case in ids:
            if case in seen:
                raise ValueError(f"{case!r} stands in the population twice")
            seen.add(case)
    return ordered
