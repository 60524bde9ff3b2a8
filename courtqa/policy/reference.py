"""The law that a rule stands on: a title, and an article or the words themselves."""

from __future__ import annotations

from attrs import frozen

from courtqa.text import Text

__all__ = ["Reference"]


@frozen
class Reference:
    """Where a rule comes from.

    >>> print(Reference(Text(zh="法官法", en="Judges Law"), article="第46条").text.zh)
    《法官法》第46条
    """

    title: Text | str
    article: str | None = None
    quotation: str | None = None

    @property
    def text(self) -> Text:
        """The reference in one line."""
        title = self.title if isinstance(self.title, Text) else Text(zh=self.title, en=self.title)
        named = title.zh if title.zh.startswith("《") else f"《{title.zh}》"
        zh = named + (self.article or "") + (f"：“{self.quotation}”" if self.quotation else "")
        en = title.en + (f", {self.article}" if self.article else "")
        return Text(zh=zh, en=en + (f": “{self.quotation}”" if self.quotation else ""))
