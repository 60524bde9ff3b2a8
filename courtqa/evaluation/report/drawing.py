"""Charts for the page: drawn once for every language it is in, each named for those who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from attrs import frozen
from markupsafe import Markup

from courtqa.evaluation.charts import svg
from courtqa.evaluation.report.bilingual import bilingual
from courtqa.text import Lang, Text

__all__ = ["Draw", "Drawing", "Drawn", "interval_bar"]


class Drawn(Protocol):
    """What makes a chart in a language."""

    def __call__(self, *, lang: Lang) -> Any:
        """The chart."""


Draw = Callable[[Drawn, Text], Markup]


@frozen
class Drawing:
    """Draws charts in the languages of the page."""

    languages: tuple[Lang, ...]

    def __call__(self, make: Drawn, title: Text) -> Markup:
        """The chart as an image with a name; what it shows is in the table beside it."""
        if len(self.languages) > 1:
            both = bilingual(make(lang="zh").to_dict(validate=False), make(lang="en").to_dict(validate=False))
            if both is not None:
                name = f"{title.zh} · {title.en}"
                return Markup('<div class="chart" role="img" aria-label="{}">{}</div>').format(name, both)
        # The renderer escapes every text it draws, names of units included: the SVG is markup as it stands.
        drawn = ((lang, Markup(svg(make(lang=lang)))) for lang in self.languages)  # noqa: S704
        return Markup("").join(
            Markup('<div class="{} chart" role="img" aria-label="{}">{}</div>').format(
                lang, title.to(lang), chart
            )
            for lang, chart in drawn
        )


_WIDE, _HIGH = 132, 16


def interval_bar(value: float, low: float, high: float, *, among: float, top: float) -> Markup:
    """A figure as a dot with its interval, and the figure of those it is among as a stroke. Needs no words."""
    if top <= 0:
        return Markup("")

    def at(amount: float) -> str:
        return f"{3 + (_WIDE - 6) * min(max(amount / top, 0.0), 1.0):.1f}"

    return Markup(  # noqa: S704  numbers alone
        f'<svg class="bar" width="{_WIDE}" height="{_HIGH}" viewBox="0 0 {_WIDE} {_HIGH}" aria-hidden="true">'
        f'<path d="M{at(low)} 8H{at(high)}" stroke="#b9d3cf" stroke-width="5"/>'
        f'<path d="M{at(among)} 1V15" stroke="#1f2933"/>'
        f'<circle cx="{at(value)}" cy="8" r="3.6" fill="#0f766e"/></svg>'
    )
