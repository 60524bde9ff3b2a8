"""Every combination of step, seat, tenure, tie, recusal, history, delegation and consent: somebody tries something.

Liu tries a step on a matter about Zhao, in Liu's own name or for Sun. Gao and Qian may have consented before. The
attempts are numbered, so that a part of them can be drawn evenly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from math import gcd, prod

from courtqa.testing.attempts import (
    ALONE,
    ON,
    REQUESTS,
    STEPS,
    TODAY,
    liu,
    members,
    proceeding,
    register,
    sun,
)
from courtqa.testing.oracle import Attempt
from courtqa.testing.small_court import COURT, HARMFUL

__all__ = ["DIMENSIONS", "TOTAL", "attempt", "drawn"]

DEEDS: tuple[tuple[str, str], ...] = (
    *(
        (one.event, "")
        for one in COURT.workflow.transitions
        if one.approvals == 1 and one.event not in {"draft", "of_a_body"}
    ),
    *(
        ("of_two", given)
        for given in (
            "nobody yet",
            "gao",
            "gao, removed since",
            "gao, recused since",
            "gao, related since",
            "gao, term over",
            "gao, other request",
            "liu",
            "liu, second account",
            "gao for liu",
        )
    ),
    *(
        ("of_three", given)
        for given in (
            "nobody yet",
            "gao",
            "gao and qian",
            "gao and qian, removed since",
            "gao and qian, one person",
            "liu",
        )
    ),
    *(
        ("of_a_body", sat)
        for sat in (
            "three of five",
            "two of five",
            "four of five",
            "one recused",
            "the subject",
            "one related",
            "the drafter",
            "one twice",
            "one under two accounts",
        )
    ),
)
SEATS = (
    "own unit",
    "other unit",
    "court below",
    "no unit",
    "other role",
    "wrong kind of unit",
    "machine",
    "by one's own word only",
)
TENURES = ("throughout", "ended since", "began since")
TIES = (
    "none",
    "subject",
    "subject, second account",
    "related",
    "related, second account",
    "related once",
    "register down",
)
RECUSALS = ("nobody", "liu", "liu, second account", "gao")
DRAFTS = ("by another", "by liu", "by liu, second account", "for liu")
WAYS = (
    ALONE,
    "granted",
    "for another event",
    "for another workflow",
    "for another role",
    "ended since",
    "begins later",
    "never granted",
    "holder recused",
    "holder the subject",
    "holder related",
    "holder drafted",
    "holder out of office",
    "holder elsewhere",
)
# the last change fastest, so that what depends on the first is made once for many
DIMENSIONS = {
    "deed": DEEDS,
    "way": WAYS,
    "tie": TIES,
    "recusal": RECUSALS,
    "draft": DRAFTS,
    "tenure": TENURES,
    "seat": SEATS,
}
SIZES = tuple(map(len, DIMENSIONS.values()))
TOTAL = prod(SIZES)


def drawn(count: int) -> Iterator[int]:
    """The numbers of ``count`` different attempts: those with at most two deviations first, then evenly over all."""
    if count >= TOTAL:
        yield from range(TOTAL)
        return
    few = _nearly_sound()
    yield from few[:count]
    known, left = set(few), count - len(few)
    for number in _evenly():
        if left <= 0:
            return
        if number not in known:
            left -= 1
            yield number


def _evenly() -> Iterator[int]:
    stride = int(TOTAL * 0.6180339887)  # the golden section leaves no pattern
    while gcd(stride, TOTAL) > 1:
        stride += 1
    yield from (number * stride % TOTAL for number in range(TOTAL))


def _nearly_sound() -> list[int]:
    """Every deed with at most two of the other dimensions away from their first value."""
    faults = [(place, digit) for place, size in enumerate(SIZES) if place for digit in range(1, size)]
    found = [
        _number({0: deed, **dict(chosen)})
        for deed in range(SIZES[0])
        for many in range(3)
        for chosen in combinations(faults, many)
        if len(dict(chosen)) == many
    ]
    return sorted(found)


def _number(digits: Mapping[int, int]) -> int:
    number = 0
    for place, size in enumerate(SIZES):
        number = number * size + digits.get(place, 0)
    return number


def attempt(number: int) -> Attempt:
    """The attempt of that number."""
    number, seat = divmod(number, len(SEATS))
    number, tenure = divmod(number, len(TENURES))
    number, draft = divmod(number, len(DRAFTS))
    number, recusal = divmod(number, len(RECUSALS))
    number, tie = divmod(number, len(TIES))
    number, way = divmod(number, len(WAYS))
    event, more = DEEDS[number]
    return Attempt(
        step=STEPS[event],
        adverse=event in HARMFUL,
        proceeding=proceeding(DEEDS[number], WAYS[way], TIES[tie], RECUSALS[recusal], DRAFTS[draft]),
        by=liu(SEATS[seat], TENURES[tenure]),
        holder=sun(WAYS[way]),
        register=register(DEEDS[number], WAYS[way], TIES[tie], SEATS[seat] == "by one's own word only"),
        silent=TIES[tie] == "register down",
        on=ON,
        today=TODAY,
        request=REQUESTS[event],
        data={"members": members(more)} if event == "of_a_body" else {},
    )
