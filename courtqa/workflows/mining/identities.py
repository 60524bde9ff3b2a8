"""Persons and cases in an export: named, or behind pseudonyms that only the holder of the key can tie back."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Literal

from attrs import field, frozen

__all__ = ["Identities"]

Kind = Literal["person", "matter"]


@frozen
class Identities:
    """What stands for an id. Without a key: the id itself. With one: a pseudonym, the same throughout the export.

    >>> Identities().of("person", "liu")
    'liu'
    >>> Identities(bytes(32)).of("person", "liu") == Identities(bytes(31) + b"1").of("person", "liu")
    False
    """

    key: bytes | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.key is not None and len(self.key) < 32:
            raise ValueError("a key of at least 32 random bytes is needed, or none at all")

    def of(self, kind: Kind, id: str) -> str:
        """What stands for the id."""
        if self.key is None:
            return id
        return f"{kind}-{hmac.new(self.key, f'{kind}/{id}'.encode(), sha256).hexdigest()[:16]}"
