"""Opening the place where dockets are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from courtqa.errors import CourtqaError, KeyUnusable, UnknownName
from courtqa.policy import Policy
from courtqa.storage.checkpoints import Checkpoints, Watch
from courtqa.storage.places import Place, open_store
from courtqa.storage.witness import Witness, witness_of
from courtqa.text import Text
from courtqa.workflows import Docket as KeptDocket
from courtqa.workflows import Keeping, KeyFile, Keyring, Persons, Proceeding, Salts, random_salt

if TYPE_CHECKING:
    from courtqa.storage.register import NumberRegister

__all__ = ["Docket"]


class Docket(KeptDocket):
    """The proceedings of one court, in the database at ``where``, under the rules of ``policy``.

    ``where`` is a path, an address (``sqlite:///…``, ``postgresql://…``), or what the host application has open: with
    its SQLAlchemy engine each event is a transaction of its own; inside its connection or session nothing is
    committed here, so that the host's own change and the event become durable together, or neither.

    Without ``court`` it is the court of the policy's units; ``clock`` is asked whenever no ``at=`` is given,
    ``persons`` is asked for offices, relations and delegations instead of ``people``. ``keys`` from outside the
    database mark every seal; ``checkpoints`` says when notes signed with them are made and where they are put. ``salts``
    are for simulations and tests.
    """

    def __init__(
        self,
        where: Place,
        *,
        policy: Policy,
        court: str | None = None,
        clock: Callable[[], datetime] | None = None,
        persons: Persons | None = None,
        keys: Keyring | str | Path | None = None,
        checkpoints: Checkpoints | None = None,
        salts: Salts = random_salt,
    ) -> None:
        store, court = open_store(where), court or _court_of(policy)
        ring = KeyFile.read(keys) if isinstance(keys, str | Path) else keys
        self.watch: Watch | None = None
        if checkpoints is not None:
            if not isinstance(ring, KeyFile):
                raise KeyUnusable(
                    "keys=", Text(zh="检查点须用密钥文件签名", en="checkpoints are signed with a key file")
                )
            self.watch = Watch(store, court, ring, checkpoints)
        try:
            super().__init__(store, policy, court, clock, persons, keeping=Keeping(ring, salts, self.watch))
        except CourtqaError:  # keys are needed, and not at hand
            store.close()
            raise

    def witness(self, proceeding: Proceeding | str) -> Witness:
        """What a notice served in this proceeding prints, so that whoever keeps it can testify to the trail."""
        name = proceeding if isinstance(proceeding, str) else proceeding.id
        return witness_of(self.store, self.court, name)

    @cached_property
    def register(self) -> NumberRegister:
        """The register of numbers that lies beside the proceedings."""
        from courtqa.storage.register import NumberRegister

        return NumberRegister(self.store)


def _court_of(policy: Policy) -> str:
    for edition in reversed(policy.editions("units")):
        return str(edition.value.court)
    raise UnknownName("units", "court", ())
