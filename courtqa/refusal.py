"""Why something may not happen: every reason, each with a code, a sentence and its rule."""

from __future__ import annotations

from attrs import frozen

from courtqa.text import Text

__all__ = ["Reason", "Refusal"]


@frozen
class Reason:
    """One reason why a step may not happen."""

    code: str  # e.g. "wrong_state", "role_missing", "same_person"; stable, for programs
    text: Text
    rule: str | None = None  # the article or quotation it stands on


@frozen
class Refusal:
    """All the reasons why a step may not happen."""

    proceeding: str
    event: str
    by: str
    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons."""
        return tuple(reason.code for reason in self.reasons)

    @property
    def text(self) -> Text:
        """All the reasons as one text."""
        return Text(
            zh=f"{self.proceeding}：{self.event} 被拒绝：" + "；".join(r.text.zh for r in self.reasons),
            en=f"{self.proceeding}: {self.event} refused: " + "; ".join(r.text.en for r in self.reasons),
        )
