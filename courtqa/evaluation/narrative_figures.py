"""The figures of a narrative as they were published: known to their last digit, and of the kind that they are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Literal, get_args

from attrs import frozen

from courtqa.evaluation.reconciliation_terms import Range
from courtqa.text import Lang, Text

__all__ = ["NarrativeFigure", "fault_at", "figure_of", "text_or"]

Kind = Literal["number", "percent", "points"]
"""A count or quotient as it stands; a rate or a relative change; a difference of two rates."""
KINDS: dict[Kind, Text] = {
    "number": Text(zh="数量", en="a number"),
    "percent": Text(zh="百分比", en="a percentage"),
    "points": Text(zh="百分点", en="percentage points, the difference of two rates"),
}


@frozen
class NarrativeFigure:
    """One figure as it was published. ``half`` is half a unit of its last digit, or what "about" was taken to mean.

    ``worded`` is the kind that its words speak of, where that is another than its unit.
    """

    name: str
    value: Fraction
    half: Fraction
    title: Text
    quotation: str = ""
    kind: Kind = "number"
    worded: Kind | None = None

    @property
    def range(self) -> Range:
        """What it may be."""
        return Range(self.value - self.half, self.value + self.half)

    @property
    def misworded(self) -> bool:
        """Whether its words speak of another kind of figure than its unit."""
        return self.worded is not None and self.worded != self.kind

    def wording(self, lang: Lang = "en") -> str:
        """What its words say and what its unit says."""
        said = Text(
            zh="{title}：文字说的是{words}，单位却是{unit}{quotation}",
            en="{title}: its words speak of {words}, its unit is {unit}{quotation}",
        )
        return said.fill(
            title=self.title.to(lang),
            words=KINDS[self.worded or self.kind].to(lang),
            unit=KINDS[self.kind].to(lang),
            quotation=f" (“{self.quotation}”)" if self.quotation else "",
        ).to(lang)


_KEYS: tuple[Kind, ...] = ("percent", "points")


def figure_of(name: str, body: Any, faults: list[Text]) -> NarrativeFigure | None:
    """The figure from what the file says of it; None, and a fault more, where that is no figure."""
    at = f"figures.{name}"
    fields = body if isinstance(body, Mapping) else {"value": body}
    known = {"value", *_KEYS, "about", "title", "quotation", "note", "worded"}
    strange = set(map(str, fields)) - known
    if strange:
        faults.append(
            fault_at(at, ", ".join(sorted(strange)), "value, percent or points, about, title, quotation")
        )
        return None
    kind: Kind = next((each for each in _KEYS if each in fields), "number")
    key = "value" if kind == "number" else kind
    worded = fields.get("worded")
    if worded is not None and worded not in get_args(Kind):
        faults.append(fault_at(f"{at}.worded", f"{worded!r}", ", ".join(get_args(Kind))))
        return None
    try:
        written = Decimal(str(fields[key]).replace(",", ""))
        digits = int(written.as_tuple().exponent)
        half = Fraction(10) ** digits / 2 if digits < 0 or kind != "number" else Fraction(0)
        if "about" in fields:
            half = Fraction(str(fields["about"]))
    except (KeyError, InvalidOperation, ValueError, TypeError):
        faults.append(fault_at(at, f"{fields.get(key)!r}", "a number under value or percent"))
        return None
    scale = Fraction(1) if kind == "number" else Fraction(1, 100)
    title, quotation = text_or(fields.get("title"), name), str(fields.get("quotation", ""))
    return NarrativeFigure(name, Fraction(written) * scale, half * scale, title, quotation, kind, worded)


def text_or(found: Any, default: str) -> Text:
    """A text in both languages, or one for both."""
    if isinstance(found, Mapping) and {"zh", "en"} <= set(found):
        return Text(zh=str(found["zh"]), en=str(found["en"]))
    plain = str(found) if found is not None else default
    return Text(zh=plain, en=plain)


def fault_at(at: str, found: str, expected: str) -> Text:
    """One fault of the file, with its place."""
    return Text(zh=f"{at}：发现 {found}，应为 {expected}", en=f"{at}: found {found}, expected {expected}")
