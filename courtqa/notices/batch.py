"""Many notices at once: all are drawn up and found sound before the first gets a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from courtqa.errors import Refused, UnfitNotice
from courtqa.notices.flow import Draft, Issued, Signed, draft, issue, sign
from courtqa.notices.register import Register
from courtqa.policy import Policy
from courtqa.text import Text
from courtqa.workflows import Actor

__all__ = ["draft_all", "issue_all"]


def draft_all(
    policy: Policy, kind: str, rows: Iterable[Mapping[str, Any]], *, on: date, by: Actor
) -> tuple[Draft, ...]:
    """The drafts of all rows, in their order.

    Raises:
        UnfitNotice: with the faults of every row, each place beginning ``row 3:``; two equal rows are a fault.
    """
    faults: list[tuple[str, Text]] = []
    drafts: dict[str, Draft] = {}
    places: dict[str, int] = {}
    for at, row in enumerate(rows, start=1):
        try:
            made = draft(policy, kind, row, on=on, by=by)
        except UnfitNotice as error:
            faults += [(f"row {at}: {place}", text) for place, text in error.faults]
            continue
        if made.id in drafts:
            first = places[made.id]
            faults.append((f"row {at}", Text(zh=f"与第{first}行相同", en=f"the same as row {first}")))
        drafts[made.id], places[made.id] = made, at
    if faults:
        raise UnfitNotice(kind, faults)
    return tuple(drafts.values())


def issue_all(
    drafts: Iterable[Draft], register: Register, *, signed_by: Actor, at: datetime, by: Actor, on: date
) -> Iterator[Issued]:
    """The notices one by one with their numbers, in order. Every draft is signed before the first is numbered.

    Raises:
        Refused: a draft may not be signed; nothing has been numbered then.
    """
    signed: list[Signed] = []
    for each in drafts:
        try:
            signed.append(sign(each, by=signed_by, at=at))
        except Refused as refused:
            refused.add_note(f"{each.model.title} ({len(signed) + 1})")
            raise
    return (issue(each, register, by=by, on=on) for each in signed)
