"""The fonts that a PDF is set in: which were asked for, which were found, and every substitution said aloud."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from courtqa.errors import FontsMissing, MissingExtra
from courtqa.notices.font_coverage import uncovered
from courtqa.notices.page_layout import Layout
from courtqa.text import Text

__all__ = ["FontReport", "FontUse", "find_fonts", "font_folders"]

CARRIED = "pylopdf_fonts_zh_cn"
"""The package that brings Noto Sans SC and Noto Serif SC (OFL) to a machine without a Chinese font."""


@frozen
class FontUse:
    """One font of the standard and what it is set in. ``uncovered`` are the characters it lacks."""

    role: str
    asked: Text
    family: str
    weight: int
    path: str
    index: int
    substituted: bool
    uncovered: str = ""

    @property
    def text(self) -> Text:
        """What a reader should know about it."""
        zh, en = f"{self.asked.zh}：{self.family}", f"{self.asked.en}: {self.family}"
        if self.substituted:
            zh, en = f"{zh}（代替）", f"{en} (substitute)"
        if self.uncovered:
            zh, en = f"{zh}，缺字“{self.uncovered}”另用他体", f"{en}; “{self.uncovered}” from another font"
        return Text(zh=zh, en=en)


@frozen
class FontReport:
    """The fonts of a document. ``faithful`` when each is the one the standard names, for every character."""

    uses: tuple[FontUse, ...]

    @property
    def faithful(self) -> bool:
        """Whether nothing was substituted and no character fell into another font."""
        return not self.substitutions

    @property
    def substitutions(self) -> tuple[FontUse, ...]:
        """The fonts that are not what the standard asks for, or lack characters."""
        return tuple(use for use in self.uses if use.substituted or use.uncovered)

    @property
    def text(self) -> Text:
        """The substitutions in one sentence."""
        if self.faithful:
            return Text(zh="字体均与标准一致", en="every font is the one that the standard names")
        parts = [use.text for use in self.substitutions]
        return Text(
            zh="字体有替代：" + "；".join(part.zh for part in parts),
            en="fonts substituted: " + "; ".join(part.en for part in parts),
        )

    def covering(self, texts: dict[str, str]) -> FontReport:
        """The report for a text of each role: with the characters that its font lacks."""
        return FontReport(
            tuple(
                evolve(use, uncovered=uncovered(use.path, use.index, texts.get(use.role, "")))
                for use in self.uses
            )
        )

    def __str__(self) -> str:
        return "\n".join(use.text.en for use in self.uses)


def find_fonts(layout: Layout, folder: Path | None = None) -> FontReport:
    """The fonts of this machine, of ``folder`` and of the carried package, as a layout asks for them.

    Raises:
        FontsMissing: there is no font that could set Chinese.
        MissingExtra: Typst is not installed.
    """
    known = _families(font_folders(folder))
    uses = []
    for role, asked in layout.fonts.items():
        wanted = [(name, False) for name in asked.families] + [(name, True) for name in asked.substitutes]
        found = next((pair for pair in wanted if pair[0].casefold() in known), None)
        if found is None:
            raise FontsMissing(asked.title, (*asked.families, *asked.substitutes))
        faces = known[found[0].casefold()]
        weight = asked.weight if found[1] else 400
        face = min(faces, key=lambda each: abs(each.weight - weight))
        uses.append(
            FontUse(role, asked.title, face.family, face.weight, str(face.path), face.index, found[1])
        )
    return FontReport(tuple(uses))


def font_folders(folder: Path | None = None) -> tuple[str, ...]:
    """The folders to look in besides those of the system."""
    spec = find_spec(CARRIED)
    carried = [str(Path(spec.origin).parent)] if spec and spec.origin else []
    return (*([str(folder)] if folder else []), *carried)


@lru_cache(maxsize=4)
def _families(folders: tuple[str, ...]) -> dict[str, list[Any]]:
    try:
        import typst
    except ImportError as error:
        raise MissingExtra("PDF", "documents") from error

    known: dict[str, list[Any]] = {}
    for face in typst.Fonts(include_embedded_fonts=False, font_paths=list(folders)).fonts():
        if face.style == "normal" and face.path is not None:
            known.setdefault(face.family.casefold(), []).append(face)
    return known
