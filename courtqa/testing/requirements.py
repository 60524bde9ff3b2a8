"""What an adverse step needs, one requirement at a time: each taken away alone, the step must be refused.

The worked cases of a pack give for each adverse step one attempt in which nothing is missing. From its definition
follow the requirements; for each an attempt is made that differs in it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from attrs import evolve, frozen

from courtqa.policy import Policy
from courtqa.testing.cases import Taken, steps_taken
from courtqa.workflows import (
    Approval,
    Child,
    Done,
    GuardCall,
    Refusal,
    Relation,
    Step,
    Tenure,
    Transition,
    Way,
    decide,
)

__all__ = ["Lacking", "adverse_steps", "lacking", "requirements"]


@frozen
class Attempt:
    """Everything a step is decided on."""

    taken: Taken

    def decided(self) -> Step | Refusal:
        """What the engine makes of it. The people are those of the case, whoever asks with the offices said here."""
        t = self.taken
        known = evolve(t.persons, tenures={**t.persons.tenures, t.by.id: t.by.tenures})
        return decide(t.plan, t.before, t.event, by=t.by, at=t.at, data=t.data, persons=known, kin=t.kin)


@frozen
class Lacking:
    """An attempt that lacks one requirement, and by which code it must be refused."""

    requirement: str
    code: str
    outcome: Step | Refusal

    @property
    def refused(self) -> bool:
        """Whether it was refused, and for that reason; one consent of several is no step either."""
        if isinstance(self.outcome, Refusal):
            return self.code in self.outcome.codes
        return self.code == "one_of_several" and self.outcome.event.kind == "approval"


def adverse_steps(policy: Policy) -> Mapping[tuple[str, date, int], Taken | None]:
    """Every adverse transition of the policy's workflows, with an attempt of a worked case that takes it.

    Keyed by workflow, edition and place in the file. None: no case takes it, so nothing is shown of it.
    """
    wanted: dict[tuple[str, date, int], Taken | None] = {}
    for edition in policy.editions("workflows"):
        for index, one in enumerate(edition.value.transitions):
            state = edition.value.states.get(one.to or "")
            if not one.clock and (one.adverse or (state is not None and state.adverse)):
                wanted[edition.name, edition.since, index] = None
    for taken in steps_taken(policy):
        if taken.outcome.event.kind != "step":
            continue
        key = taken.plan.workflow.name, taken.plan.workflow.since, _index(taken)
        if key in wanted and wanted[key] is None:
            wanted[key] = taken
    return wanted


def way_of(taken: Taken) -> Way:
    """The way that the attempt took, of all that lead on by that event."""
    place = taken.before.state, taken.event
    for way in taken.plan.table[place]:
        alone = evolve(taken.plan, table={**taken.plan.table, place: (way,)})
        if isinstance(Attempt(evolve(taken, plan=alone)).decided(), Step):
            return way
    raise LookupError(taken.event)


def _index(taken: Taken) -> int:
    one = way_of(taken).transition
    return next(at for at, each in enumerate(taken.plan.workflow.transitions) if each is one)


def requirements(taken: Taken) -> tuple[str, ...]:
    """The names of all that the step needs, as its definition says."""
    return tuple(name for name, _, _ in _changes(taken))


def lacking(taken: Taken) -> Iterator[Lacking]:
    """For each requirement the attempt without it."""
    for name, code, change in _changes(taken):
        yield Lacking(name, code, change(Attempt(taken)).decided())


Change = Callable[[Attempt], Attempt]


def _changes(taken: Taken) -> Iterator[tuple[str, str, Change]]:
    one = way_of(taken).transition
    yield from _office(taken, one)
    yield from _person(taken, one)
    yield from _body(taken, one)
    for name in one.requires:
        yield f"data: {name}", "missing_data", _without(name)
    for event in one.after:
        yield f"before: {event}", "not_heard_before", _never(event)
    for place, call in enumerate(one.when):
        yield from _condition(taken, call, place)
    if one.during is not None:
        yield "beside: " + one.during.workflow, "outside_milestone", lambda a: _with(a, kin=())
    for wait in one.awaits:
        yield "awaits: " + ", ".join(wait.of), "children_not_done", _under_way(wait.of[0])


def _with(attempt: Attempt, **changes: Any) -> Attempt:
    return evolve(attempt, taken=evolve(attempt.taken, **changes))


def _office(taken: Taken, one: Transition) -> Iterator[tuple[str, str, Change]]:
    def holding(*tenures: Tenure) -> Change:
        return lambda a: _with(a, by=evolve(a.taken.by, tenures=tenures))

    yield "an office", "role_missing", holding()
    ended = tuple(evolve(each, until=date(2000, 1, 1), since=date.min) for each in taken.by.tenures)
    yield "an office in tenure", "not_in_tenure", holding(*ended)
    if one.unit == "other":
        unit = taken.before.subject.unit
        own = (*taken.by.tenures, Tenure("court_clerk", unit))
        yield "another unit", "wrong_unit", holding(*own)


def _person(taken: Taken, one: Transition) -> Iterator[tuple[str, str, Change]]:
    me, subject = taken.by.id, taken.before.subject

    def subjects(*persons: str) -> Change:
        return lambda a: _with(a, before=evolve(a.taken.before, subject=evolve(subject, persons=persons)))

    yield "a human being", "machine_may_not", lambda a: _with(a, by=evolve(a.taken.by, kind="machine"))
    yield "not recused", "recused", lambda a: _with(a, before=evolve(a.taken.before, recused=(me,)))
    if one.not_subject:
        yield "not the person concerned", "subject_of_it", subjects(*subject.persons, me)
        tie = Relation(me, "somebody", "spouse")
        yield (
            "not related to the person concerned",
            "related",
            lambda a: _with(
                subjects(*subject.persons, "somebody")(a), persons=evolve(a.taken.persons, ties=(tie,))
            ),
        )
    for event in one.not_same_as:
        yield f"apart from: {event}", "same_person", _did(event, me)
    if one.same_as:
        yield (
            "same as: " + ", ".join(one.same_as),
            "not_same_person",
            _did(one.same_as[0], "somebody", only=True),
        )


def _did(event: str, who: str, *, only: bool = False) -> Change:
    def change(attempt: Attempt) -> Attempt:
        before = attempt.taken.before
        history = before.history
        if only or any(done.event == event for done in history):
            history = tuple(evolve(done, by=who) if done.event == event else done for done in history)
        else:
            history = (*history, Done(len(history) + 1, event, who, history[-1].on))
        return _with(attempt, before=evolve(before, history=history))

    return change


def _body(taken: Taken, one: Transition) -> Iterator[tuple[str, str, Change]]:
    if one.approvals > 1:
        yield (
            f"{one.approvals} persons",
            "one_of_several",
            lambda a: _with(a, before=evolve(a.taken.before, approvals=())),
        )
        mine = taken.before.approvals[0] if taken.before.approvals else None
        if isinstance(mine, Approval):
            own = evolve(mine, by=taken.by.id)
            yield (
                "not the same person twice",
                "already_approved",
                lambda a: _with(a, before=evolve(a.taken.before, approvals=(own,))),
            )
    if one.quorum is not None:
        name = one.quorum.members
        seated = taken.data[name]
        assert isinstance(seated, list | tuple)
        yield "enough who sat", "no_quorum", _holding(name, list(seated)[:1])


def _without(name: str) -> Change:
    return lambda a: _with(a, data={key: value for key, value in a.taken.data.items() if key != name})


def _holding(name: str, value: object) -> Change:
    """The same with another value, brought by the step or on the record already."""

    def change(attempt: Attempt) -> Attempt:
        taken = attempt.taken
        if name in taken.data:
            return _with(attempt, data={**taken.data, name: value})
        return _with(attempt, before=evolve(taken.before, data={**taken.before.data, name: value}))

    return change


def _never(event: str) -> Change:
    def change(attempt: Attempt) -> Attempt:
        before = attempt.taken.before
        kept = tuple(done for done in before.history if done.event != event)
        return _with(attempt, before=evolve(before, history=kept))

    return change


def _under_way(workflow: str) -> Change:
    """A child of that workflow is still open."""

    def change(attempt: Attempt) -> Attempt:
        before = attempt.taken.before
        return _with(
            attempt, before=evolve(before, children=(*before.children, Child("under-way", workflow)))
        )

    return change


def _condition(taken: Taken, call: GuardCall, place: int) -> Iterator[tuple[str, str, Change]]:
    """The condition unmet, by a rule no longer in force or by the first value of its field for which it fails."""
    if call.guard == "rule_in_force":
        path = str(call.params["rule"])
        yield f"rule: {path}", "series_not_in_force", lambda a: _with(a, plan=_repealed(a, path))
        return
    if call.guard == "ends_within" and call.params.get("when") is not None:
        field = str(call.params["when"])
        if {**taken.before.data, **taken.data}.get(field) != call.params.get("holds"):
            return  # asked of another kind only
    found = _failing(taken, call)
    if found is not None:
        yield f"condition {place}: {call.guard}", "guard_failed", found
    else:
        yield f"condition {place}: {call.guard}", "guard_failed", lambda a: a  # shown to be untested


def _failing(taken: Taken, call: GuardCall) -> Change | None:
    """A change of one field for which just this condition fails."""
    if call.guard == "happened":
        return _never(str(call.params["event"]))
    for value in _values(taken, call):
        change = _holding(str(call.params["field"]), value)
        outcome = change(Attempt(taken)).decided()
        if isinstance(outcome, Refusal) and set(outcome.codes) == {"guard_failed"}:
            return change
    return None


def _values(taken: Taken, call: GuardCall) -> Iterator[object]:
    field = taken.plan.workflow.fields[str(call.params["field"])]
    today = taken.plan.day_of(taken.at)
    if field.type == "date":
        for days in (-1, 1, -400, 4000):
            yield (today + timedelta(days)).isoformat()
    elif field.type == "choice":
        yield from field.choices
    elif field.type in ("texts", "persons"):
        yield []
    elif field.type == "person":
        yield from taken.before.subject.persons
    elif field.type == "yes_no":
        yield from (True, False)
    elif field.type in ("integer", "decimal"):
        for number in (0, 99):
            yield number if field.type == "integer" else str(number)
    else:
        yield ""


def _repealed(attempt: Attempt, path: str) -> Any:
    """The plan with that rule repealed from the day before."""
    plan = attempt.taken.plan
    day = plan.day_of(attempt.taken.at)
    known = plan.series

    def series(wanted: str) -> Any:
        found = known(wanted)
        if wanted != path or found is None:
            return found
        return evolve(
            found, values=tuple(evolve(each, value=None) for each in found.values if each.since <= day)
        )

    return evolve(plan, series=series)
