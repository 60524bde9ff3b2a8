"""What stands at the head of every rule file: its title, its law, its notes and what it assumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from attrs import frozen
from cattrs import Converter

from courtqa.errors import Problem, did_you_mean
from courtqa.policy.misfits import misfits
from courtqa.policy.places import Document, Path, Value
from courtqa.policy.reference import Reference
from courtqa.policy.words import describe
from courtqa.text import Text

__all__ = ["HEADER", "Header", "Supposition", "fit", "header_of", "is_missing", "references_at"]

HEADER = ("title", "reference", "note", "assumptions", "amends")
_LAW = "a reference: {title: …} with an article or a quotation"

T = TypeVar("T")


@frozen
class Supposition:
    """A place of the body that rests on an assumption, and why."""

    at: str
    note: str


@frozen
class Header:
    """The head of a rule file."""

    title: Text | None
    references: tuple[Reference, ...]
    note: str | None
    assumptions: tuple[Supposition, ...]
    amends: str | None


@frozen
class _Words:
    title: Text | None = None
    note: str | None = None
    assumptions: tuple[Supposition, ...] = ()
    amends: str | None = None


def fit(
    value: Value | Mapping[str, Value],
    type: type[T],
    *,
    at: Path,
    document: Document,
    converter: Converter,
    problems: list[Problem],
) -> T | None:
    """The value at a place of a document as a ``type``; None where it doesn't fit, with the problems added."""
    try:
        result: T = converter.structure(value, type)
    except Exception as error:  # noqa: BLE001  a definition's own checks may raise what they like
        for misfit in misfits(error):
            path = (*at, *misfit.path)
            if not any(path[:length] in document.unread for length in range(len(path) + 1)):
                problems.append(document.problem(path, misfit.found, misfit.expected))
        return None
    return result


def is_missing(key: str, holder: Mapping[str, Value]) -> bool:
    """Whether a key is missing, and not merely misspelt: that is reported where it stands."""
    return key not in holder and not any(did_you_mean(other, [key]) for other in holder)


def references_at(
    holder: Mapping[str, Value],
    *,
    at: Path,
    document: Document,
    converter: Converter,
    problems: list[Problem],
) -> tuple[Reference, ...]:
    """The references under the key ``reference`` of ``holder``. There must be one, with its words or its number."""
    if "reference" not in holder:
        if is_missing("reference", holder):
            problems.append(document.problem(at, "no 'reference'", _LAW))
        return ()
    raw, path = holder["reference"], (*at, "reference")
    several = raw if isinstance(raw, list) else [raw]
    if not several or not isinstance(raw, dict | list):
        problems.append(document.problem(path, describe(raw), _LAW))
        return ()
    references = []
    for index, item in enumerate(several):
        place = (*path, index) if isinstance(raw, list) else path
        reference = fit(item, Reference, at=place, document=document, converter=converter, problems=problems)
        if reference is not None:
            references.append(reference)
            if not (reference.article or "").strip() and not (reference.quotation or "").strip():
                found = "a reference without an article or a quotation"
                problems.append(document.problem(place, found, "the article, or the words of the law"))
    return tuple(references)


def header_of(document: Document, *, converter: Converter, problems: list[Problem]) -> Header:
    """The head of the file, with what is missing or wrong added to ``problems``."""
    tools = {"document": document, "converter": converter, "problems": problems}
    words = {key: document.value[key] for key in HEADER if key in document.value and key != "reference"}
    read = fit(words, _Words, at=(), **tools) or _Words()  # type: ignore[arg-type]
    references = references_at(document.value, at=(), **tools)  # type: ignore[arg-type]
    if "amends" in words and isinstance(words["amends"], str) and not words["amends"].strip():
        problems.append(document.problem(("amends",), "an empty text", "the reason for the amendment"))
    return Header(read.title, references, read.note, read.assumptions, read.amends)
