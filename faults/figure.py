"""What a fault did, as a figure: how often it was tried, and how often a promise broke."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from attrs import frozen

__all__ = ["Battery", "Figure", "timed"]


@frozen
class Figure:
    """One row of the page on reliability."""

    fault: str
    expected: str
    tried: Mapping[str, int]  # in words → how many
    broken: Mapping[str, int]  # in words → how many; all must be 0
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether something was tried and nothing broke."""
        return all(self.tried.values()) and not any(self.broken.values())

    @property
    def words(self) -> str:
        """The figure in words."""
        tried = ", ".join(f"{count:,} {what}" for what, count in self.tried.items())
        broken = ", ".join(f"{count:,} {what}" for what, count in self.broken.items())
        return f"{tried}: {broken}"


@frozen
class Battery:
    """A fault with its name. ``scale`` 1 is the whole battery, less is a shorter version."""

    name: str
    run: Callable[[float, int], Figure]  # (scale, seed)


def timed(battery: Battery, scale: float, seed: int) -> Figure:
    """The figure, with how long it took."""
    started = time.perf_counter()
    found = battery.run(scale, seed)
    return Figure(found.fault, found.expected, found.tried, found.broken, time.perf_counter() - started)
