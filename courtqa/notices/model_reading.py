"""A notice read back from its canonical JSON, and held to be the one that was written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from courtqa.errors import ArchiveDamaged
from courtqa.notices.model import Block, Heading, Items, Notice, Paragraph, Span, Spans, Table
from courtqa.text import Text

__all__ = ["read_model"]

_DAYS = ("dated", "printed_on")
_TEXTS = ("to", "attachments", "cc", "number")


def read_model(content: bytes) -> Notice:
    """The notice whose ``canonical`` bytes these are.

    Raises:
        ArchiveDamaged: they are no notice, or not spelt as this library spells one.
    """
    try:
        held = json.loads(content)
        notice = Notice(**{name: _value(name, value) for name, value in held.items()})
        whole = notice.canonical
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _damaged(f"{type(error).__name__}: {error}") from error
    if whole != content:
        raise _damaged("the text is not spelt canonically")
    return notice


def _damaged(what: str) -> ArchiveDamaged:
    return ArchiveDamaged(
        "model.json", Text(zh=f"文稿无法读回（{what}）", en=f"no notice can be read: {what}")
    )


def _value(name: str, value: Any) -> Any:
    if name in _DAYS:
        return None if value is None else date.fromisoformat(value)
    if name in _TEXTS:
        return tuple(map(str, value))
    return tuple(map(_block, value)) if name == "blocks" else value


def _block(held: Mapping[str, Any]) -> Block:
    match held["block"]:
        case "Heading":
            return Heading(held["level"], held["ordinal"], _spans(held["spans"]))
        case "Paragraph":
            return Paragraph(_spans(held["spans"]))
        case "Items":
            return Items(tuple(map(_spans, held["items"])), held["ordered"])
        case "Table":
            rows = tuple(tuple(map(_spans, row)) for row in held["rows"])
            return Table(held["caption"], tuple(map(_spans, held["header"])), rows)
        case other:
            raise ValueError(f"a block {other!r}")


def _spans(held: list[Mapping[str, Any]]) -> Spans:
    return tuple(Span(**each) for each in held)
