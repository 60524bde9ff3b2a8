"""Whom notices reach: bodies with their standing, who is addressed, who gets a copy, and who is added on repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from attrs import frozen

from courtqa.text import Text

__all__ = ["AddressBook", "Copy", "Distribution", "Recipient", "Repeat"]

Group = Literal["party", "congress", "government", "cppcc", "court", "department"]
Standing = Literal["superior", "parallel", "subordinate", "inner"]
ORDER: tuple[Group, ...] = ("party", "congress", "government", "cppcc", "court", "department")


@frozen
class Recipient:
    """A body or group of bodies that notices go to. A group says whom it stands for when it is sent out."""

    title: Text
    group: Group
    standing: Standing = "parallel"  # towards the court that issues
    direct: bool = False  # the direct superior
    of: str | None = None  # the basic court in whose district it is
    kinds: tuple[str, ...] = ()  # stands for all units of these kinds
    local: bool = False  # stands for the bodies in the districts of the basic courts named


@frozen
class AddressBook:
    """The bodies outside the court, by id. The courts and departments themselves are the units of the pack."""

    name: str
    since: date
    title: Text
    bodies: Mapping[str, Recipient]


@frozen
class Copy:
    """A rule that a recipient gets a copy, always or when a unit of a kind is named."""

    recipient: str
    when_named: str | None = None  # a unit kind, e.g. basic_court
    note: str | None = None


@frozen
class Repeat:
    """From the ``nth`` naming of a person (the text counts 人次) within so many months, further recipients get a copy."""

    nth: int
    months: int
    adds: tuple[str, ...]
    note: str | None = None


@frozen
class Distribution:
    """Who may be named, who is addressed, who gets a copy."""

    name: str
    since: date
    title: Text
    reaches: tuple[str, ...]  # the kinds of unit that may be named
    names: Literal["leaders", "all_staff"]
    recipients: Mapping[str, Recipient]
    to: tuple[str, ...]
    cc: tuple[Copy, ...] = ()
    direction: Literal["downward", "upward", "inner", "personal"] = "downward"
    important: bool = False  # goes also to the direct superior
    repeats: tuple[Repeat, ...] = ()

    def copies(
        self, named: frozenset[str], known: Mapping[str, Recipient] | None = None, *, nth: int = 1
    ) -> tuple[Recipient, ...]:
        """The recipients of copies when units of these kinds are named, Party first, courts last.

        ``known`` are the bodies of the address books; ``nth``: somebody is named so often within the ladder's months.
        """
        book = {**(known or {}), **self.recipients}
        ids = [c.recipient for c in self.cc if c.when_named is None or c.when_named in named]
        ids += [each for repeat in self.repeats if nth >= repeat.nth for each in repeat.adds]
        if self.important and not any(book[each].direct for each in ids):
            ids += [each for each, body in book.items() if body.direct]
        found = [book[each] for each in dict.fromkeys(ids)]
        return tuple(sorted(found, key=lambda recipient: ORDER.index(recipient.group)))

    def unknown(self, known: Mapping[str, Recipient] | None = None) -> Iterator[str]:
        """The recipients that rules speak of and no address book holds."""
        book = {**(known or {}), **self.recipients}
        asked = (*self.to, *(copy.recipient for copy in self.cc), *(a for r in self.repeats for a in r.adds))
        yield from (name for name in asked if name not in book)

    def against(self, known: Mapping[str, Recipient] | None = None) -> Iterator[tuple[str, Text]]:
        """(place, what is wrong) by the rules of circulation (条例 15, 16): upward to one body and to none below,
        downward to none above, an important one also to the direct superior.
        """
        book = {**(known or {}), **self.recipients}
        to = [book[name] for name in self.to if name in book]
        copied = [book[copy.recipient] for copy in self.cc if copy.recipient in book]
        if self.direction == "upward":
            if len(self.to) != 1:
                zh, en = "上行文只主送一个上级机关", "upward, one body is addressed, no more"
                yield "to", Text(zh=zh, en=en)
            if any(each.standing != "superior" for each in to):
                yield "to", Text(zh="上行文主送上级机关", en="upward, a superior body is addressed")
            if any(each.standing in {"subordinate", "inner"} for each in copied):
                zh, en = "上行文不抄送下级机关", "upward, nobody below gets a copy"
                yield "cc", Text(zh=zh, en=en)
        if self.direction == "downward" and any(each.standing == "superior" for each in to):
            yield "to", Text(zh="下行文不主送上级机关", en="downward, no superior body is addressed")
        if self.important and not any(each.direct for each in book.values()):
            zh, en = (
                "重要下行文应当抄送直接上级机关",
                "an important one goes to the direct superior, which no book has",
            )
            yield "important", Text(zh=zh, en=en)
