"""Memory for each live proceeding: ours, a plain attrs record of the same facts, and models added to a machine."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from datetime import date

from attrs import frozen
from rich.console import Console
from rich.table import Table
from transitions import Machine

import courtqa
from benchmarks.goals import at_least, at_most
from courtqa import Subject
from courtqa.workflows import Plan, Proceeding, plan_of

COUNT = 2_000
DAY = date(2008, 9, 18)


@frozen
class Plain:
    """The same facts, and nothing that knows a workflow."""

    id: str
    court: str
    workflow: str
    edition: date
    definition: str
    policy: str
    subject: Subject
    state: str
    version: int
    opened_on: date
    data: dict[str, object]
    history: tuple[object, ...]
    clocks: tuple[object, ...]


class Model:
    """What ``add_model`` decorates."""

    def __init__(self, number: int) -> None:
        self.id = f"x/{number}"


def proceeding(plan: Plan, number: int) -> Proceeding:
    return Proceeding(
        id=f"x/{number}",
        court="court",
        workflow=plan.workflow.name,
        edition=plan.workflow.since,
        definition=plan.definition,
        policy=plan.policy,
        subject=Subject("case", f"2008-{number}"),
        state=plan.workflow.initial,
        version=1,
        opened_on=DAY,
        data={"appellate_outcome": "reversed"},
    )


def plain(plan: Plan, number: int) -> Plain:
    return Plain(
        f"x/{number}",
        "court",
        plan.workflow.name,
        plan.workflow.since,
        plan.definition,
        plan.policy,
        Subject("case", f"2008-{number}"),
        plan.workflow.initial,
        1,
        DAY,
        {"appellate_outcome": "reversed"},
        (),
        (),
    )


def machine_of(plan: Plan) -> Machine:
    machine = Machine(model=None, states=list(plan.workflow.states), initial=plan.workflow.initial)
    for one in plan.workflow.transitions:
        machine.add_transition(one.event, list(one.source), one.to)
    return machine


def measured(make: Callable[[int], object]) -> tuple[float, float]:
    """Bytes for each object, and how much longer the second half took to make than the first."""
    make(-1)
    tracemalloc.start()
    kept = [make(number) for number in range(COUNT)]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    halves, kept = [], []
    for _ in range(2):
        started = time.perf_counter()
        kept += [make(number) for number in range(COUNT // 2)]
        halves.append(time.perf_counter() - started)
    return size / COUNT, halves[1] / halves[0]


def main() -> None:
    plan = plan_of(courtqa.load_policy("harbin"), "case_review", on=DAY)
    shared = machine_of(plan)

    def added(number: int) -> object:
        model = Model(number)
        shared.add_model(model)
        return model

    ways: dict[str, Callable[[int], object]] = {
        "courtqa": lambda number: proceeding(plan, number),
        "a plain attrs record": lambda number: plain(plan, number),
        "transitions, add_model": added,
    }
    found = {name: measured(make) for name, make in ways.items()}
    mine = found["courtqa"][0]
    table = Table(
        title=f"Memory for each of {COUNT:,} live proceedings\n"
        "goal: at most 1.5 of a plain record, at most 0.05 of add_model; making one takes the same time however many live",
        title_justify="left",
    )
    for column in ("way", "bytes", "ours ÷ this", "second half ÷ first, in time"):
        table.add_column(column, justify="left" if column == "way" else "right")
    for name, (size, slower) in found.items():
        table.add_row(name, f"{size:,.0f}", f"{mine / size:,.2f}", f"{slower:,.2f}")
    Console(width=110).print(table)
    work, size = "memory per live proceeding", f"{COUNT:,} proceedings"
    at_most(work, "a plain attrs record", mine / found["a plain attrs record"][0], 1.5, size=size)
    at_least(work, "transitions, add_model", found["transitions, add_model"][0] / mine, 20, size=size)
    later = found["courtqa"][1]
    at_most(work, "the last made against the first", later, 1.5, size=f"{size}, halves")
