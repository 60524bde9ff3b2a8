"""Every combination of step, seat, tenure, tie, recusal, history, delegation and consent: somebody tries something.

Liu tries a step on a matter about Zhao, in Liu's own name or for Sun. Gao and Qian may have consented before. Or Liu
names somebody in a step, or says who is to be out. The attempts are numbered, so that a part can be drawn evenly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from math import gcd, prod

from courtqa.testing.attempts import (
    ALONE,
    ON,
    REQUESTS,
    STEPS,
    TODAY,
    above,
    liu,
    members,
    proceeding,
    register,
    sun,
)
from courtqa.testing.oracle import Attempt
from courtqa.testing.oracle_recusal import Declaration
from courtqa.testing.small_court import COURT, HARMFUL
from courtqa.testing.words_on_persons import DECLARATIONS, NAMINGS, declaration, naming

__all__ = ["STEPPING", "TOTAL", "attempt", "drawn"]

DEEDS: tuple[tuple[str, str], ...] = (
    *(
        (one.event, "")
        for one in COURT.workflow.transitions
        if one.approvals == 1 and one.event not in {"draft", "of_a_body", "naming", "reviewing"}
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
        ("reviewing", decided)
        for decided in (
            "by another above",
            "by liu above",
            "by liu above, second account",
            "for liu above",
            "liu sat above",
            "sun sat above",
            "liu consented above",
            "liu told above",
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
STEPPING: Mapping[str, tuple[object, ...]] = {
    "deed": DEEDS,
    "way": WAYS,
    "tie": TIES,
    "recusal": RECUSALS,
    "draft": DRAFTS,
    "tenure": TENURES,
    "seat": SEATS,
}


def _stepping(
    *, deed: tuple[str, str], way: str, tie: str, recusal: str, draft: str, tenure: str, seat: str
) -> Attempt:
    """Liu takes a step."""
    event, more = deed
    return Attempt(
        step=STEPS[event],
        adverse=event in HARMFUL,
        proceeding=proceeding(deed, way, tie, recusal, draft),
        by=liu(seat, tenure),
        holder=sun(way),
        register=register(deed, way, tie, seat == "by one's own word only"),
        silent=tie == "register down",
        on=ON,
        today=TODAY,
        request=REQUESTS[event],
        data={"members": members(more)} if event == "of_a_body" else {},
        above=above(more) if event == "reviewing" else None,
    )


# what somebody does, the circumstances of it, and the attempt that these make
KINDS: tuple[tuple[Mapping[str, tuple[object, ...]], Callable[..., Attempt | Declaration]], ...] = (
    (STEPPING, _stepping),
    (NAMINGS, naming),
    (DECLARATIONS, declaration),
)
SIZES = tuple(tuple(map(len, circumstances.values())) for circumstances, _ in KINDS)
TOTAL = sum(map(prod, SIZES))


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
    """Of every kind, each deed with at most two of the other circumstances away from their first value."""
    found, before = [], 0
    for sizes in SIZES:
        faults = [(place, digit) for place, size in enumerate(sizes) if place for digit in range(1, size)]
        found += [
            before + _number(sizes, {0: deed, **dict(chosen)})
            for deed in range(sizes[0])
            for many in range(3)
            for chosen in combinations(faults, many)
            if len(dict(chosen)) == many
        ]
        before += prod(sizes)
    return sorted(found)


def _number(sizes: tuple[int, ...], digits: Mapping[int, int]) -> int:
    number = 0
    for place, size in enumerate(sizes):
        number = number * size + digits.get(place, 0)
    return number


def attempt(number: int) -> Attempt | Declaration:
    """The attempt of that number."""
    for (circumstances, make), sizes in zip(KINDS, SIZES, strict=True):
        if number < prod(sizes):
            chosen: dict[str, object] = {}
            for name, values in reversed(list(circumstances.items())):
                number, digit = divmod(number, len(values))
                chosen[name] = values[digit]
            return make(**chosen)
        number -= prod(sizes)
    raise IndexError(number)
