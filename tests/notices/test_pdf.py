"""The PDF, measured from the positions of its text: millimetres from the head of the page, points across."""

import itertools
import re
import sys
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest
from attrs import evolve

from courtqa.errors import FontSubstituted, MissingExtra, UnfitNotice
from courtqa.notices import (
    MemoryRegister,
    Paragraph,
    Span,
    check_docx,
    find_fonts,
    layout_for,
    render,
    to_pdf,
)
from courtqa.notices.pdf import page_data

MM = 72 / 25.4


@pytest.fixture(scope="module")
def notice(policy):
    from courtqa.notices import draft

    example = policy.edition("notices", "quality_bulletin", on=date(2008, 4, 1)).value.example
    model = draft(policy, "quality_bulletin", example, on=date(2008, 4, 1)).model
    return evolve(
        model,
        dated=date(2008, 4, 2),
        printed_on=date(2008, 4, 3),
        number=("哈中法质〔2008〕12号",),
    )


def glyphs(content, page):
    """(character, left edge in points, ink top, ink bottom in mm, right edge in points) of a page."""
    document = pypdfium2.PdfDocument(content)
    sheet = document[page]
    high, text = sheet.get_height(), sheet.get_textpage()
    found = []
    for at in range(text.count_chars()):
        character = text.get_text_range(at, 1)
        left, low, right, top = text.get_charbox(at)
        if character.strip():
            found.append((character, left, (high - top) / MM, (high - low) / MM, right))
    return found


def lines(content, page):
    """The characters of a page by lines: (left edge in points, character, foot of its box in mm)."""
    document = pypdfium2.PdfDocument(content)
    text = document[page].get_textpage()
    high = document[page].get_height()
    found = []
    for at in range(text.count_chars()):
        character = text.get_text_range(at, 1)
        left, low, _, _ = text.get_charbox(at, loose=True)
        if character.strip():
            found.append((low, left, character))
    rows = []
    for low, left, character in sorted(found, reverse=True):
        if not rows or rows[-1][0] - low > 6:
            rows.append((low, []))
        rows[-1][1].append((left, character, (high - low) / MM))
    return [sorted(row) for _, row in rows]


def test_22_lines_of_28_characters_are_measured_on_a_full_page(notice):
    full = evolve(notice, blocks=(Paragraph((Span("国" * 28 * 22 * 3),)),))

    page = [line for line in lines(to_pdf(full).content, 1) if line[0][1] == "国"]
    pitches = [(b[0][2] - a[0][2]) * MM for a, b in itertools.pairwise(page)]
    steps = [b[0] - a[0] for line in page for a, b in itertools.pairwise(line)]

    assert len(page) == 22
    assert {len(line) for line in page} == {28}
    assert all(pitch == pytest.approx(29.53, abs=0.11) for pitch in pitches)
    assert all(step == pytest.approx(15.75, abs=0.1) for step in steps)


def test_the_ink_stands_in_the_type_area_of_156_by_225_mm_under_37_mm(notice):
    full = evolve(notice, blocks=(Paragraph((Span("国" * 28 * 22 * 3),)),))

    body = [glyph for glyph in glyphs(to_pdf(full).content, 1) if glyph[0] == "国"]

    assert min(glyph[2] for glyph in body) == pytest.approx(37, abs=1)
    assert max(glyph[3] for glyph in body) <= 37 + 225
    assert max(glyph[3] for glyph in body) == pytest.approx(261, abs=1)
    assert min(glyph[1] for glyph in body) / MM == pytest.approx(28, abs=0.7)
    assert max(glyph[1] for glyph in body) / MM < 28 + 156


@pytest.mark.parametrize(("standard", "top"), [("2012", 72), ("1999", 62)])
def test_the_mark_stands_35_mm_down_since_2012_and_25_before(notice, standard, top):
    made = to_pdf(notice, layout=layout_for("gongwen", standard)).content

    first = next(glyph for glyph in glyphs(made, 0) if glyph[0] == "哈")

    assert first[2] == pytest.approx(top, abs=0.6)


def test_dashes_stand_7_mm_under_the_type_area_odd_right_even_left_by_one_character(notice):
    made = to_pdf(notice).content
    document = pypdfium2.PdfDocument(made)

    for page in range(len(document)):
        dashes = [glyph for glyph in glyphs(made, page) if glyph[0] == "—"][-2:]
        middle = (dashes[0][2] + dashes[0][3]) / 2

        assert middle == pytest.approx(37 + 225 + 7, abs=0.6)
        if page % 2:
            assert dashes[0][1] / MM == pytest.approx(28 + 14 / MM, abs=1)
        else:
            assert dashes[1][4] / MM == pytest.approx(28 + 156 - 14 / MM, abs=1)


def test_the_closing_lines_stand_on_the_foot_of_the_type_area_of_the_last_page(notice):
    made = to_pdf(notice).content
    last = len(pypdfium2.PdfDocument(made)) - 1

    printed = next(line for line in lines(made, last) if "".join(c for _, c, _ in line).endswith("印发"))
    earlier = "".join("".join(c for _, c, _ in line) for at in range(last) for line in lines(made, at))

    assert printed[0][2] == pytest.approx(37 + 225 - 1.5, abs=2.5)
    assert "印发" not in earlier


def test_signature_and_day_stand_by_characters_from_the_right(notice):
    made = to_pdf(notice).content
    last = lines(made, len(pypdfium2.PdfDocument(made)) - 1)
    rows = {"".join(c for _, c, _ in line): line[0][0] for line in last}

    assert rows["哈尔滨市中级人民法院"] == pytest.approx(28 * MM + 16 * 15.75, abs=0.5)
    assert rows["2008年4月2日"] == pytest.approx(28 * MM + 18 * 15.75, abs=1)


def test_the_day_is_in_han_figures_under_the_edition_of_1999(notice):
    assert page_data(notice, layout_for("gongwen", "1999"))["signature"]["day"] == "二〇〇八年四月二日"
    assert page_data(notice, layout_for("gongwen", "2012"))["signature"]["day"] == "2008年4月2日"


def test_a_sealed_day_of_1999_stands_without_the_issuers_name(notice):
    sealed = evolve(notice, sealed=True)

    assert page_data(sealed, layout_for("gongwen", "1999"))["signature"]["org"] == ""
    assert page_data(sealed, layout_for("gongwen", "2012"))["signature"]["org"] == "哈尔滨市中级人民法院"


def test_the_layout_in_force_on_a_day_changes_with_2012_07_01():
    """A law-change day in a pair."""
    assert layout_for("gongwen", date(2012, 6, 30)).standard == "GB/T 9704-1999"
    assert layout_for("gongwen", date(2012, 7, 1)).standard == "GB/T 9704-2012"
    assert layout_for("gongwen").standard == "GB/T 9704-2012"


def test_the_file_is_tagged_pdf_a_2a_and_pdf_ua_1_with_title_and_language(notice):
    content = to_pdf(notice).content
    document = pypdfium2.PdfDocument(content)

    assert document.get_metadata_value("Title") == notice.title
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"/DisplayDocTitle true" in content
    assert b"/MarkInfo" in content
    assert b"/Lang(zh-CN)" in content


def test_the_same_notice_gives_the_same_pdf_and_its_day_is_the_notices(notice):
    first, again = to_pdf(notice).content, to_pdf(evolve(notice)).content

    assert first == again
    assert pypdfium2.PdfDocument(first).get_metadata_value("CreationDate").startswith("D:20080403")


def test_every_value_appears_verbatim_and_none_becomes_structure(notice):
    hostile = ['#read("/etc/passwd")', "$x$*b*_c_", "\\u{41}@label<tag>", '#import "x.typ"', "= 一、标题"]
    changed = evolve(notice, blocks=tuple(Paragraph((Span(text),)) for text in hostile))

    document = pypdfium2.PdfDocument(to_pdf(changed).content)
    text = "".join(page.get_textpage().get_text_range() for page in document)

    for value in hostile:
        assert value.replace(" ", "") in text.replace(" ", "").replace("\r\n", "")


def test_a_substituted_font_is_reported_in_words_in_the_file_and_as_a_warning(notice):
    made = to_pdf(notice)

    if made.fonts.faithful:
        pytest.skip("this machine has the fonts of the standard")
    assert "substitute" in made.fonts.text.en
    assert pypdfium2.PdfDocument(made.content).get_metadata_value("Keywords") == made.fonts.text.zh
    with pytest.warns(FontSubstituted):
        render(notice, "pdf")


def test_a_character_that_a_font_lacks_is_named():
    report = find_fonts(layout_for("gongwen")).covering({"song": "关于\U0003134f某\U0003134f"})

    assert {use.role: use.uncovered for use in report.uses}["song"] == "\U0003134f"
    assert "\U0003134f" in report.text.en


def test_a_character_that_no_font_has_is_refused(notice):
    with pytest.raises(UnfitNotice, match="could not be displayed"):
        to_pdf(evolve(notice, title="关于\U0003134f的通报"))


def test_a_bare_machine_sets_chinese_in_the_carried_fonts(monkeypatch):
    from courtqa.notices import fonts

    carried = [folder for folder in fonts.font_folders() if "pylopdf" in folder]
    known = {
        name: [face for face in faces if str(face.path).startswith(tuple(carried))]
        for name, faces in fonts._families(fonts.font_folders()).items()
    }
    monkeypatch.setattr(fonts, "_families", lambda _: {name: faces for name, faces in known.items() if faces})

    report = find_fonts(layout_for("gongwen"))

    assert {use.family for use in report.uses} == {"Noto Sans SC", "Noto Serif SC"}
    assert not report.faithful


def test_without_typst_the_extra_is_named(notice, monkeypatch):
    from courtqa.notices import fonts, pdf

    monkeypatch.setitem(sys.modules, "typst", None)
    for cached in (fonts._families, pdf._compiler):
        cached.cache_clear()

    with pytest.raises(MissingExtra, match=r"courtqa\[documents\]"):
        to_pdf(notice)


def test_each_bulletin_becomes_a_pdf(issued):
    for kind in ("conduct_bulletin", "discipline_bulletin", "inspection_bulletin", "petition_bulletin"):
        model = issued(MemoryRegister(), kind).model
        text = "".join(
            page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(to_pdf(model).content)
        )

        for person in model.persons:
            assert person.text in text


def test_the_closing_lines_never_stand_on_a_page_alone(notice):
    """Whatever the length of the text, the last page has words of the document over its closing lines."""
    for count in range(16, 40, 2):
        long = evolve(notice, blocks=tuple(Paragraph((Span("国"),)) for _ in range(count)))
        made = to_pdf(long).content
        last = lines(made, len(pypdfium2.PdfDocument(made)) - 1)

        assert any("".join(c for _, c, _ in line) == "2008年4月2日" for line in last)


def test_a_document_named_like_its_series_carries_the_issuer_alone_in_its_mark(notice):
    named = evolve(notice, series_title="诫勉谈话通知书", title="诫勉谈话通知书")

    assert [line["text"] for line in page_data(named, layout_for("gongwen"))["mark"]] == [
        "哈尔滨市中级人民法院"
    ]
    assert render(named, "docx") != render(notice, "docx")
    assert render(named, "html").count("诫勉谈话通知书") == 2  # the title of the page, and of the document


def test_a_witness_line_stands_at_the_foot_and_outside_the_digest(notice):
    witnessed = evolve(notice, witness="notice_issue-2008-1/5/4bcf-e9a6-99f7-73e1")
    made = to_pdf(witnessed).content
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))

    assert witnessed.digest == notice.digest
    for form in (text, render(witnessed, "html"), render(witnessed, "markdown").replace("\\", "")):
        assert "notice_issue-2008-1/5/4bcf-e9a6-99f7-73e1" in form
    assert check_docx(render(witnessed, "docx"), layout_for("gongwen")) == ()


def test_addressees_too_many_for_page_1_stand_over_the_copies(notice):
    """GB/T 9704-2012, 7.3.2, in all the forms that have pages; the checker agrees in both profiles."""
    many = evolve(notice, to=tuple(f"第{at}区人民法院" for at in range(40)))
    made = to_pdf(many).content
    first = "".join(c for line in lines(made, 0) for _, c, _ in line)
    last = "".join(c for line in lines(made, len(pypdfium2.PdfDocument(made)) - 1) for _, c, _ in line)
    html = render(many, "html")

    assert "第0区人民法院" not in first
    assert "评查案件" in first
    assert last.index("主送：第0区人民法院") < last.index("抄送：")
    assert html.index("主送：第0区人民法院") > html.index("评查案件")
    for profile in ("conventional", "ink"):
        assert check_docx(render(many, "docx", profile=profile), layout_for("gongwen")) == ()


def test_a_witness_line_too_long_for_one_line_keeps_to_the_foot_in_both_forms(notice):
    """Of a notice that serves a measure: the whole of it stands above the last rule, and its start is not torn apart."""
    code = "adjudication_suspension-2008-12/14/4421-b411-3d73-1a9e/1041"
    witnessed = evolve(notice, witness=code)
    made = to_pdf(witnessed).content
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))
    one, two = (box_height(render(each, "docx")) for each in (notice_with("a/1/b", notice), witnessed))

    assert "核验码：" in text
    assert code in re.sub(r"[\r\n\ufffe\x02]", "", text)
    assert two - one == 480 * 635  # a line more, in English metric units
    assert check_docx(render(witnessed, "docx"), layout_for("gongwen")) == ()


def notice_with(code, notice):
    return evolve(notice, witness=code)


def box_height(content):
    with ZipFile(BytesIO(content)) as packed:
        body = packed.read("word/document.xml").decode()
    return int(re.search(r'<wp:extent cx="[0-9]+" cy="([0-9]+)"', body)[1])
