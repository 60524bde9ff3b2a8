"""Whether one person may act for another: the step can be lent, it was lent, and the delegate is in office."""

from __future__ import annotations

from collections.abc import Iterator

from courtqa.workflows.concerning import concerns
from courtqa.workflows.question import Question
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Reason

__all__ = ["can_be_delegated", "delegate_in_office", "was_delegated"]

for_another = concerns(lambda _, lent: lent)


@for_another
def can_be_delegated(asked: Question) -> Iterator[Reason]:
    """The step may be done for another at all."""
    if not asked.way.delegable:
        yield reason("not_delegable", asked.way.rule, event=asked.way.transition.title)


@for_another
def was_delegated(asked: Question) -> Iterator[Reason]:
    """A delegation in force on every day that counts covers the step and the office it rests on."""
    if not asked.lent:
        facts = {"actor": asked.by.name, "holder": asked.holder.name}
        yield reason("not_delegated", asked.way.rule, event=asked.way.transition.title, **facts)


@for_another
def delegate_in_office(asked: Question) -> Iterator[Reason]:
    """Whoever acts for another holds an office of the court on every day that counts."""
    for day in sorted(set(asked.days)):
        if not any(tenure.holds(day) and _inside(asked, tenure.role) for tenure in asked.by.tenures):
            yield reason("delegate_without_office", asked.way.rule, actor=asked.by.name, on=day)


def _inside(asked: Question, role: str) -> bool:
    """Whether the role is one of the court's own people."""
    known = asked.plan.roles.get(role)
    return known is None or not (known.external or known.machine)
