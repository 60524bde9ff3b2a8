"""What is known of persons beside a proceeding: their offices, relations, delegations and accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Protocol

from attrs import Factory, frozen

from courtqa.errors import did_you_mean
from courtqa.workflows.records import Tenure

__all__ = ["NOBODY", "Delegation", "Personnel", "Persons", "Relation"]


@frozen
class Relation:
    """A tie between two persons that keeps either from acting on the other, whichever is named first."""

    person: str
    other: str
    kind: str  # in the register's words: spouse, near kin, former client …
    since: date = date.min
    until: date | None = None
    id: str = ""  # under which a docket keeps it
    recorded_on: date | None = None
    recorded_by: str = ""
    ended_by: str = ""  # who recorded its end

    def holds(self, on: date) -> bool:
        """Whether the tie exists on that day; on ``until`` it is over."""
        return self.since <= on and (self.until is None or on < self.until)


@frozen
class Delegation:
    """A power lent: which of the delegator's roles, for which events and workflows, from when until when.

    No events, or no workflows, means all of them. It lends what the delegator holds, never what was lent to them.
    """

    delegator: str
    delegate: str
    roles: tuple[str, ...]
    since: date
    until: date | None = None
    events: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    reference: str = ""  # the order by which it was given
    id: str = ""  # under which a docket keeps it
    recorded_on: date | None = None
    recorded_by: str = ""
    ended_by: str = ""  # who recorded its end

    def holds(self, on: date) -> bool:
        """Whether it is in force on that day; on ``until`` it is over."""
        return self.since <= on and (self.until is None or on < self.until)

    def covers(self, workflow: str, event: str) -> bool:
        """Whether it is for that step."""
        return (not self.workflows or workflow in self.workflows) and (
            not self.events or event in self.events
        )


class Persons(Protocol):
    """Where a decision looks persons up. A lookup that raises refuses the step; it never lets it pass."""

    def person(self, account: str) -> str:
        """The one id of the natural person behind an account."""
        ...

    def offices(self, person: str) -> tuple[Tenure, ...] | None:
        """The offices of a person; None where this register doesn't know, and the actor's own word counts."""
        ...

    def relations(self, person: str) -> tuple[Relation, ...]:
        """Every relation in which the person stands."""
        ...

    def delegations(self, delegator: str, delegate: str) -> tuple[Delegation, ...]:
        """Every delegation from the one to the other."""
        ...

    def strangers(self, accounts: Iterable[str]) -> Mapping[str, str | None]:
        """Those of the accounts that belong to nobody, each with the one that was probably meant.

        None at all where the register doesn't claim to hold everybody.
        """
        ...


@frozen(slots=False)
class Personnel:
    """The register of persons as plain records.

    >>> file = Personnel(accounts={"liu_admin": "liu"}, ties=(Relation("liu", "zhao", "spouse"),))
    >>> file.person("liu_admin"), [tie.kind for tie in file.relations("zhao")]
    ('liu', ['spouse'])
    """

    tenures: Mapping[str, tuple[Tenure, ...]] = Factory(dict)  # by person; who stands here holds nothing else
    ties: tuple[Relation, ...] = ()
    lent: tuple[Delegation, ...] = ()
    accounts: Mapping[str, str] = Factory(dict)  # a second account -> the person's id
    everybody: frozenset[str] | None = None  # the ids of all there are; None: this lists only some

    def person(self, account: str) -> str:
        """The one id of the natural person behind an account."""
        return self.accounts.get(account, account)

    def offices(self, person: str) -> tuple[Tenure, ...] | None:
        """The offices of a person, or None where the register lists none."""
        return self.tenures.get(person)

    def relations(self, person: str) -> tuple[Relation, ...]:
        """Every relation in which the person stands."""
        return self._ties.get(person, ())

    def delegations(self, delegator: str, delegate: str) -> tuple[Delegation, ...]:
        """Every delegation from the one to the other."""
        return self._lent.get((delegator, delegate), ())

    def strangers(self, accounts: Iterable[str]) -> Mapping[str, str | None]:
        """Those of the accounts that belong to nobody, each with the one that was probably meant."""
        if self.everybody is None:
            return {}
        unknown = [one for one in accounts if self.person(one) not in self.everybody]
        return {one: did_you_mean(one, sorted(self.everybody)) for one in unknown}

    @cached_property
    def _ties(self) -> dict[str, tuple[Relation, ...]]:
        found: dict[str, tuple[Relation, ...]] = {}
        for tie in self.ties:
            for end in {self.person(tie.person), self.person(tie.other)}:
                found[end] = (*found.get(end, ()), tie)
        return found

    @cached_property
    def _lent(self) -> dict[tuple[str, str], tuple[Delegation, ...]]:
        found: dict[tuple[str, str], tuple[Delegation, ...]] = {}
        for power in self.lent:
            pair = self.person(power.delegator), self.person(power.delegate)
            found[pair] = (*found.get(pair, ()), power)
        return found


NOBODY = Personnel()
