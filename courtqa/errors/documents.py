"""What is wrong with a document, its number, its fonts or what it shows."""

from __future__ import annotations

from collections.abc import Iterable

from courtqa.errors.base import CourtqaError
from courtqa.text import Text

__all__ = [
    "ArchiveDamaged",
    "FontSubstituted",
    "FontsMissing",
    "IdentifiersLeft",
    "NumberTaken",
    "ReprintDiffers",
    "TemplateStopped",
    "UnfitNotice",
]


class ArchiveDamaged(CourtqaError):
    """Kept papers of a notice that are not as they were kept. ``place`` is the part that isn't."""

    def __init__(self, place: str, what: Text) -> None:
        self.place, self.what = place, what
        super().__init__(
            Text(zh=f"档案已损坏：{place}：{what.zh}", en=f"the file is damaged: {place}: {what.en}")
        )


class ReprintDiffers(CourtqaError):
    """A reprint that is not the same bytes. ``parts`` are the files that differ, ``why`` what changed since."""

    def __init__(self, parts: Iterable[str], why: Iterable[Text]) -> None:
        self.parts, self.why = tuple(parts), tuple(why)
        zh = "；".join(each.zh for each in self.why) or "原因不明"
        en = "; ".join(each.en for each in self.why) or "nothing says why"
        names = ", ".join(self.parts)
        super().__init__(
            Text(zh=f"重印与原件不一致：{names}（{zh}）", en=f"the reprint is not the same in {names} ({en})")
        )


class TemplateStopped(CourtqaError):
    """A template of a third party that did what it may not. ``limit`` is time, memory or crash."""

    def __init__(self, template: str, limit: str, what: Text) -> None:
        self.template, self.limit, self.what = template, limit, what
        super().__init__(
            Text(
                zh=f"模板 {template} 已被中止：{what.zh}",
                en=f"the template {template} was stopped: {what.en}",
            )
        )


class NumberTaken(CourtqaError):
    """A notice that already holds a number came back with another text."""

    def __init__(self, notice_id: str, registered: str, found: str) -> None:
        self.notice_id, self.registered, self.found = notice_id, registered, found
        super().__init__(
            Text(
                zh=f"文稿 {notice_id} 已按摘要 {registered[:12]} 登记编号，现文稿摘要为 {found[:12]}；改稿须重新签发并另行编号",
                en=f"the notice {notice_id} holds a number for the text {registered[:12]}, but this text is "
                f"{found[:12]}; a changed text is signed anew and takes a number of its own",
            )
        )


class UnfitNotice(CourtqaError):
    """The data or the template of a notice does not fit its kind. ``faults`` lists all, each with its place."""

    def __init__(self, kind: str, faults: Iterable[tuple[str, Text]]) -> None:
        self.kind, self.faults = kind, tuple(faults)
        super().__init__(
            Text(
                zh=f"文种 {kind} 的内容有 {len(self.faults)} 处不符：\n"
                + "\n".join(f"{place}：{text.zh}" for place, text in self.faults),
                en=f"what was given does not fit the notice kind {kind!r}:\n"
                + "\n".join(f"{place}: {text.en}" for place, text in self.faults),
            )
        )


class FontSubstituted(UserWarning):
    """A document was set in another font than its standard names. The message says which."""


class FontsMissing(CourtqaError):
    """No font of the machine fits a part of a document. ``families`` lists those that would do."""

    def __init__(self, asked: Text, families: Iterable[str]) -> None:
        self.asked, self.families = asked, tuple(families)
        names = ", ".join(self.families)
        super().__init__(
            Text(
                zh=f"本机没有可用的{asked.zh}字体，可装下列之一：{names}，或 pip install 'courtqa[documents]'",
                en=f"this machine has no font for {asked.en}; any of these would do: {names}; "
                "or pip install 'courtqa[documents]'",
            )
        )


class IdentifiersLeft(CourtqaError):
    """A document for outside still holds numbers that identify a person. ``found`` has (kind, text) pairs."""

    def __init__(self, found: Iterable[tuple[Text, str]]) -> None:
        self.found = tuple(found)
        super().__init__(
            Text(
                zh="对外文本中仍有可识别个人的号码："
                + "；".join(f"{kind.zh} {text}" for kind, text in self.found),
                en="a text for outside still holds numbers that identify a person: "
                + "; ".join(f"{kind.en} {text}" for kind, text in self.found),
            )
        )
