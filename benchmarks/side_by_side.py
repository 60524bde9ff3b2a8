"""Measure several ways of doing the same work, interleaved, and print their ratios."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Mapping

from attrs import frozen
from rich.console import Console
from rich.table import Table


@frozen
class Timing:
    """The median seconds of one way of doing the work: by the clock, and of this process' processor time."""

    name: str
    seconds: float
    busy: float = 0.0


Taken = dict[str, list[tuple[float, float]]]


def interleaved(
    ways: Mapping[str, Callable[[], object]], *, rounds: int = 7, warm: bool = True
) -> list[Timing]:
    """Run each way once a round, in turn, so that a slow moment of the machine hits all alike."""
    for work in ways.values() if warm else ():
        work()
    taken: Taken = {name: [] for name in ways}
    for _ in range(rounds):
        for name, work in ways.items():
            taken[name].append(_timed(work))
    return _medians(taken)


def interleaved_afresh(
    ways: Mapping[str, Callable[[], Callable[[], object]]], *, rounds: int = 5, warm: bool = True
) -> list[Timing]:
    """As `interleaved`, but each round begins with what the way prepares anew, untimed."""
    taken: Taken = {name: [] for name in ways}
    for number in range(rounds + warm):
        for name, prepare in ways.items():
            spent = _timed(prepare())
            if number or not warm:  # the first round warms up
                taken[name].append(spent)
    return _medians(taken)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    gc.collect()
    gc.freeze()  # what the peers' libraries hold is nobody's work to look through
    started, busy = time.perf_counter(), time.process_time()
    work()
    spent = time.perf_counter() - started, time.process_time() - busy
    gc.unfreeze()
    return spent


def _medians(taken: Taken) -> list[Timing]:
    return [Timing(name, *map(statistics.median, zip(*spent, strict=True))) for name, spent in taken.items()]


def ratio(timings: Iterable[Timing], ours: str, peer: str, *, busy: bool = False) -> float:
    """Our time over the peer's: by the clock, or ``busy`` by processor time, where no disk is waited for."""
    found = {each.name: each.busy if busy else each.seconds for each in timings}
    return found[ours] / found[peer]


def show(title: str, timings: list[Timing], *, ours: str, goal: str) -> None:
    """Print the ratios against ours; the goal is stated, the reader judges."""
    mine = next(timing for timing in timings if timing.name == ours)
    table = Table(title=f"{title}\ngoal: {goal}", title_justify="left")
    table.add_column("way")
    for column in ("median", "ours ÷ this", "processor", "ours ÷ this"):
        table.add_column(column, justify="right")
    for timing in timings:
        row = [timing.name, f"{timing.seconds * 1e3:,.2f} ms", f"{mine.seconds / timing.seconds:,.3g}"]
        if mine.busy and timing.busy:
            row += [f"{timing.busy * 1e3:,.2f} ms", f"{mine.busy / timing.busy:,.3g}"]
        table.add_row(*row)
    Console(width=120).print(table)
