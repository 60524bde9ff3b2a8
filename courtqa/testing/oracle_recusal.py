"""Who may declare a recusal, and of whom, worked out a second time: from the records alone, like the oracle of steps.

Written from the rules (docs/explanation/authority.md), not from the code that it is held against.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from courtqa.testing.oracle import Court
from courtqa.workflows.personnel import Personnel
from courtqa.workflows.records import Actor, Proceeding, Tenure

__all__ = ["Declaration", "declared"]


@frozen
class Declaration:
    """One person who says that somebody is to take no further part, and all that is known."""

    proceeding: Proceeding
    by: Actor
    person: str  # who is to be out
    register: Personnel
    unlisted: bool
    today: date


def declared(court: Court, said: Declaration) -> tuple[str, frozenset[str]]:
    """``refused`` with the codes of all reasons, or ``recusal``: the person is out from now on."""
    who, me = _who(said.register, said.person), _who(said.register, said.by.id)
    parties = {_who(said.register, one) for one in said.proceeding.subject.persons}
    entitled = any(
        court.roles[seat.role].recuses and _counts(court, seat, said)
        for seat in said.register.tenures.get(me, said.by.tenures)
    )
    met = {
        "closed": not court.workflow.states[said.proceeding.state].final,
        "machine_may_not": said.by.kind != "machine",
        "already_recused": who not in {_who(said.register, one) for one in said.proceeding.recused},
        "may_not_recuse": me == who or me in parties or entitled,
        "check_failed": not said.unlisted,
        "unknown_person": said.unlisted or not _nobody(said.register, who),
    }
    codes = frozenset(code for code, kept in met.items() if not kept)
    return ("refused", codes) if codes else ("recusal", codes)


def _counts(court: Court, seat: Tenure, said: Declaration) -> bool:
    """Whether the office is held today, where it may be held and by whom it may be held."""
    role, place = court.roles[seat.role], court.units.get(str(seat.unit))
    placed = not role.held_in or place is None or place.kind in role.held_in
    in_office = seat.since <= said.today and (seat.until is None or said.today < seat.until)
    return placed and in_office and not (role.machine and said.by.kind == "human")


def _nobody(register: Personnel, person: str) -> bool:
    return register.everybody is not None and person not in register.everybody


def _who(register: Personnel, account: str) -> str:
    return register.accounts.get(account, account)
