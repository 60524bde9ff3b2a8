"""Opening the place where dockets are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from courtqa.errors import StoreUnusable, UnknownName
from courtqa.policy import Policy
from courtqa.storage.sqlite import SqliteStore
from courtqa.text import Text
from courtqa.workflows import Docket as KeptDocket
from courtqa.workflows import Persons

if TYPE_CHECKING:
    from courtqa.storage.register import NumberRegister

__all__ = ["Docket", "open_store"]

_SQLITE = "sqlite:///"


def open_store(where: str | Path) -> SqliteStore:
    """The store at a path, at ``sqlite:///path``, or ``":memory:"`` for one that is gone when closed."""
    place = str(where)
    if place.startswith(_SQLITE):
        place = place.removeprefix(_SQLITE) or ":memory:"
    elif "://" in place:
        raise StoreUnusable(
            place,
            Text(
                zh="不认识这种数据库地址；请给出文件路径", en="this kind of address is not known; give a file"
            ),
        )
    return SqliteStore(place)


class Docket(KeptDocket):
    """The proceedings of one court, in the database at ``where``, under the rules of ``policy``.

    Without ``court`` it is the court of the policy's units; ``clock`` is asked whenever no ``at=`` is given,
    ``persons`` is asked for offices, relations and delegations instead of ``people``.
    """

    store: SqliteStore

    def __init__(
        self,
        where: str | Path,
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
