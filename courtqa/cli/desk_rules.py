"""What a refusal says of a step: its own rule, titles beside ids, and the steps that a person can type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Actor, Plan, Proceeding, Way

__all__ = [
    "about",
    "in_names",
    "in_titles",
    "only_they",
    "person",
    "recorded_by",
    "spoken_rules",
    "typed_steps",
]


def person(actor: Actor, lang: Lang) -> str:
    """The person as lists show them."""
    if actor.name == actor.id:
        return actor.id
    return f"{actor.name}（{actor.id}）" if lang == "zh" else f"{actor.name} ({actor.id})"


def about(proceeding: Proceeding, known: Mapping[str, Actor], lang: Lang) -> str:
    """What the proceeding is about, as people call it: its title, a person by name, else its number."""
    subject = proceeding.subject
    if subject.title:
        return subject.title
    return person(known[subject.id], lang) if subject.id in known else subject.id


def spoken_rules(plan: Plan, event: str, proceeding: Proceeding | None) -> Mapping[str, Text]:
    """The authorities of the edition by their Chinese words; those of the step taken from here win.

    Steps of one name may share their Chinese words and differ in the others: three months or twelve.
    """
    state = None if proceeding is None else proceeding.state
    steps = sorted(plan.workflow.transitions, key=lambda one: one.event == event and state in one.source)
    return {one.authority.zh: one.authority for one in steps if one.authority}


def in_titles(plan: Plan, reason: Text) -> Text:
    """The reason, with what its Chinese words name by id named by its title too."""
    titles = {one.event: one.title.zh for one in plan.workflow.transitions}
    titles |= {name: field.title.zh for name, field in plan.workflow.fields.items()}

    def titled(at: re.Match[str]) -> str:
        return f"“{titles[at[1]]}”（{at[1]}）" if at[1] in titles else at[0]

    return Text(zh=re.sub(r"“([a-z0-9_]+)”", titled, reason.zh), en=reason.en)


def in_names(actors: Mapping[str, Actor], reason: Text) -> Text:
    """The reason, with each person whom it says by id named beside the id."""
    named = {one: actor for one, actor in actors.items() if actor.name != one}
    if not named:
        return reason
    ids = "|".join(map(re.escape, sorted(named, key=len, reverse=True)))
    alone = re.compile(rf"(?<![\w.@/\'“（(-])({ids})(?![\w.@/\'”=-])", re.ASCII)
    return Text(
        zh=alone.sub(lambda at: person(named[at[1]], "zh"), reason.zh),
        en=alone.sub(lambda at: person(named[at[1]], "en"), reason.en),
    )


def only_they(plan: Plan, event: str, proceeding: Proceeding | None, person: str) -> bool:
    """Whether a step that is kept for the persons concerned, or for those named, is theirs; true of every other step."""
    if proceeding is None:
        return True
    ways = plan.table.get((proceeding.state, event), ())
    return not ways or any(_theirs(way, proceeding, person) for way in ways)


def _theirs(way: Way, proceeding: Proceeding, person: str) -> bool:
    """Whether no condition of the way keeps it for others: the persons concerned, or those a field names."""
    allowed = True
    for call in way.transition.when:
        if call.guard == "by_person_concerned":
            allowed &= person in proceeding.subject.persons
        elif call.guard == "by_named":
            allowed &= person in _listed(proceeding.data.get(str(call.params["field"])))
    return allowed


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def typed_steps(plan: Plan, state: str) -> list[str]:
    """The steps of a state that somebody may type; what only the clock takes is not among them."""
    return [
        event
        for event in plan.from_state[state]
        if not all(way.transition.clock for way in plan.table[state, event])
    ]


def recorded_by(plan: Plan, field: str, proceeding: Proceeding | None) -> list[str]:
    """The steps of the present state that take the field."""
    if proceeding is None:
        return []
    return [
        event
        for event in typed_steps(plan, proceeding.state)
        if any(field in way.takes for way in plan.table[proceeding.state, event])
    ]
