"""Measure several ways of doing the same work, interleaved, and print their ratios."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping

from attrs import frozen
from rich.console import Console
from rich.table import Table


@frozen
class Timing:
    """The median seconds of one way of doing the work."""

    name: str
    seconds: float


def interleaved(ways: Mapping[str, Callable[[], object]], *, rounds: int = 7) -> list[Timing]:
    """Run each way once a round, in turn, so that a slow moment of the machine hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for work in ways.values():
        work()  # warm up
    for _ in range(rounds):
        for name, work in ways.items():
            gc.collect()
            started = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - started)
    return [Timing(name, statistics.median(times)) for name, times in taken.items()]


def show(title: str, timings: list[Timing], *, ours: str, goal: str) -> None:
    """Print the ratios against ours; the goal is stated, the reader judges."""
    mine = next(timing.seconds for timing in timings if timing.name == ours)
    table = Table(title=f"{title}\ngoal: {goal}", title_justify="left")
    table.add_column("way")
    table.add_column("median", justify="right")
    table.add_column("ours ÷ this", justify="right")
    for timing in timings:
        table.add_row(timing.name, f"{timing.seconds * 1e3:,.2f} ms", f"{mine / timing.seconds:,.3g}")
    Console(width=110).print(table)


def interleaved_afresh(
    ways: Mapping[str, Callable[[], Callable[[], object]]], *, rounds: int = 5
) -> list[Timing]:
    """As `interleaved`, but each round begins with what the way prepares anew, untimed."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, prepare in ways.items():
            work = prepare()
            gc.collect()
            started = time.perf_counter()
            work()
            if number:  # the first round warms up
                taken[name].append(time.perf_counter() - started)
    return [Timing(name, statistics.median(times)) for name, times in taken.items()]
