"""A text that a person reads, in Chinese and in English."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

__all__ = ["LANGUAGES", "Lang", "Text"]

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


@frozen
class Text:
    """One text in both languages of the library.

    >>> grade = Text(zh="好", en="better")
    >>> grade.to("zh"), str(grade)
    ('好', 'better')
    """

    zh: str
    en: str

    def to(self, lang: Lang) -> str:
        """The text in ``lang``."""
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        return self.en

    def fill(self, **facts: object) -> Text:
        """The text with ``{name}`` places filled in, in both languages."""
        return Text(zh=self.zh.format(**facts), en=self.en.format(**facts))
