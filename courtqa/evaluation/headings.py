"""What the library's columns are called in words, and by which headings registers know them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from attrs import frozen

from courtqa.text import Text

__all__ = ["Heading", "headings"]


@frozen
class Heading:
    """One column: its title, the other headings it is found under, and what its values are called.

    ``nothing``: words that stand where there is no value yet. ``begins``: a value may go on after its word.
    """

    title: Text
    also: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    nothing: tuple[str, ...] = ()
    begins: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every heading it is known by."""
        return (self.title.zh, self.title.en, *self.also)


@cache
def headings() -> Mapping[str, Heading]:
    """The known headings of every column of a case, by the library's name.

    >>> headings()["filed_on"].title
    Text(zh='立案日期', en='filed on')
    """
    told = yaml.safe_load(files("courtqa.evaluation").joinpath("headings.yaml").read_text(encoding="utf-8"))
    return {
        name: Heading(
            Text(zh=one["zh"], en=one["en"]),
            tuple(one.get("also", ())),
            {value: tuple(words) for value, words in one.get("values", {}).items()},
            tuple(one.get("nothing", ())),
            bool(one.get("begins", False)),
        )
        for name, one in told.items()
    }
