"""What is wrong with rules: a faulty pack, a rule not in force, a day without a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import frozen

from courtqa.errors.base import CourtqaError
from courtqa.text import Text

__all__ = [
    "CalendarUnknown",
    "Misfit",
    "NoEffect",
    "NotInForce",
    "PolicyError",
    "Problem",
    "RuleMissing",
    "UnreadableDocument",
]


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
    """A pack was refused. ``problems`` lists all its faults, in order of place; ``within`` says of what, if not a pack."""

    def __init__(self, problems: Iterable[Problem], *, within: Text | None = None) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        lines = "\n".join(map(str, self.problems))
        count = len(self.problems)
        what = within or Text(zh="规则包", en="the policy")
        super().__init__(
            Text(
                zh=f"{what.zh}有 {count} 处问题：\n{lines}",
                en=f"{count} problem{'s' if count != 1 else ''} in {what.en}:\n{lines}",
            )
        )


class UnreadableDocument(CourtqaError):
    """A file that was to be checked and can't be read as a DOCX. ``why`` says what is wrong."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(Text(zh=f"无法作为 DOCX 读取：{why}", en=f"it can't be read as a DOCX: {why}"))


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
