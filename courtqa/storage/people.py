"""Who is known to a docket: names and offices, relations and delegations, beside the trail and free to be corrected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from courtqa.errors import did_you_mean
from courtqa.workflows import PEOPLE, Actor, Delegation, Persons, Relation, Tenure, actor_of, tenures

if TYPE_CHECKING:
    from courtqa.workflows import Store

__all__ = ["PeopleStatements", "StoredPersons", "enrol"]

ENROL = """
INSERT INTO actor (court, id, name, kind, tenures, enrolled) VALUES (?, ?, ?, ?, ?, TRUE)
ON CONFLICT (court, id) DO UPDATE SET
    name = excluded.name, kind = excluded.kind, tenures = excluded.tenures, enrolled = TRUE
WHERE actor.name <> excluded.name OR actor.kind <> excluded.kind OR actor.tenures <> excluded.tenures
    OR NOT actor.enrolled"""
OFFICES = "SELECT name, kind, tenures FROM actor WHERE court = ? AND id = ? AND enrolled"
KNOWN = "SELECT 1 FROM actor WHERE court = ? AND id = ?"
EVERYBODY = "SELECT id FROM actor WHERE court = ? ORDER BY id"
ANYBODY = "SELECT 1 FROM actor WHERE court = ? AND enrolled LIMIT 1"
TIES = """
SELECT person, other, kind, since, until, number, recorded_on, recorded_by, ended_by FROM relation
WHERE court = ? AND (person = ? OR other = ?) ORDER BY number"""
LENT = """
SELECT delegator, delegate, roles, since, until, events, workflows, reference, number, recorded_on, recorded_by,
    ended_by
FROM delegation WHERE court = ? AND delegator = ? AND delegate = ? ORDER BY number"""
TIE = """
INSERT INTO relation (court, number, person, other, kind, since, until, recorded_on, recorded_by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
LEND = """
INSERT INTO delegation
    (court, number, delegator, delegate, roles, events, workflows, since, until, reference, recorded_on, recorded_by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
NEXT = {
    "relation": "SELECT coalesce(max(number), 0) + 1 FROM relation WHERE court = ?",
    "delegation": "SELECT coalesce(max(number), 0) + 1 FROM delegation WHERE court = ?",
}
END = {
    "relation": """UPDATE relation SET until = ?, ended_by = ?
WHERE court = ? AND number = ? AND (until IS NULL OR until > ?)""",
    "delegation": """UPDATE delegation SET until = ?, ended_by = ?
WHERE court = ? AND number = ? AND (until IS NULL OR until > ?)""",
}


@frozen
class StoredPersons:
    """The people of a court, looked up as a decision asks for them, inside its transaction."""

    execute: Callable[..., Any]
    court: str

    def person(self, account: str) -> str:
        """The id itself: each person has one account here."""
        return account

    def offices(self, person: str) -> tuple[Tenure, ...] | None:
        """The offices of somebody enrolled; None of others."""
        row = self.execute(OFFICES, (self.court, person)).fetchone()
        return None if row is None else actor_of(person, *row).tenures

    def relations(self, person: str) -> tuple[Relation, ...]:
        """Every relation in which the person stands."""
        return tuple(map(tie_of, self.execute(TIES, (self.court, person, person)).fetchall()))

    def delegations(self, delegator: str, delegate: str) -> tuple[Delegation, ...]:
        """Every delegation from the one to the other."""
        return tuple(map(lent_of, self.execute(LENT, (self.court, delegator, delegate)).fetchall()))

    def strangers(self, accounts: Iterable[str]) -> Mapping[str, str | None]:
        """Those whom the docket doesn't know, each with the one probably meant; nobody where none is enrolled."""
        asked = tuple(accounts)
        if not asked or self.execute(ANYBODY, (self.court,)).fetchone() is None:
            return {}
        unknown = [one for one in asked if self.execute(KNOWN, (self.court, one)).fetchone() is None]
        known = [row[0] for row in self.execute(EVERYBODY, (self.court,)).fetchall()] if unknown else []
        return {one: did_you_mean(one, known) for one in unknown}


class PeopleStatements:
    """What a transaction does with people, in statements that any SQL database takes.

    It needs ``_execute`` (statement with ``?``, values) -> cursor, and ``_court``.
    """

    _execute: Callable[..., Any]
    _court: str
    touch: Callable[[str], None]

    def persons(self) -> Persons:
        """The people of the court as this transaction sees them: offices, relations, delegations."""
        return StoredPersons(self._execute, self._court)

    def enrol(self, actor: Actor) -> bool:
        """Make somebody known, with their offices. False: they stand so already."""
        row = (self._court, actor.id, actor.name, actor.kind, tenures(actor))
        return self._changed(self._execute(ENROL, row).rowcount > 0)

    def relate(self, relation: Relation) -> Relation:
        """The relation as it is now kept, under an id of its own."""
        number = self._next("relation")
        ends = (relation.person, relation.other, relation.kind)
        self._execute(TIE, (self._court, number, *ends, *_noted(relation)))
        self._changed(True)
        return evolve(relation, id=f"relation-{number}")

    def delegate(self, delegation: Delegation) -> Delegation:
        """The delegation as it is now kept, under an id of its own."""
        number = self._next("delegation")
        scope = (delegation.roles, delegation.events, delegation.workflows)
        since, until, on, by = _noted(delegation)
        lent = (delegation.delegator, delegation.delegate, *(json.dumps(each) for each in scope))
        self._execute(LEND, (self._court, number, *lent, since, until, delegation.reference, on, by))
        self._changed(True)
        return evolve(delegation, id=f"delegation-{number}")

    def end(self, id: str, *, until: date, by: str) -> bool:
        """Let the relation or delegation of that id be over on ``until``. False: none of that id still holds then."""
        kind, _, number = id.partition("-")
        if kind not in END or not number.isdecimal():
            return False
        day = until.isoformat()
        return self._changed(self._execute(END[kind], (day, by, self._court, int(number), day)).rowcount > 0)

    def _changed(self, changed: bool) -> bool:
        if changed:
            self.touch(PEOPLE)
        return changed

    def _next(self, table: str) -> int:
        return int(self._execute(NEXT[table], (self._court,)).fetchone()[0])


def enrol(store: Store, court: str, actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Those of ``actors`` that were new or have changed: each now stands with this name and these offices.

    All of them or none are written. What they did before keeps the offices it was done in: those are in the trail.
    """
    wanted = tuple(actors)
    return store.transact(court, lambda transaction: tuple(one for one in wanted if transaction.enrol(one)))


def tie_of(row: Iterable[Any]) -> Relation:
    """The relation that a row holds."""
    person, other, kind, since, until, number, on, by, ended_by = row
    first, over = _day(since), _day(until)
    assert first is not None
    return Relation(
        person,
        other,
        kind,
        first,
        over,
        id=f"relation-{number}",
        recorded_on=_day(on),
        recorded_by=by,
        ended_by=ended_by or "",
    )


def lent_of(row: Iterable[Any]) -> Delegation:
    """The delegation that a row holds."""
    delegator, delegate, roles, since, until, events, workflows, reference, number, on, by, ended_by = row
    first, over = _day(since), _day(until)
    assert first is not None
    return Delegation(
        delegator,
        delegate,
        tuple(json.loads(roles)),
        first,
        over,
        tuple(json.loads(events)),
        tuple(json.loads(workflows)),
        reference,
        id=f"delegation-{number}",
        recorded_on=_day(on),
        recorded_by=by,
        ended_by=ended_by or "",
    )


def _noted(one: Relation | Delegation) -> tuple[str, str | None, str, str]:
    """From when, until when, recorded when and by whom."""
    assert one.recorded_on is not None, "what is kept says when it was recorded"
    until = None if one.until is None else one.until.isoformat()
    return one.since.isoformat(), until, one.recorded_on.isoformat(), one.recorded_by


def _day(value: str | date | None) -> date | None:
    """A day as SQLite (text) or PostgreSQL (a date) gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value
