"""What stands behind a trail beside its chain: keys, marks, checkpoints, proofs for the other side."""

from courtqa.workflows.attesting.bundles import proof_of
from courtqa.workflows.attesting.checkpoints import (
    Ends,
    Held,
    KeptNote,
    Made,
    check_kept,
    ends_at,
    kept_rows,
    make_checkpoint,
)
from courtqa.workflows.attesting.keys import Key, KeyFile, new_key
from courtqa.workflows.attesting.marks import (
    DIRECTORY,
    Keyring,
    Mark,
    Signer,
    event_message,
    mark_event,
    mark_tip,
    tip_message,
)
from courtqa.workflows.attesting.notes import Checkpoint, read_note

__all__ = [
    "DIRECTORY",
    "Checkpoint",
    "Ends",
    "Held",
    "KeptNote",
    "Key",
    "KeyFile",
    "Keyring",
    "Made",
    "Mark",
    "Signer",
    "check_kept",
    "ends_at",
    "event_message",
    "kept_rows",
    "make_checkpoint",
    "mark_event",
    "mark_tip",
    "new_key",
    "proof_of",
    "read_note",
    "tip_message",
]
