"""How a sealed event is plainly spelt: the pieces that its frame, all but the payload, is put together of.

What the events of a proceeding have in common is spelt once and looked for; what lies between is short, and judged once
for each distinct text, or all together at the end. All of it errs to no: what is unusual is for the thorough way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Frame", "Turn", "Who", "are_days", "are_moments", "are_plain", "is_plain", "turn_of", "who_of"]

Cut = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]
_TEXT = rb'"([^"\\\x00-\x1f\x7f]*)"'
_SKIP = _TEXT.replace(b"(", b"").replace(b")", b"")
_WHO = re.compile(
    rb'{"actor":{"id":%b(?:,"on_behalf_of":%b)?,"roles":\[(?:%b(?:,%b)*)?\]},"calendar":%b'
    % (_TEXT, _TEXT, _SKIP, _SKIP, _SKIP)
).fullmatch
_TURN = re.compile(rb'%b,"transition":%b,"v":1}' % (_TEXT[1:], _TEXT)).fullmatch
_MOMENTS = re.compile(rb"(?:\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z)*").fullmatch
_PLAIN = bytes({*range(32, 127)} - {*b'"\\'})


class Who(NamedTuple):
    """Who took a step: their id, and the two places of a line of the history that name them."""

    actor: str
    line: bytes
    behind: bytes


class Turn(NamedTuple):
    """Where a step leads and what it is called; the state as the next event spells it, the name as the history does."""

    target: str
    event: str
    spelt: bytes
    line: bytes


class Frame(NamedTuple):
    """What the frames of a proceeding's events have in common, for as long as the pack stays as it is."""

    definition: bytes
    policy: bytes
    head: bytes
    tail: bytes

    @classmethod
    def of(cls, body: bytes, court: bytes, name: bytes) -> Frame:
        """The frame that the body seems to have; ``cut`` says whether it has."""
        head, tail = b',"court":"' + court + b'","definition":"', b',"policy":"'
        definition = body.partition(head)[2].partition(b'"')[0]
        policy = body.rpartition(tail)[2].partition(b'"')[0]
        head += definition + b'","effective_on":"'
        tail += policy + b'","proceeding":"' + name + b'","reason":"'
        return cls(definition, policy, head, tail)

    def cut(self, body: bytes, source: bytes, seq: bytes, idem: bytes, request: bytes) -> Cut | None:
        """What lies between the known parts: who, day, kind, payload, reason, moment, turn; None if it is another frame.

        ``source`` is the state before, as it is spelt.
        """
        head, tail = self.head, self.tail
        who = body.find(head)
        end = body.rfind(tail)
        day = who + len(head)
        reason = end + len(tail)
        lead = b'","from":' + source + b',"idem":"' + idem + b'","kind":"'
        kind = day + 10 + len(lead)
        payload = body.find(b'","payload":', kind)
        at = body.find(b'","recorded_at":"', reason)
        rest = b'","request":"' + request + b'","seq":' + seq + b',"to":"'
        turn = at + 44 + len(rest)
        if who < 0 or not 0 <= payload < end or at < 0:
            return None
        if body[day + 10 : kind] != lead or body[at + 44 : turn] != rest:
            return None
        return (
            body[:who],
            body[day : day + 10],
            body[kind:payload],
            body[payload + 12 : end],
            body[reason:at],
            body[at + 17 : at + 44],
            body[turn:],
        )


def who_of(piece: bytes) -> Who:
    """Who acted, from the beginning of a body up to the court; ValueError if it is not plainly spelt."""
    found = _WHO(piece)
    if found is None or not is_plain(piece.decode()):
        raise ValueError("this is for the thorough way")
    actor, principal = found.groups()
    behind = b'","seq":' if principal is None else b'","on_behalf_of":"' + principal + b'","seq":'
    return Who(actor.decode(), b'{"by":"' + actor + b'","event":"', behind)


def turn_of(piece: bytes) -> Turn:
    """Where the step leads, from the end of a body; ValueError if it is not plainly spelt."""
    found = _TURN(piece)
    if found is None or not is_plain(piece.decode()):
        raise ValueError("this is for the thorough way")
    target, event = found.groups()
    return Turn(target.decode(), event.decode(), b'"' + target + b'"', event + b'","late":')


def is_plain(text: str) -> bool:
    """Whether nothing in it may not be in a trail: the quick answer, which errs to no."""
    return text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text))


def are_plain(pieces: Iterable[bytes]) -> bool:
    """Whether each is the inside of a text as a trail spells it, without a quotation mark or a backslash."""
    rest = b"".join(pieces).translate(None, _PLAIN)
    return not rest or not (b'"' in rest or b"\\" in rest or not is_plain(b"".join(pieces).decode()))


def are_days(pieces: Iterable[bytes]) -> bool:
    """Whether each is a day as a trail spells it; ValueError if one is none at all."""
    return all(map(_is_day, pieces))


def are_moments(pieces: Collection[bytes]) -> bool:
    """Whether each is a moment as a trail spells it, none before the one before; ValueError if its day is none."""
    in_order = list(pieces) == sorted(pieces)
    return in_order and _MOMENTS(b"".join(pieces)) is not None and are_days(each[:10] for each in pieces)


@lru_cache(maxsize=20_000)
def _is_day(piece: bytes) -> bool:
    text = piece.decode()
    return date.fromisoformat(text).isoformat() == text
