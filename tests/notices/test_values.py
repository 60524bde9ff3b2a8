"""A value appears verbatim and never becomes structure, in any of the three forms."""

from html.parser import HTMLParser
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from courtqa.errors import UnfitNotice
from courtqa.notices import render
from courtqa.notices.values import unfit_character

HOSTILE = [
    "</p><h1>一、伪造</h1><p>",
    "<script>alert(1)</script>",
    "</w:t></w:r></w:p><w:p><w:r><w:t>伪造",
    "A&B<公司>",
    "&lt;&amp;&#x41;",
    "]]><!-- x -->",
    "{{ 7*7 }}{% for x in y %}",
    "{{ ''.__class__.__mro__ }}",
    "# 标题",
    "*加重* _斜体_ `代码`",
    "[链接](javascript:alert(1))",
    "![图](http://example.com/x.png)",
    "| 表 | 格 |",
    r"\| 反斜杠 \\",
    "1. 列表",
    "123456789) 列表",
    "- 项目",
    "+ 项目",
    "> 引用",
    "--- ===",
    "~~~ ```",
    "https://example.com www.example.com a@example.com",
    "  两端  有   空格  ",
    "　全角空格　",
    '=HYPERLINK("x")',
    "'; DROP TABLE notice;--",
    "/etc/passwd $x$ #read",
    "“引号”‘单引号’——破折号……",
    "·迪丽热巴·买买提•㐀𠮷喆堃",
    "e\u0301clair ﷽ ﬁ",
    "<person ref='x'>假名</person>",
    "%s %(x)d {0} {name}",
    "<br/>",
    "——",
]
REFUSED = [
    "\x00",
    "a\x07b",
    "换\n行",
    "制\t表",
    "\u202e反转",
    "a\u200bb",
    "\ud800",
    "\ue000",
    "\ufeff",
    "\u2028",
    "\ufffe",
    "\u2066x",
]


class Html(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        if self.tags and self.tags[-1] != "style":
            self.texts.append(data)


def html_of(notice):
    parser = Html()
    parser.feed(render(notice, "html"))
    return parser.tags, "".join(parser.texts)


def markdown_of(notice):
    tokens = MarkdownIt("commonmark").enable("table").parse(render(notice, "markdown"))
    inline = [child for token in tokens for child in token.children or ()]
    shape = [token.type for token in tokens] + [
        child.type for child in inline if child.type not in {"text", "text_special"}
    ]
    return shape, "".join(child.content for child in inline)


def docx_of(notice):
    document = Document(BytesIO(render(notice, "docx")))
    body = document.element.body
    shape = [element.tag for element in body.iter() if not str(element.tag).endswith("}jc")]
    return shape, "".join(element.text or "" for element in body.iter("{*}t"))


FORMS = {"html": html_of, "markdown": markdown_of, "docx": docx_of}


def with_value(drafted, value):
    """The same notice, with the value as text, as a name, in a table and in a heading."""
    quality = {
        "overview": value,
        "problems": [{"title": value, "facts": value}],
        "cases": [
            {
                "number": value,
                "handler": {"id": "p1", "name": value, "unit": "daoli"},
                "problem": "poor_quality",
                "finding": value,
            }
        ],
        "demands": [value],
    }
    return drafted(**quality)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_appears_verbatim_and_changes_no_structure(drafted, form, value):
    expected_shape, _ = FORMS[form](with_value(drafted, "无害"))

    shape, text = FORMS[form](with_value(drafted, value))

    assert expected_shape == shape
    assert text.count(value) >= 7


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_title_appears_verbatim(drafted, form, value):
    _, text = FORMS[form](drafted("inspection_bulletin", subject=value))

    assert f"关于{value}落实情况的通报" in text


@given(value=st.text(min_size=1, max_size=40).filter(lambda text: unfit_character(text) is None))
@settings(max_examples=60, deadline=None)
def test_any_text_a_document_may_hold_appears_verbatim(policy, value):
    from datetime import date

    from courtqa.notices import draft

    example = policy.edition("notices", "discipline_bulletin", on=date(2008, 1, 1)).value.example
    notice = draft(
        policy, "discipline_bulletin", {**example, "lessons": value, "demands": [value]}, on=date(2008, 1, 1)
    )

    for form in ("html", "docx"):
        assert FORMS[form](notice)[1].count(value) >= 2


@pytest.mark.parametrize("value", REFUSED)
def test_a_character_that_misleads_or_breaks_is_refused_with_its_place(drafted, value):
    with pytest.raises(UnfitNotice) as unfit:
        drafted(demands=["可以", value])

    assert [place for place, _ in unfit.value.faults] == ["demands[2]"]


@pytest.mark.parametrize("value", [None, 3, float("nan"), 0.5, b"x", print, ["x"], {"x": 1}, True])
def test_only_text_is_text(drafted, value):
    with pytest.raises(UnfitNotice):
        drafted(overview=value)


def test_every_fault_is_reported_at_once(drafted):
    with pytest.raises(UnfitNotice) as unfit:
        drafted(
            reviewed="92",
            exempt=True,
            reply_by="2008-02-30",
            demands="一条",
            overveiw="x",
            cases=[{"number": "1"}],
        )

    assert [place for place, _ in unfit.value.faults] == [
        "overveiw",
        "reviewed",
        "exempt",
        "cases[1].handler",
        "cases[1].problem",
        "cases[1].finding",
        "demands",
        "reply_by",
    ]
    assert "did you mean 'overview'?" in str(unfit.value)


def test_a_unit_id_that_nobody_knows_is_refused_with_a_hint(drafted):
    handler = {"id": "p1", "name": "刘某", "unit": "daolu"}

    with pytest.raises(UnfitNotice, match="did you mean"):
        drafted(cases=[{"number": "1", "handler": handler, "problem": "poor_quality", "finding": "x"}])


def test_persons_and_units_are_typed_in_the_model(drafted):
    model = drafted("quality_bulletin").model

    assert [(span.ref, span.text) for span in model.persons] == [
        ("p0811", "刘某"),
        ("p0206", "张某某"),
        ("p0913", "何某"),
    ]
    assert ("daoli", "道里区人民法院") in [(span.ref, span.text) for span in model.units]
