"""The page of the comparisons, as the command that made them saw them."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence

from benchmarks.goals import Goal, spoken
from benchmarks.reasons import REASONS

__all__ = ["page"]

HEAD = """# Speed: what was compared, and what it came to

Written by `python -m benchmarks --write docs/reference/benchmarks.md` on Python {python}, SQLite {sqlite} and {cores} cores
({load} waited for them when the run ended); `make bench` compares again. Every figure is a ratio of medians of interleaved
runs on the same machine, or a rate where the goal is one. What waits for a disk or a server is taken by the clock, all
else by processor time. `python -m benchmarks NAME` runs one comparison.

{met} of {all} goals are met.

| work | against | goal | figure | | size |
| --- | --- | --- | --- | --- | --- |
"""


def page(goals: Sequence[Goal], names: Sequence[str]) -> str:
    """The page in Markdown: the table, then for each goal that is not met what was measured and what was tried."""
    head = HEAD.format(
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        cores=os.cpu_count(),
        load=f"{os.getloadavg()[0]:.1f} processes",
        met=sum(goal.met for goal in goals),
        all=len(goals),
    )
    rows = (
        f"| {one.work} | {one.against} | {one.wanted} | {one.came} | {'met' if one.met else '**open**'} | {one.size} |"
        for one in goals
    )
    return head + "\n".join(rows) + "\n" + "".join(map(_open, _left(goals))) + _run(names)


def _left(goals: Sequence[Goal]) -> list[list[Goal]]:
    """The goals that are not met, those of the same work together."""
    found: dict[str, list[Goal]] = {}
    for goal in goals:
        if not goal.met:
            found.setdefault(goal.work, []).append(goal)
    return [*found.values()]


def _open(goals: list[Goal]) -> str:
    work = goals[0].work
    told = "".join(f"- {one.against}: {one.came}, the goal is {one.wanted}.\n" for one in goals)
    beside = {name: figure for one in goals for name, figure in one.beside.items()}
    told += "".join(
        f"- Measured in the same run, {name}: {spoken(figure)}.\n" for name, figure in beside.items()
    )
    return f"\n## Not met: {work}\n\n{told}\n{REASONS.get(work, 'No reason is known yet.')}\n"


def _run(names: Sequence[str]) -> str:
    return f"\nComparisons that were run: {', '.join(names)}.\n"
