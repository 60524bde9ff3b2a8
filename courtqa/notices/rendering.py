"""One document, three forms."""

from __future__ import annotations

from typing import Literal, overload

from courtqa.notices.flow import Draft, Issued, Signed
from courtqa.notices.model import Notice
from courtqa.text import Lang

__all__ = ["Form", "render"]

Form = Literal["markdown", "html", "docx"]
Renderable = Notice | Draft | Signed | Issued


@overload
def render(notice: Renderable, form: Literal["markdown", "html"], *, lang: Lang = "zh") -> str: ...
@overload
def render(notice: Renderable, form: Literal["docx"], *, lang: Lang = "zh") -> bytes: ...
def render(notice: Renderable, form: Form, *, lang: Lang = "zh") -> str | bytes:
    """The notice as Markdown, as one self-contained HTML page, or as the bytes of a DOCX.

    Without a number the place says 【待编号】. ``lang`` chooses the labels of Markdown and HTML; a DOCX is the
    Chinese document in either.

    Raises:
        MissingExtra: DOCX without the extra ``documents``.
    """
    model = notice if isinstance(notice, Notice) else notice.model
    if form == "markdown":
        from courtqa.notices.markdown import to_markdown

        return to_markdown(model, lang)
    if form == "html":
        from courtqa.notices.html import to_html

        return to_html(model, lang)
    from courtqa.notices.docx import to_docx

    return to_docx(model)
