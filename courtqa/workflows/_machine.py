"""The reference semantics: one shared ``transitions`` machine per edition, without models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from transitions import Machine
from transitions.core import EventData, State

from courtqa.workflows.definition import GuardCall, Workflow

__all__ = ["STATE", "Condition", "Machine", "Model", "Row", "build", "rows"]

STATE = "_state"  # where a model keeps its state; no event can be called that
Condition = Callable[[Mapping[str, Any]], bool]
Row = tuple[str, str, str | None]  # event, source, target


class Model:
    """The least thing a machine can walk: a state."""

    def __init__(self, state: str) -> None:
        self._state = state


def build(workflow: Workflow, condition: Callable[[GuardCall], Condition]) -> Machine:
    """The machine of the definition. Guards go in as callables: no string ever reaches a callback."""
    machine = Machine(
        model=None,
        states=[State(name, final=state.final) for name, state in workflow.states.items()],
        initial=workflow.initial,
        auto_transitions=False,
        send_event=True,
        queued=False,
        model_attribute=STATE,
    )
    for transition in workflow.transitions:
        machine.add_transition(
            transition.event,
            list(transition.source),
            transition.to,
            conditions=[_asked(condition(call)) for call in transition.when],
            unless=[_asked(condition(call)) for call in transition.unless],
        )
    return machine


def _asked(condition: Condition) -> Callable[[EventData], bool]:
    def ask(event: EventData) -> bool:
        return condition(event.kwargs)

    return ask


def rows(machine: Machine) -> Iterable[Row]:
    """The machine's tables: per event and source, in the order in which it would try them."""
    for name, event in machine.events.items():
        for source, transitions in event.transitions.items():
            for transition in transitions:
                yield name, source, transition.dest
