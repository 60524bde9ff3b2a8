"""Logging in: passwords as scrypt, the session as a signed cookie, a token in every form."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, URLSafeTimedSerializer

LIFETIME = 8 * 3600  # seconds: a working day
COOKIE = "court_session"


def sealed(password: str) -> str:
    """What to keep of a password."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_scrypt(password, salt)}"


def fits(password: str, kept: str) -> bool:
    """Whether it is the password that was kept."""
    salt, _, digest = kept.partition("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)), digest)


def _scrypt(password: str, salt: bytes) -> str:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**12, r=8, p=1).hex()


class Sessions:
    """Cookies that say who logged in, and tokens that only that person's pages carry."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="session")
        self._secret = secret.encode()

    def cookie(self, person: str) -> str:
        """The cookie of whoever logged in."""
        return self._signer.dumps([person, secrets.token_urlsafe(12)])

    def person(self, cookie: str | None) -> str | None:
        """Who that is, or nobody."""
        try:
            person, _ = self._signer.loads(cookie or "", max_age=LIFETIME)
        except (BadSignature, ValueError):
            return None
        return str(person)

    def token(self, cookie: str) -> str:
        """What a form of this session carries, so that no other site can send one."""
        return hmac.new(self._secret, b"form:" + cookie.encode(), hashlib.sha256).hexdigest()

    def genuine(self, cookie: str, token: str) -> bool:
        """Whether the form came from a page of this session."""
        return hmac.compare_digest(self.token(cookie), token)
