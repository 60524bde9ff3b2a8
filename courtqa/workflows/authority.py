"""Who may take a step: the checks in their order, each a function of its own, none of which may be left out.

A check that raises refuses: what cannot be established is not allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from courtqa.errors import CalendarUnknown, NotInForce
from courtqa.workflows.approving import asked_of, has_not_approved, same_request, term_not_over
from courtqa.workflows.concerning import concerning
from courtqa.workflows.definition import Workflow
from courtqa.workflows.delegating import can_be_delegated, delegate_in_office, was_delegated
from courtqa.workflows.impartiality import (
    a_person_where_it_harms,
    did_nothing_above_that_bars,
    did_nothing_that_bars,
    did_what_it_builds_on,
    not_recused,
    not_related,
    not_the_subject,
)
from courtqa.workflows.naming_persons import nobody_known
from courtqa.workflows.offices import at_the_level, holds_a_role, in_tenure, in_the_unit
from courtqa.workflows.personnel import Persons
from courtqa.workflows.question import Question
from courtqa.workflows.quorum import enough_sat, members_may_sit
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Actor, Approval, Reason, Tenure
from courtqa.workflows.seats import Seat

__all__ = [
    "BODY",
    "CHECKS",
    "CLOCK",
    "CONSENTS",
    "NAMED",
    "OFFICE",
    "Check",
    "answers",
    "authority_reasons",
    "failed",
    "known_actor",
    "naming_reasons",
    "quorum_reasons",
    "standing",
]

Check = Callable[..., Iterable[Reason]]  # of the question; those of office, of the seat too

CLOCK = Actor("clock", "clock", (Tenure("clock"),), kind="machine")

OFFICE: tuple[Check, ...] = (holds_a_role, in_tenure, in_the_unit, at_the_level)
LENT: tuple[Check, ...] = (can_be_delegated, was_delegated, delegate_in_office)
PERSON: tuple[Check, ...] = (
    not_the_subject,
    not_recused,
    not_related,
    did_nothing_that_bars,
    did_nothing_above_that_bars,
    did_what_it_builds_on,
    a_person_where_it_harms,
)
CHECKS: tuple[Check, ...] = (*OFFICE, *LENT, *PERSON, has_not_approved)  # of whoever asks
BODY: tuple[Check, ...] = (members_may_sit, enough_sat)  # of those who sat
CONSENTS: tuple[Callable[[Question, Approval], Iterator[Reason]], ...]  # of those who consented before
Naming = Callable[[Workflow, Mapping[str, object], Persons], Iterator[Reason]]
NAMED: tuple[Naming, ...] = (nobody_known,)  # of those whom the data name


def authority_reasons(asked: Question) -> list[Reason]:
    """Every reason why this person may not take the step."""
    return answers(CHECKS, asked)


def quorum_reasons(asked: Question) -> Iterator[Reason]:
    """Every reason why those who sat cannot carry the step. Raises NotInForce where its series has no value."""
    yield from _each(BODY, asked)


def naming_reasons(workflow: Workflow, data: Mapping[str, object], persons: Persons) -> Iterator[Reason]:
    """Every reason why the persons whom the data name cannot be taken."""
    for check in NAMED:
        yield from check(workflow, data, persons)


def answers(checks: tuple[Check, ...], asked: Question) -> list[Reason]:
    """What these checks have against the step, each asked; one that raises is against it.

    Those of office are asked once for each seat; what was found then is found again.
    """
    if asked.on_behalf_of is not None:
        return list(_each(concerning(checks, asked.way, for_another=True), asked))
    seat = asked.seat
    found = seat.answers.get(checks)
    if found is None:
        asking = concerning(checks, asked.way, for_another=False)
        of_office = tuple(_each([one for one in asking if one in OFFICE], seat))
        found = seat.answers[checks] = of_office, tuple(one for one in asking if one not in OFFICE)
    return [*found[0], *_each(found[1], asked)]


def _each(checks: Iterable[Check], asked: Seat | Question) -> Iterator[Reason]:
    for check in checks:
        try:
            found = check(asked)
            if found:  # of a generator nobody knows before it is asked
                yield from found
        except (NotInForce, CalendarUnknown):
            raise
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the step is refused
            yield failed(check.__name__, error, asked.way.rule)


def standing(asked: Question) -> tuple[tuple[Approval, ...], tuple[Approval, ...]]:
    """The earlier consents to this request: those that still stand, and those that stand no longer.

    A consent falls with the office of whoever gave it, with their recusal, and with a relation found since.
    """
    stands: list[Approval] = []
    fallen: list[Approval] = []
    for given in same_request(asked.proceeding, asked.way.transition.event, asked.request):
        kept = not any(list(_consents(check, asked, given)) for check in CONSENTS)
        (stands if kept else fallen).append(given)
    # two accounts of one person that were told apart when they consented count once
    stands = list({asked.persons.person(given.by): given for given in reversed(stands)}.values())[::-1]
    return tuple(stands), tuple(fallen)


def could_still_consent(asked: Question, given: Approval) -> Iterator[Reason]:
    """Whoever consented could take the step today."""
    question, known = asked_of(asked, given)
    checks = tuple(check for check in CHECKS if known or check in PERSON or check is was_delegated)
    yield from answers(checks, question)


CONSENTS = (term_not_over, could_still_consent)


def known_actor(actor: Actor, persons: Persons) -> Actor:
    """The actor with the offices that the register knows; those brought along count only where it knows none."""
    tenures = persons.offices(persons.person(actor.id))
    if tenures is None or tenures == actor.tenures:
        return actor
    return Actor(actor.id, actor.name, tenures, actor.kind)


def failed(check: str, error: Exception, rule: str | None) -> Reason:
    """A check that could not be made, as a reason against the step."""
    return reason("check_failed", rule, check=check, error=type(error).__name__)


def _consents(
    check: Callable[[Question, Approval], Iterator[Reason]], asked: Question, given: Approval
) -> Iterator[Reason]:
    try:
        yield from check(asked, given)
    except Exception as error:  # noqa: BLE001 - a consent that cannot be checked does not count
        yield failed(check.__name__, error, asked.way.rule)
