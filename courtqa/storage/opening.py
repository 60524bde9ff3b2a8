"""Opening the place where dockets are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from courtqa.errors import UnknownName
from courtqa.policy import Policy
from courtqa.storage.places import Place, open_store
from courtqa.workflows import Docket as KeptDocket
from courtqa.workflows import Persons

if TYPE_CHECKING:
    from courtqa.storage.register import NumberRegister

__all__ = ["Docket"]


class Docket(KeptDocket):
    """The proceedings of one court, in the database at ``where``, under the rules of ``policy``.

    ``where`` is a path, an address (``sqlite:///…``, ``postgresql://…``), or what the host application has open: with
    its SQLAlchemy engine each event is a transaction of its own; inside its connection or session nothing is
    committed here, so that the host's own change and the event become durable together, or neither.

    Without ``court`` it is the court of the policy's units; ``clock`` is asked whenever no ``at=`` is given,
    ``persons`` is asked for offices, relations and delegations instead of ``people``.
    """

    def __init__(
        self,
        where: Place,
        *,
        policy: Policy,
        court: str | None = None,
        clock: Callable[[], datetime] | None = None,
        persons: Persons | None = None,
    ) -> None:
        super().__init__(open_store(where), policy, court or _court_of(policy), clock, persons)

    @cached_property
    def register(self) -> NumberRegister:
        """The register of numbers that lies beside the proceedings."""
        from courtqa.storage.register import NumberRegister

        return NumberRegister(self.store)


def _court_of(policy: Policy) -> str:
    for edition in reversed(policy.editions("units")):
        return str(edition.value.court)
    raise UnknownName("units", "court", ())
