"""A move: one thing somebody tries in a proceeding, and who is likely to be let do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from attrs import Factory, frozen

from courtqa.testing.people import Cast
from courtqa.workflows import Actor, Plan, Proceeding, Refusal, Step, Way, decide

__all__ = ["Move", "ways_from", "willing"]


@frozen
class Move:
    """An event that somebody asks for."""

    event: str
    by: Actor
    at: datetime
    on: date | None = None
    data: Mapping[str, object] = Factory(dict)
    reason: str = ""

    def take(self, plan: Plan, proceeding: Proceeding) -> Step | Refusal:
        """What comes of it."""
        return decide(
            plan,
            proceeding,
            self.event,
            by=self.by,
            at=self.at,
            on=self.on,
            data=self.data,
            reason=self.reason,
        )


def ways_from(plan: Plan, proceeding: Proceeding) -> tuple[Way, ...]:
    """The ways that people may take from the present state."""
    if proceeding.closed:
        return ()
    events = plan.from_state[proceeding.state]
    ways = (way for event in events for way in plan.table[proceeding.state, event])
    return tuple(way for way in ways if not way.transition.clock)


def willing(way: Way, proceeding: Proceeding, cast: Cast) -> tuple[Actor, ...]:
    """Those of the cast whom the step is meant for, as far as that can be told beforehand; else all its holders."""
    one, holders = way.transition, cast.of(way.transition.by)
    named = {call.params.get("field") for call in one.when if call.guard == "by_named"}
    barred = {call.params.get("field") for call in one.when if call.guard == "not_by_named"}
    personal = any(call.guard == "by_person_concerned" for call in one.when)
    did: dict[str, set[str]] = {}
    for done in proceeding.history:
        did.setdefault(done.by, set()).add(done.event)

    def meant(actor: Actor) -> bool:
        acts, units = did.get(actor.id, set()), {tenure.unit for tenure in actor.tenures}
        concerned = actor.id in proceeding.subject.persons
        own = proceeding.subject.unit in units
        return (
            actor.id not in proceeding.recused
            and not (one.not_subject and concerned)
            and not (personal and not concerned)
            and not (one.unit == "own" and not own)
            and not (one.unit == "other" and own)
            and not acts & set(one.not_same_as)
            and not (one.same_as and not acts & set(one.same_as))
            and all(actor.id in ids for ids in _listed(proceeding, named))
            and not any(actor.id in ids for ids in _listed(proceeding, barred))
        )

    return tuple(filter(meant, holders)) or holders


def _listed(proceeding: Proceeding, fields: set[object]) -> list[set[str]]:
    found = []
    for field in fields:
        held = proceeding.data.get(str(field))
        if held is not None:
            entries = held if isinstance(held, list | tuple) else [held]
            found.append({str(each["id"]) if isinstance(each, Mapping) else str(each) for each in entries})
    return found
