"""One way through a workflow: a transition from one state, with its conditions bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

from attrs import frozen

from courtqa.text import Text
from courtqa.workflows.bare_guards import Bare, Seen
from courtqa.workflows.definition import GuardCall, Transition
from courtqa.workflows.guards import Facts

__all__ = ["Condition", "Leads", "Way", "leading", "leading_first"]

Leads = Callable[[Facts], "str | None"]  # the state after a step, or nothing


@frozen
class Condition:
    """A guard with its parameters bound: it must hold (``when``) or must not (``unless``)."""

    call: GuardCall
    ask: Callable[[Facts], bool | Text]
    expected: bool
    reads: frozenset[str]  # the fields it looks at
    bare: Bare  # true only where it holds

    def failure(self, facts: Facts) -> Text | None:
        """Why the condition fails, or nothing."""
        answer = self.ask(facts)
        if self.expected:
            if answer is True:
                return None
            if isinstance(answer, Text):
                return answer
        elif answer is False or isinstance(answer, Text):
            return None
        params = ", ".join(f"{name}={value}" for name, value in self.call.params.items())
        said = f"{self.call.guard}({params})"
        if self.expected:
            return Text(zh=f"条件不成立：{said}", en=f"the condition {said} does not hold")
        return Text(zh=f"条件成立时不得办理：{said}", en=f"not allowed while {said} holds")


@frozen(eq=False)
class Way:
    """One transition from one of its states, with everything resolved that does not change."""

    transition: Transition
    source: str
    target: str
    roles: frozenset[str]
    conditions: tuple[Condition, ...]
    leads: Leads  # its target, where all of them hold
    takes: frozenset[str]  # the fields that the step may bring
    sets: Mapping[str, object]  # in JSON's types
    adverse: bool
    delegable: bool
    closes: bool  # it leads to a final state
    timed: bool  # it bears on deadlines even where none runs: it starts one, or asks for one that runs
    rule: str | None

    def open_to(self, facts: Facts) -> bool:
        """Whether every condition holds, by its guards alone: what ``leads`` finds out sooner."""
        return all((condition.ask(facts) is True) is condition.expected for condition in self.conditions)


def leading(target: str, conditions: Sequence[Condition]) -> Leads:
    """The walk by these conditions: the bare tests are asked first, and the guards where those don't say so."""
    first, *others = [condition.bare for condition in conditions] or [_nothing_asked]
    rest = reduce(_both, others) if others else _nothing_asked
    asked = [(condition.ask, condition.expected) for condition in conditions]

    def leads(facts: Facts) -> str | None:
        if first(facts) and rest(facts):
            return target
        return target if all((ask(facts) is True) is expected for ask, expected in asked) else None

    return leads


def leading_first(ways: Sequence[Way]) -> Leads:
    """The walk by the first of these ways that leads on."""
    if len(ways) == 1:
        return ways[0].leads

    def leads(facts: Facts) -> str | None:
        for way in ways:
            target = way.leads(facts)
            if target is not None:
                return target
        return None

    return leads


def _both(one: Bare, other: Bare) -> Bare:
    return lambda seen: one(seen) and other(seen)


def _nothing_asked(_: Seen) -> bool:
    return True
