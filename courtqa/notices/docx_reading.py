"""A DOCX as a checker sees it: the page, and every paragraph with the formatting that is in effect.

Formatting is followed from the document's defaults through the chain of styles to what stands in the text itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from attrs import frozen

from courtqa.errors import UnreadableDocument
from courtqa.notices.docx_effective import WORD as _W
from courtqa.notices.docx_effective import Found, Styles, attributes, properties_of

__all__ = ["Line", "Reading", "Run", "Sheet", "read_docx"]

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_LARGEST, _MOST = 64 * 1024 * 1024, 2000


@frozen
class Run:
    """Text with the formatting in effect. Sizes in half points, spacing in twips."""

    text: str
    fonts: Mapping[str, str]  # by slot: ascii, hAnsi, eastAsia
    size: int
    spacing: int
    colour: str


@frozen
class Line:
    """A paragraph. ``properties`` by name, e.g. ``ind.left`` or ``spacing.before``, in twips as the file has them."""

    text: str
    runs: tuple[Run, ...]
    properties: Mapping[str, str]
    style: str
    where: str  # "body", "table" or "box"
    tabs: int = 0  # how many tabs stand in it

    def number(self, name: str, otherwise: int = 0) -> int:
        """A property as a whole number."""
        try:
            return int(float(self.properties[name]))
        except (KeyError, ValueError):
            return otherwise

    @property
    def first_line(self) -> int:
        """How far the first line stands in, in twips; hanging is negative. Characters go before twips."""
        if chars := self.number("ind.firstLineChars"):
            size = next(iter(self.runs)).size * 10 if self.runs else 320
            return round(chars * size / 100)
        return self.number("ind.firstLine") - self.number("ind.hanging")

    @property
    def height(self) -> int:
        """What an empty line takes, in twips."""
        return self.number("spacing.line", 240) + self.number("spacing.before") + self.number("spacing.after")

    @property
    def sizes(self) -> set[int]:
        """The sizes of its text, in half points."""
        return {run.size for run in self.runs}


@frozen
class Sheet:
    """The page in twips."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    footer: int
    grid: str  # the type of the word processor's own grid, or ""


@frozen
class Reading:
    """What a document holds, as far as a checker asks."""

    sheet: Sheet
    lines: tuple[Line, ...]
    feet: Mapping[str, Line]  # "default" and "even"
    fields: Mapping[str, str]  # field codes of each foot
    even_and_odd: bool
    closing: Mapping[
        str, str
    ]  # rules of the closing table: top, bottom, insideH, in eighths of a point; width
    closing_foot: int | None  # where the box of the closing lines ends, in twips from the head of the page
    title: str
    language: str
    blemishes: tuple[str, ...]  # theme, comments, revisions, macros, links

    @property
    def body(self) -> tuple[Line, ...]:
        """The paragraphs outside tables and boxes."""
        return tuple(line for line in self.lines if line.where == "body")


def read_docx(content: bytes) -> Reading:
    """The document as a checker sees it.

    Raises:
        UnreadableDocument: not a DOCX, larger than 64 MiB unpacked, or with a document type declaration.
    """
    parts = _unpacked(content)
    if "word/document.xml" not in parts:
        raise UnreadableDocument("no word/document.xml in it")
    styles = Styles(_xml(parts.get("word/styles.xml", b"<none/>")))
    document = _xml(parts["word/document.xml"])
    section = next(iter(reversed(list(document.iter(f"{_W}sectPr")))), ET.Element("none"))
    feet = {key: _xml(parts[name]) for key, name in _feet(section, parts) if name in parts}
    settings = _xml(parts.get("word/settings.xml", b"<none/>"))
    core = _xml(parts.get("docProps/core.xml", b"<none/>"))
    table, foot = _closing(document)
    return Reading(
        sheet=_sheet(section),
        lines=tuple(_lines(document, styles)),
        feet={key: _first(list(_lines(foot, styles))) for key, foot in feet.items()},
        fields={
            key: "".join(each.text or "" for each in foot.iter(f"{_W}instrText"))
            for key, foot in feet.items()
        },
        even_and_odd=settings.find(f"{_W}evenAndOddHeaders") is not None,
        closing=table,
        closing_foot=foot,
        title=core.findtext("{http://purl.org/dc/elements/1.1/}title", ""),
        language=core.findtext("{http://purl.org/dc/elements/1.1/}language", ""),
        blemishes=tuple(_blemishes(parts, document)),
    )


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(content)) as package:
            infos = package.infolist()
            if len(infos) > _MOST or sum(info.file_size for info in infos) > _LARGEST:
                raise UnreadableDocument("more than 64 MiB or 2000 parts unpacked")
            return {info.filename: package.read(info) for info in infos}
    except (BadZipFile, OSError, RuntimeError) as error:
        raise UnreadableDocument(f"not a DOCX file: {error}") from error


def _xml(part: bytes) -> Any:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise UnreadableDocument("a document type declaration, which no DOCX has")
    try:
        return ET.fromstring(part)  # noqa: S314 - declarations are refused above
    except ET.ParseError as error:
        raise UnreadableDocument(f"broken XML: {error}") from error


def _lines(root: Any, styles: Styles, where: str = "body") -> Iterator[Line]:
    for child in root:
        tag = child.tag.rpartition("}")[2]
        if tag == "p":
            yield _line(child, styles, where)
            for box in child.iter(f"{_W}txbxContent"):
                yield from _lines(box, styles, "box")
        elif tag in {"body", "tbl", "tr", "tc", "sdt", "sdtContent", "ins"}:
            yield from _lines(child, styles, "table" if tag == "tbl" and where == "body" else where)


def _line(element: Any, styles: Styles, where: str) -> Line:
    direct = element.find(f"{_W}pPr")
    asked = None if direct is None else direct.find(f"{_W}pStyle")
    style = styles.normal if asked is None else asked.get(f"{_W}val")
    properties, base = dict(styles.paragraph), dict(styles.run)
    for each in styles.chain(style):
        properties |= properties_of(each.find(f"{_W}pPr"))
        base |= properties_of(each.find(f"{_W}rPr"))
    properties |= properties_of(direct)
    runs = tuple(
        _run(run, base, styles) for run in element.findall(f"{_W}r") if run.find(f"{_W}t") is not None
    )
    tabs = len(element.findall(f"{_W}r/{_W}tab"))
    return Line("".join(run.text for run in runs), runs, properties, styles.name(style), where, tabs)


def _run(element: Any, base: Found, styles: Styles) -> Run:
    found = dict(base)
    direct = element.find(f"{_W}rPr")
    asked = None if direct is None else direct.find(f"{_W}rStyle")
    for each in styles.chain(None if asked is None else asked.get(f"{_W}val")):
        found |= properties_of(each.find(f"{_W}rPr"))
    found |= properties_of(direct)
    return Run(
        text="".join(each.text or "" for each in element.findall(f"{_W}t")),
        fonts={slot: found.get(f"rFonts.{slot}", "") for slot in ("ascii", "hAnsi", "eastAsia")},
        size=int(float(found.get("sz.val", "20"))),
        spacing=int(float(found.get("spacing.val", "0"))),
        colour=found.get("color.val", "auto"),
    )


def _sheet(section: Any) -> Sheet:
    size = attributes(section.find(f"{_W}pgSz")) if section.find(f"{_W}pgSz") is not None else {}
    margin = attributes(section.find(f"{_W}pgMar")) if section.find(f"{_W}pgMar") is not None else {}
    grid = section.find(f"{_W}docGrid")
    numbers = {
        key: int(float(value)) for key, value in {**size, **margin}.items() if value.lstrip("-").isdigit()
    }
    width, height, top, right, bottom, left, footer = (
        numbers.get(key, 0) for key in ("w", "h", "top", "right", "bottom", "left", "footer")
    )
    kind = "" if grid is None else grid.get(f"{_W}type", "")
    return Sheet(width, height, top, right, bottom, left, footer, kind)


def _feet(section: Any, parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    relations = _xml(parts.get("word/_rels/document.xml.rels", b"<none/>"))
    target = {each.get("Id"): f"word/{each.get('Target')}" for each in relations}
    for reference in section.findall(f"{_W}footerReference"):
        yield str(reference.get(f"{_W}type")), target.get(reference.get(f"{_R}id"), "")


def _first(lines: list[Line]) -> Line:
    return next((line for line in lines if line.text.strip()), Line("", (), {}, "", "body"))


def _closing(document: Any) -> tuple[Found, int | None]:
    """The rules of the table of closing lines, and where its box ends."""
    for anchor in document.iter(f"{_DRAWING}anchor"):
        table = anchor.find(f".//{_W}tbl")
        if table is None:
            continue
        place = anchor.find(f"{_DRAWING}positionV")
        offset, extent = (
            anchor.find(f".//{_DRAWING}positionV/{_DRAWING}posOffset"),
            anchor.find(f"{_DRAWING}extent"),
        )
        foot = None
        if place is not None and offset is not None and place.get("relativeFrom") == "page":
            foot = (int(offset.text or 0) + int(extent.get("cy"))) // 635
        return _rules(table), foot
    tables = [each for each in document.iter(f"{_W}tbl") if "印发" in "".join(each.itertext())]
    return (_rules(tables[-1]) if tables else {}), None


def _rules(table: Any) -> Found:
    borders = table.find(f"{_W}tblPr/{_W}tblBorders")
    found = {
        each.tag.rpartition("}")[2]: each.get(f"{_W}sz", "0")
        for each in (() if borders is None else borders)
        if each.get(f"{_W}val") not in {"nil", "none"}
    }
    width = table.find(f"{_W}tblPr/{_W}tblW")
    return {**found, "width": "0" if width is None else width.get(f"{_W}w", "0")}


def _blemishes(parts: Mapping[str, bytes], document: Any) -> Iterator[str]:
    styles = b"".join(parts.get(name, b"") for name in ("word/styles.xml", "word/document.xml"))
    if any(f"{slot}Theme".encode() in styles for slot in ("ascii", "hAnsi", "eastAsia", "cs")):
        yield "theme"
    if any("comments" in name for name in parts):
        yield "comments"
    if any(
        document.find(f".//{_W}{tag}") is not None
        for tag in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange")
    ):
        yield "revisions"
    if any("vbaProject" in name or name.endswith(".bin") for name in parts):
        yield "macros"
    if any(b'TargetMode="External"' in part for name, part in parts.items() if name.endswith(".rels")):
        yield "links"
