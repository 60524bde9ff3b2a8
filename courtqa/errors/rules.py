"""What is wrong with rules: a faulty pack, a rule not in force, a day without a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import frozen

from courtqa.errors.base import CourtqaError
from courtqa.errors.phrases import complaints
from courtqa.text import Lang, Text

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


def _in_chinese(found: str, expected: str) -> str:
    known = complaints()
    return f"发现 {known.of_place(found)}，应为 {known.of_place(expected)}"


@frozen(order=True)
class Problem:
    """One fault in a file: the place, what was found, what was expected."""

    file: str
    line: int
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: found {self.found}, expected {self.expected}"

    def to(self, lang: Lang) -> str:
        """The fault in one line: file:line: what was found, what was expected."""
        return (
            str(self)
            if lang == "en"
            else f"{self.file}:{self.line}: {_in_chinese(self.found, self.expected)}"
        )


class Misfit(CourtqaError):
    """A value that does not fit where it stands. The loader adds file and line and makes it a Problem.

    ``path`` leads from the value that was asked about to the part at fault.
    """

    def __init__(self, found: str, expected: str, path: tuple[str | int, ...] = ()) -> None:
        self.found, self.expected, self.path = found, expected, path
        super().__init__(Text(zh="", en=f"found {found}, expected {expected}"))

    @property
    def text(self) -> Text:
        """What was found and expected. The Chinese is looked up when it is asked for: few misfits are ever shown."""
        return Text(zh=_in_chinese(self.found, self.expected), en=str(self))


class PolicyError(CourtqaError):
    """A pack was refused. ``problems`` lists all its faults, in order of place; ``within`` says of what, if not a pack."""

    def __init__(self, problems: Iterable[Problem], *, within: Text | None = None) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        self.within = within or Text(zh="规则包", en="the policy")
        lines, count = "\n".join(map(str, self.problems)), len(self.problems)
        said = f"{count} problem{'s' if count != 1 else ''} in {self.within.en}:\n{lines}"
        super().__init__(Text(zh="", en=said))

    @property
    def text(self) -> Text:
        """All the problems, a line for each. The Chinese is looked up when it is asked for."""
        lines = "\n".join(each.to("zh") for each in self.problems)
        return Text(zh=f"{self.within.zh}有 {len(self.problems)} 处问题：\n{lines}", en=str(self))


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
