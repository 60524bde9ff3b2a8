"""A notice as a document: frozen, typed, hashed. Every rendering comes from it, none is the notice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Literal

from attrs import fields, frozen

from courtqa.notices.numerals import level_label

__all__ = ["Block", "Cells", "Heading", "Items", "Notice", "Paragraph", "Span", "Spans", "Table", "plain"]

SpanKind = Literal["text", "person", "unit"]


@frozen
class Span:
    """A stretch of text. Persons and units are marked, so that redaction never has to guess."""

    text: str
    kind: SpanKind = "text"
    ref: str = ""  # the id of the person or unit


Spans = tuple[Span, ...]
Cells = tuple[Spans, ...]


def plain(spans: Iterable[Span]) -> str:
    """The text of the spans, run together."""
    return "".join(span.text for span in spans)


@frozen
class Heading:
    """A heading of level 1 to 4. Its number is counted here, never typed by an author."""

    level: int
    ordinal: int
    spans: Spans

    @property
    def label(self) -> str:
        """一、 （一） 1. （1）"""
        return level_label(self.level, self.ordinal)


@frozen
class Paragraph:
    """A paragraph of body text, indented by two characters."""

    spans: Spans


@frozen
class Items:
    """A list; ``ordered`` ones count 1. 2. 3."""

    items: tuple[Spans, ...]
    ordered: bool = True


@frozen
class Table:
    """A table with a header row."""

    caption: str
    header: Cells
    rows: tuple[Cells, ...]


_ONLY_UPWARD = ("upward", "signer")  # left out where they say nothing: so a text of before keeps its digest
Block = Heading | Paragraph | Items | Table


@frozen
class Notice:
    """One official document, whole.

    ``number``, ``printed_on`` and ``witness`` are added at issue and stand outside the digest: the signature binds
    what was signed, and they come after the signature.
    """

    kind: str
    series: str
    court: str
    org: str  # the issuing body, as in the red mark
    series_title: str  # the second line of the mark
    title: str
    to: tuple[str, ...]
    blocks: tuple[Block, ...]
    signature: str
    dated: date | None = None  # 成文日期: the day of signing
    attachments: tuple[str, ...] = ()
    remark: str = ""
    cc: tuple[str, ...] = ()
    printer: str = ""
    sealed: bool = False
    family: Literal["gongwen", "wenshu"] = "gongwen"  # how its pages look
    number: tuple[str, ...] = ()
    printed_on: date | None = None
    witness: str = ""  # 核验码: what a reader can hold against the court's trail
    upward: bool = False  # 上行文: the number stands left, the signer's name right
    signer: str = ""  # 签发人, of an upward document once it is signed

    @property
    def digest(self) -> str:
        """The SHA-256 of what a signer signs: everything but the number, the printing day and the witness."""
        content = self._content()
        del content["number"], content["printed_on"], content["witness"]
        return hashlib.sha256(_canonical(content)).hexdigest()

    @property
    def canonical(self) -> bytes:
        """The whole notice as canonical JSON in UTF-8: what an archive keeps. ``read_model`` reads it back."""
        return _canonical(self._content())

    def _content(self) -> dict[str, Any]:
        held = {each.name: _plain_value(getattr(self, each.name)) for each in fields(Notice)}
        return {name: value for name, value in held.items() if value or name not in _ONLY_UPWARD}

    @property
    def persons(self) -> tuple[Span, ...]:
        """The persons named, each once, in order of appearance."""
        return self._named("person")

    @property
    def units(self) -> tuple[Span, ...]:
        """The units named, each once, in order of appearance."""
        return self._named("unit")

    def _named(self, kind: SpanKind) -> tuple[Span, ...]:
        return tuple(dict.fromkeys(span for span in _all_spans(self.blocks) if span.kind == kind))

    def _repr_html_(self) -> str:
        """The notice as a notebook shows it."""
        from courtqa.notices.html import fragment

        return fragment(self)


def _all_spans(blocks: Iterable[Block]) -> Iterator[Span]:
    for block in blocks:
        match block:
            case Heading(spans=spans) | Paragraph(spans=spans):
                yield from spans
            case Items(items=items):
                for item in items:
                    yield from item
            case Table(header=header, rows=rows):
                for cells in (header, *rows):
                    for cell in cells:
                        yield from cell


def _plain_value(value: Any) -> Any:
    """A value as JSON has it; a block says which kind of block it is."""
    if isinstance(value, tuple):
        return [_plain_value(each) for each in value]
    if isinstance(value, Span):
        return {"kind": value.kind, "ref": value.ref, "text": value.text}
    if isinstance(value, Heading | Paragraph | Items | Table):
        held = {each.name: _plain_value(getattr(value, each.name)) for each in fields(type(value))}
        return {"block": type(value).__name__, **held}
    return value.isoformat() if isinstance(value, date) else value


def _canonical(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
