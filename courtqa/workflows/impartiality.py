"""Whether the person may: no party to it, not recused, not related, not bound by an earlier act, no machine.

Whoever acts for another brings both persons in: what bars either bars the step. Persons are compared as natural
persons, whatever account they use.
"""

from __future__ import annotations

from collections.abc import Iterable

from courtqa.text import Text
from courtqa.workflows.above import opener
from courtqa.workflows.concerning import concerns
from courtqa.workflows.personnel import Relation
from courtqa.workflows.question import Question
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Reason

__all__ = [
    "a_person_where_it_harms",
    "did_nothing_above_that_bars",
    "did_nothing_that_bars",
    "did_what_it_builds_on",
    "not_recused",
    "not_related",
    "not_the_subject",
]


@concerns(lambda way, _: way.transition.not_subject)
def not_the_subject(asked: Question) -> Iterable[Reason]:
    """Nobody whom the proceeding is about, unless the step is theirs."""
    if not asked.proceeding.subject.persons:
        return ()
    about, rule = asked.subjects, asked.way.rule
    return [reason("subject_of_it", rule, actor=who.name) for who, person in asked.people if person in about]


def not_recused(asked: Question) -> Iterable[Reason]:
    """Nobody who was taken out of the proceeding."""
    if not asked.proceeding.recused:
        return ()
    out, rule = set(map(asked.persons.person, asked.proceeding.recused)), asked.way.rule
    return [reason("recused", rule, actor=who.name) for who, person in asked.people if person in out]


@concerns(lambda way, _: way.transition.not_subject)
def not_related(asked: Question) -> Iterable[Reason]:
    """Nobody who is related to someone the proceeding is about, unless the step is open to that person too."""
    return _related(asked) if asked.proceeding.subject.persons else ()


def _related(asked: Question) -> Iterable[Reason]:
    for who, person in asked.people:
        for tie in asked.persons.relations(person):
            if _binds(asked, tie, person):
                facts = {"actor": who.name, "other": _other(asked, tie, person), "kind": tie.kind}
                yield reason("related", asked.way.rule, **facts)


def _binds(asked: Question, tie: Relation, person: str) -> bool:
    return _other(asked, tie, person) in asked.subjects and any(map(tie.holds, asked.days))


def _other(asked: Question, tie: Relation, person: str) -> str:
    ends = [asked.persons.person(tie.person), asked.persons.person(tie.other)]
    return ends[1] if ends[0] == person else ends[0]


@concerns(lambda way, _: bool(way.transition.not_same_as))
def did_nothing_that_bars(asked: Question) -> Iterable[Reason]:
    """Nobody who did one of the steps that this one must be kept apart from."""
    for actor, person in asked.people:
        acts = asked.barred_acts(person)
        if acts:
            titles = _quoted(map(asked.plan.event_title, acts))
            yield reason("same_person", asked.way.rule, actor=actor.name, events=titles)


@concerns(lambda way, _: bool(way.transition.not_same_as_parent))
def did_nothing_above_that_bars(asked: Question) -> Iterable[Reason]:
    """Nobody who took, or sat on, one of the steps of the proceeding above that this one must be kept apart from."""
    for actor, person in asked.people:
        acts = [event for event, people in asked.barred_above.items() if person in people]
        if acts:
            above = asked.plan.above[opener(asked.kin).workflow]
            titles = _quoted(above.titles[event] for event in acts)
            facts = {"actor": actor.name, "workflow": above.title, "events": titles}
            yield reason("same_person_above", asked.way.rule, **facts)


def _quoted(titles: Iterable[Text]) -> Text:
    listed = list(titles)
    return Text(zh="".join(f"“{one.zh}”" for one in listed), en=" and ".join(f"{one.en!r}" for one in listed))


@concerns(lambda way, _: bool(way.transition.same_as))
def did_what_it_builds_on(asked: Question) -> Iterable[Reason]:
    """Only whoever did one of the steps that this one continues."""
    events, holder = asked.way.transition.same_as, asked.people[-1][1]
    if not asked.did(events, holder):
        titles = [asked.plan.event_title(event) for event in events]
        done = Text(zh="、".join(each.zh for each in titles), en=" or ".join(each.en for each in titles))
        yield reason("not_same_person", asked.way.rule, actor=asked.holder.name, events=done)


@concerns(lambda way, for_another: way.adverse or for_another)
def a_person_where_it_harms(asked: Question) -> Iterable[Reason]:
    """No machine where the step is adverse to a person, and none that acts for somebody."""
    if asked.by.kind == "machine":
        yield reason("machine_may_not", asked.way.rule)
