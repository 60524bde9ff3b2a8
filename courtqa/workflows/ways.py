"""One way through a workflow: a transition from one state, with its conditions bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen

from courtqa.text import Text
from courtqa.workflows.definition import GuardCall, Transition
from courtqa.workflows.guards import Facts

__all__ = ["Condition", "Test", "Way"]

# what says true only where the condition holds, at once; and where it doesn't: the guard, and what it should say
Test = tuple[Callable[[Facts], bool], Callable[[Facts], "bool | Text"], bool]


@frozen
class Condition:
    """A guard with its parameters bound: it must hold (``when``) or must not (``unless``)."""

    call: GuardCall
    ask: Callable[[Facts], bool | Text]
    expected: bool
    reads: frozenset[str]  # the fields it looks at
    bare: Callable[[Facts], bool]  # true only where it holds

    @property
    def test(self) -> Test:
        """The condition for the walk."""
        return self.bare, self.ask, self.expected

    def failure(self, facts: Facts) -> Text | None:
        """Why the condition fails, or nothing."""
        if self.bare(facts):
            return None
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
    tests: tuple[Test, ...]  # the conditions, bare
    takes: frozenset[str]  # the fields that the step may bring
    sets: Mapping[str, object]  # in JSON's types
    adverse: bool
    delegable: bool
    rule: str | None

    def open_to(self, facts: Facts) -> bool:
        """Whether every condition holds."""
        return all((condition.ask(facts) is True) is condition.expected for condition in self.conditions)
