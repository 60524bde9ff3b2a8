"""The DOCX against the figures of GB/T 9704-2012."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from attrs import evolve
from docx import Document
from docx.shared import Mm, Pt

from courtqa.notices import MemoryRegister, Span, Table, render
from courtqa.notices.docx_table import column_widths
from courtqa.notices.layout import title_lines, width

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def notice(issued):
    return issued(MemoryRegister(), "quality_bulletin")


@pytest.fixture
def document(notice):
    return Document(BytesIO(render(notice, "docx")))


def parts(notice):
    with ZipFile(BytesIO(render(notice, "docx"))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_page_is_a4_with_margins_37_28_35_26(document):
    section = document.sections[0]
    sides = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)

    assert (section.page_width, section.page_height) == (
        pytest.approx(Mm(210), abs=700),
        pytest.approx(Mm(297), abs=700),
    )
    assert [round(side / 36000) for side in sides] == [37, 28, 35, 26]


def test_22_lines_of_28_characters_fit_the_type_area(document):
    section = document.sections[0]
    body = document.styles["Body Text"].element
    spacing = body.find(f".//{W}pPr/{W}spacing")
    tight = int(body.find(f".//{W}rPr/{W}spacing").get(f"{W}val"))
    pitch, character = int(spacing.get(f"{W}line")), 16 * 20 + tight

    assert spacing.get(f"{W}lineRule") == "exact"
    assert 22 * pitch <= (section.page_height - section.top_margin - section.bottom_margin) / 635 < 23 * pitch
    assert (
        28 * character
        <= (section.page_width - section.left_margin - section.right_margin) / 635
        < 29 * character
    )


def test_levels_are_real_headings_in_their_fonts(document):
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    fonts = [document.styles[f"Heading {n}"].font.name for n in (1, 2, 3, 4)]

    assert headings[:3] == [
        ("Heading 1", "一、基本情况"),
        ("Heading 1", "二、存在的主要问题"),
        ("Heading 2", "（一）回避矛盾、随意发回"),
    ]
    assert fonts == ["黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312"]


def test_every_style_sets_its_font_in_all_slots_and_no_theme_leaks(notice):
    styles = parts(notice)["word/styles.xml"].decode()

    assert "Theme" not in styles
    for style in Document(BytesIO(render(notice, "docx"))).styles.element.iter(f"{W}rFonts"):
        assert len({style.get(f"{W}{slot}") for slot in ("ascii", "hAnsi", "eastAsia", "cs")}) == 1


def test_mark_and_rule_are_red_and_the_number_stands_between(document):
    mark, series, number = document.paragraphs[:3]
    rule = document.styles[number.style.name].element.find(f".//{W}pBdr/{W}bottom")

    assert (mark.text, series.text) == ("哈尔滨市中级人民法院", "案件审判质量通报")
    assert str(mark.style.font.color.rgb) == "FF0000" == rule.get(f"{W}color")
    assert number.text == "\t哈中法质〔2008〕1号\t第1期（总第1期）"


def test_title_recipients_signature_and_day_stand_in_their_places(document):
    by_style = {p.style.name: p for p in document.paragraphs}
    org, day = by_style["Signature"], by_style["Date"]

    assert by_style["Title"].text.replace("\n", "") == "关于2007年第四季度案件审判质量情况的通报"
    assert by_style["Title"].style.font.size == Pt(22)
    assert by_style["Recipients"].text == "各区、县（市）人民法院，本院各部门："
    assert (day.paragraph_format.left_indent - org.paragraph_format.left_indent) == 2 * 315 * 635
    assert org.paragraph_format.left_indent == (28 - 2 - 10) * 315 * 635


def test_the_closing_lines_stand_in_a_box_at_the_foot_with_rules_of_their_widths(document):
    box = document.element.body.find(".//{*}txbxContent")
    borders = {edge.tag.removeprefix(W): edge.get(f"{W}sz") for edge in box.find(f".//{W}tblBorders")}
    lines = ["".join(t.text for t in p.iter(f"{W}t")) for p in box.iter(f"{W}tc")]

    assert borders == {"top": "8", "bottom": "8", "insideH": "6"}
    assert lines[0].startswith("抄送：中共哈尔滨市委，")
    assert lines[0].endswith("。")
    assert lines[1] == "哈尔滨市中级人民法院办公室2008年4月3日印发"


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(document):
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]

    assert document.settings.odd_and_even_pages_header_footer
    assert odd.text == even.text == "— 1 —"
    assert odd.style.paragraph_format.alignment == 2
    assert even.paragraph_format.alignment == 0


def test_title_and_language_are_set_and_nothing_is_linked_or_commented(notice, document):
    names = parts(notice)

    assert document.core_properties.title == notice.model.title
    assert document.core_properties.language == "zh-CN"
    assert 'TargetMode="External"' not in "".join(names[n].decode() for n in names if n.endswith(".rels"))
    assert not any("comment" in name or "vba" in name for name in names)


def test_the_same_notice_gives_the_same_bytes(notice):
    assert render(notice, "docx") == render(notice, "docx")


def test_a_sealed_notice_leaves_the_day_four_characters_from_the_right(notice):
    document = Document(BytesIO(render(evolve(notice.model, sealed=True), "docx")))
    by_style = {p.style.name: p.paragraph_format.left_indent for p in document.paragraphs}

    assert by_style["Date"] == (28 - 4 - 6) * 315 * 635
    assert by_style["Signature"] == (28 - 4 - 3 - 5) * 315 * 635


def test_table_columns_fill_the_type_area_and_short_ones_keep_one_line():
    cell = lambda text: (Span(text),)  # noqa: E731
    table = Table(
        "",
        (cell("办案人"), cell("评查认定")),
        ((cell("张某某"), cell("超审限41日，未办理延长手续，评定为瑕疵")),),
    )

    widths = column_widths(table)

    assert sum(widths) == 8844
    assert widths[0] >= 3 * 240 + 170


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于2007年10月纪律作风检查情况的通报", 1),
        ("关于2007年长期未结案件清理工作落实情况的通报", 2),
        ("关于进一步加强全市法院涉诉信访案件办理工作并严格落实首办责任制有关问题的处理意见的通报", 3),
    ],
)
def test_a_title_breaks_between_words_into_lines_of_nearly_equal_length(title, lines):
    found = title_lines(title)

    assert "".join(found) == title
    assert len(found) == lines
    assert max(map(width, found)) <= 19
