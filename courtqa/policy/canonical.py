"""One spelling for the same content, so that a digest stands for what a rule says and not for how it is typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256

__all__ = ["canonical", "digest_of"]


def canonical(value: object) -> str:
    """The value as JSON with sorted keys and no spaces; decimals keep the digits they were written with.

    >>> from decimal import Decimal
    >>> canonical({"b": [True, None], "a": Decimal("0.50")})
    '{"a":0.50,"b":[true,null]}'
    """
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if isinstance(value, Mapping):
        items = sorted((str(key), item) for key, item in value.items())
        return "{" + ",".join(f"{canonical(key)}:{canonical(item)}" for key, item in items) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def digest_of(value: object) -> str:
    """The SHA-256 of the canonical spelling, as 64 hexadecimal digits."""
    return sha256(canonical(value).encode()).hexdigest()
