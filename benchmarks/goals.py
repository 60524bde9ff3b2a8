"""What a comparison has to reach, and what it came to: printed at once, and noted for the table of all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import Factory, asdict, frozen

__all__ = ["NOTED", "Goal", "at_least", "at_most", "noted"]

NOTED = "COURTQA_BENCH_NOTED"  # the file that the table is made of, a goal a line


@frozen
class Goal:
    """One figure of one comparison. ``beside`` are figures of the same run that explain it."""

    work: str
    against: str
    size: str
    limit: float
    least: bool  # the figure is to be at least the limit; else at most
    found: float
    unit: str = "×"
    beside: Mapping[str, float] = Factory(dict)

    @property
    def met(self) -> bool:
        """Whether the figure is on the right side."""
        return self.found >= self.limit if self.least else self.found <= self.limit

    @property
    def wanted(self) -> str:
        """The goal in words."""
        return f"at {'least' if self.least else 'most'} {spoken(self.limit)} {self.unit}"

    @property
    def came(self) -> str:
        """The figure in words."""
        return f"{spoken(self.found)} {self.unit}"


def at_least(work: str, against: str, found: float, limit: float, *, size: str, **more: Any) -> Goal:
    """A figure that should be as large as ``limit``: so many times quicker than the peer, say."""
    return _told(Goal(work, against, size, limit, True, found, **more))


def at_most(work: str, against: str, found: float, limit: float, *, size: str, **more: Any) -> Goal:
    """A figure that should be no larger than ``limit``: ours over the floor's, say."""
    return _told(Goal(work, against, size, limit, False, found, **more))


def _told(goal: Goal) -> Goal:
    print(
        f"{'met ' if goal.met else 'OPEN'}  {goal.work}, {goal.against}: {goal.came}; {goal.wanted}; {goal.size}"
    )
    for name, figure in goal.beside.items():
        print(f"      {name}: {spoken(figure)}")
    if place := os.environ.get(NOTED):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(goal), ensure_ascii=False) + "\n")
    return goal


def noted(place: Path) -> list[Goal]:
    """The goals that were noted in the file, in their order."""
    return [Goal(**json.loads(line)) for line in place.read_text("utf-8").splitlines()]


def spoken(figure: float) -> str:
    """The figure with three digits that count: ``0.043``, ``2.27``, ``17,600``.

    >>> [spoken(each) for each in (0.0432, 2.268, 117.3, 17613.4, 1.5, 200000)]
    ['0.043', '2.27', '117', '17,613', '1.5', '200,000']
    """
    if abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.2f}".rstrip("0").rstrip(".") if abs(figure) >= 0.1 else f"{figure:.2g}"
