"""The one-vote veto (一票否决): a separate, reasoned decision. It never touches a score."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from courtqa.text import Text

__all__ = ["Veto"]

EFFECTS = {
    "exclude": Text(zh="不列入评先", en="excluded from merit"),
    "last": Text(zh="列为末位", en="placed last"),
    "cap": Text(zh="评级设上限", en="its grade is capped"),
}


@frozen
class Veto:
    """Who decided it, when, on which ground, why, what it does and until when."""

    unit: str
    ground: str
    reasons: str
    by: str
    on: date
    effect: Literal["exclude", "last", "cap"]
    until: date

    def in_force(self, on: date) -> bool:
        """Whether it holds on that day."""
        return self.on <= on <= self.until

    @property
    def text(self) -> Text:
        """The veto in a line."""
        effect = EFFECTS[self.effect]
        return Text(
            zh=f"一票否决：{self.reasons}（{self.by}，{self.on} 至 {self.until}；{effect.zh}；得分不变）",
            en=f"one-vote veto: {self.reasons} ({self.by}, {self.on} to {self.until}; {effect.en}; the score stands)",
        )
