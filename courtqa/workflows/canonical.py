"""One spelling for one value: the JSON that is hashed, equal to RFC 8785 on the values a trail may hold."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib import import_module
from json import encoder
from typing import Any, Never

from courtqa.errors import NotCanonical

__all__ = ["canonical", "digest", "parse", "read_json", "spelling", "spelt", "word"]

_DEEPEST = 32
_LARGEST = 2**53 - 1
_KEY = re.compile(r"[a-z0-9_]+\Z")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_known_keys: set[str] = set()  # those that were looked at before and fit
_MOST_KEYS = 4096


def spelling(quick: Any = None) -> Callable[[object], str]:
    """What spells a value that has a canonical form: with ``quick``, which is ``orjson``, or by the standard library.

    On those values both spell the same, to the byte.
    """
    if quick is not None:
        option = quick.OPT_SORT_KEYS | quick.OPT_PASSTHROUGH_DATETIME | quick.OPT_PASSTHROUGH_DATACLASS
        dumps = quick.dumps
        return lambda value: dumps(value, option=option).decode()
    compiled = getattr(encoder, "c_make_encoder", None)
    if compiled is None:
        return json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    held = compiled(None, _unknown, encoder.encode_basestring, None, ":", ",", True, False, True)
    return lambda value: "".join(held(value, 0))


def _unknown(value: object) -> Never:
    raise TypeError(f"a value of type {type(value).__name__}")


def _installed() -> Any:
    try:
        return import_module("orjson")
    except ModuleNotFoundError:
        return None


_quick = _installed()
_encode, _read = spelling(_quick), getattr(_quick, "loads", json.loads)


def canonical(value: object, path: tuple[str | int, ...] = ()) -> str:
    """The canonical JSON of ``value``; ``NotCanonical`` names the place that has none, at ``path`` or below it.

    Allowed: null, booleans, whole numbers below 2⁵³, NFC text whose only control characters are tab and line feed,
    lists, and objects whose keys are ``[a-z0-9_]+``. A decimal is written as text by whoever knows its scale.

    >>> canonical({"n": 1, "cause": "新证据", "judges": ("liu", None)})
    '{"cause":"新证据","judges":["liu",null],"n":1}'
    """
    return _encode(value if _fits(value, len(path)) else _checked(value, path, len(path)))


def word(value: str | None, name: str) -> str:
    """The canonical JSON of a text, or of none, that stands under the key ``name``."""
    if value is None:
        return "null"
    if (
        type(value) is str
        and value.isascii()
        and value.isprintable()
        and '"' not in value
        and "\\" not in value
    ):
        return f'"{value}"'
    return canonical(value, (name,))


def spelt(value: object) -> str:
    """The canonical JSON of a value that is known to have one: nothing is looked at again."""
    return _encode(value)


def read_json(text: str) -> Any:
    """The value that a text of our own holds. What others may have changed is for ``parse``."""
    return _read(text)


def digest(value: object) -> str:
    """The SHA-256 of the canonical JSON of ``value``, in hex."""
    return sha256(canonical(value).encode()).hexdigest()


def parse(text: str) -> Any:
    """The value that ``text`` spells; ``NotCanonical`` unless it is spelt canonically, without a doubled key."""
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_float=_no_float, parse_constant=_no_float)
        spelt = canonical(value)
    except (ValueError, RecursionError) as error:
        raise NotCanonical((), f"text that is not JSON ({type(error).__name__})") from error
    if spelt != text:
        raise NotCanonical((), "JSON that is not in its canonical spelling")
    return value


def _fits(value: Any, depth: int) -> bool:
    """Whether the value may be written as it is. The quick way; ``_checked`` names the fault or converts."""
    kind = type(value)
    if kind is dict:
        if not value.keys() <= _known_keys and not all(map(_fits_key, value)):
            return False
        inner = value.values()
    elif kind is list or kind is tuple:
        inner = value
    else:
        return _fits_alone(value)
    if depth > _DEEPEST:
        return False
    for item in inner:  # in line, for this runs for every value of every event
        kind = type(item)
        if kind is str:
            if not (item.isascii() and item.isprintable()) and not _fits_text(item):
                return False
        elif item is None or kind is bool:
            continue
        elif kind is int:
            if not -_LARGEST <= item <= _LARGEST:
                return False
        elif not _fits(item, depth + 1):
            return False
    return True


def _fits_alone(value: Any) -> bool:
    kind = type(value)
    if kind is str:
        return _fits_text(value)
    return value is None or kind is bool or (kind is int and -_LARGEST <= value <= _LARGEST)


def _fits_text(value: str) -> bool:
    if value.isascii() and value.isprintable():
        return True
    return not _FORBIDDEN.search(value) and unicodedata.is_normalized("NFC", value)


def _fits_key(key: object) -> bool:
    if type(key) is not str or not _KEY.match(key):
        return False
    if len(_known_keys) < _MOST_KEYS:
        _known_keys.add(key)
    return True


def _checked(value: object, path: tuple[str | int, ...], depth: int) -> object:
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, int):
        if not -_LARGEST <= value <= _LARGEST:
            raise NotCanonical(path, "a whole number of 2⁵³ or more")
        return value
    if depth > _DEEPEST:
        raise NotCanonical(path, f"nesting deeper than {_DEEPEST}")
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str) or not _KEY.match(key):
                raise NotCanonical(path, f"the key {key!r}")
        return {key: _checked(item, (*path, key), depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_checked(item, (*path, index), depth + 1) for index, item in enumerate(value)]
    raise NotCanonical(path, f"a value of type {type(value).__name__}")


def _text(value: str, path: tuple[str | int, ...]) -> str:
    if _FORBIDDEN.search(value):
        raise NotCanonical(path, "a control character or half a surrogate pair")
    if not unicodedata.is_normalized("NFC", value):
        raise NotCanonical(path, "text that is not in Unicode form NFC")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical((), "a key that stands twice in one object")
    return found


def _no_float(spelling: str) -> Never:
    raise NotCanonical((), f"the number {spelling[:40]}, which is not whole")
