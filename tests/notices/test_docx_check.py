"""The checker passes what the library makes, and names the clause of each single fault."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from attrs import evolve
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from courtqa.cli.notice import notice_app
from courtqa.errors import UnreadableDocument
from courtqa.notices import check_docx, draft, layout_for, render

KINDS = (
    "conduct_bulletin",
    "discipline_bulletin",
    "inspection_bulletin",
    "petition_bulletin",
    "quality_bulletin",
)
DOCUMENT, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
ODD, EVEN, CORE = "word/footer1.xml", "word/footer2.xml", "docProps/core.xml"
RELATIONS = "word/_rels/document.xml.rels"


def issued_model(policy, kind):
    example = policy.edition("notices", kind, on=date(2008, 4, 1)).value.example
    model = draft(policy, kind, example, on=date(2008, 4, 1)).model
    return evolve(
        model, dated=date(2008, 4, 2), printed_on=date(2008, 4, 3), number=("哈中法质〔2008〕12号",)
    )


@pytest.fixture(scope="module")
def model(policy):
    return evolve(
        issued_model(policy, "quality_bulletin"), attachments=("评查表", "案件目录"), remark="此件发至庭室"
    )


@pytest.fixture(scope="module")
def parts(model):
    with ZipFile(BytesIO(render(model, "docx"))) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def packed(parts):
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("profile", ["conventional", "ink"])
@pytest.mark.parametrize("standard", ["2012", "1999"])
def test_all_bulletins_keep_both_editions_in_both_profiles(policy, kind, profile, standard):
    model, layout = issued_model(policy, kind), layout_for("gongwen", standard)

    for each in (
        model,
        evolve(model, number=("哈中法质〔2008〕12号", "第12期（总第40期）")),
        evolve(model, attachments=("甲表",), sealed=True),
        evolve(model, attachments=("甲表", "乙表"), remark="此件发至庭室", to=()),
    ):
        made = render(each, "docx", layout=layout, profile=profile)

        assert [str(fault) for fault in check_docx(made, layout)] == []


def style(name, before, after):
    """An edit inside one style."""

    def edit(text):
        start = text.index(f'w:styleId="{name}"')
        end = text.index("</w:style>", start)
        inner = text[start:end]
        assert before in inner, (name, before)
        return text[:start] + inner.replace(before, after, 1) + text[end:]

    return edit


def words(before, after):
    """An edit of the first place that has this text."""

    def edit(text):
        assert before in text, before
        return text.replace(before, after, 1)

    return edit


FANG = 'w:eastAsia="仿宋_GB2312"'
MUTATIONS = [
    # the page
    ("Letter paper", DOCUMENT, words('w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"'), "5.1"),
    ("A3 paper", DOCUMENT, words('w:w="11906" w:h="16838"', 'w:w="16838" w:h="23811"'), "5.1"),
    ("the default top margin of word processors", DOCUMENT, words('w:top="2098"', 'w:top="1440"'), "5.2.1"),
    ("a narrow foot", DOCUMENT, words('w:bottom="1985"', 'w:bottom="1440"'), "5.2.1"),
    ("a wide left margin", DOCUMENT, words('w:left="1587"', 'w:left="1800"'), "5.2.1"),
    ("a wide right margin", DOCUMENT, words('w:right="1475"', 'w:right="1800"'), "5.2.1"),
    ("top of one profile, foot of another", DOCUMENT, words('w:top="2098"', 'w:top="1900"'), "5.2.1"),
    ("body in Song", STYLES, style("BodyText", FANG, 'w:eastAsia="宋体"'), "5.2.2"),
    ("figures in a Latin font", STYLES, style("BodyText", 'w:ascii="仿宋_GB2312"', 'w:ascii="Times New Roman"'), "5.2.2"),
    ("quotes in another font", STYLES, style("BodyText", 'w:hAnsi="仿宋_GB2312"', 'w:hAnsi="Calibri"'), "5.2.2"),
    ("body in size 4", STYLES, style("BodyText", 'w:sz w:val="32"', 'w:sz w:val="28"'), "5.2.2"),
    ("one run in Hei", DOCUMENT, words('<w:r><w:t xml:space="preserve">本季度', '<w:r><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr><w:t xml:space="preserve">本季度'), "5.2.2"),
    ("a pitch of 28 lines", STYLES, style("BodyText", 'w:line="579"', 'w:line="460"'), "5.2.3"),
    ("a pitch of 30 points", STYLES, style("BodyText", 'w:line="579"', 'w:line="600"'), "5.2.3"),
    ("a pitch that grows with the font", STYLES, style("BodyText", 'w:lineRule="exact"', 'w:lineRule="auto"'), "5.2.3"),
    ("16 points without tightening: 27 characters", STYLES, style("BodyText", 'w:spacing w:val="-5"', 'w:spacing w:val="0"'), "5.2.3"),
    ("the word processor's character grid", DOCUMENT, words("<w:docGrid ", '<w:docGrid w:type="linesAndChars" '), "5.2.3"),
    ("a red paragraph", DOCUMENT, words('<w:r><w:t xml:space="preserve">本季度', '<w:r><w:rPr><w:color w:val="FF0000"/></w:rPr><w:t xml:space="preserve">本季度'), "5.2.4"),
    ("a grey title", STYLES, style("Title", "<w:spacing w:val=", '<w:color w:val="808080"/><w:spacing w:val='), "5.2.4"),
    # the head
    ("a black mark", STYLES, style("MarkSeries", 'w:val="FF0000"', 'w:val="000000"'), "7.2.4"),
    ("a mark at the left", STYLES, style("MarkOrg", 'w:jc w:val="center"', 'w:jc w:val="left"'), "7.2.4"),
    ("a mark in Hei", STYLES, style("MarkOrg", "方正小标宋简体", "黑体"), "7.2.4"),
    ("the mark of 1999: 25 mm down", STYLES, style("MarkOrg", 'w:before="1850"', 'w:before="1283"'), "7.2.4"),
    ("the mark at the head of the type area", STYLES, style("MarkOrg", 'w:before="1850"', 'w:before="0"'), "7.2.4"),
    ("a mark smaller than the title", STYLES, style("MarkSeries", 'w:sz w:val="88"', 'w:sz w:val="40"'), "7.2.4"),
    ("square brackets", DOCUMENT, words("〔2008〕", "[2008]"), "7.2.5"),
    ("round brackets", DOCUMENT, words("〔2008〕", "（2008）"), "7.2.5"),
    ("lenticular brackets", DOCUMENT, words("〔2008〕", "【2008】"), "7.2.5"),
    ("a year of two figures", DOCUMENT, words("〔2008〕", "〔08〕"), "7.2.5"),
    ("第 in the number", DOCUMENT, words("〕12号", "〕第12号"), "7.2.5"),
    ("a leading zero in the number", DOCUMENT, words("〕12号", "〕012号"), "7.2.5"),
    ("a number in Han figures", DOCUMENT, words("〕12号", "〕十二号"), "7.2.5"),
    ("a number at the left", STYLES, style("Number", 'w:jc w:val="center"', 'w:jc w:val="left"'), "7.2.5"),
    ("a number right under the mark", STYLES, style("Number", 'w:before="1158"', 'w:before="0"'), "7.2.5"),
    ("a number in Song", STYLES, style("Number", FANG, 'w:eastAsia="宋体"'), "7.2.5"),
    ("a number in size 4", STYLES, style("Number", 'w:sz w:val="32"', 'w:sz w:val="28"'), "7.2.5"),
    ("a number still pending", DOCUMENT, words("哈中法质〔2008〕12号", "【待编号】"), "7.2.5"),
    ("no number", DOCUMENT, words("哈中法质〔2008〕12号", "哈中法质"), "7.2.5"),
    ("no rule", STYLES, style("Number", 'w:bottom w:val="single"', 'w:bottom w:val="none"'), "7.2.7"),
    ("a black rule", STYLES, style("Number", 'w:color="FF0000"', 'w:color="000000"'), "7.2.7"),
    ("a rule right under the number", STYLES, style("Number", 'w:space="11"', 'w:space="1"'), "7.2.7"),
    ("a rule of 4 points", STYLES, style("Number", 'w:bottom w:val="single" w:sz="8"', 'w:bottom w:val="single" w:sz="32"'), "7.2.7"),
    ("a short rule", STYLES, style("Number", 'w:left="0" w:right="0"', 'w:left="1000" w:right="1000"'), "7.2.7"),
    ("a title in Hei", STYLES, style("Title", "方正小标宋简体", "黑体"), "7.3.1"),
    ("a title in size 3", STYLES, style("Title", 'w:sz w:val="44"', 'w:sz w:val="32"'), "7.3.1"),
    ("a title at the left", STYLES, style("Title", 'w:jc w:val="center"', 'w:jc w:val="left"'), "7.3.1"),
    ("a title right under the rule", STYLES, style("Title", 'w:before="1158"', 'w:before="0"'), "7.3.1"),
    ("a full stop after the title", DOCUMENT, words("质量情况的通报</w:t>", "质量情况的通报。</w:t>"), "7.3.1"),
    ("an indented addressee", STYLES, style("Recipients", 'w:firstLine="0"', 'w:firstLine="640"'), "7.3.2"),
    ("a half-width colon", DOCUMENT, words("本院各部门：", "本院各部门:"), "7.3.2"),
    ("a centred addressee", STYLES, style("Recipients", 'w:jc w:val="both"', 'w:jc w:val="center"'), "7.3.2"),
    ("no line between title and addressee", STYLES, style("Title", 'w:after="579"', 'w:after="0"'), "7.3.2"),
    ("an addressee in Kai", STYLES, style("Recipients", FANG, 'w:eastAsia="楷体_GB2312"'), "7.3.2"),
    # the text
    ("paragraphs without indent", STYLES, style("BodyText", 'w:firstLineChars="200" w:firstLine="630"', 'w:firstLine="0"'), "7.3.3"),
    ("paragraphs indented by four", STYLES, style("BodyText", 'w:firstLineChars="200"', 'w:firstLineChars="400"'), "7.3.3"),
    ("level 1 in FangSong", STYLES, style("Heading1", "黑体", "仿宋_GB2312"), "7.3.3"),
    ("level 2 in Hei", STYLES, style("Heading2", "楷体_GB2312", "黑体"), "7.3.3"),
    ("a heading that is none", STYLES, style("Heading1", '<w:outlineLvl w:val="0"/>', ""), "7.3.3"),
    ("a level skipped in counting", DOCUMENT, words("<w:t xml:space=\"preserve\">二、", "<w:t xml:space=\"preserve\">三、"), "7.3.3"),
    ("level 2 in half-width brackets", DOCUMENT, words("（一）</w:t>", "(一)</w:t>"), "7.3.3"),
    ("a centred paragraph", STYLES, style("BodyText", 'w:jc w:val="both"', 'w:jc w:val="center"'), "7.3.3"),
    ("a remark without brackets", DOCUMENT, words("（此件发至庭室）", "此件发至庭室"), "7.3.3"),
    ("a half-width colon after 附件", DOCUMENT, words("附件：", "附件:"), "7.3.4"),
    ("a full stop after an annex", DOCUMENT, words("案件目录</w:t>", "案件目录。</w:t>"), "7.3.4"),
    ("annexes at the edge", STYLES, style("Note", 'w:left="1890"', 'w:left="1260"'), "7.3.4"),
    ("annexes right under the text", DOCUMENT, words('<w:spacing w:before="579"/>', ""), "7.3.4"),
    ("annexes counted wrongly", DOCUMENT, words(">　　　2. </w:t>", ">　　　3. </w:t>"), "7.3.4"),
    # the end
    ("an issuer at the left", DOCUMENT, words('<w:pStyle w:val="Signature"/><w:ind w:left="5040"/>', '<w:pStyle w:val="Signature"/><w:ind w:left="0"/>'), "7.3.5"),
    ("a day right under the issuer's first character", DOCUMENT, words('<w:pStyle w:val="Date"/><w:ind w:left="5670"/>', '<w:pStyle w:val="Date"/><w:ind w:left="5040"/>'), "7.3.5"),
    ("a signature right under the text", STYLES, style("Signature", 'w:before="579"', 'w:before="0"'), "7.3.5"),
    ("a day in Han figures", DOCUMENT, words("2008年4月2日</w:t>", "二〇〇八年四月二日</w:t>"), "7.3.5.4"),
    ("a day with leading zeros", DOCUMENT, words("2008年4月2日</w:t>", "2008年04月02日</w:t>"), "7.3.5.4"),
    ("a day with dots", DOCUMENT, words("2008年4月2日</w:t>", "2008.4.2</w:t>"), "7.3.5.4"),
    ("a year of two figures in the day", DOCUMENT, words("2008年4月2日</w:t>", "08年4月2日</w:t>"), "7.3.5.4"),
    ("no day", DOCUMENT, words("2008年4月2日</w:t>", "</w:t>"), "7.3.5.4"),
    ("a thick first closing rule", DOCUMENT, words('<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="8"', '<w:top w:val="single" w:sz="18" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="8"'), "7.4.1"),
    ("no last closing rule", DOCUMENT, words('<w:bottom w:val="single" w:sz="8"', '<w:bottom w:val="nil" w:sz="8"'), "7.4.1"),
    ("a middle rule as thick as the others", DOCUMENT, words('<w:insideH w:val="single" w:sz="6"', '<w:insideH w:val="single" w:sz="8"'), "7.4.1"),
    ("closing rules that are too short", DOCUMENT, words('<w:tblW w:w="8844" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="8"', '<w:tblW w:w="7000" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="8"'), "7.4.1"),
    ("closing lines in the middle of the page", DOCUMENT, words("<wp:posOffset>", "<wp:posOffset>1"), "7.4.1"),
    ("closing lines that follow the text", DOCUMENT, words('<wp:positionV relativeFrom="page">', '<wp:positionV relativeFrom="paragraph">'), "7.4.1"),
    ("copies without a full stop", DOCUMENT, words("黑龙江省高级人民法院。</w:t>", "黑龙江省高级人民法院</w:t>"), "7.4.2"),
    ("a half-width colon after 抄送", DOCUMENT, words("抄送：", "抄送:"), "7.4.2"),
    ("copies at the edge", DOCUMENT, words('<w:ind w:left="1120" w:right="280" w:hanging="840"/>', '<w:ind w:left="840" w:right="0" w:hanging="840"/>'), "7.4.2"),
    ("closing lines in size 3", STYLES, style("Imprint", 'w:sz w:val="28"', 'w:sz w:val="32"'), "7.4.2"),
    ("a day of printing without 印发", DOCUMENT, words("2008年4月3日印发", "2008年4月3日"), "7.4.3"),
    ("a day of printing with leading zeros", DOCUMENT, words("2008年4月3日印发", "2008年04月03日印发"), "7.4.3"),
    # page numbers
    ("the same foot on odd and even pages", SETTINGS, words("<w:evenAndOddHeaders/>", ""), "7.5"),
    ("odd numbers in the middle", ODD, words('w:jc w:val="right"', 'w:jc w:val="center"'), "7.5"),
    ("even numbers at the right", EVEN, words('w:jc w:val="left"', 'w:jc w:val="right"'), "7.5"),
    ("hyphens for em dashes", ODD, words("— ", "- "), "7.5"),
    ("bare numbers", EVEN, words("— ", ""), "7.5"),
    ("no number on even pages", EVEN, words("PAGE", ""), "7.5"),
    ("numbers at the edge", STYLES, style("Footer", 'w:left="280" w:right="280"', 'w:left="0" w:right="0"'), "7.5"),
    ("numbers in size 5", STYLES, style("Footer", 'w:sz w:val="28"', 'w:sz w:val="21"'), "7.5"),
    ("numbers in FangSong", STYLES, style("Footer", "宋体", "仿宋_GB2312"), "7.5"),
    ("numbers at the edge of the paper", DOCUMENT, words('w:footer="1406"', 'w:footer="720"'), "7.5"),
    # the file
    ("theme fonts", STYLES, words("<w:rFonts ", '<w:rFonts w:asciiTheme="minorHAnsi" '), "文件"),
    ("tracked changes", DOCUMENT, words("<w:r><w:t", '<w:ins w:id="1" w:author="a"/><w:r><w:t'), "文件"),
    ("a link to a file outside", RELATIONS, words("</Relationships>", '<Relationship Id="rId9" Type="x" Target="http://example.org" TargetMode="External"/></Relationships>'), "文件"),
    ("no title", CORE, words("<dc:title>关于2007年第四季度案件审判质量情况的通报", "<dc:title>"), "文件"),
    ("no language", CORE, words("<dc:language>zh-CN", "<dc:language>"), "文件"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "edit", "clause"), [m[1:] for m in MUTATIONS], ids=[m[0] for m in MUTATIONS]
)
def test_one_fault_fails_with_its_clause(parts, part, edit, clause):
    faults = check_docx(packed({**parts, part: edit(parts[part])}))

    assert clause in {fault.clause.rpartition(", ")[2] for fault in faults}, [str(fault) for fault in faults]


TAB = "<w:r><w:tab/></w:r>"
KAI = '<w:rPr><w:rFonts w:ascii="楷体_GB2312" w:hAnsi="楷体_GB2312" w:eastAsia="楷体_GB2312" w:cs="楷体_GB2312" w:hint="eastAsia"/></w:rPr>'
UPWARD = [
    ("the signer's name in FangSong", DOCUMENT, words(KAI, ""), "7.2.6"),
    ("the signer's name in Hei", DOCUMENT, words(KAI, KAI.replace("楷体_GB2312", "黑体")), "7.2.6"),
    ("the words 签发人 in Kai", DOCUMENT, words('<w:r><w:t xml:space="preserve">签发人', f'<w:r>{KAI}<w:t xml:space="preserve">签发人'), "7.2.6"),
    ("a half-width colon after 签发人", DOCUMENT, words("签发人：", "签发人:"), "7.2.6"),
    ("nobody named as signer", DOCUMENT, words("高某</w:t>", "</w:t>"), "7.2.6"),
    ("a signer's name in size 4", DOCUMENT, words(KAI, KAI.replace("</w:rPr>", '<w:sz w:val="28"/></w:rPr>')), "7.2.6"),
    ("the number at the very left", DOCUMENT, words(f"{TAB}<w:r><w:t xml:space=\"preserve\">哈中法提", '<w:r><w:t xml:space="preserve">哈中法提'), "7.2.6"),
    ("the number two characters in", STYLES, style("NumberTwo", 'w:tab w:val="left" w:pos="315"', 'w:tab w:val="left" w:pos="630"'), "7.2.6"),
    ("the signer at the very right", STYLES, style("NumberTwo", 'w:tab w:val="right" w:pos="8529"', 'w:tab w:val="right" w:pos="8844"'), "7.2.6"),
    ("the signer on a line of its own", DOCUMENT, words(f"{TAB}<w:r><w:t xml:space=\"preserve\">签发人", '</w:p><w:p><w:r><w:t xml:space="preserve">签发人'), "7.2.6"),
    ("no signer, and the number left at the left", DOCUMENT, words('<w:r><w:t xml:space="preserve">签发人：</w:t></w:r>', ""), "7.2.5"),
    ("a number in Kai beside the signer", DOCUMENT, words('<w:r><w:t xml:space="preserve">哈中法提', f'<w:r>{KAI}<w:t xml:space="preserve">哈中法提'), "7.2.5"),
]  # fmt: skip


@pytest.fixture(scope="module")
def upward_model(policy):
    example = policy.edition("notices", "removal_motion", on=date(2008, 4, 1)).value.example
    drawn = draft(policy, "removal_motion", example, on=date(2008, 4, 1)).model
    days = {"dated": date(2008, 4, 2), "printed_on": date(2008, 4, 3)}
    return evolve(drawn, **days, number=("哈中法提〔2008〕1号",), signer="高某")


@pytest.fixture(scope="module")
def upward(upward_model):
    with ZipFile(BytesIO(render(upward_model, "docx"))) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


@pytest.mark.parametrize("standard", ["2012", "1999"])
@pytest.mark.parametrize("profile", ["conventional", "ink"])
def test_an_upward_document_keeps_both_editions_in_both_profiles(upward_model, standard, profile):
    layout = layout_for("gongwen", standard)

    assert check_docx(render(upward_model, "docx", layout=layout, profile=profile), layout) == ()


@pytest.mark.parametrize(("part", "edit", "clause"), [m[1:] for m in UPWARD], ids=[m[0] for m in UPWARD])
def test_one_fault_of_an_upward_document_fails_with_its_clause(upward, part, edit, clause):
    faults = check_docx(packed({**upward, part: edit(upward[part])}))

    assert clause in {fault.clause.rpartition(", ")[2] for fault in faults}, [str(fault) for fault in faults]


def test_there_are_at_least_sixty_faults_and_each_clause_is_among_them():
    asked = set(layout_for("gongwen").clauses.values())

    assert len(MUTATIONS) >= 60
    assert {clause for *_, clause in (*MUTATIONS, *UPWARD)} >= asked


@pytest.mark.parametrize("part", ["word/comments.xml", "word/vbaProject.bin"])
def test_comments_and_macros_are_found(parts, part):
    faults = check_docx(packed({**parts, part: "<x/>"}))

    assert [fault.element for fault in faults] == ["file"]


def test_a_document_edited_in_another_program_is_read_by_what_it_says_not_by_its_styles(parts):
    document = Document(BytesIO(packed(parts)))
    for at, style in enumerate(document.styles):
        if style.type == 1 and not style.name.lower().startswith(("heading", "normal", "caption")):
            style.name = f"样式{at}"
    target = BytesIO()
    document.save(target)

    assert [str(fault) for fault in check_docx(target.getvalue())] == []


def test_a_plain_document_fails_in_many_clauses_and_doesnt_break_the_checker():
    document = Document()
    document.add_paragraph("会议通知")
    document.add_paragraph("请于周一参加会议。")
    target = BytesIO()
    document.save(target)

    clauses = {fault.clause.rpartition(" ")[2] for fault in check_docx(target.getvalue())}

    assert {"5.1", "5.2.1", "7.2.5", "7.3.5.4", "7.4.1", "7.5"} <= clauses


def test_the_other_editions_document_fails_by_its_mark_and_day(model):
    old = render(model, "docx", layout="1999")

    found = {fault.element for fault in check_docx(old)}

    assert {"mark", "day", "imprint"} <= found


@given(st.binary(max_size=200))
def test_no_bytes_break_the_checker(content):
    with pytest.raises(UnreadableDocument):
        check_docx(content)


def test_a_declaration_of_entities_is_refused(parts):
    bomb = parts[DOCUMENT].replace("<w:document", '<!DOCTYPE d [<!ENTITY a "b">]><w:document', 1)

    with pytest.raises(UnreadableDocument, match="document type"):
        check_docx(packed({**parts, DOCUMENT: bomb}))


def test_the_command_says_the_clause_in_both_languages_and_ends_with_one(tmp_path, parts):
    good, bad = tmp_path / "good.docx", tmp_path / "bad.docx"
    good.write_bytes(packed(parts))
    bad.write_bytes(packed({**parts, DOCUMENT: parts[DOCUMENT].replace("〔2008〕", "[2008]")}))
    run = CliRunner().invoke

    kept, failed = run(notice_app, ["check", str(good)]), run(notice_app, ["check", str(bad), "--lang", "zh"])

    assert (kept.exit_code, failed.exit_code) == (0, 1)
    assert "keeps GB/T 9704-2012" in kept.output
    assert "GB/T 9704-2012, 7.2.5  年份应用六角括号〔〕，发现[]" in failed.output
