"""What an attempt is made of: who tries, for whom, what the register knows, and how the proceeding stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from courtqa.testing.small_court import COURT
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

__all__ = [
    "ALONE",
    "BETWEEN",
    "ON",
    "REQUESTS",
    "STEPS",
    "TODAY",
    "Unreachable",
    "above",
    "liu",
    "members",
    "proceeding",
    "register",
    "sun",
]

ON, BETWEEN, TODAY = date(2008, 3, 5), date(2008, 3, 6), date(2008, 3, 7)
ALONE = "in one's own name"
STEPS = {one.event: one for one in COURT.workflow.transitions}
REQUESTS = {
    event: request_digest("R1", event, data={}) if one.approvals > 1 else "" for event, one in STEPS.items()
}


class Unreachable(Personnel):
    """A register whose relations cannot be reached."""

    def relations(self, person: str) -> tuple[Relation, ...]:
        """Nothing: the register doesn't answer."""
        raise ConnectionError(person)


@lru_cache(4096)
def liu(seat: str, tenure: str) -> Actor:
    """Who tries."""
    role, unit = {
        "other unit": ("chief", "civil_2"),
        "court below": ("chief", "daoli_1"),
        "no unit": ("chief", None),
        "other role": ("deputy", "civil_1"),
        "wrong kind of unit": ("chief", "office"),
    }.get(seat, ("chief", "civil_1"))
    since, until = {"ended since": (date.min, BETWEEN), "began since": (BETWEEN, None)}.get(
        tenure, (date.min, None)
    )
    kind = "machine" if seat == "machine" else "human"
    return Actor("liu", "liu", (Tenure(role, unit, since, until),), kind)  # type: ignore[arg-type]


@lru_cache(64)
def sun(way: str) -> Actor | None:
    """For whom, if not for themselves."""
    if way == ALONE:
        return None
    unit = "civil_2" if way == "holder elsewhere" else "civil_1"
    until = BETWEEN if way == "holder out of office" else None
    return Actor("sun", "sun", (Tenure("chief", unit, until=until),))


@lru_cache(4096)
def register(deed: tuple[str, str], way: str, tie: str, doubted: bool) -> Personnel:
    """What is known of persons."""
    _, more = deed
    ties, tenures = [], {}
    accounts = {"liu2": "liu", "gao2": "gao"}
    if tie == "related":
        ties.append(Relation("liu", "zhao", "spouse"))
    if tie == "related, second account":
        ties.append(Relation("zhao", "liu2", "spouse", until=TODAY))
    if tie == "related once":
        ties.append(Relation("liu", "zhao", "spouse", until=ON))
    if way == "holder related":
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
    kind = Unreachable if tie == "register down" else Personnel
    return kind(tenures, tuple(ties), _lent(way, more), accounts)


def _lent(way: str, more: str) -> tuple[Delegation, ...]:
    changes: Mapping[str, dict[str, object]] = {
        "for another event": {"events": ("draft",)},
        "for another workflow": {"workflows": ("petition",)},
        "for another role": {"roles": ("clerk",)},
        "ended since": {"until": BETWEEN},
        "begins later": {"since": BETWEEN},
    }
    lent = []
    if way not in {ALONE, "never granted"}:
        scope = {"roles": ("chief",), "since": date(2008, 1, 1), **changes.get(way, {})}
        lent.append(Delegation("sun", "liu", **scope))  # type: ignore[arg-type]
    if more == "gao for liu":
        lent.append(Delegation("liu", "gao", ("chief",), date(2008, 1, 1)))
    return tuple(lent)


@lru_cache(4096)
def proceeding(deed: tuple[str, str], way: str, tie: str, recusal: str, draft: str) -> Proceeding:
    """The proceeding as it stands."""
    event, more = deed
    concerned = ["zhao"]
    concerned += {"subject": ["liu"], "subject, second account": ["liu2"]}.get(tie, [])
    concerned += ["sun"] if way == "holder the subject" else []
    recused = {"liu": ["liu"], "liu, second account": ["liu2"], "gao": ["gao"]}.get(recusal, [])
    recused += ["sun"] if way == "holder recused" else []
    recused += ["gao"] if more in {"gao, recused since", "one recused"} and "gao" not in recused else []
    drafter, principal = {
        "by liu": ("liu", None),
        "by liu, second account": ("liu2", None),
        "for liu": ("he", "liu"),
    }.get(draft, ("he", None))
    history = [
        Done(1, "opened", "chen", date(2008, 3, 3)),
        Done(2, "draft", drafter, date(2008, 3, 4), False, principal),
    ]
    history += [Done(3, "draft", "sun", date(2008, 3, 4))] if way == "holder drafted" else []
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
        parent="M1" if event == "reviewing" else None,
    )


@lru_cache(64)
def above(more: str) -> Proceeding:
    """The proceeding that opened it: who decided there, for whom, with whom, and who consented to keep it."""
    by, principal = {
        "by liu above": ("liu", None),
        "by liu above, second account": ("liu2", None),
        "for liu above": ("he", "liu"),
    }.get(more, ("he", None))
    sat = {"liu sat above": ["he_1", "liu2", "he_2"], "sun sat above": ["he_1", "sun", "he_2"]}.get(
        more, ["he_1"]
    )
    teller = "liu" if more == "liu told above" else "he"
    return Proceeding(
        id="M1",
        court="court",
        workflow="measure",
        edition=date(2007, 1, 1),
        definition="",
        policy="",
        subject=Subject("case", "1", "civil_1", ("zhao",)),
        state="open",
        version=3,
        opened_on=date(2008, 2, 1),
        data={"sat": sat},
        history=(
            Done(1, "opened", "liu", date(2008, 2, 1)),
            Done(2, "tell", teller, date(2008, 2, 1)),
            Done(3, "decide", by, date(2008, 2, 4), False, principal),
        ),
        approvals=(Approval("keep", "liu", "asked"),) if more == "liu consented above" else (),
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


def members(more: str) -> list[str]:
    """Who sat."""
    return {
        "two of five": ["gao", "qian"],
        "four of five": ["gao", "qian", "he_1", "he_2"],
        "the subject": ["gao", "qian", "zhao"],
        "one twice": ["qian", "he_1", "qian"],
        "one under two accounts": ["gao", "he_1", "gao2"],
    }.get(more, ["gao", "qian", "he_1"])
