"""Checkpoints as C2SP signed notes: a text that anyone can keep, print, and check with a public key."""

from __future__ import annotations

import base64
from functools import lru_cache
from hashlib import sha256

from attrs import frozen

from courtqa.errors import NotACheckpoint
from courtqa.workflows.attesting.keys import Key, note_number
from courtqa.workflows.attesting.verify_trail import signed_text

__all__ = ["ORIGIN", "Checkpoint", "read_note", "signed_note"]

ORIGIN = "courtqa.trail/"
FIRST = "0" * 64


@frozen
class Checkpoint:
    """What a checkpoint says: how many chains, their root, and which checkpoint came before."""

    court: str
    chains: int
    root: bytes
    number: int
    previous: str  # SHA-256 of the text of the checkpoint before, in hex
    events: int
    until: str  # when the last event was recorded

    @property
    def text(self) -> str:
        """The text that is signed: the three lines of a C2SP checkpoint and four of ours."""
        return (
            f"{ORIGIN}{self.court}\n{self.chains}\n{base64.b64encode(self.root).decode()}\n"
            f"checkpoint {self.number}\nprevious {self.previous}\nevents {self.events}\nuntil {self.until}\n"
        )

    @property
    def hash(self) -> str:
        """The SHA-256 of the text, in hex: what the next checkpoint calls ``previous``."""
        return sha256(self.text.encode()).hexdigest()


def signed_note(checkpoint: Checkpoint, key: Key) -> str:
    """The checkpoint with its signature, as a signed note."""
    mark = base64.b64decode(key.sign(checkpoint.text.encode()))
    number = note_number(key.id, key.public)
    return f"{checkpoint.text}\n\u2014 {key.id} {base64.b64encode(number + mark).decode()}\n"


def read_note(note: str, verifier: str | None = None) -> Checkpoint:
    """What the note says; ``NotACheckpoint`` if it is none, or not signed by the key of ``verifier``."""
    text, gap, _ = note.rpartition("\n\n")
    try:
        if not gap or not note.endswith("\n"):
            raise NotACheckpoint("no signature under it")
        found = _parse(text.split("\n"))
        if found.text != text + "\n":
            raise NotACheckpoint("another spelling than ours")
        signed = verifier is None or _signed(note, verifier)
    except ValueError as error:
        raise NotACheckpoint(str(error)) from error
    if not signed:
        raise NotACheckpoint("the signature is not that of the key given")
    return found


@lru_cache(maxsize=4_096)
def _signed(note: str, verifier: str) -> bool:
    """Whether that key signed it: always the same answer, and slow to find."""
    return signed_text(note, verifier) is not None


def _parse(lines: list[str]) -> Checkpoint:
    origin, chains, root, *ours = lines
    told = dict(line.split(" ", 1) for line in ours)
    if not origin.startswith(ORIGIN) or [*told] != ["checkpoint", "previous", "events", "until"]:
        raise NotACheckpoint("lines that a checkpoint does not have")
    return Checkpoint(
        court=origin.removeprefix(ORIGIN),
        chains=int(chains),
        root=base64.b64decode(root, validate=True),
        number=int(told["checkpoint"]),
        previous=told["previous"],
        events=int(told["events"]),
        until=told["until"],
    )
