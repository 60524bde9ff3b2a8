"""Does a DOCX keep its layout standard? Every clause that failed, with what was found and what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from attrs import frozen

from courtqa.notices.docx_anatomy import Anatomy
from courtqa.notices.docx_reading import Line, read_docx
from courtqa.notices.docx_styles import twips
from courtqa.notices.page_layout import FontRole, Layout, layout_for
from courtqa.text import Text

__all__ = ["Fault", "Inspector", "check_docx"]


@frozen
class Fault:
    """One clause that a document does not keep. ``element`` is the part, ``clause`` e.g. GB/T 9704-2012, 7.2.5."""

    element: str
    clause: str
    text: Text

    def __str__(self) -> str:
        return f"{self.clause}: {self.text.en}"


def check_docx(content: bytes, layout: Layout | None = None) -> tuple[Fault, ...]:
    """The faults of a document under a layout; empty when it keeps it.

    Raises:
        UnreadableDocument: the file is not a DOCX that can be read.
    """
    from courtqa.notices import docx_file_rules, docx_head_rules, docx_signer_rules, docx_text_rules

    layout = layout or layout_for("gongwen")
    inspector = Inspector(layout, Anatomy(read_docx(content), titled=layout.mark is not None))
    rooms = (docx_file_rules, docx_head_rules, docx_signer_rules, docx_text_rules)
    rules: tuple[Rule, ...] = tuple(rule for room in rooms for rule in room.RULES)
    return tuple(fault for rule in rules for fault in rule(inspector))


@frozen(eq=False)
class Inspector:
    """A document beside its layout, and the ways to say what is wrong."""

    layout: Layout
    parts: Anatomy

    def fault(self, element: str, zh: str, en: str) -> Fault:
        """A fault of an element."""
        clause = self.layout.clause(element) if element != "file" else "文件"
        return Fault(element, clause, Text(zh=zh, en=en))

    def close(self, found: float, asked: Decimal, tolerance: float = 0.5) -> bool:
        """Whether a distance in twips is the millimetres asked, within a tolerance in mm."""
        return abs(found - twips(asked)) <= tolerance * 56.7

    def set_in(self, line: Line, element: str, role: str, points: Decimal, name: Text) -> Iterator[Fault]:
        """Faults of font and size: the family in every slot, and a size within half a point."""
        font: FontRole = self.layout.fonts[role]
        allowed = {font.word, *font.families}
        for run in line.runs:
            wrong = {slot: family for slot, family in run.fonts.items() if family not in allowed}
            if wrong and run.text.strip():
                found = "、".join(sorted({family or "?" for family in wrong.values()}))
                yield self.fault(
                    element,
                    f"{name.zh}应用{font.title.zh}，发现{found}（{'、'.join(wrong)}）",
                    f"{name.en} is set in {found} ({', '.join(wrong)}), not in {font.title.en}",
                )
                break
        if any(abs(size / 2 - float(points)) > 0.5 for size in line.sizes):
            sizes = "、".join(f"{size / 2:g}" for size in sorted(line.sizes))
            yield self.fault(
                element,
                f"{name.zh}字号为{sizes}磅，应为{points}磅",
                f"{name.en} has {sizes} pt, not {points} pt",
            )

    def spaced(self, before: Line, after: Line, lines: int, element: str, name: Text) -> Iterator[Fault]:
        """A fault when the empty lines between two paragraphs are not as asked, within half a line."""
        found = self.parts.blank(before, after)
        if abs(found - lines) > 0.5:
            yield self.fault(
                element,
                f"{name.zh}之前应空{lines}行，实空{found:.1f}行",
                f"{found:.1f} empty lines before the {name.en}, not {lines}",
            )

    def indented(self, line: Line, element: str, name: Text) -> Iterator[Fault]:
        """A fault when the first line doesn't stand in by two characters."""
        if abs(line.first_line - 640) > 30 or abs(line.number("ind.left")) > 20:
            yield self.fault(
                element,
                f"{name.zh}“{line.text[:8]}”应左空二字",
                f"{name.en} {line.text[:8]!r} does not stand in by two characters",
            )


Rule = Callable[[Inspector], Iterator[Fault]]
