"""Formatting in effect in a DOCX: properties as flat names, and the chain of styles they come through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["WORD", "Found", "Styles", "attributes", "properties_of"]

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Found = dict[str, str]


def attributes(element: Any) -> Found:
    """The attributes of an element without their namespaces."""
    return {key.rpartition("}")[2]: value for key, value in element.attrib.items()}


def properties_of(element: Any) -> Found:
    """The properties of a pPr or rPr, one level flattened: ``ind.left``, ``sz.val``, ``pBdr.bottom.sz``, ``tabs.right``."""
    found: Found = {}
    for child in () if element is None else element:
        tag = child.tag.rpartition("}")[2]
        if tag == "rPr":
            continue
        for name, value in attributes(child).items():
            found[f"{tag}.{name}"] = value
        if not child.attrib:
            found[f"{tag}.val"] = "1" if len(child) == 0 else ""
        for inner in child if tag == "pBdr" else ():
            for name, value in attributes(inner).items():
                found[f"pBdr.{inner.tag.rpartition('}')[2]}.{name}"] = value
        for stop in map(attributes, child if tag == "tabs" else ()):
            found[f"tabs.{stop.get('val', '')}"] = stop.get("pos", "0")
    return found


class Styles:
    """The styles of a document, each found through those it is based on."""

    def __init__(self, root: Any) -> None:
        default = root.find(f"{WORD}docDefaults")
        self.run = properties_of(None if default is None else default.find(f"{WORD}rPrDefault/{WORD}rPr"))
        self.paragraph = properties_of(
            None if default is None else default.find(f"{WORD}pPrDefault/{WORD}pPr")
        )
        self.by_id = {each.get(f"{WORD}styleId"): each for each in root.findall(f"{WORD}style")}
        self.normal = next(
            (
                each.get(f"{WORD}styleId")
                for each in root.findall(f"{WORD}style")
                if each.get(f"{WORD}default") == "1" and each.get(f"{WORD}type") == "paragraph"
            ),
            None,
        )

    def chain(self, style: str | None) -> Iterator[Any]:
        """The styles from the most general to this one."""
        found: list[Any] = []
        while style in self.by_id and self.by_id[style] not in found:
            found.append(self.by_id[style])
            based = self.by_id[style].find(f"{WORD}basedOn")
            style = None if based is None else based.get(f"{WORD}val")
        yield from reversed(found)

    def name(self, style: str | None) -> str:
        """What a style is called; nothing for one that is not there."""
        element = self.by_id.get(style)
        named = None if element is None else element.find(f"{WORD}name")
        return "" if named is None else str(named.get(f"{WORD}val"))
