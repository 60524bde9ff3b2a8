"""Several measures at once: only the heaviest is carried out, and together they last no longer than the cap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from courtqa.errors import Refused
from courtqa.sanctions.decision import Decision
from courtqa.sanctions.ladder import Ladder
from courtqa.text import Text
from courtqa.workflows import Reason, Refusal

__all__ = ["Together", "together"]


@frozen
class Together:
    """What is carried out of several decisions: the heaviest, and between which days it must end."""

    carried_out: Decision
    absorbed: tuple[Decision, ...]
    earliest_end: date | None  # that of the heaviest alone
    latest_end: date | None  # all lengths after each other, or the cap if that comes first
    capped: bool

    @property
    def text(self) -> Text:
        """What is carried out, in words."""
        rest = (
            "、".join(each.title.zh for each in self.absorbed),
            ", ".join(each.title.en for each in self.absorbed),
        )
        if not self.absorbed:
            return self.carried_out.title
        zh = f"执行最重的“{self.carried_out.title.zh}”（吸收：{rest[0]}），于 {self.earliest_end} 至 {self.latest_end} 间确定期满"
        en = (
            f"{self.carried_out.title.en} is carried out, being the heaviest (with it: {rest[1]}); "
            f"it ends between {self.earliest_end} and {self.latest_end}"
        )
        return Text(zh=zh, en=en)


def together(decisions: Iterable[Decision], *, ladder: Ladder, on: date) -> Together:
    """What is carried out of the decisions in force on that day, under one ladder.

    Raises:
        Refused: none of them is in force, or they are not about one person.
    """
    given = tuple(each for each in decisions if each.in_force(on))
    if not given:
        raise _refused("none_in_force", f"{on} 没有执行中的措施", f"no measure is in force on {on}", ladder)
    persons = sorted({each.person.id for each in given})
    if len(persons) > 1:
        listed = ", ".join(persons)
        raise _refused(
            "other_person", f"涉及不同人员：{listed}", f"they are about several persons: {listed}", ladder
        )
    heaviest = max(given, key=lambda each: (_weight(ladder, each), each.ends_on or date.max, each.on))
    rest = tuple(each for each in given if each is not heaviest)
    ends = [each.ends_on for each in given]
    if not rest or any(end is None for end in ends):
        return Together(heaviest, rest, heaviest.ends_on, heaviest.ends_on, False)
    days = sum((each.ends_on - each.on).days for each in rest if each.ends_on is not None)
    assert heaviest.ends_on is not None
    latest = date.fromordinal(heaviest.ends_on.toordinal() + days)
    cap = None if ladder.together_at_most is None else ladder.together_at_most.after(heaviest.on)
    capped = cap is not None and latest > cap
    return Together(heaviest, rest, heaviest.ends_on, cap if capped else latest, capped)


def _weight(ladder: Ladder, decision: Decision) -> tuple[int, int]:
    rung = ladder.rungs.get(decision.rung)
    forms = list(rung.forms) if rung is not None else []
    place = forms.index(decision.form) if decision.form in forms else -1
    return (rung.weight if rung is not None else 0, place)


def _refused(code: str, zh: str, en: str, ladder: Ladder) -> Refused:
    return Refused(Refusal(ladder.name, "together", "", (Reason(code, Text(zh=zh, en=en)),)))
