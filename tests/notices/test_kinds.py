"""Every kind of the pack in all four forms, from its own example."""

import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import pypdfium2
import pytest
from attrs import evolve
from docx import Document

from courtqa.notices import (
    Heading,
    Items,
    MemoryRegister,
    Paragraph,
    Table,
    check_docx,
    draft,
    issue,
    layout_for,
    redact,
    render,
    sign,
    to_pdf,
)
from courtqa.notices.model import plain

FORMS = (
    "admonition_notice",
    "hearing_notice",
    "objection_reply",
    "role_change_decision",
    "suspension_notice",
)
REPORTS = ("hearing_record", "key_case_record", "reception_ledger", "review_opinion")
KINDS = (*FORMS, *REPORTS, "veto_decision", "assessment_bulletin", "quality_bulletin", "inspection_bulletin",
         "conduct_bulletin", "discipline_bulletin", "petition_bulletin")  # fmt: skip
ON = date(2008, 4, 1)


@pytest.fixture
def made(policy, clerk, president):
    def make(kind):
        example = policy.edition("notices", kind, on=ON).value.example
        drawn = draft(policy, kind, example, on=ON, by=clerk)
        signed = sign(drawn, by=president, at=datetime(2008, 4, 2, 2, tzinfo=UTC))
        return issue(signed, MemoryRegister(), by=clerk, on=date(2008, 4, 3)).model

    return make


def texts(notice):
    """Every text of a notice, piece by piece."""
    yield from (notice.series_title, *notice.number, *notice.to, notice.signature)
    for block in notice.blocks:
        match block:
            case Heading(spans=spans) | Paragraph(spans=spans):
                yield plain(spans)
            case Items(items=items):
                yield from map(plain, items)
            case Table(header=header, rows=rows):
                yield from (plain(cell) for row in (header, *rows) for cell in row)


def squeezed(text):
    return "".join(text.split())


def test_the_pack_has_the_kinds_of_every_mechanism(policy):
    assert set(policy.names("notices")) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_appears_in_all_four_forms(made, kind):
    notice = made(kind)

    docx = Document(BytesIO(render(notice, "docx")))
    cells = "".join(cell.text for table in docx.tables for row in table.rows for cell in row.cells)
    pages = pypdfium2.PdfDocument(to_pdf(notice).content)
    pdf = "".join(page.get_textpage().get_text_range() for page in pages)
    whole = {
        "markdown": squeezed(render(notice, "markdown").replace("\\", "")),
        "html": squeezed(unescape(re.sub("<[^>]+>", "", render(notice, "html")))),
        "docx": squeezed("".join(each.text for each in docx.paragraphs) + cells),
    }

    for text in map(squeezed, texts(notice)):
        assert [form for form, content in whole.items() if text not in content] == [], text
        assert set(text) <= set(pdf)  # lines of neighbouring cells come in any order


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("profile", ["conventional", "ink"])
def test_every_kind_keeps_the_layout_of_its_family(made, kind, profile):
    notice = made(kind)

    assert [
        str(f) for f in check_docx(render(notice, "docx", profile=profile), layout_for(notice.family))
    ] == []


@pytest.mark.parametrize("kind", FORMS[:1] + FORMS[3:])
def test_a_document_against_a_person_says_how_they_were_heard_and_what_they_can_do(made, kind):
    text = "".join(texts(made(kind)))

    assert "日内" in text
    assert "陈述和申辩" in text or "公示" in text


def test_a_suspension_has_an_end(policy):
    fields = policy.edition("notices", "suspension_notice", on=ON).value.fields

    assert not fields["until"].optional
    assert not fields["remedy"].optional
    assert not fields["heard"].optional


def test_a_litigation_document_has_no_red_no_closing_lines_and_a_han_day(made):
    notice = made("hearing_notice")

    pdf = pypdfium2.PdfDocument(to_pdf(notice).content)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    html = render(notice, "html")

    assert notice.number == ("（2008）哈中法听字第1号",)
    assert "二〇〇八年四月二日" in squeezed(text)
    assert "印发" not in text
    assert "二〇〇八年四月二日" in html
    assert "wenshu" in html


@pytest.mark.parametrize("kind", KINDS)
def test_no_name_of_a_person_with_a_full_name_is_left_for_the_public(policy, clerk, kind):
    example = policy.edition("notices", kind, on=ON).value.example
    named = _with_full_names(example)
    notice = redact(draft(policy, kind, named, on=ON, by=clerk).model, "public").notice

    html = render(notice, "html")

    assert "欧阳甲乙" not in html


def _with_full_names(value):
    if isinstance(value, dict) and {"id", "name"} <= set(value):
        return {**value, "name": "欧阳甲乙"}
    if hasattr(value, "items"):
        return {key: _with_full_names(item) for key, item in value.items()}
    return [_with_full_names(item) for item in value] if isinstance(value, list | tuple) else value


def test_another_authoritys_pack_brings_its_own_document_as_data():
    """The cease order of a land bureau: no Python, other courts' kinds untouched."""
    from pathlib import Path

    from courtqa import load_policy

    pack = Path(__file__).parents[2] / "examples" / "packs" / "land_enforcement"
    policy, day = load_policy(pack), date(2009, 5, 16)
    example = policy.edition("notices", "cease_order", on=day).value.example

    model = evolve(
        draft(policy, "cease_order", example, on=day).model,
        dated=day,
        printed_on=day,
        number=("国土停〔2009〕1号",),
    )

    assert model.title == "责令停止违法行为通知书"
    assert "涉及其他耕地3亩" in render(model, "markdown")
    for profile in ("conventional", "ink"):
        assert check_docx(render(model, "docx", profile=profile), layout_for("gongwen")) == ()
