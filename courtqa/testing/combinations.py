"""Every combination of step, seat, tenure, tie, recusal, history, delegation and consent: somebody tries something.

Liu tries a step on a matter about Zhao, in Liu's own name or for Sun. Gao and Qian may have consented before. The
attempts are numbered, so that a part of them can be drawn evenly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import combinations
from math import gcd, prod

from courtqa.testing.oracle import Attempt
from courtqa.testing.small_court import COURT, HARMFUL
from courtqa.workflows import (
    Actor,
    Approval,
    Delegation,
    Done,
    Personnel,
    Proceeding,
    Relation,
    Subject,
    Tenure,
)
from courtqa.workflows.data import request_digest

__all__ = ["DIMENSIONS", "TODAY", "TOTAL", "Unreachable", "attempt", "drawn"]

ON, BETWEEN, TODAY = date(2008, 3, 5), date(2008, 3, 6), date(2008, 3, 7)


class Unreachable(Personnel):
    """A register whose relations cannot be reached."""

    def relations(self, person: str) -> tuple[Relation, ...]:
        """Nothing: the register doesn't answer."""
        raise ConnectionError(person)


ALONE = "in one's own name"
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
STEPS = {one.event: one for one in COURT.workflow.transitions}
REQUESTS = {
    event: request_digest("R1", event, data={}) if one.approvals > 1 else "" for event, one in STEPS.items()
}
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
    at = []
    for size in reversed(SIZES):
        number, digit = divmod(number, size)
        at.append(digit)
    seat, tenure, draft, recusal, tie, way, deed = at
    event, more = DEEDS[deed]
    return Attempt(
        step=STEPS[event],
        adverse=event in HARMFUL,
        proceeding=_proceeding(deed, way, tie, recusal, draft),
        by=_liu(seat, tenure),
        holder=_sun(way),
        register=_register(deed, way, tie, SEATS[seat] == "by one's own word only"),
        silent=TIES[tie] == "register down",
        on=ON,
        today=TODAY,
        request=REQUESTS[event],
        data={"members": _members(more)} if event == "of_a_body" else {},
    )


@lru_cache(4096)
def _liu(seat: int, tenure: int) -> Actor:
    role, unit = {
        "other unit": ("chief", "civil_2"),
        "court below": ("chief", "daoli_1"),
        "no unit": ("chief", None),
        "other role": ("deputy", "civil_1"),
        "wrong kind of unit": ("chief", "office"),
    }.get(SEATS[seat], ("chief", "civil_1"))
    since, until = {"ended since": (date.min, BETWEEN), "began since": (BETWEEN, None)}.get(
        TENURES[tenure], (date.min, None)
    )
    kind = "machine" if SEATS[seat] == "machine" else "human"
    return Actor("liu", "liu", (Tenure(role, unit, since, until),), kind)  # type: ignore[arg-type]


@lru_cache(64)
def _sun(way: int) -> Actor | None:
    if WAYS[way] == ALONE:
        return None
    unit = "civil_2" if WAYS[way] == "holder elsewhere" else "civil_1"
    until = BETWEEN if WAYS[way] == "holder out of office" else None
    return Actor("sun", "sun", (Tenure("chief", unit, until=until),))


@lru_cache(4096)
def _register(deed: int, way: int, tie: int, doubted: bool) -> Personnel:
    _, more = DEEDS[deed]
    ties, tenures = [], {}
    accounts = {"liu2": "liu", "gao2": "gao"}
    if TIES[tie] == "related":
        ties.append(Relation("liu", "zhao", "spouse"))
    if TIES[tie] == "related, second account":
        ties.append(Relation("zhao", "liu2", "spouse", until=TODAY))
    if TIES[tie] == "related once":
        ties.append(Relation("liu", "zhao", "spouse", until=ON))
    if WAYS[way] == "holder related":
        ties.append(Relation("sun", "zhao", "kin"))
    if more in {"gao, related since", "one related"}:
        ties.append(Relation("zhao", "gao", "kin", since=BETWEEN))
    if more.endswith("one person"):
        accounts["qian"] = "gao"
    if more.endswith("removed since"):
        gone = more.split(",")[0].split(" and ")[-1]
        tenures[gone] = (Tenure("chief", "civil_1", until=BETWEEN),)
    if doubted:
        tenures["liu"] = (Tenure("deputy", "civil_1"),)
    kind = Unreachable if TIES[tie] == "register down" else Personnel
    return kind(tenures, tuple(ties), _lent(way, more), accounts)


def _lent(way: int, more: str) -> tuple[Delegation, ...]:
    changes: Mapping[str, dict[str, object]] = {
        "for another event": {"events": ("draft",)},
        "for another workflow": {"workflows": ("petition",)},
        "for another role": {"roles": ("clerk",)},
        "ended since": {"until": BETWEEN},
        "begins later": {"since": BETWEEN},
    }
    lent = []
    if WAYS[way] not in {ALONE, "never granted"}:
        scope = {"roles": ("chief",), "since": date(2008, 1, 1), **changes.get(WAYS[way], {})}
        lent.append(Delegation("sun", "liu", **scope))  # type: ignore[arg-type]
    if more == "gao for liu":
        lent.append(Delegation("liu", "gao", ("chief",), date(2008, 1, 1)))
    return tuple(lent)


@lru_cache(4096)
def _proceeding(deed: int, way: int, tie: int, recusal: int, draft: int) -> Proceeding:
    event, more = DEEDS[deed]
    concerned = ["zhao"]
    concerned += {"subject": ["liu"], "subject, second account": ["liu2"]}.get(TIES[tie], [])
    concerned += ["sun"] if WAYS[way] == "holder the subject" else []
    recused = {"liu": ["liu"], "liu, second account": ["liu2"], "gao": ["gao"]}.get(RECUSALS[recusal], [])
    recused += ["sun"] if WAYS[way] == "holder recused" else []
    recused += ["gao"] if more in {"gao, recused since", "one recused"} and "gao" not in recused else []
    drafter, principal = {
        "by liu": ("liu", None),
        "by liu, second account": ("liu2", None),
        "for liu": ("he", "liu"),
    }.get(DRAFTS[draft], ("he", None))
    history = [
        Done(1, "opened", "chen", date(2008, 3, 3)),
        Done(2, "draft", drafter, date(2008, 3, 4), False, principal),
    ]
    history += [Done(3, "draft", "sun", date(2008, 3, 4))] if WAYS[way] == "holder drafted" else []
    history += [Done(4, "draft", "gao", date(2008, 3, 4))] if more == "the drafter" else []
    return Proceeding(
        id="R1",
        court="court",
        workflow="review",
        edition=date(2007, 1, 1),
        definition="",
        policy="",
        subject=Subject("case", "1", "civil_1", tuple(concerned)),
        state="open",
        version=len(history),
        opened_on=date(2008, 3, 3),
        history=tuple(history),
        approvals=_consents(event, more),
        recused=tuple(recused),
    )


def _consents(event: str, more: str) -> tuple[Approval, ...]:
    request = REQUESTS[event]
    told = more.split(",", maxsplit=1)[0]
    given = {
        "liu": [Approval(event, "liu", request)],
        "gao": [Approval(event, "gao", request)],
        "gao for liu": [Approval(event, "gao", request, "liu")],
        "gao and qian": [Approval(event, "gao", request), Approval(event, "qian", request)],
    }.get(told, [])
    if more == "liu, second account":
        return (Approval(event, "liu2", request),)
    if more == "gao, term over":
        return (Approval(event, "gao", request, until=TODAY),)
    if more == "gao, other request":
        return (Approval(event, "gao", "another"),)
    return tuple(given)


def _members(more: str) -> list[str]:
    return {
        "two of five": ["gao", "qian"],
        "four of five": ["gao", "qian", "he_1", "he_2"],
        "the subject": ["gao", "qian", "zhao"],
        "one twice": ["qian", "he_1", "qian"],
        "one under two accounts": ["gao", "he_1", "gao2"],
    }.get(more, ["gao", "qian", "he_1"])
