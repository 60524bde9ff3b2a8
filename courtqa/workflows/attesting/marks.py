"""What is marked with a key: the seal of an event, of a directory line, and where a chain ends now."""

from __future__ import annotations

from typing import Protocol

from attrs import frozen

__all__ = ["DIRECTORY", "Keyring", "Mark", "Signer", "event_message", "mark_event", "mark_tip", "tip_message"]

DIRECTORY = "@directory"  # the name of the directory's chain; no proceeding is called so
_EVENT = "courtqa.mark.v1"
_TIP = "courtqa.tip.v1"


@frozen
class Mark:
    """A mark over the seal of one event: which chain, which number, by which key."""

    chain: str
    seq: int
    key: str
    mark: str


class Keyring(Protocol):
    """Keys that are kept outside the database: a file, an environment variable, or a key service of the host."""

    @property
    def names(self) -> frozenset[str]:
        """The ids of all keys known, old ones too."""
        ...

    def mark(self, message: bytes) -> tuple[str, str]:
        """The id of the key now in use, and its mark over the message."""
        ...

    def holds(self, key: str, message: bytes, mark: str) -> bool:
        """Whether the mark is that key's. False for a key that is not known."""
        ...

    def signers(self, actor: str) -> frozenset[str]:
        """The ids of the keys with which an actor signs; none, if nothing is demanded of them."""
        ...


class Signer(Protocol):
    """The key of a person who acts, wherever they keep it."""

    @property
    def key(self) -> str:
        """Its id, as the keyring lists it for that person."""
        ...

    def sign(self, message: bytes) -> str:
        """Its Ed25519 signature of the message, in base64."""
        ...


def event_message(court: str, chain: str, seq: int, seal: str) -> bytes:
    """What is marked of an event or a directory line."""
    return f"{_EVENT}\0{court}\0{chain}\0{seq}\0{seal}".encode()


def tip_message(court: str, chain: str, seq: int, seal: str) -> bytes:
    """What is marked of the end of a chain. The mark of an event can't stand in for it."""
    return f"{_TIP}\0{court}\0{chain}\0{seq}\0{seal}".encode()


def mark_event(keys: Keyring, court: str, chain: str, seq: int, seal: str) -> Mark:
    """The mark over one event, by the key now in use."""
    return Mark(chain, seq, *keys.mark(event_message(court, chain, seq, seal)))


def mark_tip(keys: Keyring, court: str, chain: str, seq: int, seal: str) -> Mark:
    """The mark over the end of a chain, by the key now in use."""
    return Mark(chain, seq, *keys.mark(tip_message(court, chain, seq, seal)))
