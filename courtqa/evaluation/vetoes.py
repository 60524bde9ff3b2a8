"""The one-vote veto (一票否决): a separate, reasoned decision. It never touches a score."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from courtqa.errors import Misfit, UnknownName
from courtqa.evaluation.assessment import VetoRule
from courtqa.evaluation.periods import month_number
from courtqa.evaluation.ranking import rank_labels
from courtqa.text import Text

if TYPE_CHECKING:
    import polars as pl

    from courtqa.evaluation.places import Ranking

__all__ = ["Veto", "both_places"]

EFFECTS = {
    "exclude": Text(zh="不列入评先", en="excluded from merit"),
    "last": Text(zh="列为末位", en="placed last"),
    "cap": Text(zh="评级设上限", en="its grade is capped"),
}


@frozen
class Veto:
    """Who decided it, when, on which ground, why, what it does and until when.

    ``person`` and ``role`` say whose own problem it was, where that of a leader counts against the unit.
    """

    unit: str
    ground: str
    reasons: str
    by: str
    on: date = field(metadata={"key": "decided_on"})
    effect: Literal["exclude", "last", "cap"]
    until: date
    person: str | None = None
    role: str | None = None

    def in_force(self, on: date) -> bool:
        """Whether it holds on that day."""
        return self.on <= on <= self.until

    def check(self, rule: VetoRule, *, units: Collection[str] = (), on: date | None = None) -> None:
        """Nothing, if the edition knows such a veto. UnknownName for its ground; Misfit for reasons, person or end.

        ``units`` are those it may be against, ``on`` is a day on which it must hold: a veto that would change nothing
        is refused and not passed over.
        """
        if units and self.unit not in units:
            raise UnknownName("unit", self.unit, units)
        if on is not None and not self.in_force(on):
            raise Misfit(
                f"a veto in force from {self.on} to {self.until}",
                f"one in force on {on}, the period's last day",
            )
        if self.ground not in rule.grounds:
            raise UnknownName("ground of a veto", self.ground, rule.grounds)
        if not self.reasons.strip():
            raise Misfit(f"a veto against {self.unit} without reasons", "reasons")
        carried = rule.upward.get(self.ground, ())
        if carried and (self.person is None or self.role not in carried):
            raise Misfit(
                f"{self.ground} of {self.person or 'nobody'} as {self.role or 'nothing'}",
                f"the person, and a role whose own problem counts against the unit: {', '.join(carried)}",
            )
        if self.until < self.on:
            raise Misfit(f"a veto of {self.on} until {self.until}", "an end on that day or later")
        longest = rule.lasts_months
        months = month_number(self.until) - month_number(self.on) - (self.until.day < self.on.day)
        if longest is not None and (months, self.until.day > self.on.day) > (longest, False):
            raise Misfit(f"a veto of {self.on} until {self.until}", f"at most {longest} months")

    @property
    def text(self) -> Text:
        """The veto in a line."""
        effect = EFFECTS[self.effect]
        of = f"{self.person}，" if self.person else "", f"{self.person}, " if self.person else ""
        return Text(
            zh=f"一票否决：{of[0]}{self.reasons}（{self.by}，{self.on} 至 {self.until}；{effect.zh}；得分不变）",
            en=f"one-vote veto: {of[1]}{self.reasons} ({self.by}, {self.on} to {self.until}; {effect.en}; the score stands)",
        )


def both_places(ranking: Ranking, vetoes: Mapping[str, Veto | None]) -> pl.DataFrame:
    """One row per unit: score and place without the veto, the place with it, and the veto.

    Who is excluded holds no place and the others close up; who is placed last shares the last place with others so
    placed; a cap leaves the place alone and bears on the grade. Places stay blank where an order is refused.
    """
    import polars as pl

    held = ranking.ranked
    effects = {p.unit: v.effect if (v := vetoes.get(p.unit)) is not None else None for p in held}
    lowest = min((float(p.score or 0) for p in held), default=0.0) - 1
    kept = [p for p in held if effects[p.unit] != "exclude"]
    scores = [lowest if effects[p.unit] == "last" else float(p.score or 0) for p in kept]
    after = dict(zip([p.unit for p in kept], rank_labels(scores), strict=True))
    shown = ranking.showing != "refused"
    return pl.DataFrame(
        [
            {
                "unit": p.unit,
                "score": None if p.score is None else float(p.score),
                "places": p.interval,
                "place_without": p.label if shown else None,
                "place_with": after.get(p.unit, "–") if shown else None,
                "effect": effects.get(p.unit),
                "veto": None if (veto := vetoes.get(p.unit)) is None else veto.text.en,
            }
            for p in ranking.places
        ],
        infer_schema_length=None,
    )
