"""The page: an evaluation through the template. No script, no network, nothing outside the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from courtqa.evaluation.report.words import WORDS
from courtqa.text import LANGUAGES, Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation

__all__ = ["both", "render"]


def render(evaluation: Evaluation) -> str:
    """The report as HTML text. The same evaluation gives the same page."""
    from courtqa.evaluation.report.view import view_of

    environment = Environment(
        loader=PackageLoader("courtqa.evaluation.report", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["both"] = both
    environment.globals["words"] = WORDS
    page: str = environment.get_template("report.html.j2").render(view_of(evaluation))
    return page


def both(text: Text | str) -> Markup:
    """A text in both languages, each marked; the reader's choice shows one of them. Plain text stays as it is."""
    if isinstance(text, str):
        return Markup("{}").format(text)
    if text.zh == text.en:
        return Markup("{}").format(text.zh)
    return Markup("").join(_in(text, lang) for lang in LANGUAGES)


def _in(text: Text, lang: Lang) -> Markup:
    return Markup('<span class="{}" lang="{}">{}</span>').format(
        lang, "zh-Hans" if lang == "zh" else "en", text.to(lang)
    )
