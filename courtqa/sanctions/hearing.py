"""That a person was heard: told in time, and then answered or let the time pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from courtqa.sanctions.ladder import Ladder
from courtqa.text import Text
from courtqa.workflows import Reason

__all__ = ["Heard", "unheard"]


@frozen
class Heard:
    """The record: notified of facts and grounds on a day, then heard on a day or silent till time ran out.

    ``said`` is what the person answered; it never weighs against them.
    """

    person: str
    notified_on: date | None = None
    heard_on: date | None = None
    lapsed: bool = False
    said: str = ""


def unheard(heard: Heard | None, *, person: str, ladder: Ladder, on: date) -> Iterator[Reason]:
    """The reasons why the person doesn't count as heard on that day; none if they do."""
    rule = ladder.hearing.note
    if heard is None:
        yield _reason("not_heard", "未听取本人陈述和申辩", "the person has not been heard", rule)
        return
    if heard.person != person:
        yield _reason(
            "not_heard", f"听取的是 {heard.person} 的陈述", f"the one heard is {heard.person}", rule
        )
    if heard.notified_on is None:
        yield _reason(
            "not_notified", "未将事实和依据告知本人", "the person was not told the facts and grounds", rule
        )
        return
    closes = ladder.hearing.answer_within.after(heard.notified_on)
    if heard.notified_on > on:
        yield _reason(
            "not_notified",
            f"告知日 {heard.notified_on} 在决定之后",
            f"notified on {heard.notified_on}, after it",
            rule,
        )
    if heard.heard_on is not None:
        if not heard.notified_on <= heard.heard_on <= on:
            yield _reason(
                "not_heard",
                f"听取日 {heard.heard_on} 不在告知日与决定日之间",
                f"heard on {heard.heard_on}, not between the notice and the decision",
                rule,
            )
    elif not heard.lapsed:
        yield _reason("not_heard", "未听取本人陈述和申辩", "the person has not been heard", rule)
    elif on <= closes:
        yield _reason(
            "answer_open",
            f"陈述申辩期至 {closes} 届满，尚未放弃",
            f"the person may still answer until {closes}; silence waives nothing before",
            rule,
        )


def _reason(code: str, zh: str, en: str, rule: str | None) -> Reason:
    return Reason(code, Text(zh=zh, en=en), rule)
