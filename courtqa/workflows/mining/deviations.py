"""Where a log departs from itself, from a declared order, or from a workflow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import Factory, frozen

from courtqa.text import Text
from courtqa.workflows.definition import Workflow
from courtqa.workflows.mining.log import EventLog, LogCase

__all__ = ["Deviation", "Order", "deviations"]

WORDS: Mapping[str, Text] = {
    "ends_before_start": Text(zh="结束早于开始", en="it ended before it started"),
    "event_after_end": Text(zh="结束之后仍有事件", en="it happened after the end of the case"),
    "event_before_start": Text(zh="开始之前已有事件", en="it happened before the start of the case"),
    "out_of_time": Text(zh="事件未按时间排列", en="it is listed after a later event"),
    "no_events": Text(zh="没有事件", en="nothing happened in it"),
    "unknown_step": Text(zh="规定中没有这一步骤", en="no such step is declared"),
    "wrong_first": Text(zh="首个步骤不符", en="another step should come first"),
    "wrong_order": Text(zh="次序颠倒", en="it came before a step that it should follow"),
    "missing_step": Text(zh="缺少规定步骤", en="it ended without a step that is declared"),
    "impossible_step": Text(zh="此时不可能办理", en="no state that the case can be in allows it"),
    "not_at_the_end": Text(zh="已结束而未到终点", en="it ended in a state that is no end"),
}


@frozen
class Deviation:
    """One departure: of which kind, in which case, at which of its events (from 0; none: the case as a whole)."""

    code: str
    case: str
    event: int | None = None
    activity: str | None = None

    @property
    def text(self) -> Text:
        """What departs."""
        return WORDS[self.code]


@frozen
class Order:
    """A declared order: the steps there are, the first, those that each must follow, and those every end needs."""

    steps: tuple[str, ...]
    first: str | None = None
    after: Mapping[str, tuple[str, ...]] = Factory(dict)
    required: tuple[str, ...] = ()


def deviations(
    log: EventLog, against: Order | Workflow | None = None, *, events: Mapping[str, str] | None = None
) -> tuple[Deviation, ...]:
    """Every departure, case by case: from sense alone, and from an order or a workflow where one is given.

    ``events`` names the workflow's event for each activity of the log; those not named keep their name. Guards
    cannot be asked of a log: a step is impossible only where no state that the case can be in knows it.
    """
    return tuple(
        each
        for case in log.cases
        for part in (_times(case), _declared(case, against, events or {}))
        for each in part
    )


def _times(case: LogCase) -> Iterator[Deviation]:
    start, end = case.started_at, case.ended_at
    if not case.events:
        yield Deviation("no_events", case.id)
    if start is not None and end is not None and end < start:
        yield Deviation("ends_before_start", case.id)
    latest = None
    for index, event in enumerate(case.events):
        if end is not None and event.at > end:
            yield Deviation("event_after_end", case.id, index, event.activity)
        if start is not None and event.at < start:
            yield Deviation("event_before_start", case.id, index, event.activity)
        if latest is not None and event.at < latest:
            yield Deviation("out_of_time", case.id, index, event.activity)
        latest = event.at if latest is None else max(latest, event.at)


def _declared(
    case: LogCase, against: Order | Workflow | None, names: Mapping[str, str]
) -> Iterable[Deviation]:
    if isinstance(against, Order):
        return _ordered(case, against)
    return () if against is None else _walked(case, against, names)


def _ordered(case: LogCase, order: Order) -> Iterator[Deviation]:
    seen: set[str] = set()
    ahead = set(case.variant)
    for index, activity in enumerate(case.variant):
        if activity not in order.steps:
            yield Deviation("unknown_step", case.id, index, activity)
        if index == 0 and order.first not in (None, activity):
            yield Deviation("wrong_first", case.id, index, activity)
        if any(earlier in ahead and earlier not in seen for earlier in order.after.get(activity, ())):
            yield Deviation("wrong_order", case.id, index, activity)
        seen.add(activity)
    if case.ended_at is not None:
        for activity in order.required:
            if activity not in seen:
                yield Deviation("missing_step", case.id, None, activity)


def _walked(case: LogCase, workflow: Workflow, names: Mapping[str, str]) -> Iterator[Deviation]:
    """Walk the workflow in every state that is possible; after an impossible step, in any that can follow it."""
    known = {one.event for one in workflow.transitions}
    possible = {workflow.initial}
    for index, event in enumerate(case.events):
        name = names.get(event.activity, event.activity)
        if event.attributes.get("kind") in PASSIVE or (name == "lapsed" and name not in known):
            continue
        ways = [one for one in workflow.transitions if one.event == name]
        led = {one.to or state for one in ways for state in one.source if state in possible}
        if name not in known:
            yield Deviation("unknown_step", case.id, index, event.activity)
        elif not led:
            yield Deviation("impossible_step", case.id, index, event.activity)
            possible = {one.to or state for one in ways for state in one.source}
        else:
            possible = led
    ended = case.ended_at is not None
    if ended and not any(workflow.states[state].final for state in possible):
        yield Deviation("not_at_the_end", case.id)


PASSIVE = {"opened", "approval", "recusal", "reminder", "refusal"}
