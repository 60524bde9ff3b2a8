"""A notice as Markdown. Values are escaped: a star in a name stays a star."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courtqa.notices.kind import PENDING
from courtqa.notices.labels import LABELS, PREVAILS
from courtqa.notices.model import Heading, Items, Notice, Paragraph, Spans, Table, plain
from courtqa.notices.numerals import date_zh
from courtqa.text import Lang

__all__ = ["to_markdown"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$@]|:(?=//)|(?<=www)\.|^[+\-=])", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")


def to_markdown(notice: Notice, lang: Lang = "zh") -> str:
    """The notice as CommonMark with pipe tables."""
    return "\n\n".join(part for part in _parts(notice, lang) if part) + "\n"


def _parts(notice: Notice, lang: Lang) -> Iterator[str]:
    yield f"**{_safe(notice.org)} {_safe(notice.series_title)}**"
    number = "　".join(map(_safe, notice.number or (PENDING,)))
    yield number + (f"　　{LABELS['signer'].to(lang)}：{_safe(notice.signer)}" if notice.upward else "")
    yield "---"
    yield f"# {_safe(notice.title)}"
    yield _safe("，".join(notice.to)) + "：" if notice.to else ""
    for block in notice.blocks:
        match block:
            case Heading(level=level, spans=spans):
                yield f"{'#' * (level + 1)} {_safe(block.label)}{_run(spans)}"
            case Paragraph(spans=spans):
                yield _run(spans)
            case Items(items=items, ordered=ordered):
                yield "\n".join(
                    f"{f'{n}.' if ordered else '-'} {_run(item)}" for n, item in enumerate(items, start=1)
                )
            case Table():
                yield _table(block)
    if notice.attachments:
        label = LABELS["attachments"].to(lang)
        yield f"{label}：\n\n" + "\n".join(
            f"{n}. {_safe(each)}" for n, each in enumerate(notice.attachments, start=1)
        )
    yield _safe(notice.signature)
    yield _safe(date_zh(notice.dated)) if notice.dated else ""
    yield f"（{_safe(notice.remark)}）" if notice.remark else ""
    yield "---"
    yield f"{LABELS['cc'].to(lang)}：{_safe('，'.join(notice.cc))}。" if notice.cc else ""
    if notice.printed_on:
        yield f"{_safe(notice.printer)}　{_safe(date_zh(notice.printed_on))}{LABELS['printed'].to(lang)}"
    yield f"{LABELS['witness'].to(lang)}：{_safe(notice.witness)}" if notice.witness else ""
    yield f"*{PREVAILS.to(lang)}*" if PREVAILS.to(lang) else ""


def _table(table: Table) -> str:
    rows = [table.header, *table.rows]
    lines = ["| " + " | ".join(_run(cell) for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(table.header))
    caption = [_safe(table.caption), ""] if table.caption else []
    return "\n".join([*caption, *lines])


def _run(spans: Spans) -> str:
    return _safe(plain(spans))


def _safe(text: str) -> str:
    """The text with every character that Markdown could take for its own escaped; outer spaces as entities."""
    inner = text.strip()
    head = text[: len(text) - len(text.lstrip())]
    tail = text[len(text.rstrip()) :] if inner else ""
    escaped = _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", inner))
    return _entities(head) + escaped + _entities(tail)


def _entities(spaces: str) -> str:
    return "".join(f"&#{ord(space)};" for space in spaces)
