"""Opening a proceeding: its first event, under the edition of its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from attrs import evolve, frozen

from courtqa.workflows.authority import failed, known_actor, naming_reasons
from courtqa.workflows.data import check_data, request_digest
from courtqa.workflows.definition import Opening
from courtqa.workflows.fold import apply, opening_row
from courtqa.workflows.guards import person_id
from courtqa.workflows.ledger_rows import clock_rows
from courtqa.workflows.offices import opening_offices, roles_used
from courtqa.workflows.personnel import NOBODY, Persons
from courtqa.workflows.plan import Plan
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Actor, Event, Proceeding, Reason, Refusal, Step, Subject
from courtqa.workflows.timekeeping import opening_clocks

__all__ = ["OPENED", "open_child", "open_proceeding"]

OPENED = "opened"  # the name under which the opening stands in the history


@frozen
class _Request:
    id: str
    court: str
    subject: Subject
    by: Actor
    at: datetime
    on: date
    data: Mapping[str, object]
    parent: str | None
    idem: str


def open_proceeding(
    plan: Plan,
    *,
    id: str,
    court: str,
    subject: Subject,
    by: Actor,
    at: datetime,
    on: date | None = None,
    data: Mapping[str, object] | None = None,
    parent: str | None = None,
    idem: str = "",
    persons: Persons = NOBODY,
) -> Step | Refusal:
    """The opening step, or all the reasons why this may not be opened. Nothing is changed."""
    today = plan.day_of(at)
    day = today if on is None else on
    try:
        by = known_actor(by, persons)
        reasons = list(opening_offices(plan, by=by, days=(day, today)))
        reasons += _partial(plan, subject, by=by, persons=persons, days=(day, today))
    except Exception as error:  # noqa: BLE001 - what cannot be looked up is not allowed
        reasons = [failed("opening_offices", error, plan.rule)]
    reasons += naming_reasons(plan.workflow, data or {}, persons)
    if day > today:
        reasons.append(reason("wrong_day", plan.rule, on=day, earliest=day.min, latest=today))
    return _open(
        plan,
        _Request(id, court, subject, by, at, day, dict(data or {}), parent, idem),
        reasons,
    )


def _partial(
    plan: Plan, subject: Subject, *, by: Actor, persons: Persons, days: tuple[date, ...]
) -> Iterator[Reason]:
    """Why the actor may not open it about these persons: one of them, or related to one."""
    me, about = persons.person(by.id), set(map(persons.person, subject.persons))
    if me in about:
        yield reason("subject_of_it", plan.rule, actor=by.name)
    for tie in persons.relations(me) if about else ():
        others = {persons.person(tie.person), persons.person(tie.other)} - {me}
        if others & about and any(map(tie.holds, days)):
            facts = {"actor": by.name, "other": ", ".join(sorted(others)), "kind": tie.kind}
            yield reason("related", plan.rule, **facts)


def open_child(
    plan: Plan,
    opening: Opening,
    *,
    parent: Proceeding,
    id: str,
    by: Actor,
    at: datetime,
    on: date,
    idem: str,
    entry: object = None,
) -> Step | Refusal:
    """The opening of a child on the authority of its parent's step. Its id tells where it came from.

    ``entry`` is the one of a list for which it is opened: what it is about, or the value of the field ``into``.
    """
    data = {name: parent.data[name] for name in opening.carry if name in parent.data}
    if opening.into is not None:
        data[opening.into] = entry
    key = f"{idem}:{id}" if idem else ""
    subject = _about(opening, plan.workflow.subject, entry, parent)
    return _open(
        plan,
        _Request(id, parent.court, subject, by, at, on, data, parent.id, key),
        [],
    )


def _about(opening: Opening, kind: str, entry: object, parent: Proceeding) -> Subject:
    """What the child is about: what the opening names, the entry of its list, else what its parent is about."""
    subject = evolve(parent.subject, kind=kind)
    if entry is not None and opening.into is None:
        subject = _named(kind, person_id(entry), parent.subject)
    elif opening.about is not None:
        subject = _named(kind, str(parent.data[opening.about]), parent.subject)
    if opening.unit is not None:
        subject = evolve(subject, unit=str(parent.data[opening.unit]))
    if opening.persons is not None:
        listed = parent.data[opening.persons]
        assert isinstance(listed, list | tuple), opening.persons
        subject = evolve(subject, persons=tuple(map(person_id, listed)))
    return subject


def _named(kind: str, name: str, above: Subject) -> Subject:
    """A person, a unit, or something else of the parent's unit, by its name."""
    if kind == "person":
        return Subject(kind, name, above.unit, (name,))
    return Subject(kind, name, name if kind == "unit" else above.unit, title=name)


def _open(plan: Plan, request: _Request, reasons: list[Reason]) -> Step | Refusal:
    workflow = plan.workflow
    if request.subject.kind != workflow.subject:
        reasons.append(
            reason(
                "wrong_subject",
                plan.rule,
                workflow=workflow.title,
                expected=workflow.subject,
                found=request.subject.kind,
            )
        )
    clean, faults = check_data(
        workflow,
        request.data,
        requires=workflow.open_requires,
        takes=frozenset(workflow.open_requires + workflow.open_allows),
        units=plan.units,
        rule=plan.rule,
        listed=plan.listed,
    )
    clocks, unset = opening_clocks(plan, clean, on=request.on)
    unset = [why for why in unset if not (faults and why.code == "missing_data")]
    reasons = list(dict.fromkeys([*reasons, *faults, *unset]))
    if reasons:
        return Refusal(request.id, OPENED, request.by.id, tuple(reasons))
    payload: dict[str, object] = {"opened": opening_row(workflow, request.subject, request.parent)}
    if clean:
        payload["data"] = clean
    if clocks:
        payload["clocks"] = clock_rows(clocks)
    event = Event(
        proceeding=request.id,
        court=request.court,
        seq=1,
        kind="opened",
        transition=OPENED,
        source=None,
        target=workflow.initial,
        actor=request.by.id,
        roles=roles_used(plan, frozenset(workflow.open_by), by=request.by, on=request.on),
        recorded_at=request.at,
        effective_on=request.on,
        definition=plan.definition,
        policy=plan.policy,
        calendar=plan.calendar_digest,
        idem=request.idem,
        request=request_digest(request.id, OPENED, data=clean, by=request.by.id, on=request.on),
        payload=payload,
    )
    return Step(event, apply(None, event))
