"""How a sealed event is plainly spelt: its frame by one pattern before the payload and one behind it, the payload parsed.

All of it errs to no: what is unusual is for the thorough way to judge. With ``orjson`` installed it is quicker; what
that reads and spells is compared with the stored text, so nothing rests on it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from courtqa.workflows.canonical import parse
from courtqa.workflows.sealing import moment

__all__ = ["HEAD", "TAIL", "is_day", "is_moment", "is_plain", "payloads", "spelling"]

_TEXT = r'"([^"\\\x00-\x1f\x7f]*)"'
_SKIP = _TEXT.replace("(", "").replace(")", "")
HEAD = re.compile(
    rf'{{"actor":{{"id":{_TEXT}(?:,"on_behalf_of":{_TEXT})?,"roles":\[(?:{_SKIP}(?:,{_SKIP})*)?\]}},'
    rf'"calendar":{_SKIP},"court":{_TEXT},"definition":{_TEXT},"effective_on":{_TEXT},'
    rf'"from":(?:{_TEXT}|null),"idem":{_TEXT},"kind":{_TEXT}\Z'
).match
TAIL = re.compile(
    rf'{_TEXT[1:]},"proceeding":{_TEXT},"reason":{_SKIP},"recorded_at":{_TEXT},"request":{_TEXT},'
    rf'"seq":([1-9][0-9]{{0,9}}),"to":{_TEXT},"transition":{_TEXT},"v":1}}\Z'
).match
_KEY = re.compile(r"[a-z0-9_]+\Z").match
_LARGEST = 2**53 - 1
_DEEPEST = 30


@cache
def spelling() -> tuple[Callable[[str], Any], Callable[[Any], str]]:
    """What parses a text, and what spells a value canonically, of those that a trail may hold."""
    try:
        quick = import_module("orjson")
    except ModuleNotFoundError:
        spell = json.JSONEncoder(
            ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
        )
        return json.JSONDecoder().decode, spell.encode
    dumps, in_order = quick.dumps, quick.OPT_SORT_KEYS
    return quick.loads, lambda value: dumps(value, option=in_order).decode()


def payloads() -> Callable[[str], dict[str, Any] | None]:
    """What reads the payload of an event: None unless it is a canonically spelt object. It is not to be changed."""
    loads, spell = spelling()

    @lru_cache(maxsize=50_000)
    def read(text: str) -> dict[str, Any] | None:
        if "\\" in text:
            value = parse(text)
        elif text.count("{") + text.count("[") > _DEEPEST or not is_plain(text):
            return None
        else:
            value = loads(text)
            if not _sound(value) or spell(value) != text:
                return None
        return value if type(value) is dict else None

    return read


def _sound(value: Any) -> bool:
    """Whether all keys and numbers in it are such as a trail may hold."""
    kind = type(value)
    if kind is dict:
        if not all(map(_is_key, value)):
            return False
        value = value.values()
    elif kind is not list:
        return kind is not float and (kind is not int or -_LARGEST <= value <= _LARGEST)
    for item in value:  # noqa: SIM110 - a loop is quicker, and this runs for every payload
        if type(item) is not str and not _sound(item):
            return False
    return True


@lru_cache(maxsize=4096)
def _is_key(key: str) -> bool:
    return _KEY(key) is not None


def is_plain(text: str) -> bool:
    """Whether nothing in it may not be in a trail: the quick answer, which errs to no."""
    return text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text))


@lru_cache(maxsize=20_000)
def is_day(text: str) -> bool:
    """Whether it is a day as a trail spells it; ValueError if it is none at all."""
    return date.fromisoformat(text).isoformat() == text


def is_moment(text: str) -> bool:
    """Whether it is a moment as a trail spells it; ValueError if it is none at all."""
    return len(text) == 27 and text[10] == "T" and text[26] == "Z" and text[19] == "." and bool(moment(text))
