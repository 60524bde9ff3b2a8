"""The page: an evaluation through the template. No script, no network, nothing outside the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from courtqa.evaluation.report.words import words_for
from courtqa.text import LANGUAGES, Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation

__all__ = ["render"]

Step = Callable[[Text], None]


def render(
    evaluation: Evaluation, *, lang: Lang | None = None, judges: bool = True, step: Step | None = None
) -> str:
    """The report as HTML text: in both languages, or in one alone, with a section per judge or without.

    The same evaluation gives the same page. ``step`` hears what is being done, for whoever shows progress.
    """
    from courtqa.evaluation.report.drawing import Drawing
    from courtqa.evaluation.report.view import view_of

    languages = LANGUAGES if lang is None else (lang,)
    environment = Environment(
        loader=PackageLoader("courtqa.evaluation.report", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    known: dict[Text | str, Markup] = {}

    def both(text: Text | str) -> Markup:
        if text not in known:
            known[text] = _both(text, languages)
        return known[text]

    environment.filters["both"] = both
    environment.globals["words"] = words_for(evaluation.measures.by)
    view = view_of(evaluation, Drawing(languages), judges=judges, step=step or (lambda _: None))
    page: str = environment.get_template("report.html.j2").render(view, languages=languages)
    return page


def _both(text: Text | str, languages: tuple[Lang, ...]) -> Markup:
    """A text in both languages, each marked; the reader's choice shows one of them. Plain text stays as it is."""
    if isinstance(text, str):
        return Markup("{}").format(text)
    if text.zh == text.en or len(languages) == 1:
        return Markup("{}").format(text.to(languages[0]))
    return Markup("").join(_in(text, lang) for lang in languages)


def _in(text: Text, lang: Lang) -> Markup:
    return Markup('<span class="{}" lang="{}">{}</span>').format(
        lang, "zh-Hans" if lang == "zh" else "en", text.to(lang)
    )
