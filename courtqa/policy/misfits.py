"""The error groups of cattrs, taken apart: each fault with its path in YAML's own keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from courtqa.errors import Misfit, did_you_mean
from courtqa.policy.places import Path
from courtqa.policy.words import in_words

__all__ = ["key_in_yaml", "misfits"]


def key_in_yaml(field: attrs.Attribute[Any]) -> str:
    """The key under which YAML gives a field: its name, unless its metadata says otherwise."""
    return str(field.metadata.get("key", field.name))


def misfits(error: BaseException, path: Path = ()) -> Iterator[Misfit]:
    """Every fault in a structuring error, each with its path."""
    if isinstance(error, ClassValidationError):
        yield from _in_class(error, path)
    elif isinstance(error, IterableValidationError):
        for inner in error.exceptions:
            note = _note(inner, IterableValidationNote)
            yield from misfits(inner, path if note is None else (*path, note.index))
    elif isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            yield from misfits(inner, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        yield from _unknown_keys(error, path)
    elif isinstance(error, Misfit):
        yield Misfit(error.found, error.expected, (*path, *error.path))
    else:
        yield Misfit(f"a value that doesn't hold together ({error})", "values that fit each other", path)


def _in_class(error: ClassValidationError, path: Path) -> Iterator[Misfit]:
    keys = {
        name: key_in_yaml(field) for field in attrs.fields(error.cl) for name in (field.alias, field.name)
    }
    misspelt = {
        did_you_mean(extra, keys.values())
        for inner in error.exceptions
        if isinstance(inner, ForbiddenExtraKeysError)
        for extra in inner.extra_fields
    }
    for inner in error.exceptions:
        note = _note(inner, AttributeValidationNote)
        if note is None:
            yield from misfits(inner, path)
        elif not isinstance(inner, KeyError):
            yield from misfits(inner, (*path, keys[note.name]))
        elif (key := keys[note.name]) not in misspelt:
            yield Misfit(f"no {key!r}", f"the key {key!r}{_wanted(error.cl, note.name)}", (*path, key))


def _note(error: BaseException, type: type[Any]) -> Any:
    return next((note for note in getattr(error, "__notes__", ()) if isinstance(note, type)), None)


def _unknown_keys(error: ForbiddenExtraKeysError, path: Path) -> Iterator[Misfit]:
    known = [key_in_yaml(field) for field in attrs.fields(error.cl) if field.init]
    for extra in sorted(error.extra_fields):
        near = did_you_mean(extra, known)
        expected = f"{near!r}" if near else "one of the keys " + ", ".join(sorted(known))
        yield Misfit(f"the unknown key {extra!r}", expected, (*path, extra))


def _wanted(cls: type[Any], name: str) -> str:
    for field in attrs.fields(cls):
        if name in (field.name, field.alias) and (what := in_words(field.type)):
            return f": {what}"
    return ""
