"""Types and values in words, as problems name them."""

from __future__ import annotations

import types
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

import attrs

from courtqa.text import Text

__all__ = ["PLAIN", "describe", "in_words", "is_union"]

PLAIN: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    Decimal: "a number",
    date: "a day as YYYY-MM-DD",
    type(None): "null",
}


def describe(value: object) -> str:
    """What a value is, in words.

    >>> describe("15"), describe(15), describe(None)
    ("the text '15'", 'the number 15', 'null')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) <= 60 else f"the text {value[:57] + '…'!r}"
    if isinstance(value, dict):
        return f"keys ({', '.join(list(value)[:4])}{', …' if len(value) > 4 else ''})" if value else "no keys"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}" if value else "an empty list"
    return f"the number {value}"


def is_union(wanted: Any) -> bool:
    """Whether a type is a choice between types."""
    return get_origin(wanted) in (Union, types.UnionType)


def in_words(wanted: Any) -> str:
    """What a type asks for, in words; "" where words would not help.

    >>> in_words(int | None), in_words(tuple[str, ...])
    ('a whole number or null', 'a list')
    """
    origin = get_origin(wanted)
    if origin is Literal:
        return " or ".join(map(str, get_args(wanted)))
    if is_union(wanted):
        return " or ".join(filter(None, map(in_words, get_args(wanted))))
    if origin is not None:
        return "a list" if origin in (tuple, list, frozenset, set) else "keys with values"
    if wanted is Text:
        return "a text in both languages: {zh: …, en: …}"
    return "keys with values" if attrs.has(wanted) else PLAIN.get(wanted, "")
