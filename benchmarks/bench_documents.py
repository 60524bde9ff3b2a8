"""From data to documents: distinct bulletins, beside plain Jinja2, docxtpl and WeasyPrint.

All print the same text. Plain Jinja2 makes HTML and no pages; docxtpl fills a document of ours; WeasyPrint sets our
HTML. ``pip install docxtpl weasyprint`` for the last two; without one, its line is left out. No PDF is made twice, as
Typst would remember it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from jinja2 import Environment

from benchmarks.goals import at_least, at_most
from benchmarks.side_by_side import interleaved, ratio, show
from courtqa import load_policy
from courtqa.notices import MemoryRegister, draft_all, issue_all, render, to_pdf
from courtqa.notices.model import Heading, Items, Notice, Paragraph, Table, plain
from courtqa.workflows import Actor

COUNT, SHEETS, ROUNDS = 50, 10, 3
ON = date(2008, 4, 3)
HTML = """<!doctype html><h1>{{ n.title }}</h1>{% for p in paragraphs %}<p>{{ p }}</p>{% endfor %}<p>{{ n.signature }}"""


def bulletins(count: int) -> list[Notice]:
    """Distinct issued bulletins of three pages."""
    policy = load_policy("harbin")
    example = policy.edition("notices", "petition_bulletin", on=ON).value.example
    rows = [{**example, "total": 100 + at, "period": f"2007年第{at}周"} for at in range(count)]
    clerk, chief = Actor.of("zhou", "周某", "document_clerk"), Actor.of("liu", "刘某", "court_president")
    drafts = draft_all(policy, "petition_bulletin", rows, on=ON, by=clerk)
    at = datetime(2008, 4, 3, 4, tzinfo=UTC)
    issued = issue_all(drafts, MemoryRegister(), signed_by=chief, at=at, by=clerk, on=ON)
    return [each.model for each in issued]


def texts(notice: Notice) -> list[str]:
    """The paragraphs and cells of a notice."""
    found: list[str] = []
    for block in notice.blocks:
        match block:
            case Heading(spans=spans) | Paragraph(spans=spans):
                found.append(plain(spans))
            case Items(items=items):
                found += map(plain, items)
            case Table(header=header, rows=rows):
                found += [plain(cell) for row in (header, *rows) for cell in row]
    return found


def main() -> None:
    """Print both comparisons."""
    warnings.simplefilter("ignore")
    made, fresh = bulletins(COUNT), iter(bulletins(SHEETS * (ROUNDS + 1)))
    template = Environment(autoescape=True).from_string(HTML)
    words: dict[str, Callable[[], object]] = {
        "courtqa DOCX": lambda: [render(each, "docx") for each in made],
        "plain Jinja2 (HTML, no pages)": lambda: [template.render(n=n, paragraphs=texts(n)) for n in made],
    }
    sheets: dict[str, Callable[[], object]] = {
        "courtqa PDF": lambda: [to_pdf(next(fresh)) for _ in range(SHEETS)]
    }
    if (filled := _docxtpl(made)) is not None:
        words["docxtpl"] = filled
    if (printed := _weasyprint(made[:SHEETS])) is not None:
        sheets["WeasyPrint"] = printed
    written, set_up = interleaved(words, rounds=5), interleaved(sheets, rounds=ROUNDS)
    show(f"{COUNT} bulletins as DOCX", written, ours="courtqa DOCX", goal="≤ 1 × docxtpl")
    show(f"{SHEETS} bulletins as PDF", set_up, ours="courtqa PDF", goal="≤ 0.2 × WeasyPrint")
    if filled is not None:
        slower = ratio(written, "courtqa DOCX", "docxtpl", busy=True)
        at_most("bulletins as DOCX", "docxtpl", slower, 1, size=f"{COUNT} bulletins")
    if printed is not None:
        times = ratio(set_up, "WeasyPrint", "courtqa PDF", busy=True)
        at_least("bulletins as PDF", "WeasyPrint", times, 5, size=f"{SHEETS} bulletins")


def _docxtpl(made: list[Notice]) -> Callable[[], object] | None:
    try:
        from docx import Document
        from docxtpl import DocxTemplate
    except ImportError:
        return None
    base = Document(BytesIO(render(made[0], "docx")))
    body = next(each for each in base.paragraphs if each.style.name == "Body Text")
    body.text = "{%p for p in paragraphs %}"
    for text in ("{{ p }}", "{%p endfor %}"):
        body.insert_paragraph_before(text, style="Body Text")
    order = [each for each in base.paragraphs if each.style.name == "Body Text"][:3]
    for paragraph, text in zip(
        order, ("{%p for p in paragraphs %}", "{{ p }}", "{%p endfor %}"), strict=True
    ):
        paragraph.text = text
    target = BytesIO()
    base.save(target)

    def fill() -> object:
        done: list[Any] = []
        for notice in made:
            document = DocxTemplate(BytesIO(target.getvalue()))
            document.render({"paragraphs": texts(notice)}, autoescape=True)
            out = BytesIO()
            document.save(out)
            done.append(out)
        return done

    return fill


def _weasyprint(made: list[Notice]) -> Callable[[], object] | None:
    try:
        import weasyprint
    except ImportError:
        return None
    pages = [render(each, "html") for each in made]
    return lambda: [weasyprint.HTML(string=page).write_pdf() for page in pages]
