"""Law's doctests: the worked cases of a pack, played purely, with the line of everything that differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from attrs import evolve, frozen

from courtqa.errors import CourtqaError, NotInForce, PolicyError
from courtqa.policy import Document, Pack, Policy, read_as
from courtqa.testing.case_file import About, Case, StepOfCase, Who
from courtqa.testing.children import beside_in_case, ended, kin_in_case, led_on, rested
from courtqa.testing.differences import At, Outcome, data_differences, differences, listed
from courtqa.testing.moments import moment_of
from courtqa.workflows import (
    Actor,
    Kin,
    Personnel,
    Plan,
    Proceeding,
    Step,
    Subject,
    Tenure,
    decide,
    lapse,
    open_proceeding,
    plan_of,
    recuse,
)

__all__ = ["CaseResult", "Taken", "check_case", "check_cases", "steps_taken"]

NOBODY = Personnel()
HAPPENINGS = ("event", "lapse", "recuse", "child_ends", "child_rests")


@frozen
class CaseResult:
    """How one worked case came out. ``message`` says what was found and what was expected."""

    file: str
    line: int
    name: str
    ok: bool
    message: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.name}: {'ok' if self.ok else self.message}"


@frozen
class Taken:
    """A step that a worked case took: on which record, by whom, when, with what, and what came of it."""

    case: str
    plan: Plan
    before: Proceeding
    event: str
    by: Actor
    at: datetime
    data: Mapping[str, object]
    kin: tuple[Kin, ...]
    outcome: Step
    persons: Personnel = NOBODY  # the people of the case, with their offices
    rules: Policy | None = None  # kept: a plan lives no longer than its policy


Watch = Callable[[Taken], None]


def steps_taken(policy: Policy) -> tuple[Taken, ...]:
    """Every step that the worked cases of the policy's packs take, consents of several persons included."""
    found: list[Taken] = []
    for pack in policy.packs:
        for file in pack.cases:
            check_case(policy, file, name=_name(pack, file), watch=found.append)
    return tuple(evolve(each, rules=policy) for each in found)


def check_cases(policy: Policy) -> tuple[CaseResult, ...]:
    """How every worked case of the policy's packs comes out, in order of pack and file."""
    return tuple(
        result
        for pack in policy.packs
        for file in pack.cases
        for result in check_case(policy, file, name=_name(pack, file))
    )


def check_case(
    policy: Policy, file: Path, *, name: str | None = None, watch: Watch | None = None
) -> tuple[CaseResult, ...]:
    """How the worked case in that file comes out: one result when it is as expected, else one for each fault.

    ``watch`` is told of every step that is taken.
    """
    name = file.stem if name is None else name
    try:
        case, document = read_as(Case, file)
    except PolicyError as error:
        return tuple(
            CaseResult(
                problem.file, problem.line, name, False, f"found {problem.found}, expected {problem.expected}"
            )
            for problem in error.problems
        )
    faults = tuple(
        CaseResult(place.file, place.line, name, False, message)
        for at, message in _play(policy, case, name, watch)
        for place in [document.place(at)]
    )
    return faults or (CaseResult(str(file), _first_line(document), name, True),)


def _name(pack: Pack, file: Path) -> str:
    return file.relative_to(pack.folder / "cases").with_suffix("").as_posix()


def _first_line(document: Document) -> int:
    return document.place(("title",)).line


def _play(policy: Policy, case: Case, name: str, watch: Watch | None) -> Iterator[tuple[At, str]]:
    """Every difference, with its place. A step that goes wrong ends the case: nothing after it would mean much."""
    try:
        yield from _opening(policy, case, name, watch)
    except CourtqaError as error:
        yield ("workflow",), str(error)


def _opening(policy: Policy, case: Case, name: str, watch: Watch | None) -> Iterator[tuple[At, str]]:
    opened = case.opened
    strangers = list(_strangers(case))
    moment = moment_of(policy.zone, opened.at)
    if moment is None:
        strangers.append((("opened", "at"), _no_moment(opened.at)))
    if strangers or moment is None:
        yield from strangers
        return
    try:
        plan = plan_of(policy, case.workflow, on=moment.date())
    except NotInForce:
        if opened.in_force:
            raise
        if case.steps or case.end is not None:
            yield (
                ("steps" if case.steps else "finally",),
                "found what happens later, expected nothing to open",
            )
        return
    if not opened.in_force:
        yield ("opened", "in_force"), f"found the edition of {plan.workflow.since}, expected none in force"
        return
    outcome = open_proceeding(
        plan,
        id=case.opened.subject.id,
        court="court",
        subject=_subject(plan, opened.subject),
        by=_actor(case.people, opened.by),
        at=moment,
        data=opened.data,
        parent=next((each.workflow for each in case.beside if each.of == "parent"), None),
        persons=_register(case),
    )
    faults = list(differences(outcome, opened.expect))
    yield from ((("opened", *at), message) for at, message in faults)
    if isinstance(outcome, Step) and not faults:
        yield from _steps(plan, case, outcome.after, name, watch)


def _steps(
    plan: Plan, case: Case, proceeding: Proceeding, name: str, watch: Watch | None
) -> Iterator[tuple[At, str]]:
    children: tuple[Step, ...] = ()
    rests: dict[str, str] = {}
    beside = beside_in_case(case.beside, proceeding)
    for index, step in enumerate(case.steps):
        moment = moment_of(plan.time_zone, step.at)
        if moment is None:
            yield ("steps", index, "at"), _no_moment(step.at)
            return
        if step.child_rests is not None and _not_one(step) is None:
            if (wrong := rested(plan, proceeding, children, step.child_rests, rests)) is not None:
                yield ("steps", index, "child_rests"), wrong
                return
            continue
        kin = (*kin_in_case(proceeding, children, rests), *beside)
        outcome = (
            _take(plan, case, proceeding, step, moment, kin=kin)
            if step.child_ends is None
            else _child_ends(plan, proceeding, children, step, moment)
        )
        if isinstance(outcome, str):
            yield ("steps", index), outcome
            return
        if isinstance(outcome, Step):
            outcome = led_on(plan, outcome, at=moment)
        faults = list(differences(outcome, step.expect))
        yield from ((("steps", index, *at), message) for at, message in faults)
        if faults:
            return
        if isinstance(outcome, Step):
            if watch is not None and step.event is not None and step.by is not None:
                by = _actor(case.people, step.by)
                register = _register(case)
                watch(
                    Taken(name, plan, proceeding, step.event, by, moment, step.data, kin, outcome, register)
                )
            proceeding = outcome.after
            children += outcome.opens
    if case.end is not None:
        yield from _at_the_end(case, proceeding)


def _take(
    plan: Plan,
    case: Case,
    proceeding: Proceeding,
    step: StepOfCase,
    moment: datetime,
    *,
    kin: tuple[Kin, ...],
) -> Outcome | str:
    """The step taken, or refused, or why it cannot be read."""
    if (several := _not_one(step)) is not None:
        return several
    if step.lapse is not None:
        return lapse(plan, proceeding, step.lapse, at=moment)
    if step.by is None:
        return "found nobody who does it, expected `by`"
    by = _actor(case.people, step.by)
    if step.recuse is not None:
        register = _register(case)
        return recuse(plan, proceeding, step.recuse, by=by, at=moment, reason=step.reason, persons=register)
    return decide(
        plan,
        proceeding,
        step.event or "",
        by=by,
        at=moment,
        on=step.on,
        data=step.data,
        reason=step.reason,
        kin=kin,
        persons=_register(case),
    )


def _child_ends(
    plan: Plan,
    proceeding: Proceeding,
    children: tuple[Step, ...],
    step: StepOfCase,
    moment: datetime,
) -> Outcome | str:
    """What the end of children does, or why they cannot end so."""
    assert step.child_ends is not None
    if (several := _not_one(step)) is not None:
        return several
    return ended(plan, proceeding, children, step.child_ends, at=moment)


def _not_one(step: StepOfCase) -> str | None:
    """What is wrong with a step in which nothing happens, or more than one thing."""
    kinds = [kind for kind in HAPPENINGS if getattr(step, kind) is not None]
    if len(kinds) == 1:
        return None
    found = " and ".join(kinds) or "nothing that happens"
    return f"found {found}, expected one of {', '.join(HAPPENINGS)}"


def _at_the_end(case: Case, proceeding: Proceeding) -> Iterator[tuple[At, str]]:
    end = case.end
    assert end is not None
    if proceeding.state != end.state:
        yield ("finally", "state"), f"found the state {proceeding.state}, expected {end.state}"
    if end.closed not in (None, proceeding.closed):
        yield ("finally", "closed"), f"found closed: {proceeding.closed}, expected {end.closed}"
    history = tuple(done.event for done in proceeding.history[1:])
    if end.history not in (None, history):
        yield ("finally", "history"), f"found {listed(history)}, expected {listed(end.history or ())}"
    yield from ((("finally", *at), message) for at, message in data_differences(proceeding, end.data))


def _strangers(case: Case) -> Iterator[tuple[At, str]]:
    """Whoever acts without being one of the people."""
    acting: Iterable[tuple[At, str | None]] = [
        (("opened", "by"), case.opened.by),
        *((("steps", index, "by"), step.by) for index, step in enumerate(case.steps)),
    ]
    for at, who in acting:
        if who is not None and who not in case.people:
            yield at, f"found {who!r}, expected one of the people: {listed(tuple(case.people))}"


def _actor(people: Mapping[str, Who], key: str) -> Actor:
    who = people[key]
    since, until = who.since or date.min, who.until
    return Actor(key, who.name, tuple(Tenure(role, who.unit, since, until) for role in who.roles))


def _register(case: Case) -> Personnel:
    """The offices of the people of the case, where persons are looked up."""
    return Personnel(tenures={key: _actor(case.people, key).tenures for key in case.people})


def _subject(plan: Plan, about: About) -> Subject:
    return Subject(plan.workflow.subject, about.id, about.unit, about.persons, about.title)


def _no_moment(written: str) -> str:
    return f"found {written!r}, expected a day such as 2007-03-01, or a day and hour such as 2007-03-01 14:30"
