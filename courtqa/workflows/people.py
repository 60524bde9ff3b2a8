"""The people of a docket: who is known with which offices, who is related to whom, whose power was lent to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from attrs import frozen

from courtqa.errors import CourtqaError, UnknownName
from courtqa.text import Text
from courtqa.workflows.personnel import Delegation, Relation
from courtqa.workflows.records import Actor
from courtqa.workflows.store import Store, Transaction

__all__ = ["People"]


@frozen
class People:
    """The register of persons of one court. Each step reads it in its own transaction.

    Nothing here enters a trail: names and ties can be corrected. What is kept says who recorded it, and on which day.
    """

    store: Store
    court: str
    day: Callable[[datetime | None], date]  # of a moment, or of now

    def add(self, *actors: Actor) -> tuple[Actor, ...]:
        """Those that were new or have changed. From now on they hold the offices said here, whatever they bring."""
        return self.store.transact(
            self.court, lambda transaction: tuple(one for one in actors if transaction.enrol(one))
        )

    def relate(
        self,
        person: str,
        other: str,
        *,
        kind: str,
        by: str,
        since: date = date.min,
        until: date | None = None,
        at: datetime | None = None,
    ) -> Relation:
        """The tie, now kept: neither may act where the other is a party. UnknownName for persons nobody knows.

        ``other`` may be a party that holds no office here; ``until`` is the first day on which it is over.
        """
        tie = Relation(person, other, kind, since, until, recorded_on=self.day(at), recorded_by=by)
        _two(person, other)
        _term(since, until)

        def work(transaction: Transaction) -> Relation:
            _known(transaction, (person, by))
            return transaction.relate(tie)

        return self.store.transact(self.court, work)

    def delegate(
        self,
        delegator: str,
        delegate: str,
        *,
        roles: Iterable[str],
        by: str,
        since: date,
        until: date | None = None,
        events: Iterable[str] = (),
        workflows: Iterable[str] = (),
        reference: str = "",
        at: datetime | None = None,
    ) -> Delegation:
        """The delegation, now kept: ``delegate`` may do in these roles what ``delegator`` may.

        Without ``events`` or ``workflows`` it is for all of them. UnknownName for persons nobody knows.
        """
        scope = (tuple(roles), since, until, tuple(events), tuple(workflows), reference)
        power = Delegation(delegator, delegate, *scope, recorded_on=self.day(at), recorded_by=by)
        _two(delegator, delegate)
        _term(since, until)

        def work(transaction: Transaction) -> Delegation:
            _known(transaction, (delegator, delegate, by))
            return transaction.delegate(power)

        return self.store.transact(self.court, work)

    def end(self, id: str, *, by: str, until: date) -> Relation | Delegation:
        """The relation or delegation, over on ``until``. What was done while it held stays as it is.

        UnknownName where there is none of that id; CourtqaError where it is over by then already.
        """

        def work(transaction: Transaction) -> bool:
            _known(transaction, (by,))
            return transaction.end(id, until=until, by=by)

        ended = self.store.transact(self.court, work)
        kept: tuple[Relation | Delegation, ...] = (*self.relations(), *self.delegations())
        found = {one.id: one for one in kept}
        if id not in found:
            raise UnknownName("relation or delegation", id, found)
        if not ended:
            over = found[id].until
            raise CourtqaError(Text(zh=f"{id} 已于 {over} 终止", en=f"{id} is over already, since {over}"))
        return found[id]

    def all(self) -> tuple[Actor, ...]:
        """Everybody known, by id."""
        return self.store.actors(self.court)

    def relations(self) -> tuple[Relation, ...]:
        """Every tie that is kept, those that are over too, in the order of recording."""
        return self.store.persons(self.court).ties

    def delegations(self) -> tuple[Delegation, ...]:
        """Every delegation that is kept, those that are over too, in the order of recording."""
        return self.store.persons(self.court).lent


def _known(transaction: Transaction, ids: Iterable[str]) -> None:
    strangers = transaction.persons().strangers(ids)
    for one, near in strangers.items():
        raise UnknownName("person", one, () if near is None else (near,))


def _two(one: str, other: str) -> None:
    if one == other:
        raise CourtqaError(
            Text(zh=f"须为两个不同的人，不能都是 {one}", en=f"that takes two persons, and both are {one}")
        )


def _term(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise CourtqaError(
            Text(
                zh=f"{since} 至 {until} 不是一段时间", en=f"{since} to {until} is no term: it is over at once"
            )
        )
