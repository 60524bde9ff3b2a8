"""Keys in a file, one a line. They mark events, sign checkpoints, and tell whose signatures to expect."""

from __future__ import annotations

import base64
import hmac
import os
import re
import secrets
import stat
from collections.abc import Iterable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import Factory, frozen

from courtqa.errors import KeyUnusable
from courtqa.text import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["Key", "KeyFile", "new_key", "note_number"]

_ID = re.compile(r"[A-Za-z0-9_.:@/-]{1,80}\Z")
SECRET = {"hmac-sha256", "ed25519"}


@frozen
class Key:
    """One key. ``ed25519-public`` and ``actor`` hold the public half only."""

    kind: str  # hmac-sha256, ed25519, ed25519-public, actor
    id: str
    value: bytes
    person: str = ""  # of an actor's key

    @property
    def line(self) -> str:
        """The key as a line of a key file."""
        words = (self.kind, self.person, self.id) if self.person else (self.kind, self.id)
        return " ".join((*words, base64.b64encode(self.value).decode()))

    @property
    def public(self) -> bytes:
        """The public half of an Ed25519 key."""
        if self.kind != "ed25519":
            return self.value
        return _private(self.value).public_key().public_bytes_raw()

    @property
    def verifier(self) -> str:
        """The public key as C2SP signed notes write it: name, hash and key. This is what is handed out."""
        spelt = base64.b64encode(b"\x01" + self.public).decode()
        return f"{self.id}+{note_number(self.id, self.public).hex()}+{spelt}"

    def sign(self, message: bytes) -> str:
        """The mark of the key over a message, in base64."""
        if self.kind == "hmac-sha256":
            made = hmac.digest(self.value, message, "sha256")
        else:
            made = _private(self.value).sign(message)
        return base64.b64encode(made).decode()

    def holds(self, message: bytes, mark: str) -> bool:
        """Whether the mark is this key's."""
        try:
            given = base64.b64decode(mark, validate=True)
        except ValueError:
            return False
        if self.kind == "hmac-sha256":
            return hmac.compare_digest(hmac.digest(self.value, message, "sha256"), given)
        return _signed(self.public, message, given)


@frozen(slots=False)
class KeyFile:
    """The keys of a docket. The last of its kind is in use; the earlier ones still verify what they marked."""

    keys: tuple[Key, ...] = Factory(tuple)

    @classmethod
    def read(cls, path: str | Path) -> KeyFile:
        """The keys in a file that nobody but its owner may read; ``KeyUnusable`` otherwise."""
        place = Path(path)
        try:
            mode, text = place.stat().st_mode, place.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise KeyUnusable(
                str(path), Text(zh=f"无法读取：{error}", en=f"it can't be read: {error}")
            ) from error
        keys = cls.parse(text, str(path))
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO) and keys.secret:
            raise KeyUnusable(
                str(path),
                Text(zh="他人也能读取；请执行 chmod 400", en="others may read it too; run chmod 400 on it"),
            )
        return keys

    @classmethod
    def environment(cls, name: str = "COURTQA_KEYS") -> KeyFile | None:
        """The keys in an environment variable: their lines, or the path of their file. None where it is not set."""
        told = os.environ.get(name, "").strip()
        if not told:
            return None
        return cls.parse(told, "$" + name) if " " in told else cls.read(told)

    @classmethod
    def parse(cls, text: str, where: str = "-") -> KeyFile:
        """The keys that the lines spell: kind, (for ``actor``: the person,) id, base64. ``#`` begins a remark."""
        lines = (line.partition("#")[0].split() for line in text.splitlines())
        keys = tuple(_read(words, where) for words in lines if words)
        if len({key.id for key in keys}) != len(keys):
            raise KeyUnusable(where, Text(zh="两个密钥同名", en="two keys have the same id"))
        return cls(keys)

    @property
    def secret(self) -> bool:
        """Whether it holds anything that others must not know."""
        return any(key.kind in SECRET for key in self.keys)

    @property
    def names(self) -> frozenset[str]:
        """The ids of all keys."""
        return frozenset(key.id for key in self.keys)

    @property
    def text(self) -> str:
        """The lines of the file."""
        return "".join(key.line + "\n" for key in self.keys)

    @property
    def signing(self) -> Key:
        """The key that signs checkpoints: the last Ed25519 one."""
        return self._last("ed25519")

    def mark(self, message: bytes) -> tuple[str, str]:
        """The id of the key now in use, and its mark: the last HMAC key, or else the last Ed25519 key."""
        return self._marking.id, self._marking.sign(message)

    def holds(self, key: str, message: bytes, mark: str) -> bool:
        """Whether the mark is that key's. False for a key that is not here."""
        found = self._by_id.get(key)
        return found is not None and found.holds(message, mark)

    def signers(self, actor: str) -> frozenset[str]:
        """The ids of the keys with which an actor signs."""
        return frozenset(key.id for key in self.keys if key.person == actor)

    @cached_property
    def _by_id(self) -> dict[str, Key]:
        return {key.id: key for key in self.keys}

    @cached_property
    def _marking(self) -> Key:
        kinds = {key.kind for key in self.keys}
        return self._last("hmac-sha256" if "hmac-sha256" in kinds else "ed25519")

    def _last(self, kind: str) -> Key:
        found = [key for key in self.keys if key.kind == kind]
        if not found:
            raise KeyUnusable("-", Text(zh=f"没有 {kind} 密钥", en=f"there is no {kind} key"))
        return found[-1]


def new_key(kind: str, id: str) -> Key:
    """A new secret key."""
    return Key(kind, id, secrets.token_bytes(32))


def note_number(name: str, public: bytes) -> bytes:
    """The four bytes by which a signed note tells which key signed it (C2SP)."""
    return sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def _read(words: Iterable[str], where: str) -> Key:
    kind, *rest = words
    person = rest.pop(0) if kind == "actor" and rest else ""
    try:
        name, spelt = rest
        value = base64.b64decode(spelt, validate=True)
    except ValueError:
        name, value = "", b""
    if kind not in {*SECRET, "ed25519-public", "actor"} or not _ID.match(name) or len(value) != 32:
        raise KeyUnusable(
            where,
            Text(
                zh=f"有一行不是密钥（以 {kind} 开头）；每行应为：类别 编号 base64（32 字节）",
                en=f"a line is no key (it begins with {kind}); each is: kind, id, 32 bytes in base64",
            ),
        )
    return Key(kind, name, value, person)


def _private(seed: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed)


def _signed(public: bytes, message: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
