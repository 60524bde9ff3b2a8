"""The parts of an .xlsx file that cells are made of: sheets, shared texts, formats, and the cells one by one."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from posixpath import join, normpath
from typing import Any, NamedTuple
from xml.parsers import expat

from attrs import frozen

__all__ = ["Cell", "Style", "cells_of", "shared_texts", "sheets_of", "styles_of"]

_BLOCK = 1 << 16
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_ZEROS = re.compile(r"0+")
_WRITTEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # what a format writes as it stands
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Cell(NamedTuple):
    """A cell as it stands in the file."""

    place: str
    number: bool
    style: int
    value: str | None
    formula: bool


@frozen
class Style:
    """How a number is shown: as a day, with zeros in front up to a width, or plainly."""

    day: bool = False
    width: int = 0

    def text(self, raw: str, epoch: int) -> str:
        """The number as it is shown, without decoration."""
        number = float(raw)
        if self.day:
            return _day(number, epoch)
        if number == int(number) and abs(number) < 1e15:
            return f"{int(number):0{self.width}d}"
        return repr(number)


def _day(number: float, epoch: int) -> str:
    """A day, with the time if there is one. Excel counts a 29 February 1900 that never was."""
    if number < 0 or number >= 2_958_466:
        return repr(number)
    whole = int(number)
    if epoch == 1900 and whole == 60:
        return "1900-02-29"
    base = datetime(1904, 1, 1) if epoch == 1904 else datetime(1899, 12, 30 if whole > 60 else 31)  # noqa: DTZ001
    moment = base + timedelta(days=whole, seconds=round((number - whole) * 86400))
    return moment.date().isoformat() if number == whole else moment.isoformat(sep=" ")


Start = Callable[[str, Mapping[str, str]], None]


def _parse(
    package: zipfile.ZipFile, part: str, start: Start, end: Callable[[str], None], data: Callable[[str], None]
) -> Iterator[None]:
    """Feed a part block by block. A document type is refused: no entities, no outside files."""
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*_: Any) -> None:
        raise ValueError("the file declares a document type")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition("}")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition("}")[2])
    parser.CharacterDataHandler = data
    parser.buffer_text = True
    with package.open(part) as file:
        while block := file.read(_BLOCK):
            parser.Parse(block, False)
            yield
    parser.Parse(b"", True)
    yield


def _elements(package: zipfile.ZipFile, part: str) -> list[tuple[str, Mapping[str, str]]]:
    """The elements of a small part, with their attributes."""
    found: list[tuple[str, Mapping[str, str]]] = []
    for _ in _parse(
        package, part, lambda name, held: found.append((name, held)), lambda _: None, lambda _: None
    ):
        if len(found) > 200_000:
            raise ValueError(f"{part} has too many elements")
    return found


def _attribute(held: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in held.items() if key.rpartition("}")[2] == name), None)


def sheets_of(package: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
    """Name, place and whether shown, of every sheet that holds cells."""
    targets = {
        held["Id"]: normpath(join("xl", held["Target"])).removeprefix("/")
        for name, held in _elements(package, "xl/_rels/workbook.xml.rels")
        if name == "Relationship" and held.get("Type", "").endswith("/worksheet")
    }
    found = []
    for name, held in _elements(package, "xl/workbook.xml"):
        if name == "sheet" and (identity := _relation(held)) in targets:
            found.append((held["name"], targets[identity], held.get("state", "visible") == "visible"))
    return found


def _relation(held: Mapping[str, str]) -> str:
    return next((value for key, value in held.items() if key.endswith("}id")), "")


def shared_texts(package: zipfile.ZipFile) -> list[str]:
    """The texts that cells point to; readings beside Chinese characters are no part of them."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    texts: list[str] = []
    held: list[str] = []
    state = {"t": False, "phonetic": 0}

    def start(name: str, _: Mapping[str, str]) -> None:
        if name == "si":
            held.clear()
        state["phonetic"] += name == "rPh"
        state["t"] = name == "t" and not state["phonetic"]

    def end(name: str) -> None:
        state["t"] = False
        state["phonetic"] -= name == "rPh"
        if name == "si":
            texts.append(_unescaped("".join(held)))

    for _ in _parse(
        package, "xl/sharedStrings.xml", start, end, lambda data: held.append(data) if state["t"] else None
    ):
        pass
    return texts


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def styles_of(package: zipfile.ZipFile) -> tuple[list[Style], int]:
    """How each numbered style shows a number, and the year that days are counted from."""
    epoch = 1900
    for name, held in _elements(package, "xl/workbook.xml"):
        if name == "workbookPr" and held.get("date1904") in {"1", "true"}:
            epoch = 1904
    if "xl/styles.xml" not in package.namelist():
        return [Style()], epoch
    formats: dict[int, str] = {}
    styles: list[Style] = []
    within = False
    for name, held in _elements(package, "xl/styles.xml"):
        if name == "numFmt":
            formats[int(held["numFmtId"])] = held["formatCode"]
        elif name in {"cellXfs", "cellStyles", "dxfs", "cellStyleXfs"}:
            within = name == "cellXfs"
        elif name == "xf" and within:
            styles.append(_style(int(held.get("numFmtId", 0)), formats))
    return styles or [Style()], epoch


def _style(number: int, formats: Mapping[int, str]) -> Style:
    code = formats.get(number)
    if code is None:
        return Style(day=number in _BUILT_IN_DATES)
    bare = _WRITTEN.sub("", code.split(";")[0])
    if re.search(r"[yYdD年]|(?<![hHsS])m{3,}", bare) or re.search(r"[hH].*m|m.*[sS]", bare):
        return Style(day=True)
    return Style(width=len(bare) if _ZEROS.fullmatch(bare) else 0)


def cells_of(package: zipfile.ZipFile, part: str, texts: list[str]) -> Iterator[Cell]:
    """Each cell that the sheet holds."""
    ready: list[Cell] = []
    cell: dict[str, Any] = {}
    parts: list[str] = []

    def start(name: str, held: Mapping[str, str]) -> None:
        if name == "c":
            cell.update(
                place=held["r"],
                kind=held.get("t", "n"),
                style=int(held.get("s", 0)),
                value=None,
                formula=False,
            )
        elif name == "f" and cell:
            cell["formula"] = True
        elif name in {"v", "t"} and cell:
            parts.clear()
            cell["open"] = name

    def end(name: str) -> None:
        if name in {"v", "t"} and cell.pop("open", None):
            cell["value"] = (cell["value"] or "") + "".join(parts)
        elif name == "c" and cell:
            ready.append(_cell(cell, texts))
            cell.clear()

    def data(text: str) -> None:
        if cell.get("open"):
            parts.append(text)

    for _ in _parse(package, part, start, end, data):
        yield from ready
        ready.clear()


def _cell(cell: Mapping[str, Any], texts: list[str]) -> Cell:
    kind, value = cell["kind"], cell["value"]
    if value is not None and kind == "s":
        value = texts[int(value)]
    elif value is not None and kind == "b":
        value = "TRUE" if value == "1" else "FALSE"
    elif value is not None and kind == "inlineStr":
        value = _unescaped(value)
    elif kind == "n" and value == "":
        value = None
    return Cell(cell["place"], kind == "n", cell["style"], value, cell["formula"])
