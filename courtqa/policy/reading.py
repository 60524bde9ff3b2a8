"""The strict YAML reader: a small, plain part of YAML, and the line of everything.

It builds the document itself from the parser's events, so no tag, anchor, alias or merge can act, and no depth
of nesting can exhaust the stack. What it can't accept it reports, and reads on where it can.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

import yaml
from attrs import define, field

from courtqa.errors import Misfit, PolicyError, Problem
from courtqa.policy.characters import hidden_characters
from courtqa.policy.places import Document, Path, Place, Value
from courtqa.policy.scalars import key_of, value_of
from courtqa.policy.words import describe

__all__ = ["LARGEST", "decode", "read", "read_document"]

DEEPEST = 32
MOST_NODES = 10_000
LARGEST = 1024 * 1024  # bytes

# Only the events of it are used: libyaml's where PyYAML was built with it, ten times as fast as PyYAML's own.
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_document(source: str | bytes, *, file: str = "text") -> Document:
    r"""The document that ``source`` holds.

    >>> read_document("budget: 30\nshare: 0.5").value
    {'budget': 30, 'share': Decimal('0.5')}

    Raises PolicyError with every problem found.
    """
    document, problems = read(source, file=file)
    if problems or document is None:
        raise PolicyError(problems)
    return document


def read(source: str | bytes, *, file: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document as far as it can be read, with the problems met. No document: nothing could be read."""
    text, problems = decode(source, file=file)
    if text is None or problems:
        return None, problems
    builder = _Builder(file)
    try:
        builder.build(_events(text, file))
    except PolicyError as stop:
        return None, (*builder.problems, *stop.problems)
    root = builder.root
    if not isinstance(root, dict):
        found = "an empty file" if root is None else describe(root)
        return None, (*builder.problems, Problem(file, 1, found, "keys with values"))
    return Document(root, builder.places, file, frozenset(builder.unread)), tuple(builder.problems)


def decode(source: str | bytes, *, file: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a file, with its lines ended alike, and the problems of its characters."""
    size = len(source)
    if size > LARGEST:
        return None, (Problem(file, 1, f"a file of {size:,} bytes", f"at most {LARGEST:,}"),)
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, (Problem(file, line, "bytes that are not UTF-8", "a file saved as UTF-8"),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = [
        Problem(file, text.count("\n", 0, offset) + 1, what, "text that a reader can see")
        for offset, what in _first(hidden_characters(text))
    ]
    if not problems and not unicodedata.is_normalized("NFC", text):
        lines = enumerate(text.split("\n"), start=1)
        problems = [
            Problem(file, number, "characters that are not in their composed form", "Unicode NFC")
            for number, line in lines
            if not unicodedata.is_normalized("NFC", line)
        ]
    return text, tuple(problems)


def _first(found: Iterator[tuple[int, str]], most: int = 20) -> Iterator[tuple[int, str]]:
    for _, item in zip(range(most), found, strict=False):
        yield item


def _events(text: str, file: str) -> Iterator[Any]:
    parser = _Parser(text)
    try:
        while True:
            event = parser.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return
            yield event
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = getattr(error, "problem", None) or "a character that YAML does not allow"
        number = mark.line if mark else 0
        lines = text.split("\n")
        written = lines[number] if number < len(lines) else ""
        if "\t" in written[: len(written) - len(written.lstrip())]:
            problem = Problem(file, number + 1, "a tab at the beginning of the line", "spaces")
        else:
            found = f"text that can't be read as YAML ({what})"
            problem = Problem(file, number + 1, found, "well-formed YAML")
        raise PolicyError([problem]) from None
    finally:
        parser.dispose()


@define
class _Open:
    """A mapping or list that has begun and not yet ended."""

    value: dict[str, Value] | list[Value]
    path: Path
    key: str | None = None


@define
class _Builder:
    """Builds a document from events, with its places and problems."""

    file: str
    root: Value = None
    places: dict[Path, Place] = field(factory=dict)
    unread: set[Path] = field(factory=set)
    problems: list[Problem] = field(factory=list)
    _open: list[_Open] = field(factory=list)
    _nodes: int = 0
    _documents: int = 0

    def build(self, events: Iterator[Any]) -> None:
        """Take in all events. Raises PolicyError where reading can't go on."""
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    self._begin(event)
                case yaml.AliasEvent():
                    self._stop(event, f"the alias *{event.anchor}", "the value itself, written out")
                case yaml.ScalarEvent():
                    self._node(event)
                    self._scalar(event)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._node(event)
                    self._start(event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._open.pop()

    def _begin(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(event, "a second document after ---", "one document in a file")
        if event.version or event.tags:
            self._stop(event, "a % directive", "plain YAML without directives")

    def _node(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._stop(event, f"more than {MOST_NODES:,} values", "a smaller file")
        if event.anchor is not None:
            self._problem(event, f"the anchor &{event.anchor}", "values without anchors, written out")
        if event.tag is not None:
            self._problem(event, f"the tag {event.tag}", "values without tags")
            self.unread.add(self._next_path())

    def _scalar(self, event: Any) -> None:
        plain = event.style in (None, "")
        for _, what in _first(hidden_characters(event.value), 1):
            self._problem(event, f"{what} written as an escape", "text that a reader can see")
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event, plain=plain)
            return
        value: Value = event.value
        path = self._next_path()
        if plain:
            try:
                value = value_of(event.value)
            except Misfit as misfit:
                self._problem(event, misfit.found, misfit.expected)
                self.unread.add(path)
        self._put(event, path, value)

    def _key(self, top: _Open, event: Any, *, plain: bool) -> None:
        key: str = event.value
        if plain:
            try:
                key = key_of(key)
            except Misfit as misfit:
                self._problem(event, misfit.found, misfit.expected)
                self.unread.add((*top.path, key))
        elif not key:
            self._problem(event, "an empty key", "a name as a key")
        path = (*top.path, key)
        if key in top.value:
            first = self.places[path].line
            self._problem(event, f"the key {key!r} again (first on line {first})", "each key once")
        else:
            self.places[path] = Place(self.file, event.start_mark.line + 1)
        top.key = key

    def _start(self, event: Any) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._stop(event, "a list or a mapping as a key", "text as a key")
        if len(self._open) >= DEEPEST:
            self._stop(event, f"nesting deeper than {DEEPEST}", "a flatter file")
        path = self._next_path()
        value: dict[str, Value] | list[Value] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(event, path, value)
        self._open.append(_Open(value, path))

    def _next_path(self) -> Path:
        if not self._open:
            return ()
        top = self._open[-1]
        return (*top.path, len(top.value) if isinstance(top.value, list) else top.key or "")

    def _put(self, event: Any, path: Path, value: Value) -> None:
        self.places.setdefault(path, Place(self.file, event.start_mark.line + 1))
        if not self._open:
            self.root = value
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        else:
            top.value[top.key or ""] = value
            top.key = None

    def _problem(self, event: Any, found: str, expected: str) -> None:
        self.problems.append(Problem(self.file, event.start_mark.line + 1, found, expected))

    def _stop(self, event: Any, found: str, expected: str) -> None:
        raise PolicyError([Problem(self.file, event.start_mark.line + 1, found, expected)])
