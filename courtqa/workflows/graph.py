"""The shape of a workflow: every state can be reached and left, every step is the only one it can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from courtqa.policy import Complaint
from courtqa.workflows.definition import GuardCall, Transition, Workflow
from courtqa.workflows.opening import OPENED
from courtqa.workflows.recording import LAPSED, RECUSED, UPHELD

__all__ = ["ambiguous", "exclusive", "graph", "possible_before", "reachable"]


def graph(workflow: Workflow) -> Iterator[Complaint]:
    """Unreachable states, dead ends, circles without an end, exits from the end, and events asked for too early."""
    steps = _steps(workflow)
    met = reachable(steps, workflow.initial)
    for name in workflow.states:
        if name not in met and name != workflow.cancelled:
            yield Complaint(("states", name), f"the state {name!r}, which no step leads to", "a way to it")
    yield from _ends(workflow, steps)
    yield from _too_late(workflow)


def _steps(workflow: Workflow) -> Mapping[str, set[str]]:
    """The other states that each state leads to."""
    steps: dict[str, set[str]] = {name: set() for name in workflow.states}
    for one in workflow.transitions:
        if one.to is not None:
            for source in one.source:
                if source != one.to:
                    steps[source].add(one.to)
    return steps


def reachable(steps: Mapping[str, set[str]], start: str) -> set[str]:
    """The states that can be reached from ``start``, itself included."""
    met, waiting = {start}, [start]
    while waiting:
        for state in steps[waiting.pop()] - met:
            met.add(state)
            waiting.append(state)
    return met


def _ends(workflow: Workflow, steps: Mapping[str, set[str]]) -> Iterator[Complaint]:
    finals = {name for name, state in workflow.states.items() if state.final}
    if not finals:
        yield Complaint(("states",), "no final state", "a state with `final: true`")
        return
    stuck = {name for name in workflow.states if not steps[name]} - finals
    for name in workflow.states:
        if name in stuck:
            found = f"the state {name!r}, which no step leaves"
            yield Complaint(("states", name), found, "a step out of it, or `final: true`")
        elif name in finals and any(name in one.source for one in workflow.transitions):
            index = next(i for i, one in enumerate(workflow.transitions) if name in one.source)
            found = f"a step from the final state {name!r}"
            yield Complaint(("transitions", index, "from"), found, "states that are not final")
    for name in workflow.states:
        met = reachable(steps, name)
        if name not in stuck and not met & finals and not met & stuck:
            found = f"the state {name!r}, from which no final state can be reached"
            yield Complaint(("states", name), found, "a way to an end")
            return


def ambiguous(workflow: Workflow) -> Iterator[Complaint]:
    """Two ways of one event from one state that are not proven to exclude each other."""
    for (_, one), (index, other) in combinations(enumerate(workflow.transitions), 2):
        shared = [state for state in one.source if state in other.source]
        if one.event == other.event and shared and not exclusive(one, other):
            yield Complaint(
                ("transitions", index, "event"),
                f"a second way of {one.event!r} from {shared[0]!r} that can hold together with the first",
                "conditions that exclude each other: one guard in `when` here and in `unless` there, "
                "or one field with different values",
            )


def exclusive(one: Transition, other: Transition) -> bool:
    """Whether it is proven that the two can never hold at once."""
    if one.clock is not other.clock:
        return True
    return (
        any(_contradict(a, b) for a in one.when for b in other.when)
        or any(_implies(a, b) for a in one.when for b in other.unless)
        or any(_implies(b, a) for b in other.when for a in one.unless)
    )


def _contradict(a: GuardCall, b: GuardCall) -> bool:
    names = {a.guard, b.guard}
    if names == {"happened", "not_happened"}:
        return a.params.get("event") == b.params.get("event")
    if a.params.get("field") != b.params.get("field"):
        return False
    if names <= {"field_is", "field_in"}:
        return not _values(a) & _values(b)
    if names == {"at_least", "at_most"}:
        low, high = (a, b) if a.guard == "at_least" else (b, a)
        least, most = low.params.get("amount"), high.params.get("amount")
        return isinstance(least, int) and isinstance(most, int) and most < least
    return False


def _implies(a: GuardCall, b: GuardCall) -> bool:
    """Whether ``b`` holds wherever ``a`` does."""
    if a == b:
        return True
    same_field = a.params.get("field") == b.params.get("field")
    return same_field and {a.guard, b.guard} <= {"field_is", "field_in"} and _values(a) <= _values(b)


def _values(call: GuardCall) -> set[object]:
    values = call.params.get("values", (call.params.get("value"),))
    # 1 and True are one value to a set, but not to a court
    return {(type(value), value) for value in values} if isinstance(values, tuple) else set()


def possible_before(workflow: Workflow, event: str, states: tuple[str, ...]) -> bool:
    """Whether the event can have happened before one of these states is left."""
    steps = _steps(workflow)
    met = reachable(steps, workflow.initial)
    for one in workflow.transitions:
        if one.event == event:
            for source in one.source:
                landing = source if one.to is None else one.to
                if source in met and reachable(steps, landing) & set(states):
                    return True
    return False


def _too_late(workflow: Workflow) -> Iterator[Complaint]:
    """Events asked for as having happened, that can only happen later or never."""
    always = {OPENED, LAPSED, RECUSED, UPHELD}
    for index, one in enumerate(workflow.transitions):
        for key in ("after", "same_as"):
            for place, event in enumerate(getattr(one, key)):
                if event not in always and not possible_before(workflow, event, one.source):
                    found = f"the event {event!r}, which cannot happen before {one.event!r}"
                    yield Complaint(("transitions", index, key, place), found, "an earlier event")
