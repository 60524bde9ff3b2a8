"""What a check may ask about the rest of the policy, once everything has been read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from courtqa.errors import NotInForce, UnknownName
from courtqa.policy.kind import Offer
from courtqa.policy.places import rule_path
from courtqa.policy.rules import Asset, Edition, Series

if TYPE_CHECKING:
    from courtqa.policy.policy import Policy

__all__ = ["Lookup"]


class Lookup:
    """Answers about a loaded policy. Nothing is raised: what does not exist is None or empty.

    A question about a rule that was itself refused makes the check ``unsure``: the loader then drops the
    check's complaints, because their cause is already reported at its own place.
    """

    def __init__(self, policy: Policy, refused: Collection[str] = ()) -> None:
        self.policy = policy
        self.unsure = False
        self._refused = frozenset(refused)

    def _about(self, path: str) -> None:
        self.unsure = self.unsure or path in self._refused

    def names(self, kind: str) -> frozenset[str]:
        """The names of all editions of a kind (``"roles"``), those refused included."""
        refused = {path.split("/")[1] for path in self._refused if path.startswith(f"{kind}/")}
        return frozenset({*self.policy.names(kind), *refused})

    def edition(self, kind: str, name: str, on: date) -> Any:
        """The value of the edition in force on that day, or None."""
        self._about(f"{kind}/{name}")
        try:
            return self.policy.edition(kind, name, on=on).value
        except (UnknownName, NotInForce):
            return None

    def editions(self, kind: str, name: str) -> tuple[Edition[Any], ...]:
        """All editions of a name, by day."""
        self._about(f"{kind}/{name}")
        return self.policy.editions(kind, name) if name in self.policy.names(kind) else ()

    def series(self, path: str) -> Series | None:
        """The series at that path, or None."""
        self._about(f"series/{rule_path(path)}")
        try:
            return self.policy.series(path)
        except UnknownName:
            return None

    def series_paths(self) -> frozenset[str]:
        """The paths of all series, those refused included."""
        refused = {path.removeprefix("series/") for path in self._refused if path.startswith("series/")}
        return frozenset({*self.policy.series_paths(), *refused})

    def asset(self, path: str) -> Asset | None:
        """The text file at that path, or None."""
        self._about(f"asset/{path}")
        try:
            return self.policy.asset(path)
        except UnknownName:
            return None

    def offer(self, kind: str, name: str) -> Offer | None:
        """The function offered under that name, or None."""
        try:
            return self.policy.offer(kind, name)
        except UnknownName:
            return None

    def offers(self, kind: str) -> tuple[Offer, ...]:
        """All functions offered for that kind, by name."""
        return self.policy.offers(kind)
