"""From the files of one series, in the order of their packs, to the series itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from attrs import define, evolve, field, frozen
from cattrs import Converter

from courtqa.errors import Misfit, Problem, did_you_mean
from courtqa.policy.canonical import digest_of
from courtqa.policy.header import fit, is_missing, references_at
from courtqa.policy.overlay import VERBS, amend
from courtqa.policy.places import Document, Path, Value
from courtqa.policy.reading import read
from courtqa.policy.rules import DatedValue, Series
from courtqa.policy.shelf import SeriesFile
from courtqa.policy.structuring import day_of
from courtqa.policy.words import describe
from courtqa.text import Text

__all__ = ["series_of"]

_KEYS = ("title", "unit", "values", "note", "amends")


def _whole(value: object) -> bool:
    return type(value) is int and value >= 0


def _numeric(value: object) -> bool:
    return type(value) in (int, Decimal)


def _part(value: object) -> bool:
    return isinstance(value, int | Decimal) and type(value) is not bool and 0 <= value <= 1


# Units whose values have a shape; any other word may be a unit too.
_SHAPES: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "calendar_day": (_whole, "a whole number of days"),
    "working_day": (_whole, "a whole number of working days"),
    "month": (_whole, "a whole number of months"),
    "count": (_whole, "a whole number"),
    "share": (_part, "a number from 0 to 1"),
    "points": (_numeric, "a number"),
    "percent": (_numeric, "a number"),
    "text": (lambda value: isinstance(value, str), "text"),
    "yes_no": (lambda value: isinstance(value, bool), "true or false"),
}


@frozen
class _Head:
    title: Text | None = None
    unit: str | None = None
    note: str | None = None
    amends: str | None = None


@frozen
class _Entry:
    value: Any
    reference: Any = None
    note: str | None = None
    assumption: bool = False


@define
class _Layers:
    """The series as it grows, pack by pack."""

    path: str
    converter: Converter
    problems: list[Problem]
    title: Text | None = None
    unit: str | None = None
    note: str | None = None
    body: Document | None = None
    values: dict[date, DatedValue] = field(factory=dict)


def series_of(files: Sequence[SeriesFile], *, converter: Converter, problems: list[Problem]) -> Series | None:
    """The series that one or more files of the same path make. None: it was refused.

    Later files add days freely; to change a day they must say ``amends:``.
    """
    before = len(problems)
    layers = _Layers(files[0].path, converter, problems)
    for file in files:
        document, faults = read(file.file.read_bytes(), file=str(file.file))
        problems += faults
        if document is None:  # what lies over it can't be judged
            break
        _lay(layers, file, document)
    if len(problems) > before or layers.title is None or layers.unit is None:
        return None
    values = tuple(layers.values[day] for day in sorted(layers.values))
    content = {
        "path": layers.path,
        "title": attrs.asdict(layers.title),
        "unit": layers.unit,
        "note": layers.note,
        "values": {
            value.since.isoformat(): {
                "value": value.value,
                "references": [attrs.asdict(reference) for reference in value.references],
                "note": value.note,
                "assumption": value.assumption,
            }
            for value in values
        },
    }
    return Series(layers.path, layers.title, layers.unit, values, digest_of(content), layers.note)


def _lay(layers: _Layers, file: SeriesFile, document: Document) -> None:
    problems = layers.problems
    words = {key: document.value[key] for key in ("title", "unit", "note", "amends") if key in document.value}
    head = (
        fit(words, _Head, at=(), document=document, converter=layers.converter, problems=problems) or _Head()
    )
    amending = "amends" in document.value
    _only(document, (*_KEYS, *VERBS) if amending else _KEYS, problems)
    if layers.body is None:
        if amending:
            found = f"an amendment of the series {layers.path}, which no earlier pack gives"
            problems.append(
                document.problem(("amends",), found, "a series of an earlier pack, or no amends:")
            )
            return
        for key in ("title", "unit", "values"):
            if is_missing(key, document.value):
                problems.append(document.problem((), f"no {key!r}", f"the key {key!r}"))
    _take_head(layers, head, document, amending=amending)
    body = evolve(document, value={"values": document.value.get("values", {})})
    if amending and layers.body is not None:
        body, touched = amend(layers.body, document, problems)
    elif layers.body is not None:
        body, touched = _more_days(layers, document)
    else:
        touched = (("values",),)
    layers.body = body
    _take(layers, file, body, touched, amends=head.amends)


def _take_head(layers: _Layers, head: _Head, document: Document, *, amending: bool) -> None:
    """Take title and note as they come, aloud; the unit stays: another unit is another series."""
    if layers.unit is not None and head.unit not in (None, layers.unit):
        expected = f"{layers.unit!r}, as the earlier pack has it"
        layers.problems.append(document.problem(("unit",), f"the unit {head.unit!r}", expected))
    if layers.title is not None and head.title not in (None, layers.title) and not amending:
        expected = "the title of the earlier pack, none, or amends: with the reason"
        layers.problems.append(document.problem(("title",), "another title", expected))
    layers.title = (head.title or layers.title) if amending else (layers.title or head.title)
    layers.unit = layers.unit or head.unit
    layers.note = head.note or layers.note


def _only(document: Document, known: Sequence[str], problems: list[Problem]) -> None:
    for key in document.value:
        if key not in known:
            near = did_you_mean(key, known)
            expected = repr(near) if near else "one of the keys " + ", ".join(known)
            problems.append(document.problem((key,), f"the unknown key {key!r}", expected))


def _more_days(layers: _Layers, document: Document) -> tuple[Document, tuple[Path, ...]]:
    assert layers.body is not None
    days: dict[str, Value] = dict(_days(layers.body))
    touched: list[Path] = []
    for day, entry in _days(document).items():
        if day in days:
            found = f"a value for {day}, which an earlier pack already gives"
            expected = "another day, or amends: with the reason"
            layers.problems.append(document.problem(("values", day), found, expected))
        else:
            days[day] = entry
            touched.append(("values", day))
    added = {path: place for path, place in document.places.items() if path[:2] in touched}
    unread = layers.body.unread | document.unread
    return Document({"values": days}, {**layers.body.places, **added}, document.file, unread), tuple(touched)


def _days(document: Document) -> Mapping[str, Value]:
    days = document.value.get("values")
    return days if isinstance(days, dict) else {}


def _take(
    layers: _Layers, file: SeriesFile, body: Document, touched: tuple[Path, ...], *, amends: str | None
) -> None:
    values = body.value.get("values")
    if not isinstance(values, dict):
        layers.problems.append(body.problem(("values",), describe(values), "values by day in force"))
        return
    if not values:
        layers.problems.append(body.problem(("values",), "no values", "at least one value with its day"))
    kept: dict[date, DatedValue] = {}
    for key, entry in values.items():
        path = ("values", key)
        try:
            day = day_of(key)
        except Misfit as misfit:
            layers.problems.append(body.problem(path, f"the key {key!r}", misfit.expected))
            continue
        earlier = layers.values.get(day)
        if path in touched or ("values",) in touched:
            value = _dated(layers, file, body, day=day, raw=entry)
            if value is not None:
                kept[day] = evolve(value, shadows=earlier, amends=amends)
        elif earlier is not None:
            kept[day] = earlier
    layers.values = kept


def _dated(layers: _Layers, file: SeriesFile, body: Document, *, day: date, raw: Value) -> DatedValue | None:
    problems, converter, path = layers.problems, layers.converter, ("values", day.isoformat())
    if not isinstance(raw, dict):
        problems.append(body.problem(path, describe(raw), "{value: …, reference: …}"))
        return None
    references = references_at(raw, at=path, document=body, converter=converter, problems=problems)
    entry = fit(raw, _Entry, at=path, document=body, converter=converter, problems=problems)
    if entry is None:
        return None
    if entry.assumption and not (entry.note or "").strip():
        problems.append(body.problem(path, "an assumption without a note", "a note: why it is assumed so"))
    _shape(layers, body, (*path, "value"), entry.value)
    if not references:
        return None
    return DatedValue(
        since=day,
        value=entry.value,
        references=references,
        note=entry.note,
        assumption=entry.assumption,
        pack=file.pack.name,
        file=file.file.relative_to(file.pack.folder).as_posix(),
        line=body.place(path).line,
    )


def _shape(layers: _Layers, body: Document, path: Path, value: object) -> None:
    if value is None or path in body.unread:
        return
    if isinstance(value, dict | list | tuple):
        layers.problems.append(body.problem(path, describe(value), "one number, text, true, false or null"))
        return
    fits, wanted = _SHAPES.get(layers.unit or "", (lambda _: True, ""))
    if not fits(value):
        layers.problems.append(body.problem(path, describe(value), f"{wanted} (unit: {layers.unit})"))
