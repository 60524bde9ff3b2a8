"""What is wrong with case records and with the periods asked of them."""

from __future__ import annotations

from collections.abc import Iterable

from courtqa.errors.base import CourtqaError
from courtqa.text import Text

__all__ = [
    "IncomparablePeriods",
    "NotAPeriod",
    "RankingWithheld",
    "RecordsError",
]


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


class RankingWithheld(CourtqaError):
    """A place was asked for where the rules allow no ranking. ``rule`` says which."""

    def __init__(self, rule: Text) -> None:
        self.rule = rule
        super().__init__(Text(zh=f"不作排序：{rule.zh}", en=f"nobody is ranked here: {rule.en}"))


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
