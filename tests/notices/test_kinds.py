"""Every kind of the pack in all four forms, from its own example."""

import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from attrs import evolve
from docx import Document

from courtqa import load_policy
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
    read_model,
    redact,
    render,
    sign,
    to_pdf,
)
from courtqa.notices.kind import TELLS
from courtqa.notices.kinds import check_kind
from courtqa.notices.model import plain
from courtqa.policy import Lookup

MEASURES = (
    "admonition_notice",
    "discipline_decision",
    "duty_suspension_notice",
    "removal_notice",
    "removal_proposal_notice",
    "resignation_acceptance",
    "resignation_order",
    "suspension_notice",
)
FORMS = (
    *MEASURES,
    "hearing_notice",
    "lifting_decision",
    "objection_reply",
    "restoration_decision",
    "role_change_decision",
)
UPWARD = ("measure_report", "removal_motion")
REPORTS = ("hearing_record", "key_case_record", "reception_ledger", "review_opinion")
KINDS = (*FORMS, *REPORTS, *UPWARD, "correction_notice", "veto_decision", "assessment_bulletin", "quality_bulletin", "inspection_bulletin",
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


@pytest.mark.parametrize("kind", [*MEASURES, "role_change_decision"])
def test_a_document_against_a_person_says_how_they_were_heard_and_what_they_can_do(made, kind):
    text = "".join(texts(made(kind)))

    assert "日内" in text
    assert "陈述和申辩" in text or "公示" in text or "听取了本人意见" in text


PROCEDURES = (
    "admonition",
    "adjudication_suspension",
    "discipline",
    "duty_suspension",
    "removal_proposal",
    "resignation",
    "restoration",
)


@pytest.mark.parametrize("pack", ["harbin", "prc_current"])
def test_every_step_against_a_person_has_a_notice_that_says_all_it_must(policy, pack):
    """Finding, hearing, article, authority, term, window and body, none of them optional; and the kind can be drawn up."""
    rules = policy if pack == "harbin" else load_policy(pack)
    adverse = [
        (edition, step)
        for name in PROCEDURES
        for edition in rules.editions("workflows", name)
        for step in edition.value.transitions
        if step.adverse and not step.clock
    ]

    drawn = {}

    for edition, step in adverse:
        day = max(edition.since, ON) if edition.since.year < 2010 else edition.since
        kinds = [rules.edition("notices", name, on=day).value for name in rules.names("notices")]
        serving = [kind for kind in kinds if step.event in kind.serves.get(edition.value.name, ())]

        assert serving, (pack, edition.value.name, step.event)
        for kind in serving:
            assert {field.tells for field in kind.fields.values() if not field.optional} >= set(TELLS)
            drawn = draft(rules, kind.name, kind.example, on=day).model
            whole = "".join(texts(drawn))
            for name, field in kind.fields.items():
                if field.tells and field.type == "text":
                    assert kind.example[name] in whole
    assert len(adverse) >= {"harbin": 15, "prc_current": 29}[pack]


@pytest.mark.parametrize("what", sorted(TELLS))
def test_a_notice_of_a_measure_that_leaves_one_of_them_out_is_refused_at_the_door(policy, what):
    whole = policy.edition("notices", "suspension_notice", on=ON).value
    fields = {
        name: evolve(field, tells=None if field.tells == what else field.tells)
        for name, field in whole.fields.items()
    }
    serves = {**whole.serves, "adjudication_suspention": ("serve",), "admonition": ("hold_tlak",)}

    found = [
        complaint.found
        for complaint in check_kind(evolve(whole, fields=fields, serves=serves), Lookup(policy))
    ]

    assert found == [
        "no workflow 'adjudication_suspention'",
        "no step 'hold_tlak' of it",
        f"a notice of a measure that does not say {TELLS[what].en}",
    ]


def test_the_days_to_ask_for_review_are_those_of_the_procedure(policy):
    days = policy.series("deadlines/evaluation_review/request").at(ON).value

    for kind in MEASURES:
        spec = policy.edition("notices", kind, on=ON).value
        own = "deadlines/resignation/tendering" if kind == "resignation_order" else None
        assert spec.example["remedy_days"] == (policy.series(own).at(ON).value if own else days)


@pytest.mark.parametrize("kind", UPWARD)
def test_an_upward_document_names_its_signer_right_of_the_number_in_all_forms(made, kind):
    notice = made(kind)

    pdf = pypdfium2.PdfDocument(to_pdf(notice).content)[0].get_textpage().get_text_range()
    head = next(line for line in pdf.splitlines() if "签发人" in line)
    docx = next(
        line.text for line in Document(BytesIO(render(notice, "docx"))).paragraphs if "签发人" in line.text
    )

    assert notice.signer == "刘某"
    assert len(notice.to) == 1
    assert not notice.cc
    assert squeezed(head) == f"{notice.number[0]}签发人：刘某"
    assert docx == f"\t{notice.number[0]}\t签发人：刘某"
    assert '签发人：<i class="signer">刘某</i>' in render(notice, "html")
    assert f"{notice.number[0]}　　签发人：刘某" in render(notice, "markdown")


def test_the_signer_of_an_upward_document_is_bound_by_the_signature_and_others_keep_their_digest(made):
    upward, downward = made("removal_motion"), made("quality_bulletin")

    assert evolve(upward, signer="别人").digest != upward.digest
    assert b"signer" not in downward.canonical
    assert read_model(upward.canonical) == upward
    assert "签发人" not in render(downward, "docx").decode("latin-1")


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
