"""Which of several children a step waits for: any of them, all, or the one opened last; those called off never count."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from courtqa.workflows.definition import Milestone
from courtqa.workflows.family import beside
from courtqa.workflows.records import Kin


def found(which, states, cancelled=()):
    wanted = Milestone("child", "hearing", ("served",), which)
    way = SimpleNamespace(transition=SimpleNamespace(during=wanted))
    ids = [f"h-{number}" for number in range(len(states))]
    kin = [
        Kin(relation="child", id=one, workflow="hearing", state=state)
        for one, state in zip(ids, states, strict=True)
    ]
    children = [SimpleNamespace(id=one, cancelled=place in cancelled) for place, one in enumerate(ids)]
    return getattr(beside(way, reversed(kin), children), "id", None)


@pytest.mark.parametrize(
    ("which", "states", "cancelled", "expected"),
    [
        ("any", ["served", "proposed"], (), "h-0"),
        ("any", ["proposed", "proposed"], (), None),
        ("all", ["served", "served"], (), "h-0"),
        ("all", ["served", "proposed"], (), None),
        ("all", ["served", "proposed"], (1,), "h-0"),  # called off: not waited for
        ("last", ["proposed", "served"], (), "h-1"),
        ("last", ["served", "proposed"], (), None),
        ("last", ["served", "proposed"], (1,), "h-0"),
        ("all", [], (), None),
        ("last", ["served"], (0,), None),
    ],
)
def test_the_child_that_is_waited_for(which, states, cancelled, expected) -> None:
    assert found(which, states, cancelled) == expected
