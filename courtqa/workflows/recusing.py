"""Taking a person out of a proceeding, and looking again at what they did in it before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from attrs import frozen

from courtqa.text import Text
from courtqa.workflows.authority import OFFICE, Check, answers, failed, known_actor
from courtqa.workflows.impartiality import not_recused, not_related, not_the_subject
from courtqa.workflows.offices import opening_offices
from courtqa.workflows.opening import OPENED
from courtqa.workflows.personnel import NOBODY, Persons
from courtqa.workflows.plan import Plan, Way
from courtqa.workflows.question import Question
from courtqa.workflows.reasons import reason as why
from courtqa.workflows.recording import recusal, upholding
from courtqa.workflows.records import Actor, Done, Proceeding, Reason, Refusal, Step
from courtqa.workflows.weighing import Request, manner

__all__ = ["Flag", "flags_of", "recuse", "uphold"]

LOOKING_AGAIN: tuple[Check, ...] = (*OFFICE, not_the_subject, not_recused, not_related)


@frozen
class Flag:
    """A step to be looked at again, because whoever took it should not have."""

    proceeding: str
    seq: int
    event: str
    by: str
    on: date
    why: Text


@frozen
class Word:
    """What somebody says on who may act in a proceeding, and of whom."""

    plan: Plan
    proceeding: Proceeding
    request: Request
    person: str


Saying = Callable[[Word], Iterator[Reason]]


def recuse(
    plan: Plan,
    proceeding: Proceeding,
    person: str,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    persons: Persons = NOBODY,
) -> Step | Refusal:
    """The recusal of a person, declared or found.

    Their earlier acts are not undone: they are flagged, to be looked at again, and open consents of theirs fall.
    """
    request = _request(
        plan, proceeding, "recused", {"person": person}, by=by, at=at, reason=reason, persons=persons
    )
    word = Word(plan, proceeding, request, person)
    reasons = [*manner(proceeding, request), *_speaking_against(DECLARING, word)]
    return _refusal(proceeding, request, reasons) if reasons else recusal(plan, proceeding, request, person)


def uphold(
    plan: Plan,
    proceeding: Proceeding,
    seq: int,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    persons: Persons = NOBODY,
) -> Step | Refusal:
    """The word of somebody else who is competent for a flagged step that it stands: its flag goes.

    A step that does not stand is put right by the steps that the workflow has for that.
    """
    request = _request(plan, proceeding, "upheld", {"seq": seq}, by=by, at=at, reason=reason, persons=persons)
    word = Word(plan, proceeding, request, by.id)
    reasons = [*manner(proceeding, request), *_speaking_against(BARE, word)]
    if not reason:
        reasons.append(why("missing_data", plan.rule, field=Text(zh="理由", en="the reason"), name="reason"))
    flagged = next(
        (done for done in proceeding.history if done.seq == seq and seq in proceeding.flagged), None
    )
    if flagged is None:
        reasons.append(why("not_flagged", plan.rule, seq=seq))
    else:
        reasons += _incompetent(plan, proceeding, request, flagged)
    return _refusal(proceeding, request, reasons) if reasons else upholding(plan, proceeding, request, seq)


def flags_of(plan: Plan, proceeding: Proceeding, persons: Persons = NOBODY) -> Iterator[Flag]:
    """The steps to be looked at again: those flagged when somebody was recused, and those by persons who, as
    the register now says, were related that day to someone the proceeding is about.
    """
    natural = persons.person
    subjects = set(map(natural, proceeding.subject.persons))
    for done in proceeding.history:
        told = None
        if done.seq in proceeding.flagged:
            told = Text(zh="经办人后来回避", en="whoever took it was recused since")
        elif _impartial(plan, done.event):
            for account in filter(None, (done.by, done.on_behalf_of)):
                for tie in persons.relations(natural(account)):
                    other = {natural(tie.person), natural(tie.other)} - {natural(account)}
                    if tie.holds(done.on) and other & subjects:
                        told = Text(zh=f"与当事人有关系（{tie.kind}）", en=f"related to a party ({tie.kind})")
        if told is not None:
            yield Flag(proceeding.id, done.seq, done.event, done.by, done.on, told)


def _impartial(plan: Plan, event: str) -> bool:
    """Whether the step is closed to those whom the proceeding is about."""
    ways = _ways(plan, event)
    return not ways or any(way.transition.not_subject for way in ways)


def still_open(word: Word) -> Iterator[Reason]:
    """Nobody is taken out of what is closed, nor is anything of it looked at again."""
    plan, proceeding = word.plan, word.proceeding
    if proceeding.closed:
        yield why("closed", plan.rule, state=plan.workflow.states[proceeding.state].title)


def said_by_a_person(word: Word) -> Iterator[Reason]:
    """A machine has no word in who may act."""
    if word.request.by.kind == "machine":
        yield why("machine_may_not", word.plan.rule)


def who_is_known(word: Word) -> Iterator[Reason]:
    """Whoever is taken out is somebody the docket knows."""
    for one, near in word.request.persons.strangers((word.person,)).items():
        hint = Text(zh=f"，是否指“{near}”？" if near else "", en=f"; did you mean {near!r}?" if near else "")
        field = Text(zh="回避人员", en="who is taken out")
        yield why("unknown_person", word.plan.rule, field=field, name="person", person=one, hint=hint)


def not_out_yet(word: Word) -> Iterator[Reason]:
    """Nobody is taken out twice, under whichever account."""
    natural = word.request.persons.person
    if natural(word.person) in map(natural, word.proceeding.recused):
        yield why("already_recused", word.plan.rule, actor=word.person)


def theirs_to_say(word: Word) -> Iterator[Reason]:
    """It is the person's own word, a party's, or that of an office which may take others out."""
    plan, request, natural = word.plan, word.request, word.request.persons.person
    by = known_actor(request.by, request.persons)
    me, parties = natural(by.id), set(map(natural, word.proceeding.subject.persons))
    roles = frozenset(name for name, role in plan.roles.items() if role.recuses)
    held = [tenure for tenure in plan.competent(roles, by) if tenure.holds(request.today)]
    if not (me == natural(word.person) or me in parties or held):
        offices = (
            plan.titles("roles", roles)
            if roles
            else Text(zh="有权决定回避者", en="an office that the rules name for it")
        )
        yield why("may_not_recuse", plan.rule, actor=by.name, person=word.person, roles=offices)


BARE: tuple[Saying, ...] = (still_open, said_by_a_person)  # of any word on who may act
DECLARING: tuple[Saying, ...] = (*BARE, who_is_known, not_out_yet, theirs_to_say)


def _speaking_against(checks: Iterable[Saying], word: Word) -> Iterator[Reason]:
    """What the checks have against the word, each asked; one that raises is against it."""
    for check in checks:
        try:
            yield from check(word)
        except Exception as error:  # noqa: BLE001 - what cannot be looked up is not allowed
            yield failed(check.__name__, error, word.plan.rule)


def _incompetent(plan: Plan, proceeding: Proceeding, request: Request, done: Done) -> Iterable[Reason]:
    """Why this person could not have taken the step: by the way of it that speaks least against them."""
    ways, persons, days = _ways(plan, done.event), request.persons, (request.on, request.today)
    try:
        by = known_actor(request.by, persons)
        out = persons.person(by.id) in map(persons.person, proceeding.recused)
    except Exception as error:  # noqa: BLE001 - what cannot be looked up is not allowed
        yield failed("known_actor", error, plan.rule)
        return
    if not ways:  # the opening, or an act that belongs to no office
        if done.event == OPENED:
            yield from opening_offices(plan, by=by, days=days)
        if out:
            yield why("recused", plan.rule, actor=by.name)
        return
    asked = [Question(plan, way, proceeding, by, days, persons=request.persons) for way in ways]
    yield from min((list(answers(LOOKING_AGAIN, one)) for one in asked), key=len)


def _ways(plan: Plan, event: str) -> list[Way]:
    return [way for (_, name), ways in plan.table.items() if name == event for way in ways]


def _request(
    plan: Plan,
    proceeding: Proceeding,
    event: str,
    data: dict[str, object],
    *,
    by: Actor,
    at: datetime,
    reason: str,
    persons: Persons,
) -> Request:
    today = plan.day_of(at)
    last = proceeding.history[-1].on
    return Request(event, by, at, today, max(today, last), data, reason, persons=persons)


def _refusal(proceeding: Proceeding, request: Request, reasons: Iterable[Reason]) -> Refusal:
    return Refusal(proceeding.id, request.event, request.by.id, tuple(reasons))
