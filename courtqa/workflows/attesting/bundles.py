"""A proof for the other side: one event, the chain from it to a checkpoint, and the path to its root."""

from __future__ import annotations

import json
from collections.abc import Sequence

from courtqa.errors import NotProvable
from courtqa.workflows.attesting.checkpoints import KeptNote, ends_at, leaves_of
from courtqa.workflows.attesting.merkle import path_of
from courtqa.workflows.sealing import Sealed

__all__ = ["proof_of"]


def proof_of(
    court: str, proceeding: str, seq: int, sealed: Sequence[Sealed], kept: Sequence[KeptNote]
) -> str:
    """The proof, as JSON that ``verify_trail.py`` checks without a network or a library.

    It stands on the first checkpoint that covers the event, so that it tells no more of what came later than it must.
    ``NotProvable`` if none does.
    """
    ends: dict[str, tuple[int, str]] = {}
    for row in kept:
        ends.update(ends_at((row,), row.number))
        last = ends.get(proceeding, (0, ""))[0]
        if 1 <= seq <= last <= len(sealed):
            index = sorted(ends).index(proceeding)
            proof = {
                "format": "courtqa.proof.v1",
                "court": court,
                "proceeding": proceeding,
                "seq": seq,
                "events": [{"body": each.body, "prev": each.prev} for each in sealed[seq - 1 : last]],
                "index": index,
                "path": [node.hex() for node in path_of(leaves_of(ends), index)],
                "note": row.note,
            }
            return json.dumps(proof, ensure_ascii=False, indent=1) + "\n"
    raise NotProvable(proceeding, seq)
