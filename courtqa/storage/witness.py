"""What the other side can hold in hands: the seal that a notice prints, and a proof that stands without the database."""

from __future__ import annotations

from attrs import frozen

from courtqa.errors import UnknownName
from courtqa.storage.checkpoints import kept_notes
from courtqa.text import Text
from courtqa.workflows import Store, proof_of

__all__ = ["Witness", "prove", "witness_of"]


@frozen
class Witness:
    """The end of a proceeding's chain at a moment, and the last checkpoint made before it."""

    proceeding: str
    seq: int
    head: str
    checkpoint: int | None

    @property
    def text(self) -> Text:
        """The line for a notice: whoever keeps it can show what the trail said when it was served."""
        number = self.checkpoint
        return Text(
            zh=f"案卷 {self.proceeding} 第 {self.seq} 号记录，封印 {self.head}"
            + ("" if number is None else f"，检查点第 {number} 号"),
            en=f"proceeding {self.proceeding}, event {self.seq}, seal {self.head}"
            + ("" if number is None else f", checkpoint {number}"),
        )


def witness_of(store: Store, court: str, proceeding: str) -> Witness:
    """The witness line of a proceeding as it stands; ``UnknownName`` if there is none."""
    sealed = store.trail(court, proceeding)
    if not sealed:
        raise UnknownName("proceeding", proceeding, ())
    with store.audit() as audit:
        kept = kept_notes(audit, court)
    return Witness(proceeding, len(sealed), sealed[-1].hash, kept[-1].number if kept else None)


def prove(store: Store, court: str, proceeding: str, seq: int) -> str:
    """The proof of one event for the other side, as JSON; ``NotProvable`` if no checkpoint covers it yet."""
    sealed = store.trail(court, proceeding)
    with store.audit() as audit:
        kept = kept_notes(audit, court)
    return proof_of(court, proceeding, seq, sealed, kept)
