"""The seal on the record of a measure that is over, and opening it: an office of the procedure, a stated purpose, on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from courtqa.policy import Policy
from courtqa.text import Text
from courtqa.workflows.authority import failed, known_actor
from courtqa.workflows.personnel import NOBODY, Persons
from courtqa.workflows.plan import Plan
from courtqa.workflows.reasons import reason as why
from courtqa.workflows.recording import consultation
from courtqa.workflows.records import Actor, Proceeding, Reason, Refusal, Step
from courtqa.workflows.replay import pinned_plan
from courtqa.workflows.store import Store
from courtqa.workflows.weighing import Request, manner

__all__ = ["CONSULTED", "consult", "is_over", "is_sealed", "readers_of", "sealed_root"]

CONSULTED = "consulted"
PURPOSE = Text(zh="查阅目的", en="the purpose")
Found = Callable[[str], Proceeding | None]
Plans = Callable[[Proceeding], Plan]


def is_over(plan: Plan, proceeding: Proceeding) -> bool:
    """Whether it is the record of a measure against a person that took effect and is over."""
    if not proceeding.closed or proceeding.subject.kind != "person":
        return False
    harmed = {one.event for one in plan.workflow.transitions if one.adverse}
    state = plan.workflow.states[proceeding.state]
    return not state.adverse and any(done.event in harmed for done in proceeding.history)


def sealed_root(proceeding: Proceeding, found: Found, plan_of: Plans) -> Proceeding | None:
    """The record of the measure by which this one is sealed: itself, or the one that opened it; None if it is not.

    What a measure opened (its notice, its review, the restoration) is sealed with it once nothing waits there any more.
    """
    plan = plan_of(proceeding)
    if is_over(plan, proceeding):
        return proceeding
    at_rest = proceeding.closed or plan.workflow.states[proceeding.state].deadline is None
    above = None if proceeding.parent is None or not at_rest else found(proceeding.parent)
    return None if above is None else sealed_root(above, found, plan_of)


def is_sealed(store: Store, policy: Policy, proceeding: Proceeding) -> bool:
    """Whether its record is sealed, for whoever reads the store without a docket."""

    def found(id: str) -> Proceeding | None:
        return store.proceeding(proceeding.court, id)

    return sealed_root(proceeding, found, partial(pinned_plan, policy)) is not None


def readers_of(plan: Plan) -> frozenset[str]:
    """The offices that act in such a procedure, other than as the person concerned: they may look at its record."""
    acting = {role for one in plan.workflow.transitions if one.not_subject is not False for role in one.by}
    return frozenset(acting | set(plan.workflow.open_by))


def consult(
    plan: Plan,
    proceeding: Proceeding,
    root: Plan,
    *,
    by: Actor,
    at: datetime,
    purpose: str,
    persons: Persons = NOBODY,
) -> Step | Refusal:
    """The event that a sealed record was looked at: who, by which office, when, and for what. The state stays.

    ``root`` is the plan of the measure. The person concerned may look at their own record; a machine may at none.
    """
    today = plan.day_of(at)
    on = max(today, proceeding.history[-1].on)
    request = Request(CONSULTED, by, at, today, on, {"purpose": purpose}, purpose.strip(), persons=persons)
    reasons = tuple(_against(proceeding, root, request))
    if reasons:
        return Refusal(proceeding.id, CONSULTED, by.id, reasons)
    return consultation(plan, proceeding, request)


def _against(proceeding: Proceeding, root: Plan, request: Request) -> Iterator[Reason]:
    yield from manner(proceeding, request)
    if not request.reason:
        yield why("sealed_record", root.rule, proceeding=proceeding.id, field=PURPOSE)
    if request.by.kind == "machine":
        yield why("machine_may_not", root.rule)
    try:
        by = known_actor(request.by, request.persons)
        natural = request.persons.person
        me, out = natural(by.id), set(map(natural, proceeding.recused))
        concerned = me in set(map(natural, proceeding.subject.persons))
    except Exception as error:  # noqa: BLE001 - offices that cannot be looked up are not held
        yield failed("known_actor", error, root.rule)
        return
    if concerned:
        return
    if me in out:
        yield why("recused", root.rule, actor=by.name)
    held = root.competent(readers_of(root), by)
    if not any(tenure.holds(request.today) for tenure in held):
        yield why("not_for_sealed", root.rule, actor=by.name, title=root.workflow.title)
