"""What waits for whom, and what runs out when: items for a desk, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from attrs import frozen

from courtqa.text import Text
from courtqa.workflows.above import with_parent
from courtqa.workflows.decide import allowed
from courtqa.workflows.keeping import told_of
from courtqa.workflows.personnel import NOBODY, Persons
from courtqa.workflows.plan import Plan
from courtqa.workflows.records import Actor, Clock, Kin, Proceeding
from courtqa.workflows.store import Armed, Query, Store
from courtqa.workflows.timekeeping import past

__all__ = ["ABOUT_THE_PERSON", "DueItem", "WorkItem", "due_items", "near", "work_items"]

Pinned = Callable[[Proceeding], Plan]

# what stands against the person, whoever brings which data; somebody else could
ABOUT_THE_PERSON = frozenset(
    {
        "already_approved",
        "machine_may_not",
        "not_in_tenure",
        "not_same_person",
        "recused",
        "related",
        "role_missing",
        "same_person",
        "same_person_above",
        "subject_of_it",
        "wrong_level",
        "wrong_unit",
    }
)
# reasons that this person can't cure, whatever the data
PERSONAL = ABOUT_THE_PERSON | {"delegate_without_office", "not_delegable", "not_delegated", "only_the_clock"}


BATCH = 1_000  # a database takes only so many values at once


@frozen
class WorkItem:
    """A proceeding that rests with somebody's office, and the day by which it must move on."""

    proceeding: Proceeding
    title: Text
    state: Text
    owner: Text
    due: date | None
    late: bool
    steps: tuple[str, ...]  # the events this person may bring now
    waits: Text | None = None  # what stands in the way, where nothing can be done yet


@frozen
class DueItem:
    """A running clock, the day it ends, and why that day."""

    proceeding: Proceeding
    clock: str
    title: Text
    due: date
    late: bool
    reason: Text


def work_items(
    store: Store,
    court: str,
    plans: Iterable[Plan],
    *,
    by: Actor,
    on: date,
    at: datetime,
    persons: Persons = NOBODY,
) -> tuple[WorkItem, ...]:
    """What waits for ``by`` on that day; what is due first comes first, what has no day comes last."""
    offices = frozenset(by.roles(on))
    pinned = {(plan.workflow.name, plan.definition): plan for plan in plans}
    owned, theirs = set(), set()
    for (name, definition), plan in pinned.items():
        for state, rest in plan.workflow.states.items():
            if offices.intersection(rest.owner):
                owned.add((name, definition, state))
            elif _for_the_person(plan, state, offices):
                theirs.add((name, definition, state))
    if not owned and not theirs:
        return ()
    me = persons.person(by.id)
    items = [
        _work_item(pinned[found.workflow, found.definition], found, *known, on)
        for kept in store.proceedings(court, Query(states=tuple(sorted(owned | theirs)), closed=False))
        if (kept.workflow, kept.definition, kept.state) in owned
        or me in map(persons.person, kept.subject.persons)
        for found in (told_of(store, kept),)
        if (
            known := _steps(
                pinned[found.workflow, found.definition], found, by=by, at=at, persons=persons, store=store
            )
        )
    ]
    return tuple(sorted(items, key=lambda item: (item.due or date.max, item.proceeding.id)))


def due_items(
    store: Store, court: str, pinned: Pinned, armed: Iterable[Armed], *, on: date
) -> tuple[DueItem, ...]:
    """The armed clocks in words, the most urgent first."""
    armed = tuple(armed)
    ids = sorted({each.proceeding for each in armed})
    batches = (tuple(ids[first : first + BATCH]) for first in range(0, len(ids), BATCH))
    known = {found.id: found for batch in batches for found in store.proceedings(court, Query(ids=batch))}
    return tuple(
        _due_item(pinned(known[each.proceeding]), known[each.proceeding], clock, on)
        for each in armed
        if each.proceeding in known and (clock := _clock(known[each.proceeding], each.clock)) is not None
    )


def _for_the_person(plan: Plan, state: str, offices: frozenset[str]) -> frozenset[str]:
    """The steps of the state by which the person whom it is about, holding such an office, moves it on."""
    return frozenset(
        event
        for event in plan.from_state[state]
        for way in plan.table[state, event]
        if way.target != way.source
        and not way.roles.isdisjoint(offices)
        and any(call.guard == "by_person_concerned" for call in way.transition.when)
    )


def near(store: Store, court: str, plan: Plan, proceeding: Proceeding) -> tuple[Kin, ...]:
    """The proceedings nearby, as far as a step of this one asks about them."""
    kin = store.kin(court, proceeding) if plan.looks_beside else ()
    above = proceeding.parent if plan.above else None
    opener = None if above is None else store.proceeding(court, above)
    return kin if opener is None else with_parent(kin, told_of(store, opener))


def _steps(
    plan: Plan, proceeding: Proceeding, *, by: Actor, at: datetime, persons: Persons, store: Store
) -> tuple[tuple[str, ...], Text | None] | None:
    """The events this person may bring now, or what they have to wait for.

    Nothing where the steps by which the office moves it on are closed to this person, whenever it is.
    """
    offices = frozenset(by.roles(plan.day_of(at)))
    events = plan.from_state[proceeding.state]
    moving = {
        event
        for event in events
        for way in plan.table[proceeding.state, event]
        if way.target != way.source and not way.roles.isdisjoint(offices)
    }
    kin = near(store, proceeding.court, plan, proceeding)
    possible = [
        each
        for each in allowed(plan, proceeding, by=by, at=at, persons=persons, kin=kin)
        if each.refusal is None or PERSONAL.isdisjoint(each.refusal.codes)
    ]
    if not possible or (moving and moving.isdisjoint(each.event for each in possible)):
        return None
    now = tuple(each.event for each in possible if each)
    if not now and not moving:  # others move it on; until there is something to do it waits for them alone
        return None
    first = min(possible, key=lambda each: each.event not in moving).refusal
    return now, None if now or first is None else first.reasons[0].text


def _work_item(
    plan: Plan, proceeding: Proceeding, steps: tuple[str, ...], waits: Text | None, on: date
) -> WorkItem:
    state = plan.workflow.states[proceeding.state]
    running = [
        clock
        for clock in proceeding.clocks
        if clock.suspended_on is None and not past(plan, proceeding, clock, on)
    ]
    due = min((clock.due for clock in running), default=None)
    return WorkItem(
        proceeding=proceeding,
        title=_title(plan, proceeding),
        state=state.title,
        owner=plan.titles("roles", state.owner),
        due=due,
        late=due is not None and due < on,
        steps=steps,
        waits=waits,
    )


def _due_item(plan: Plan, proceeding: Proceeding, clock: Clock, on: date) -> DueItem:
    deadline = plan.workflow.deadlines.get(clock.name)
    name = Text(zh=clock.name, en=clock.name) if deadline is None else deadline.title
    title = _title(plan, proceeding)
    return DueItem(
        proceeding=proceeding,
        clock=clock.name,
        title=Text(zh=f"{title.zh}：{name.zh}", en=f"{title.en}: {name.en}"),
        due=clock.due,
        late=clock.due < on and not past(plan, proceeding, clock, on),
        reason=clock.reason,
    )


def _title(plan: Plan, proceeding: Proceeding) -> Text:
    about = proceeding.subject.title or proceeding.subject.id
    return Text(zh=f"{plan.workflow.title.zh} {about}", en=f"{plan.workflow.title.en} {about}")


def _clock(proceeding: Proceeding, name: str) -> Clock | None:
    return next((clock for clock in proceeding.clocks if clock.name == name), None)
