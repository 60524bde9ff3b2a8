"""What a docket raises: a refusal, a conflict, a store or a trail that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from courtqa.errors.base import CourtqaError
from courtqa.refusal import Refusal
from courtqa.text import Text

__all__ = [
    "Conflict",
    "DefinitionMissing",
    "IdempotencyMismatch",
    "NotCanonical",
    "Overtaken",
    "Refused",
    "StoreUnusable",
]


class Refused(CourtqaError):
    """A step that may not happen. ``refusal`` lists every reason, each with its rule."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.text)


class Conflict(CourtqaError):
    """Two people decided at once and the other was first. Read again, then decide."""

    def __init__(self, proceeding: str, expected: int, found: int) -> None:
        self.proceeding, self.expected, self.found = proceeding, expected, found
        if expected > found:  # nobody was first: there is no such version
            ahead = Text(
                zh=f"案卷 {proceeding} 没有第 {expected} 版，现为第 {found} 版；请重新阅卷后再办",
                en=f"{proceeding} has no version {expected}: it is at version {found}; read it again, then decide",
            )
            super().__init__(ahead)
            return
        super().__init__(
            Text(
                zh=f"案卷 {proceeding} 已有他人在先办理：您看到的是第 {expected} 版，现为第 {found} 版；请重新阅卷后再办",
                en=f"someone else acted on {proceeding} first: you saw version {expected}, it is now at "
                f"version {found}; read it again, then decide",
            )
        )


class Overtaken(CourtqaError):
    """Somebody was first while a store was writing; it does the work again, so nobody outside it sees this."""

    def __init__(self, proceeding: str) -> None:
        self.proceeding = proceeding
        super().__init__(
            Text(
                zh=f"写入案卷 {proceeding} 时已有他人在先，未写入任何内容",
                en=f"someone else acted on {proceeding} while it was being written; nothing was written",
            )
        )


class IdempotencyMismatch(CourtqaError):
    """The same idempotency key came with another request."""

    def __init__(self, proceeding: str, key: str, seq: int) -> None:
        self.proceeding, self.key, self.seq = proceeding, key, seq
        super().__init__(
            Text(
                zh=f"案卷 {proceeding}：请求键“{key}”已用于第 {seq} 号记录，且内容不同；新的请求请换新键",
                en=f"{proceeding}: the key {key!r} was already used by event {seq} for a different "
                "request; use a new key for a new request",
            )
        )


class NotCanonical(CourtqaError):
    """A value that a trail can't hold. ``path`` leads to it inside what was to be recorded."""

    def __init__(self, path: Sequence[str | int], found: str) -> None:
        self.path, self.found = tuple(path), found
        place = ".".join(map(str, path)) or "-"
        super().__init__(
            Text(
                zh=f"无法入卷的内容（位置 {place}）：{found}；入卷内容只能是规范文字、整数、是否值、列表和对象",
                en=f"this can't be recorded, at {place}: {found}; a trail holds NFC text, whole numbers, "
                "yes or no, lists and objects",
            )
        )


class StoreUnusable(CourtqaError):
    """The database could not be used: not one of ours, another schema, full, locked or damaged."""

    def __init__(self, where: str, why: Text) -> None:
        self.where, self.why = where, why
        super().__init__(
            Text(zh=f"无法使用数据库 {where}：{why.zh}", en=f"can't use the database {where}: {why.en}")
        )


class DefinitionMissing(CourtqaError):
    """A proceeding is pinned to an edition that the policy at hand does not hold."""

    def __init__(self, proceeding: str, workflow: str, definition: str) -> None:
        self.proceeding, self.workflow, self.definition = proceeding, workflow, definition
        super().__init__(
            Text(
                zh=f"案卷 {proceeding} 依据的 {workflow} 版本 {definition[:12]} 不在所载规则中；请载入立卷时的规则包",
                en=f"{proceeding} is pinned to the edition {definition[:12]} of {workflow}, which the policy at "
                "hand does not hold; load the pack it was opened under",
            )
        )
