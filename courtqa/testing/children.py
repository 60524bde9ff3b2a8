"""The family of a worked case: what stands beside it; its children, opened by its steps, which end and lead it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve

from courtqa.testing.case_file import Beside, ChildEnds, ChildRests
from courtqa.testing.differences import listed
from courtqa.workflows import Done, Kin, Plan, Proceeding, Step
from courtqa.workflows.composition import onward, told

__all__ = ["beside_in_case", "ended", "kin_in_case", "led_on", "rested"]


def beside_in_case(beside: tuple[Beside, ...], child: Proceeding) -> tuple[Kin, ...]:
    """The proceedings that stand beside the case; a parent with the record of who did what in it."""
    return tuple(
        Kin(
            each.of,
            each.workflow,
            each.workflow,
            each.state,
            _record(each, child) if each.of == "parent" else None,
        )
        for each in beside
    )


def _record(parent: Beside, child: Proceeding) -> Proceeding:
    acts = [(event, who) for event, people in parent.did.items() for who in people]
    history = tuple(Done(seq, event, who, child.opened_on) for seq, (event, who) in enumerate(acts, 2))
    return evolve(
        child,
        id=parent.workflow,
        workflow=parent.workflow,
        state=parent.state,
        data=dict(parent.data),
        history=history,
        parent=None,
    )


def ended(
    plan: Plan,
    parent: Proceeding,
    children: tuple[Step, ...],
    ends: ChildEnds,
    *,
    at: datetime,
) -> Step | str:
    """What the parent is told, and does by itself, when children end; or why they cannot end so.

    ``children`` are the openings of all that were opened so far.
    """
    open_ones = {child.id for child in parent.children if child.open and child.workflow == ends.workflow}
    going = [child for child in children if child.after.id in open_ones]
    if not 1 <= ends.times <= len(going):
        return f"found {len(going)} {ends.workflow} under way, expected at least {max(ends.times, 1)}"
    assert plan.child is not None, "a plan that opened children knows their definitions"
    step: Step | None = None
    for child in going[: ends.times]:
        workflow = plan.child(ends.workflow, child.after.edition).workflow
        finals = tuple(name for name, state in workflow.states.items() if state.final)
        if ends.state not in finals:
            return (
                f"found the state {ends.state!r}, expected a final state of {ends.workflow}: {listed(finals)}"
            )
        end = evolve(child.event, effective_on=plan.day_of(at))
        over = evolve(child.after, state=ends.state, closed=True)
        step = led_on(plan, told(plan, parent, over, end, at=at), at=at)
        parent = step.after
    assert step is not None
    return step


def rested(
    plan: Plan, parent: Proceeding, children: tuple[Step, ...], rests: ChildRests, known: dict[str, str]
) -> str | None:
    """Note in ``known`` where the child opened last now rests; or what is wrong with that."""
    open_ones = {child.id for child in parent.children if child.open and child.workflow == rests.workflow}
    going = [child for child in children if child.after.id in open_ones]
    if not going:
        return f"found no {rests.workflow} under way, expected one"
    assert plan.child is not None, "a plan that opened children knows their definitions"
    states = plan.child(rests.workflow, going[-1].after.edition).workflow.states
    moving = tuple(name for name, state in states.items() if not state.final)
    if rests.state not in moving:
        return (
            f"found the state {rests.state!r}, expected one in which {rests.workflow} rests: {listed(moving)}"
        )
    known[going[-1].after.id] = rests.state
    return None


def kin_in_case(parent: Proceeding, children: tuple[Step, ...], rests: Mapping[str, str]) -> tuple[Kin, ...]:
    """The children of a worked case as they stand: ended, where they were brought to, or where they began."""
    ends = {child.id: child.ended for child in parent.children}
    return tuple(
        Kin(
            "child",
            one.after.id,
            one.after.workflow,
            ends.get(one.after.id) or rests.get(one.after.id, one.after.state),
        )
        for one in children
    )


def led_on(plan: Plan, step: Step, *, at: datetime) -> Step:
    """The step, with those that the proceeding then takes by itself."""
    after = step.after
    while not after.closed and after.state in plan.automatic:
        further = onward(plan, after, on=step.event.effective_on, at=at)
        if not isinstance(further, Step):
            break
        step = evolve(further, opens=(*step.opens, *further.opens))
        after = step.after
    return step
