"""What a measure stands on: a rule with its day and its law, in force on a day, not yet, or no longer."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Literal

from attrs import frozen

from courtqa.policy import DatedValue, Policy, Reference
from courtqa.text import Text

__all__ = ["Basis", "basis_of"]

Standing = Literal["in_force", "not_yet", "lost", "unsourced"]


@frozen
class Basis:
    """The rule of a series on a day.

    ``lost`` is a rule that a later law took away; ``unsourced`` one for which the policy has never read a law.
    """

    path: str
    title: Text
    on: date
    standing: Standing
    value: str  # the words of the rule, or those it had
    since: date | None  # from when it is so
    references: tuple[Reference, ...]
    note: str | None = None
    assumed: bool = False

    def __bool__(self) -> bool:
        return self.standing == "in_force"

    @property
    def law(self) -> Text:
        """The law by which it is so: that gave the rule, or took it away."""
        zh = "；".join(each.text.zh for each in self.references)
        return Text(zh=zh, en="; ".join(each.text.en for each in self.references))

    @property
    def text(self) -> Text:
        """The basis in one sentence, with its law."""
        law = self.law
        if self.standing == "in_force":
            return Text(
                zh=f"依据：{self.value}（{self.since} 起，{law.zh}）",
                en=f"stands on: {self.value} (since {self.since}, {law.en})",
            )
        if self.standing == "lost":
            return Text(
                zh=f"依据已失：自 {self.since} 起不再有“{self.title.zh}”（{law.zh}）",
                en=f"basis lost: no {_lower(self.title.en)} since {self.since} ({law.en})",
            )
        if self.standing == "not_yet":
            return Text(
                zh=f"尚无依据：{self.title.zh}自 {self.since} 起方有（{law.zh}）",
                en=f"no basis yet: {_lower(self.title.en)} only since {self.since} ({law.en})",
            )
        return Text(
            zh=f"未查得依据：{self.title.zh}（{law.zh}）",
            en=f"no source read: {_lower(self.title.en)} ({law.en})",
        )


def basis_of(policy: Policy, path: str, *, on: date) -> Basis:
    """The rule at that path on that day. Raises UnknownName."""
    series = policy.series(path)
    index = bisect_right(series.values, on, key=lambda value: value.since)
    if index == 0:
        first = next((each for each in series.values if each.value is not None), series.values[0])
        return _basis(series.path, series.title, on, "not_yet", first)
    held = series.values[index - 1]
    if held.value is not None:
        return _basis(series.path, series.title, on, "in_force", held)
    before = [each for each in series.values[: index - 1] if each.value is not None]
    if not before:
        return _basis(series.path, series.title, on, "unsourced", held)
    return _basis(series.path, series.title, on, "lost", held, words=before[-1])


def _basis(
    path: str, title: Text, on: date, standing: Standing, held: DatedValue, *, words: DatedValue | None = None
) -> Basis:
    value = str((words or held).value) if (words or held).value is not None else ""
    return Basis(path, title, on, standing, value, held.since, held.references, held.note, held.assumption)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
