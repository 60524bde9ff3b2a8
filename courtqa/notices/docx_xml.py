"""Paragraphs and runs in the words of WordprocessingML. Every value passes through ``text``."""

from __future__ import annotations

from functools import lru_cache
from xml.sax.saxutils import escape

from courtqa.notices.values import unfit_character

__all__ = ["BREAK", "NAMESPACE", "TAB", "attribute", "paragraph", "run", "style_id", "text"]

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TAB = "<w:r><w:tab/></w:r>"
BREAK = "<w:r><w:br/></w:r>"


def text(value: str) -> str:
    """The value as XML text. ValueError for a character that no document may hold."""
    if bad := unfit_character(value):
        raise ValueError(f"a {bad} character in {value!r}")
    return escape(value)


def attribute(value: str) -> str:
    """The value to stand in an attribute between double quotes."""
    return text(value).replace('"', "&quot;")


def run(value: str, *, points: float | None = None, apart: int | None = None, face: str = "") -> str:
    """A run of text, in a size, spacing (twips) or font (``w:rFonts``) of its own if one is given; nothing for nothing."""
    look = face if apart is None else f'{face}<w:spacing w:val="{apart}"/>'
    if points is not None:
        half = round(points * 2)
        look += f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
    if look:
        look = f"<w:rPr>{look}</w:rPr>"
    return f'<w:r>{look}<w:t xml:space="preserve">{text(value)}</w:t></w:r>' if value else ""


def paragraph(style: str, *runs: str, keep: bool = False, more: str = "") -> str:
    """A paragraph of a style, by its name. ``keep`` keeps it whole and with the next."""
    kept = "<w:keepNext/><w:keepLines/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/>{kept}{more}</w:pPr>{"".join(runs)}</w:p>'


@lru_cache
def style_id(name: str) -> str:
    """The id of a style of that name."""
    return {
        "Red Mark Body": "MarkOrg",
        "Red Mark Series": "MarkSeries",
        "Red Mark Alone": "MarkAlone",
        "Document Number": "Number",
        "Document Number and Issue": "NumberTwo",
        "Attachment Note": "Note",
    }.get(name, name.replace(" ", ""))
