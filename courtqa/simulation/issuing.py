"""The bulletins go out: drafted by one, signed by another, numbered last, written in three forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path

from courtqa.errors import Refused
from courtqa.notices import Draft, Issued, Register, draft, issue, render, sign
from courtqa.simulation.bulletins import Data, Material
from courtqa.workflows import Actor, Refusal

__all__ = ["issue_bulletins", "write_bulletins"]


def issue_bulletins(
    material: Material, data: Mapping[str, Data], register: Register
) -> tuple[tuple[Issued, ...], tuple[Refusal, ...]]:
    """The bulletins with their numbers; and the refusal of whoever first tried to sign their own draft."""
    posts = material.ran.office.posts
    author, signer, clerk = posts["vice_president"][1], posts["president"][0], posts["clerk"][0]
    moment = datetime.combine(material.on, time(15), material.policy.zone)
    issued, refusals = list[Issued](), list[Refusal]()
    for kind, fields in data.items():
        drawn = draft(material.policy, kind, fields, on=material.on, by=author)
        if not refusals:
            refusals += _own_hand(drawn, author, moment)
        signed = sign(drawn, by=signer, at=moment)
        issued.append(issue(signed, register, by=clerk, on=material.on))
    return tuple(issued), tuple(refusals)


def _own_hand(drawn: Draft, author: Actor, moment: datetime) -> list[Refusal]:
    try:
        sign(drawn, by=author, at=moment)
    except Refused as error:
        return [error.refusal]
    return []


def write_bulletins(issued: tuple[Issued, ...], folder: Path) -> tuple[Path, ...]:
    """Every bulletin as DOCX, HTML and Markdown, named by series, year and number."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for notice in issued:
        number = notice.number
        stem = folder / f"{number.series}_{number.year}_{number.seq:03d}"
        stem.with_suffix(".md").write_text(render(notice, "markdown"), encoding="utf-8")
        stem.with_suffix(".html").write_text(render(notice, "html"), encoding="utf-8")
        stem.with_suffix(".docx").write_bytes(render(notice, "docx"))
        written += [stem.with_suffix(form) for form in (".docx", ".html", ".md")]
    return tuple(written)
