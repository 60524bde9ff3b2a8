"""A notice for readers outside: persons by surname alone, and a net for numbers that must find nothing.

法释〔2016〕19号 §8-10. The pass is model to model, over persons that are marked as persons; it never guesses who in a
text might be one. A marked person's name is replaced wherever the text repeats it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from courtqa.errors import IdentifiersLeft, UnknownName
from courtqa.notices.model import Block, Heading, Items, Notice, Paragraph, Span, Spans, Table
from courtqa.notices.page_layout import standards
from courtqa.notices.redaction_rules import RedactionRules
from courtqa.text import Text

__all__ = ["Redacted", "identifiers_in", "redact", "stand_in_of"]

IDENTITY = Text(zh="身份证号", en="identity number")
PHONE = Text(zh="电话", en="phone number")
CARD = Text(zh="银行卡号", en="bank card number")
PLATE = Text(zh="车牌", en="number plate")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[-－ ]\d{7,8}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){15,18}(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2


@frozen
class Redacted:
    """The notice for an audience, and who stands behind each stand-in: (person id or name) to what is printed.

    ``stand_ins`` is for the court's own file and never leaves it.
    """

    notice: Notice
    audience: str
    stand_ins: Mapping[str, str]


def redact(notice: Notice, audience: str, *, on: date | None = None) -> Redacted:
    """The notice as an audience may read it, under the newest rules or those of a day.

    Raises:
        UnknownName: there is no such audience.
        IdentifiersLeft: the text for outside still holds an identity, phone, card or plate number.
    """
    rules = _rules(on)
    if audience not in rules.audiences:
        raise UnknownName("audience", audience, tuple(rules.audiences))
    if rules.audiences[audience].persons == "keep":
        return Redacted(notice, audience, {})
    stand_ins = _stand_ins(notice, rules)
    made = _Replacing(_by_name(notice, stand_ins, rules), stand_ins).notice(notice)
    if found := tuple(identifiers_in("\n".join(_texts(made)), rules.plate_regions)):
        raise IdentifiersLeft(found)
    return Redacted(made, audience, stand_ins)


def stand_in_of(name: str, *, rules: RedactionRules | None = None) -> str:
    """A name with its surname kept (§9): of names that aren't Han the first character, of foreign text the first letter.

    >>> [stand_in_of(name) for name in ("张三", "欧阳修文", "阿依古丽·买买提", "John Smith", "王某")]
    ['张某', '欧阳某', '阿某', 'J', '王某']
    """
    rules = rules or _rules(None)
    name = name.strip()
    if not name:
        return ""
    if name.isascii():
        return name[0]
    if any(dot in name for dot in rules.separators):
        return name[0] + rules.stand_in
    compound = max((each for each in rules.compound_surnames if name.startswith(each)), key=len, default="")
    surname = compound if len(name) > len(compound) else ""
    return (surname or name[0]) + rules.stand_in


def identifiers_in(text: str, plate_regions: str | None = None) -> Iterator[tuple[Text, str]]:
    """What in a text identifies a person by a number: (kind, the text itself), in order of kind.

    Identity numbers count when their check character is right, cards when theirs is (Luhn).

    >>> [str(kind.en) for kind, _ in identifiers_in("身份证11010519491231002X，电话13912345678")]
    ['identity number', 'phone number']
    """
    regions = plate_regions if plate_regions is not None else _rules(None).plate_regions
    plate = re.compile(
        rf"[{re.escape(regions)}][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳]"
    )
    identities = [each.group() for each in _IDENTITY.finditer(text) if _is_identity(each.group())]
    yield from ((IDENTITY, each) for each in identities)
    for pattern in (_MOBILE, _LANDLINE):
        yield from ((PHONE, each.group()) for each in pattern.finditer(text))
    for each in _CARD.finditer(text):
        if each.group() not in identities and _is_card(each.group()):
            yield CARD, each.group()
    yield from ((PLATE, each.group()) for each in plate.finditer(text))


def _is_identity(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def _is_card(number: str) -> bool:
    digits = [int(character) for character in number if character.isdigit()][::-1]
    doubled = (digit if at % 2 == 0 else sum(divmod(2 * digit, 10)) for at, digit in enumerate(digits))
    return sum(doubled) % 10 == 0


def _rules(on: date | None) -> RedactionRules:
    if on is not None:
        dated: RedactionRules = standards().edition("redactions", "persons", on=on).value
        return dated
    newest: RedactionRules = standards().editions("redactions", "persons")[-1].value
    return newest


def _persons(notice: Notice) -> tuple[tuple[str, str], ...]:
    """(id or name, name) of the persons, each once, in order of appearance."""
    return tuple(dict.fromkeys((span.ref or span.text, span.text) for span in notice.persons))


def _stand_ins(notice: Notice, rules: RedactionRules) -> dict[str, str]:
    """Persons by id; those whose stand-ins are equal are told apart by figures."""
    plain = {key: stand_in_of(name, rules=rules) for key, name in _persons(notice)}
    shared = {short for short in plain.values() if list(plain.values()).count(short) > 1}
    counts: dict[str, int] = {}
    found: dict[str, str] = {}
    for key, short in plain.items():
        if short in shared:
            counts[short] = counts.get(short, 0) + 1
        found[key] = f"{short}{counts[short]}" if short in shared else short
    return found


def _by_name(notice: Notice, stand_ins: Mapping[str, str], rules: RedactionRules) -> dict[str, str]:
    """What a name in running text becomes; one that two persons share can't say which of them is meant."""
    found: dict[str, str] = {}
    for key, name in _persons(notice):
        found[name] = stand_in_of(name, rules=rules) if name in found else stand_ins[key]
    return found


@frozen
class _Replacing:
    names: Mapping[str, str]  # by name, for the text around
    stand_ins: Mapping[str, str]  # by person

    def notice(self, notice: Notice) -> Notice:
        return evolve(
            notice,
            title=self.text(notice.title),
            to=tuple(map(self.text, notice.to)),
            blocks=tuple(map(self.block, notice.blocks)),
            attachments=tuple(map(self.text, notice.attachments)),
            remark=self.text(notice.remark),
        )

    def block(self, block: Block) -> Block:
        match block:
            case Heading() | Paragraph():
                return evolve(block, spans=self.spans(block.spans))
            case Items(items=items):
                return evolve(block, items=tuple(map(self.spans, items)))
            case Table(header=header, rows=rows):
                return Table(
                    self.text(block.caption),
                    tuple(map(self.spans, header)),
                    tuple(tuple(map(self.spans, row)) for row in rows),
                )

    def spans(self, spans: Spans) -> Spans:
        return tuple(map(self.span, spans))

    def span(self, span: Span) -> Span:
        if span.kind == "person":
            return Span(self.stand_ins[span.ref or span.text], "person", "")
        return evolve(span, text=self.text(span.text))

    def text(self, text: str) -> str:
        if not self.names:
            return text
        longest = sorted(self.names, key=len, reverse=True)
        pattern = "|".join(map(re.escape, longest))
        return re.sub(pattern, lambda found: self.names[found.group()], text)


def _texts(notice: Notice) -> Iterator[str]:
    """All text of a notice that a reader sees."""
    yield from (notice.title, *notice.to, *notice.attachments, notice.remark, *notice.cc)
    for block in notice.blocks:
        match block:
            case Heading(spans=spans) | Paragraph(spans=spans):
                yield "".join(span.text for span in spans)
            case Items(items=items):
                yield from ("".join(span.text for span in item) for item in items)
            case Table(caption=caption, header=header, rows=rows):
                yield caption
                yield from ("".join(span.text for span in cell) for row in (header, *rows) for cell in row)
