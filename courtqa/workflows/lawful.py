"""The moves that an edition of a workflow knows, as a set: a whole course is found in it at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Self, TypeAlias

from attrs import field, frozen

from courtqa.policy import Policy
from courtqa.workflows.plan import Plan
from courtqa.workflows.replay import plan_of_edition, targets_of

__all__ = ["Lawful", "Move", "Pinned"]

Move: TypeAlias = tuple[str, str | None, str, str]  # kind, state before, event, state after
Pinned: TypeAlias = tuple[str, str, str]  # workflow, the day of its edition, its digest


@frozen
class Lawful:
    """The moves of one edition: each is looked up in its plan once, and from then on among those known."""

    plan: Plan
    known: set[Move] = field(factory=set)

    @classmethod
    def of(cls, policy: Policy, workflow: str, edition: str, definition: str) -> Self:
        """The moves of an edition by its day and its digest; ``DefinitionMissing`` if the policy holds no such one."""
        return cls(plan_of_edition(policy, workflow, date.fromisoformat(edition), definition, who=workflow))

    def takes(self, moves: Collection[Move]) -> bool:
        """Whether the edition knows every one of these moves."""
        return self.known.issuperset(moves) or all(map(self._learns, moves))

    def _learns(self, move: Move) -> bool:
        kind, source, event, target = move
        if target not in targets_of(self.plan, kind, source, event):
            return False
        self.known.add(move)
        return True
