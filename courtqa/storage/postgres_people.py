"""The people of a court as PostgreSQL keeps them, read once and kept for as long as nobody changes them.

The triggers count every change of offices, relations and delegations in a row of ``meta``; that count comes along
with the proceeding, so a step that finds it unchanged needs to ask no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import frozen

from courtqa.storage.people import KNOWN, lent_of, tie_of
from courtqa.workflows import Delegation, Personnel, Relation, Tenure, actor_of

__all__ = ["Kept", "KnownPeople", "read_people"]

ACTORS = "SELECT id, name, kind, tenures, enrolled FROM actor WHERE court = ?"
TIES = """
SELECT person, other, kind, since, until, number, recorded_on, recorded_by, ended_by FROM relation
WHERE court = ? ORDER BY number"""
LENT = """
SELECT delegator, delegate, roles, since, until, events, workflows, reference, number, recorded_on, recorded_by,
    ended_by
FROM delegation WHERE court = ? ORDER BY number"""
COUNT = "SELECT value FROM meta WHERE key = 'people:' || ?"
Ask = Callable[[str, tuple[object, ...]], Any]
Kept = dict[str, tuple[str | None, Personnel]]  # by court: the count of changes, and who was known then


def read_people(ask: Ask, court: str) -> tuple[str | None, Personnel]:
    """Who is known now, with the count of changes so far. The count is read first: it may only be too small."""
    counted = ask(COUNT, (court,)).fetchone()
    rows = ask(ACTORS, (court,)).fetchall()
    enrolled = [row for row in rows if row[4]]
    known = Personnel(
        {row[0]: actor_of(*row[:4]).tenures for row in enrolled},
        tuple(map(tie_of, ask(TIES, (court,)).fetchall())),
        tuple(map(lent_of, ask(LENT, (court,)).fetchall())),
        everybody=frozenset(row[0] for row in rows) if enrolled else None,
    )
    return (None if counted is None else counted[0]), known


@frozen
class KnownPeople:
    """The people of a court, for one decision."""

    known: Personnel
    ask: Ask
    court: str

    def person(self, account: str) -> str:
        """The id itself: each person has one account here."""
        return account

    def offices(self, person: str) -> tuple[Tenure, ...] | None:
        """The offices of somebody enrolled; None of others."""
        return self.known.offices(person)

    def relations(self, person: str) -> tuple[Relation, ...]:
        """Every relation in which the person stands."""
        return self.known.relations(person)

    def delegations(self, delegator: str, delegate: str) -> tuple[Delegation, ...]:
        """Every delegation from the one to the other."""
        return self.known.delegations(delegator, delegate)

    def strangers(self, accounts: Iterable[str]) -> Mapping[str, str | None]:
        """Those whom the docket doesn't know. Who has acted since is known, though nobody enrolled them."""
        found = self.known.strangers(accounts)
        return {
            name: meant
            for name, meant in found.items()
            if self.ask(KNOWN, (self.court, name)).fetchone() is None
        }
