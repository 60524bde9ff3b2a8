"""Assigning a case by lot: weighted by load and absence, closed to the recused, replayable by a third person.

Whoever is absent or recused gets no ticket. Of the others, the relative load is load × 100 / capacity; who
carries least gets ``window`` + 1 tickets, each whole point more costs one, and beyond the window there is none.
One number, drawn from the seed below the sum of all tickets, picks the ticket; tickets are laid out in the order
of the ids. So chance decides among those whose load is near, and nobody can fall far behind or run far ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from attrs import asdict, evolve, frozen

from courtqa.errors import NotCanonical
from courtqa.text import Text
from courtqa.workflows.canonical import canonical, digest, parse
from courtqa.workflows.lots import number_below

__all__ = [
    "Candidate",
    "CaseToAssign",
    "Draw",
    "allocate",
    "draw_judge",
    "read_draw",
    "read_roster",
    "replay_draw",
    "roster_digest",
]

FULL = 100  # the capacity of someone who works full time


@frozen
class Candidate:
    """Someone who might get the case. ``load`` counts the weights of the cases at hand."""

    id: str
    load: int
    capacity: int = FULL  # per cent of full time
    absent: bool = False
    recused: bool = False

    @property
    def eligible(self) -> bool:
        """Whether the case may fall to them at all."""
        return not self.absent and not self.recused and self.capacity > 0

    @property
    def relative(self) -> Fraction:
        """The load per full working time."""
        return Fraction(self.load * FULL, self.capacity)


@frozen
class CaseToAssign:
    """A case that waits for its judge: how much it weighs, and who may not have it."""

    id: str
    weight: int = 1
    recused: frozenset[str] = frozenset()


@frozen
class Draw:
    """One draw, with everything that is needed to draw again. ``chosen`` is none where nobody is eligible."""

    case: str
    seed: str
    window: int
    roster: tuple[Candidate, ...]  # by id
    tickets: tuple[tuple[str, int], ...]
    number: int | None
    chosen: str | None

    @property
    def proof(self) -> str:
        """The draw as canonical JSON, to be kept in the trail."""
        return canonical({**asdict(self), "roster": [asdict(one) for one in self.roster]})


def roster_digest(candidates: Iterable[Candidate]) -> str:
    """The SHA-256 of the candidates with their loads and absences, in the order of their ids."""
    return digest([asdict(one) for one in _ordered(candidates)])


def draw_judge(case: str, *, candidates: Iterable[Candidate], seed: str, window: int) -> Draw:
    """The judge whom the seed draws for the case. ValueError for a candidate listed twice or a window below 0.

    >>> two = [Candidate("wang", load=12), Candidate("li", load=3), Candidate("zhao", load=2, absent=True)]
    >>> draw_judge("2007-civ-1", candidates=two, seed="s", window=4).chosen
    'li'
    """
    if window < 0:
        raise ValueError(f"a window of {window} leaves nobody")
    roster = _ordered(candidates)
    eligible = [one for one in roster if one.eligible]
    if not eligible:
        return Draw(case, seed, window, roster, (), None, None)
    least = min(one.relative for one in eligible)
    tickets = tuple(
        (one.id, int(window - (one.relative - least)) + 1)
        for one in eligible
        if one.relative - least <= window
    )
    number = number_below(seed, sum(count for _, count in tickets), case)
    return Draw(case, seed, window, roster, tickets, number, _holder(tickets, number))


def allocate(
    cases: Sequence[CaseToAssign], *, candidates: Iterable[Candidate], seed: str, window: int
) -> tuple[Draw, ...]:
    """The draws for many cases, one after the other; each adds the weight of its case to the load of the judge."""
    roster = {one.id: one for one in _ordered(candidates)}
    draws: list[Draw] = []
    for case in cases:
        seated = [evolve(one, recused=one.recused or one.id in case.recused) for one in roster.values()]
        draw = draw_judge(case.id, candidates=seated, seed=seed, window=window)
        draws.append(draw)
        if draw.chosen is not None:
            judge = roster[draw.chosen]
            roster[judge.id] = evolve(judge, load=judge.load + case.weight)
    return tuple(draws)


def read_draw(proof: str) -> Draw:
    """The draw that a proof tells. ValueError if it tells none."""
    try:
        told = parse(proof)
        return Draw(
            case=told["case"],
            seed=told["seed"],
            window=told["window"],
            roster=tuple(Candidate(**one) for one in told["roster"]),
            tickets=tuple((judge, count) for judge, count in told["tickets"]),
            number=told["number"],
            chosen=told["chosen"],
        )
    except (KeyError, TypeError, ValueError, NotCanonical) as error:
        raise ValueError("this is not the proof of a draw") from error


def read_roster(roster: object) -> tuple[Candidate, ...]:
    """The candidates that a roster lists: rows, or the same in canonical JSON. ValueError if it lists none."""
    try:
        rows: Any = parse(roster) if isinstance(roster, str) else roster
        return tuple(Candidate(**one) for one in rows)
    except (TypeError, ValueError, NotCanonical) as error:
        raise ValueError("this is not a roster of candidates") from error


def replay_draw(draw: Draw, *, roster: str | None = None) -> tuple[Text, ...]:
    """What does not come out when the case is drawn again: nothing, if the draw is genuine.

    ``roster`` is the digest of the candidates as they were fixed before the seed was known.
    """
    faults: list[Text] = []
    if roster is not None and roster != roster_digest(draw.roster):
        faults.append(Text(zh="候选名册与冻结时不一致", en="the roster is not the one that was fixed"))
    try:
        again = draw_judge(draw.case, candidates=draw.roster, seed=draw.seed, window=draw.window)
    except (TypeError, ValueError, ArithmeticError):
        return (*faults, Text(zh="该名册无法抽签", en="nothing can be drawn from this roster"))
    for name, title in FIELDS.items():
        if getattr(again, name) != getattr(draw, name):
            faults.append(
                Text(
                    zh=f"重抽后{title.zh}不同：记录 {getattr(draw, name)}，应为 {getattr(again, name)}",
                    en=f"drawn again, {title.en} differs: "
                    f"{getattr(draw, name)} on record, {getattr(again, name)} found",
                )
            )
    return tuple(faults)


FIELDS = {
    "roster": Text(zh="名册次序", en="the order of the roster"),
    "tickets": Text(zh="签数", en="the number of tickets"),
    "number": Text(zh="签号", en="the number drawn"),
    "chosen": Text(zh="抽中者", en="who was drawn"),
}


def _holder(tickets: Iterable[tuple[str, int]], number: int) -> str:
    for judge, count in tickets:
        if number < count:
            return judge
        number -= count
    raise AssertionError("the number lies below the sum of all tickets")


def _ordered(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    roster = tuple(sorted(candidates, key=lambda one: one.id))
    if len({one.id for one in roster}) != len(roster):
        raise ValueError("a candidate stands in the roster twice")
    return roster
