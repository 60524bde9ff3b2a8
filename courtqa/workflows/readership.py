"""A docket as one person may read it: sealed records only by an office of theirs, for a stated purpose, on record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from attrs import field, frozen

from courtqa.workflows.records import Actor, Proceeding
from courtqa.workflows.trail import Trail

if TYPE_CHECKING:
    from courtqa.workflows.docket import Docket

__all__ = ["Reader"]


@frozen
class Reader:
    """What ``by`` may read in a docket, and why they read it. Made by ``Docket.reader``.

    A record that is sealed is opened with an event in its own trail, once for this reader; without a purpose or an
    office it is refused, and the refusal is logged.
    """

    docket: Docket
    by: Actor
    purpose: str = ""
    at: datetime | None = None
    _opened: set[str] = field(factory=set, repr=False)

    def proceedings(
        self, *, workflow: str | None = None, state: str | None = None, closed: bool | None = None
    ) -> tuple[Proceeding, ...]:
        """The proceedings that are not sealed, in order of opening. ``sealed`` counts the others."""
        found = self.docket.proceedings(workflow=workflow, state=state, closed=closed)
        return tuple(one for one in found if not self.docket.is_sealed(one))

    def sealed(self, *, workflow: str | None = None) -> int:
        """How many of the proceedings are sealed."""
        return sum(map(self.docket.is_sealed, self.docket.proceedings(workflow=workflow)))

    def proceeding(self, id: str) -> Proceeding:
        """The proceeding as it stands. ``Refused`` where it is sealed and may not be opened to this reader."""
        found = self.docket.proceeding(id)
        if not self.docket.is_sealed(found) or id in self._opened:
            return found
        after = self.docket.consult(found, by=self.by, purpose=self.purpose, at=self.at)
        self._opened.add(id)
        return after

    def trail(self, id: str) -> Trail:
        """What happened in it. ``Refused`` where it is sealed and may not be opened to this reader."""
        return self.docket.trail(self.proceeding(id))
