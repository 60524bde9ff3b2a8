"""Whether the person may: no party to it, not recused, not related, not bound by an earlier act, no machine.

Whoever acts for another brings both persons in: what bars either bars the step. Persons are compared as natural
persons, whatever account they use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from courtqa.text import Text
from courtqa.workflows.above import opener
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


def not_the_subject(asked: Question) -> Iterator[Reason]:
    """Nobody whom the proceeding is about, unless the step is theirs."""
    if asked.way.transition.not_subject:
        for actor, person in asked.people:
            if person in asked.subjects:
                yield reason("subject_of_it", asked.way.rule, actor=actor.name)


def not_recused(asked: Question) -> Iterator[Reason]:
    """Nobody who was taken out of the proceeding."""
    if asked.proceeding.recused:
        recused = {asked.persons.person(account) for account in asked.proceeding.recused}
        for actor, person in asked.people:
            if person in recused:
                yield reason("recused", asked.way.rule, actor=actor.name)


def not_related(asked: Question) -> Iterator[Reason]:
    """Nobody who is related to someone the proceeding is about, unless the step is open to that person too."""
    if asked.way.transition.not_subject and asked.subjects:
        for actor, person in asked.people:
            for tie in asked.persons.relations(person):
                if _binds(asked, tie, person):
                    facts = {"actor": actor.name, "other": _other(asked, tie, person), "kind": tie.kind}
                    yield reason("related", asked.way.rule, **facts)


def _binds(asked: Question, tie: Relation, person: str) -> bool:
    return _other(asked, tie, person) in asked.subjects and any(map(tie.holds, asked.days))


def _other(asked: Question, tie: Relation, person: str) -> str:
    ends = [asked.persons.person(tie.person), asked.persons.person(tie.other)]
    return ends[1] if ends[0] == person else ends[0]


def did_nothing_that_bars(asked: Question) -> Iterator[Reason]:
    """Nobody who did one of the steps that this one must be kept apart from."""
    for actor, person in asked.people:
        acts = asked.barred_acts(person)
        if acts:
            titles = _quoted(map(asked.plan.event_title, acts))
            yield reason("same_person", asked.way.rule, actor=actor.name, events=titles)


def did_nothing_above_that_bars(asked: Question) -> Iterator[Reason]:
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


def did_what_it_builds_on(asked: Question) -> Iterator[Reason]:
    """Only whoever did one of the steps that this one continues."""
    events = asked.way.transition.same_as
    if events:
        holder = asked.people[-1][1]
        if not asked.did(events, holder):
            titles = [asked.plan.event_title(event) for event in events]
            done = Text(zh="、".join(each.zh for each in titles), en=" or ".join(each.en for each in titles))
            facts = {"actor": asked.holder.name, "events": done}
            yield reason("not_same_person", asked.way.rule, **facts)


def a_person_where_it_harms(asked: Question) -> Iterator[Reason]:
    """No machine where the step is adverse to a person, and none that acts for somebody."""
    if asked.by.kind == "machine" and (asked.way.adverse or asked.on_behalf_of is not None):
        yield reason("machine_may_not", asked.way.rule)
