"""Who may act, worked out a second time: from the records alone, without a line of the engine.

Written from the rules (docs/explanation/authority.md), not from the code that it is held against. Nothing but records
and definitions is imported here; a test sees to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import evolve, frozen

from courtqa.workflows.definition import Transition, Workflow
from courtqa.workflows.organisation import Role, Unit
from courtqa.workflows.personnel import Delegation, Personnel
from courtqa.workflows.records import Actor, Approval, Done, Proceeding, Tenure

__all__ = ["Attempt", "Court", "outcome"]

PERSONAL = frozenset(
    {
        "subject_of_it",
        "recused",
        "related",
        "same_person",
        "same_person_above",
        "not_same_person",
        "machine_may_not",
        "not_delegated",
    }
)


@frozen
class Court:
    """What holds for every attempt: the definition, the units, the roles, the sizes of bodies."""

    workflow: Workflow
    upper: Workflow  # the one whose proceedings open it
    units: Mapping[str, Unit]
    roles: Mapping[str, Role]
    sizes: Mapping[str, int]


@frozen
class Attempt:
    """One person who tries one step, and all that is known."""

    step: Transition
    adverse: bool  # whether the step, or the state that it enters, is
    proceeding: Proceeding
    by: Actor
    holder: Actor | None  # for whom, if not for themselves
    register: Personnel
    silent: bool  # whether the register of relations cannot be reached
    on: date
    today: date
    request: str
    data: Mapping[str, object]
    unlisted: bool = False  # whether the list of everybody cannot be reached
    above: Proceeding | None = None  # the proceeding that opened it, with its whole record


def outcome(court: Court, attempt: Attempt) -> tuple[str, frozenset[str]]:
    """``refused`` with the codes of all reasons, ``approval`` where others must still consent, or ``step``."""
    codes = (
        _codes(court, attempt, (attempt.on, attempt.today)) | _body(court, attempt) | _named(court, attempt)
    )
    if codes:
        return "refused", frozenset(codes)
    needed = attempt.step.approvals
    if needed > 1 and len(_consents(court, attempt)) + 1 < needed:
        return "approval", frozenset()
    return "step", frozenset()


def _codes(court: Court, attempt: Attempt, days: Iterable[date]) -> set[str]:
    days = tuple(days)
    step, matter = attempt.step, attempt.proceeding
    everyone = [attempt.by] if attempt.holder is None else [attempt.by, attempt.holder]
    powerful = attempt.holder or attempt.by
    grants = _grants(court, attempt, days)
    roles = set(step.by)
    if grants:
        roles &= {role for grant in grants for role in grant.roles}
    seats = [
        seat for seat in _tenures(attempt, powerful) if seat.role in roles and _fits(court, seat, powerful)
    ]

    here = matter.subject.unit
    on_duty = {day: [seat for seat in seats if _in(seat, day)] for day in days}
    met: dict[str, bool] = {
        "role_missing": bool(seats),
        "not_in_tenure": not seats or all(on_duty.values()),
        "machine_may_not": not (
            attempt.by.kind == "machine" and (attempt.adverse or attempt.holder is not None)
        ),
    }
    if step.unit == "own":
        met["wrong_unit"] = all(any(seat.unit == here for seat in on_duty[day]) for day in days)
    if step.unit == "other":
        around = {
            seat.unit for one in everyone for seat in _tenures(attempt, one) for day in days if _in(seat, day)
        }
        met["wrong_unit"] = here not in around
    if step.level:
        met["wrong_level"] = all(
            any(
                _level(court, seat.unit) in step.level and (step.unit != "own" or seat.unit == here)
                for seat in on_duty[day]
            )
            for day in days
        )
    if attempt.holder is not None:
        met["not_delegable"] = not attempt.adverse if step.delegable is None else step.delegable
        met["not_delegated"] = bool(grants)
        met["delegate_without_office"] = all(
            any(_in(seat, day) and _of_the_court(court, seat) for seat in _tenures(attempt, attempt.by))
            for day in days
        )
    codes = {code for code, kept in met.items() if not kept}
    for one in everyone:
        codes |= _personal(court, attempt, one.id, days)
    if step.same_as and not _did(attempt, powerful.id, step.same_as, attempt.proceeding.history):
        codes.add("not_same_person")
    if step.approvals > 1 and _already(attempt, everyone):
        codes.add("already_approved")
    return codes


def _personal(court: Court, attempt: Attempt, account: str, days: Iterable[date]) -> set[str]:
    """What is held against one person, whatever their office."""
    step, matter, me = attempt.step, attempt.proceeding, _who(attempt, account)
    concerned = {_who(attempt, one) for one in matter.subject.persons}
    codes = set()
    if step.not_subject and me in concerned:
        codes.add("subject_of_it")
    if me in {_who(attempt, one) for one in matter.recused}:
        codes.add("recused")
    if _did(attempt, account, step.not_same_as, (*matter.history, *matter.approvals)):
        codes.add("same_person")
    if _decided_above(court, attempt, me):
        codes.add("same_person_above")
    if step.not_subject and attempt.silent:
        codes.add("check_failed")
    elif step.not_subject:
        for tie in attempt.register.ties:
            ends = {_who(attempt, tie.person), _who(attempt, tie.other)}
            if (
                me in ends
                and (ends - {me}) & concerned
                and any(_between(tie.since, tie.until, d) for d in days)
            ):
                codes.add("related")
    return codes


def _decided_above(court: Court, attempt: Attempt, me: str) -> bool:
    """Whether this person took, consented to or sat on a step of the proceeding above that this one is apart from."""
    if attempt.above is None:
        return False
    every: list[Done | Approval] = [*attempt.above.history, *attempt.above.approvals]
    for one in court.upper.transitions:
        named = one.event in attempt.step.not_same_as_parent
        reviewed = "contested" in attempt.step.not_same_as_parent and one.remedy == court.workflow.name
        acts = [act for act in every if act.event == one.event and (named or reviewed)]
        behind = {who for act in acts for who in (act.by, act.on_behalf_of) if who}
        if acts and one.quorum is not None:
            sat = attempt.above.data[one.quorum.members]
            behind |= set(sat) if isinstance(sat, list) else set()
        if me in {_who(attempt, who) for who in behind}:
            return True
    return False


def _body(court: Court, attempt: Attempt) -> set[str]:
    quorum = attempt.step.quorum
    if quorum is None:
        return set()
    listed = attempt.data[quorum.members]
    assert isinstance(listed, list)
    codes = set()
    for member in listed:
        codes |= _personal(court, attempt, member, (attempt.on, attempt.today))
    heads = len({_who(attempt, member) for member in listed})
    whole = court.sizes[str(quorum.more_than_half_of)]
    if heads != len(listed) or 2 * heads <= whole or (quorum.odd and heads % 2 == 0):
        codes.add("no_quorum")
    return codes


def _named(court: Court, attempt: Attempt) -> set[str]:
    """Whoever the data name must be somebody the docket knows, unless the field is for outsiders."""
    named: list[object] = []
    for name, value in attempt.data.items():
        kind = court.workflow.fields[name]
        if kind.outside:
            continue
        if kind.type == "person":
            named.append(value)
        if kind.type == "persons" and isinstance(value, list):
            named += value
        if kind.type == "records" and isinstance(value, list):
            named += [row[key] for row in value for key in kind.columns if kind.columns[key].type == "person"]
    if attempt.unlisted:
        return {"check_failed"} if attempt.data.keys() & _for_persons(court) else set()
    return {"unknown_person"} if any(_nobody(attempt, str(one)) for one in named) else set()


def _for_persons(court: Court) -> set[str]:
    fields = court.workflow.fields
    return {
        name
        for name, kind in fields.items()
        if kind.type in {"person", "persons", "records"} and not kind.outside
    }


def _nobody(attempt: Attempt, account: str) -> bool:
    everybody = attempt.register.everybody
    return everybody is not None and _who(attempt, account) not in everybody


def _consents(court: Court, attempt: Attempt) -> set[str]:
    """The natural persons whose earlier consent to this request still counts."""
    counted = set()
    for given in _same(attempt):
        if given.until is not None and given.until <= attempt.today:
            continue
        rest = tuple(one for one in attempt.proceeding.approvals if one != given)
        again = evolve(
            attempt,
            by=Actor(given.by, given.by),
            holder=None if given.on_behalf_of is None else Actor(given.on_behalf_of, given.on_behalf_of),
            proceeding=evolve(attempt.proceeding, approvals=rest),
        )
        against = _codes(court, again, (attempt.today,))
        if _who(attempt, given.on_behalf_of or given.by) not in attempt.register.tenures:
            against &= PERSONAL | {"check_failed"}
        if not against:
            counted.add(_who(attempt, given.by))
    return counted


def _already(attempt: Attempt, everyone: Iterable[Actor]) -> bool:
    behind = {_who(attempt, one) for given in _same(attempt) for one in (given.by, given.on_behalf_of) if one}
    return any(_who(attempt, one.id) in behind for one in everyone)


def _same(attempt: Attempt) -> list[Approval]:
    return [
        given
        for given in attempt.proceeding.approvals
        if (given.event, given.request) == (attempt.step.event, attempt.request)
    ]


def _did(attempt: Attempt, account: str, events: Iterable[str], acts: Iterable[Done | Approval]) -> bool:
    me, wanted = _who(attempt, account), set(events)
    return any(
        act.event in wanted and me in {_who(attempt, one) for one in (act.by, act.on_behalf_of) if one}
        for act in acts
    )


def _grants(court: Court, attempt: Attempt, days: Iterable[date]) -> list[Delegation]:
    if attempt.holder is None:
        return []
    pair = _who(attempt, attempt.holder.id), _who(attempt, attempt.by.id)
    return [
        grant
        for grant in attempt.register.lent
        if (_who(attempt, grant.delegator), _who(attempt, grant.delegate)) == pair
        and all(_between(grant.since, grant.until, day) for day in days)
        and (not grant.workflows or court.workflow.name in grant.workflows)
        and (not grant.events or attempt.step.event in grant.events)
        and set(grant.roles) & set(attempt.step.by)
    ]


def _tenures(attempt: Attempt, actor: Actor) -> tuple[Tenure, ...]:
    """The register's word on somebody's offices; where it has none, their own."""
    return attempt.register.tenures.get(_who(attempt, actor.id), actor.tenures)


def _fits(court: Court, seat: Tenure, actor: Actor) -> bool:
    role = court.roles[seat.role]
    place = court.units.get(str(seat.unit))
    placed = not role.held_in or place is None or place.kind in role.held_in
    return placed and not (role.machine and actor.kind == "human")


def _of_the_court(court: Court, seat: Tenure) -> bool:
    role = court.roles[seat.role]
    return not role.external and not role.machine


def _level(court: Court, name: str | None) -> str | None:
    if name is None:
        return None
    return court.units[name].level or _level(court, court.units[name].parent)


def _who(attempt: Attempt, account: str) -> str:
    return attempt.register.accounts.get(account, account)


def _in(seat: Tenure, day: date) -> bool:
    return _between(seat.since, seat.until, day)


def _between(since: date, until: date | None, day: date) -> bool:
    return since <= day and not (until is not None and until <= day)
