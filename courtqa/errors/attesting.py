"""What keeping and proving a trail raises: keys, checkpoints, proofs, values to be forgotten."""

from __future__ import annotations

from courtqa.errors.base import CourtqaError
from courtqa.text import Text

__all__ = [
    "CheckpointDiffers",
    "KeyUnusable",
    "KeysNeeded",
    "NotACheckpoint",
    "NotProvable",
    "NothingToForget",
]


class KeyUnusable(CourtqaError):
    """A key file that can't be read, that others may read, or that lacks the key that is needed."""

    def __init__(self, where: str, why: Text) -> None:
        self.where, self.why = where, why
        super().__init__(
            Text(zh=f"无法使用密钥 {where}：{why.zh}", en=f"can't use the keys {where}: {why.en}")
        )


class KeysNeeded(CourtqaError):
    """The docket's trail is marked with keys, and none were given to go on."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(
            Text(
                zh=f"{where} 的记录带有密钥印记；续写须提供密钥（Docket(keys=…) 或环境变量 COURTQA_KEYS）",
                en=f"the trail in {where} is marked with keys; to go on give them: Docket(keys=…), or the "
                "environment variable COURTQA_KEYS",
            )
        )


class NotACheckpoint(CourtqaError):
    """A text that is no checkpoint, or not signed by the key that it should be signed with."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            Text(
                zh=f"不是有效的检查点（{found}）；应为带签名的检查点文件原文",
                en=f"this is no good checkpoint ({found}); give the signed note as it was written",
            )
        )


class CheckpointDiffers(CourtqaError):
    """A place outside holds another checkpoint of the same number: one of the two was rewritten."""

    def __init__(self, place: str, number: int) -> None:
        self.place, self.number = place, number
        super().__init__(
            Text(
                zh=f"{place} 已存有内容不同的第 {number} 号检查点：数据库或该处被改写；请先核验",
                en=f"{place} holds another checkpoint {number}: the database or that place was rewritten; "
                "run `courtqa audit verify` against it first",
            )
        )


class NotProvable(CourtqaError):
    """An event that no checkpoint covers yet, or that is not there."""

    def __init__(self, proceeding: str, seq: int) -> None:
        self.proceeding, self.seq = proceeding, seq
        super().__init__(
            Text(
                zh=f"尚无检查点涵盖 {proceeding} 第 {seq} 号记录，或没有这条记录；请先执行 courtqa audit checkpoint",
                en=f"no checkpoint covers event {seq} of {proceeding}, or there is no such event; run "
                "`courtqa audit checkpoint` first",
            )
        )


class NothingToForget(CourtqaError):
    """No value about a person is kept under that name outside the chain. ``there`` are the fields that are."""

    def __init__(self, proceeding: str, fields: tuple[str, ...], there: tuple[str, ...] = ()) -> None:
        self.proceeding, self.fields, self.there = proceeding, fields, there
        named, kept = ", ".join(fields), ", ".join(there)
        super().__init__(
            Text(
                zh=f"案卷 {proceeding} 链外没有可删除的个人信息"
                + (f"（{named}）" if named else "")
                + (f"；有：{kept}" if kept else ""),
                en=f"nothing about a person is kept outside the chain of {proceeding}"
                + (f" under {named}" if named else "")
                + (f"; there is {kept}" if kept else ""),
            )
        )
