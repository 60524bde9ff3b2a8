"""Who is named, and who is to be out: the attempts of those who name persons, and the declarations of recusal.

Liu names a helper in a step, or says that somebody is to take no further part in a matter about Zhao.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from attrs import evolve

from courtqa.testing.attempts import ALONE, BETWEEN, ON, STEPS, TODAY, liu, proceeding, register
from courtqa.testing.oracle import Attempt
from courtqa.testing.oracle_recusal import Declaration
from courtqa.workflows import Actor, Personnel, Tenure

__all__ = ["DECLARATIONS", "NAMINGS", "declaration", "naming"]

FIELDS = ("helper", "helpers", "guests", "rows")
NAMED = ("known", "second account", "unknown", "a slip of the pen", "known and unknown")
REGISTERS = ("of everybody", "of some", "list down")
NAMINGS: Mapping[str, tuple[str, ...]] = {
    "field": FIELDS,
    "named": NAMED,
    "listed": REGISTERS,
    "tie": ("none", "subject", "related"),
    "recusal": ("nobody", "liu"),
    "tenure": ("throughout", "ended since", "began since"),
    "seat": ("own unit", "no unit", "other role", "wrong kind of unit", "machine"),
}
DECLARATIONS: Mapping[str, tuple[str, ...]] = {
    "declared": ("liu", "liu, second account", "zhao", "gao", "gao, second account", "unknown", "gap"),
    "before": ("nobody", "gao", "gao, second account", "liu", "liu, second account", "unknown"),
    "party": ("no", "liu", "liu, second account"),
    "listed": REGISTERS,
    "state": ("open", "closed"),
    "tenure": ("throughout", "ended since", "began since"),
    "office": (
        "may recuse",
        "may not recuse",
        "none",
        "may recuse, wrong kind of unit",
        "machine",
        "by one's own word only",
    ),
}
IDS = {
    "liu": "liu",
    "liu, second account": "liu2",
    "zhao": "zhao",
    "gao": "gao",
    "gao, second account": "gao2",
    "unknown": "nemo",
    "gap": "ga0",
}
EVERYBODY = frozenset({"liu", "zhao", "gao", "he", "chen", "sun", "qian"})


class Unlisted(Personnel):
    """A register whose list of everybody cannot be reached."""

    def strangers(self, accounts: Iterable[str]) -> Mapping[str, str | None]:
        """Nothing: the list doesn't answer."""
        raise ConnectionError(*accounts)


def naming(*, field: str, named: str, listed: str, tie: str, recusal: str, tenure: str, seat: str) -> Attempt:
    """Liu takes a step that names somebody."""
    ids = {
        "known": ["gao"],
        "second account": ["gao2"],
        "unknown": ["nemo"],
        "a slip of the pen": ["ga0"],
        "known and unknown": ["gao", "nemo"],
    }[named]
    value: object = {"helper": ids[-1], "rows": [{"who": one} for one in ids]}.get(field, ids)
    known = register(("naming", ""), ALONE, tie, doubted=False)
    return Attempt(
        step=STEPS["naming"],
        adverse=False,
        proceeding=proceeding(("naming", ""), ALONE, tie, recusal, "by another"),
        by=liu(seat, tenure),
        holder=None,
        register=_listing(known, listed),
        silent=False,
        on=ON,
        today=TODAY,
        request="",
        data={field: value},
        unlisted=listed == "list down",
    )


def declaration(
    *, declared: str, before: str, party: str, listed: str, state: str, tenure: str, office: str
) -> Declaration:
    """Liu says who is to be out."""
    known = Personnel(
        {"liu": (Tenure("chief", "civil_1"),)} if office == "by one's own word only" else {},
        accounts={"liu2": "liu", "gao2": "gao"},
    )
    matter = proceeding(("naming", ""), ALONE, "none", "nobody", "by another")
    concerned = ("zhao",) if party == "no" else ("zhao", IDS[party])
    out = () if before == "nobody" else (IDS[before],)
    return Declaration(
        evolve(
            matter,
            subject=evolve(matter.subject, persons=concerned),
            recused=out,
            state=state,
            closed=state == "closed",
        ),
        by=_speaker(office, tenure),
        person=IDS[declared],
        register=_listing(known, listed),
        unlisted=listed == "list down",
        today=TODAY,
    )


@lru_cache(64)
def _speaker(office: str, tenure: str) -> Actor:
    seat = {"may not recuse": ("chief", "civil_1"), "may recuse, wrong kind of unit": ("president", "office")}
    role, unit = seat.get(office, ("president", "court"))
    term = {"ended since": {"until": TODAY}, "began since": {"since": BETWEEN}}.get(tenure, {})
    tenures = () if office == "none" else (Tenure(role, unit, **term),)
    return Actor("liu", "liu", tenures, "machine" if office == "machine" else "human")


def _listing(known: Personnel, listed: str) -> Personnel:
    kind = Unlisted if listed == "list down" else Personnel
    return kind(
        known.tenures, known.ties, known.lent, known.accounts, None if listed == "of some" else EVERYBODY
    )
