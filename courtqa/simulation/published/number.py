"""A number that others have published, and what the library makes of the same data."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

__all__ = ["Published", "from_source"]


@frozen
class Published:
    """One published number: ``printed`` as it was printed, ``ours`` recomputed to as many digits, and the test that cites it.

    ``needs`` names a package without which it cannot be recomputed here.
    """

    title: str
    printed: str
    source: str
    test: str
    ours: Callable[[], str] = field(repr=False, eq=False)
    needs: str | None = None
    within: float = 0.0  # how far, as a share, ours may lie from it where the printed one is itself not exact

    def reproduced(self, ours: str) -> bool:
        """Whether ours is what was printed, digit for digit unless it is said otherwise."""
        if ours == self.printed or not self.within:
            return ours == self.printed
        return abs(float(ours) / float(self.printed) - 1) <= self.within


def from_source(
    source: str,
    test: str,
    *numbers: tuple[str, str, Callable[[], str]],
    needs: str | None = None,
    within: float = 0.0,
) -> tuple[Published, ...]:
    """Numbers of one source, each with its title, its printed form and how it is recomputed."""
    return tuple(
        Published(title, printed, source, test, ours, needs, within) for title, printed, ours in numbers
    )
