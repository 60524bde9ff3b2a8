"""Every exception of courtqa: prose for the person at the desk, facts as attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches

from attrs import frozen

from courtqa.refusal import Refusal
from courtqa.text import Lang, Text

__all__ = [
    "CalendarUnknown",
    "Conflict",
    "CourtqaError",
    "DefinitionMissing",
    "FontSubstituted",
    "FontsMissing",
    "IdempotencyMismatch",
    "IdentifiersLeft",
    "IncomparablePeriods",
    "Misfit",
    "MissingExtra",
    "NoEffect",
    "NotAPeriod",
    "NotCanonical",
    "NotInForce",
    "NumberTaken",
    "PolicyError",
    "Problem",
    "RecordsError",
    "Refused",
    "RuleMissing",
    "StoreUnusable",
    "UnfitNotice",
    "UnknownName",
    "UnreadableDocument",
    "did_you_mean",
]


class CourtqaError(Exception):
    """The base of all errors. ``str(error)`` is English; ``error.text`` has both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text

    def to(self, lang: Lang) -> str:
        """The message in ``lang``."""
        return self.text.to(lang)


@frozen(order=True)
class Problem:
    """One fault in a file: the place, what was found, what was expected."""

    file: str
    line: int
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: found {self.found}, expected {self.expected}"


class Misfit(CourtqaError):
    """A value that does not fit where it stands. The loader adds file and line and makes it a Problem.

    ``path`` leads from the value that was asked about to the part at fault.
    """

    def __init__(self, found: str, expected: str, path: tuple[str | int, ...] = ()) -> None:
        self.found, self.expected, self.path = found, expected, path
        super().__init__(Text(zh=f"发现 {found}，应为 {expected}", en=f"found {found}, expected {expected}"))


class PolicyError(CourtqaError):
    """A pack was refused. ``problems`` lists all its faults, in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        lines = "\n".join(map(str, self.problems))
        count = len(self.problems)
        super().__init__(
            Text(
                zh=f"规则包有 {count} 处问题：\n{lines}",
                en=f"{count} problem{'s' if count != 1 else ''} in the policy:\n{lines}",
            )
        )


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The known name that ``name`` was most likely meant to be, if any is close."""
    near = get_close_matches(name, list(known), n=1)
    return near[0] if near else None


class UnreadableDocument(CourtqaError):
    """A file that was to be checked and can't be read as a DOCX. ``why`` says what is wrong."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(Text(zh=f"无法作为 DOCX 读取：{why}", en=f"it can't be read as a DOCX: {why}"))


class UnknownName(CourtqaError):
    """A name that the policy does not hold: of a workflow, an indicator, a series, a role …"""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(sorted(known))
        near = did_you_mean(name, self.known)
        hint_en = f"did you mean {near!r}?" if near else "known: " + (", ".join(self.known) or "none")
        hint_zh = f"是否指“{near}”？" if near else "已有：" + ("、".join(self.known) or "无")
        super().__init__(
            Text(
                zh=f"没有名为“{name}”的 {kind}；{hint_zh}",
                en=f"there is no {kind} named {name!r}; {hint_en}",
            )
        )


class NotInForce(CourtqaError):
    """The rule exists, but not on the day asked for: not yet, or repealed."""

    def __init__(self, path: str, on: date, days: Sequence[date]) -> None:
        self.path, self.on, self.days = path, on, tuple(days)
        listed = ", ".join(day.isoformat() for day in days) or "-"
        super().__init__(
            Text(
                zh=f"{path} 在 {on.isoformat()} 不具效力；其版本日期：{listed}",
                en=f"{path} is not in force on {on.isoformat()}; its dates are: {listed}",
            )
        )


class CalendarUnknown(CourtqaError):
    """A day that no official notice covers. Working days are never guessed."""

    def __init__(self, day: date, first: int | None = None, last: int | None = None) -> None:
        self.day, self.first, self.last = day, first, last
        covers_zh = "没有工作日历" if first is None else f"工作日历只覆盖 {first} 至 {last} 年"
        covers_en = "there is no calendar" if first is None else f"the calendar covers {first} to {last}"
        super().__init__(
            Text(
                zh=f"{covers_zh}，无法确定 {day.isoformat()} 是否工作日；请补充官方放假通知",
                en=f"{covers_en}; whether {day.isoformat()} is a working day "
                "is not known: add the official notice of that year",
            )
        )


class Refused(CourtqaError):
    """A step that may not happen. ``refusal`` lists every reason, each with its rule."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.text)


class Conflict(CourtqaError):
    """Two people decided at once and the other was first. Read again, then decide."""

    def __init__(self, proceeding: str, expected: int, found: int) -> None:
        self.proceeding, self.expected, self.found = proceeding, expected, found
        super().__init__(
            Text(
                zh=f"案卷 {proceeding} 已有他人在先办理：您看到的是第 {expected} 版，现为第 {found} 版；请重新阅卷后再办",
                en=f"someone else acted on {proceeding} first: you saw version {expected}, it is now at "
                f"version {found}; read it again, then decide",
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


class NotAPeriod(CourtqaError):
    """A period written in no known form."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            Text(
                zh=f"“{found}”不是统计期；写法为 2007、2007H1、2007Q3 或 2007-05",
                en=f"{found!r} is not a period; write a year, half-year, quarter or month: "
                "2007, 2007H1, 2007Q3 or 2007-05",
            )
        )


class NoEffect(CourtqaError):
    """A what-if that changed nothing at all: asked for by mistake, or with a name or weight that has no say."""

    def __init__(self, specification: str, why: Text) -> None:
        self.specification, self.why = specification, why
        super().__init__(
            Text(
                zh=f"{specification} 未产生任何影响：{why.zh}",
                en=f"{specification} changed nothing: {why.en}",
            )
        )


class RuleMissing(CourtqaError):
    """Something is asked for that the edition in force has no rule for. Nothing is assumed in its place."""

    def __init__(self, edition: str, rule: str) -> None:
        self.edition, self.rule = edition, rule
        super().__init__(
            Text(
                zh=f"{edition} 未规定“{rule}”；请在规则包中补充，不作推定",
                en=f"{edition} has no rule {rule!r}; add it in a pack: nothing is assumed in its place",
            )
        )


class IncomparablePeriods(CourtqaError):
    """Two periods that may not be set against each other. ``now``, ``before``, ``reason``."""

    def __init__(self, now: str, before: str, reason: Text) -> None:
        self.now, self.before, self.reason = now, before, reason
        super().__init__(
            Text(
                zh=f"{now} 与 {before} 不能比较：{reason.zh}",
                en=f"{now} cannot be compared with {before}: {reason.en}",
            )
        )


class RecordsError(CourtqaError):
    """Case records that cannot be read at all: nothing of the file is taken. ``problems`` has the places."""

    def __init__(self, source: str, problems: Iterable[Text]) -> None:
        self.source, self.problems = source, tuple(problems)
        super().__init__(
            Text(
                zh=f"{source} 未读入：\n" + "\n".join(problem.zh for problem in self.problems),
                en=f"{source} was not read:\n" + "\n".join(problem.en for problem in self.problems),
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
    """This machine has no font for a part of a document. ``families`` lists those that would do."""

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
                zh="对外文本中仍有可识别个人的号码：" + "；".join(f"{kind.zh} {text}" for kind, text in self.found),
                en="a text for outside still holds numbers that identify a person: "
                + "; ".join(f"{kind.en} {text}" for kind, text in self.found),
            )
        )


class MissingExtra(CourtqaError):
    """A library that only some users need is not installed. ``extra`` names what to install."""

    def __init__(self, what: str, extra: str) -> None:
        self.what, self.extra = what, extra
        super().__init__(
            Text(
                zh=f"{what} 需要另装组件：pip install 'courtqa[{extra}]'",
                en=f"{what} needs an extra that is not installed: pip install 'courtqa[{extra}]'",
            )
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
