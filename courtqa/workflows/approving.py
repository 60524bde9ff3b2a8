"""Several persons on one request: each counts once, and only as long as they could take the step themselves."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from courtqa.workflows.concerning import concerns
from courtqa.workflows.personnel import Persons
from courtqa.workflows.question import Question
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Actor, Approval, Proceeding, Reason, Tenure

__all__ = ["asked_of", "has_not_approved", "same_request", "term_not_over"]


def same_request(proceeding: Proceeding, event: str, request: str) -> tuple[Approval, ...]:
    """The consents given so far to this very request."""
    return tuple(given for given in proceeding.approvals if given.event == event and given.request == request)


@concerns(lambda way, _: way.transition.approvals > 1)
def has_not_approved(asked: Question) -> Iterator[Reason]:
    """Nobody consents twice: not under a second account, not through a delegate."""
    if not asked.proceeding.approvals:
        return
    behind = {
        asked.persons.person(account)
        for given in same_request(asked.proceeding, asked.way.transition.event, asked.request)
        for account in (given.by, given.on_behalf_of)
        if account is not None
    }
    for actor, person in asked.people:
        if person in behind:
            yield reason("already_approved", asked.way.rule, actor=actor.name)


def term_not_over(asked: Question, given: Approval) -> Iterator[Reason]:
    """The office on which the consent rests has not come to its foreseen end."""
    if given.until is not None and given.until <= asked.days[-1]:
        facts = {"actor": given.by, "on": asked.days[-1]}
        yield reason(
            "not_in_tenure", asked.way.rule, roles=asked.plan.titles("roles", asked.way.roles), **facts
        )


def asked_of(asked: Question, given: Approval) -> tuple[Question, bool]:
    """The question whether the consent would be given today, and whether the register knows the office.

    Where it doesn't, only the person is looked at: the office was checked when the consent was given.
    """
    by, known = _actor(asked.persons, given.by)
    behalf = None
    if given.on_behalf_of is not None:
        behalf, known = _actor(asked.persons, given.on_behalf_of)
    others = tuple(one for one in asked.proceeding.approvals if one != given)
    proceeding = evolve(asked.proceeding, approvals=others)
    today = (asked.days[-1],)
    return evolve(asked, by=by, on_behalf_of=behalf, proceeding=proceeding, days=today), known


def _actor(persons: Persons, account: str) -> tuple[Actor, bool]:
    tenures: tuple[Tenure, ...] | None = persons.offices(persons.person(account))
    return Actor(account, account, tenures or ()), tenures is not None
