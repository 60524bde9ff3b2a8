"""From the XML a template makes to the document model. A closed vocabulary: anything else is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from courtqa.errors import UnfitNotice
from courtqa.notices.model import (
    Block,
    Cells,
    Heading,
    Items,
    Notice,
    Paragraph,
    Span,
    SpanKind,
    Spans,
    Table,
    plain,
)
from courtqa.notices.page_layout import Family
from courtqa.notices.templating import SPACE
from courtqa.text import Text

__all__ = ["parse"]

_WIDE = re.compile(r"[\u2014\u2018-\u201d\u2026\u3000-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LAYOUT = re.compile(r"[ \t\r\n]+")
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
_TOP = {"org", "series", "title", "to", "body", "attachment", "signature", "remark", "cc", "printer"}


def parse(
    xml: str,
    *,
    kind: str,
    series: str,
    court: str,
    sealed: bool,
    family: Family = "gongwen",
    upward: bool = False,
) -> Notice:
    """The notice that the XML says. UnfitNotice if it is not the vocabulary's."""
    try:
        root = ET.fromstring(xml)  # noqa: S314  - no declarations: the template check refuses them
    except ET.ParseError as error:
        raise _unfit(kind, "xml", f"the template makes XML that does not hold together: {error}") from error
    reader = _Reader(kind)
    reader.only(root, _TOP)
    return Notice(
        kind=kind,
        series=series,
        court=court,
        sealed=sealed,
        family=family,
        upward=upward,
        org=reader.one(root, "org"),
        series_title=reader.one(root, "series"),
        title=reader.one(root, "title"),
        to=reader.many(root, "to"),
        blocks=tuple(reader.blocks(root.find("body"))),
        attachments=reader.many(root, "attachment"),
        signature=reader.one(root, "signature"),
        remark=reader.one(root, "remark"),
        cc=reader.many(root, "cc"),
        printer=reader.one(root, "printer"),
    )


def _unfit(kind: str, place: str, en: str) -> UnfitNotice:
    return UnfitNotice(kind, [(place, Text(zh=f"模板结构有误：{en}", en=en))])


class _Reader:
    def __init__(self, kind: str) -> None:
        self.kind = kind

    def only(self, parent: Any, allowed: set[str]) -> None:
        for child in parent:
            if child.tag not in allowed:
                known = ", ".join(sorted(allowed))
                raise _unfit(self.kind, f"<{parent.tag}>", f"found <{child.tag}>, expected one of {known}")

    def one(self, root: Any, tag: str) -> str:
        texts = self.many(root, tag)
        return texts[0] if texts else ""

    def many(self, root: Any, tag: str) -> tuple[str, ...]:
        return tuple(plain(self.spans(element)) for element in root.findall(tag))

    def blocks(self, body: Any) -> Iterator[Block]:
        if body is None:
            raise _unfit(self.kind, "<notice>", "there is no <body>")
        self.only(body, {*_HEADINGS, "p", "list", "table"})
        counts = [0, 0, 0, 0]
        for element in body:
            if element.tag in _HEADINGS:
                level = _HEADINGS[element.tag]
                counts[level - 1] += 1
                counts[level:] = [0] * (4 - level)
                yield Heading(level, counts[level - 1], self.spans(element))
            elif element.tag == "p":
                spans = self.spans(element)
                if spans:
                    yield Paragraph(spans)
            elif element.tag == "list":
                self.only(element, {"item"})
                yield Items(
                    tuple(self.spans(item) for item in element), element.get("ordered", "yes") == "yes"
                )
            else:
                yield self._table(element)

    def _table(self, element: Any) -> Table:
        self.only(element, {"caption", "head", "row"})
        rows = tuple(self._cells(row) for row in element.findall("row"))
        head = element.find("head")
        header = () if head is None else self._cells(head)
        for row in rows:
            if len(row) != len(header):
                raise _unfit(self.kind, "<row>", f"{len(row)} cells under {len(header)} headings")
        return Table(self.one(element, "caption"), header, rows)

    def _cells(self, row: Any) -> Cells:
        self.only(row, {"cell"})
        return tuple(self.spans(cell) for cell in row)

    def spans(self, element: Any) -> Spans:
        """The text of an element: layout dropped, the spaces of values kept."""
        self.only(element, {"person", "unit"})
        found = [Span(_flow(element.text or ""))]
        for child in element:
            self.only(child, set())
            kind: SpanKind = "person" if child.tag == "person" else "unit"
            found += [
                Span(_flow(child.text or ""), kind, child.get("ref", "")),
                Span(_flow(child.tail or "")),
            ]
        found[0] = Span(found[0].text.lstrip(" "), found[0].kind, found[0].ref)
        found[-1] = Span(found[-1].text.rstrip(" "), found[-1].kind, found[-1].ref)
        return tuple(
            Span(span.text.replace(SPACE, " "), span.kind, span.ref)
            for span in found
            if span.text or span.kind != "text"
        )


def _flow(text: str) -> str:
    """Template layout taken out: a line break between Chinese characters is nothing, elsewhere a space."""

    def instead(found: re.Match[str]) -> str:
        if "\n" not in found.group():
            return " "
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        latin = before and after and not _WIDE.match(before) and not _WIDE.match(after)
        return " " if latin else ""

    return _LAYOUT.sub(instead, text)
