"""What a refusal says of a step: its own rule, titles beside ids, and the steps that a person can type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.workflows import Plan, Proceeding

__all__ = ["in_titles", "only_they", "spoken_rules", "typed_steps"]


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


def only_they(plan: Plan, event: str, proceeding: Proceeding | None, person: str) -> bool:
    """Whether a step that is for the person concerned alone is theirs; true of every other step."""
    if proceeding is None:
        return True
    ways = plan.table.get((proceeding.state, event), ())
    personal = bool(ways) and all(
        any(call.guard == "by_person_concerned" for call in way.transition.when) for way in ways
    )
    return not personal or person in proceeding.subject.persons


def typed_steps(plan: Plan, state: str) -> list[str]:
    """The steps of a state that somebody may type; what only the clock takes is not among them."""
    return [
        event
        for event in plan.from_state[state]
        if not all(way.transition.clock for way in plan.table[state, event])
    ]
