"""One document, four forms."""

from __future__ import annotations

import warnings
from datetime import date
from typing import Literal, overload

from courtqa.errors import FontSubstituted
from courtqa.notices.flow import Draft, Issued, Signed
from courtqa.notices.model import Notice
from courtqa.notices.page_layout import Layout, Profile, layout_for
from courtqa.text import Lang

__all__ = ["Form", "render"]

Form = Literal["markdown", "html", "docx", "pdf"]
Renderable = Notice | Draft | Signed | Issued
Standard = Layout | str | date | None


@overload
def render(
    notice: Renderable,
    form: Literal["markdown", "html"],
    *,
    lang: Lang = "zh",
    layout: Standard = None,
    profile: Profile = "conventional",
) -> str: ...
@overload
def render(
    notice: Renderable,
    form: Literal["docx", "pdf"],
    *,
    lang: Lang = "zh",
    layout: Standard = None,
    profile: Profile = "conventional",
) -> bytes: ...
def render(
    notice: Renderable,
    form: Form,
    *,
    lang: Lang = "zh",
    layout: Standard = None,
    profile: Profile = "conventional",
) -> str | bytes:
    """The notice as Markdown, as one self-contained HTML page, or as the bytes of a DOCX or a PDF.

    Without a number the place says 【待编号】. ``lang`` chooses the labels of Markdown and HTML; DOCX and PDF are
    the Chinese document in either. ``layout`` is the edition of the standard that pages follow: the newest, one of
    a year (``"1999"``), or the one in force on a day. ``profile`` is the margins of a DOCX.

    Raises:
        MissingExtra: PDF without the extra ``documents``.
        FontsMissing: PDF on a machine without a font for Chinese.

    Warns:
        FontSubstituted: the PDF is set in another font than the standard names. ``to_pdf`` returns the report instead.
    """
    model = notice if isinstance(notice, Notice) else notice.model
    if form == "markdown":
        from courtqa.notices.markdown import to_markdown

        return to_markdown(model, lang)
    if form == "html":
        from courtqa.notices.html import to_html

        return to_html(model, lang)
    chosen = layout if isinstance(layout, Layout) else layout_for(model.family, layout)
    if form == "docx":
        from courtqa.notices.docx import to_docx

        return to_docx(model, layout=chosen, profile=profile)
    from courtqa.notices.pdf import to_pdf

    made = to_pdf(model, layout=chosen)
    if not made.fonts.faithful:
        warnings.warn(made.fonts.text.en, FontSubstituted, stacklevel=2)
    return made.content
