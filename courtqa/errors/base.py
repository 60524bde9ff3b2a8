"""The base of all errors, and what any room may raise."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from courtqa.text import Lang, Text

__all__ = [
    "CourtqaError",
    "MissingExtra",
    "UnknownName",
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


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The known name that ``name`` was most likely meant to be, if any is close."""
    near = get_close_matches(name, list(known), n=1)
    return near[0] if near else None


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
