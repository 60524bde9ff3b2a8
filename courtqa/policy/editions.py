"""From the files of one edition, in the order of their packs, to the edition itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from attrs import define, evolve, field
from cattrs import Converter

from courtqa.errors import Problem, did_you_mean
from courtqa.policy.canonical import digest_of
from courtqa.policy.header import HEADER, Header, fit, header_of, is_missing
from courtqa.policy.misfits import key_in_yaml
from courtqa.policy.overlay import amend
from courtqa.policy.places import Document, Path, Place, Value, joined, rule_path
from courtqa.policy.reading import read
from courtqa.policy.rules import Assumption, Edition
from courtqa.policy.shelf import EditionFile
from courtqa.text import Text

__all__ = ["edition_of", "inside"]

_UNTITLED = Text(zh="（无标题）", en="(untitled)")


def inside(value: object, path: Path) -> tuple[bool, Any]:
    """Whether ``path`` leads anywhere inside ``value``, and what stands there."""
    for step in path:
        if isinstance(value, Mapping) and str(step) in value:
            value = value[str(step)]
        elif isinstance(value, list | tuple) and str(step).isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return False, None
    return True, value


@define
class _Layers:
    """The edition as it grows, pack by pack."""

    type: type[Any]
    converter: Converter
    problems: list[Problem]
    edition: Edition[Any] | None = None
    body: Document | None = None
    files: dict[str, str] = field(factory=dict)  # file as shown → file within its pack


def edition_of(
    files: Sequence[EditionFile], *, type: type[Any], converter: Converter, problems: list[Problem]
) -> tuple[Edition[Any] | None, Document | None]:
    """The edition that one or more files of the same name and day make, with its body's places.

    The first file gives it whole; each later one must say ``amends:`` and change it. No edition: it was refused.
    """
    layers = _Layers(type, converter, problems)
    before = len(problems)
    for file in files:
        document, faults = read(file.file.read_bytes(), file=str(file.file))
        problems += faults
        if document is None:  # what lies over it can't be judged
            break
        _lay(layers, file, document)
    return (layers.edition if len(problems) == before else None), layers.body


def _lay(layers: _Layers, file: EditionFile, document: Document) -> None:
    problems = layers.problems
    header = header_of(document, converter=layers.converter, problems=problems)
    layers.files[document.file] = f"{file.pack.name}/{file.file.relative_to(file.pack.folder).as_posix()}"
    earlier = layers.edition
    touched: tuple[Path, ...] = ()
    if header.amends is None and layers.body is None:
        if is_missing("title", document.value):
            problems.append(document.problem((), "no 'title'", "a title in both languages: {zh: …, en: …}"))
        body = evolve(document, value=_body(layers, document))
    elif header.amends is None:
        by = earlier.pack if earlier else "an earlier pack"
        found = f"the edition {file.kind}/{file.name} of {file.since}, which the pack {by} already gives"
        problems.append(document.problem((), found, "another day, or amends: with the reason"))
        return
    elif layers.body is None:
        found = f"an amendment of {file.kind}/{file.name} of {file.since}, which no earlier pack gives"
        problems.append(
            document.problem(("amends",), found, "a day that an earlier pack gives, or no amends:")
        )
        return
    else:
        body, touched = amend(layers.body, document, problems)
    layers.body = body
    layers.edition = _build(layers, file, header, body, touched)
    if header.assumptions and layers.edition is not None:
        _about_something(layers, header, document, body)


def _body(layers: _Layers, document: Document) -> dict[str, Value]:
    """What is not head, without the keys of the head that are misspelt."""
    fields = {key_in_yaml(field) for field in attrs.fields(layers.type)} if attrs.has(layers.type) else set()
    body: dict[str, Value] = {}
    for key, value in document.value.items():
        near = did_you_mean(key, HEADER)
        if key not in HEADER and key not in fields and near and near not in document.value:
            layers.problems.append(document.problem((key,), f"the unknown key {key!r}", repr(near)))
        elif key not in HEADER:
            body[key] = value
    return body


def _about_something(layers: _Layers, header: Header, document: Document, body: Document) -> None:
    """Refuse an assumption about a place that the rule does not have."""
    for index, supposed in enumerate(header.assumptions):
        if not inside(body.value, tuple(rule_path(supposed.at).split("/")))[0]:
            near = did_you_mean(supposed.at, {".".join(map(str, each)) for each in body.places if each})
            found = f"an assumption about {supposed.at!r}, where the rule has nothing"
            expected = repr(near) if near else "the path of something in the rule, its keys joined by dots"
            layers.problems.append(document.problem(("assumptions", index), found, expected))


def _build(
    layers: _Layers, file: EditionFile, header: Header, body: Document, touched: tuple[Path, ...]
) -> Edition[Any] | None:
    earlier = layers.edition
    title = header.title or (earlier.title if earlier else _UNTITLED)
    value = _structured(layers, file, title, body)
    if value is None:
        return earlier
    assumptions = (
        *(_still_open(earlier.assumptions, touched) if earlier else ()),
        *_assumptions(file, header, body),
    )
    references = (*header.references, *(earlier.references if earlier else ()))
    note = header.note if header.note is not None or earlier is None else earlier.note
    content = {
        "kind": file.kind,
        "name": file.name,
        "since": file.since,
        "title": attrs.asdict(title),
        "references": [attrs.asdict(reference) for reference in references],
        "note": note,
        "assumptions": [{"at": found.path, "note": found.note} for found in assumptions],
        "body": body.value,
    }
    return Edition(
        kind=file.kind,
        name=file.name,
        since=file.since,
        title=title,
        value=value,
        references=references,
        note=note,
        assumptions=assumptions,
        pack=file.pack.name,
        file=file.file.relative_to(file.pack.folder).as_posix(),
        digest=digest_of(content),
        body=body.value,
        amends=header.amends,
        shadows=earlier,
        places={
            path: Place(layers.files[place.file], place.line)
            for path, place in body.places.items()
            if inside(body.value, path)[0]
        },
    )


def _structured(layers: _Layers, file: EditionFile, title: Text, body: Document) -> Any:
    given: dict[str, Value] = {
        "name": file.name,
        "since": file.since.isoformat(),
        "title": {"zh": title.zh, "en": title.en},
    }
    fields = {field.name for field in attrs.fields(layers.type)} if attrs.has(layers.type) else set()
    for key in sorted(given.keys() & body.value.keys() & fields):
        layers.problems.append(
            body.problem((key,), f"the key {key!r}", "it to be given by the file's place only")
        )
    whole = {**body.value, **{key: value for key, value in given.items() if key in fields}}
    return fit(whole, layers.type, at=(), document=body, converter=layers.converter, problems=layers.problems)


def _assumptions(file: EditionFile, header: Header, body: Document) -> tuple[Assumption, ...]:
    paths = [tuple(rule_path(supposed.at).split("/")) for supposed in header.assumptions]
    return tuple(
        Assumption(
            joined((file.kind, file.name, *path)),
            file.since,
            supposed.note,
            file.pack.name,
            file.file.relative_to(file.pack.folder).as_posix(),
            body.place(_with_numbers(body.value, path)).line,
        )
        for path, supposed in zip(paths, header.assumptions, strict=True)
    )


def _with_numbers(value: object, path: Path) -> Path:
    """The path with its list positions as numbers, as places are kept."""
    steps: list[str | int] = []
    for step in path:
        exists, here = inside(value, (step,))
        if not exists:
            break
        steps.append(int(step) if isinstance(value, list | tuple) else step)
        value = here
    return tuple(steps)


def _still_open(assumptions: tuple[Assumption, ...], touched: tuple[Path, ...]) -> tuple[Assumption, ...]:
    """The assumptions that an amendment has not settled."""
    settled = [joined(path) for path in touched]

    def within(assumption: Assumption) -> bool:
        at = assumption.path.split("/", 2)[-1]
        return any(at == path or at.startswith(path + "/") for path in settled)

    return tuple(assumption for assumption in assumptions if not within(assumption))
